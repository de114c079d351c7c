//! A Direct Connect line: a wire between a data centre's router and a gateway, its BGP session, and IPsec inside it where designed.

use std::net::Ipv4Addr;

use landbridge_config::bird::Originated;
use landbridge_design::blueprint::{Line, LineIpsec};
use landbridge_network::topology::{Route, Via, Wire};
use landbridge_outcome::rehearsal::LinkKind;

use super::builder::{Builder, SessionEnds, anywhere, end, interface, net, session_name};
use super::data_center::router_node;
use super::gateway::{DIRECT_CONNECT_PREFERENCE, announced};
use super::vpn::{Doors, add_tunnel};
use super::{LINE_QUALITY, Link, Session};

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
        b: end(&gateway_node, &port, line.bgp.amazon),
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
    // With IPsec inside, the tunnels' sessions lead the traffic, and the transit gateway chooses.
    let (chooser, carries, decisive) = match &line.ipsec {
        None => (gateway_node.clone(), vec![name.clone()], &line.bgp),
        Some(ipsec) => {
            add_ipsec(builder, line, ipsec, &router);
            let sessions = ipsec.tunnels.iter().map(|t| session_name(&t.name)).collect();
            let chooser = Builder::<K>::gateway_node(builder.gateway_named(&ipsec.gateway));
            (chooser, sessions, ipsec.tunnels.first().map_or(&line.bgp, |t| &t.bgp))
        }
    };
    let (detection, documented) = builder.detection(decisive);
    builder.links.push(Link {
        name: line.name.to_string(),
        kind: LinkKind::Line,
        data_center: line.data_center.to_string(),
        wire: line.name.to_string(),
        router,
        gateway: chooser,
        session: Session { name, gateway: gateway_node },
        carries,
        detection,
        documented,
    });
}

/// IPsec inside the line: doors beside the router and the transit gateway, reached over the line's own session.
fn add_ipsec<K: FnMut() -> String>(builder: &mut Builder<'_, K>, line: &Line, ipsec: &LineIpsec, router: &str) {
    let gateway = builder.gateway_named(&ipsec.gateway);
    let gateway_node = Builder::<K>::gateway_node(gateway);
    let ours = Originated { prefix: net(ipsec.customer_address, 32) };
    builder.bird(router).originates.push(ours);
    let theirs = Originated { prefix: ipsec.amazon_block };
    builder.bird(&gateway_node).originates.push(theirs);
    for (index, tunnel) in ipsec.tunnels.iter().enumerate() {
        let number = u32::try_from(index).unwrap_or_default() + 1;
        let amazon = (u32::from(ipsec.amazon_block.network()) + number).into();
        let doors = Doors {
            data_center: line.data_center.as_str(),
            customer: ipsec.customer_address,
            amazon,
            router,
            gateway: &gateway_node,
            announces: announced(builder.blueprint, gateway),
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
    address: Ipv4Addr,
    number: u32,
) {
    let (at_door, at_router) = builder.inner_link();
    let interface = format!("door{}", builder.topology.cables.len() + 1);
    builder.cable((door, "wan", at_door), (router, &interface, at_router));
    let out = Route { destination: anywhere(), via: Via::Gateway(at_router.addr()) };
    let node = builder.node(door);
    node.loopback.push(net(address, 32));
    node.routes.push(out);
    // Both tunnels end at one customer address: the first door takes what comes for it, as one device would.
    if number == 1 || builder.node(router).routes.iter().all(|r| r.destination != net(address, 32)) {
        let inwards = Route { destination: net(address, 32), via: Via::Gateway(at_door.addr()) };
        builder.node(router).routes.push(inwards);
    }
}
