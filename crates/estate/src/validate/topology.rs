//! Sites against each other: networks that overlap, ranges that cannot be used, routers that cannot be told apart.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::checker::Checker;
use super::sites::Sites;
use crate::codes::{
    ASN_TWICE, HOSTS_DO_NOT_FIT, NO_SUCH_SITE, NOT_PRIVATE, OVERLAP, PUBLIC_ADDRESS, VPC_SIZE,
};
use crate::diagnostic::Diagnostic;
use crate::model::{DataCenter, Region, RegionPurpose};
use crate::names::Name;
use crate::networks::{holds_unusable, is_private};
use crate::span::{Located, Span};

/// Widest and narrowest VPC (Amazon VPC user guide, "VPC CIDR blocks").
const VPC_PREFIXES: std::ops::RangeInclusive<u8> = 16..=28;

/// Checks sites against each other and against what networks can be.
pub(super) fn check(check: &mut Checker, sites: &Sites) {
    both_kinds(check, sites);
    overlaps(check, &sites.networks);
    for (name, network) in &sites.networks {
        private(check, name, network);
    }
    sites.regions.iter().for_each(|region| vpc(check, region));
    sites.data_centers.iter().for_each(|site| room_for_hosts(check, site));
    routers(check, &sites.data_centers);
}

/// The rest of landbridge may count on a data centre and on a region for workloads.
fn both_kinds(check: &mut Checker, sites: &Sites) {
    let mut missing = |message: &str, help: &str| {
        let file = Span { line: 1, column: 1, offset: 0, length: 0 };
        let at = if sites.at.line > 0 { sites.at } else { file };
        check.add(
            Diagnostic::error(NO_SUCH_SITE, message).label(at, "not among the sites").help(help),
        );
    };
    if sites.data_centers_written == 0 {
        missing("no site is a data centre", "add a site with `kind: data-center`");
    }
    if sites.regions_written == 0 {
        missing("no site is an AWS region", "add a site with `kind: aws-region`");
    } else if sites.regions.len() == sites.regions_written
        && sites.regions.iter().all(|region| region.purpose.value == RegionPurpose::Recovery)
    {
        missing(
            "every region is for recovery, so workloads have none",
            "write `purpose: workloads` for the region where they run",
        );
    }
}

/// Notes each network that overlaps one before it. Networks nest or are apart, so after sorting only the last one that is still open
/// can overlap the next.
fn overlaps(check: &mut Checker, networks: &[(Name, Located<Ipv4Net>)]) {
    let mut sorted: Vec<_> = networks.iter().collect();
    sorted.sort_by_key(|(_, net)| (net.network(), net.prefix_len(), net.at));
    let mut open: Option<&(Name, Located<Ipv4Net>)> = None;
    for next in sorted {
        match open {
            Some(wide) if wide.1.broadcast() >= next.1.network() => {
                check.add(overlap(wide, next));
            }
            _ => open = Some(next),
        }
    }
}

fn overlap(a: &(Name, Located<Ipv4Net>), b: &(Name, Located<Ipv4Net>)) -> Diagnostic {
    // The later one in the file is shown as the one that is wrong.
    let (first, second) = if a.1.at <= b.1.at { (a, b) } else { (b, a) };
    let message = format!("the networks of `{}` and `{}` overlap", first.0, second.0);
    Diagnostic::error(OVERLAP, message)
        .label(second.1.at, format!("shares addresses with {}", first.1.value))
        .label(first.1.at, format!("of `{}`", first.0))
        .help("give each site a network of its own; packets to a shared address cannot be routed")
}

fn private(check: &mut Checker, name: &Name, network: &Located<Ipv4Net>) {
    if holds_unusable(network.value) {
        let message = format!("the network of `{name}` has addresses that no host can have");
        check.add(
            Diagnostic::error(NOT_PRIVATE, message)
                .label(network.at, "loopback, link-local, multicast or reserved addresses")
                .help("use a private range: 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"),
        );
    } else if !is_private(network.value) {
        let message = format!("the network of `{name}` is not private");
        check.add(
            Diagnostic::warning(NOT_PRIVATE, message)
                .label(network.at, "addresses that others may have on the internet")
                .help(
                    "if the company owns the range, all is well; if not, hosts cannot reach its \
                     real owner: use 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
                ),
        );
    }
}

fn vpc(check: &mut Checker, region: &Region) {
    let length = region.network.prefix_len();
    if !VPC_PREFIXES.contains(&length) {
        let (word, label) = if length < *VPC_PREFIXES.start() {
            ("wider than /16", "too wide")
        } else {
            ("narrower than /28", "too narrow")
        };
        let message =
            format!("the VPC of `{}` is {word}, which AWS does not allow", region.name.value);
        let help = "give the VPC a network from /16 to /28; more ranges can be added to it later";
        check.add(Diagnostic::error(VPC_SIZE, message).label(region.network.at, label).help(help));
    } else if (1_u32 << (28 - length)) < u32::from(region.zones.value) {
        let message =
            format!("a /{length} has no room for a subnet in each of {} zones", region.zones.value);
        check.add(
            Diagnostic::error(VPC_SIZE, message)
                .label(region.network.at, "too narrow")
                .label(region.zones.at, "for so many zones")
                .help("the smallest subnet is a /28, and each zone needs at least one"),
        );
    }
}

/// A data centre's network must hold its hosts and its router besides its own and its broadcast address.
fn room_for_hosts(check: &mut Checker, site: &DataCenter) {
    let addresses = 1_u64 << (32 - site.network.prefix_len());
    let hosts: u64 = site.hosts.iter().map(|group| u64::from(group.count.value)).sum();
    let needed = hosts + 3;
    if needed <= addresses {
        return;
    }
    let message = format!(
        "`{}` has {hosts} hosts, but its network has {addresses} addresses, of which three are taken",
        site.name.value
    );
    let wide = site.hosts.iter().max_by_key(|group| group.count.value);
    let diagnostic = Diagnostic::error(HOSTS_DO_NOT_FIT, message)
        .label(site.network.at, "too narrow for the hosts")
        .help("the network's own, the router's and the broadcast address are taken; widen the network");
    check.add(match wide {
        Some(group) => diagnostic.label(group.count.at, "so many hosts"),
        None => diagnostic,
    });
}

fn routers(check: &mut Checker, sites: &[DataCenter]) {
    let mut numbers: HashMap<u32, Span> = HashMap::new();
    let mut addresses: HashMap<Ipv4Addr, Span> = HashMap::new();
    for router in sites.iter().filter_map(|site| site.router.as_ref()) {
        if let Some(first) = numbers.insert(router.asn.value, router.asn.at) {
            let message = format!("two routers have the number {}", router.asn.value);
            check.add(
                Diagnostic::warning(ASN_TWICE, message)
                    .label(router.asn.at, "the second one")
                    .label(first, "the first one")
                    .help(
                        "a router drops routes with its own number in the path, so these sites \
                           would not reach each other through AWS: give each a number of its own",
                    ),
            );
        }
        for address in &router.public_addresses {
            if let Some(first) = addresses.insert(address.value, address.at) {
                let message = format!("two routers have the address {}", address.value);
                check.add(
                    Diagnostic::error(PUBLIC_ADDRESS, message)
                        .label(address.at, "the second one")
                        .label(first, "the first one")
                        .help("write each router's own address"),
                );
            }
        }
    }
}
