//! Every candidate wins somewhere, and one field decides so.

use std::collections::BTreeSet;

use landbridge_estate::model::{
    ApplicationChanges, Encryption as Encrypt, Inbound, Latency, Outbound, StaffAccess, Throughput,
};
use landbridge_estate::span::{Located, Span};
use landbridge_estate::units::{BitsPerSecond, Percent};

use super::{RULES, decide};
use crate::facts::Facts;
use crate::pins::Pins;
use crate::targets::Targets;

type Change = fn(&mut Facts);

/// A rule; the facts under which a candidate wins; the one change by which another wins.
struct Case {
    rule: &'static str,
    facts: Change,
    wins: &'static str,
    flip: Change,
    then: &'static str,
}

const fn case(
    rule: &'static str,
    facts: Change,
    wins: &'static str,
    flip: Change,
    then: &'static str,
) -> Case {
    Case { rule, facts, wins, flip, then }
}

fn insurer() -> Facts {
    let text = include_bytes!("../../../../examples/insurer.yaml");
    let (estate, _) = landbridge_estate::read("insurer.yaml", text).expect("the example is right");
    Facts::of(&estate, &Targets::of(&estate))
}

fn set<T>(field: &mut Located<T>, value: T) {
    field.value = value;
}

/// A small company that a VPN suits: nothing steady, 100 Mbps.
fn small(facts: &mut Facts) {
    set(&mut facts.latency, Latency::Normal);
    set(&mut facts.throughput, Throughput::BestEffort);
    mbps(facts, 100);
}

/// Public workloads and nothing to hide.
fn public(facts: &mut Facts) {
    small(facts);
    set(&mut facts.inbound, Inbound::Internet);
    set(&mut facts.outbound, Outbound::Internet);
    set(&mut facts.encryption, Encrypt::AtRest);
}

/// A line of 1 Gbps in an estate of two accounts.
fn two_accounts(facts: &mut Facts) {
    mbps(facts, 500);
    set(&mut facts.accounts, 2);
}

fn low(facts: &mut Facts) {
    set(&mut facts.availability, Percent(98_000));
}

fn mbps(facts: &mut Facts, rate: u64) {
    set(&mut facts.peak, BitsPerSecond(rate * 1_000_000));
}

fn staff(facts: &mut Facts) {
    let users = Located::unstated(20);
    facts.staff = Some(StaffAccess { users, reach: Vec::new() });
}

fn regions(facts: &mut Facts, count: usize) {
    let first = facts.regions[0].clone();
    facts.regions = vec![first; count];
}

fn no_names(facts: &mut Facts) {
    facts.linked[0].domain = None;
    facts.uses_aws = None;
    set(&mut facts.outbound, Outbound::Internet);
}

fn no_database(facts: &mut Facts) {
    facts.regions[0].databases = None;
}

