//! A topology in its own terms: nodes, cables, wires, tunnels. It knows no AWS and no estate.
//!
//! Addresses and names are resolved by whoever makes it. [`crate::network::Network`] brings it to life in the kernel.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use landbridge_config::bird::Bird;
use landbridge_config::strongswan::PreSharedKey;
use serde::{Deserialize, Serialize};

mod check;

pub use check::{Fault, check};

/// Everything that is brought up together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Topology {
    /// Hosts and routers, each with a network, mount and UTS namespace of its own.
    pub nodes: Vec<Node>,
    /// Cables that never fail.
    pub cables: Vec<Cable>,
    /// Wires with delay, jitter, loss, carrier and capture.
    pub wires: Vec<Wire>,
    /// IPsec tunnels.
    pub tunnels: Vec<Tunnel>,
}

impl Topology {
    /// The ends of all cables and wires, each with what it belongs to.
    pub(crate) fn ends(&self) -> impl Iterator<Item = (&'static str, &End)> {
        let cables =
            self.cables.iter().flat_map(|cable| [("a cable", &cable.a), ("a cable", &cable.b)]);
        let wires = self.wires.iter().flat_map(|wire| [("a wire", &wire.a), ("a wire", &wire.b)]);
        cables.chain(wires)
    }
}

/// A host or a router.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Its name, unique in the topology: `frankfurt-dc/router`.
    pub name: String,
    /// Its host name.
    pub hostname: String,
    /// Whether it forwards packets between its interfaces.
    pub forwards: bool,
    /// Addresses of the loop-back interface besides 127.0.0.1.
    pub loopback: Vec<Ipv4Net>,
    /// Bridges: segments that several cables join.
    pub bridges: Vec<Bridge>,
    /// Routes of the main table besides the connected ones.
    pub routes: Vec<Route>,
    /// Route tables chosen by the interface that a packet came in by.
    pub tables: Vec<RouteTable>,
    /// Its BGP daemon.
    pub bgp: Option<Bird>,
    /// Address translation and filtering.
    pub firewall: Option<Firewall>,
    /// Its own addresses that other nodes use too.
    pub shared: Vec<SharedAddress>,
}

/// A bridge inside a node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bridge {
    /// Its interface name, at most 15 bytes.
    pub interface: String,
    /// The node's own address on it.
    pub address: Option<Ipv4Net>,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// Where to.
    pub destination: Ipv4Net,
    /// By way of what.
    pub via: Via,
}

/// What a route leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Via {
    /// A neighbour's address on a connected network.
    Gateway(Ipv4Addr),
    /// Directly out of an interface.
    Interface(String),
    /// Nowhere, with an ICMP error.
    Unreachable,
    /// Nowhere, silently.
    Blackhole,
}

/// A route table for packets that came in by certain interfaces. A look-up that finds nothing in it ends there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RouteTable {
    /// Its number, 1 to 252 or from 256 up.
    pub id: u32,
    /// Interfaces whose incoming packets it routes.
    pub from: Vec<String>,
    /// Its routes. Connected networks are not in it unless stated.
    pub routes: Vec<Route>,
}

/// Address translation and filtering of a node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Firewall {
    /// The interface towards the outside.
    pub outside: String,
    /// Sources that leave with the node's outside address (NAT gateway). Answers come back, nothing else comes in.
    pub masquerade: Vec<Ipv4Net>,
    /// Inside and outside address pairs (internet gateway). Nothing without a pair passes.
    pub one_to_one: Vec<(Ipv4Addr, Ipv4Addr)>,
}

/// An address of a router with which another node behind it speaks to one peer: several nodes can share it that way, each with a peer
/// of its own. What the peer sends to the address reaches that node, and what the node sends to the peer comes from the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedAddress {
    /// The router's address.
    pub address: Ipv4Addr,
    /// Who is spoken to.
    pub peer: Ipv4Addr,
    /// The other node's own address, on a connected network of the router.
    pub behind: Ipv4Addr,
}

/// One end of a cable or wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// The node.
    pub node: String,
    /// The interface's name there, at most 15 bytes.
    pub interface: String,
    /// Its address.
    pub address: Option<Ipv4Net>,
    /// The bridge of the node that it joins; then it has no address.
    pub bridge: Option<String>,
}

/// A cable between two nodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cable {
    /// One end.
    pub a: End,
    /// The other.
    pub b: End,
}

/// A wire between two nodes whose quality can be set while it carries traffic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wire {
    /// Its name, unique in the topology.
    pub name: String,
    /// One end.
    pub a: End,
    /// The other.
    pub b: End,
    /// Its quality at the start.
    pub quality: Quality,
}

/// What a wire does to frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// Delay one way, in microseconds.
    pub delay_us: u32,
    /// Random extra delay up to so much, in microseconds. Frames keep their order.
    pub jitter_us: u32,
    /// Frames lost, in millionths.
    pub loss_ppm: u32,
    /// Highest rate in bits per second; 0 is as fast as it can.
    pub rate_bps: u64,
}

/// An IPsec tunnel between two nodes, each end with its own IKE daemon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tunnel {
    /// Its name, unique in the topology.
    pub name: String,
    /// The end that begins.
    pub initiator: TunnelEnd,
    /// The end that waits.
    pub responder: TunnelEnd,
    /// The pre-shared key.
    pub key: PreSharedKey,
    /// Dead peer detection: seconds between probes.
    pub dpd_delay_s: u32,
    /// Seconds without an answer until the tunnel is given up.
    pub dpd_timeout_s: u32,
}

/// One end of a tunnel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TunnelEnd {
    /// The front door: the node that holds the outside address and runs the IKE daemon. It has no other use.
    pub door: String,
    /// The front door's outside address.
    pub outside: Ipv4Addr,
    /// The router that the tunnel's interface is moved to.
    pub router: String,
    /// The interface's name there.
    pub interface: String,
    /// Its address there.
    pub inside: Ipv4Net,
}
