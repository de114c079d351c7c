//! Decision 3: what lines and tunnels end at on AWS's side.

use super::link::Link;
use crate::choice::{Against, Choice, Judgement, RuleText, because, candidate};
use crate::decision::{Because, Decision};
use crate::facts::Facts;
use crate::pins::Pins;
use crate::reason::Reason;

/// Virtual private gateways that one Direct Connect gateway leads to (Direct Connect quotas, 2026).
pub(crate) const GATEWAYS_PER_DIRECT_CONNECT: usize = 20;

/// What lines and tunnels end at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hub {
    /// A gateway of one VPC.
    VirtualPrivate,
    /// A gateway that leads lines to gateways of VPCs in any region.
    DirectConnect,
    /// A router between VPCs, regions, accounts and sites.
    Transit,
}

impl Choice for Hub {
    const RULE: &'static RuleText = &RuleText {
        number: "3",
        key: "hub",
        question: "What do lines and tunnels end at?",
        decided_by: "the link, the number of regions and of accounts",
        candidates: &[
            candidate(
                "virtual-private-gateway",
                "virtual private gateway",
                "one account and one region: one VPC",
            ),
            candidate(
                "direct-connect-gateway",
                "Direct Connect gateway",
                "the link has lines, one account, and 2 to 20 regions",
            ),
            candidate(
                "transit-gateway",
                "transit gateway",
                "several accounts, more than 20 regions, or several regions and no line",
            ),
        ],
    };
    const ALL: &'static [Self] = &[Self::VirtualPrivate, Self::DirectConnect, Self::Transit];
}

/// Decides what lines and tunnels end at.
pub(crate) fn decide(facts: &Facts, link: Link, pins: &mut Pins) -> (Decision, Hub) {
    let winner = choose(facts, link);
    let impossible = |hub| {
        (hub == Hub::DirectConnect && link != Link::DirectConnect).then_some(Reason::TakesLinesOnly)
    };
    Judgement {
        subject: None,
        winner,
        because: reasons(facts, winner),
        against: &|hub| against(facts, hub),
        impossible: &impossible,
    }
    .settle(pins)
}

fn choose(facts: &Facts, link: Link) -> Hub {
    match (facts.accounts.value, facts.regions.len()) {
        (1, 1) => Hub::VirtualPrivate,
        (1, 2..=GATEWAYS_PER_DIRECT_CONNECT) if link == Link::DirectConnect => Hub::DirectConnect,
        _ => Hub::Transit,
    }
}

fn reasons(facts: &Facts, winner: Hub) -> Vec<Because> {
    let (vpcs, accounts) = (facts.regions.len(), facts.accounts.value);
    let last_region = facts.regions.last().map_or(facts.accounts.at, |region| region.name.at);
    let accounts_or_region = if accounts > 1 { facts.accounts.at } else { last_region };
    vec![match winner {
        Hub::VirtualPrivate => because(Reason::OneVpc, last_region),
        Hub::DirectConnect => because(Reason::LinesReachRegions { regions: vpcs }, last_region),
        Hub::Transit => because(Reason::TransitConnects { vpcs, accounts }, accounts_or_region),
    }]
}

fn against(facts: &Facts, hub: Hub) -> Against {
    let (vpcs, accounts) = (facts.regions.len(), facts.accounts.value);
    let region = facts.regions.last().map_or(facts.accounts.at, |region| region.name.at);
    match hub {
        Hub::VirtualPrivate if accounts > 1 => {
            Against::breaks(Reason::OneAccountOnly { accounts }, facts.accounts.at)
        }
        Hub::DirectConnect if accounts > 1 => {
            Against::weaker(Reason::JoinsNoAccounts { accounts }, facts.accounts.at)
        }
        Hub::VirtualPrivate => Against::weaker(Reason::MeshOfGateways { vpcs }, region),
        Hub::DirectConnect if vpcs > GATEWAYS_PER_DIRECT_CONNECT => {
            Against::breaks(Reason::TooManyGateways { vpcs }, region)
        }
        Hub::DirectConnect => Against::needless(Reason::OneRegionNeedsNoDirectConnectGateway),
        Hub::Transit if vpcs > 1 => Against::needless(Reason::RegionsNeedNotMeet),
        Hub::Transit => Against::needless(Reason::TransitNotNeeded),
    }
}
