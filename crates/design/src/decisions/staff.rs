//! Decision 4: how staff come in.

use landbridge_estate::model::Inbound;

use super::WideArea;
use crate::choice::{Against, Choice, Judgement, RuleText, because, candidate};
use crate::decision::Decision;
use crate::facts::Facts;
use crate::pins::Pins;
use crate::reason::Reason;

/// How staff come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Staff {
    /// Not at all.
    None,
    /// From their sites, over the sites' own link.
    SiteToSite,
    /// From anywhere, through AWS Client VPN (`OpenVPN`).
    ClientVpn,
}

impl Choice for Staff {
    const RULE: &'static RuleText = &RuleText {
        number: "4",
        key: "staff-access",
        question: "How do staff come in?",
        decided_by: "staff_access, inbound and whether the sites are linked",
        candidates: &[
            candidate("none", "no access", "staff_access is not stated, or has no users"),
            candidate(
                "site-to-site",
                "the sites' own link",
                "staff_access is stated and inbound is `sites`: people sit at sites that a private link joins",
            ),
            candidate(
                "client-vpn",
                "Client VPN",
                "staff_access is stated, and inbound is not `sites` or no private link joins the sites",
            ),
        ],
    };
    const ALL: &'static [Self] = &[Self::None, Self::SiteToSite, Self::ClientVpn];
}

/// Decides how staff come in.
pub(crate) fn decide(
    facts: &Facts,
    wide_area: Option<&WideArea>,
    pins: &mut Pins,
) -> (Decision, Staff) {
    let linked = wide_area.is_some_and(WideArea::is_private);
    let at_sites = facts.inbound.value == Inbound::Sites;
    let asked = facts.staff.as_ref().filter(|staff| staff.users.value > 0);
    let (winner, reason) = match asked {
        None => (Staff::None, because(Reason::NoStaff, landbridge_estate::span::Span::default())),
        Some(_) if at_sites && linked => {
            (Staff::SiteToSite, because(Reason::StaffSitAtSites, facts.inbound.at))
        }
        Some(staff) => {
            let users = staff.users.value;
            (Staff::ClientVpn, because(Reason::StaffMustReach { users }, staff.users.at))
        }
    };
    let against = |one| match (one, asked) {
        (Staff::None, Some(staff)) => {
            let users = staff.users.value;
            Against::breaks(Reason::StaffMustReach { users }, staff.users.at)
        }
        (_, None) => Against::needless(Reason::StaffAccessNotNeeded),
        (Staff::ClientVpn, _) => Against::breaks(Reason::StaffSitAtSites, facts.inbound.at),
        (Staff::SiteToSite, Some(staff)) => {
            Against::breaks(Reason::LinksSitesNotPeople, staff.users.at)
        }
    };
    let impossible = |one| match one {
        Staff::SiteToSite if !linked => Some(Reason::NoPrivateLink),
        Staff::ClientVpn if facts.staff.is_none() || facts.regions.is_empty() => {
            Some(Reason::NoStaff)
        }
        _ => None,
    };
    Judgement {
        subject: None,
        winner,
        because: vec![reason],
        against: &against,
        impossible: &impossible,
    }
    .settle(pins)
}
