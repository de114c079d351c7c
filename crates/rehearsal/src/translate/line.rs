//! A Direct Connect line: a wire between a data centre's router and a gateway, its BGP session, and IPsec inside it where designed.

use landbridge_design::blueprint::{BgpSession, Line, LineIpsec};
use landbridge_network::topology::{End, Route, Via, Wire};
use landbridge_outcome::rehearsal::LinkKind;

use super::builder::{Builder, SessionEnds, end, interface, net, session_name};
use super::data_center::router_node;
use super::gateway::{DIRECT_CONNECT_PREFERENCE, announced};
use super::vpn::{Doors, add_tunnel};
use super::{LINE_QUALITY, Link};

/// Adds a line.
pub(super) fn add<K: FnMut() -> String>(builder: &mut Builder<'_, K>, line: &Line) {
    let blueprint = builder.blueprint;
    let data_center = blueprint.data_center(&line.data_center);
    let data_center = data_center.expect("a blueprint names only data centres that it holds");
    let gateway = builder.gateway_named(&line.gateway);
    let (router, gateway_node) = (router_node(data_center), Builder::<K>::gateway_node(gateway));
    let port = interface(&line.name, "line", builder.topology.wires.len() + 1);
    builder.topology.wires.push(Wire {
        name: line.name.to_string(),
        a: end(&router, &port, line.bgp.customer),
        b: End { node: gateway_node.clone(), ..end(&gateway_node, &port, line.bgp.amazon) },
        quality: LINE_QUALITY,
    });
    let name = session_name(&line.name);
    let ours = data_center.router.as_ref().map(|r| r.announces.clone()).unwrap_or_default();
    let theirs = announced(blueprint, gateway);
    let (customer_announces, amazon_announces) = match &line.ipsec {
        None => (ours, theirs),
        Some(ipsec) => (vec![net(ipsec.customer_address, 32)], vec![ipsec.amazon_block]),
    };
    let ends = SessionEnds {
        name: &name,
        router: &router,
        gateway: &gateway_node,
        customer_announces,
        amazon_announces,
        amazon_preference: DIRECT_CONNECT_PREFERENCE,
    };
    builder.add_session(&ends, &line.bgp);
    if let Some(ipsec) = &line.ipsec {
        add_ipsec(builder, line, ipsec, &router);
    }
    let detection = detection(builder, &line.bgp);
    builder.links.push(Link {
        name: line.name.to_string(),
        kind: LinkKind::Line,
        data_center: line.data_center.to_string(),
        wire: line.name.to_string(),
        router,
        gateway: gateway_node,
        session: name,
        detection_ms: detection.0,
        detection: detection.1,
    });
}

/// How long a session's timers need to notice silence, and what they are.
pub(super) fn detection<K: FnMut() -> String>(builder: &Builder<'_, K>, bgp: &BgpSession) -> (u64, String) {
    match builder.bfd(bgp) {
        Some(bfd) => {
            let (interval, times) = (bfd.interval_ms, bfd.multiplier);
            (u64::from(interval) * u64::from(times), format!("BFD {times} × {interval} ms"))
        }
        None => (bgp.hold.0, format!("BGP hold time {}", bgp.hold)),
    }
}

/// IPsec inside the line: doors beside the router and the transit gateway, reached over the line's own session.
fn add_ipsec<K: FnMut() -> String>(builder: &mut Builder<'_, K>, line: &Line, ipsec: &LineIpsec, router: &str) {
    let gateway = builder.gateway_named(&ipsec.gateway);
    let gateway_node = Builder::<K>::gateway_node(gateway);
    let announced = landbridge_config::bird::Originated { prefix: net(ipsec.customer_address, 32) };
    builder.bird(router).originates.push(announced);
    let block = landbridge_config::bird::Originated { prefix: ipsec.amazon_block };
    builder.bird(&gateway_node).originates.push(block);
    for (index, tunnel) in ipsec.tunnels.iter().enumerate() {
        let number = u32::try_from(index).unwrap_or_default() + 1;
        let amazon = (u32::from(ipsec.amazon_block.network()) + number).into();
        let doors = Doors {
            data_center: line.data_center.as_str(),
            customer: ipsec.customer_address,
            amazon,
            router,
            gateway: &gateway_node,
            announces: super::gateway::announced(builder.blueprint, gateway),
            preference: DIRECT_CONNECT_PREFERENCE,
        };
        let (customer_door, amazon_door) = add_tunnel(builder, &doors, tunnel);
        join_door(builder, &customer_door, router, ipsec.customer_address, number);
        join_door(builder, &amazon_door, &gateway_node, amazon, number);
    }
}

/// Joins a tunnel's front door to the router whose address it holds.
fn join_door<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    door: &str,
    router: &str,
    address: std::net::Ipv4Addr,
    number: u32,
) {
    let (at_door, at_router) = builder.inner_link();
    let interface = format!("door{}", builder.topology.cables.len() + 1);
    builder.cable((door, "wan", at_door), (router, &interface, at_router));
    let out = Route { destination: super::builder::anywhere(), via: Via::Gateway(at_router.addr()) };
    let node = builder.node(door);
    node.loopback.push(net(address, 32));
    node.routes.push(out);
    // Both tunnels end at one customer address: the first door takes what comes for it, as one device would.
    if number == 1 || builder.node(router).routes.iter().all(|r| r.destination != net(address, 32)) {
        let inwards = Route { destination: net(address, 32), via: Via::Gateway(at_door.addr()) };
        builder.node(router).routes.push(inwards);
    }
}
