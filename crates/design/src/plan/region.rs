//! Regions: a VPC each, with subnets, NAT, endpoints and hosts.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use landbridge_estate::model::{self, Inbound};
use landbridge_estate::names::Name;

use super::ranges::{self, Block, Ranges, Serving, Wanted};
use super::{Plan, Unfit, endpoints, name, nth, routes};
use crate::blueprint::{
    Gateway, Host, HostRole, Nat, NatKind, Region, Subnet, SubnetKind, Vpc, Zone,
};
use crate::decisions::{Egress, RegionChoices};

/// AWS reserves the first four addresses of a subnet and its last one (VPC User Guide, subnet sizing).
const FIRST_FREE: u32 = 4;

pub(super) fn all(plan: &Plan<'_>, gateways: &[Gateway]) -> Result<Vec<Region>, Vec<Unfit>> {
    let (mut made, mut unfit) = (Vec::new(), Vec::new());
    for (site, chosen) in plan.estate.regions.iter().zip(&plan.choices.regions) {
        match ranges::plan(site.network.value, wanted(plan, site, *chosen)) {
            Some(ranges) => made.push(region(plan, site, *chosen, &ranges, gateways)),
            None => unfit.push(too_narrow(site)),
        }
    }
    if unfit.is_empty() { Ok(made) } else { Err(unfit) }
}

fn wanted(plan: &Plan<'_>, site: &model::Region, choices: RegionChoices) -> Wanted {
    let serves = plan.estate.requirements.inbound.value == Inbound::Internet;
    let serving = if serves { Serving::Internet } else { Serving::Nat };
    Wanted {
        zones: site.zones.value,
        isolated: choices.layout.has(SubnetKind::Isolated),
        public: choices.layout.has(SubnetKind::Public).then_some(serving),
        private_nat: choices.egress == Egress::PrivateNatGateway,
    }
}

fn too_narrow(site: &model::Region) -> Unfit {
    Unfit {
        site: site.name.value.clone(),
        message: format!(
            "{} does not hold the subnets of {} zones, each /28 at least",
            site.network.value, site.zones.value
        ),
        fix: "Give the region a wider network, or fewer zones.".into(),
    }
}

fn region(
    plan: &Plan<'_>,
    site: &model::Region,
    choices: RegionChoices,
    ranges: &Ranges,
    gateways: &[Gateway],
) -> Region {
    let zones: Vec<Zone> = letters(site.region.value.as_str())
        .take(usize::from(site.zones.value))
        .map(|letter| Zone { name: format!("{}{letter}", site.region.value) })
        .collect();
    let subnets = subnets(&zones, ranges);
    let mut addresses = Addresses::default();
    let nats = nats(choices.egress, &subnets, &mut addresses);
    let route_tables = routes::tables(plan, site, &subnets, &nats, gateways);
    let vpc = Vpc {
        network: site.network.value,
        existing: site
            .existing
            .as_ref()
            .and_then(|it| it.vpc.as_ref())
            .map(|vpc| vpc.value.clone()),
        internet_gateway: choices.layout.has(SubnetKind::Public),
        endpoints: endpoints::all(plan.choices.apis, site.region.value.as_str(), &subnets),
        hosts: hosts(plan, site, &subnets, &mut addresses),
        zones,
        subnets,
        route_tables,
        nats,
    };
    Region {
        site: site.name.value.clone(),
        region: site.region.value.clone(),
        purpose: site.purpose.value.into(),
        vpc,
    }
}

/// Zone suffixes, those that accounts have first. AWS closed a zone to newer accounts in some regions (`DescribeAvailabilityZones`, 2025).
fn letters(region: &str) -> impl Iterator<Item = char> {
    let letters = match region {
        "ap-northeast-1" => "acdbef",
        "ca-central-1" => "abdcef",
        "us-west-1" => "acbdef",
        _ => "abcdef",
    };
    letters.chars()
}

/// Zone by zone: private, isolated, public.
fn subnets(zones: &[Zone], ranges: &Ranges) -> Vec<Subnet> {
    zones
        .iter()
        .enumerate()
        .flat_map(|(i, zone)| ranges.iter().map(move |(block, nets)| subnet(*block, zone, nets[i])))
        .collect()
}

fn subnet(block: Block, zone: &Zone, cidr: Ipv4Net) -> Subnet {
    let letter = last_letter(&zone.name);
    let (kind, word, table) = match block {
        Block::Subnet(SubnetKind::Private) => {
            (SubnetKind::Private, "private", format!("private-{letter}"))
        }
        Block::Subnet(SubnetKind::Isolated) => {
            (SubnetKind::Isolated, "isolated", "isolated".into())
        }
        Block::Subnet(SubnetKind::Public) => (SubnetKind::Public, "public", "public".into()),
        Block::PrivateNat => (SubnetKind::Private, "nat", "nat".into()),
    };
    Subnet {
        name: name(format!("{word}-{letter}")),
        zone: zone.name.clone(),
        kind,
        cidr,
        route_table: name(table),
    }
}

/// Hands out the addresses of each subnet from its first free one.
#[derive(Default)]
struct Addresses(HashMap<Name, u32>);

impl Addresses {
    fn next(&mut self, subnet: &Subnet) -> Ipv4Addr {
        let taken = self.0.entry(subnet.name.clone()).or_default();
        *taken += 1;
        nth(subnet.cidr, FIRST_FREE + *taken - 1)
    }
}

fn nats(egress: Egress, subnets: &[Subnet], addresses: &mut Addresses) -> Vec<Nat> {
    let (kind, place, most) = match egress {
        Egress::None => return Vec::new(),
        Egress::NatInstance => (NatKind::Instance, "public-", 1),
        Egress::NatGateway => (NatKind::Gateway, "public-", 1),
        Egress::NatGatewayPerZone => (NatKind::Gateway, "public-", usize::MAX),
        Egress::PrivateNatGateway => (NatKind::PrivateGateway, "nat-", usize::MAX),
    };
    let placed = subnets.iter().filter(|s| s.name.as_str().starts_with(place)).take(most);
    placed
        .map(|subnet| Nat {
            name: name(format!("nat-gateway-{}", zone_letter(subnet))),
            kind,
            subnet: subnet.name.clone(),
            address: addresses.next(subnet),
        })
        .collect()
}

/// The letter of a subnet's zone, which ends its name.
pub(super) fn zone_letter(subnet: &Subnet) -> char {
    last_letter(&subnet.zone)
}

fn last_letter(zone: &str) -> char {
    zone.chars().next_back().expect("a zone's name is a region's name and a letter")
}

fn hosts(
    plan: &Plan<'_>,
    site: &model::Region,
    subnets: &[Subnet],
    addresses: &mut Addresses,
) -> Vec<Host> {
    let here = |d: &model::Database| plan.targets.site_of(&d.name.value) == Some(&site.name.value);
    let databases = plan.estate.databases.iter().any(here);
    subnets
        .iter()
        .filter_map(|subnet| {
            let role = match subnet.kind {
                SubnetKind::Private if subnet.name.as_str().starts_with("private-") => {
                    HostRole::ContainerHost
                }
                SubnetKind::Isolated if databases => HostRole::Database,
                _ => return None,
            };
            Some(host(subnet, role, addresses.next(subnet)))
        })
        .collect()
}

fn host(subnet: &Subnet, role: HostRole, address: Ipv4Addr) -> Host {
    let word = if role == HostRole::Database { "database" } else { "container-host" };
    Host {
        name: name(format!("{word}-{}", zone_letter(subnet))),
        subnet: subnet.name.clone(),
        address,
        role,
        cpu: None,
        memory: None,
    }
}
