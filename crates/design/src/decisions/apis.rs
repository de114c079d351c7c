//! Decision 6b: how AWS's own APIs are reached, from the VPCs and from the data centres.

use landbridge_estate::model::Outbound;

use super::WideArea;
use super::line::Line;
use crate::choice::{Against, Choice, Judgement, RuleText, because, candidate};
use crate::decision::Decision;
use crate::facts::Facts;
use crate::pins::Pins;
use crate::reason::Reason;

/// How AWS's own APIs are reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Apis {
    /// At their public addresses, through NAT or the data centre's internet.
    Public,
    /// At their public addresses, over a public virtual interface of the line.
    PublicInterface,
    /// S3 by a gateway endpoint, the others at their public addresses.
    GatewayEndpoint,
    /// At private addresses in the VPC, also over the link; S3 from inside the VPC by a gateway endpoint.
    InterfaceEndpoints,
}

impl Choice for Apis {
    const RULE: &'static RuleText = &RuleText {
        number: "6b",
        key: "aws-apis",
        question: "How are AWS's own APIs reached?",
        decided_by: "outbound, file shares and the line",
        candidates: &[
            candidate(
                "public",
                "public endpoints through NAT",
                "outbound is `internet` and the estate has no file share",
            ),
            candidate(
                "public-interface",
                "public virtual interface",
                "outbound is `internet`, the estate has a file share and the line is dedicated",
            ),
            candidate(
                "gateway-endpoint",
                "S3 gateway endpoint, the rest public",
                "outbound is `internet`, the estate has a file share and no dedicated line",
            ),
            candidate(
                "interface-endpoints",
                "interface endpoints, and a gateway endpoint for S3",
                "outbound is not `internet`: calls must stay in the private network",
            ),
        ],
    };
    const ALL: &'static [Self] =
        &[Self::Public, Self::PublicInterface, Self::GatewayEndpoint, Self::InterfaceEndpoints];
}

/// Decides how AWS's own APIs are reached.
pub(crate) fn decide(
    facts: &Facts,
    wide_area: Option<&WideArea>,
    pins: &mut Pins,
) -> (Decision, Apis) {
    let dedicated = matches!(wide_area, Some(WideArea::Lines { line: Line::Dedicated, .. }));
    let winner = match (facts.outbound.value, facts.files) {
        (Outbound::Internet, None) => Apis::Public,
        (Outbound::Internet, Some(_)) if dedicated => Apis::PublicInterface,
        (Outbound::Internet, Some(_)) => Apis::GatewayEndpoint,
        _ => Apis::InterfaceEndpoints,
    };
    let files = facts.files.unwrap_or_default();
    let reason = match winner {
        Apis::Public => because(Reason::PublicEndpointsSuffice, facts.outbound.at),
        Apis::PublicInterface => because(Reason::LineReachesPublic, files),
        Apis::GatewayEndpoint => because(Reason::GatewayEndpointForFiles, files),
        Apis::InterfaceEndpoints => because(Reason::EndpointsReachedOverLink, facts.outbound.at),
    };
    Judgement {
        subject: None,
        winner,
        because: vec![reason],
        against: &|one| against(facts, winner, one),
        impossible: &|one| {
            (one == Apis::PublicInterface && !dedicated).then_some(Reason::PublicInterfaceNeedsLine)
        },
    }
    .settle(pins)
}

fn against(facts: &Facts, winner: Apis, one: Apis) -> Against {
    let outbound = facts.outbound.at;
    if winner == Apis::InterfaceEndpoints {
        return match one {
            Apis::GatewayEndpoint => {
                Against::breaks(Reason::GatewayEndpointServesVpcOnly, outbound)
            }
            _ => Against::breaks(Reason::LeavesPrivateNetwork, outbound),
        };
    }
    match (one, facts.files) {
        (Apis::InterfaceEndpoints, _) => Against::needless(Reason::EndpointsNotNeeded),
        (Apis::Public, Some(at)) => Against::weaker(Reason::FilesThroughNat, at),
        (Apis::GatewayEndpoint, Some(at)) => {
            Against::weaker(Reason::GatewayEndpointServesVpcOnly, at)
        }
        _ => Against::needless(Reason::NoFiles),
    }
}
