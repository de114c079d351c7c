//! Which regions each gateway leads to, and which sites no way joins.

use std::collections::{BTreeSet, HashMap};

use ipnet::Ipv4Net;
use landbridge_estate::model::StaffReach;
use landbridge_estate::names::Name;

use super::{Subject, codes, finding, listed};
use crate::blueprint::{Blueprint, Gateway, GatewayKind};
use crate::finding::{Finding, Severity};

/// A region, and the region whose transit gateway stands between, if one does.
pub(super) type Reached<'a> = (&'a Name, Option<&'a Name>);

/// The regions that a gateway leads a data centre to. Peering is one step only: transit gateways pass nothing on from one peer to
/// another by themselves.
pub(super) fn regions<'a>(
    blueprint: &'a Blueprint,
    data_center: &Name,
    gateway: &Name,
) -> Vec<Reached<'a>> {
    let (Some(dc), Some(gateway)) =
        (blueprint.data_center(data_center), blueprint.gateway(gateway))
    else {
        return Vec::new();
    };
    match &gateway.kind {
        GatewayKind::VirtualPrivate { region } => vec![(region, None)],
        GatewayKind::Transit { .. } => from_transit(blueprint, gateway, dc.network),
        GatewayKind::DirectConnect { associations } => associations
            .iter()
            .filter_map(|one| Some((blueprint.gateway(&one.gateway)?, &one.prefixes)))
            .flat_map(|(next, prefixes)| {
                if let GatewayKind::VirtualPrivate { region } = &next.kind {
                    return vec![(region, None)];
                }
                let behind = from_transit(blueprint, next, dc.network).into_iter();
                behind.filter(|(region, _)| is_announced(blueprint, prefixes, region)).collect()
            })
            .collect(),
    }
}

/// A transit gateway leads to its own region, and to those of its peers that lead back to the data centre through it.
fn from_transit<'a>(
    blueprint: &'a Blueprint,
    gateway: &'a Gateway,
    data_center: Ipv4Net,
) -> Vec<Reached<'a>> {
    let GatewayKind::Transit { region: own, peers } = &gateway.kind else { return Vec::new() };
    let behind = peers.iter().filter_map(|peer| match &blueprint.gateway(&peer.gateway)?.kind {
        GatewayKind::Transit { region, peers } => {
            let back = peers.iter().filter(|back| back.gateway == gateway.name);
            let mut prefixes = back.flat_map(|back| &back.prefixes);
            prefixes.any(|prefix| prefix.contains(&data_center)).then_some((region, Some(own)))
        }
        _ => None,
    });
    std::iter::once((own, None)).chain(behind).collect()
}

fn is_announced(blueprint: &Blueprint, prefixes: &[Ipv4Net], region: &Name) -> bool {
    // What IPsec inside a line announces stands in no association.
    let inner = blueprint.lines.iter().any(|line| line.ipsec.is_some());
    let network = blueprint.region(region).map(|region| region.vpc.network);
    inner || network.is_some_and(|n| prefixes.iter().any(|prefix| prefix.contains(&n)))
}

pub(super) fn check(subject: Subject<'_>) -> Vec<Finding> {
    let mut found = without_way(subject);
    found.extend(unreached_by_staff(subject));
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
    let lines = blueprint.lines.iter().map(|line| (&line.data_center, &line.gateway));
    let vpns = blueprint.vpns.iter().map(|vpn| (&vpn.data_center, &vpn.gateway));
    let mut joined = BTreeSet::new();
    for (dc, gateway) in lines.chain(vpns) {
        joined.extend(regions(blueprint, dc, gateway).into_iter().map(|(region, _)| (dc, region)));
    }
    for gateway in &blueprint.gateways {
        let GatewayKind::Transit { region, peers } = &gateway.kind else { continue };
        let others =
            peers.iter().filter_map(|peer| match &blueprint.gateway(&peer.gateway)?.kind {
                GatewayKind::Transit { region, .. } => Some(region),
                _ => None,
            });
        joined.extend(others.map(|other| (region, other)));
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

/// Staff reach data centres by way of a VPC, so a private way must lead on from there.
fn unreached_by_staff(subject: Subject<'_>) -> Option<Finding> {
    let staff = subject.estate.requirements.staff_access.as_ref()?;
    let asked = staff.reach.iter().find(|reach| reach.value == StaffReach::OnPremises)?;
    let endpoint = subject.blueprint.client_vpns.first()?;
    let joined = joined(subject.blueprint);
    if joined.iter().any(|(_, region)| **region == endpoint.region) {
        return None;
    }
    let message = format!(
        "Staff must reach data centres, and no private way leads there from {}.",
        endpoint.region
    );
    let fix = "Give a data centre a router, or pin a private link.";
    let place = format!("{}/client-vpn", endpoint.region);
    Some(finding(codes::NOT_JOINED, Severity::Warning, place, message, fix).at(asked.at))
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
            let fix = if blueprint.lines.is_empty() {
                "An availability of 99.9% or more makes a second connection from it."
            } else {
                "Ask for 99.9%, which makes lines to two locations, or pin `resilience: vpn-backup` with it for a second connection."
            };
            let at = subject.estate.requirements.availability.at;
            found.push(finding(codes::UNUSED_UPLINK, Severity::Note, place, message, fix).at(at));
        }
    }
    found
}
