//! Which regions each gateway leads to, and which sites no way joins.

use std::collections::{BTreeSet, HashMap};

use ipnet::Ipv4Net;
use landbridge_estate::names::Name;

use super::{Subject, codes, finding, listed};
use crate::blueprint::{Blueprint, Gateway, GatewayKind};
use crate::finding::{Finding, Severity};

/// For each gateway, the regions that it leads to, and the region whose transit gateway stands between, if one does.
pub(super) struct Reach<'a>(HashMap<&'a Name, Vec<(&'a Name, Option<&'a Name>)>>);

impl<'a> Reach<'a> {
    /// Follows associations and peerings. Peering is one step only: transit gateways pass nothing on from one peer to another by
    /// themselves.
    pub(super) fn of(blueprint: &'a Blueprint) -> Self {
        let each = blueprint.gateways.iter();
        Self(each.map(|gateway| (&gateway.name, from(blueprint, gateway))).collect())
    }

    /// The regions that a gateway leads to, each with the region in between.
    pub(super) fn regions(&self, gateway: &Name) -> &[(&'a Name, Option<&'a Name>)] {
        self.0.get(gateway).map_or(&[], Vec::as_slice)
    }
}

fn from<'a>(blueprint: &'a Blueprint, gateway: &'a Gateway) -> Vec<(&'a Name, Option<&'a Name>)> {
    match &gateway.kind {
        GatewayKind::VirtualPrivate { region } => vec![(region, None)],
        GatewayKind::Transit { .. } => from_transit(blueprint, gateway, None),
        GatewayKind::DirectConnect { associations } => associations
            .iter()
            .filter_map(|one| Some((blueprint.gateway(&one.gateway)?, &one.prefixes)))
            .flat_map(|(next, prefixes)| match &next.kind {
                GatewayKind::VirtualPrivate { region } => vec![(region, None)],
                _ => from_transit(blueprint, next, Some(prefixes)),
            })
            .collect(),
    }
}

/// A transit gateway leads to its own region and to those of its peers; with `announced`, only to those whose range it announces.
fn from_transit<'a>(
    blueprint: &'a Blueprint,
    gateway: &'a Gateway,
    announced: Option<&Vec<Ipv4Net>>,
) -> Vec<(&'a Name, Option<&'a Name>)> {
    let GatewayKind::Transit { region: own, peers } = &gateway.kind else { return Vec::new() };
    let peer_region = |name: &Name| match blueprint.gateway(name).map(|gateway| &gateway.kind) {
        Some(GatewayKind::Transit { region, .. }) => Some(region),
        _ => None,
    };
    let behind = peers.iter().filter_map(|peer| peer_region(&peer.gateway)).map(|r| (r, Some(own)));
    let is_announced = |region: &Name| {
        let network = blueprint.region(region).map(|region| region.vpc.network);
        announced.is_none_or(|prefixes| {
            network.is_some_and(|n| prefixes.iter().any(|prefix| prefix.contains(&n)))
        })
    };
    // What is announced through IPsec inside a line stands in no association.
    let inner = blueprint.lines.iter().any(|line| line.ipsec.is_some());
    let all = std::iter::once((own, None)).chain(behind);
    all.filter(|(region, _)| inner || is_announced(region)).collect()
}

pub(super) fn check(subject: Subject<'_>) -> Vec<Finding> {
    let mut found = without_way(subject);
    found.extend(unused_uplinks(subject));
    found
}

/// Pairs of sites that nothing joins.
fn without_way(subject: Subject<'_>) -> Vec<Finding> {
    let blueprint = subject.blueprint;
    let joined = joined(blueprint);
    let sites: Vec<&Name> = sites(blueprint);
    let mut apart: Vec<(&Name, &Name)> = Vec::new();
    for (i, a) in sites.iter().enumerate() {
        for b in &sites[i + 1..] {
            if !joined.contains(&(*a, *b)) && !joined.contains(&(*b, *a)) {
                apart.push((a, b));
            }
        }
    }
    let (needed, idle): (Vec<_>, Vec<_>) =
        apart.into_iter().partition(|pair| is_used(blueprint, *pair));
    let tell = |(pairs, severity): (Vec<(&Name, &Name)>, Severity)| {
        let pairs: Vec<String> = pairs.iter().map(|(a, b)| format!("{a} and {b}")).collect();
        (!pairs.is_empty()).then(|| not_joined(subject, &pairs, severity))
    };
    [(needed, Severity::Warning), (idle, Severity::Note)].into_iter().filter_map(tell).collect()
}

