//! Route tables: where each kind of subnet sends what is not in its VPC.

use ipnet::Ipv4Net;
use landbridge_estate::model;

use super::data_center::leads_outside;
use super::region::zone_letter;
use super::{Plan, name};
use crate::blueprint::{Gateway, GatewayKind, Nat, Route, RouteTable, Subnet, SubnetKind, Target};

/// The route tables that a VPC's subnets name, in the order in which they first do.
pub(super) fn tables(
    plan: &Plan<'_>,
    site: &model::Region,
    subnets: &[Subnet],
    nats: &[Nat],
    gateways: &[Gateway],
) -> Vec<RouteTable> {
    let way = Way::of(plan, site, gateways);
    let mut tables: Vec<RouteTable> = Vec::new();
    for subnet in subnets {
        if tables.iter().all(|table| table.name != subnet.route_table) {
            tables.push(table(subnet, nats, &way));
        }
    }
    tables
}

/// How other sites are reached from a VPC.
struct Way<'a> {
    /// The gateway in this region.
    gateway: Option<&'a Gateway>,
    /// Static routes to other sites; empty where the gateway's routes are propagated.
    routes: Vec<Route>,
    propagates: bool,
}

impl<'a> Way<'a> {
    fn of(plan: &Plan<'_>, site: &model::Region, gateways: &'a [Gateway]) -> Self {
        let here = gateways.iter().find_map(|gateway| match &gateway.kind {
            GatewayKind::VirtualPrivate { region } if *region == site.name.value => {
                Some((gateway, true))
            }
            GatewayKind::Transit { region, .. } if *region == site.name.value => {
                Some((gateway, false))
            }
            _ => None,
        });
        let Some((gateway, leads_to_its_vpc_only)) = here else {
            return Self { gateway: None, routes: Vec::new(), propagates: false };
        };
        // A default route that is announced must not reach tables whose subnets have no way outside.
        let propagates = leads_to_its_vpc_only && !leads_outside(plan);
        let target = Target::Gateway(gateway.name.clone());
        let others = match (propagates, leads_to_its_vpc_only) {
            (true, _) => Vec::new(),
            (false, true) => data_centers(plan),
            (false, false) => other_sites(plan, site),
        };
        let route = |destination| Route { destination, target: target.clone() };
        let routes = others.into_iter().map(route).collect();
        Self { gateway: Some(gateway), routes, propagates }
    }
}

/// Networks of the data centres that are linked to anything.
fn data_centers(plan: &Plan<'_>) -> Vec<Ipv4Net> {
    let linked = plan.estate.data_centers.iter().filter(|dc| dc.router.is_some());
    linked.map(|dc| dc.network.value).collect()
}

/// Networks of every other site that a transit gateway leads to.
fn other_sites(plan: &Plan<'_>, site: &model::Region) -> Vec<Ipv4Net> {
    let regions = plan.estate.regions.iter().filter(|r| r.name.value != site.name.value);
    data_centers(plan).into_iter().chain(regions.map(|r| r.network.value)).collect()
}

fn table(subnet: &Subnet, nats: &[Nat], way: &Way<'_>) -> RouteTable {
    let public = subnet.kind == SubnetKind::Public;
    let sites = if public { Vec::new() } else { way.routes.clone() };
    let outside = outside(subnet, nats, way);
    let default = outside.map(|target| Route { destination: Ipv4Net::default(), target });
    RouteTable {
        name: subnet.route_table.clone(),
        routes: default.into_iter().chain(sites).collect(),
        propagates: way.propagates && !public,
    }
}

/// What a subnet's default route leads to.
fn outside(subnet: &Subnet, nats: &[Nat], way: &Way<'_>) -> Option<Target> {
    match subnet.kind {
        SubnetKind::Public => Some(Target::InternetGateway),
        SubnetKind::Isolated => None,
        // Private NAT gateways leave by the data centre.
        SubnetKind::Private if subnet.route_table == name("nat") => {
            way.gateway.map(|gateway| Target::Gateway(gateway.name.clone()))
        }
        SubnetKind::Private => {
            let ending = format!("-{}", zone_letter(subnet));
            let own = nats.iter().find(|nat| nat.name.as_str().ends_with(&ending));
            own.or(nats.first()).map(|nat| Target::Nat(nat.name.clone()))
        }
    }
}
