//! Which names are asked where, and of whom.

use std::net::Ipv4Addr;

use landbridge_estate::names::Name;

use super::endpoints::is_workloads;
use super::{Plan, linked, nth};
use crate::blueprint::{DataCenter, ForwardBy, NameForwarding, Region, Subnet};
use crate::decisions::Apis;

/// A Route 53 Resolver endpoint has at least two addresses (Route 53 Developer Guide).
const ENDPOINT_ADDRESSES: usize = 2;

/// Every forwarding, data centre by data centre.
pub(super) fn all(
    plan: &Plan<'_>,
    data_centers: &[DataCenter],
    regions: &[Region],
) -> Vec<NameForwarding> {
    linked(data_centers)
        .flat_map(|dc| {
            let asked = asked_in_data_center(plan, dc, regions);
            asked.into_iter().chain(asked_in_aws(plan, dc, regions))
        })
        .collect()
}

fn asked_in_data_center(
    plan: &Plan<'_>,
    dc: &DataCenter,
    regions: &[Region],
) -> Vec<NameForwarding> {
    let mut forwarding: Vec<NameForwarding> = Vec::new();
    if !plan.choices.names.inbound() {
        return forwarding;
    }
    for region in regions {
        let (subnets, endpoint) = inbound_endpoint(region);
        let by = ForwardBy::OnPremisesForwarder { subnets, endpoint };
        for domain in domains(plan, region) {
            // Two sites in one AWS region answer alike for its APIs.
            if forwarding.iter().all(|known| known.domain != domain) {
                forwarding.push(NameForwarding {
                    domain,
                    asked_in: dc.site.clone(),
                    answered_in: region.site.clone(),
                    by: by.clone(),
                });
            }
        }
    }
    forwarding
}

/// Domains that a region answers: its workloads', and its APIs' where these have private addresses.
fn domains(plan: &Plan<'_>, region: &Region) -> Vec<String> {
    let private = plan.choices.apis == Apis::InterfaceEndpoints;
    let apis = private.then(|| format!("{}.amazonaws.com", region.region));
    let own = format!("{}.{}.internal", region.site, plan.estate.name.value);
    [own].into_iter().chain(apis).collect()
}

fn asked_in_aws<'a>(
    plan: &Plan<'_>,
    dc: &'a DataCenter,
    regions: &'a [Region],
) -> impl Iterator<Item = NameForwarding> + 'a {
    let domain = dc.dns_domain.as_ref().filter(|_| plan.choices.names.outbound());
    domain.into_iter().flat_map(move |domain| {
        regions.iter().map(move |region| NameForwarding {
            domain: domain.clone(),
            asked_in: region.site.clone(),
            answered_in: dc.site.clone(),
            by: ForwardBy::OutboundEndpoint {
                subnets: endpoint_subnets(region).map(|subnet| subnet.name.clone()).collect(),
                resolvers: dc.resolvers.clone(),
            },
        })
    })
}

/// The subnets that hold an endpoint's two interfaces; one subnet twice where there is one zone.
fn endpoint_subnets(region: &Region) -> impl Iterator<Item = &Subnet> {
    let private: Vec<&Subnet> = region.vpc.subnets.iter().filter(|s| is_workloads(s)).collect();
    private.into_iter().cycle().take(ENDPOINT_ADDRESSES)
}

fn inbound_endpoint(region: &Region) -> (Vec<Name>, Vec<Ipv4Addr>) {
    let mut given: Vec<(Name, Ipv4Addr)> = Vec::new();
    for subnet in endpoint_subnets(region) {
        let earlier = given.iter().filter(|(name, _)| *name == subnet.name).count();
        given.push((subnet.name.clone(), free_address(region, subnet, earlier)));
    }
    given.into_iter().unzip()
}

/// The first address of a subnet after those of hosts, and after `earlier` others.
fn free_address(region: &Region, subnet: &Subnet, earlier: usize) -> Ipv4Addr {
    let hosts = region.vpc.hosts.iter().filter(|host| host.subnet == subnet.name).count();
    let before = u32::try_from(hosts + earlier).expect("a subnet has fewer addresses");
    // AWS reserves the first four.
    nth(subnet.cidr, 4 + before)
}
