//! BGP sessions over lines and through tunnels.
//!
//! On both sides a line is preferred to a tunnel and each to those after it: the data centre prefers by local preference; AWS prefers
//! Direct Connect to VPN by itself, and among equals the shorter AS path, which the prepended number lengthens.

use ipnet::Ipv4Net;
use landbridge_estate::units::Millis;

use super::nth;
use crate::blueprint::{Bfd, BgpSession, Tunnel};
use landbridge_estate::names::Name;

/// What the customer's side proposes. AWS's default is 90 s on lines and 30 s on tunnels; the lower of both sides counts (RFC 4271).
const HOLD: Millis = Millis(30_000);
/// A third of the hold time, as RFC 4271 recommends.
const KEEPALIVE: Millis = Millis(10_000);
/// The least that AWS takes (Direct Connect User Guide, BFD).
const BFD: Bfd = Bfd { interval: Millis(300), multiplier: 3 };
/// The least that AWS takes (Site-to-Site VPN User Guide, tunnel options); its default is 40 s.
const DPD_TIMEOUT: Millis = Millis(30_000);

/// The local preference of a data centre's first line.
const FIRST_LINE: u32 = 400;
/// The local preference of a data centre's first tunnel.
const FIRST_TUNNEL: u32 = 200;

/// The session over a line, the `nth` of its data centre to one gateway, counted from 0.
pub(super) fn line(link: Ipv4Net, rank: u8) -> BgpSession {
    BgpSession { bfd: Some(BFD), ..session(link, FIRST_LINE, rank) }
}

/// A tunnel over the internet, by its rank among those of its data centre to one gateway, counted from 0.
pub(super) fn tunnel(name: Name, inside: Ipv4Net, rank: u8) -> Tunnel {
    Tunnel { name, inside, bgp: session(inside, FIRST_TUNNEL, rank), dpd_timeout: DPD_TIMEOUT }
}

/// A tunnel inside a line. It is preferred as the line is.
pub(super) fn inner_tunnel(name: Name, inside: Ipv4Net, rank: u8) -> Tunnel {
    Tunnel { name, inside, bgp: session(inside, FIRST_LINE, rank), dpd_timeout: DPD_TIMEOUT }
}

fn session(link: Ipv4Net, first: u32, rank: u8) -> BgpSession {
    let with_length = |n| Ipv4Net::new(nth(link, n), link.prefix_len());
    BgpSession {
        amazon: with_length(1).expect("the length is the link's"),
        customer: with_length(2).expect("the length is the link's"),
        hold: HOLD,
        keepalive: KEEPALIVE,
        bfd: None,
        local_preference: first.saturating_sub(10 * u32::from(rank)),
        prepend: rank,
    }
}
