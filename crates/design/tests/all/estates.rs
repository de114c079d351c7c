//! Estates for tests, written as their owners would.

use std::fmt::Write;

use landbridge_design::{Design, design};
use landbridge_estate::Diagnostic;
use landbridge_estate::model::Estate;

/// The example in the repository.
pub(crate) const INSURER: &str = include_str!("../../../../examples/insurer.yaml");

/// The same estate at the next level.
pub(crate) const NEXT: &str = include_str!("../../../../examples/insurer-next.yaml");

/// Reads an estate that has no errors.
pub(crate) fn read(text: &str) -> Estate {
    match landbridge_estate::read("estate.yaml", text.as_bytes()) {
        Ok((estate, _)) => estate,
        Err(errors) => panic!("{}\n{text}", errors.render(120, false)),
    }
}

/// Designs an estate that can be designed.
pub(crate) fn designed(text: &str) -> Design {
    let estate = read(text);
    design(&estate).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

/// Designs an estate that cannot be.
pub(crate) fn refused(text: &str) -> Vec<Diagnostic> {
    design(&read(text)).expect_err("the estate cannot be designed")
}

/// An estate by its parts.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) requirements: String,
    pub(crate) data_centers: usize,
    /// Whether data centres have routers.
    pub(crate) routers: bool,
    pub(crate) hosts: u32,
    /// The prefix length of each region's network, and its zones.
    pub(crate) regions: Vec<(u8, u8)>,
    pub(crate) services: usize,
    pub(crate) database: bool,
    pub(crate) recovery: bool,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            requirements: String::new(),
            data_centers: 1,
            routers: true,
            hosts: 2,
            regions: vec![(16, 2)],
            services: 2,
            database: false,
            recovery: false,
        }
    }
}

/// Regions of AWS, enough for each test.
const REGIONS: [&str; 17] = [
    "eu-central-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eu-north-1",
    "eu-south-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "ca-central-1",
    "sa-east-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "ap-northeast-2",
];

impl Parts {
    /// The estate's text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::from("estate: parts\n");
        if !self.requirements.is_empty() {
            let _ = writeln!(text, "requirements:\n{}", self.requirements);
        }
        text.push_str("sites:\n");
        for n in 0..self.data_centers {
            let _ = writeln!(
                text,
                "  dc-{n}:
    kind: data-center
    network: 10.{n}.0.0/16"
            );
            if self.routers {
                let (asn, a, b) = (65_000 + n, 2 * n + 1, 2 * n + 2);
                let _ = writeln!(
                    text,
                    "    router: {{ vendor: linux, asn: {asn}, public_addresses: [192.0.2.{a}, 192.0.2.{b}] }}"
                );
            }
            let _ = writeln!(text, "    dns_domain: dc{n}.parts.example");
            let _ = writeln!(
                text,
                "    hosts: {{ worker: {{ count: {}, cpu: 4, memory: 16 GiB }} }}",
                self.hosts
            );
        }
        for (n, (prefix, zones)) in self.regions.iter().enumerate() {
            let purpose = if n == 1 { "recovery" } else { "workloads" };
            let _ = writeln!(
                text,
                "  aws-{n}:\n    kind: aws-region\n    region: {}\n    network: 10.{}.0.0/{prefix}\n    \
                 zones: {zones}\n    purpose: {purpose}",
                REGIONS[n % REGIONS.len()],
                100 + n,
            );
        }
        text.push_str(&self.workloads());
        if self.recovery {
            text.push_str("recovery: { rto: 4 h, rpo: 15 min, survives: [line] }\n");
        }
        text
    }

    fn workloads(&self) -> String {
        let mut text = String::new();
        if self.services > 0 {
            text.push_str("services:\n");
        }
        for n in 0..self.services {
            let leaves = if n % 2 == 0 { ", leaves: 2030-01-31" } else { "" };
            let uses = if n > 0 { format!(", uses: [service-{}]", n - 1) } else { String::new() };
            let _ = writeln!(
                text,
                "  service-{n}: {{ image: \"service:{n}\", today: dc-0{leaves}{uses}, cpu: 0.1, memory: 64 MiB }}"
            );
        }
        if self.database {
            text.push_str("databases:\n  store: { engine: postgresql, version: 15, runs_in: container, today: dc-0, leaves: 2030-01-31, size: 10 GiB }\n");
        }
        text
    }
}
