//! From an estate and its choices to a blueprint. It takes no decision of its own: what is chosen here is numbering.
//!
//! Start at [`blueprint`]. Everything is counted in the estate's order, so that the same estate gives the same bytes.

mod data_center;
mod endpoints;
mod gateways;
mod lines;
mod link_local;
mod names;
mod ranges;
mod region;
mod routes;
mod sessions;
mod staff;
mod unfit;
mod vpns;

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use landbridge_estate::model::Estate;
use landbridge_estate::names::Name;

use crate::blueprint::{Blueprint, DataCenter, Objectives};
use crate::decisions::Choices;
use crate::targets::{Targets, workloads};

pub(crate) use unfit::Unfit;

/// An estate and everything that was chosen for it.
pub(crate) struct Plan<'a> {
    pub(crate) estate: &'a Estate,
    pub(crate) choices: &'a Choices,
    pub(crate) targets: &'a Targets,
}

impl Plan<'_> {
    /// Whether a range overlaps no site's.
    fn is_free(&self, range: Ipv4Net) -> bool {
        let data_centers = self.estate.data_centers.iter().map(|dc| dc.network.value);
        let regions = self.estate.regions.iter().map(|region| region.network.value);
        let overlaps = |n: Ipv4Net| n.contains(&range) || range.contains(&n);
        !data_centers.chain(regions).any(overlaps)
    }
}

/// Builds the blueprint.
///
/// Errors: what does not fit into the ranges that the estate gives.
pub(crate) fn blueprint(plan: &Plan<'_>) -> Result<Blueprint, Vec<Unfit>> {
    let data_centers = data_center::all(plan)?;
    let gateways = gateways::all(plan, &data_centers);
    let regions = region::all(plan, &gateways)?;
    let mut link_local = link_local::LinkLocal::default();
    let lines = lines::all(plan, &data_centers, &gateways, &mut link_local)?;
    let vpns = vpns::all(plan, &data_centers, &gateways, &mut link_local)?;
    Ok(Blueprint {
        estate: plan.estate.name.value.clone(),
        names: names::all(plan, &data_centers, &regions),
        client_vpns: staff::all(plan, &data_centers, &regions)?,
        data_centers,
        regions,
        gateways,
        lines,
        vpns,
        objectives: objectives(plan.estate),
        workloads: workloads(plan.estate, plan.targets),
    })
}

fn objectives(estate: &Estate) -> Objectives {
    let max_outage = estate.requirements.connectivity.max_outage;
    Objectives {
        max_outage: max_outage.map(|outage| outage.value),
        max_outage_line: max_outage.map(|outage| outage.at.line),
    }
}

/// Data centres that have a router, and so can be linked.
fn linked(data_centers: &[DataCenter]) -> impl Iterator<Item = &DataCenter> {
    data_centers.iter().filter(|dc| dc.router.is_some())
}

/// A name that this module composes of valid parts.
fn name(text: impl Into<String>) -> Name {
    let text = text.into();
    let shown = text.clone();
    Name::new(text).unwrap_or_else(|error| panic!("{shown} is composed as a name: {error}"))
}

/// The `n`th address of a network, counted from its first.
///
/// Panics when the network has no such address; callers count what they need before.
fn nth(network: Ipv4Net, n: u32) -> Ipv4Addr {
    let address = u32::from(network.network()).checked_add(n).map(Ipv4Addr::from);
    address.filter(|a| network.contains(a)).expect("callers count the addresses they need")
}

/// How many addresses a network has.
fn size(network: Ipv4Net) -> u64 {
    1 << (32 - u32::from(network.prefix_len()))
}
