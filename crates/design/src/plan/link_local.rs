//! Addresses between routers: a /30 of 169.254.0.0/16 for each line and each tunnel, each used once in the estate.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

/// Third octets for tunnels. AWS reserves 169.254.0.0/30 to 169.254.5.0/30 and 169.254.169.252/30 (EC2 API, `VpnTunnelOptionsSpecification`).
const TUNNELS: std::ops::Range<u32> = 8..100;
/// Third octets for lines. From 169 on stand AWS's own services: metadata, name server, clock, container credentials.
const LINES: std::ops::Range<u32> = 100..169;
/// 169.254.0.0.
const BASE: u32 = 0xA9FE_0000;

/// Hands out /30s.
#[derive(Debug, Default)]
pub(super) struct LinkLocal {
    lines: u32,
    tunnels: u32,
}

impl LinkLocal {
    /// The next one for a line; None when all are in use.
    pub(super) fn line(&mut self) -> Option<Ipv4Net> {
        next(&mut self.lines, LINES)
    }

    /// The next one for a tunnel; None when all are in use.
    pub(super) fn tunnel(&mut self) -> Option<Ipv4Net> {
        next(&mut self.tunnels, TUNNELS)
    }
}

fn next(used: &mut u32, octets: std::ops::Range<u32>) -> Option<Ipv4Net> {
    let address = BASE + (octets.start << 8) + *used * 4;
    *used += 1;
    (address < BASE + (octets.end << 8))
        .then(|| Ipv4Net::new(Ipv4Addr::from(address), 30).expect("30 is a prefix length"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_are_alike_until_all_are_in_use() {
        let mut links = LinkLocal::default();
        let for_lines: Vec<Ipv4Net> = std::iter::from_fn(|| links.line()).collect();
        let for_tunnels: Vec<Ipv4Net> = std::iter::from_fn(|| links.tunnel()).collect();
        assert_eq!((for_lines.len(), for_tunnels.len()), (69 * 64, 92 * 64));
        let distinct: std::collections::HashSet<_> = for_lines.iter().chain(&for_tunnels).collect();
        assert_eq!(distinct.len(), for_lines.len() + for_tunnels.len());
        assert_eq!(for_lines[0].to_string(), "169.254.100.0/30");
        assert_eq!(for_tunnels[0].to_string(), "169.254.8.0/30");
    }
}
