//! Whether a topology can be built: names, references and addresses. All faults are found at once.

use std::collections::{HashMap, HashSet};
use std::net::Ipv4Addr;

use super::{End, Node, Route, Topology, Tunnel, Via};

/// Longest name of an interface: the kernel's `IFNAMSIZ` without the final zero.
const LONGEST_INTERFACE: usize = 15;
/// Tables that the kernel keeps for itself: unspecified, default, main, local.
const KERNEL_TABLES: [u32; 4] = [0, 253, 254, 255];

/// Something that keeps a topology from being built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Two nodes, two wires or two tunnels have the same name.
    #[error("there are two {kind}s named {name:?}")]
    Twice {
        /// `node`, `wire` or `tunnel`.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// A cable, wire or tunnel names a node that does not exist.
    #[error("{what} names the node {node:?}, which does not exist")]
    UnknownNode {
        /// What names it.
        what: String,
        /// The name.
        node: String,
    },
    /// An interface's name that the kernel would refuse, or that is taken.
    #[error("node {node:?}: {interface:?} cannot be an interface's name here: {reason}")]
    Interface {
        /// The node.
        node: String,
        /// The name.
        interface: String,
        /// Why not.
        reason: &'static str,
    },
    /// Something names an interface or bridge that its node does not have.
    #[error("node {node:?}: {what} names {interface:?}, which the node does not have")]
    UnknownInterface {
        /// The node.
        node: String,
        /// What names it.
        what: &'static str,
        /// The name.
        interface: String,
    },
    /// An address is used twice where it may be used once, or is missing where it is needed.
    #[error("node {node:?}: {reason}: {address}")]
    Address {
        /// The node.
        node: String,
        /// The address.
        address: Ipv4Addr,
        /// What is wrong.
        reason: &'static str,
    },
    /// A route table that the kernel keeps for itself, that exists twice, or that does not exist.
    #[error("node {node:?}: route table {id}: {reason}")]
    Table {
        /// The node.
        node: String,
        /// Its number.
        id: u32,
        /// What is wrong.
        reason: &'static str,
    },
    /// A tunnel's front door is also its router, or carries a second tunnel.
    #[error("tunnel {tunnel:?}: the front door {door:?} must have no other use")]
    Door {
        /// The tunnel.
        tunnel: String,
        /// The node.
        door: String,
    },
}

/// Everything that keeps `topology` from being built; empty when it can be.
pub fn check(topology: &Topology) -> Vec<Fault> {
    let mut check = Check::new(topology);
    check.names();
    check.ends();
    check.tunnels();
    for node in &topology.nodes {
        check.addresses(node);
        check.routes(node, "a route", &node.routes);
        check.tables(node);
        check.firewall(node);
        check.shared(node);
        check.sessions(node);
    }
    check.faults
}

/// What a node has, besides what its own description says: ends of cables, wires and tunnels.
#[derive(Default)]
struct Interfaces<'a> {
    names: HashSet<&'a str>,
    addresses: Vec<ipnet::Ipv4Net>,
}

struct Check<'a> {
    topology: &'a Topology,
    nodes: HashMap<&'a str, Interfaces<'a>>,
    faults: Vec<Fault>,
}

impl<'a> Check<'a> {
    fn new(topology: &'a Topology) -> Self {
        let mut nodes: HashMap<&str, Interfaces> = HashMap::new();
        for node in &topology.nodes {
            nodes.entry(&node.name).or_default().addresses.extend(&node.loopback);
        }
        Self { topology, nodes, faults: Vec::new() }
    }

    fn names(&mut self) {
        let topology = self.topology;
        // The processes of wires have a host of that name.
        self.unique(
            "node",
            std::iter::once("wires").chain(topology.nodes.iter().map(|node| node.name.as_str())),
        );
        self.unique("wire", topology.wires.iter().map(|wire| wire.name.as_str()));
        self.unique("tunnel", topology.tunnels.iter().map(|tunnel| tunnel.name.as_str()));
    }

    fn unique(&mut self, kind: &'static str, names: impl Iterator<Item = &'a str>) {
        let mut seen = HashSet::new();
        for name in names {
            if !seen.insert(name) {
                self.faults.push(Fault::Twice { kind, name: name.to_owned() });
            }
        }
    }

    /// Bridges first, because ends refer to them.
    fn ends(&mut self) {
        let topology = self.topology;
        for node in &topology.nodes {
            for bridge in &node.bridges {
                self.interface("a bridge", &node.name, &bridge.interface, bridge.address);
            }
        }
        for (what, end) in topology.ends() {
            self.interface(what, &end.node, &end.interface, end.address);
            self.bridge(end);
        }
        for tunnel in &topology.tunnels {
            for end in [&tunnel.initiator, &tunnel.responder] {
                self.interface("a tunnel", &end.router, &end.interface, Some(end.inside));
            }
        }
    }

    fn interface(
        &mut self,
        what: &str,
        node: &'a str,
        interface: &'a str,
        address: Option<ipnet::Ipv4Net>,
    ) {
        let Some(known) = self.nodes.get_mut(node) else {
            let what = format!("{what} ({interface})");
            return self.faults.push(Fault::UnknownNode { what, node: node.to_owned() });
        };
        known.addresses.extend(address);
        let reason = match unfit(interface) {
            Some(reason) => reason,
            None if !known.names.insert(interface) => "the node has one of that name already",
            None => return,
        };
        let (node, interface) = (node.to_owned(), interface.to_owned());
        self.faults.push(Fault::Interface { node, interface, reason });
    }

