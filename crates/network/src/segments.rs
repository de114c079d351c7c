//! Which interfaces can hear each other, and so need each other's hardware address.
//!
//! The kernel's table of learnt neighbours is one for the whole machine and holds about a thousand;
//! permanent entries do not count. A segment of `n` members would need `n²` of them, so in a large one
//! only the routers know everybody and everybody knows only the routers, through one of which they reach each other.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::topology::{End, Topology};

/// A segment with more members than this is large.
const LARGE: usize = 40;

/// A hardware address.
pub(crate) type Mac = [u8; 6];

/// An interface, by node and name.
type Port<'a> = (&'a str, &'a str);

/// The same name gives the same address in every run (FNV-1a), locally administered and no group.
pub(crate) fn mac(node: &str, interface: &str) -> Mac {
    let bytes = node.bytes().chain([0]).chain(interface.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mut mac = [0x02; 6];
    mac[1..].copy_from_slice(&(hash ^ (hash >> 32)).to_be_bytes()[3..]);
    mac
}

/// Somebody that an interface can hear.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Neighbour {
    /// The address.
    pub(crate) address: Ipv4Addr,
    /// The hardware address behind it.
    pub(crate) mac: Mac,
}

/// The permanent neighbours of every interface, by node and interface.
pub(crate) fn neighbours(topology: &Topology) -> HashMap<(&str, &str), Vec<Neighbour>> {
    let mut found: HashMap<_, Vec<Neighbour>> = HashMap::new();
    for segment in segments(topology) {
        for member in &segment {
            let known = segment.iter().filter(|other| knows(&segment, member, other));
            let known = known.map(|other| Neighbour { address: other.net.addr(), mac: other.mac });
            found.entry(member.port).or_default().extend(known);
        }
    }
    found
}

/// The router by which a member of a large segment reaches the others, by node and interface, with the segment's network.
pub(crate) fn detours(topology: &Topology) -> HashMap<(&str, &str), (Ipv4Net, Ipv4Addr)> {
    let mut found = HashMap::new();
    for segment in segments(topology).into_iter().filter(|segment| segment.len() > LARGE) {
        let Some(router) = segment.iter().filter(|m| m.forwards).map(|m| m.net.addr()).min() else {
            continue;
        };
        let others = segment.iter().filter(|member| !member.forwards);
        found.extend(others.map(|member| (member.port, (member.net, router))));
    }
    found
}

struct Member<'a> {
    port: Port<'a>,
    net: Ipv4Net,
    mac: Mac,
    forwards: bool,
}

fn knows(segment: &[Member], one: &Member, other: &Member) -> bool {
    one.port != other.port && (segment.len() <= LARGE || one.forwards || other.forwards)
}

/// Members with addresses, grouped by the segment that they are in.
fn segments(topology: &Topology) -> Vec<Vec<Member<'_>>> {
    let mut joined = Joined::default();
    let pairs = topology.cables.iter().map(|cable| (&cable.a, &cable.b));
    for (a, b) in pairs.chain(topology.wires.iter().map(|wire| (&wire.a, &wire.b))) {
        joined.join(attached(a), attached(b));
    }
    let mut segments: HashMap<Port, Vec<Member>> = HashMap::new();
    for member in members(topology) {
        segments.entry(joined.root(member.port)).or_default().push(member);
    }
    segments.into_values().collect()
}

/// Where an end is heard: at its bridge, or else at itself.
fn attached(end: &End) -> Port<'_> {
    (&end.node, end.bridge.as_deref().unwrap_or(&end.interface))
}

