//! Decision 2: what still joins the sites when a line or a tunnel fails.

use landbridge_estate::model::Throughput;
use landbridge_estate::units::Percent;

use super::link::{Link, TUNNEL};
use crate::choice::{Against, Choice, Judgement, RuleText, because, candidate};
use crate::decision::{Because, Decision};
use crate::facts::Facts;
use crate::pins::Pins;
use crate::reason::Reason;

/// Below this objective a second way is made only where the estate says that it must survive a line's loss.
const BACKED_UP: Percent = Percent(99_500);
/// Implied by the SLA for one line at each of two locations (Direct Connect's resiliency models, 2026).
const TWO_LOCATIONS: Percent = Percent(99_900);
/// Implied by the SLA for two devices at each of two locations (Direct Connect's resiliency models, 2026).
const TWO_BY_TWO: Percent = Percent(99_990);

/// What still joins the sites when a line or a tunnel fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resilience {
    /// No line: one VPN connection with its two tunnels.
    None,
    /// No line: a second VPN connection from another address of the data centre.
    SecondConnection,
    /// One line alone.
    OneLine,
    /// Two lines to two devices at one location.
    SecondLine,
    /// One line to each of two locations.
    SecondLocation,
    /// Two lines to two devices at each of two locations.
    TwoByTwo,
    /// One line, and a VPN connection behind it.
    VpnBackup,
}

impl Choice for Resilience {
    const RULE: &'static RuleText = &RuleText {
        number: "2",
        key: "resilience",
        question: "What still joins the sites when a line fails?",
        decided_by: "the link, availability, recovery.survives, throughput, peak and the router's public addresses",
        candidates: &[
            candidate(
                "none",
                "one VPN connection, nothing besides",
                "the link is a VPN and availability is below 99.9%, or no router has a second public address",
            ),
            candidate(
                "second-connection",
                "second VPN connection",
                "the link is a VPN, availability is 99.9% or more and a router has a second public address",
            ),
            candidate(
                "one-line",
                "one line, no backup",
                "availability is below 99.5% and a line's loss need not be survived",
            ),
            candidate(
                "second-line",
                "second line, same location",
                "availability is below 99.5%, a line's loss must be survived, throughput is consistent and the peak is more than a tunnel carries",
            ),
            candidate(
                "second-location",
                "second line, second location",
                "availability is 99.9% or more, and less than 99.99%",
            ),
            candidate(
                "two-by-two",
                "two devices at each of two locations",
                "availability is 99.99% or more",
            ),
            candidate(
                "vpn-backup",
                "VPN as backup",
                "availability is 99.5% or more and less than 99.9%, or a line's loss must be survived and a tunnel does meanwhile",
            ),
        ],
    };
    const ALL: &'static [Self] = &[
        Self::None,
        Self::SecondConnection,
        Self::OneLine,
        Self::SecondLine,
        Self::SecondLocation,
        Self::TwoByTwo,
        Self::VpnBackup,
    ];
}

impl Resilience {
    /// Location and device of each line, counted from 1; empty when there is none.
    pub(crate) fn lines(self) -> &'static [(u8, u8)] {
        match self {
            Self::None | Self::SecondConnection => &[],
            Self::OneLine | Self::VpnBackup => &[(1, 1)],
            Self::SecondLine => &[(1, 1), (1, 2)],
            Self::SecondLocation => &[(1, 1), (2, 1)],
            // The second line goes to the second location: a location is lost more often than both lines of two.
            Self::TwoByTwo => &[(1, 1), (2, 1), (1, 2), (2, 2)],
        }
    }
}

/// Decides what still joins the sites when a line or a tunnel fails.
pub(crate) fn decide(facts: &Facts, link: Link, pins: &mut Pins) -> (Decision, Resilience) {
    let winner =
        if link == Link::DirectConnect { choose_lines(facts) } else { choose_tunnels(facts) };
    Judgement {
        subject: None,
        winner,
        because: reasons(facts, winner),
        against: &|one| against(facts, winner, one),
        impossible: &|one| impossible(facts, link, one),
    }
    .settle(pins)
}

