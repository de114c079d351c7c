//! The Client VPN endpoint through which staff come in.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use landbridge_estate::model::{RegionPurpose, StaffAccess, StaffReach};

use super::endpoints::is_workloads;
use super::{Plan, linked, size};
use crate::blueprint::{ClientVpn, DataCenter, Region};
use crate::decisions::Staff;

/// Where people's addresses are taken from: shared address space (RFC 6598), which no site should use.
const CLIENTS: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(100, 64, 0, 0), 10);
/// The smallest range of a Client VPN endpoint; the widest is /12 (Client VPN Administrator Guide, scaling).
const SMALLEST: u8 = 22;

/// The endpoint, in the first region for workloads; none when staff do not come in that way.
pub(super) fn all(
    plan: &Plan<'_>,
    data_centers: &[DataCenter],
    regions: &[Region],
) -> Vec<ClientVpn> {
    let staff = plan.estate.requirements.staff_access.as_ref();
    let Some(staff) = staff.filter(|_| plan.choices.staff == Staff::ClientVpn) else {
        return Vec::new();
    };
    let workloads =
        plan.estate.regions.iter().position(|r| r.purpose.value == RegionPurpose::Workloads);
    let region = regions.get(workloads.unwrap_or_default());
    let clients = clients(plan, staff.users.value);
    let endpoint = |(region, clients): (&Region, Ipv4Net)| ClientVpn {
        region: region.site.clone(),
        clients,
        subnets: zones(region),
        reaches: reaches(staff, region, data_centers, clients),
    };
    region.zip(clients).map(endpoint).into_iter().collect()
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
    staff: &StaffAccess,
    region: &Region,
    data_centers: &[DataCenter],
    clients: Ipv4Net,
) -> Vec<Ipv4Net> {
    let of = |reach: &StaffReach| match reach {
        StaffReach::Vpc => vec![region.vpc.network],
        StaffReach::OnPremises => linked(data_centers).map(|dc| dc.network).collect(),
        StaffReach::EachOther => vec![clients],
    };
    staff.reach.iter().flat_map(|reach| of(&reach.value)).collect()
}
