//! A Direct Connect line: a wire between a data centre's router and a gateway, its BGP session, and IPsec inside it where designed.

use std::net::Ipv4Addr;

use landbridge_config::bird::Originated;
use landbridge_design::blueprint::{BgpSession, Line, LineIpsec};
use landbridge_network::topology::{Firewall, Route, SharedAddress, Via, Wire};
use landbridge_outcome::rehearsal::LinkKind;

use super::builder::{Builder, SessionEnds, anywhere, end, interface, net, session_name};
use super::data_center::router_node;
use super::gateway::{DIRECT_CONNECT_PREFERENCE, INNER_VPN_PREFERENCE, announced, from_line};
use super::vpn::{Doors, add_tunnel};
use super::{InnerTunnel, LINE_QUALITY, Link, Session};

/// Adds a line.
pub(super) fn add<K: FnMut() -> String>(builder: &mut Builder<'_, K>, line: &Line) {
    let data_center = builder.blueprint.data_center(&line.data_center);
    let data_center = data_center.expect("a blueprint names only data centres that it holds");
    let gateway = builder.gateway_named(&line.gateway);
    let (router, gateway_node) = (router_node(data_center), Builder::<K>::gateway_node(gateway));
    add_wire(builder, line, &router, &gateway_node);
    let name = session_name(&line.name);
    add_session(builder, line, &name, &router);
    let session = Session { name: name.clone(), gateway: gateway_node.clone() };
    // With IPsec inside, the tunnels' sessions lead the traffic, and the transit gateway chooses.
    let (mut carries, mut through, mut chooser) = (vec![name], gateway, gateway_node);
    if let Some(ipsec) = &line.ipsec {
        carries.extend(ipsec.tunnels.iter().map(|t| session_name(&t.name)));
        through = builder.gateway_named(&ipsec.gateway);
        chooser = add_ipsec(builder, line, ipsec, &router);
    }
    let (detection, documented) = builder.detection(decisive(builder, line));
    let link = Link {
        name: line.name.to_string(),
        kind: LinkKind::Line,
        data_center: line.data_center.to_string(),
        wire: line.name.to_string(),
        router,
        gateway: chooser,
        session,
        carries,
        detection,
        documented,
    };
    builder.add_link(link, through);
}

fn add_wire<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    line: &Line,
    router: &str,
    gateway: &str,
) {
    let port = interface(&line.name, "line", builder.topology.wires.len() + 1);
    builder.topology.wires.push(Wire {
        name: line.name.to_string(),
        a: end(router, &port, line.bgp.customer),
        b: end(gateway, &port, line.bgp.amazon),
        quality: LINE_QUALITY,
    });
    from_line(builder.node(gateway), &port);
}

/// The line's own session. While IPsec is inside, it carries only the tunnels' ends.
fn add_session<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    line: &Line,
    name: &str,
    router: &str,
) {
    let blueprint = builder.blueprint;
    let gateway = builder.gateway_named(&line.gateway);
    let (customer_announces, amazon_announces) = if let Some(ipsec) = &line.ipsec {
        (vec![net(ipsec.customer_address, 32)], vec![ipsec.amazon_block])
    } else {
        let data_center = blueprint.data_center(&line.data_center);
        let ours = data_center.and_then(|d| d.router.as_ref()).map(|r| r.announces.clone());
        (ours.unwrap_or_default(), announced(blueprint, gateway))
    };
    let ends = SessionEnds {
        name,
        router,
        gateway: &Builder::<K>::gateway_node(gateway),
        customer_announces,
        amazon_announces,
        amazon_preference: DIRECT_CONNECT_PREFERENCE,
    };
    builder.add_session(&ends, &line.bgp);
}

/// The session that must notice that the line fails. Tunnels inside it move to another line when the line's own session is lost; only
/// where there is no other, traffic moves when their sessions are.
fn decisive<'l, K: FnMut() -> String>(builder: &Builder<'_, K>, line: &'l Line) -> &'l BgpSession {
    let another = builder.blueprint.lines.iter().any(|other| {
        other.name != line.name
            && other.data_center == line.data_center
            && other.gateway == line.gateway
    });
    let inside = line.ipsec.as_ref().and_then(|ipsec| ipsec.tunnels.first());
    inside.filter(|_| !another).map_or(&line.bgp, |tunnel| &tunnel.bgp)
}

/// IPsec inside the line: doors beside the router and the transit gateway. What connects them is what lines lead to. Gives the transit
/// gateway's node.
fn add_ipsec<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    line: &Line,
    ipsec: &LineIpsec,
    router: &str,
) -> String {
    let transit = builder.gateway_named(&ipsec.gateway);
    let transit_node = Builder::<K>::gateway_node(transit);
    let line_gateway = Builder::<K>::gateway_node(builder.gateway_named(&line.gateway));
    let ours = Originated { prefix: net(ipsec.customer_address, 32) };
    let originates = &mut builder.bird(router).originates;
    if !originates.contains(&ours) {
        originates.push(ours);
    }
    for tunnel in &ipsec.tunnels {
        let amazon = builder.address_of(ipsec);
        let doors = Doors {
            data_center: line.data_center.as_str(),
            customer: ipsec.customer_address,
            amazon,
            router,
            gateway: &transit_node,
            announces: announced(builder.blueprint, transit),
            preference: INNER_VPN_PREFERENCE,
        };
        let (customer_door, amazon_door) = add_tunnel(builder, &doors, tunnel);
        join_customer_door(builder, &customer_door, &doors);
        join_amazon_door(builder, &amazon_door, &doors);
        let end = |node: &str, chooser: &str, towards| InnerTunnel {
            session: session_name(&tunnel.name),
            node: node.to_owned(),
            chooser: chooser.to_owned(),
            towards,
        };
        builder.inner.push(end(router, router, amazon));
        builder.inner.push(end(&transit_node, &line_gateway, ipsec.customer_address));
    }
    transit_node
}

/// Joins a front door to its router by a cable. Gives both addresses.
fn join<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    door: &str,
    router: &str,
    outside: Ipv4Addr,
) -> (Ipv4Addr, Ipv4Addr) {
    let (at_door, at_router) = builder.inner_link();
    let interface = format!("door{}", builder.topology.cables.len() + 1);
    builder.cable((door, "wan", at_door), (router, &interface, at_router));
    let node = builder.node(door);
    node.loopback.push(net(outside, 32));
    node.routes.push(Route { destination: anywhere(), via: Via::Gateway(at_router.addr()) });
    (at_door.addr(), at_router.addr())
}

/// The tunnels' address is the router's own. Each door stands behind it for its own peer, and hides it towards the router, which takes
/// no packet from itself.
fn join_customer_door<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    door: &str,
    doors: &Doors<'_>,
) {
    let (behind, _) = join(builder, door, doors.router, doors.customer);
    builder.node(door).firewall = Some(Firewall {
        outside: "wan".to_owned(),
        masquerade: vec![net(doors.customer, 32)],
        one_to_one: Vec::new(),
    });
    let shared = SharedAddress { address: doors.customer, peer: doors.amazon, behind };
    builder.node(doors.router).shared.push(shared);
}

/// Every tunnel has an address of its own at AWS's end.
fn join_amazon_door<K: FnMut() -> String>(
    builder: &mut Builder<'_, K>,
    door: &str,
    doors: &Doors<'_>,
) {
    let (at_door, _) = join(builder, door, doors.gateway, doors.amazon);
    let inwards = Route { destination: net(doors.amazon, 32), via: Via::Gateway(at_door) };
    builder.node(doors.gateway).routes.push(inwards);
}
