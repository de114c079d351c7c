//! Configuration of bird 2: BGP sessions with BFD, what is announced, and into which kernel tables routes go.
//!
//! One [`Bird`] is one router. The on-premises kit and a rehearsal write the same text from it.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

mod text;

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
    /// Its name, by which `birdc` knows it: make it with [`session_name`].
    pub name: String,
    /// Our address.
    pub local: Ipv4Addr,
    /// The neighbour's address.
    pub neighbor: Ipv4Addr,
    /// The neighbour's autonomous system.
    pub neighbor_asn: u32,
    /// Hold time in seconds, 3 or more.
    pub hold_s: u16,
    /// Keep-alive interval in seconds: 1 to half of the hold time.
    pub keepalive_s: u16,
    /// Fast failure detection.
    pub bfd: Option<Bfd>,
    /// Waits for the neighbour to connect.
    pub passive: bool,
    /// Local preference of routes learnt here. Higher wins.
    pub preference: u32,
    /// Times that our number is prepended to what is announced here.
    pub prepend: u8,
    /// Prefixes accepted here; each also covers every longer one inside it. Everything else is refused.
    pub accepts: Vec<Ipv4Net>,
    /// Prefixes announced here: ours, or learnt from other sessions (transit).
    pub announces: Vec<Ipv4Net>,
}

/// Texts in place of what is not known yet, for [`Bird::to_template`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placeholders {
    /// In place of our address.
    pub local: Option<String>,
    /// In place of the neighbour's address.
    pub neighbor: Option<String>,
    /// As the password of the TCP connection (RFC 2385). Without it the session has none.
    pub password: Option<String>,
}

/// Bidirectional forwarding detection of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bfd {
    /// Interval of packets in milliseconds.
    pub interval_ms: u32,
    /// Packets missed until the session is down.
    pub multiplier: u8,
}

/// A session's name for bird, from a line's or tunnel's name: `vpn-1-tunnel-1` is `vpn_1_tunnel_1`.
///
/// bird takes a letter, then letters, digits and underscores, and refuses its own words (`kernel`, `ipv4`, even `s`). None of its
/// words has a number behind an underscore, so that a name without one gets `_1`.
pub fn session_name(name: &str) -> String {
    let mut safe: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if !safe.starts_with(|c: char| c.is_ascii_alphabetic()) {
        safe.insert_str(0, "bgp_");
    }
    let numbered =
        safe.split('_').skip(1).any(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    if !numbered {
        safe.push_str("_1");
    }
    safe
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn net(text: &str) -> Ipv4Net {
        text.parse().expect("a prefix of the test")
    }

    pub(crate) fn session() -> Session {
        Session {
            name: session_name("line-1"),
            local: Ipv4Addr::new(169, 254, 100, 1),
            neighbor: Ipv4Addr::new(169, 254, 100, 2),
            neighbor_asn: 64_512,
            hold_s: 30,
            keepalive_s: 10,
            bfd: Some(Bfd { interval_ms: 300, multiplier: 3 }),
            passive: false,
            preference: 300,
            prepend: 0,
            accepts: vec![net("10.20.0.0/16")],
            announces: vec![net("10.10.0.0/16")],
        }
    }

    pub(crate) fn router() -> Bird {
        let tunnel = Session {
            name: session_name("vpn-1-tunnel-1"),
            local: Ipv4Addr::new(169, 254, 10, 2),
            neighbor: Ipv4Addr::new(169, 254, 10, 1),
            bfd: None,
            passive: true,
            preference: 110,
            prepend: 2,
            accepts: vec![net("10.20.0.0/16"), net("10.30.0.0/16")],
            ..session()
        };
        Bird {
            router_id: Ipv4Addr::new(10, 10, 0, 1),
            asn: 65_010,
            originates: vec![Originated { prefix: net("10.10.0.0/16") }],
            sessions: vec![session(), tunnel],
            propagate_to: vec![101],
        }
    }

    #[test]
    fn session_names_are_what_bird_takes() {
        assert_eq!(session_name("vpn-1-tunnel-1"), "vpn_1_tunnel_1");
        assert_eq!(session_name("ipv4"), "ipv4_1");
        assert_eq!(session_name("4"), "bgp_4");
        assert_eq!(session_name(""), "bgp__1");
        assert_eq!(session_name("zürich"), "z_rich_1");
    }
}
