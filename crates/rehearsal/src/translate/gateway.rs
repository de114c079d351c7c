//! AWS's gateways as routers: virtual private, Direct Connect and transit gateways, and how they are joined.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use landbridge_config::bird::{Bfd, Bird, Originated, Session};
use landbridge_design::blueprint::{Blueprint, Gateway, GatewayKind, Region, Target};
use landbridge_estate::names::Name;
use landbridge_network::topology::{Node, Route, RouteTable, Via};

use super::builder::{Builder, session_name};
use super::region::{FIRST_TABLE, from_edge, vpc_node};

/// AWS prefers Direct Connect to VPN for equal prefixes (docs.aws.amazon.com/vpn/latest/s2svpn/vpn-route-priority.html).
pub(super) const DIRECT_CONNECT_PREFERENCE: u32 = 300;
/// A VPN inside a line comes after Direct Connect and before a VPN over the internet
/// (docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html, route evaluation order).
pub(super) const INNER_VPN_PREFERENCE: u32 = 250;
/// Among VPN tunnels the shorter AS path decides, so that they share one preference.
pub(super) const VPN_PREFERENCE: u32 = 200;
/// VPC routers have no number in AWS. These are private ones (RFC 6996) that a design never gives out.
const VPC_ASN: u32 = 4_294_900_000;
/// A Direct Connect gateway's route table for what comes in by lines, and the one for what comes in from other gateways.
const FROM_LINES: u32 = 1_000;
const FROM_GATEWAYS: u32 = 1_001;
/// Between parts of AWS a lost neighbour is not what is rehearsed: quick, so that it adds nothing to an outage.
const INNER_BFD: Bfd = Bfd { interval_ms: 100, multiplier: 3 };

/// Prefixes that data centres announce.
fn customer_prefixes(blueprint: &Blueprint) -> Vec<Ipv4Net> {
    blueprint
        .data_centers
        .iter()
        .filter_map(|d| d.router.as_ref())
        .flat_map(|r| r.announces.clone())
        .collect()
}

/// Prefixes that data centres announce over lines besides: their ends of the tunnels inside.
fn tunnel_ends(blueprint: &Blueprint) -> Vec<Ipv4Net> {
    let inside = blueprint.lines.iter().filter_map(|line| line.ipsec.as_ref());
    let mut ends: Vec<_> = inside.map(|ipsec| Ipv4Net::from(ipsec.customer_address)).collect();
    ends.sort();
    ends.dedup();
    ends
}

/// Prefixes that a gateway announces to data centres.
pub(crate) fn announced(blueprint: &Blueprint, gateway: &Gateway) -> Vec<Ipv4Net> {
    let own = |site: &Name| blueprint.region(site).map(|r| r.vpc.network);
    let mut prefixes: Vec<Ipv4Net> = match &gateway.kind {
        GatewayKind::VirtualPrivate { region } => own(region).into_iter().collect(),
        GatewayKind::DirectConnect { associations } => {
            associations.iter().flat_map(|a| a.prefixes.clone()).collect()
        }
        GatewayKind::Transit { region, peers } => {
            own(region).into_iter().chain(peers.iter().flat_map(|p| p.prefixes.clone())).collect()
        }
    };
    let customers = customer_prefixes(blueprint);
    prefixes.retain(|p| !customers.contains(p));
    prefixes.sort();
    prefixes.dedup();
    prefixes
}

/// Adds a gateway and its attachment to its VPC.
pub(super) fn add<K: FnMut() -> String>(builder: &mut Builder<'_, K>, gateway: &Gateway) {
    let node = Builder::<K>::gateway_node(gateway);
    let originates = announced(builder.blueprint, gateway);
    let (router_id, _) = builder.inner_link();
    let role = match gateway.kind {
        GatewayKind::VirtualPrivate { .. } => "virtual private gateway",
        GatewayKind::DirectConnect { .. } => "Direct Connect gateway",
        GatewayKind::Transit { .. } => "transit gateway",
    };
    builder.add_node(
        Node {
            name: node.clone(),
            hostname: gateway.name.to_string(),
            forwards: true,
            bgp: Some(Bird {
                router_id: router_id.addr(),
                asn: gateway.asn,
                originates: originates.into_iter().map(|prefix| Originated { prefix }).collect(),
                sessions: Vec::new(),
                propagate_to: Vec::new(),
            }),
            ..Node::default()
        },
        role,
    );
    match &gateway.kind {
        GatewayKind::VirtualPrivate { region } => {
            let attached = attach(builder, gateway, region, &node);
            propagate(builder, gateway, region, &attached);
        }
        GatewayKind::Transit { region, .. } => {
            attach(builder, gateway, region, &node);
        }
        GatewayKind::DirectConnect { .. } => keep_sides_apart(builder.node(&node)),
    }
}

