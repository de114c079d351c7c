//! Decision 21: how names of one side are found on the other.

use super::WideArea;
use super::apis::Apis;
use crate::choice::{Against, Choice, Judgement, RuleText, because, candidate};
use crate::decision::Decision;
use crate::facts::Facts;
use crate::pins::Pins;
use crate::reason::Reason;

/// How names of one side are found on the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// Not at all.
    None,
    /// The data centre asks AWS: Route 53 Resolver inbound endpoint, forwarders in the data centre.
    Inbound,
    /// AWS asks the data centre: Route 53 Resolver outbound endpoint with rules.
    Outbound,
    /// Both.
    Both,
}

impl Choice for Names {
    const RULE: &'static RuleText = &RuleText {
        number: "21",
        key: "names",
        question: "How are names of one side found on the other?",
        decided_by: "dns_domain of the data centres, what uses what across the sites, interface endpoints (decision 6b) and the link",
        candidates: &[
            candidate(
                "none",
                "no forwarding",
                "no private link joins the sites, or no data centre has a dns_domain and nothing in it asks for names of AWS",
            ),
            candidate(
                "inbound",
                "inbound endpoint and on-premises forwarders",
                "no data centre has a dns_domain, and the data centre uses something in AWS or its interface endpoints",
            ),
            candidate(
                "outbound",
                "outbound endpoint with rules",
                "a data centre has a dns_domain, and nothing in it asks for names of AWS",
            ),
            candidate(
                "both",
                "both endpoints, conditional forwarding",
                "a data centre has a dns_domain, and uses something in AWS or its interface endpoints",
            ),
        ],
    };
    const ALL: &'static [Self] = &[Self::None, Self::Inbound, Self::Outbound, Self::Both];
}

impl Names {
    fn of(inbound: bool, outbound: bool) -> Self {
        match (inbound, outbound) {
            (false, false) => Self::None,
            (true, false) => Self::Inbound,
            (false, true) => Self::Outbound,
            (true, true) => Self::Both,
        }
    }

    /// Whether data centres ask AWS.
    pub(crate) fn inbound(self) -> bool {
        matches!(self, Self::Inbound | Self::Both)
    }

    /// Whether AWS asks data centres.
    pub(crate) fn outbound(self) -> bool {
        matches!(self, Self::Outbound | Self::Both)
    }
}

/// Decides how names of one side are found on the other.
pub(crate) fn decide(
    facts: &Facts,
    wide_area: Option<&WideArea>,
    apis: Apis,
    pins: &mut Pins,
) -> (Decision, Names) {
    let linked = wide_area.is_some_and(WideArea::is_private);
    let domain = facts.linked.iter().find_map(|site| site.domain).filter(|_| linked);
    let asks = linked && (facts.uses_aws.is_some() || apis == Apis::InterfaceEndpoints);
    let winner = Names::of(asks, domain.is_some());
    let at = domain.or(facts.uses_aws).unwrap_or_default();
    let reason = match winner {
        Names::None if !linked => Reason::NoPrivateLink,
        Names::None => Reason::NoNamesToAsk,
        Names::Inbound => Reason::NamesAskedFromDataCenter,
        Names::Outbound => Reason::NamesAskedFromAws,
        Names::Both => Reason::NamesOnBothSides,
    };
    let against = |one: Names| {
        if winner.outbound() && !one.outbound() {
            Against::breaks(Reason::DataCenterNamesLost, at)
        } else if winner.inbound() && !one.inbound() {
            Against::breaks(Reason::AwsNamesLost, at)
        } else {
            Against::needless(Reason::EndpointNotAsked)
        }
    };
    let impossible = |one: Names| match one {
        Names::None => None,
        _ if !linked => Some(Reason::NoPrivateLink),
        _ if one.outbound() && domain.is_none() => Some(Reason::NoDomain),
        _ => None,
    };
    Judgement {
        subject: None,
        winner,
        because: vec![because(reason, at)],
        against: &against,
        impossible: &impossible,
    }
    .settle(pins)
}