fn choose_lines(facts: &Facts) -> Resilience {
    let objective = facts.availability.value;
    if objective >= TWO_BY_TWO {
        Resilience::TwoByTwo
    } else if objective >= TWO_LOCATIONS {
        Resilience::SecondLocation
    } else if objective >= BACKED_UP {
        Resilience::VpnBackup
    } else if facts.survives_line.is_none() {
        Resilience::OneLine
    } else if keeps_rate(facts) {
        Resilience::SecondLine
    } else {
        Resilience::VpnBackup
    }
}

fn choose_tunnels(facts: &Facts) -> Resilience {
    if facts.availability.value >= TWO_LOCATIONS && has_second_address(facts) {
        Resilience::SecondConnection
    } else {
        Resilience::None
    }
}

/// Whether even an outage must not lower the rate below what a tunnel carries.
fn keeps_rate(facts: &Facts) -> bool {
    facts.throughput.value == Throughput::Consistent && facts.peak.value > TUNNEL
}

fn has_second_address(facts: &Facts) -> bool {
    facts.linked.iter().any(|site| site.public_addresses.value > 1)
}

fn reasons(facts: &Facts, winner: Resilience) -> Vec<Because> {
    let objective = facts.availability.value;
    let implied =
        |implied| vec![because(Reason::ImpliedBySla { objective, implied }, facts.availability.at)];
    let survives = facts.survives_line.map(|at| because(Reason::LineMustBeSurvived, at));
    match winner {
        Resilience::None if objective >= TWO_LOCATIONS => {
            vec![because(Reason::NoSecondAddress, facts.availability.at)]
        }
        Resilience::None => vec![because(Reason::TwoTunnelsSuffice, facts.availability.at)],
        Resilience::SecondConnection => {
            vec![because(Reason::OneAddressFallsShort { objective }, facts.availability.at)]
        }
        Resilience::OneLine => vec![because(Reason::SecondWayNotNeeded, facts.availability.at)],
        Resilience::SecondLine => {
            let rate = Reason::SecondLineKeepsRate { peak: facts.peak.value };
            survives.into_iter().chain([because(rate, facts.peak.at)]).collect()
        }
        Resilience::SecondLocation => implied(TWO_LOCATIONS),
        Resilience::TwoByTwo if objective > TWO_BY_TWO => {
            let most = Reason::MostOfAllBySla { objective, implied: TWO_BY_TWO };
            vec![because(most, facts.availability.at)]
        }
        Resilience::TwoByTwo => implied(TWO_BY_TWO),
        Resilience::VpnBackup => {
            let backs = because(Reason::VpnBacksUp, facts.availability.at);
            survives.into_iter().chain([backs]).collect()
        }
    }
}

fn against(facts: &Facts, winner: Resilience, one: Resilience) -> Against {
    let objective = facts.availability.value;
    let at = facts.availability.at;
    match one {
        Resilience::None => Against::weaker(Reason::OneAddressFallsShort { objective }, at),
        Resilience::OneLine => one_line(facts),
        Resilience::SecondLine if objective >= BACKED_UP => {
            Against::weaker(Reason::OneLocationFallsShort { objective }, at)
        }
        Resilience::SecondLocation if objective >= TWO_BY_TWO => {
            Against::breaks(Reason::SlaFallsShort { objective, implied: TWO_LOCATIONS }, at)
        }
        Resilience::VpnBackup if objective >= TWO_LOCATIONS => {
            Against::breaks(Reason::VpnBackupFallsShort { objective }, at)
        }
        Resilience::VpnBackup if winner == Resilience::SecondLine => {
            Against::weaker(Reason::VpnBackupSlower { peak: facts.peak.value }, facts.peak.at)
        }
        _ => Against::needless(Reason::SecondWayNotNeeded),
    }
}

fn one_line(facts: &Facts) -> Against {
    let objective = facts.availability.value;
    match facts.survives_line {
        Some(at) => Against::breaks(Reason::LineMustBeSurvived, at),
        None => Against::breaks(Reason::OneLineDrops { objective }, facts.availability.at),
    }
}

fn impossible(facts: &Facts, link: Link, one: Resilience) -> Option<Reason> {
    let tunnels = matches!(one, Resilience::None | Resilience::SecondConnection);
    match link {
        Link::DirectConnect if tunnels => Some(Reason::LinkHasLines),
        Link::DirectConnect => None,
        _ if !tunnels => Some(Reason::LinkHasNoLine),
        _ if one == Resilience::SecondConnection && !has_second_address(facts) => {
            Some(Reason::NoSecondAddress)
        }
        _ => None,
    }
}
