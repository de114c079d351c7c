//! How a design and its rules read.

use super::*;
use crate::samples;
use landbridge_design::CandidateText;
use landbridge_design::decision::Candidate;

const RULE: RuleText = RuleText {
    number: "2b",
    key: "encryption",
    question: "What encrypts the traffic on a line?",
    decided_by: "encryption and the line's speed",
    candidates: &[
        CandidateText {
            candidate: Candidate { key: "none", title: "nothing" },
            wins_when: "encryption in transit is not required",
        },
        CandidateText {
            candidate: Candidate { key: "macsec", title: "MACsec" },
            wins_when: "the line is dedicated and has 10 Gbps or more",
        },
    ],
};

#[test]
fn a_design_gives_each_choice_with_its_reasons_and_the_lines_that_decided() {
    insta::assert_snapshot!(design(&samples::design(), Style::default()), @"
    insurer: 1 decision taken; the check found 0 errors, 1 warning and 1 note.

    Decisions

    1   What joins the data centres and AWS? [link]
        ✓ Direct Connect
          Traffic stays off the internet, so delay and throughput are the line's own. (line 13)
        ✗ public internet: It does not encrypt, and gives delay and throughput at the mercy of others,
          and would need workloads with public addresses.
        ✗ site-to-site VPN: It encrypts, but its throughput is at the internet's mercy, and a tunnel
          carries 1.25 Gbps of the 2 Gbps needed.

    Sites
    Site           What                       Network       Hosts
    ──────────────────────────────────────────────────────────────
    frankfurt-dc   data centre, AS 65010      10.10.0.0/16      3
    aws-frankfurt  AWS eu-central-1, 3 zones  10.20.0.0/16      6

    Lines and tunnels
    Name            From          To             What
    ──────────────────────────────────────────────────────────────────────────────────
    line-1          frankfurt-dc  vgw-frankfurt  10 Gbps dedicated · location 1 · TLS
    vpn-1-tunnel-1  frankfurt-dc  vgw-frankfurt  VPN tunnel 1 · over the internet
    vpn-1-tunnel-2  frankfurt-dc  vgw-frankfurt  VPN tunnel 2 · over the internet

    Subnets
    Site           Zone           Subnet      Kind      Range
    ─────────────────────────────────────────────────────────────────────
    aws-frankfurt  eu-central-1a  private-a   private   10.20.0.0/21
    aws-frankfurt  eu-central-1a  isolated-a  isolated  10.20.64.0/24
    aws-frankfurt  eu-central-1a  public-a    public    10.20.128.0/26
    aws-frankfurt  eu-central-1b  private-b   private   10.20.8.0/21
    aws-frankfurt  eu-central-1b  isolated-b  isolated  10.20.65.0/24
    aws-frankfurt  eu-central-1b  public-b    public    10.20.128.64/26
    aws-frankfurt  eu-central-1c  private-c   private   10.20.16.0/21
    aws-frankfurt  eu-central-1c  isolated-c  isolated  10.20.66.0/24
    aws-frankfurt  eu-central-1c  public-c    public    10.20.128.128/26

    Findings
    warning  LB0201 frankfurt-dc/router: One router carries every line and tunnel: when it fails, both
             sides are parted. (line 38)
             Add a second router, and end a line or tunnel at each.
    note     LB0210 vpn-1: A tunnel carries 1.25 Gbps, less than the line that it backs up. (line 17)
             Accept the lower rate while the line is down, or add a second line.

    Taken as given, because the estate does not say
    - frankfurt-dc/lan: Hosts are in 10.10.0.0/24, numbered from its first addresses. Do hosts have
      other addresses today?

    Asked for by the estate, and not designed yet
    - services/quotes: task definition, launch type, load balancing and scaling (line 52)
    ");
}

#[test]
fn a_rule_says_when_each_candidate_wins() {
    insta::assert_snapshot!(rule(&RULE, Style::default()), @"
    2b  What encrypts the traffic on a line?
        decided by encryption and the line's speed

        nothing (none)
          wins when encryption in transit is not required

        MACsec (macsec)
          wins when the line is dedicated and has 10 Gbps or more

        To take the choice yourself, write in the estate:
          decisions: { encryption: CANDIDATE }
    ");
}

#[test]
fn rules_are_listed_by_their_keys() {
    insta::assert_snapshot!(rules(&[&RULE], Style::default()), @"2b  encryption  What encrypts the traffic on a line?");
}

#[test]
fn a_pinned_choice_and_a_subject_are_shown() {
    let mut all = samples::design();
    all.decisions[0].subject = Some("frankfurt-dc".into());
    all.decisions[0].because[0].reason = landbridge_design::reason::Reason::Pinned;
    let text = design(&all, Style::default());
    assert!(text.contains("1   frankfurt-dc: What joins"), "{text}");
    assert!(text.contains("The estate pins it. (line\u{a0}13)"), "{text}");
}

#[test]
fn a_design_without_findings_says_so() {
    let mut none = samples::design();
    none.findings.clear();
    let text = design(&none, Style::default());
    assert!(text.contains("The check of the design found nothing to mend."), "{text}");
}
