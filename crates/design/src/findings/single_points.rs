//! Single points of failure between sites: what, when it alone is gone, leaves two sites without a way.
//!
//! Each line and each tunnel is a way from a data centre to regions, and depends on a few elements. An element is a single point of
//! failure of two sites when every way between them depends on it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use landbridge_estate::model::Disruption;
use landbridge_estate::names::Name;
use landbridge_estate::span::Span;

use super::{Subject, codes, finding, listed, reach};
use crate::blueprint::Blueprint;
use crate::finding::{Finding, Severity};

/// Something that can fail alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Element<'a> {
    /// A data centre's router.
    Router(&'a Name),
    /// A line.
    Line(&'a Name),
    /// A Direct Connect location, as a data centre counts them.
    Location(&'a Name, u8),
    /// A device of AWS at a location.
    Device(&'a Name, u8, u8),
    /// An internet address of a data centre, with the access behind it.
    Uplink(&'a Name, Ipv4Addr),
    /// A tunnel.
    Tunnel(&'a Name),
    /// A region that others are reached through.
    Region(&'a Name),
}

/// A way between a data centre and a region.
struct Way<'a> {
    data_center: &'a Name,
    region: &'a Name,
    elements: BTreeSet<Element<'a>>,
}

/// Two sites.
type Pair<'a> = (&'a Name, &'a Name);

pub(super) fn check(subject: Subject<'_>) -> Vec<Finding> {
    let ways = ways(subject);
    let mut by_pair: BTreeMap<Pair<'_>, Vec<&Way<'_>>> = BTreeMap::new();
    for way in &ways {
        by_pair.entry((way.data_center, way.region)).or_default().push(way);
    }
    let mut cut: BTreeMap<&Element<'_>, Vec<Pair<'_>>> = BTreeMap::new();
    for (pair, ways) in &by_pair {
        let (first, others) = ways.split_first().expect("a pair is made from a way");
        let shared =
            first.elements.iter().filter(|e| others.iter().all(|w| w.elements.contains(e)));
        for element in shared.filter(|element| !is_told_by_line(element, &ways_of(ways, element))) {
            cut.entry(element).or_default().push(*pair);
        }
    }
    cut.iter().map(|(element, pairs)| tell(subject, element, pairs)).collect()
}

fn ways_of<'a, 'b>(ways: &[&'b Way<'a>], element: &Element<'a>) -> Vec<&'b Way<'a>> {
    ways.iter().copied().filter(|way| way.elements.contains(element)).collect()
}

/// A location or device that one line goes to fails as that line does.
fn is_told_by_line(element: &Element<'_>, ways: &[&Way<'_>]) -> bool {
    matches!(element, Element::Location(..) | Element::Device(..)) && ways.len() == 1
}

fn ways(subject: Subject<'_>) -> Vec<Way<'_>> {
    let blueprint = subject.blueprint;
    let mut ways = Vec::new();
    for line in &blueprint.lines {
        let dc = &line.data_center;
        let own = [
            Element::Router(dc),
            Element::Line(&line.name),
            Element::Location(dc, line.location),
            Element::Device(dc, line.location, line.device),
        ];
        ways.extend(to_regions(blueprint, dc, &line.gateway, &own));
    }
    for vpn in &blueprint.vpns {
        let dc = &vpn.data_center;
        for tunnel in &vpn.tunnels {
            let uplink = Element::Uplink(dc, vpn.customer_address);
            let own = [Element::Router(dc), uplink, Element::Tunnel(&tunnel.name)];
            ways.extend(to_regions(blueprint, dc, &vpn.gateway, &own));
        }
    }
    ways
}

fn to_regions<'a>(
    blueprint: &'a Blueprint,
    data_center: &'a Name,
    gateway: &Name,
    own: &[Element<'a>],
) -> Vec<Way<'a>> {
    let regions = reach::regions(blueprint, data_center, gateway);
    regions
        .into_iter()
        .map(|(region, through)| Way {
            data_center,
            region,
            elements: own.iter().cloned().chain(through.map(Element::Region)).collect(),
        })
        .collect()
}

fn tell(subject: Subject<'_>, element: &Element<'_>, pairs: &[Pair<'_>]) -> Finding {
    let pairs: Vec<String> =
        pairs.iter().map(|(dc, region)| format!("{dc} and {region}")).collect();
    let message = format!("Without {}, nothing joins {}.", describe(element), listed(&pairs));
    let (fix, at) = remedy(subject, element);
    finding(codes::SINGLE_POINT, severity(subject, element), place(element), message, fix).at(at)
}

fn describe(element: &Element<'_>) -> String {
    match element {
        Element::Router(dc) => format!("the router of {dc}"),
        Element::Line(line) => line.to_string(),
        Element::Location(dc, n) => format!("Direct Connect location {n} of {dc}"),
        Element::Device(dc, location, n) => {
            format!("AWS device {n} at Direct Connect location {location} of {dc}")
        }
        Element::Uplink(dc, address) => format!("the internet access of {dc} at {address}"),
        Element::Tunnel(tunnel) => tunnel.to_string(),
        Element::Region(region) => format!("the transit gateway of {region}"),
    }
}

fn place(element: &Element<'_>) -> String {
    match element {
        Element::Router(dc) => format!("{dc}/router"),
        Element::Line(name) | Element::Tunnel(name) | Element::Region(name) => name.to_string(),
        Element::Location(dc, n) => format!("{dc}/location-{n}"),
        Element::Device(dc, location, n) => format!("{dc}/location-{location}/device-{n}"),
        Element::Uplink(dc, address) => format!("{dc}/{address}"),
    }
}

fn remedy(subject: Subject<'_>, element: &Element<'_>) -> (String, Span) {
    let availability = subject.estate.requirements.availability.at;
    match element {
        Element::Router(dc) => {
            let fix = "Put a second router beside it, with lines or tunnels of its own.";
            let site = subject.estate.data_centers.iter().find(|site| site.name.value == **dc);
            let router = site.and_then(|site| site.router.as_ref());
            (fix.into(), router.map_or(availability, |router| router.vendor.at))
        }
        Element::Line(_) | Element::Tunnel(_) => {
            ("Pin `resilience: vpn-backup` or `second-location`.".into(), availability)
        }
        Element::Location(..) | Element::Device(..) => {
            ("Pin `resilience: second-location` or `two-by-two`.".into(), availability)
        }
        Element::Uplink(..) => {
            ("Give the router a second internet access, and its address.".into(), availability)
        }
        Element::Region(_) => (
            "Pin `link: direct-connect`, which leads to each region by itself.".into(),
            availability,
        ),
    }
}

fn severity(subject: Subject<'_>, element: &Element<'_>) -> Severity {
    let recovery = subject.estate.recovery.as_ref();
    let survives = |what| recovery.is_some_and(|r| r.survives.iter().any(|d| d.value == what));
    let promised = match element {
        Element::Line(_) => survives(Disruption::Line),
        Element::Region(_) => survives(Disruption::Region),
        _ => false,
    };
    if promised { Severity::Error } else { Severity::Warning }
}
