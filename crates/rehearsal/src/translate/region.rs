//! A region: the VPC's router with a bridge for each subnet, NAT and internet gateways, and hosts.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use landbridge_design::blueprint::{Nat, NatKind, Region, Subnet, Target, Vpc};
use landbridge_network::topology::{Bridge, Cable, Firewall, Node, Route, RouteTable, Via};

use super::PlannedHost;
use super::builder::{Builder, anywhere, bridged, end, net};

/// Route table of what comes in from gateways: the VPC's own addresses only. AWS routes nothing through a VPC from edge to edge.
const EDGE_TABLE: u32 = 1_000;
/// The first route table of the VPC.
pub(super) const FIRST_TABLE: u32 = 1_001;
/// The interface towards the internet gateway.
const INTERNET: &str = "igw";
/// The VPC router's node.
pub(super) fn vpc_node(region: &Region) -> String {
    format!("{}/vpc", region.site)
}

/// Where AWS's router stands in every subnet: the first address after the network's own
/// (docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html).
fn subnet_router(cidr: Ipv4Net) -> Ipv4Addr {
    (u32::from(cidr.network()) + 1).into()
}

/// Adds a region.
pub(super) fn add<K: FnMut() -> String>(builder: &mut Builder<'_, K>, region: &Region) {
    let router = vpc_node(region);
    builder.add_node(router_of(&region.vpc, &router), "VPC router");
    if region.vpc.internet_gateway {
        add_internet_gateway(builder, region, &router);
    }
    for nat in &region.vpc.nats {
        add_nat(builder, region, nat);
    }
    for host in &region.vpc.hosts {
        let node = format!("{}/{}", region.site, host.name);
        let subnet = subnet_named(&region.vpc, host.subnet.as_str());
        add_member(builder, region, &node, subnet, host.address, Node::default(), "host");
        builder.hosts.push(PlannedHost {
            node,
            site: region.site.to_string(),
            address: host.address,
        });
    }
    add_routes(builder, region, &router);
}

fn bridge_name(vpc: &Vpc, subnet: &Subnet) -> String {
    let index = vpc.subnets.iter().position(|s| s.name == subnet.name);
    format!("subnet{}", index.expect("the subnet is one of this VPC's") + 1)
}

fn subnet_named<'a>(vpc: &'a Vpc, name: &str) -> &'a Subnet {
    let found = vpc.subnets.iter().find(|s| s.name == name);
    found.expect("a blueprint names only subnets that it holds")
}

fn router_of(vpc: &Vpc, name: &str) -> Node {
    let bridge = |subnet: &Subnet| Bridge {
        interface: bridge_name(vpc, subnet),
        address: Some(net(subnet_router(subnet.cidr), subnet.cidr.prefix_len())),
    };
    Node {
        name: name.to_owned(),
        hostname: "vpc".to_owned(),
        forwards: true,
        bridges: vpc.subnets.iter().map(bridge).collect(),
        ..Node::default()
    }
}

/// Adds a node with one address in a subnet.
fn add_member<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    region: &Region,
    name: &str,
    subnet: &Subnet,
    address: Ipv4Addr,
    base: Node,
    role: &'static str,
) {
    let port = format!("port{}", builder.topology.cables.len() + 1);
    let via = Via::Gateway(subnet_router(subnet.cidr));
    builder.add_node(
        Node {
            name: name.to_owned(),
            hostname: name.rsplit('/').next().unwrap_or(name).to_owned(),
            routes: vec![Route { destination: anywhere(), via }],
            ..base
        },
        role,
    );
    builder.topology.cables.push(Cable {
        a: end(name, "eth0", net(address, subnet.cidr.prefix_len())),
        b: bridged(&vpc_node(region), port, &bridge_name(&region.vpc, subnet)),
    });
}

