//! The example: what is decided, and what is said of it.

use std::fmt::Write;

use landbridge_design::Design;

use crate::estates::{INSURER, NEXT, designed};

fn winners(design: &Design) -> String {
    let mut text = String::new();
    for decision in &design.decisions {
        let subject = decision.subject.as_ref().map(|s| format!(" ({s})")).unwrap_or_default();
        let _ = writeln!(
            text,
            "{} {}{subject}: {}",
            decision.number, decision.key, decision.chosen.key
        );
    }
    text
}

fn findings(design: &Design) -> String {
    let line = |f: &landbridge_design::finding::Finding| {
        format!("{:?} {} {}: {}\n", f.severity, f.code, f.place, f.message)
    };
    design.findings.iter().map(line).collect()
}

#[test]
fn the_decisions_are_those_of_the_notes() {
    insta::assert_snapshot!(winners(&designed(INSURER)), @r#"
    1 link: direct-connect
    1b line: dedicated
    2 resilience: vpn-backup
    2b line-encryption: macsec
    3 hub: virtual-private-gateway
    4 staff-access: none
    5 subnets (aws-frankfurt): public-private-isolated
    6 egress (aws-frankfurt): nat-gateway-per-zone
    6b aws-apis: interface-endpoints
    21 names: both
    "#);
}

#[test]
fn the_next_level_has_two_regions_accounts_and_locations() {
    let design = designed(NEXT);
    insta::assert_snapshot!(winners(&design), @r#"
    1 link: direct-connect
    1b line: dedicated
    2 resilience: second-location
    2b line-encryption: macsec
    3 hub: transit-gateway
    4 staff-access: none
    5 subnets (aws-frankfurt): public-private-isolated
    5 subnets (aws-ireland): public-private-isolated
    6 egress (aws-frankfurt): nat-gateway-per-zone
    6 egress (aws-ireland): nat-gateway-per-zone
    6b aws-apis: interface-endpoints
    21 names: both
    "#);
    insta::assert_snapshot!(findings(&design), @r#"
    Warning LB0210 frankfurt-dc/router: Without the router of frankfurt-dc, nothing joins frankfurt-dc and aws-frankfurt, frankfurt-dc and aws-ireland.
    Note LB0241 frankfurt-dc/router: BFD is ready at AWS's end of each line, and does nothing until the router is configured for it; without it a silent fault lasts as long as the hold time.
    Note LB0247 lines: line-1, line-2: a virtual interface cannot be made before its line is available, and a line takes weeks to order and connect.
    "#);
}

#[test]
fn the_findings_are_few_and_no_error() {
    insta::assert_snapshot!(findings(&designed(INSURER)), @r#"
    Warning LB0210 frankfurt-dc/router: Without the router of frankfurt-dc, nothing joins frankfurt-dc and aws-frankfurt.
    Warning LB0220 vpn-1: While the line is down, a tunnel carries 1.25 Gbps and 140,000 packets a second (2023) of the 2 Gbps needed.
    Note LB0213 frankfurt-dc/192.0.2.6: No tunnel ends at 192.0.2.6: when the other internet access of frankfurt-dc fails, so do all tunnels.
    Note LB0225 vpn-1-tunnel-1: A silent fault of vpn-1-tunnel-1 is noticed after 30 s, and the outage may last 5 s at most.
    Note LB0241 frankfurt-dc/router: BFD is ready at AWS's end of each line, and does nothing until the router is configured for it; without it a silent fault lasts as long as the hold time.
    Note LB0247 lines: line-1: a virtual interface cannot be made before its line is available, and a line takes weeks to order and connect.
    "#);
}

#[test]
fn losers_say_why() {
    let design = designed(INSURER);
    let mut text = String::new();
    for decision in design.decisions.iter().filter(|d| ["link", "line-encryption"].contains(&d.key))
    {
        for because in &decision.because {
            let line = because.at.map_or(0, |at| at.line);
            let _ =
                writeln!(text, "{} wins: {} (line {line})", decision.chosen.key, because.reason);
        }
        for rejected in &decision.rejected {
            let _ = writeln!(text, "{} loses: {}", rejected.candidate.key, rejected.reason);
        }
    }
    insta::assert_snapshot!(text, @r#"
    direct-connect wins: Traffic stays off the internet, so delay and throughput are the line's own. (line 14)
    direct-connect wins: The peak of 2 Gbps is more than the 1.25 Gbps of a VPN tunnel. (line 15)
    internet loses: It does not encrypt, and gives delay and throughput at the mercy of others, and would need workloads with public addresses.
    vpn loses: It encrypts, but its throughput is at the internet's mercy, and a tunnel carries 1.25 Gbps of the 2 Gbps needed.
    macsec wins: MACsec encrypts everything on the port at its full rate, without a change to applications. (line 11)
    none loses: A line is private, not encrypted, and encryption in transit is required.
    ipsec loses: IPsec inside a private line ends at a transit gateway, and the hub is not one.
    application-tls loses: What is below the applications can encrypt everything; TLS leaves out what does not speak it.
    "#);
}

#[test]
fn what_is_not_designed_is_listed() {
    let design = designed(INSURER);
    let listed: Vec<String> = design.undesigned.iter().map(|one| one.place.clone()).collect();
    insta::assert_snapshot!(listed.join("\n"), @r#"
    requirements/operations/same_tools_everywhere
    requirements/operations/team_knows
    requirements/operations/host_access
    requirements/operations/custom_images
    requirements/encryption
    frankfurt-dc/contract
    frankfurt-dc/hypervisor
    services/quotes
    services/ledger
    services/document-intake
    services/claims-analytics
    databases/policies
    files/claims-documents
    fleet
    backup
    recovery
    "#);
    assert!(design.undesigned.iter().all(|one| one.at.is_some()));
}

#[test]
fn the_same_estate_gives_the_same_bytes() {
    let json = |design: &Design| serde_json::to_string(design).unwrap();
    let first = json(&designed(INSURER));
    assert!((0..20).all(|_| json(&designed(INSURER)) == first));
}

#[test]
fn a_blueprint_reads_back_as_it_was_written() {
    let blueprint = designed(INSURER).blueprint;
    let text = serde_json::to_string(&blueprint).unwrap();
    assert_eq!(
        serde_json::from_str::<landbridge_design::blueprint::Blueprint>(&text).unwrap(),
        blueprint
    );
}