fn members(topology: &Topology) -> impl Iterator<Item = Member<'_>> {
    let forwards: HashMap<&str, bool> =
        topology.nodes.iter().map(|node| (node.name.as_str(), node.forwards)).collect();
    let ends = topology
        .ends()
        .filter_map(|(_, end)| Some((end.node.as_str(), end.interface.as_str(), end.address?)));
    let bridges = topology.nodes.iter().flat_map(|node| {
        let own = |bridge: &'_ crate::topology::Bridge| bridge.address;
        node.bridges.iter().filter_map(move |bridge| {
            Some((node.name.as_str(), bridge.interface.as_str(), own(bridge)?))
        })
    });
    ends.chain(bridges).map(move |(node, interface, address)| Member {
        port: (node, interface),
        net: address,
        mac: mac(node, interface),
        forwards: forwards.get(node).copied().unwrap_or(false),
    })
}

/// Disjoint sets of ports.
#[derive(Default)]
struct Joined<'a>(HashMap<Port<'a>, Port<'a>>);

impl<'a> Joined<'a> {
    fn root(&self, port: Port<'a>) -> Port<'a> {
        let mut port = port;
        while let Some(parent) = self.0.get(&port) {
            port = *parent;
        }
        port
    }

    fn join(&mut self, a: Port<'a>, b: Port<'a>) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.0.insert(a, b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::{Bridge, Cable, Node};

    /// A router with a bridge that `hosts` hosts are plugged into.
    fn lan(hosts: usize) -> Topology {
        let bridge = Bridge { interface: "lan".to_owned(), address: "10.0.0.1/16".parse().ok() };
        let router = Node {
            name: "router".to_owned(),
            forwards: true,
            bridges: vec![bridge],
            ..Node::default()
        };
        let host = |n: usize| Node { name: format!("h{n}"), ..Node::default() };
        let cable = |n: usize| Cable {
            a: End {
                node: "router".to_owned(),
                interface: format!("p{n}"),
                address: None,
                bridge: Some("lan".to_owned()),
            },
            b: End {
                node: format!("h{n}"),
                interface: "eth0".to_owned(),
                address: format!("10.0.{}.{}/16", 1 + n / 200, 1 + n % 200).parse().ok(),
                bridge: None,
            },
        };
        Topology {
            nodes: std::iter::once(router).chain((0..hosts).map(host)).collect(),
            cables: (0..hosts).map(cable).collect(),
            ..Topology::default()
        }
    }

    #[test]
    fn members_of_a_bridge_know_each_other_and_the_router() {
        let topology = lan(2);
        let neighbours = neighbours(&topology);
        let mut known = neighbours[&("h0", "eth0")].clone();
        known.sort();
        let address = |last| Ipv4Addr::new(10, 0, last, 1 + u8::from(last == 1));
        let expected = [
            Neighbour { address: Ipv4Addr::new(10, 0, 0, 1), mac: mac("router", "lan") },
            Neighbour { address: address(1), mac: mac("h1", "eth0") },
        ];
        assert_eq!(known, expected);
        assert_eq!(neighbours[&("router", "lan")].len(), 2);
    }

    #[test]
    fn in_a_large_segment_only_routers_know_everybody() {
        let topology = lan(700);
        let neighbours = neighbours(&topology);
        assert_eq!(neighbours[&("router", "lan")].len(), 700);
        assert_eq!(neighbours[&("h3", "eth0")].len(), 1);
    }

    #[test]
    fn in_a_large_segment_hosts_reach_each_other_by_the_router() {
        assert!(detours(&lan(2)).is_empty());
        let topology = lan(60);
        let detours = detours(&topology);
        let lan: Ipv4Net = "10.0.1.1/16".parse().expect("the first host's");
        assert_eq!(detours[&("h0", "eth0")], (lan, Ipv4Addr::new(10, 0, 0, 1)));
        assert_eq!(detours.len(), 60);
    }

    #[test]
    fn hardware_addresses_are_local_and_differ() {
        let all: std::collections::HashSet<Mac> =
            (0..10_000).map(|n| mac(&format!("site/host-{n}"), "eth0")).collect();
        assert_eq!(all.len(), 10_000);
        assert!(all.iter().all(|mac| mac[0] == 0x02));
    }
}
