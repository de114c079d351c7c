//! The router's interfaces towards AWS, as a table that `links.sh` reads.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ipnet::Ipv4Net;

/// An interface towards AWS.
pub(crate) struct Link {
    /// Its name, at most 15 bytes.
    pub(crate) interface: String,
    /// What it is.
    pub(crate) kind: LinkKind,
    /// Its address with the prefix length, or a placeholder for it.
    pub(crate) address: String,
}

/// What an interface towards AWS is.
pub(crate) enum LinkKind {
    /// A VLAN of the port that a line's cross-connect ends at.
    Vlan {
        /// The port's key in the file `ports`.
        port: String,
        /// Its 802.1Q tag.
        vlan: u16,
    },
    /// Where packets of a tunnel go in and come out.
    Xfrm {
        /// Its `if_id`.
        if_id: u32,
    },
    /// An address of the loop-back interface.
    Loopback,
}

impl Link {
    /// An address of the router itself.
    pub(crate) fn loopback(address: Ipv4Net) -> Self {
        Self { interface: "lo".to_owned(), kind: LinkKind::Loopback, address: address.to_string() }
    }
}

/// The table: kind, interface, address, number, port.
pub(crate) fn table(links: &[Link]) -> String {
    let mut text = "# kind interface address number port\n".to_owned();
    let mut rows = BTreeSet::new();
    for Link { interface, kind, address } in links {
        let row = match kind {
            LinkKind::Vlan { port, vlan } => format!("vlan {interface} {address} {vlan} {port}"),
            LinkKind::Xfrm { if_id } => format!("xfrm {interface} {address} {if_id} -"),
            LinkKind::Loopback => format!("loopback {interface} {address} - -"),
        };
        // Lines share the address that their tunnels end at.
        if rows.insert(row.clone()) {
            writeln!(text, "{row}").expect("writing to a String cannot fail");
        }
    }
    text
}

/// The file in which the operator says which port each line's cross-connect ends at.
pub(crate) fn ports(links: &[Link]) -> String {
    let named: BTreeSet<_> = links
        .iter()
        .filter_map(|link| match &link.kind {
            LinkKind::Vlan { port, .. } => Some(port),
            LinkKind::Xfrm { .. } | LinkKind::Loopback => None,
        })
        .collect();
    let mut text =
        "# The router's port that each line's cross-connect ends at, such as eth1.\n".to_owned();
    for port in named {
        writeln!(text, "{port}=").expect("writing to a String cannot fail");
    }
    text
}
