//! Decision 6: how a region's workloads reach what is outside.

use landbridge_estate::model::Outbound;
use landbridge_estate::units::Percent;

use super::WideArea;
use crate::choice::{Against, Choice, Judgement, RuleText, because, candidate};
use crate::decision::{Because, Decision};
use crate::facts::{Facts, RegionFacts};
use crate::pins::Pins;
use crate::reason::Reason;

/// From this objective on, zones must not depend on each other for their way outside.
const ZONES_APART: Percent = Percent(99_500);
/// Below this objective, an outage while an instance is replaced is bearable.
const INSTANCE_BELOW: Percent = Percent(99_000);
/// Up to so many containers fetch so little that an instance keeps up.
const INSTANCE_REPLICAS: u32 = 10;

/// How a region's workloads reach what is outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Egress {
    /// Not at all.
    None,
    /// One EC2 instance that translates addresses.
    NatInstance,
    /// One NAT gateway for all zones.
    NatGateway,
    /// A NAT gateway in each zone.
    NatGatewayPerZone,
    /// A private NAT gateway in each zone, and out by the data centre.
    PrivateNatGateway,
}

impl Choice for Egress {
    const RULE: &'static RuleText = &RuleText {
        number: "6",
        key: "egress",
        question: "How do workloads reach what is outside?",
        decided_by: "outbound, availability, the number of zones and of containers",
        candidates: &[
            candidate("none", "no way outside", "outbound is `none`"),
            candidate(
                "nat-instance",
                "NAT instance",
                "outbound is `updates`, availability is below 99% and at most 10 containers run in the region",
            ),
            candidate(
                "nat-gateway",
                "one NAT gateway",
                "outbound is `updates` or `internet`, and availability is below 99.5% or the region has one zone",
            ),
            candidate(
                "nat-gateway-per-zone",
                "NAT gateway in each zone",
                "outbound is `updates` or `internet`, availability is 99.5% or more and the region has several zones",
            ),
            candidate(
                "private-nat-gateway",
                "private NAT gateway in each zone, out by the data centre",
                "outbound is `sites`: what workloads fetch comes through a data centre's proxy, over the link",
            ),
        ],
    };
    const ALL: &'static [Self] = &[
        Self::None,
        Self::NatInstance,
        Self::NatGateway,
        Self::NatGatewayPerZone,
        Self::PrivateNatGateway,
    ];
}

impl Egress {
    /// Whether it needs a subnet that is routed to the internet.
    pub(crate) fn needs_public(self) -> bool {
        matches!(self, Self::NatInstance | Self::NatGateway | Self::NatGatewayPerZone)
    }
}

/// Decides how a region's workloads reach what is outside.
pub(crate) fn decide(
    facts: &Facts,
    region: &RegionFacts,
    wide_area: Option<&WideArea>,
    pins: &mut Pins,
) -> (Decision, Egress) {
    let linked = wide_area.is_some_and(WideArea::is_private);
    let winner = choose(facts, region, linked);
    let impossible =
        |one| (one == Egress::PrivateNatGateway && !linked).then_some(Reason::NoPrivateLink);
    Judgement {
        subject: Some(region.name.value.to_string()),
        winner,
        because: vec![reason(facts, region, winner)],
        against: &|one| against(facts, region, winner, one),
        impossible: &impossible,
    }
    .settle(pins)
}

fn choose(facts: &Facts, region: &RegionFacts, linked: bool) -> Egress {
    let objective = facts.availability.value;
    match facts.outbound.value {
        Outbound::Sites if linked => Egress::PrivateNatGateway,
        Outbound::None | Outbound::Sites => Egress::None,
        Outbound::Updates if objective < INSTANCE_BELOW && region.replicas <= INSTANCE_REPLICAS => {
            Egress::NatInstance
        }
        _ if objective < ZONES_APART || region.zones.value < 2 => Egress::NatGateway,
        _ => Egress::NatGatewayPerZone,
    }
}

fn reason(facts: &Facts, region: &RegionFacts, winner: Egress) -> Because {
    let zones = region.zones.value;
    match winner {
        Egress::None => because(Reason::OutboundNone, facts.outbound.at),
        Egress::NatInstance => because(Reason::InstanceIsCheap, facts.availability.at),
        Egress::NatGateway if zones < 2 => because(Reason::OneZoneOneNat, region.zones.at),
        Egress::NatGateway => because(Reason::OneNatSuffices, facts.availability.at),
        Egress::NatGatewayPerZone => because(Reason::NatEachZone { zones }, facts.availability.at),
        Egress::PrivateNatGateway => because(Reason::PrivateNatHidesRange, facts.outbound.at),
    }
}

fn against(facts: &Facts, region: &RegionFacts, winner: Egress, one: Egress) -> Against {
    let (outbound, zones) = (facts.outbound.at, region.zones.value);
    match (one, winner) {
        (Egress::None, _) => Against::breaks(Reason::OutboundNeeded, outbound),
        (_, Egress::None) => Against::breaks(Reason::OutboundNone, outbound),
        (Egress::PrivateNatGateway, _) => {
            Against::breaks(Reason::PrivateNatReachesNoInternet, outbound)
        }
        (_, Egress::PrivateNatGateway) => Against::breaks(Reason::OutboundBySites, outbound),
        (Egress::NatInstance, _) => {
            Against::weaker(Reason::InstanceNeedsCare, facts.availability.at)
        }
        (_, Egress::NatInstance) => Against::needless(Reason::NatGatewayNotNeeded),
        (Egress::NatGateway, _) => {
            Against::weaker(Reason::OneNatForZones { zones }, facts.availability.at)
        }
        (Egress::NatGatewayPerZone, _) => Against::needless(Reason::NatEachZoneNotNeeded),
    }
}
