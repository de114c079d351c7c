//! Configuration of bird 2: BGP sessions with BFD, what is announced, and into which kernel tables routes go.
//!
//! One [`Bird`] is one router. The on-premises kit and a rehearsal write the same text from it.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

/// One router.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bird {
    /// BGP identifier.
    pub router_id: Ipv4Addr,
    /// Its autonomous system.
    pub asn: u32,
    /// Prefixes that it originates, each with where its traffic goes.
    pub originates: Vec<Originated>,
    /// Its BGP sessions.
    pub sessions: Vec<Session>,
    /// Kernel tables besides the main one that take over every route learnt by BGP (route propagation of a VPC).
    pub propagate_to: Vec<u32>,
}

/// A prefix that a router originates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Originated {
    /// The prefix.
    pub prefix: Ipv4Net,
}

/// A BGP session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its name: a letter, then letters, digits and underscores.
    pub name: String,
    /// Our address.
    pub local: Ipv4Addr,
    /// The neighbour's address.
    pub neighbor: Ipv4Addr,
    /// The neighbour's autonomous system.
    pub neighbor_asn: u32,
    /// Hold time in seconds, 3 or more.
    pub hold_s: u16,
    /// Keep-alive interval in seconds.
    pub keepalive_s: u16,
    /// Fast failure detection.
    pub bfd: Option<Bfd>,
    /// Waits for the neighbour to connect.
    pub passive: bool,
    /// Local preference of routes learnt here. Higher wins.
    pub preference: u32,
    /// Times that our number is prepended to what is announced here.
    pub prepend: u8,
    /// Prefixes accepted here; each also covers longer ones up to the given length. Everything else is refused.
    pub accepts: Vec<Ipv4Net>,
    /// Prefixes announced here: ours, or learnt from other sessions (transit).
    pub announces: Vec<Ipv4Net>,
}

/// Bidirectional forwarding detection of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bfd {
    /// Interval of packets in milliseconds.
    pub interval_ms: u32,
    /// Packets missed until the session is down.
    pub multiplier: u8,
}