    fn bridge(&mut self, end: &End) {
        let Some(bridge) = &end.bridge else { return };
        let Some(node) = self.topology.nodes.iter().find(|node| node.name == end.node) else {
            return;
        };
        if !node.bridges.iter().any(|known| known.interface == *bridge) {
            self.unknown_interface(node, "the end of a cable or wire", bridge);
        }
        if let Some(address) = end.address {
            self.address(node, address.addr(), "a bridge's member has an address of its own");
        }
    }

    fn tunnels(&mut self) {
        let mut doors = HashSet::new();
        for tunnel in &self.topology.tunnels {
            for end in [&tunnel.initiator, &tunnel.responder] {
                if end.door == end.router || !doors.insert(&end.door) {
                    let (tunnel, door) = (tunnel.name.clone(), end.door.clone());
                    self.faults.push(Fault::Door { tunnel, door });
                }
                self.door(tunnel, &end.door, end.outside);
            }
        }
    }

    fn door(&mut self, tunnel: &Tunnel, door: &str, outside: Ipv4Addr) {
        let Some(known) = self.nodes.get(door) else {
            let what = format!("tunnel {}", tunnel.name);
            return self.faults.push(Fault::UnknownNode { what, node: door.to_owned() });
        };
        if !known.addresses.iter().any(|net| net.addr() == outside) {
            self.faults.push(Fault::Address {
                node: door.to_owned(),
                address: outside,
                reason: "the front door does not have the tunnel's outside address",
            });
        }
    }

    fn addresses(&mut self, node: &Node) {
        let mut seen = HashSet::new();
        let twice: Vec<Ipv4Addr> = self.nodes[node.name.as_str()]
            .addresses
            .iter()
            .map(ipnet::Ipv4Net::addr)
            .filter(|address| !seen.insert(*address))
            .collect();
        for address in twice {
            self.address(node, address, "the node has the same address twice");
        }
    }

    fn routes(&mut self, node: &Node, what: &'static str, routes: &[Route]) {
        for route in routes {
            match &route.via {
                Via::Interface(interface) => self.known_interface(node, what, interface),
                Via::Gateway(gateway) => self.gateway(node, *gateway),
                Via::Unreachable | Via::Blackhole => {}
            }
        }
    }

    fn gateway(&mut self, node: &Node, gateway: Ipv4Addr) {
        let connected = &self.nodes[node.name.as_str()].addresses;
        if !connected.iter().any(|net| net.contains(&gateway) && net.addr() != gateway) {
            self.address(node, gateway, "the next node is on no connected network");
        }
    }

    fn tables(&mut self, node: &Node) {
        let (mut ids, mut interfaces) = (HashSet::new(), HashSet::new());
        for table in &node.tables {
            if KERNEL_TABLES.contains(&table.id) {
                self.table(node, table.id, "the kernel keeps this number for itself");
            }
            if !ids.insert(table.id) {
                self.table(node, table.id, "exists twice");
            }
            for interface in &table.from {
                self.known_interface(node, "a route table", interface);
                if !interfaces.insert(interface) {
                    self.table(node, table.id, "an interface of it has another table already");
                }
            }
            self.routes(node, "a route table's route", &table.routes);
        }
        for id in node.bgp.iter().flat_map(|bgp| &bgp.propagate_to) {
            if !ids.contains(id) {
                self.table(node, *id, "BGP propagates to it, and it does not exist");
            }
        }
    }

    fn firewall(&mut self, node: &Node) {
        if let Some(firewall) = &node.firewall {
            self.known_interface(node, "the firewall", &firewall.outside);
        }
    }

    fn shared(&mut self, node: &Node) {
        let mut seen = HashSet::new();
        for shared in &node.shared {
            let own = &self.nodes[node.name.as_str()].addresses;
            if !own.iter().any(|net| net.addr() == shared.address) {
                self.address(node, shared.address, "the node lacks an address that it shares");
            }
            if !seen.insert((shared.address, shared.peer)) {
                self.address(node, shared.peer, "two nodes share an address for the same peer");
            }
            self.gateway(node, shared.behind);
        }
    }

    fn sessions(&mut self, node: &Node) {
        for session in node.bgp.iter().flat_map(|bgp| &bgp.sessions) {
            let addresses = &self.nodes[node.name.as_str()].addresses;
            if !addresses.iter().any(|net| net.addr() == session.local) {
                self.address(node, session.local, "the node lacks a BGP session's address");
            }
        }
    }

    fn known_interface(&mut self, node: &Node, what: &'static str, interface: &str) {
        if interface != "lo" && !self.nodes[node.name.as_str()].names.contains(interface) {
            self.unknown_interface(node, what, interface);
        }
    }

    fn unknown_interface(&mut self, node: &Node, what: &'static str, interface: &str) {
        let (node, interface) = (node.name.clone(), interface.to_owned());
        self.faults.push(Fault::UnknownInterface { node, what, interface });
    }

    fn address(&mut self, node: &Node, address: Ipv4Addr, reason: &'static str) {
        self.faults.push(Fault::Address { node: node.name.clone(), address, reason });
    }

    fn table(&mut self, node: &Node, id: u32, reason: &'static str) {
        self.faults.push(Fault::Table { node: node.name.clone(), id, reason });
    }
}

/// Why the kernel (`dev_valid_name`) or our own use of `lo` forbids a name.
fn unfit(interface: &str) -> Option<&'static str> {
    let forbidden = |c: char| c == '/' || c == ':' || c == '%' || c.is_whitespace();
    match interface {
        "" => Some("it is empty"),
        "." | ".." => Some("the kernel refuses it"),
        "lo" | "all" | "default" => Some("every node has it for itself"),
        _ if interface.len() > LONGEST_INTERFACE => Some("it is longer than 15 bytes"),
        _ if interface.contains(forbidden) => Some("it holds a space, '/', ':' or '%'"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
