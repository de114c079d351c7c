//! Names in a blueprint that refer to nothing. A realiser may rely on it that there are none.

use landbridge_estate::names::Name;

use super::{Subject, codes, finding};
use crate::blueprint::{Blueprint, GatewayKind, Region, Target};
use crate::finding::{Finding, Severity};

pub(super) fn check(subject: Subject<'_>) -> Vec<Finding> {
    let blueprint = subject.blueprint;
    let in_regions = blueprint.regions.iter().flat_map(|region| in_region(blueprint, region));
    let dangling = in_regions.chain(between(blueprint));
    dangling
        .map(|(place, name)| {
            let message = format!("It refers to {name}, which is not in the blueprint.");
            let fix = "Report this: the plan should not hold it.";
            finding(codes::DANGLING, Severity::Error, place, message, fix)
        })
        .collect()
}

type Dangling = (String, Name);

fn in_region(blueprint: &Blueprint, region: &Region) -> Vec<Dangling> {
    let vpc = &region.vpc;
    let subnet = |name: &Name| vpc.subnets.iter().any(|subnet| subnet.name == *name);
    let table = |name: &Name| vpc.route_tables.iter().any(|table| table.name == *name);
    let hosts = vpc.hosts.iter().map(|host| (&host.name, &host.subnet, subnet(&host.subnet)));
    let nats = vpc.nats.iter().map(|nat| (&nat.name, &nat.subnet, subnet(&nat.subnet)));
    let tables = vpc.subnets.iter().map(|s| (&s.name, &s.route_table, table(&s.route_table)));
    let mut dangling: Vec<Dangling> = hosts
        .chain(nats)
        .chain(tables)
        .filter(|(_, _, known)| !known)
        .map(|(name, missing, _)| (format!("{}/{name}", region.site), missing.clone()))
        .collect();
    for table in &vpc.route_tables {
        let missing =
            table.routes.iter().filter_map(|route| missing(blueprint, region, &route.target));
        dangling.extend(missing.map(|name| (format!("{}/{}", region.site, table.name), name)));
    }
    dangling
}

fn missing(blueprint: &Blueprint, region: &Region, target: &Target) -> Option<Name> {
    match target {
        Target::InternetGateway if region.vpc.internet_gateway => None,
        Target::InternetGateway => Some(Name::new("internet-gateway").expect("it is a name")),
        Target::Nat(name) => {
            region.vpc.nats.iter().all(|nat| nat.name != *name).then(|| name.clone())
        }
        Target::Gateway(name) => blueprint.gateway(name).is_none().then(|| name.clone()),
    }
}

/// Names between sites.
fn between(blueprint: &Blueprint) -> Vec<Dangling> {
    let gateway = |name: &Name| blueprint.gateway(name).is_some();
    let site =
        |name: &Name| blueprint.data_center(name).is_some() || blueprint.region(name).is_some();
    let lines = blueprint.lines.iter().flat_map(|line| {
        [
            (&line.name, &line.gateway, gateway(&line.gateway)),
            (&line.name, &line.data_center, site(&line.data_center)),
        ]
    });
    let vpns = blueprint.vpns.iter().flat_map(|vpn| {
        [
            (&vpn.name, &vpn.gateway, gateway(&vpn.gateway)),
            (&vpn.name, &vpn.data_center, site(&vpn.data_center)),
        ]
    });
    let gateways = blueprint.gateways.iter().flat_map(|one| {
        others(&one.kind).into_iter().map(|other| (&one.name, other, gateway(other)))
    });
    lines
        .chain(vpns)
        .chain(gateways)
        .filter(|(_, _, known)| !known)
        .map(|(name, missing, _)| (name.to_string(), missing.clone()))
        .collect()
}

/// Gateways that a gateway names.
fn others(kind: &GatewayKind) -> Vec<&Name> {
    match kind {
        GatewayKind::VirtualPrivate { .. } => Vec::new(),
        GatewayKind::DirectConnect { associations } => {
            associations.iter().map(|a| &a.gateway).collect()
        }
        GatewayKind::Transit { peers, .. } => peers.iter().map(|peer| &peer.gateway).collect(),
    }
}
