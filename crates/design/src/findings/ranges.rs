//! Ranges of VPCs, subnets and sites.

use ipnet::Ipv4Net;

use super::{Subject, codes, finding};
use crate::blueprint::{Blueprint, Region};
use crate::finding::{Finding, Severity};

/// Prefix lengths that AWS takes for VPCs and subnets (VPC User Guide).
const LENGTHS: std::ops::RangeInclusive<u8> = 16..=28;

pub(super) fn check(subject: Subject<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = subject.blueprint.regions.iter().flat_map(region).collect();
    found.extend(sites(subject.blueprint));
    found
}

fn region(region: &Region) -> Vec<Finding> {
    let vpc = &region.vpc;
    let bad = |place: String, message: String| {
        let fix = "Change the range, or report this: the plan should not hold it.";
        finding(codes::BAD_RANGE, Severity::Error, place, message, fix)
    };
    let mut found = Vec::new();
    if !LENGTHS.contains(&vpc.network.prefix_len()) {
        let message = format!("A VPC has /16 to /28, and {} has not.", vpc.network);
        found.push(bad(region.site.to_string(), message));
    }
    for subnet in &vpc.subnets {
        let place = || format!("{}/{}", region.site, subnet.name);
        if !LENGTHS.contains(&subnet.cidr.prefix_len()) {
            found.push(bad(
                place(),
                format!("A subnet has /16 to /28, and {} has not.", subnet.cidr),
            ));
        }
        if !vpc.network.contains(&subnet.cidr) {
            found.push(bad(place(), format!("{} is outside {}.", subnet.cidr, vpc.network)));
        }
    }
    let named = vpc.subnets.iter().map(|s| (format!("{}/{}", region.site, s.name), s.cidr));
    let overlaps = overlaps(named.collect());
    found.extend(overlaps.into_iter().map(|(a, b)| bad(a.clone(), format!("It overlaps {b}."))));
    found
}

/// Ranges that routes must tell apart: sites, people's machines, transit gateways' own blocks.
fn sites(blueprint: &Blueprint) -> Vec<Finding> {
    let data_centers = blueprint.data_centers.iter().map(|dc| (dc.site.to_string(), dc.network));
    let regions = blueprint.regions.iter().map(|r| (r.site.to_string(), r.vpc.network));
    let clients =
        blueprint.client_vpns.iter().map(|one| (format!("{}/client-vpn", one.region), one.clients));
    let mut blocks: Vec<(String, Ipv4Net)> = Vec::new();
    for ipsec in blueprint.lines.iter().filter_map(|line| line.ipsec.as_ref()) {
        let block = (ipsec.gateway.to_string(), ipsec.amazon_block);
        if !blocks.contains(&block) {
            blocks.push(block);
        }
    }
    let all = data_centers.chain(regions).chain(clients).chain(blocks).collect();
    let tell = |(a, b): (String, String)| {
        let message = format!("Its range overlaps that of {b}.");
        let fix = "Give one of them another range.";
        finding(codes::SITES_OVERLAP, Severity::Error, a, message, fix)
    };
    overlaps(all).into_iter().map(tell).collect()
}

/// Pairs that overlap. Sorted by their start, only neighbours of a wider range can.
fn overlaps(mut ranges: Vec<(String, Ipv4Net)>) -> Vec<(String, String)> {
    ranges.sort_by_key(|(_, range)| (range.network(), range.prefix_len()));
    let mut found = Vec::new();
    let mut widest: Option<(String, Ipv4Net)> = None;
    for (name, range) in ranges {
        match &widest {
            Some((other, wide)) if wide.contains(&range) => found.push((name, other.clone())),
            _ => widest = Some((name, range)),
        }
    }
    found
}