/// A Direct Connect gateway passes packets between lines and gateways, never from line to line or from gateway to gateway
/// (docs.aws.amazon.com/directconnect/latest/UserGuide/direct-connect-gateways-intro.html).
fn keep_sides_apart(direct_connect: &mut Node) {
    let table = |id| RouteTable { id, from: Vec::new(), routes: Vec::new() };
    direct_connect.tables = vec![table(FROM_LINES), table(FROM_GATEWAYS)];
    if let Some(bird) = &mut direct_connect.bgp {
        bird.propagate_to = vec![FROM_GATEWAYS];
    }
}

/// Routes what comes in from a line by what is behind the gateway, where lines and gateways are kept apart.
pub(super) fn from_line(gateway: &mut Node, interface: &str) {
    if let Some(table) = gateway.tables.iter_mut().find(|table| table.id == FROM_LINES) {
        table.from.push(interface.to_owned());
    }
}

/// A cable between a gateway and a VPC router.
struct Attachment {
    gateway: Ipv4Addr,
    vpc: Ipv4Addr,
    /// The VPC router's node.
    router: String,
}

/// Joins a gateway to its VPC, with the VPC's static routes to it.
fn attach<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    gateway: &Gateway,
    region: &Name,
    node: &str,
) -> Attachment {
    let region =
        builder.blueprint.region(region).expect("a blueprint names only regions that it holds");
    let router = vpc_node(region);
    let (at_gateway, at_vpc) = builder.inner_link();
    let interface = format!("gw{}", builder.topology.cables.len() + 1);
    builder.cable((node, "vpc", at_gateway), (&router, &interface, at_vpc));
    let to_vpc = Route { destination: region.vpc.network, via: Via::Gateway(at_vpc.addr()) };
    builder.node(node).routes.push(to_vpc);
    let vpc_router = builder.node(&router);
    from_edge(vpc_router, &interface);
    for (id, table) in (FIRST_TABLE..).zip(&region.vpc.route_tables) {
        let routed =
            table.routes.iter().filter(|r| r.target == Target::Gateway(gateway.name.clone()));
        let via = Via::Gateway(at_gateway.addr());
        let routes = routed.map(|r| Route { destination: r.destination, via: via.clone() });
        let built = vpc_router.tables.iter_mut().find(|t| t.id == id);
        built.expect("the region's tables were added with it").routes.extend(routes);
    }
    Attachment { gateway: at_gateway.addr(), vpc: at_vpc.addr(), router }
}

/// Route propagation: what a virtual private gateway learns reaches the VPC's tables that ask for it, and leaves them again.
fn propagate<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    gateway: &Gateway,
    region: &Name,
    attached: &Attachment,
) {
    let blueprint = builder.blueprint;
    let position = blueprint.regions.iter().position(|r| r.site == *region);
    let position = u32::try_from(position.unwrap_or_default()).unwrap_or_default();
    let tables = blueprint.region(region).map(propagating_tables).unwrap_or_default();
    let vpc_asn = VPC_ASN + position;
    builder.node(&attached.router).bgp = Some(Bird {
        router_id: attached.vpc,
        asn: vpc_asn,
        originates: Vec::new(),
        sessions: Vec::new(),
        propagate_to: tables,
    });
    let from = Inner { node: Builder::<K>::gateway_node(gateway), address: attached.gateway };
    let to = Inner { node: attached.router.clone(), address: attached.vpc };
    let prefixes = customer_prefixes(blueprint);
    announce(builder, &from, &to, "propagation", &prefixes, VPN_PREFERENCE);
}

fn propagating_tables(region: &Region) -> Vec<u32> {
    let numbered = (FIRST_TABLE..).zip(&region.vpc.route_tables);
    numbered.filter(|(_, table)| table.propagates).map(|(id, _)| id).collect()
}

