//! What crosses a line unencrypted although encryption in transit is required.

use std::collections::HashMap;

use landbridge_estate::model::Encryption;
use landbridge_estate::names::Name;

use super::{Subject, codes, finding, listed};
use crate::blueprint::{Blueprint, LineEncryption};
use crate::finding::{Finding, Severity};

pub(super) fn check(subject: Subject<'_>) -> Vec<Finding> {
    let required = subject.estate.requirements.encryption;
    if required.value != Encryption::InTransitAndAtRest {
        return Vec::new();
    }
    let unencrypted =
        |e: &LineEncryption| matches!(e, LineEncryption::None | LineEncryption::ApplicationTls);
    let lines = subject.blueprint.lines.iter().filter(|line| unencrypted(&line.encryption));
    lines
        .map(|line| {
            let (severity, message) = match line.encryption {
                LineEncryption::None => (
                    Severity::Error,
                    format!("{} is private, not encrypted, and encryption in transit is required.", line.name),
                ),
                _ => (Severity::Warning, left_to_applications(subject.blueprint, &line.name)),
            };
            let fix = "Make each of these connections use TLS, or take a dedicated line of 10 Gbps or more for MACsec.";
            finding(codes::CLEAR_TEXT, severity, line.name.to_string(), message, fix).at(required.at)
        })
        .collect()
}

fn left_to_applications(blueprint: &Blueprint, line: &Name) -> String {
    let crossing = crossing(blueprint);
    if crossing.is_empty() {
        return format!("{line} is not encrypted: whatever crosses it must use TLS.");
    }
    format!(
        "{line} is not encrypted: these connections cross it in the clear unless they use TLS: {}.",
        listed(&crossing)
    )
}

/// Uses between a data centre and a region, once everything that leaves has left.
fn crossing(blueprint: &Blueprint) -> Vec<String> {
    let workloads = &blueprint.workloads;
    let all = workloads.services.iter().chain(&workloads.databases).chain(&workloads.files);
    let at: HashMap<&Name, &Name> = all.map(|one| (&one.name, &one.target)).collect();
    let in_aws = |site: &Name| blueprint.region(site).is_some();
    let pairs = workloads.services.iter().flat_map(|s| s.uses.iter().map(move |used| (s, used)));
    pairs
        .filter(|(s, used)| at.get(used).is_some_and(|site| in_aws(site) != in_aws(&s.target)))
        .map(|(s, used)| format!("{} to {used}", s.name))
        .collect()
}
