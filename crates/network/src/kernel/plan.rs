//! What each node needs of the kernel, decided before anything is made. Pure.
//!
//! Every interface gets its index here, so that nothing has to be looked up afterwards.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::step::{self, LOOPBACK, Step, Way};
use crate::segments::{self, Mac, Neighbour};
use crate::topology::{End, Node, Route, Topology, Via};

/// The first index that we give. Lower ones belong to `lo` and to devices that some kernels make by themselves.
const FIRST_INDEX: u32 = 100;
/// The kernel's main route table.
const MAIN_TABLE: u32 = 254;
/// Bytes of a packet in a tunnel, so that it fits 1,500 bytes with ESP, UDP and IP around it.
const TUNNEL_MTU: u32 = 1400;

/// An interface that has its index, and where it belongs.
#[derive(Clone, Debug)]
pub(crate) struct Interface {
    pub(crate) index: u32,
    pub(crate) mac: Mac,
    pub(crate) address: Option<Ipv4Net>,
    bridge: Option<String>,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bridge,
    Cable,
    Wire,
    Tunnel,
}

/// What one node needs.
pub(crate) struct NodePlan {
    pub(crate) forwards: bool,
    pub(crate) interfaces: HashMap<String, Interface>,
    node: Node,
    neighbours: Vec<(u32, Neighbour)>,
    /// Networks whose other members are reached by a router.
    detours: Vec<(Ipv4Net, Ipv4Addr)>,
}

/// The plans of all nodes, by name. The topology must be free of faults.
pub(crate) fn plan(topology: &Topology) -> HashMap<String, NodePlan> {
    let mut plans: HashMap<String, NodePlan> =
        topology.nodes.iter().map(|node| (node.name.clone(), NodePlan::new(node))).collect();
    let mut add = |end: &End, kind| {
        if let Some(plan) = plans.get_mut(&end.node) {
            plan.add(&end.interface, end.address, end.bridge.clone(), kind);
        }
    };
    for cable in &topology.cables {
        add(&cable.a, Kind::Cable);
        add(&cable.b, Kind::Cable);
    }
    for wire in &topology.wires {
        add(&wire.a, Kind::Wire);
        add(&wire.b, Kind::Wire);
    }
    for end in topology.tunnels.iter().flat_map(|tunnel| [&tunnel.initiator, &tunnel.responder]) {
        if let Some(plan) = plans.get_mut(&end.router) {
            plan.add(&end.interface, Some(end.inside), None, Kind::Tunnel);
        }
    }
    for ((node, interface), known) in segments::neighbours(topology) {
        if let Some(plan) = plans.get_mut(node) {
            let index = plan.interfaces[interface].index;
            plan.neighbours.extend(known.into_iter().map(|neighbour| (index, neighbour)));
        }
    }
    for ((node, _), detour) in segments::detours(topology) {
        if let Some(plan) = plans.get_mut(node) {
            plan.detours.push(detour);
        }
    }
    plans
}

impl NodePlan {
    fn new(node: &Node) -> Self {
        let mut plan = Self {
            forwards: node.forwards,
            interfaces: HashMap::new(),
            node: node.clone(),
            neighbours: Vec::new(),
            detours: Vec::new(),
        };
        for bridge in &node.bridges {
            plan.add(&bridge.interface, bridge.address, None, Kind::Bridge);
        }
        plan
    }

    fn add(&mut self, name: &str, address: Option<Ipv4Net>, bridge: Option<String>, kind: Kind) {
        let count = u32::try_from(self.interfaces.len()).expect("a node has few interfaces");
        let mac = segments::mac(&self.node.name, name);
        let index = FIRST_INDEX + count;
        self.interfaces.insert(name.to_owned(), Interface { index, mac, address, bridge, kind });
    }

    /// Before cables: bridges.
    pub(crate) fn bridges(&self) -> Vec<Step> {
        let all = self.interfaces.iter().filter(|(_, interface)| interface.kind == Kind::Bridge);
        all.map(|(name, interface)| step::bridge(name, interface.index, interface.mac)).collect()
    }

