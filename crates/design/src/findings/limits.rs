//! AWS's limits, each with its date.

use landbridge_estate::units::BitsPerSecond;

use super::{Subject, codes, finding};
use crate::blueprint::{
    Blueprint, EndpointKind, ForwardBy, Gateway, GatewayKind, LineKind, Region, Subnet,
};
use crate::finding::{Finding, Severity};

/// A VPN tunnel's rate (AWS networking blog, 2023). Tunnels of 5 Gbps can be had on transit gateways since late 2025.
const TUNNEL: BitsPerSecond = BitsPerSecond(1_250_000_000);
/// Prefixes that a virtual interface takes by default (Direct Connect User Guide, prefix controls, 2026).
const PREFIXES: usize = 100;
/// The largest autonomous system number that `asn` of a virtual interface takes (Direct Connect API reference, 2025). The API's newer
/// `asnLong` takes larger ones; version 5 of Terraform's AWS provider does not know it.
const LARGEST_NUMBER: u32 = 2_147_483_646;
/// What a Direct Connect gateway takes: virtual private gateways, transit gateways, virtual interfaces (2026).
const DIRECT_CONNECT: (usize, usize, usize) = (20, 6, 30);
/// Peerings of a transit gateway (Transit Gateway quotas, 2024).
const PEERINGS: usize = 50;
/// VPN connections of a virtual private gateway (Site-to-Site VPN quotas, 2024).
const CONNECTIONS: usize = 10;

pub(super) fn check(subject: Subject<'_>) -> Vec<Finding> {
    let mut found = rates(subject);
    found.extend(prefixes(subject.blueprint));
    found.extend(numbers(subject));
    found.extend(subject.blueprint.gateways.iter().flat_map(|g| gateway(subject.blueprint, g)));
    found.extend(interfaces(subject.blueprint));
    found.extend(subject.blueprint.regions.iter().flat_map(|region| full(subject, region)));
    found
}

fn rates(subject: Subject<'_>) -> Vec<Finding> {
    let peak = subject.estate.requirements.connectivity.peak;
    let slow = subject.blueprint.lines.iter().filter(|line| line.speed < peak.value).map(|line| {
        let message =
            format!("{} carries {}, less than the peak of {}.", line.name, line.speed, peak.value);
        let fix =
            "Pin `line: dedicated`, lower the peak, or split the traffic over several estates.";
        finding(codes::LINE_BELOW_PEAK, Severity::Error, line.name.to_string(), message, fix)
            .at(peak.at)
    });
    let backed = !subject.blueprint.lines.is_empty();
    let tunnel = subject.blueprint.vpns.first().filter(|_| peak.value > TUNNEL).map(|vpn| {
        let when = if backed { "While the line is down, a" } else { "A" };
        let message = format!(
            "{when} tunnel carries 1.25 Gbps and 140,000 packets a second (2023) of the {} needed.",
            peak.value
        );
        let (severity, pin) = if backed {
            (Severity::Warning, "resilience: second-location")
        } else {
            (Severity::Error, "link: direct-connect")
        };
        let fix = format!(
            "Say what may wait, or pin `{pin}`. Transit gateways offer tunnels of 5 Gbps since late 2025."
        );
        finding(codes::TUNNEL_BELOW_PEAK, severity, vpn.name.to_string(), message, fix).at(peak.at)
    });
    slow.chain(tunnel).collect()
}

fn prefixes(blueprint: &Blueprint) -> Vec<Finding> {
    let too_many = |dc: &&crate::blueprint::DataCenter| {
        dc.router.as_ref().is_some_and(|router| router.announces.len() > PREFIXES)
    };
    let tell = |dc: &crate::blueprint::DataCenter| {
        let message = format!(
            "{} announces more than {PREFIXES} prefixes (2026): the session goes down.",
            dc.site
        );
        let fix = "Announce a wider prefix that covers them, or raise the virtual interface's limit (1,000 at most).";
        finding(codes::TOO_MANY_PREFIXES, Severity::Error, dc.site.to_string(), message, fix)
    };
    let linked = |dc: &&crate::blueprint::DataCenter| {
        blueprint.lines.iter().any(|line| line.data_center == dc.site)
    };
    blueprint.data_centers.iter().filter(linked).filter(too_many).map(tell).collect()
}

/// Routers whose number does not go into the virtual interfaces of their lines.
fn numbers(subject: Subject<'_>) -> Vec<Finding> {
    let blueprint = subject.blueprint;
    let too_large = blueprint.data_centers.iter().filter(|dc| {
        let lined = blueprint.lines.iter().any(|line| line.data_center == dc.site);
        lined && dc.router.as_ref().is_some_and(|router| router.asn > LARGEST_NUMBER)
    });
    let tell = |dc: &crate::blueprint::DataCenter| {
        let site = subject.estate.data_centers.iter().find(|site| site.name.value == dc.site);
        let asn = site?.router.as_ref()?.asn;
        let message = format!(
            "Terraform's AWS provider writes numbers up to {LARGEST_NUMBER} into a virtual interface (2025), and {} has {}.",
            dc.site, asn.value
        );
        let fix = "Give the router a private number from 64513 to 65534 towards AWS.";
        let place = format!("{}/router", dc.site);
        Some(finding(codes::NUMBER_TOO_LARGE, Severity::Error, place, message, fix).at(asn.at))
    };
    too_large.filter_map(tell).collect()
}

