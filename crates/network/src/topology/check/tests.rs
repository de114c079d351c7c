use super::super::{Bridge, Cable, Quality, RouteTable, SharedAddress, TunnelEnd, Wire};
use super::*;
use landbridge_config::strongswan::PreSharedKey;

fn end(node: &str, interface: &str, address: &str) -> End {
    End {
        node: node.to_owned(),
        interface: interface.to_owned(),
        address: address.parse().ok(),
        bridge: None,
    }
}

fn node(name: &str) -> Node {
    Node { name: name.to_owned(), hostname: name.to_owned(), ..Node::default() }
}

fn wire(name: &str, a: End, b: End) -> Wire {
    Wire { name: name.to_owned(), a, b, quality: Quality::default() }
}

/// Two routers with a wire; one of them has a host behind a bridge.
fn sound() -> Topology {
    let mut left = node("left");
    left.bridges.push(Bridge { interface: "lan".to_owned(), address: "10.1.0.1/24".parse().ok() });
    left.tables.push(RouteTable { id: 101, from: vec!["lan".to_owned()], routes: Vec::new() });
    let mut port = end("left", "port1", "");
    port.bridge = Some("lan".to_owned());
    let gateway = Route {
        destination: "0.0.0.0/0".parse().expect("a prefix of the test"),
        via: Via::Gateway(Ipv4Addr::new(10, 1, 0, 1)),
    };
    let host = Node { routes: vec![gateway], ..node("host") };
    Topology {
        nodes: vec![left, node("right"), host],
        cables: vec![Cable { a: port, b: end("host", "eth0", "10.1.0.10/24") }],
        wires: vec![wire(
            "line",
            end("left", "dx", "169.254.0.1/30"),
            end("right", "dx", "169.254.0.2/30"),
        )],
        tunnels: Vec::new(),
    }
}

fn tunnel_end(door: &str, router: &str) -> TunnelEnd {
    TunnelEnd {
        door: door.to_owned(),
        outside: Ipv4Addr::new(192, 0, 2, 2),
        router: router.to_owned(),
        interface: "vpn1".to_owned(),
        inside: "169.254.10.1/30".parse().expect("a prefix of the test"),
    }
}

#[test]
fn a_sound_topology_has_no_fault() {
    assert_eq!(check(&sound()), []);
}

#[test]
fn names_are_unique_and_fit_the_kernel() {
    let mut topology = sound();
    topology.nodes.push(node("right"));
    topology.wires.push(wire("line", end("right", "sixteen-bytes-xx", ""), end("right", "dx", "")));
    let texts: Vec<String> = check(&topology).iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "there are two nodes named \"right\"",
            "there are two wires named \"line\"",
            "node \"right\": \"sixteen-bytes-xx\" cannot be an interface's name here: it is longer than 15 bytes",
            "node \"right\": \"dx\" cannot be an interface's name here: the node has one of that name already",
        ]
    );
}

#[test]
fn references_must_exist() {
    let mut topology = sound();
    topology.cables[0].a.bridge = Some("elsewhere".to_owned());
    topology.wires[0].b.node = "nobody".to_owned();
    topology.nodes[0].tables[0].from.push("wlan0".to_owned());
    let faults = check(&topology);
    assert!(
        faults.iter().any(|f| matches!(f, Fault::UnknownNode { node, .. } if node == "nobody"))
    );
    let unknown = |name: &str| {
        faults
            .iter()
            .any(|f| matches!(f, Fault::UnknownInterface { interface, .. } if interface == name))
    };
    assert!(unknown("elsewhere") && unknown("wlan0"), "{faults:?}");
    assert_eq!(faults.len(), 3, "{faults:?}");
}

#[test]
fn addresses_are_unique_in_a_node_and_gateways_are_connected() {
    let mut topology = sound();
    topology.wires[0].a.address = "10.1.0.1/30".parse().ok();
    topology.nodes[2].routes[0].via = Via::Gateway(Ipv4Addr::new(10, 9, 0, 1));
    let texts: Vec<String> = check(&topology).iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "node \"left\": the node has the same address twice: 10.1.0.1",
            "node \"host\": the next node is on no connected network: 10.9.0.1",
        ]
    );
}

#[test]
fn route_tables_are_our_own_and_an_interface_has_one() {
    let mut topology = sound();
    for id in [254, 101] {
        let from = vec!["lan".to_owned()];
        topology.nodes[0].tables.push(RouteTable { id, from, routes: Vec::new() });
    }
    let reasons: Vec<_> = check(&topology)
        .into_iter()
        .map(|fault| match fault {
            Fault::Table { id, reason, .. } => (id, reason),
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(
        reasons,
        [
            (254, "the kernel keeps this number for itself"),
            (254, "an interface of it has another table already"),
            (101, "exists twice"),
            (101, "an interface of it has another table already"),
        ]
    );
}

#[test]
fn a_front_door_has_its_address_and_no_other_use() {
    let mut topology = sound();
    topology.tunnels.push(Tunnel {
        name: "tunnel-1".to_owned(),
        initiator: tunnel_end("left", "left"),
        responder: tunnel_end("host", "right"),
        key: PreSharedKey("secret".to_owned()),
        dpd_delay_s: 40,
        dpd_timeout_s: 30,
    });
    let faults = check(&topology);
    assert!(
        faults.contains(&Fault::Door { tunnel: "tunnel-1".to_owned(), door: "left".to_owned() })
    );
    let missing = faults.iter().filter(|fault| fault.to_string().contains("outside address"));
    assert_eq!(missing.count(), 2, "{faults:?}");
}

#[test]
fn a_shared_address_is_the_nodes_own_and_used_once_for_a_peer() {
    let mut topology = sound();
    let shared = |behind: [u8; 4]| SharedAddress {
        address: Ipv4Addr::new(10, 1, 0, 1),
        peer: Ipv4Addr::new(100, 64, 0, 1),
        behind: behind.into(),
    };
    topology.nodes[0].shared = vec![shared([10, 1, 0, 10])];
    assert_eq!(check(&topology), []);
    topology.nodes[0].shared.push(shared([10, 9, 0, 10]));
    topology.nodes[1].shared = vec![shared([169, 254, 0, 1])];
    let faults: Vec<String> = check(&topology).iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            r#"node "left": two nodes share an address for the same peer: 100.64.0.1"#,
            r#"node "left": the next node is on no connected network: 10.9.0.10"#,
            r#"node "right": the node lacks an address that it shares: 10.1.0.1"#,
        ]
    );
}
