//! What IPv4 addresses are for, by the IANA registry of special-purpose addresses (RFC 6890 and its successors).

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

/// What an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// It is routed on the internet.
    Internet,
    /// RFC 1918.
    Private,
    /// RFC 6598: between a provider and its customers; AWS lets a VPC use it.
    CarrierGrade,
    /// RFC 5737: for examples.
    Documentation,
    /// RFC 2544: for tests of devices. AWS uses 198.19.0.0/16 for itself.
    Benchmark,
    /// Loopback, link-local, multicast, "this network", IETF protocols, or reserved: no host can have it.
    Unusable,
}

/// Ranges that are not the internet's.
const SPECIAL: &[(Ipv4Addr, u8, Use)] = &[
    (Ipv4Addr::UNSPECIFIED, 8, Use::Unusable),
    (Ipv4Addr::new(10, 0, 0, 0), 8, Use::Private),
    (Ipv4Addr::new(100, 64, 0, 0), 10, Use::CarrierGrade),
    (Ipv4Addr::new(127, 0, 0, 0), 8, Use::Unusable),
    (Ipv4Addr::new(169, 254, 0, 0), 16, Use::Unusable),
    (Ipv4Addr::new(172, 16, 0, 0), 12, Use::Private),
    (Ipv4Addr::new(192, 0, 0, 0), 24, Use::Unusable),
    (Ipv4Addr::new(192, 0, 2, 0), 24, Use::Documentation),
    (Ipv4Addr::new(192, 168, 0, 0), 16, Use::Private),
    (Ipv4Addr::new(198, 18, 0, 0), 15, Use::Benchmark),
    (Ipv4Addr::new(198, 51, 100, 0), 24, Use::Documentation),
    (Ipv4Addr::new(203, 0, 113, 0), 24, Use::Documentation),
    (Ipv4Addr::new(224, 0, 0, 0), 3, Use::Unusable),
];

impl Use {
    /// What an address of this use is called.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Internet => "an address of the internet",
            Self::Private => "a private address (RFC 1918)",
            Self::CarrierGrade => "a carrier's shared address (RFC 6598)",
            Self::Documentation => "an address for documentation (RFC 5737)",
            Self::Benchmark => "an address for benchmarks (RFC 2544)",
            Self::Unusable => "an address that no host can have",
        }
    }
}

/// What `address` is for.
pub(crate) fn use_of(address: Ipv4Addr) -> Use {
    SPECIAL
        .iter()
        .find(|(start, length, _)| range(*start, *length).contains(&address))
        .map_or(Use::Internet, |(.., what)| *what)
}

/// Whether every address of `net` is private or a carrier's shared one.
pub(crate) fn is_private(net: Ipv4Net) -> bool {
    SPECIAL
        .iter()
        .filter(|(.., what)| matches!(what, Use::Private | Use::CarrierGrade))
        .any(|(start, length, _)| range(*start, *length).contains(&net))
}

/// Whether `net` holds an address that no host can have.
pub(crate) fn holds_unusable(net: Ipv4Net) -> bool {
    SPECIAL
        .iter()
        .filter(|(.., what)| *what == Use::Unusable)
        .any(|(start, length, _)| overlap(range(*start, *length), net))
}

/// Whether two networks share an address.
pub(crate) fn overlap(a: Ipv4Net, b: Ipv4Net) -> bool {
    a.contains(&b.network()) || b.contains(&a.network())
}

fn range(start: Ipv4Addr, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(start, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(text: &str) -> Ipv4Net {
        text.parse().expect("a network of the test")
    }

    #[test]
    fn private_ranges_end_where_the_registry_says() {
        for inside in ["10.0.0.0/8", "172.31.0.0/16", "192.168.0.0/16", "100.127.0.0/16"] {
            assert!(is_private(net(inside)), "{inside}");
        }
        for outside in ["172.32.0.0/16", "192.169.0.0/16", "100.128.0.0/16", "0.0.0.0/0"] {
            assert!(!is_private(net(outside)), "{outside}");
        }
        assert_eq!(use_of(Ipv4Addr::new(8, 8, 8, 8)), Use::Internet);
        assert_eq!(use_of(Ipv4Addr::new(239, 1, 1, 1)), Use::Unusable);
        assert_eq!(use_of(Ipv4Addr::BROADCAST), Use::Unusable);
    }

    #[test]
    fn a_network_around_an_unusable_range_holds_it() {
        assert!(holds_unusable(net("0.0.0.0/0")));
        assert!(holds_unusable(net("127.0.1.0/24")));
        assert!(!holds_unusable(net("10.0.0.0/8")));
    }

    #[test]
    fn overlap_is_symmetric() {
        let (wide, narrow, other) = (net("10.0.0.0/8"), net("10.9.0.0/16"), net("11.0.0.0/8"));
        assert!(overlap(wide, narrow) && overlap(narrow, wide));
        assert!(!overlap(wide, other) && !overlap(other, wide));
    }
}
