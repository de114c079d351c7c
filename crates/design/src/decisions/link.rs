//! Decision 1: what joins the sites.

use landbridge_estate::model::{Inbound, Outbound};
use landbridge_estate::span::Span;
use landbridge_estate::units::BitsPerSecond;

use crate::choice::{Against, Choice, Judgement, RuleText, because, candidate};
use crate::decision::{Because, Decision};
use crate::facts::Facts;
use crate::pins::Pins;
use crate::reason::Reason;

/// What one VPN tunnel carries (AWS networking blog, 2023). Tunnels of 5 Gbps exist since late 2025 on transit gateways; they are not
/// counted on.
pub(crate) const TUNNEL: BitsPerSecond = BitsPerSecond(1_250_000_000);

/// What joins the sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// Nothing of one's own: workloads meet over their public addresses.
    Internet,
    /// Site-to-site VPN over the internet.
    Vpn,
    /// AWS Direct Connect.
    DirectConnect,
}

impl Choice for Link {
    const RULE: &'static RuleText = &RuleText {
        number: "1",
        key: "link",
        question: "What joins the data centres and AWS?",
        decided_by: "encryption, inbound, outbound, latency, throughput and peak",
        candidates: &[
            candidate(
                "internet",
                "public internet",
                "encryption in transit is not required, inbound and outbound are both `internet`, latency is normal and throughput best-effort",
            ),
            candidate(
                "vpn",
                "site-to-site VPN",
                "latency is normal, throughput is best-effort and the peak is at most 1.25 Gbps, a tunnel's rate",
            ),
            candidate(
                "direct-connect",
                "Direct Connect",
                "latency must be lowest, throughput consistent, or the peak above 1.25 Gbps",
            ),
        ],
    };
    const ALL: &'static [Self] = &[Self::Internet, Self::Vpn, Self::DirectConnect];
}

/// Decides what joins the sites.
pub(crate) fn decide(facts: &Facts, pins: &mut Pins) -> (Decision, Link) {
    let winner = choose(facts);
    Judgement {
        subject: None,
        winner,
        because: reasons(facts, winner),
        against: &|link| against(facts, winner, link),
        impossible: &|_| None,
    }
    .settle(pins)
}

fn choose(facts: &Facts) -> Link {
    if facts.steady().is_some() {
        Link::DirectConnect
    } else if internet_fails(facts).is_none() {
        Link::Internet
    } else if facts.peak.value > TUNNEL {
        Link::DirectConnect
    } else {
        Link::Vpn
    }
}

fn reasons(facts: &Facts, winner: Link) -> Vec<Because> {
    let peak = facts.peak.value;
    match winner {
        Link::Internet => vec![because(Reason::InternetSuffices, facts.inbound.at)],
        Link::Vpn => vec![because(Reason::TunnelSuffices { peak }, facts.peak.at)],
        Link::DirectConnect => {
            let steady = facts.steady().map(|at| because(Reason::LineIsSteady, at));
            let fast =
                (peak > TUNNEL).then(|| because(Reason::LineCarriesPeak { peak }, facts.peak.at));
            steady.into_iter().chain(fast).collect()
        }
    }
}

fn against(facts: &Facts, winner: Link, link: Link) -> Against {
    match link {
        Link::Internet => match internet_fails(facts) {
            Some((reason, at)) => Against::breaks(reason, at),
            None => Against::needless(Reason::InternetSuffices),
        },
        Link::Vpn if winner == Link::Internet => Against::needless(Reason::TunnelNotNeeded),
        Link::Vpn => tunnel_fails(facts),
        Link::DirectConnect => Against::needless(Reason::LineNotNeeded),
    }
}

/// What the internet lacks, and the first place that asks for it.
fn internet_fails(facts: &Facts) -> Option<(Reason, Span)> {
    let unencrypted = facts.encrypts_in_transit().then_some(facts.encryption.at);
    let uneven = facts.steady();
    let inbound = (facts.inbound.value != Inbound::Internet).then_some(facts.inbound.at);
    let outbound = (facts.outbound.value != Outbound::Internet).then_some(facts.outbound.at);
    let exposed = inbound.or(outbound);
    let at = unencrypted.or(uneven).or(exposed)?;
    let reason = Reason::InternetFails {
        unencrypted: unencrypted.is_some(),
        uneven: uneven.is_some(),
        exposed: exposed.is_some(),
    };
    Some((reason, at))
}

fn tunnel_fails(facts: &Facts) -> Against {
    let too_fast = facts.peak.value > TUNNEL;
    let at = facts.steady().unwrap_or(facts.peak.at);
    let uneven = facts.steady().is_some();
    Against::breaks(Reason::TunnelFails { uneven, peak: too_fast.then_some(facts.peak.value) }, at)
}