fn gateway(blueprint: &Blueprint, gateway: &Gateway) -> Vec<Finding> {
    let ends = |name: &landbridge_estate::names::Name| *name == gateway.name;
    let lines = blueprint.lines.iter().filter(|line| ends(&line.gateway)).count();
    let vpns = blueprint.vpns.iter().filter(|vpn| ends(&vpn.gateway)).count();
    let counts: Vec<(usize, usize, &str)> = match &gateway.kind {
        GatewayKind::DirectConnect { associations } => {
            let is_transit = |name| {
                let other = blueprint.gateway(name);
                other.is_some_and(|g| matches!(g.kind, GatewayKind::Transit { .. }))
            };
            let transit = associations.iter().filter(|one| is_transit(&one.gateway)).count();
            vec![
                (associations.len() - transit, DIRECT_CONNECT.0, "virtual private gateways"),
                (transit, DIRECT_CONNECT.1, "transit gateways"),
                (lines, DIRECT_CONNECT.2, "virtual interfaces"),
            ]
        }
        GatewayKind::Transit { peers, .. } => vec![(peers.len(), PEERINGS, "peerings")],
        GatewayKind::VirtualPrivate { .. } => vec![(vpns, CONNECTIONS, "VPN connections")],
    };
    let over = counts.into_iter().filter(|(count, most, _)| count > most);
    over.map(|(count, most, what)| {
        let message = format!("{} has {count} {what}; AWS allows {most} (2026).", gateway.name);
        let fix = "Ask AWS for a higher quota, or divide the estate.";
        finding(codes::GATEWAY_LIMIT, Severity::Error, gateway.name.to_string(), message, fix)
    })
    .collect()
}

/// A hosted connection has one virtual interface (Direct Connect User Guide, 2026).
fn interfaces(blueprint: &Blueprint) -> Vec<Finding> {
    let both = blueprint
        .lines
        .iter()
        .filter(|line| line.kind == LineKind::Hosted && line.public_interface.is_some());
    both.map(|line| {
        let message =
            format!("{} is hosted, which has one virtual interface, and needs two.", line.name);
        let fix = "Pin `line: dedicated` or `aws-apis: interface-endpoints`.";
        finding(codes::TOO_MANY_INTERFACES, Severity::Error, line.name.to_string(), message, fix)
    })
    .collect()
}

/// Subnets with fewer addresses than hosts, NAT and interfaces take.
fn full(subject: Subject<'_>, region: &Region) -> Vec<Finding> {
    let site = subject.estate.regions.iter().find(|site| site.name.value == region.site);
    let at = site.map(|site| site.network.at).unwrap_or_default();
    let needs = region.vpc.subnets.iter().map(|subnet| {
        // Five are reserved in every subnet.
        let usable = (1u64 << (32 - subnet.cidr.prefix_len())).saturating_sub(5);
        (subnet, needed(subject.blueprint, region, subnet), usable)
    });
    needs
        .filter(|(_, needed, usable)| needed > usable)
        .map(|(subnet, needed, usable)| {
            let place = format!("{}/{}", region.site, subnet.name);
            let message =
                format!("{} has {usable} usable addresses and needs {needed}.", subnet.cidr);
            let fix = "Give the region a wider network, or fewer zones.";
            finding(codes::SUBNET_FULL, Severity::Error, place, message, fix).at(at)
        })
        .collect()
}

fn needed(blueprint: &Blueprint, region: &Region, subnet: &Subnet) -> u64 {
    let vpc = &region.vpc;
    let hosts = vpc.hosts.iter().filter(|host| host.subnet == subnet.name).count();
    let nats = vpc.nats.iter().filter(|nat| nat.subnet == subnet.name).count();
    let interfaces = vpc
        .endpoints
        .iter()
        .filter(|one| one.kind == EndpointKind::Interface && one.subnets.contains(&subnet.name))
        .count();
    let total = hosts + nats + interfaces + resolvers(blueprint, region, subnet);
    u64::try_from(total).unwrap_or(u64::MAX)
}

/// Interfaces of the region's two resolver endpoints; each serves every domain.
fn resolvers(blueprint: &Blueprint, region: &Region, subnet: &Subnet) -> usize {
    let of = |names: &[landbridge_estate::names::Name]| {
        names.iter().filter(|name| **name == subnet.name).count()
    };
    let inbound = blueprint.names.iter().find_map(|one| match &one.by {
        ForwardBy::OnPremisesForwarder { subnets, .. } if one.answered_in == region.site => {
            Some(of(subnets))
        }
        _ => None,
    });
    let outbound = blueprint.names.iter().find_map(|one| match &one.by {
        ForwardBy::OutboundEndpoint { subnets, .. } if one.asked_in == region.site => {
            Some(of(subnets))
        }
        _ => None,
    });
    inbound.unwrap_or_default() + outbound.unwrap_or_default()
}
