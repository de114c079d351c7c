//! What a zone's loss takes along.

use landbridge_estate::model::Disruption;
use landbridge_estate::names::Name;

use super::{Subject, codes, finding};
use crate::blueprint::{Region, Target, Vpc};
use crate::finding::{Finding, Severity};

pub(super) fn check(subject: Subject<'_>) -> Vec<Finding> {
    let regions = subject.blueprint.regions.iter();
    regions
        .flat_map(|region| {
            let shared =
                region.vpc.nats.iter().filter_map(|nat| shared(subject, region, &nat.name));
            one_zone(subject, region).into_iter().chain(shared)
        })
        .collect()
}

fn one_zone(subject: Subject<'_>, region: &Region) -> Option<Finding> {
    if region.vpc.zones.len() != 1 {
        return None;
    }
    let site = subject.estate.regions.iter().find(|site| site.name.value == region.site)?;
    let message = format!("{} has one zone, whose loss stops everything in it.", region.site);
    let fix = "Use two zones or more; AWS's SLA for instances in two zones implies 99.99% (2022).";
    let severity = severity(subject);
    Some(
        finding(codes::ONE_ZONE, severity, region.site.to_string(), message, fix).at(site.zones.at),
    )
}

/// A NAT that other zones' subnets go through.
fn shared(subject: Subject<'_>, region: &Region, nat: &Name) -> Option<Finding> {
    let own = zone_of_nat(&region.vpc, nat)?;
    let others = zones_behind(&region.vpc, nat).into_iter().filter(|zone| *zone != own).count();
    if others == 0 {
        return None;
    }
    let place = format!("{}/{nat}", region.site);
    let lose = if others == 1 { "other zone loses its" } else { "other zones lose their" };
    let message = format!("When {own} fails, {others} {lose} way outside.");
    let fix = "Pin `egress: nat-gateway-per-zone`.";
    let at = subject.estate.requirements.availability.at;
    Some(finding(codes::SHARED_NAT, severity(subject), place, message, fix).at(at))
}

fn zone_of_nat<'a>(vpc: &'a Vpc, nat: &Name) -> Option<&'a str> {
    let nat = vpc.nats.iter().find(|one| one.name == *nat)?;
    let subnet = vpc.subnets.iter().find(|subnet| subnet.name == nat.subnet)?;
    Some(&subnet.zone)
}

/// Zones with a subnet whose route table leads to a NAT.
fn zones_behind<'a>(vpc: &'a Vpc, nat: &Name) -> Vec<&'a str> {
    let leads = |table: &Name| {
        let table = vpc.route_tables.iter().find(|one| one.name == *table);
        let mut routes = table.into_iter().flat_map(|table| &table.routes);
        routes.any(|route| route.target == Target::Nat(nat.clone()))
    };
    let mut zones: Vec<&str> = vpc
        .subnets
        .iter()
        .filter(|subnet| leads(&subnet.route_table))
        .map(|subnet| subnet.zone.as_str())
        .collect();
    zones.dedup();
    zones
}

fn severity(subject: Subject<'_>) -> Severity {
    let recovery = subject.estate.recovery.as_ref();
    let survives = recovery.is_some_and(|r| r.survives.iter().any(|d| d.value == Disruption::Zone));
    if survives { Severity::Error } else { Severity::Warning }
}
