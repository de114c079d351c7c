//! Traps: what AWS accepts and what then does not do what was meant.

use landbridge_estate::model::Inbound;
use landbridge_estate::names::Name;

use super::{Subject, codes, finding, listed};
use crate::blueprint::{Blueprint, EndpointKind, GatewayKind, NatKind, Region, SubnetKind, Target};
use crate::finding::{Finding, Severity};

pub(super) fn check(subject: Subject<'_>) -> Vec<Finding> {
    let mut found = backup_wins(subject.blueprint);
    found.extend(bfd(subject));
    found.extend(public_traffic(subject));
    found.extend(subject.blueprint.regions.iter().flat_map(private_nat));
    found.extend(subject.blueprint.regions.iter().flat_map(|region| exposed(subject, region)));
    found.extend(subject.blueprint.regions.iter().filter_map(|region| adopted(subject, region)));
    found.extend(weeks(subject));
    found
}

/// The longest prefix wins before Direct Connect beats VPN: a line must announce what the tunnels announce, or more specific ones.
fn backup_wins(blueprint: &Blueprint) -> Vec<Finding> {
    let associations = blueprint.gateways.iter().filter_map(|gateway| match &gateway.kind {
        GatewayKind::DirectConnect { associations } => Some(associations),
        _ => None,
    });
    let ipsec = blueprint.lines.iter().any(|line| line.ipsec.is_some());
    let backed_up = |name: &Name| blueprint.vpns.iter().any(|vpn| vpn.gateway == *name);
    let network_of = |name: &Name| {
        let site = match &blueprint.gateway(name)?.kind {
            GatewayKind::VirtualPrivate { region } | GatewayKind::Transit { region, .. } => region,
            GatewayKind::DirectConnect { .. } => return None,
        };
        blueprint.region(site).map(|region| region.vpc.network)
    };
    associations
        .flatten()
        .filter(|one| !ipsec && backed_up(&one.gateway))
        .filter_map(|one| Some((one, network_of(&one.gateway)?)))
        .filter(|(one, network)| !one.prefixes.contains(network))
        .map(|(one, network)| {
            let message = format!("Tunnels to {} announce {network}; the line announces no prefix as long, so the tunnels win.", one.gateway);
            let fix = format!("Announce {network} over the line too.");
            finding(codes::BACKUP_WINS, Severity::Error, one.gateway.to_string(), message, fix)
        })
        .collect()
}

fn bfd(subject: Subject<'_>) -> Vec<Finding> {
    let with_bfd = |dc: &&crate::blueprint::DataCenter| {
        let mut lines = subject.blueprint.lines.iter().filter(|line| line.data_center == dc.site);
        lines.any(|line| line.bgp.bfd.is_some())
    };
    let data_centers = subject.blueprint.data_centers.iter().filter(with_bfd);
    data_centers
        .map(|dc| {
            let message = "BFD is ready at AWS's end of each line, and does nothing until the router is configured for it; without it a silent fault lasts as long as the hold time.";
            let fix = "Configure BFD 300 ms × 3 on the router, without graceful restart; the kit's configuration has it.";
            let at = subject.estate.data_centers.iter().find(|site| site.name.value == dc.site);
            let at = at.and_then(|site| site.router.as_ref()).map(|router| router.vendor.at);
            finding(codes::BFD_INACTIVE, Severity::Note, format!("{}/router", dc.site), message, fix)
                .at(at.unwrap_or_default())
        })
        .collect()
}

/// Where no interface endpoint serves S3, the data centre's calls to it go to public addresses.
fn public_traffic(subject: Subject<'_>) -> Option<Finding> {
    let blueprint = subject.blueprint;
    let private = blueprint.regions.iter().flat_map(|region| &region.vpc.endpoints);
    let mut private = private.filter(|one| one.service == "s3");
    if blueprint.lines.is_empty() || private.any(|one| one.kind == EndpointKind::Interface) {
        return None;
    }
    let over_line = blueprint.lines.iter().any(|line| line.public_interface.is_some());
    let message = if over_line {
        "When the line fails, the data centre's traffic to S3 and AWS's APIs takes the internet, not the tunnels."
    } else {
        "The data centre's traffic to S3 and AWS's APIs takes the internet, not the line."
    };
    let fix =
        "Pin `aws-apis: interface-endpoints`, whose addresses the line and the tunnels both reach.";
    let at = subject.estate.requirements.outbound.at;
    Some(finding(codes::PUBLIC_TRAFFIC, Severity::Warning, "lines", message, fix).at(at))
}

fn private_nat(region: &Region) -> Vec<Finding> {
    let vpc = &region.vpc;
    let to_internet = |table: &Name| {
        let table = vpc.route_tables.iter().find(|one| one.name == *table);
        let mut routes = table.into_iter().flat_map(|table| &table.routes);
        routes.any(|route| route.target == Target::InternetGateway)
    };
    vpc.nats
        .iter()
        .filter(|nat| nat.kind == NatKind::PrivateGateway)
        .filter(|nat| {
            let subnet = vpc.subnets.iter().find(|subnet| subnet.name == nat.subnet);
            subnet.is_some_and(|subnet| to_internet(&subnet.route_table))
        })
        .map(|nat| {
            let place = format!("{}/{}", region.site, nat.name);
            let message = "Its subnet is routed to an internet gateway, which drops what comes from a private NAT gateway.";
            let fix = "Route its subnet to the gateway that leads to the data centre.";
            finding(codes::PRIVATE_NAT_DROPPED, Severity::Error, place, message, fix)
        })
        .collect()
}

fn exposed(subject: Subject<'_>, region: &Region) -> Vec<Finding> {
    let inbound = subject.estate.requirements.inbound;
    let public = |name: &Name| {
        let subnet = region.vpc.subnets.iter().find(|subnet| subnet.name == *name);
        subnet.is_some_and(|subnet| subnet.kind == SubnetKind::Public)
    };
    let hosts = region.vpc.hosts.iter().filter(|host| public(&host.subnet));
    hosts
        .filter(|_| inbound.value != Inbound::Internet)
        .map(|host| {
            let place = format!("{}/{}", region.site, host.name);
            let message =
                "It is in a public subnet, and inbound from the internet is not asked for.";
            let fix = "Put it into a private subnet.";
            finding(codes::EXPOSED_HOST, Severity::Error, place, message, fix).at(inbound.at)
        })
        .collect()
}

fn adopted(subject: Subject<'_>, region: &Region) -> Option<Finding> {
    let vpc = region.vpc.existing.as_ref()?;
    let message = format!(
        "{vpc} is adopted: its own subnets, route tables and gateways are not known here and may clash."
    );
    let fix = "Compare the planned subnets with those that exist, and import what is there before the first apply.";
    let site = subject.estate.regions.iter().find(|site| site.name.value == region.site)?;
    let at = site.existing.as_ref()?.vpc.as_ref()?.at;
    Some(
        finding(codes::ADOPTED_VPC, Severity::Warning, region.site.to_string(), message, fix)
            .at(at),
    )
}

fn weeks(subject: Subject<'_>) -> Option<Finding> {
    let lines: Vec<String> =
        subject.blueprint.lines.iter().map(|line| line.name.to_string()).collect();
    let message = format!(
        "{}: a virtual interface cannot be made before its line is available, and a line takes weeks to order and connect.",
        listed(&lines)
    );
    let fix = "Order first; deploy in stages, the virtual interfaces once AWS reports the line as available.";
    (!lines.is_empty())
        .then(|| finding(codes::LINE_TAKES_WEEKS, Severity::Note, "lines", message, fix))
}
