//! Decision 5: which kinds of subnets a region's VPC has in each zone.

use landbridge_estate::model::Inbound;

use super::egress::Egress;
use crate::blueprint::SubnetKind;
use crate::choice::{Against, Choice, Judgement, RuleText, because, candidate};
use crate::decision::Decision;
use crate::facts::{Facts, RegionFacts};
use crate::pins::Pins;
use crate::reason::Reason;

/// The kinds of subnets in each zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Private subnets only.
    Private,
    /// Private ones, and isolated ones for databases.
    PrivateIsolated,
    /// Private ones, and public ones.
    PublicPrivate,
    /// All three.
    PublicPrivateIsolated,
}

impl Choice for Layout {
    const RULE: &'static RuleText = &RuleText {
        number: "5",
        key: "subnets",
        question: "Which subnets has each zone?",
        decided_by: "inbound, the way outside (decision 6) and databases",
        candidates: &[
            candidate(
                "private",
                "private",
                "nothing faces the internet and no database will run in the region",
            ),
            candidate(
                "private-isolated",
                "private and isolated",
                "nothing faces the internet and a database will run in the region",
            ),
            candidate(
                "public-private",
                "public and private",
                "internet NAT or `inbound: internet`, and no database will run in the region",
            ),
            candidate(
                "public-private-isolated",
                "public, private and isolated",
                "internet NAT or `inbound: internet`, and a database will run in the region",
            ),
        ],
    };
    const ALL: &'static [Self] =
        &[Self::Private, Self::PrivateIsolated, Self::PublicPrivate, Self::PublicPrivateIsolated];
}

impl Layout {
    fn of(public: bool, isolated: bool) -> Self {
        match (public, isolated) {
            (false, false) => Self::Private,
            (false, true) => Self::PrivateIsolated,
            (true, false) => Self::PublicPrivate,
            (true, true) => Self::PublicPrivateIsolated,
        }
    }

    /// Whether it has subnets of a kind.
    pub(crate) fn has(self, kind: SubnetKind) -> bool {
        match kind {
            SubnetKind::Private => true,
            SubnetKind::Public => {
                matches!(self, Self::PublicPrivate | Self::PublicPrivateIsolated)
            }
            SubnetKind::Isolated => {
                matches!(self, Self::PrivateIsolated | Self::PublicPrivateIsolated)
            }
        }
    }
}

/// Decides which kinds of subnets a region's VPC has in each zone.
pub(crate) fn decide(
    facts: &Facts,
    region: &RegionFacts,
    egress: Egress,
    pins: &mut Pins,
) -> (Decision, Layout) {
    let inbound = facts.inbound.value == Inbound::Internet;
    let public = inbound || egress.needs_public();
    let winner = Layout::of(public, region.databases.is_some());
    let public_at = if inbound { facts.inbound.at } else { facts.outbound.at };
    let public_reason =
        if public { Reason::PublicSubnetNeeded } else { Reason::PublicSubnetNotNeeded };
    let mut reasons = vec![because(public_reason.clone(), public_at)];
    reasons.extend(region.databases.map(|at| because(Reason::DatabasesIsolated, at)));
    let against = |one: Layout| {
        let (has_public, isolated) = (one.has(SubnetKind::Public), one.has(SubnetKind::Isolated));
        match region.databases {
            _ if has_public != public => Against::breaks(public_reason.clone(), public_at),
            Some(at) if !isolated => Against::weaker(Reason::DatabasesNotIsolated, at),
            _ => Against::needless(Reason::NoDatabaseHere),
        }
    };
    let impossible = |one: Layout| {
        (egress.needs_public() && !one.has(SubnetKind::Public))
            .then_some(Reason::PublicSubnetNeeded)
    };
    Judgement {
        subject: Some(region.name.value.to_string()),
        winner,
        because: reasons,
        against: &against,
        impossible: &impossible,
    }
    .settle(pins)
}
