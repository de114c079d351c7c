//! The values for a router of another vendor than the kit's, as tables.

use std::fmt::Write as _;

use ipnet::Ipv4Net;
use landbridge_config::bird::{Bird, Session};
use landbridge_design::blueprint::{Blueprint, DataCenter, LineEncryption, Vendor};

use super::links::LinkKind;
use super::router::{Router, TunnelEnd};

/// The sheet of a data centre's router.
pub(super) fn text(blueprint: &Blueprint, data_center: &DataCenter, router: &Router) -> String {
    let mut text = heading(data_center, router);
    interfaces(&mut text, router);
    let own = blueprint.lines.iter().filter(|line| line.data_center == data_center.site);
    if own.into_iter().any(|line| line.encryption == LineEncryption::Macsec) {
        text.push_str(MACSEC);
    }
    if !router.tunnels.is_empty() {
        tunnels(&mut text, &router.tunnels);
    }
    sessions(&mut text, &router.bird);
    text
}

/// What AWS takes (Direct Connect User Guide, "MAC Security in Direct Connect", 2025).
const MACSEC: &str = "
## MACsec
On each line's port, below its 802.1Q tags, which are encrypted too: MKA with the line's CKN and CAK (64 hexadecimal digits each, see the
runbook), GCM-AES-XPN-256, secure channel identifiers (SCI) sent. Let unencrypted traffic pass (`should-secure`) until AWS shows
`Encryption Up`, then no longer.
";

fn heading(data_center: &DataCenter, router: &Router) -> String {
    let vendor = match router.vendor {
        Vendor::CiscoIosXe => "Cisco IOS-XE",
        Vendor::JuniperJunos => "Juniper Junos",
        Vendor::Linux => "Linux",
    };
    format!(
        "# Router of {site}: the values for {vendor}

The rehearsal ran bird and strongSwan with these values, and the files beside this one set up a Linux router with them. On {vendor}
set the same values by hand. What stands between `@` is an output of the stage that makes it: `terraform output NAME`, in lower case.

Autonomous system {asn}, router id {id}. Announce only what the table says, and accept only what the table says. Graceful restart
stays off wherever BFD is on.
",
        site = data_center.site,
        asn = router.bird.asn,
        id = router.bird.router_id,
    )
}

fn interfaces(text: &mut String, router: &Router) {
    text.push_str(
        "\n## Interfaces\n| interface | kind | address | MTU |\n| --- | --- | --- | --- |\n",
    );
    for link in &router.links {
        let (kind, mtu) = match &link.kind {
            LinkKind::Vlan { port, vlan } => {
                (format!("802.1Q tag {vlan} on the port of {port}"), 1_500)
            }
            LinkKind::Xfrm { .. } => {
                ("tunnel interface, all traffic through IPsec".to_owned(), 1_400)
            }
            LinkKind::Loopback => ("loop-back".to_owned(), 1_500),
        };
        row(text, &[&link.interface, &kind, &link.address, &mtu]);
    }
}

fn tunnels(text: &mut String, tunnels: &[TunnelEnd]) {
    text.push_str(
        "
## Tunnels
IKEv2 with a pre-shared key, AES-256-GCM-16, SHA-256, group 19, for both phases; NAT traversal on; this side begins. Lifetimes are at most
AWS's own: 28,800 s for IKE, 3,600 s for IPsec. The key is the output NAME_key.

| tunnel | our address | AWS's address | dead after |
| --- | --- | --- | --- |
",
    );
    for tunnel in tunnels {
        let dead = format!("{} s", tunnel.config.dpd_timeout_s);
        row(text, &[&tunnel.config.name, &tunnel.config.local, &tunnel.remote(), &dead]);
    }
}

fn sessions(text: &mut String, bird: &Bird) {
    text.push_str(
        "
## BGP sessions
The password of a line's session is the output NAME_bgp_key; sessions in tunnels have none.

| session | ours | neighbour | its AS | hold, keep-alive | BFD | local preference | prepend | announce | accept, and longer |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
",
    );
    for session in &bird.sessions {
        session_row(text, session);
    }
}

fn session_row(text: &mut String, session: &Session) {
    let address = |address: std::net::Ipv4Addr| {
        if address.is_unspecified() { "given by AWS".to_owned() } else { address.to_string() }
    };
    let timers = format!("{} s, {} s", session.hold_s, session.keepalive_s);
    let bfd = session.bfd.map_or_else(
        || "off".to_owned(),
        |bfd| format!("{} ms × {}", bfd.interval_ms, bfd.multiplier),
    );
    row(
        text,
        &[
            &session.name,
            &address(session.local),
            &address(session.neighbor),
            &session.neighbor_asn,
            &timers,
            &bfd,
            &session.preference,
            &session.prepend,
            &list(&session.announces),
            &list(&session.accepts),
        ],
    );
}

fn list(ranges: &[Ipv4Net]) -> String {
    ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn row(text: &mut String, cells: &[&dyn std::fmt::Display]) {
    let cells: Vec<_> = cells.iter().map(ToString::to_string).collect();
    writeln!(text, "| {} |", cells.join(" | ")).expect("writing to a String cannot fail");
}
