//! Which hosts should reach each other, read from the blueprint's own routes. Pure.

use ipnet::Ipv4Net;
use landbridge_design::blueprint::{Blueprint, GatewayKind, NatKind, Region, RouteTable, Target};
use landbridge_estate::names::Name;

use crate::translate::PlannedHost;
use crate::translate::region::INTERNET_SITE;

/// Two hosts that should reach each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// One host.
    pub a: PlannedHost,
    /// The other.
    pub b: PlannedHost,
}

impl Pair {
    /// The question whether they do.
    pub(crate) fn question(&self) -> landbridge_network::reach::Pair {
        let (from, to) = (self.a.node.clone(), self.b.node.clone());
        landbridge_network::reach::Pair { from, to, address: self.b.address }
    }

    /// Whether both hosts are in one site, so that no line or tunnel is between them.
    pub fn within_site(&self) -> bool {
        self.a.site == self.b.site
    }
}

/// Pairs of hosts that should reach each other when nothing is broken.
pub fn expected(blueprint: &Blueprint, hosts: &[PlannedHost]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (index, a) in hosts.iter().enumerate() {
        for b in &hosts[index + 1..] {
            let outside = b.site == INTERNET_SITE && leads_out(blueprint, a);
            if a.site == b.site || outside || (leads(blueprint, a, b) && leads(blueprint, b, a)) {
                pairs.push(Pair { a: a.clone(), b: b.clone() });
            }
        }
    }
    pairs
}

/// Whether the blueprint leads packets from one host's site to the other's.
fn leads(blueprint: &Blueprint, from: &PlannedHost, to: &PlannedHost) -> bool {
    let region = |site: &str| blueprint.regions.iter().find(|r| r.site == site);
    match (region(&from.site), region(&to.site)) {
        (None, None) => false,
        (None, Some(target)) => linked(blueprint, &from.site, target),
        (Some(source), None) => linked(blueprint, &to.site, source) && routed(source, from, to),
        (Some(source), Some(_)) => routed(source, from, to) && peered(blueprint, source, to),
    }
}

/// Whether a line or tunnel of the data centre ends at a gateway that leads to the region.
fn linked(blueprint: &Blueprint, data_center: &str, region: &Region) -> bool {
    let lines = blueprint.lines.iter().filter(|l| l.data_center == data_center).map(|l| &l.gateway);
    let vpns = blueprint.vpns.iter().filter(|v| v.data_center == data_center).map(|v| &v.gateway);
    lines.chain(vpns).any(|gateway| serves(blueprint, gateway, region))
}

/// Whether a gateway leads to a region's VPC.
fn serves(blueprint: &Blueprint, gateway: &Name, region: &Region) -> bool {
    let Some(gateway) = blueprint.gateway(gateway) else { return false };
    match &gateway.kind {
        GatewayKind::VirtualPrivate { region: site } => *site == region.site,
        GatewayKind::DirectConnect { associations } => associations.iter().any(|a| {
            covers(&a.prefixes, region.vpc.network) && serves(blueprint, &a.gateway, region)
        }),
        GatewayKind::Transit { region: site, peers } => {
            *site == region.site || peers.iter().any(|p| covers(&p.prefixes, region.vpc.network))
        }
    }
}

fn covers(prefixes: &[Ipv4Net], network: Ipv4Net) -> bool {
    prefixes.iter().any(|p| p.contains(&network))
}

/// Whether a host opens connections to the internet through a NAT gateway. Nothing on the internet opens one to a host.
fn leads_out(blueprint: &Blueprint, from: &PlannedHost) -> bool {
    let region = blueprint.regions.iter().find(|r| r.site == *from.site);
    let Some(table) = region.and_then(|r| table_of(r, from)) else { return false };
    let region = region.expect("a table was found in it");
    table.routes.iter().any(|route| match &route.target {
        Target::Nat(name) => {
            let nat = region.vpc.nats.iter().find(|n| n.name == *name);
            route.destination.prefix_len() == 0
                && nat.is_some_and(|n| n.kind != NatKind::PrivateGateway)
        }
        Target::InternetGateway | Target::Gateway(_) => false,
    })
}

/// The route table of the host's subnet.
fn table_of<'a>(region: &'a Region, host: &PlannedHost) -> Option<&'a RouteTable> {
    let vpc = &region.vpc;
    let host = vpc.hosts.iter().find(|h| h.address == host.address)?;
    let subnet = vpc.subnets.iter().find(|s| s.name == host.subnet)?;
    vpc.route_tables.iter().find(|t| t.name == subnet.route_table)
}

/// Whether the route table of the host's subnet leads to the other host by way of a gateway.
fn routed(region: &Region, from: &PlannedHost, to: &PlannedHost) -> bool {
    let Some(table) = table_of(region, from) else { return false };
    let stated = table
        .routes
        .iter()
        .any(|r| matches!(r.target, Target::Gateway(_)) && r.destination.contains(&to.address));
    table.propagates || stated
}

/// Whether the region's transit gateway leads to the other host's region.
fn peered(blueprint: &Blueprint, from: &Region, to: &PlannedHost) -> bool {
    blueprint.gateways.iter().any(|gateway| match &gateway.kind {
        GatewayKind::Transit { region, peers } => {
            *region == from.site
                && peers.iter().any(|p| p.prefixes.iter().any(|n| n.contains(&to.address)))
        }
        _ => false,
    })
}
