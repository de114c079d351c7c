//! Data centres: their LAN, their router, their hosts' addresses.

use ipnet::Ipv4Net;
use landbridge_estate::model;

use super::{Plan, Unfit, name, nth, size};
use crate::blueprint::{DataCenter, Host, HostRole, Router};
use crate::decisions::Egress;

/// The router has the LAN's first address.
const GATEWAY: u32 = 1;
/// Two resolvers follow the router.
const RESOLVERS: [u32; 2] = [2, 3];
/// Hosts follow the resolvers.
const FIRST_HOST: u32 = 4;
/// A DNS label has no more characters (RFC 1035).
const LONGEST_NAME: usize = 63;
/// The LAN is as small as its hosts allow, but not smaller than is usual.
const USUAL_LAN: u8 = 24;

pub(super) fn all(plan: &Plan<'_>) -> Result<Vec<DataCenter>, Vec<Unfit>> {
    let (mut made, mut unfit) = (Vec::new(), Vec::new());
    for site in &plan.estate.data_centers {
        unfit.extend(long_names(site));
        match lan(site) {
            Ok(lan) if unfit.is_empty() => made.push(data_center(plan, site, lan)),
            Ok(_) => {}
            Err(error) => unfit.push(error),
        }
    }
    if unfit.is_empty() { Ok(made) } else { Err(unfit) }
}

/// The LAN: from the start of the site's network, wide enough for its hosts.
fn lan(site: &model::DataCenter) -> Result<Ipv4Net, Unfit> {
    let hosts: u64 = site.hosts.iter().map(|group| u64::from(group.count.value)).sum();
    // Router, resolvers, the network's own address and its broadcast address.
    let needed = hosts + u64::from(FIRST_HOST) + 1;
    let network = site.network.value;
    let usual = network.prefix_len().max(USUAL_LAN);
    (network.prefix_len()..=usual)
        .rev()
        .filter_map(|prefix| Ipv4Net::new(network.network(), prefix).ok())
        .find(|lan| size(*lan) >= needed)
        .ok_or_else(|| Unfit {
            site: site.name.value.clone(),
            message: format!("{network} has {} addresses, {needed} are needed", size(network)),
            fix: "Give the data centre a wider network, or fewer hosts.".into(),
        })
}

/// Groups whose hosts would have names that no DNS label holds.
fn long_names(site: &model::DataCenter) -> impl Iterator<Item = Unfit> {
    let last = |group: &model::HostGroup| format!("{}-{}", group.name.value, group.count.value);
    site.hosts.iter().map(last).filter(|host| host.len() > LONGEST_NAME).map(|host| Unfit {
        site: site.name.value.clone(),
        message: format!("a host would be called {host}, longer than {LONGEST_NAME} characters"),
        fix: "Give the group of hosts a shorter name.".into(),
    })
}

fn data_center(plan: &Plan<'_>, site: &model::DataCenter, lan: Ipv4Net) -> DataCenter {
    DataCenter {
        site: site.name.value.clone(),
        network: site.network.value,
        lan,
        gateway: nth(lan, GATEWAY),
        router: site.router.as_ref().map(|it| router(plan, site.network.value, lan, it)),
        dns_domain: site.dns_domain.as_ref().map(|domain| domain.value.0.clone()),
        resolvers: RESOLVERS.map(|n| nth(lan, n)).to_vec(),
        hosts: hosts(plan, site, lan),
    }
}

/// Whether workloads leave by the data centres, which then announce the default route.
pub(super) fn leads_outside(plan: &Plan<'_>) -> bool {
    plan.choices.regions.iter().any(|r| r.egress == Egress::PrivateNatGateway)
}

fn router(plan: &Plan<'_>, network: Ipv4Net, lan: Ipv4Net, router: &model::Router) -> Router {
    let default = leads_outside(plan).then(Ipv4Net::default);
    Router {
        name: name("router"),
        vendor: router.vendor.value.into(),
        asn: router.asn.value,
        router_id: nth(lan, GATEWAY),
        public_addresses: router.public_addresses.iter().map(|address| address.value).collect(),
        announces: [network].into_iter().chain(default).collect(),
    }
}

fn hosts(plan: &Plan<'_>, site: &model::DataCenter, lan: Ipv4Net) -> Vec<Host> {
    let containers = container_group(plan, site);
    let numbered =
        site.hosts.iter().flat_map(|group| (1..=group.count.value).map(move |n| (group, n)));
    let placed = (FIRST_HOST..).zip(numbered);
    placed
        .map(|(at, (group, n))| Host {
            name: name(format!("{}-{n}", group.name.value)),
            subnet: name("lan"),
            address: nth(lan, at),
            role: if containers == Some(group) { HostRole::ContainerHost } else { HostRole::Other },
            cpu: Some(group.cpu.value),
            memory: Some(group.memory.value),
        })
        .collect()
}

/// The group that runs containers: the one whose name says so, or else the first where services run today.
fn container_group<'a>(
    plan: &Plan<'_>,
    site: &'a model::DataCenter,
) -> Option<&'a model::HostGroup> {
    let named = site.hosts.iter().find(|group| group.name.value.as_str().contains("container"));
    let runs = plan.estate.services.iter().any(|s| s.today.value == site.name.value);
    named.or(site.hosts.first().filter(|_| runs))
}
