//! Addresses of hosts, links, and autonomous system numbers.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::{Subject, codes, finding};
use crate::blueprint::{BgpSession, Blueprint, ForwardBy, Region};
use crate::finding::{Finding, Severity};

/// Ranges that AWS keeps for itself (EC2 API, `VpnTunnelOptionsSpecification`; VPC User Guide, link-local services).
const RESERVED: [Ipv4Net; 8] = [
    reserved([0, 0], 30),
    reserved([1, 0], 30),
    reserved([2, 0], 30),
    reserved([3, 0], 30),
    reserved([4, 0], 30),
    reserved([5, 0], 30),
    reserved([169, 0], 24),
    reserved([170, 0], 24),
];

const fn reserved(last: [u8; 2], prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(169, 254, last[0], last[1]), prefix)
}

const FIX: &str = "Report this: the plan should not hold it.";

pub(super) fn check(subject: Subject<'_>) -> Vec<Finding> {
    let blueprint = subject.blueprint;
    let mut found: Vec<Finding> =
        blueprint.regions.iter().flat_map(|region| in_region(blueprint, region)).collect();
    found.extend(in_data_centers(blueprint));
    found.extend(links(blueprint));
    found.extend(numbers(blueprint));
    found
}

/// Fixed addresses of a VPC: inside their subnets, not reserved, each once.
fn in_region(blueprint: &Blueprint, region: &Region) -> Vec<Finding> {
    let vpc = &region.vpc;
    let hosts = vpc.hosts.iter().map(|host| (&host.name, &host.subnet, host.address));
    let nats = vpc.nats.iter().map(|nat| (&nat.name, &nat.subnet, nat.address));
    let endpoint = blueprint.names.iter().find(|one| {
        one.answered_in == region.site && matches!(one.by, ForwardBy::OnPremisesForwarder { .. })
    });
    let resolvers = match endpoint.map(|one| &one.by) {
        Some(ForwardBy::OnPremisesForwarder { subnets, endpoint }) => {
            subnets.iter().zip(endpoint).map(|(subnet, a)| (subnet, subnet, *a)).collect()
        }
        _ => Vec::new(),
    };
    let mut seen: HashMap<Ipv4Addr, String> = HashMap::new();
    let mut found = Vec::new();
    for (name, subnet, address) in hosts.chain(nats).chain(resolvers) {
        let place = format!("{}/{name}", region.site);
        let range = vpc.subnets.iter().find(|one| one.name == *subnet).map(|one| one.cidr);
        if range.is_some_and(|range| !is_usable(range, address)) {
            found.push(bad(
                place.clone(),
                format!("{address} is outside {subnet} or reserved in it."),
            ));
        }
        if let Some(other) = seen.insert(address, place.clone()) {
            found.push(bad(place, format!("{address} is also that of {other}.")));
        }
    }
    found
}

/// AWS reserves the first four addresses and the last one.
fn is_usable(range: Ipv4Net, address: Ipv4Addr) -> bool {
    let offset = u64::from(u32::from(address)).checked_sub(u64::from(u32::from(range.network())));
    let size = 1u64 << (32 - range.prefix_len());
    offset.is_some_and(|offset| (4..size - 1).contains(&offset))
}

fn in_data_centers(blueprint: &Blueprint) -> Vec<Finding> {
    let mut found = Vec::new();
    for dc in &blueprint.data_centers {
        let mut seen = HashMap::from([(dc.gateway, "router".to_owned())]);
        for host in &dc.hosts {
            let place = format!("{}/{}", dc.site, host.name);
            let edge = [dc.lan.network(), dc.lan.broadcast()].contains(&host.address);
            if edge || !dc.lan.contains(&host.address) {
                found.push(bad(
                    place.clone(),
                    format!("{} is no host address of {}.", host.address, dc.lan),
                ));
            }
            if let Some(other) = seen.insert(host.address, host.name.to_string()) {
                found.push(bad(place, format!("{} is also that of {other}.", host.address)));
            }
        }
    }
    found
}

fn bad(place: String, message: String) -> Finding {
    finding(codes::BAD_ADDRESS, Severity::Error, place, message, FIX)
}

/// Every link between routers: a /30 of its own, both ends in it, not reserved.
fn links(blueprint: &Blueprint) -> Vec<Finding> {
    let lines = blueprint.lines.iter().map(|line| (&line.name, &line.bgp));
    let inner = blueprint.lines.iter().filter_map(|line| line.ipsec.as_ref());
    let tunnels = blueprint.vpns.iter().flat_map(|vpn| &vpn.tunnels);
    let tunnels = tunnels.chain(inner.flat_map(|ipsec| &ipsec.tunnels));
    let all = lines.chain(tunnels.map(|tunnel| (&tunnel.name, &tunnel.bgp)));
    let mut seen: HashMap<Ipv4Net, String> = HashMap::new();
    let mut found = Vec::new();
    for (name, bgp) in all {
        let link = bgp.amazon.trunc();
        if let Some(fault) = link_fault(bgp) {
            found.push(bad_link(name.to_string(), fault));
        }
        if let Some(other) = seen.insert(link, name.to_string()) {
            found.push(bad_link(name.to_string(), format!("{link} is also that of {other}.")));
        }
    }
    found
}

fn link_fault(bgp: &BgpSession) -> Option<String> {
    let link = bgp.amazon.trunc();
    if RESERVED.iter().any(|reserved| reserved.contains(&link) || link.contains(reserved)) {
        Some(format!("AWS keeps {link} for itself."))
    } else if bgp.customer.trunc() != link || bgp.customer.addr() == bgp.amazon.addr() {
        Some(format!("{} and {} are not the two ends of one link.", bgp.customer, bgp.amazon))
    } else {
        None
    }
}

fn bad_link(place: String, message: String) -> Finding {
    finding(codes::BAD_LINK_ADDRESSES, Severity::Error, place, message, FIX)
}

/// BGP drops a route that carries the receiver's own number.
fn numbers(blueprint: &Blueprint) -> Vec<Finding> {
    let routers =
        blueprint.data_centers.iter().filter_map(|dc| Some((&dc.site, dc.router.as_ref()?.asn)));
    let gateways = blueprint.gateways.iter().map(|gateway| (&gateway.name, gateway.asn));
    let mut seen = HashMap::new();
    let mut found = Vec::new();
    for (name, asn) in routers.chain(gateways) {
        if let Some(other) = seen.insert(asn, name) {
            let message = format!(
                "Autonomous system {asn} is also that of {other}: each drops the other's routes."
            );
            found.push(finding(
                codes::ASN_TWICE,
                Severity::Error,
                name.to_string(),
                message,
                "Give one of them another number.",
            ));
        }
    }
    found
}