// One case a line reads as the table that it is.
#[rustfmt::skip]
const CASES: &[Case] = &[
    case("link", public, "internet", |f| set(&mut f.encryption, Encrypt::InTransitAndAtRest), "vpn"),
    case("link", public, "internet", |f| set(&mut f.inbound, Inbound::None), "vpn"),
    case("link", small, "vpn", |f| mbps(f, 1_251), "direct-connect"),
    case("link", small, "vpn", |f| set(&mut f.latency, Latency::Lowest), "direct-connect"),
    case("link", small, "vpn", |f| set(&mut f.throughput, Throughput::Consistent), "direct-connect"),
    case("link", |f| { small(f); set(&mut f.latency, Latency::Lowest); }, "direct-connect", |f| set(&mut f.latency, Latency::Normal), "vpn"),
    case("line", |_| (), "dedicated", |f| set(&mut f.throughput, Throughput::BestEffort), "hosted"),
    case("line", |f| set(&mut f.throughput, Throughput::BestEffort), "hosted", |f| mbps(f, 25_001), "dedicated"),
    case("resilience", small, "none", |f| set(&mut f.availability, Percent(99_900)), "second-connection"),
    case("resilience", |f| { small(f); set(&mut f.availability, Percent(99_900)); }, "second-connection", |f| f.linked[0].public_addresses.value = 1, "none"),
    case("resilience", |f| { low(f); f.survives_line = None; }, "one-line", |f| f.survives_line = Some(Span::default()), "second-line"),
    case("resilience", low, "second-line", |f| set(&mut f.throughput, Throughput::BestEffort), "vpn-backup"),
    case("resilience", |_| (), "vpn-backup", |f| set(&mut f.availability, Percent(99_900)), "second-location"),
    case("resilience", |f| set(&mut f.availability, Percent(99_900)), "second-location", |f| set(&mut f.availability, Percent(99_990)), "two-by-two"),
    case("resilience", |f| set(&mut f.availability, Percent(99_990)), "two-by-two", |f| set(&mut f.availability, Percent(99_989)), "second-location"),
    case("line-encryption", |f| set(&mut f.encryption, Encrypt::AtRest), "none", |f| set(&mut f.encryption, Encrypt::InTransitAndAtRest), "macsec"),
    case("line-encryption", |_| (), "macsec", |f| mbps(f, 1_000), "application-tls"),
    case("line-encryption", two_accounts, "ipsec", |f| set(&mut f.application_changes, ApplicationChanges::Configuration), "application-tls"),
    case("line-encryption", two_accounts, "ipsec", |f| set(&mut f.accounts, 1), "application-tls"),
    case("line-encryption", |f| mbps(f, 1_000), "application-tls", |f| mbps(f, 1_001), "macsec"),
    case("hub", |_| (), "virtual-private-gateway", |f| regions(f, 2), "direct-connect-gateway"),
    case("hub", |f| regions(f, 20), "direct-connect-gateway", |f| regions(f, 21), "transit-gateway"),
    case("hub", |f| regions(f, 2), "direct-connect-gateway", small, "transit-gateway"),
    case("hub", |f| set(&mut f.accounts, 2), "transit-gateway", |f| set(&mut f.accounts, 1), "virtual-private-gateway"),
    case("staff-access", |_| (), "none", staff, "client-vpn"),
    case("staff-access", staff, "client-vpn", |f| set(&mut f.inbound, Inbound::Sites), "site-to-site"),
    case("staff-access", |f| { staff(f); set(&mut f.inbound, Inbound::Sites); }, "site-to-site", |f| f.staff = None, "none"),
    case("subnets", |_| (), "public-private-isolated", no_database, "public-private"),
    case("subnets", no_database, "public-private", |f| set(&mut f.outbound, Outbound::None), "private"),
    case("subnets", |f| { no_database(f); set(&mut f.outbound, Outbound::None); }, "private", |f| f.regions[0].databases = Some(Span::default()), "private-isolated"),
    case("subnets", |f| set(&mut f.outbound, Outbound::None), "private-isolated", |f| set(&mut f.inbound, Inbound::Internet), "public-private-isolated"),
    case("egress", |f| set(&mut f.outbound, Outbound::None), "none", |f| set(&mut f.outbound, Outbound::Updates), "nat-gateway-per-zone"),
    case("egress", low, "nat-instance", |f| f.regions[0].replicas = 11, "nat-gateway"),
    case("egress", low, "nat-instance", |f| set(&mut f.outbound, Outbound::Internet), "nat-gateway"),
    case("egress", |f| set(&mut f.availability, Percent(99_000)), "nat-gateway", |f| set(&mut f.availability, Percent(99_500)), "nat-gateway-per-zone"),
    case("egress", |_| (), "nat-gateway-per-zone", |f| f.regions[0].zones.value = 1, "nat-gateway"),
    case("egress", |f| set(&mut f.outbound, Outbound::Sites), "private-nat-gateway", |f| f.linked.clear(), "none"),
    case("aws-apis", |_| (), "interface-endpoints", |f| set(&mut f.outbound, Outbound::Internet), "public-interface"),
    case("aws-apis", |f| set(&mut f.outbound, Outbound::Internet), "public-interface", |f| set(&mut f.throughput, Throughput::BestEffort), "gateway-endpoint"),
    case("aws-apis", public, "gateway-endpoint", |f| f.files = None, "public"),
    case("aws-apis", |f| { public(f); f.files = None; }, "public", |f| set(&mut f.outbound, Outbound::Updates), "interface-endpoints"),
    case("names", |_| (), "both", |f| f.linked[0].domain = None, "inbound"),
    case("names", |f| f.linked[0].domain = None, "inbound", |f| f.linked.clear(), "none"),
    case("names", no_names, "none", |f| f.linked[0].domain = Some(Span::default()), "outbound"),
    case("names", |f| { no_names(f); f.linked[0].domain = Some(Span::default()); }, "outbound", |f| f.uses_aws = Some(Span::default()), "both"),
];

fn chosen(facts: &Facts, rule: &str) -> String {
    let (decisions, _) = decide(facts, &mut Pins::of(&[]));
    let decision = decisions.iter().find(|d| d.key == rule).expect("the rule was asked");
    decision.chosen.key.into()
}

#[test]
fn flipping_the_field_that_decides_changes_the_winner() {
    for (n, case) in CASES.iter().enumerate() {
        let mut facts = insurer();
        (case.facts)(&mut facts);
        assert_eq!(chosen(&facts, case.rule), case.wins, "case {n} of {}", case.rule);
        (case.flip)(&mut facts);
        assert_eq!(chosen(&facts, case.rule), case.then, "case {n} of {}, flipped", case.rule);
    }
}

#[test]
fn every_candidate_can_win() {
    let won: BTreeSet<(&str, &str)> = CASES.iter().map(|case| (case.rule, case.wins)).collect();
    let all: BTreeSet<(&str, &str)> = RULES
        .iter()
        .flat_map(|rule| rule.candidates.iter().map(|c| (rule.key, c.candidate.key)))
        .collect();
    assert_eq!(won, all);
}

#[test]
fn keys_and_numbers_are_distinct() {
    let keys: BTreeSet<&str> = RULES.iter().flat_map(|rule| [rule.key, rule.number]).collect();
    assert_eq!(keys.len(), 2 * RULES.len());
}

#[test]
fn every_decision_says_why_each_other_candidate_lost() {
    for case in CASES {
        let mut facts = insurer();
        (case.facts)(&mut facts);
        let (decisions, _) = decide(&facts, &mut Pins::of(&[]));
        for decision in decisions {
            let rule = RULES.iter().find(|rule| rule.key == decision.key).unwrap();
            assert_eq!(decision.rejected.len() + 1, rule.candidates.len());
            assert!(!decision.because.is_empty(), "{}", decision.key);
            let reasons = decision.rejected.iter().map(|r| &r.reason);
            for reason in reasons.chain(decision.because.iter().map(|b| &b.reason)) {
                let text = reason.to_string();
                assert!(text.ends_with('.') && text.len() > 15, "{reason:?}: {text}");
            }
        }
    }
}
