//! What the rules look at: the few facts of an estate that decide something, each with its place in the file.

use ipnet::Ipv4Net;
use landbridge_estate::model::{
    ApplicationChanges, Disruption, Encryption, Estate, Inbound, Latency, Outbound, RegionPurpose,
    StaffAccess, Throughput,
};
use landbridge_estate::names::Name;
use landbridge_estate::span::{Located, Span};
use landbridge_estate::units::{BitsPerSecond, Percent};

use crate::targets::Targets;

/// The facts that decide.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Facts {
    /// Who may open connections to the workloads.
    pub(crate) inbound: Located<Inbound>,
    /// What the workloads may reach outside.
    pub(crate) outbound: Located<Outbound>,
    /// Where data must be encrypted.
    pub(crate) encryption: Located<Encryption>,
    /// How short the delay between sites must be.
    pub(crate) latency: Located<Latency>,
    /// How steady the rate between sites must be.
    pub(crate) throughput: Located<Throughput>,
    /// Highest rate needed between sites.
    pub(crate) peak: Located<BitsPerSecond>,
    /// Objective for availability.
    pub(crate) availability: Located<Percent>,
    /// Whether applications may be changed.
    pub(crate) application_changes: Located<ApplicationChanges>,
    /// AWS accounts that hold workloads.
    pub(crate) accounts: Located<u32>,
    /// Where the estate says that it must survive a line's loss.
    pub(crate) survives_line: Option<Span>,
    /// Access from outside for staff.
    pub(crate) staff: Option<StaffAccess>,
    /// Data centres with a router, those that can be linked.
    pub(crate) linked: Vec<LinkedSite>,
    /// AWS regions.
    pub(crate) regions: Vec<RegionFacts>,
    /// The first file share, if any.
    pub(crate) files: Option<Span>,
    /// The first place where something that stays in a data centre uses something that will be in AWS.
    pub(crate) uses_aws: Option<Span>,
    /// The first place where something that will be in AWS uses something that stays in a data centre.
    pub(crate) uses_data_center: Option<Span>,
}

/// A data centre that can be linked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LinkedSite {
    /// Its name.
    pub(crate) name: Located<Name>,
    /// How many internet addresses its router has, and where they stand.
    pub(crate) public_addresses: Located<usize>,
    /// Where its domain stands.
    pub(crate) domain: Option<Span>,
}

/// What decides in one region.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RegionFacts {
    /// The site's name.
    pub(crate) name: Located<Name>,
    /// The range of its VPC.
    pub(crate) network: Located<Ipv4Net>,
    /// Zones in use.
    pub(crate) zones: Located<u8>,
    /// The first database that will run here, or be taken over here.
    pub(crate) databases: Option<Span>,
    /// Copies of services that will run here.
    pub(crate) replicas: u32,
}

impl Facts {
    /// Reads the facts from an estate.
    pub(crate) fn of(estate: &Estate, targets: &Targets) -> Self {
        let needs = &estate.requirements;
        Self {
            inbound: needs.inbound,
            outbound: needs.outbound,
            encryption: needs.encryption,
            latency: needs.connectivity.latency,
            throughput: needs.connectivity.throughput,
            peak: needs.connectivity.peak,
            availability: needs.availability,
            application_changes: needs.application_changes,
            accounts: needs.accounts,
            survives_line: survives(estate, Disruption::Line),
            staff: needs.staff_access.clone(),
            linked: linked(estate),
            regions: regions(estate, targets),
            files: estate.files.first().map(|share| share.name.at),
            uses_aws: targets.first_use_of_aws(estate),
            uses_data_center: targets.first_use_of_data_center(estate),
        }
    }

    /// Whether encryption on every network is required.
    pub(crate) fn encrypts_in_transit(&self) -> bool {
        self.encryption.value == Encryption::InTransitAndAtRest
    }

    /// Where steadiness between sites is asked for, if it is.
    pub(crate) fn steady(&self) -> Option<Span> {
        if self.throughput.value == Throughput::Consistent {
            Some(self.throughput.at)
        } else if self.latency.value == Latency::Lowest {
            Some(self.latency.at)
        } else {
            None
        }
    }

    /// Whether there is anything to link: a data centre with a router, and a region.
    pub(crate) fn can_link(&self) -> bool {
        !self.linked.is_empty() && !self.regions.is_empty()
    }
}

fn survives(estate: &Estate, what: Disruption) -> Option<Span> {
    let recovery = estate.recovery.as_ref()?;
    recovery.survives.iter().find(|d| d.value == what).map(|d| d.at)
}

fn linked(estate: &Estate) -> Vec<LinkedSite> {
    let site = |dc: &landbridge_estate::model::DataCenter| {
        let router = dc.router.as_ref()?;
        let at = router.public_addresses.first().map_or(dc.name.at, |address| address.at);
        Some(LinkedSite {
            name: dc.name.clone(),
            public_addresses: Located { value: router.public_addresses.len(), at },
            domain: dc.dns_domain.as_ref().map(|domain| domain.at),
        })
    };
    estate.data_centers.iter().filter_map(site).collect()
}

fn regions(estate: &Estate, targets: &Targets) -> Vec<RegionFacts> {
    let moved = estate.databases.iter().find(|d| targets.in_aws(&d.name.value));
    let region = |region: &landbridge_estate::model::Region| {
        let here = |name: &Name| targets.site_of(name) == Some(&region.name.value);
        let own = estate.databases.iter().find(|d| here(&d.name.value));
        let taken_over = moved.filter(|_| region.purpose.value == RegionPurpose::Recovery);
        let services = estate.services.iter().filter(|s| here(&s.name.value));
        RegionFacts {
            name: region.name.clone(),
            network: region.network,
            zones: region.zones,
            databases: own.or(taken_over).map(|d| d.name.at),
            replicas: services.map(|s| s.replicas.value).fold(0, u32::saturating_add),
        }
    };
    estate.regions.iter().map(region).collect()
}
