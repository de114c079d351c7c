//! Where each workload will be once everything that leaves has left.
//!
//! It is carried, not decided: what leaves goes to the first region for workloads that it is not in already. Placement in waves is a
//! later rule.

use std::collections::{HashMap, HashSet};

use landbridge_estate::model::{Estate, RegionPurpose};
use landbridge_estate::names::Name;
use landbridge_estate::span::{Located, Span};

use crate::blueprint::{Workload, Workloads};

/// Where each workload will be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Targets {
    site: HashMap<Name, Name>,
    regions: HashSet<Name>,
}

impl Targets {
    /// Follows each workload to where it goes.
    pub(crate) fn of(estate: &Estate) -> Self {
        let regions = estate.regions.iter().map(|r| r.name.value.clone()).collect();
        let services = estate.services.iter().map(|s| (&s.name, &s.today, s.leaves.is_some()));
        let databases = estate.databases.iter().map(|d| (&d.name, &d.today, d.leaves.is_some()));
        let files = estate.files.iter().map(|f| (&f.name, &f.today, false));
        let site = services
            .chain(databases)
            .chain(files)
            .map(|(name, today, leaves)| (name.value.clone(), target(estate, today, leaves)))
            .collect();
        Self { site, regions }
    }

    /// The site where a workload will be.
    pub(crate) fn site_of(&self, workload: &Name) -> Option<&Name> {
        self.site.get(workload)
    }

    /// Whether a workload will be in AWS.
    pub(crate) fn in_aws(&self, workload: &Name) -> bool {
        self.site_of(workload).is_some_and(|site| self.regions.contains(site))
    }

    /// The first place where a service that stays in a data centre uses something that will be in AWS.
    pub(crate) fn first_use_of_aws(&self, estate: &Estate) -> Option<Span> {
        self.first_crossing(estate, false)
    }

    /// The first place where a service that will be in AWS uses something that stays in a data centre.
    pub(crate) fn first_use_of_data_center(&self, estate: &Estate) -> Option<Span> {
        self.first_crossing(estate, true)
    }

    /// Every use that crosses between a data centre and AWS: who, what, where it is said.
    pub(crate) fn crossings<'a>(
        &'a self,
        estate: &'a Estate,
    ) -> impl Iterator<Item = (&'a Name, &'a Located<Name>)> {
        let uses = |s: &'a landbridge_estate::model::Service| {
            s.uses.iter().map(move |used| (&s.name.value, used))
        };
        estate
            .services
            .iter()
            .flat_map(uses)
            .filter(|(user, used)| self.in_aws(user) != self.in_aws(&used.value))
    }

    fn first_crossing(&self, estate: &Estate, from_aws: bool) -> Option<Span> {
        self.crossings(estate)
            .find(|(user, _)| self.in_aws(user) == from_aws)
            .map(|(_, used)| used.at)
    }
}

fn target(estate: &Estate, today: &Located<Name>, leaves: bool) -> Name {
    let goes_to = estate
        .regions
        .iter()
        .filter(|r| r.purpose.value == RegionPurpose::Workloads)
        .find(|r| r.name.value != today.value);
    match goes_to {
        Some(region) if leaves => region.name.value.clone(),
        _ => today.value.clone(),
    }
}

/// What the estate says of workloads, with where each will be.
pub(crate) fn workloads(estate: &Estate, targets: &Targets) -> Workloads {
    let carried = |name: &Located<Name>, today: &Located<Name>, uses: &[Located<Name>]| Workload {
        name: name.value.clone(),
        today: today.value.clone(),
        target: targets.site_of(&name.value).unwrap_or(&today.value).clone(),
        uses: uses.iter().map(|used| used.value.clone()).collect(),
    };
    Workloads {
        services: estate.services.iter().map(|s| carried(&s.name, &s.today, &s.uses)).collect(),
        databases: estate.databases.iter().map(|d| carried(&d.name, &d.today, &[])).collect(),
        files: estate.files.iter().map(|f| carried(&f.name, &f.today, &[])).collect(),
    }
}
