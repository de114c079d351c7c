//! The translation of whole estates: what must hold for every topology, and the insurer's in words.

use std::collections::BTreeSet;
use std::path::Path;

use landbridge_design::blueprint::Blueprint;
use landbridge_outcome::rehearsal::LinkKind;

use super::{Plan, Tuning, translate};

pub(crate) fn blueprint(yaml: &str) -> Blueprint {
    let (estate, _) =
        landbridge_estate::read("estate.yaml", yaml.as_bytes()).expect("the estate is valid");
    landbridge_design::design(&estate).expect("the estate can be designed").blueprint
}

pub(crate) fn plan(yaml: &str) -> Plan {
    let mut number = 0;
    translate(&blueprint(yaml), Tuning::default(), || {
        number += 1;
        format!("key-{number}")
    })
}

pub(crate) const INSURER: &str = include_str!("../../../../examples/insurer.yaml");

#[test]
fn the_insurers_topology() {
    let plan = plan(INSURER);
    let nodes: Vec<String> =
        plan.roles.iter().map(|(node, role)| format!("{node}: {role}")).collect();
    insta::assert_snapshot!(nodes.join("\n"), @r"
    frankfurt-dc/router: router
    frankfurt-dc/container-host-1: host
    frankfurt-dc/container-host-2: host
    frankfurt-dc/container-host-3: host
    aws-frankfurt/vpc: VPC router
    aws-frankfurt/internet-gateway: internet gateway
    aws-frankfurt/nat-gateway-a: NAT gateway
    aws-frankfurt/nat-gateway-b: NAT gateway
    aws-frankfurt/nat-gateway-c: NAT gateway
    aws-frankfurt/container-host-a: host
    aws-frankfurt/database-a: host
    aws-frankfurt/container-host-b: host
    aws-frankfurt/database-b: host
    aws-frankfurt/container-host-c: host
    aws-frankfurt/database-c: host
    internet/router: the internet
    internet/server: host on the internet
    aws-frankfurt/vgw-aws-frankfurt: virtual private gateway
    frankfurt-dc/vpn-1-tunnel-1: tunnel end
    aws-frankfurt/vpn-1-tunnel-1: tunnel end
    frankfurt-dc/vpn-1-tunnel-2: tunnel end
    aws-frankfurt/vpn-1-tunnel-2: tunnel end
    ");
}

#[test]
fn links_stand_in_the_order_of_preference() {
    let plan = plan(INSURER);
    let links: Vec<(&str, LinkKind)> =
        plan.links.iter().map(|l| (l.name.as_str(), l.kind)).collect();
    let expected = [
        ("line-1", LinkKind::Line),
        ("vpn-1-tunnel-1", LinkKind::Tunnel),
        ("vpn-1-tunnel-2", LinkKind::Tunnel),
    ];
    assert_eq!(links, expected);
    assert_eq!(plan.links[0].detection.what, "BFD 3 × 300 ms");
}

#[test]
fn every_topology_passes_its_own_check() {
    for (name, yaml) in estates() {
        assert_eq!(landbridge_network::topology::check(&plan(&yaml).topology), [], "{name}");
    }
}

#[test]
fn nodes_stand_for_something_and_only_once() {
    for (name, yaml) in estates() {
        let plan = plan(&yaml);
        let nodes: Vec<&str> = plan.topology.nodes.iter().map(|n| n.name.as_str()).collect();
        let roles: Vec<&str> = plan.roles.iter().map(|(node, _)| node.as_str()).collect();
        assert_eq!(nodes, roles, "{name}");
    }
}

#[test]
fn keys_are_fresh_for_each_tunnel() {
    let plan = plan(INSURER);
    let keys: BTreeSet<&str> = plan.topology.tunnels.iter().map(|t| t.key.0.as_str()).collect();
    assert_eq!(keys.len(), plan.topology.tunnels.len());
}

#[test]
fn hosts_of_both_sites_should_reach_each_other() {
    let plan = plan(INSURER);
    let count = |site: &str| plan.hosts.iter().filter(|h| h.site == site).count();
    let crossing =
        plan.pairs.iter().filter(|p| p.a.site == "frankfurt-dc" && p.b.site == "aws-frankfurt");
    assert_eq!(crossing.count(), count("frankfurt-dc") * count("aws-frankfurt"));
}

#[test]
fn only_hosts_behind_nat_open_connections_to_the_internet() {
    let plan = plan(INSURER);
    let outwards: Vec<&str> =
        plan.pairs.iter().filter(|p| p.b.site == "internet").map(|p| p.a.node.as_str()).collect();
    let hosts = ["a", "b", "c"].map(|zone| format!("aws-frankfurt/container-host-{zone}"));
    assert_eq!(outwards, hosts);
}

/// Every estate of the tests and the examples, by name.
pub(crate) fn estates() -> Vec<(String, String)> {
    let folder = |path: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut found = Vec::new();
    for path in [folder("tests/estates"), folder("../../examples")] {
        for entry in std::fs::read_dir(path).expect("the folder is there") {
            let path = entry.expect("it can be listed").path();
            let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
            found.push((name, std::fs::read_to_string(path).expect("it can be read")));
        }
    }
    found.sort();
    found
}

fn named(estate: &str) -> Plan {
    let found = estates().into_iter().find(|(name, _)| name == estate);
    plan(&found.expect("the estate is there").1)
}

#[test]
fn tunnels_inside_lines_share_the_routers_address_and_differ_by_their_peers() {
    let plan = named("ipsec-in-lines");
    let mut peers = BTreeSet::new();
    for tunnel in &plan.topology.tunnels {
        let router = plan.topology.nodes.iter().find(|n| n.name == tunnel.initiator.router);
        let shared = router.expect("the router is there").shared.iter();
        let mine: Vec<_> = shared.filter(|s| s.peer == tunnel.responder.outside).collect();
        assert_eq!(mine.len(), 1, "{}", tunnel.name);
        assert_eq!(mine[0].address, tunnel.initiator.outside);
        peers.insert(tunnel.responder.outside);
    }
    assert_eq!(peers.len(), 8);
}

#[test]
fn a_line_with_tunnels_inside_is_noticed_by_bfd_only_where_another_line_takes_them() {
    let detection = |estate| named(estate).links[0].detection.what.clone();
    assert_eq!(detection("ipsec-in-lines"), "BFD 3 × 300 ms");
    assert_eq!(detection("ipsec-in-line"), "BGP hold time 30 s");
}

#[test]
fn links_lead_to_the_regions_behind_their_gateways() {
    let links = |estate: &str, region: &str| {
        let plan = named(estate);
        let names = plan.links_between("dc", region).map(|link| link.name.clone());
        names.collect::<Vec<_>>()
    };
    assert_eq!(links("mesh-of-gateways", "aws-2"), ["line-2", "vpn-2-tunnel-1", "vpn-2-tunnel-2"]);
    let all = ["line-1", "vpn-1-tunnel-1", "vpn-1-tunnel-2"];
    assert_eq!(links("direct-connect-gateway", "aws"), all);
    assert_eq!(links("ipsec-in-line", "aws-2"), all);
}

#[test]
fn a_direct_connect_gateway_leads_gateways_nowhere_but_to_lines() {
    let plan = named("private-nat");
    let node = plan.topology.nodes.iter().find(|n| n.name == "aws/direct-connect-gateway");
    let tables = &node.expect("it is there").tables;
    let shape: Vec<_> = tables.iter().map(|t| (t.from.len(), t.routes.len())).collect();
    // One line, from which both VPCs are reached; two gateways, for which only learnt routes count.
    assert_eq!(shape, [(1, 2), (2, 0)]);
}
