//! Decision 1b: whose connection a line is, and its speed.

use landbridge_estate::model::Throughput;
use landbridge_estate::units::BitsPerSecond;

use crate::blueprint::LineKind;
use crate::choice::{Against, Choice, Judgement, RuleText, because, candidate};
use crate::decision::Decision;
use crate::facts::Facts;
use crate::pins::Pins;
use crate::reason::Reason;

const MBPS: u64 = 1_000_000;
const GBPS: u64 = 1_000 * MBPS;
/// Speeds of hosted connections (Direct Connect User Guide, hosted connections).
const HOSTED: &[u64] = &[
    50 * MBPS,
    100 * MBPS,
    200 * MBPS,
    300 * MBPS,
    400 * MBPS,
    500 * MBPS,
    GBPS,
    2 * GBPS,
    5 * GBPS,
    10 * GBPS,
    25 * GBPS,
];
/// Speeds of dedicated ports (Direct Connect User Guide, dedicated connections).
const DEDICATED: &[u64] = &[GBPS, 10 * GBPS, 100 * GBPS, 400 * GBPS];

/// Whose connection a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A share of a partner's port.
    Hosted,
    /// A port of one's own.
    Dedicated,
}

impl Choice for Line {
    const RULE: &'static RuleText = &RuleText {
        number: "1b",
        key: "line",
        question: "Whose connection is a line?",
        decided_by: "throughput and peak",
        candidates: &[
            candidate(
                "hosted",
                "hosted connection",
                "throughput is best-effort and the peak is at most 25 Gbps: 50 Mbps to 25 Gbps are on offer",
            ),
            candidate(
                "dedicated",
                "dedicated connection",
                "throughput must be consistent, or the peak is above 25 Gbps: 1, 10, 100 and 400 Gbps are on offer",
            ),
        ],
    };
    const ALL: &'static [Self] = &[Self::Hosted, Self::Dedicated];
}

impl Line {
    /// The smallest speed on offer that carries the peak; the largest there is when none does.
    pub(crate) fn speed(self, peak: BitsPerSecond) -> BitsPerSecond {
        let speeds = match self {
            Self::Hosted => HOSTED,
            Self::Dedicated => DEDICATED,
        };
        let enough = speeds.iter().find(|speed| **speed >= peak.0).or(speeds.last());
        BitsPerSecond(enough.copied().unwrap_or(peak.0))
    }

    fn carries(self, peak: BitsPerSecond) -> bool {
        self.speed(peak) >= peak
    }
}

impl From<Line> for LineKind {
    fn from(line: Line) -> Self {
        match line {
            Line::Hosted => Self::Hosted,
            Line::Dedicated => Self::Dedicated,
        }
    }
}

/// Decides whose connection a line is.
pub(crate) fn decide(facts: &Facts, pins: &mut Pins) -> (Decision, Line) {
    let peak = facts.peak.value;
    let consistent = facts.throughput.value == Throughput::Consistent;
    let winner =
        if consistent || !Line::Hosted.carries(peak) { Line::Dedicated } else { Line::Hosted };
    let carries = Reason::SpeedCarriesPeak { peak, speed: winner.speed(peak) };
    let mut reasons = vec![because(carries, facts.peak.at)];
    if consistent {
        reasons.insert(0, because(Reason::HostedIsPoliced, facts.throughput.at));
    }
    let against = |line| match line {
        Line::Hosted if consistent => Against::breaks(Reason::HostedIsPoliced, facts.throughput.at),
        Line::Hosted => Against::breaks(Reason::HostedTooSlow { peak }, facts.peak.at),
        Line::Dedicated => Against::needless(Reason::DedicatedNotNeeded),
    };
    Judgement { subject: None, winner, because: reasons, against: &against, impossible: &|_| None }
        .settle(pins)
}
