//! The internet: a router and one server, the internet gateways of regions, and data centres that others leave by.

use std::net::Ipv4Addr;

use landbridge_design::blueprint::{Blueprint, DataCenter, Region};
use landbridge_network::topology::{Firewall, Node, Route, Via};

use super::PlannedHost;
use super::builder::{Builder, anywhere, net};
use super::data_center::router_node;

/// The internet's site, which is none of the estate's. The names of those have small letters only.
pub(crate) fn site(blueprint: &Blueprint) -> &'static str {
    let data_centers = blueprint.data_centers.iter().map(|d| &d.site);
    let taken =
        data_centers.chain(blueprint.regions.iter().map(|r| &r.site)).any(|s| *s == "internet");
    if taken { "Internet" } else { "internet" }
}

fn router(blueprint: &Blueprint) -> String {
    format!("{}/router", site(blueprint))
}

/// Addresses of the range for benchmarks (RFC 2544).
const ROUTER_ADDRESS: Ipv4Addr = Ipv4Addr::new(198, 19, 255, 0);
const SERVER_ADDRESS: Ipv4Addr = Ipv4Addr::new(198, 19, 255, 1);

/// Whether other sites reach the internet through a data centre: its router says so by announcing everything.
pub(crate) fn has_exit(data_center: &DataCenter) -> bool {
    data_center.router.iter().flat_map(|r| &r.announces).any(|prefix| prefix.prefix_len() == 0)
}

/// Adds the internet, where any site leads there.
pub(super) fn add<K: FnMut() -> String>(builder: &mut Builder<'_, K>) {
    let blueprint = builder.blueprint;
    let regions: Vec<&Region> =
        blueprint.regions.iter().filter(|r| r.vpc.internet_gateway).collect();
    let exits: Vec<&DataCenter> = blueprint.data_centers.iter().filter(|d| has_exit(d)).collect();
    if regions.is_empty() && exits.is_empty() {
        return;
    }
    add_server(builder);
    for (index, region) in regions.into_iter().enumerate() {
        join_region(builder, region, &format!("region{}", index + 1));
    }
    for (index, data_center) in exits.into_iter().enumerate() {
        add_exit(builder, data_center, &format!("site{}", index + 1));
    }
}

fn add_server<K: FnMut() -> String>(builder: &mut Builder<'_, K>) {
    let (site, router) = (site(builder.blueprint), router(builder.blueprint));
    let server = format!("{site}/server");
    let named = |name: &str, hostname: &str| Node {
        name: name.to_owned(),
        hostname: hostname.to_owned(),
        ..Node::default()
    };
    builder.add_node(Node { forwards: true, ..named(&router, "internet") }, "the internet");
    let out = Route { destination: anywhere(), via: Via::Gateway(ROUTER_ADDRESS) };
    let routes = vec![out];
    builder.add_node(Node { routes, ..named(&server, "server") }, "host on the internet");
    let (at_server, at_router) = (net(SERVER_ADDRESS, 31), net(ROUTER_ADDRESS, 31));
    builder.cable((&server, "eth0", at_server), (&router, "server", at_router));
    let (node, site) = (server, site.to_owned());
    builder.hosts.push(PlannedHost { node, site, address: SERVER_ADDRESS });
}

/// Joins a region's internet gateway to the internet, which knows its elastic addresses.
fn join_region<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    region: &Region,
    interface: &str,
) {
    let gateway = format!("{}/internet-gateway", region.site);
    let (inside, outside) = builder.inner_link();
    let node = builder.node(&gateway);
    node.routes.push(Route { destination: anywhere(), via: Via::Gateway(outside.addr()) });
    let pairs = node.firewall.as_ref().map(|f| f.one_to_one.clone()).unwrap_or_default();
    let back =
        |(_, public)| Route { destination: net(public, 32), via: Via::Gateway(inside.addr()) };
    let internet = router(builder.blueprint);
    builder.node(&internet).routes.extend(pairs.into_iter().map(back));
    builder.cable((&gateway, "wan", inside), (&internet, interface, outside));
}

/// The data centre's own access to the internet, which translates the addresses of all sites and lets nobody in.
fn add_exit<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    data_center: &DataCenter,
    interface: &str,
) {
    let name = format!("{}/internet-access", data_center.site);
    let (router, internet) = (router_node(data_center), router(builder.blueprint));
    let (at_router, inside) = builder.inner_link();
    let (outside, at_internet) = builder.inner_link();
    let regions = builder.blueprint.regions.iter().map(|r| r.vpc.network);
    let inner: Vec<_> = [data_center.network].into_iter().chain(regions).collect();
    let back = |&destination| Route { destination, via: Via::Gateway(at_router.addr()) };
    let mut routes: Vec<Route> = inner.iter().map(back).collect();
    routes.push(Route { destination: anywhere(), via: Via::Gateway(at_internet.addr()) });
    builder.add_node(
        Node {
            name: name.clone(),
            hostname: "internet-access".to_owned(),
            forwards: true,
            routes,
            firewall: Some(Firewall {
                outside: "wan".to_owned(),
                masquerade: inner,
                one_to_one: Vec::new(),
            }),
            ..Node::default()
        },
        "internet access",
    );
    builder.cable((&name, "lan", inside), (&router, "exit", at_router));
    builder.cable((&name, "wan", outside), (&internet, interface, at_internet));
    let out = Route { destination: anywhere(), via: Via::Gateway(inside.addr()) };
    builder.node(&router).routes.push(out);
}
