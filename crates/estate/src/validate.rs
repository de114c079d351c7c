//! The second pass: from a file's shape to the model, with all that is wrong found at once.
//!
//! Each part reads its section to the end, whatever it finds, and yields `None` only for what cannot be built; references are checked
//! against the names in the file, so that a thing with one wrong value does not make all its users wrong too.

mod checker;
mod data;
mod names;
mod operations;
mod requirements;
mod services;
mod sites;
mod topology;

use crate::codes::ACCOUNTS;
use crate::diagnostic::{Diagnostic, Severity};
use crate::file::EstateFile;
use crate::model::{Estate, Pin, Region, Requirements};
use crate::scalar::Scalar;
use crate::span::Located;
use crate::written::{Section, Written};

use checker::{Checker, Owner};
use names::Names;

/// Makes the model of a file. The estate is there exactly when no diagnostic is an error.
pub(crate) fn estate(file: EstateFile) -> (Option<Estate>, Vec<Diagnostic>) {
    let mut check = Checker::default();
    let estate = build(&mut check, file);
    let found = check.into_found();
    let wrong = found.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    (estate.filter(|_| !wrong), found)
}

fn build(check: &mut Checker, file: EstateFile) -> Option<Estate> {
    let whole = Owner::file();
    let names = Names::of(check, &file);
    let name = check.required(&whole, "estate", file.estate);
    let requirements = requirements::requirements(check, file.requirements);
    let sites = sites::sites(check, file.sites);
    let services = services::services(check, &names, &sites, file.services);
    let databases = data::databases(check, &names, &sites, file.databases);
    let files = data::files(check, &names, &sites, file.files);
    data::file_use(check, &services, &files);
    let fleet = operations::fleet(check, file.fleet);
    let backup = operations::backup(check, &names, file.backup);
    let recovery = operations::recovery(check, file.recovery, &sites, backup.as_ref());
    let pins = pins(check, file.decisions);
    accounts(check, &requirements, &sites.regions);
    Some(Estate {
        name: name?,
        requirements,
        data_centers: sites.data_centers,
        regions: sites.regions,
        services,
        databases,
        files,
        fleet,
        backup,
        recovery,
        pins,
    })
}

fn pins(check: &mut Checker, decisions: Section<Written<String>, String>) -> Vec<Pin> {
    let entries = check.entries("decisions", "decision", decisions);
    entries
        .into_iter()
        .filter_map(|(decision, candidate)| {
            let owner = Owner::of("decision", &decision.value, decision.at);
            let candidate = check.required(&owner, "candidate", candidate)?;
            Some(Pin { decision, candidate })
        })
        .collect()
}

/// Accounts that exist are among those that the estate has.
fn accounts(check: &mut Checker, requirements: &Requirements, regions: &[Region]) {
    let existing: Vec<&Located<String>> =
        regions.iter().filter_map(|r| r.existing.as_ref()).flat_map(|e| &e.accounts).collect();
    let mut numbers: Vec<&str> = existing.iter().map(|account| account.as_str()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let stated = requirements.accounts.value;
    let Some(last) = existing.last().filter(|_| numbers.len() > stated as usize) else {
        return;
    };
    let message = format!("{} accounts exist, but the estate has {stated}", numbers.len());
    check.add(
        Diagnostic::error(ACCOUNTS, message)
            .label(last.at, "more accounts than the estate has")
            .label(requirements.accounts.at, "how many it has")
            .help(format!("write `accounts: {}` under `requirements:`", numbers.len())),
    );
}

/// Unwraps the text of a scalar that the model keeps as plain text.
fn inner<T: Scalar, U>(value: Option<Located<T>>, unwrap: fn(T) -> U) -> Option<Located<U>> {
    value.map(|value| value.map(unwrap))
}
