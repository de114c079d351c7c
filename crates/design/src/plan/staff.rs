//! The Client VPN endpoint through which staff come in.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use landbridge_estate::model::{RegionPurpose, StaffAccess, StaffReach};

use super::endpoints::is_workloads;
use super::{Plan, Unfit, linked, size};
use crate::blueprint::{ClientVpn, DataCenter, Region};
use crate::decisions::{Staff, WideArea};

/// Where people's addresses are taken from: shared address space (RFC 6598), which no site should use.
const CLIENTS: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(100, 64, 0, 0), 10);
/// The smallest range of a Client VPN endpoint; the widest is /12 (Client VPN Administrator Guide, scaling).
const SMALLEST: u8 = 22;

/// The endpoint, in the first region for workloads; none when staff do not come in that way.
pub(super) fn all(
    plan: &Plan<'_>,
    data_centers: &[DataCenter],
    regions: &[Region],
) -> Result<Vec<ClientVpn>, Vec<Unfit>> {
    let staff = plan.estate.requirements.staff_access.as_ref();
    let workloads =
        plan.estate.regions.iter().position(|r| r.purpose.value == RegionPurpose::Workloads);
    let region = regions.get(workloads.unwrap_or_default());
    let asked = staff.zip(region).filter(|_| plan.choices.staff == Staff::ClientVpn);
    let Some((staff, region)) = asked else { return Ok(Vec::new()) };
    let clients = clients(plan, staff.users.value).ok_or_else(|| vec![no_range(plan)])?;
    Ok(vec![ClientVpn {
        region: region.site.clone(),
        clients,
        subnets: zones(region),
        reaches: reaches(plan, staff, region, data_centers, clients),
    }])
}

fn no_range(plan: &Plan<'_>) -> Unfit {
    Unfit {
        site: plan.estate.name.value.clone(),
        message: format!("no free range in {CLIENTS} holds the machines of staff"),
        fix: "Describe fewer users (a Client VPN endpoint has a /12 at most), or take sites out of that range.".into(),
    }
}

/// A subnet in each of the first two zones: one may fail, more are paid for by the hour.
fn zones(region: &Region) -> Vec<landbridge_estate::names::Name> {
    let private = region.vpc.subnets.iter().filter(|subnet| is_workloads(subnet));
    private.take(2).map(|subnet| subnet.name.clone()).collect()
}

/// The first free range with two addresses for each person, as AWS asks.
fn clients(plan: &Plan<'_>, users: u32) -> Option<Ipv4Net> {
    let needed = u64::from(users) * 2;
    let wide =
        |prefix: &u8| Ipv4Net::new(CLIENTS.network(), *prefix).is_ok_and(|n| size(n) >= needed);
    let prefix = (12..=SMALLEST).rev().find(wide)?;
    CLIENTS.subnets(prefix).ok()?.find(|range| plan.is_free(*range))
}

fn reaches(
    plan: &Plan<'_>,
    staff: &StaffAccess,
    region: &Region,
    data_centers: &[DataCenter],
    clients: Ipv4Net,
) -> Vec<Ipv4Net> {
    let is_linked = plan.choices.wide_area.as_ref().is_some_and(WideArea::is_private);
    let of = |reach: &StaffReach| match reach {
        StaffReach::Vpc => vec![region.vpc.network],
        // Without a private link there is no way on from the VPC.
        StaffReach::OnPremises if !is_linked => Vec::new(),
        StaffReach::OnPremises => linked(data_centers).map(|dc| dc.network).collect(),
        StaffReach::EachOther => vec![clients],
    };
    staff.reach.iter().flat_map(|reach| of(&reach.value)).collect()
}