    /// When cables and wires are there: everything but what hangs on a tunnel.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let mut steps = vec![step::up(LOOPBACK)];
        steps.extend(self.node.loopback.iter().map(|net| step::address(LOOPBACK, *net)));
        for interface in self.interfaces.values() {
            self.attach(interface, &mut steps);
        }
        let neighbours = self.neighbours.iter();
        steps.extend(neighbours.map(|(index, n)| step::neighbour(*index, n.address, n.mac)));
        for table in &self.node.tables {
            steps.extend(table.from.iter().map(|interface| step::rule(interface, table.id)));
            steps.push(step::last_route(table.id));
        }
        for (net, router) in &self.detours {
            // Both halves of the network come before the network itself.
            let halves = net.subnets((net.prefix_len() + 1).min(32)).into_iter().flatten();
            let way = Way::Gateway(*router);
            steps.extend(halves.map(|half| step::route(MAIN_TABLE, half, way)));
        }
        self.routes(|interface| interface.is_none_or(|i| i.kind != Kind::Tunnel), &mut steps);
        steps
    }

    /// When a tunnel's interface was moved in: its address, and the routes that lead through it.
    pub(crate) fn tunnel_steps(&self, name: &str) -> Vec<Step> {
        let Some(tunnel) = self.interfaces.get(name) else { return Vec::new() };
        let mut steps = vec![step::mtu(tunnel.index, TUNNEL_MTU)];
        steps.extend(tunnel.address.map(|net| step::address(tunnel.index, net)));
        steps.push(step::up(tunnel.index));
        self.routes(|interface| interface.is_some_and(|i| i.index == tunnel.index), &mut steps);
        steps
    }

    fn attach(&self, interface: &Interface, steps: &mut Vec<Step>) {
        if interface.kind == Kind::Tunnel {
            return;
        }
        if interface.kind == Kind::Wire {
            steps.push(step::hardware_address(interface.index, interface.mac));
        }
        if let Some(bridge) = interface.bridge.as_ref().and_then(|name| self.interfaces.get(name)) {
            steps.push(step::plug(interface.index, bridge.index));
        }
        steps.push(step::up(interface.index));
        steps.extend(interface.address.map(|net| step::address(interface.index, net)));
    }

    /// The routes whose interface, if they have one, is `chosen`.
    fn routes(&self, chosen: impl Fn(Option<&Interface>) -> bool, steps: &mut Vec<Step>) {
        let main = self.node.routes.iter().map(|route| (MAIN_TABLE, route));
        let others = self
            .node
            .tables
            .iter()
            .flat_map(|table| table.routes.iter().map(|route| (table.id, route)));
        for (table, route) in main.chain(others) {
            if chosen(self.leads_through(route)) {
                steps.push(step::route(table, route.destination, self.way(&route.via)));
            }
        }
    }

    fn way(&self, via: &Via) -> Way {
        match via {
            Via::Gateway(gateway) => Way::Gateway(*gateway),
            Via::Interface(name) => {
                Way::Interface(self.interfaces.get(name).map_or(LOOPBACK, |i| i.index))
            }
            Via::Unreachable => Way::Unreachable,
            Via::Blackhole => Way::Blackhole,
        }
    }

    /// The interface that a route's packets leave by; of several networks that hold its gateway the narrowest.
    fn leads_through(&self, route: &Route) -> Option<&Interface> {
        match &route.via {
            Via::Interface(name) => self.interfaces.get(name),
            Via::Gateway(gateway) => {
                let connected = self.interfaces.values().filter_map(|i| Some((i, i.address?)));
                let holding = connected.filter(|(_, net)| net.contains(gateway));
                holding.max_by_key(|(_, net)| net.prefix_len()).map(|(interface, _)| interface)
            }
            Via::Unreachable | Via::Blackhole => None,
        }
    }
}