fn not_joined(subject: Subject<'_>, pairs: &[String], severity: Severity) -> Finding {
    let why = match severity {
        Severity::Note => "No private way joins",
        _ => "Workloads use each other across sites that no private way joins:",
    };
    let fix = "Give a data centre a router; join regions with `hub: transit-gateway`; join data centres with a line of their own.";
    finding(codes::NOT_JOINED, severity, "sites", format!("{why} {}.", listed(pairs)), fix)
        .at(subject.estate.at())
}

fn sites(blueprint: &Blueprint) -> Vec<&Name> {
    let data_centers = blueprint.data_centers.iter().map(|dc| &dc.site);
    data_centers.chain(blueprint.regions.iter().map(|region| &region.site)).collect()
}

/// Pairs that a line, a tunnel or a peering joins. A gateway does not pass one data centre's traffic to another here.
fn joined(blueprint: &Blueprint) -> BTreeSet<(&Name, &Name)> {
    let reach = Reach::of(blueprint);
    let lines = blueprint.lines.iter().map(|line| (&line.data_center, &line.gateway));
    let vpns = blueprint.vpns.iter().map(|vpn| (&vpn.data_center, &vpn.gateway));
    let mut joined = BTreeSet::new();
    for (dc, gateway) in lines.chain(vpns) {
        joined.extend(reach.regions(gateway).iter().map(|(region, _)| (dc, *region)));
    }
    for gateway in &blueprint.gateways {
        if let GatewayKind::Transit { region, .. } = &gateway.kind {
            joined.extend(reach.regions(&gateway.name).iter().map(|(other, _)| (region, *other)));
        }
    }
    joined
}

/// Whether something at one site uses something at the other, once everything that leaves has left.
fn is_used(blueprint: &Blueprint, (a, b): (&Name, &Name)) -> bool {
    let workloads = &blueprint.workloads;
    let all = workloads.services.iter().chain(&workloads.databases).chain(&workloads.files);
    let at: HashMap<&Name, &Name> = all.map(|one| (&one.name, &one.target)).collect();
    workloads.services.iter().filter(|s| s.target == *a || s.target == *b).any(|service| {
        let used = service.uses.iter().filter_map(|used| at.get(used));
        used.into_iter().any(|site| **site != service.target && (*site == a || *site == b))
    })
}

/// Internet addresses that no tunnel uses, where tunnels exist.
fn unused_uplinks(subject: Subject<'_>) -> Vec<Finding> {
    let blueprint = subject.blueprint;
    let mut found = Vec::new();
    for dc in &blueprint.data_centers {
        let used = |address| {
            let own = blueprint.vpns.iter().filter(|vpn| vpn.data_center == dc.site);
            own.into_iter().any(|vpn| vpn.customer_address == address)
        };
        let has_tunnels = blueprint.vpns.iter().any(|vpn| vpn.data_center == dc.site);
        let addresses = dc.router.iter().flat_map(|router| &router.public_addresses);
        for address in addresses.filter(|address| has_tunnels && !used(**address)) {
            let place = format!("{}/{address}", dc.site);
            let message = format!(
                "No tunnel ends at {address}: when the other internet access of {} fails, so do all tunnels.",
                dc.site
            );
            let fix = "An availability of 99.9% or more makes a second connection from it.";
            let at = subject.estate.requirements.availability.at;
            found.push(finding(codes::UNUSED_UPLINK, Severity::Note, place, message, fix).at(at));
        }
    }
    found
}