fn add_nat<K: FnMut() -> String>(builder: &mut Builder<'_, K>, region: &Region, nat: &Nat) {
    let name = format!("{}/{}", region.site, nat.name);
    let subnet = subnet_named(&region.vpc, nat.subnet.as_str());
    let firewall = Firewall {
        outside: "eth0".to_owned(),
        masquerade: vec![region.vpc.network],
        one_to_one: Vec::new(),
    };
    let base = Node { forwards: true, firewall: Some(firewall), ..Node::default() };
    let role = match nat.kind {
        NatKind::Gateway => "NAT gateway",
        NatKind::PrivateGateway => "private NAT gateway",
        NatKind::Instance => "NAT instance",
    };
    add_member(builder, region, &name, subnet, nat.address, base, role);
}

/// The internet gateway maps each public NAT's address to an elastic one; nothing else passes.
fn add_internet_gateway<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    region: &Region,
    router: &str,
) {
    let name = format!("{}/internet-gateway", region.site);
    let mut pairs = Vec::new();
    for nat in region.vpc.nats.iter().filter(|n| n.kind != NatKind::PrivateGateway) {
        pairs.push((nat.address, builder.public_address()));
    }
    let (inside, outside) = builder.inner_link();
    let back = Route { destination: region.vpc.network, via: Via::Gateway(outside.addr()) };
    builder.add_node(
        Node {
            name: name.clone(),
            hostname: "internet-gateway".to_owned(),
            forwards: true,
            routes: vec![back],
            firewall: Some(Firewall {
                outside: "wan".to_owned(),
                masquerade: Vec::new(),
                one_to_one: pairs,
            }),
            ..Node::default()
        },
        "internet gateway",
    );
    builder.cable((&name, "vpc", inside), (router, INTERNET, outside));
}

/// The VPC's own subnets, as routes.
fn local_routes(vpc: &Vpc) -> Vec<Route> {
    let local =
        |s: &Subnet| Route { destination: s.cidr, via: Via::Interface(bridge_name(vpc, s)) };
    vpc.subnets.iter().map(local).collect()
}

/// Adds the VPC's route tables, except routes to gateways, which are added with these.
fn add_routes<K: FnMut() -> String>(builder: &mut Builder<'_, K>, region: &Region, router: &str) {
    let vpc = &region.vpc;
    let mut tables =
        vec![RouteTable { id: EDGE_TABLE, from: Vec::new(), routes: local_routes(vpc) }];
    for (id, table) in (FIRST_TABLE..).zip(&vpc.route_tables) {
        let members = vpc.subnets.iter().filter(|s| s.route_table == table.name);
        let from = members.map(|s| bridge_name(vpc, s)).collect();
        let mut routes = local_routes(vpc);
        for route in &table.routes {
            let via = match &route.target {
                Target::InternetGateway => internet_gateway_address(builder, region),
                Target::Nat(name) => vpc.nats.iter().find(|n| n.name == *name).map(|n| n.address),
                Target::Gateway(_) => None,
            };
            routes.extend(
                via.map(|a| Route { destination: route.destination, via: Via::Gateway(a) }),
            );
        }
        tables.push(RouteTable { id, from, routes });
    }
    let node = builder.node(router);
    node.tables = tables;
    if vpc.internet_gateway {
        from_edge(node, INTERNET);
    }
}

/// Routes what comes in by this interface by the edge's table.
pub(super) fn from_edge(vpc_router: &mut Node, interface: &str) {
    let edge = vpc_router.tables.iter_mut().find(|t| t.id == EDGE_TABLE);
    edge.expect("every VPC router has an edge table").from.push(interface.to_owned());
}

fn internet_gateway_address<K: FnMut() -> String>(
    builder: &Builder<'_, K>,
    region: &Region,
) -> Option<Ipv4Addr> {
    let name = format!("{}/internet-gateway", region.site);
    let inside = |c: &Cable| (c.a.node == name && c.a.interface == "vpc").then_some(c.a.address);
    builder.topology.cables.iter().find_map(inside).flatten().map(|n| n.addr())
}