/// One end of a session inside AWS.
struct Inner {
    node: String,
    address: Ipv4Addr,
}

/// Adds a session inside AWS over which `from` announces `prefixes` to `to`, and nothing comes back.
fn announce<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    from: &Inner,
    to: &Inner,
    name: &str,
    prefixes: &[Ipv4Net],
    preference: u32,
) {
    let (from_asn, to_asn) = (builder.bird(&from.node).asn, builder.bird(&to.node).asn);
    let session = Session {
        name: name.to_owned(),
        local: from.address,
        neighbor: to.address,
        neighbor_asn: to_asn,
        hold_s: 9,
        keepalive_s: 3,
        bfd: Some(INNER_BFD),
        passive: false,
        preference,
        prepend: 0,
        accepts: Vec::new(),
        announces: prefixes.to_vec(),
    };
    let other = Session {
        local: to.address,
        neighbor: from.address,
        neighbor_asn: from_asn,
        passive: true,
        accepts: prefixes.to_vec(),
        announces: Vec::new(),
        ..session.clone()
    };
    builder.bird(&from.node).sessions.push(session);
    builder.bird(&to.node).sessions.push(other);
}

/// Joins gateways to each other: associations of Direct Connect gateways and peerings of transit gateways.
pub(super) fn connect<K: FnMut() -> String>(builder: &mut Builder<'_, K>) {
    for gateway in &builder.blueprint.gateways {
        match &gateway.kind {
            GatewayKind::DirectConnect { associations } => {
                for association in associations {
                    let other = builder.gateway_named(&association.gateway);
                    associate(builder, gateway, other, &association.prefixes);
                }
            }
            GatewayKind::Transit { peers, .. } => {
                for peer in peers.iter().filter(|p| gateway.name < p.gateway) {
                    let other = builder.gateway_named(&peer.gateway);
                    join_peers(builder, gateway, other);
                }
            }
            GatewayKind::VirtualPrivate { .. } => {}
        }
    }
}

fn associate<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    direct_connect: &Gateway,
    gateway: &Gateway,
    prefixes: &[Ipv4Net],
) {
    let (from, to) =
        (Builder::<K>::gateway_node(direct_connect), Builder::<K>::gateway_node(gateway));
    let (at_from, at_to) = builder.inner_link();
    let number = builder.topology.cables.len() + 1;
    let (there, back) = (format!("gw{number}"), format!("dx{number}"));
    builder.cable((&from, &there, at_from), (&to, &back, at_to));
    let via = Via::Gateway(at_to.addr());
    let routes = prefixes.iter().map(|&destination| Route { destination, via: via.clone() });
    let node = builder.node(&from);
    for table in &mut node.tables {
        match table.id {
            FROM_LINES => table.routes.extend(routes.clone()),
            _ => table.from.push(there.clone()),
        }
    }
    node.routes.extend(routes);
    let name = session_name(&direct_connect.name);
    let mut customers = customer_prefixes(builder.blueprint);
    customers.extend(tunnel_ends(builder.blueprint));
    let name = format!("{name}_{}", session_name(&gateway.name));
    let (from, to) =
        (Inner { node: from, address: at_from.addr() }, Inner { node: to, address: at_to.addr() });
    announce(builder, &from, &to, &name, &customers, DIRECT_CONNECT_PREFERENCE);
}

fn join_peers<K: FnMut() -> String>(builder: &mut Builder<'_, K>, a: &Gateway, b: &Gateway) {
    let (a_node, b_node) = (Builder::<K>::gateway_node(a), Builder::<K>::gateway_node(b));
    let (at_a, at_b) = builder.inner_link();
    let number = builder.topology.cables.len() + 1;
    let interface = format!("peer{number}");
    builder.cable((&a_node, &interface, at_a), (&b_node, &interface, at_b));
    for (gateway, node, other, via) in [(a, &a_node, b, at_b), (b, &b_node, a, at_a)] {
        let GatewayKind::Transit { peers, .. } = &gateway.kind else { continue };
        let through = peers.iter().filter(|p| p.gateway == other.name).flat_map(|p| &p.prefixes);
        let routes =
            through.map(|&destination| Route { destination, via: Via::Gateway(via.addr()) });
        builder.node(node).routes.extend(routes);
    }
}
