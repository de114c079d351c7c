//! How a rehearsal's summary reads.

use super::*;
use crate::samples;

#[test]
fn the_summary_begins_with_the_verdict_and_ends_with_what_ran() {
    let mut outcome = samples::outcome();
    outcome.drills.truncate(1);
    insta::assert_snapshot!(summary(&outcome, Style::default()), @"
    insurer: 1 of 1 drill met the objective, none missed it.
    All 42 pairs of hosts that should reach each other did so after 1.62 s.

    Drill                     Outage          Lost  Detected  AWS documents   Verdict
    way before → during      allowed  after repair   back in  for             how far to trust it
    ──────────────────────────────────────────────────────────────────────────────────────────────
    line-cut                  812 ms         1 624    800 ms  900 ms          met
    line_1 → vpn_1_tunnel_1    ≤ 5 s             0    1.24 s  BFD 3 × 300 ms  same component

    · Allowed: 5 s, by requirements.connectivity.max_outage (line 16).
    · AWS documents 900 ms for BFD 3 × 300 ms: Direct Connect User Guide, BGP settings.
    · The probes themselves were at most 3.2 ms late; a gap no longer than that is this machine's.
    · same component: what ran is what will run, with the same timers; it can meet an objective

    Imitated or left out in this rehearsal
    - AWS's end of the line and of the tunnels is bird and strongSwan on this machine
    - the internet is one wire with 10 ms of delay and no loss; a real one is not so even

    Ended 2026-11-23T10:15:00Z on Linux 6.18, 2 processors, with bird 2.0.12 and strongSwan 5.9.8.
    ");
}

#[test]
fn colour_changes_no_word() {
    let colour = summary(&samples::outcome(), Style { colour: true, width: 100 });
    let plain = summary(&samples::outcome(), Style::default());
    assert!(colour.contains("\u{1b}[32mmet\u{1b}[0m"));
    assert_eq!(without_colour(&colour), plain);
}

fn without_colour(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain + rest
}
