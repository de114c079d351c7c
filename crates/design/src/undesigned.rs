//! What the estate asks for that no rule designs yet. Listed, so that nothing is silently dropped.

use landbridge_estate::model::{Estate, HostAccess, Requirements};
use landbridge_estate::span::Span;
use serde::Serialize;

use crate::choice::stated;

/// Something that the estate asks for and the design does not answer yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Undesigned {
    /// What the estate says: `backup`, `services/quotes`.
    pub place: String,
    /// What is not designed of it.
    pub what: String,
    /// Where the estate says it.
    pub at: Option<Span>,
}

/// Everything undesigned, in the order of the file's sections.
pub(crate) fn of(estate: &Estate) -> Vec<Undesigned> {
    let mut list = requirements(&estate.requirements);
    list.extend(sites(estate));
    list.extend(workloads(estate));
    list.extend(operation(estate));
    list
}

fn one(place: impl Into<String>, what: impl Into<String>, at: Span) -> Undesigned {
    Undesigned { place: place.into(), what: what.into(), at: stated(at) }
}

fn requirements(needs: &Requirements) -> Vec<Undesigned> {
    let operations = &needs.operations;
    let mut list = Vec::new();
    if operations.same_tools_everywhere.value {
        list.push(one(
            "requirements/operations/same_tools_everywhere",
            "orchestration of both sides with one tool",
            operations.same_tools_everywhere.at,
        ));
    }
    if let Some(known) = operations.team_knows.first() {
        list.push(one(
            "requirements/operations/team_knows",
            "the orchestrator that suits what the team knows",
            known.at,
        ));
    }
    if operations.host_access.value != HostAccess::None {
        let what = "host access, and the launch type that allows it";
        list.push(one("requirements/operations/host_access", what, operations.host_access.at));
    }
    if operations.custom_images.value {
        let what = "the pipeline of the company's own machine image";
        list.push(one("requirements/operations/custom_images", what, operations.custom_images.at));
    }
    if needs.accounts.value > 1 {
        let what = format!(
            "how {} accounts share the network: each region has one VPC here",
            needs.accounts.value
        );
        list.push(one("requirements/accounts", what, needs.accounts.at));
    }
    let encryption = needs.encryption;
    if encryption.value != landbridge_estate::model::Encryption::None {
        list.push(one("requirements/encryption", "encryption at rest and its keys", encryption.at));
    }
    list
}

fn sites(estate: &Estate) -> Vec<Undesigned> {
    let contracts = estate.data_centers.iter().filter_map(|dc| {
        let contract = dc.contract.as_ref()?;
        let what = "the waves in which workloads leave before the contract ends";
        Some(one(format!("{}/contract", dc.name.value), what, contract.ends.at))
    });
    let hypervisors = estate.data_centers.iter().filter_map(|dc| {
        let hypervisor = dc.hypervisor.as_ref()?;
        let what = "appliances that run on the hypervisor, the file gateway's among them";
        Some(one(format!("{}/hypervisor", dc.name.value), what, hypervisor.at))
    });
    let accounts = estate.regions.iter().filter_map(|region| {
        let first = region.existing.as_ref()?.accounts.first()?;
        let what = "adoption of existing accounts";
        Some(one(format!("{}/existing/accounts", region.name.value), what, first.at))
    });
    contracts.chain(hypervisors).chain(accounts).collect()
}

fn workloads(estate: &Estate) -> Vec<Undesigned> {
    let services = estate.services.iter().map(|service| {
        let what = "task definition, launch type, load balancing and scaling; placement is carried, not decided";
        one(format!("services/{}", service.name.value), what, service.name.at)
    });
    let databases = estate.databases.iter().map(|database| {
        let what =
            "engine, storage, standby, replicas and the move; placement is carried, not decided";
        one(format!("databases/{}", database.name.value), what, database.name.at)
    });
    let files = estate.files.iter().map(|share| {
        let what = "storage, gateway, tiering and protection; placement is carried, not decided";
        one(format!("files/{}", share.name.value), what, share.name.at)
    });
    services.chain(databases).chain(files).collect()
}

fn operation(estate: &Estate) -> Vec<Undesigned> {
    let mut list = Vec::new();
    if let Some(fleet) = &estate.fleet {
        let window = fleet.maintenance.as_ref().map(|maintenance| maintenance.window.at);
        let at = window.unwrap_or(fleet.scripts.at);
        list.push(one("fleet", "Systems Manager: scripts, windows and patches on every host", at));
    }
    if let Some(backup) = &estate.backup {
        let daily = backup.daily.map(|period| period.at);
        let at = daily.or(backup.monthly.map(|period| period.at));
        let at = at.or(backup.covers.first().map(|covered| covered.at)).unwrap_or_default();
        list.push(one("backup", "backup plans, vaults and retention", at));
    }
    if let Some(recovery) = &estate.recovery {
        let what = "the recovery strategy that meets RTO and RPO";
        list.push(one("recovery", what, recovery.rto.at));
    }
    list
}
