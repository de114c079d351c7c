//! A site-to-site VPN connection: for each tunnel a front door at each end, and between them a wire that stands for the internet.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use landbridge_design::blueprint::{Tunnel, Vpn};
use landbridge_network::topology::{self, Route, TunnelEnd, Via, Wire};
use landbridge_outcome::rehearsal::LinkKind;

use super::builder::{Builder, SessionEnds, end, interface, net, session_name};
use super::data_center::router_node;
use super::gateway::{VPN_PREFERENCE, announced};
use super::{INTERNET_QUALITY, Link, Session};

/// Where a tunnel's two ends are.
pub(super) struct Doors<'a> {
    pub(super) data_center: &'a str,
    pub(super) customer: Ipv4Addr,
    pub(super) amazon: Ipv4Addr,
    pub(super) router: &'a str,
    pub(super) gateway: &'a str,
    /// Prefixes that AWS announces through the tunnel.
    pub(super) announces: Vec<Ipv4Net>,
    pub(super) preference: u32,
}

/// Adds a VPN connection.
pub(super) fn add<K: FnMut() -> String>(builder: &mut Builder<'_, K>, vpn: &Vpn) {
    let data_center = builder.blueprint.data_center(&vpn.data_center);
    let data_center = data_center.expect("a blueprint names only data centres that it holds");
    let gateway = builder.gateway_named(&vpn.gateway);
    let (router, gateway_node) = (router_node(data_center), Builder::<K>::gateway_node(gateway));
    for tunnel in &vpn.tunnels {
        let doors = Doors {
            data_center: vpn.data_center.as_str(),
            customer: vpn.customer_address,
            amazon: builder.public_address(),
            router: &router,
            gateway: &gateway_node,
            announces: announced(builder.blueprint, gateway),
            preference: VPN_PREFERENCE,
        };
        let (customer_door, amazon_door) = add_tunnel(builder, &doors, tunnel);
        let wire = format!("internet-{}", tunnel.name);
        builder.topology.wires.push(Wire {
            name: wire.clone(),
            a: end(&customer_door, "wan", net(doors.customer, 32)),
            b: end(&amazon_door, "wan", net(doors.amazon, 32)),
            quality: INTERNET_QUALITY,
        });
        for (door, other) in [(&customer_door, doors.amazon), (&amazon_door, doors.customer)] {
            let across =
                Route { destination: net(other, 32), via: Via::Interface("wan".to_owned()) };
            builder.node(door).routes.push(across);
        }
        let (detection, documented) = builder.detection(&tunnel.bgp);
        let name = session_name(&tunnel.name);
        let link = Link {
            name: tunnel.name.to_string(),
            kind: LinkKind::Tunnel,
            data_center: vpn.data_center.to_string(),
            wire,
            router: router.clone(),
            gateway: gateway_node.clone(),
            session: Session { name: name.clone(), gateway: gateway_node.clone() },
            carries: vec![name],
            detection,
            documented,
        };
        builder.add_link(link, gateway);
    }
}

/// Adds a tunnel with its front doors and its BGP session. Gives the doors' nodes, which are not joined to anything yet.
pub(super) fn add_tunnel<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    doors: &Doors<'_>,
    tunnel: &Tunnel,
) -> (String, String) {
    let site = doors.gateway.split('/').next().unwrap_or(doors.gateway);
    let customer_door = builder.add_door(doors.data_center, &tunnel.name);
    let amazon_door = builder.add_door(site, &tunnel.name);
    let port = interface(&tunnel.name, "tunnel", builder.topology.tunnels.len() + 1);
    let tunnel_end = |door: &str, outside, router: &str, inside| TunnelEnd {
        door: door.to_owned(),
        outside,
        router: router.to_owned(),
        interface: port.clone(),
        inside,
    };
    let key = builder.key();
    builder.topology.tunnels.push(topology::Tunnel {
        name: tunnel.name.to_string(),
        initiator: tunnel_end(&customer_door, doors.customer, doors.router, tunnel.bgp.customer),
        responder: tunnel_end(&amazon_door, doors.amazon, doors.gateway, tunnel.bgp.amazon),
        key,
        dpd_delay_s: 10,
        dpd_timeout_s: u32::try_from(tunnel.dpd_timeout.0 / 1_000).unwrap_or(u32::MAX),
    });
    let announces = builder.blueprint.data_centers.iter().find(|d| d.site == doors.data_center);
    let announces = announces.and_then(|d| d.router.as_ref()).map(|r| r.announces.clone());
    let name = session_name(&tunnel.name);
    let ends = SessionEnds {
        name: &name,
        router: doors.router,
        gateway: doors.gateway,
        customer_announces: announces.unwrap_or_default(),
        amazon_announces: doors.announces.clone(),
        amazon_preference: doors.preference,
    };
    builder.add_session(&ends, &tunnel.bgp);
    (customer_door, amazon_door)
}
