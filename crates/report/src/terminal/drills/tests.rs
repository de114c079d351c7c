//! How drills read.

use super::*;
use crate::samples;

#[test]
fn the_table_says_what_was_lost_and_why_it_counts_or_not() {
    insta::assert_snapshot!(drills(&samples::drills(), Style::default()), @"
    Drill                     Outage          Lost  Detected  AWS documents   Verdict
    way before → during      allowed  after repair   back in  for             how far to trust it
    ────────────────────────────────────────────────────────────────────────────────────────────────
    line-cut                  812 ms         1 624    800 ms  900 ms          met
    line_1 → vpn_1_tunnel_1    ≤ 5 s             0    1.24 s  BFD 3 × 300 ms  same component
    ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
    line-down                 741 ms         1 482    729 ms  900 ms          met
    line_1 → vpn_1_tunnel_1    ≤ 5 s             0    1.24 s  BFD 3 × 300 ms  same component
    ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
    line-maintenance            0 ms             0         –  –               met
    line_1 → vpn_1_tunnel_1    ≤ 5 s             0    1.24 s                  same component
    ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
    line-and-tunnel           6.20 s         5 900    2.94 s  900 ms          missed
    line_1 → vpn_1_tunnel_2    ≤ 5 s             0    1.24 s  BFD 3 × 300 ms  AWS-documented timing
    ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
    all-links                 3.01 s         6 024    880 ms  –               not tested
    line_1 → no way                –             0    1.24 s                  same component

    ✗ line-and-tunnel: missed because the outage of 6204 ms is longer than the 5 s allowed
    · all-links: not tested because no objective covers this; everything did as listed beforehand
    · all-links: 3 of 3 things did as listed beforehand: 2 failed, 1 worked
    · Allowed: 5 s, by requirements.connectivity.max_outage (line 16).
    · AWS documents 900 ms for BFD 3 × 300 ms: Direct Connect User Guide, BGP settings.
    · The probes themselves were at most 3.2 ms late; a gap no longer than that is this machine's.
    · same component: what ran is what will run, with the same timers; it can meet an objective
    · AWS-documented timing: imitated, and paced as AWS publishes; it can meet an objective
    ");
}

#[test]
fn a_broken_expectation_and_tuned_timers_stand_below_the_table() {
    let mut drill = samples::drills().remove(4);
    drill.expected[1].worked = true;
    drill.tuned = vec!["BFD 3 × 100 ms".into()];
    drill.verdict = landbridge_outcome::verdict::judge(&drill);
    insta::assert_snapshot!(drills(&[drill], Style::default()), @"
    Drill                 Outage          Lost  Detected  AWS documents  Verdict
    way before → during  allowed  after repair   back in  for            how far to trust it
    ─────────────────────────────────────────────────────────────────────────────────────────
    all-links             3.01 s         6 024    880 ms  –              missed
    line_1 → no way            –             0    1.24 s                 same component

    ✗ all-links: missed because names of corp.insurer.example asked for in aws-frankfurt worked, and was
      expected to fail
    · all-links: 2 of 3 things did as listed beforehand: 1 failed, 2 worked
        ✗ names of corp.insurer.example asked for in aws-frankfurt worked
    · all-links: ran with timers that are not AWS's: BFD 3 × 100 ms
    · The probes themselves were at most 3.2 ms late; a gap no longer than that is this machine's.
    · same component: what ran is what will run, with the same timers; it can meet an objective
    ");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let text = drills(&samples::drills(), Style::default());
    let widest = text.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(100), "{text}");
}
