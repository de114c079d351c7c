//! A data centre: its router, whose bridge is the LAN, and its hosts.

use landbridge_config::bird::{Bird, Originated};
use landbridge_design::blueprint::{DataCenter, Router};
use landbridge_network::topology::{Bridge, Cable, Node, Route, Via};

use super::PlannedHost;
use super::builder::{Builder, anywhere, bridged, end, net};

/// The LAN's bridge on the router.
const LAN: &str = "lan";

/// The router's node. A data centre without a router has a switch in its place, which knows no other site.
pub(super) fn router_node(data_center: &DataCenter) -> String {
    let name = data_center.router.as_ref().map_or("switch", |r| r.name.as_str());
    format!("{}/{name}", data_center.site)
}

/// Adds a data centre.
pub(super) fn add<K: FnMut() -> String>(builder: &mut Builder<'_, K>, data_center: &DataCenter) {
    let router = router_node(data_center);
    let role = if data_center.router.is_some() { "router" } else { "switch" };
    builder.add_node(router_of(data_center, &router), role);
    for (index, host) in data_center.hosts.iter().enumerate() {
        let node = format!("{}/{}", data_center.site, host.name);
        builder.add_node(
            Node {
                name: node.clone(),
                hostname: host.name.to_string(),
                routes: vec![Route {
                    destination: anywhere(),
                    via: Via::Gateway(data_center.gateway),
                }],
                ..Node::default()
            },
            "host",
        );
        let address = net(host.address, data_center.lan.prefix_len());
        builder.topology.cables.push(Cable {
            a: end(&node, "eth0", address),
            b: bridged(&router, format!("port{}", index + 1), LAN),
        });
        let site = data_center.site.to_string();
        builder.hosts.push(PlannedHost { node, site, address: host.address });
    }
}

fn router_of(data_center: &DataCenter, name: &str) -> Node {
    // What the data centre announces and does not hold must not circle between the sites.
    let rest = Route { destination: data_center.network, via: Via::Unreachable };
    Node {
        name: name.to_owned(),
        hostname: name.rsplit('/').next().unwrap_or(name).to_owned(),
        // In a large LAN hosts reach each other through it, also where it leads nowhere else.
        forwards: true,
        bridges: vec![Bridge {
            interface: LAN.to_owned(),
            address: Some(net(data_center.gateway, data_center.lan.prefix_len())),
        }],
        routes: if data_center.lan == data_center.network { Vec::new() } else { vec![rest] },
        bgp: data_center.router.as_ref().map(bird_of),
        ..Node::default()
    }
}

fn bird_of(router: &Router) -> Bird {
    Bird {
        router_id: router.router_id,
        asn: router.asn,
        originates: router.announces.iter().map(|&prefix| Originated { prefix }).collect(),
        sessions: Vec::new(),
        propagate_to: Vec::new(),
    }
}
