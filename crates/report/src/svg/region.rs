//! An AWS region's box: its VPC with zones, subnets, NAT gateways and hosts, and what stands at the VPC's edge.

use landbridge_design::blueprint::{
    Blueprint, ClientVpn, Endpoint, EndpointKind, Purpose, Region, Subnet, SubnetKind, Zone,
};

use super::chips::{self, Chip};
use super::font::Font;
use super::scene::{Area, Scene};

/// Regions up to which each is drawn with its subnets; more are drawn as one line of numbers each.
pub(super) const IN_FULL: usize = 4;

/// The width of a region drawn as numbers.
pub(super) const COMPACT: i32 = 500;

/// Height of the site's name and network.
const HEAD: i32 = 78;
/// Room inside a site's edge and between its parts.
const PAD: i32 = 14;
/// The least width of a zone.
const ZONE: i32 = 150;
/// The greatest width of a zone.
const ZONE_MAX: i32 = 190;
/// Height of a zone's name.
const ZONE_HEAD: i32 = 28;
/// Height of a line of the text below the zones.
const LINE: i32 = 18;

/// The width that a region needs to show up to three zones side by side.
pub(super) fn wide_width(region: &Region) -> i32 {
    let zones = i32::try_from(region.vpc.zones.len().clamp(1, 3)).unwrap_or(3);
    (zones * (ZONE_MAX + PAD) + PAD).max(340)
}

/// Draws a region with all its subnets.
pub(super) fn block(blueprint: &Blueprint, region: &Region, width: i32) -> Scene {
    let grid = zones(region, width - 2 * PAD);
    let notes = notes(blueprint, region, width - 2 * PAD);
    let below = HEAD + grid.height + PAD;
    let height = below + text_height(notes.len()) + if notes.is_empty() { 0 } else { 8 };
    let mut scene = begin(region, width, height);
    scene.place(grid, PAD, HEAD);
    write(&mut scene, &notes, below + 8, "faint");
    scene.close();
    scene
}

/// Draws a region as numbers, for an estate with many.
pub(super) fn compact(region: &Region, width: i32) -> Scene {
    let of = |kind| region.vpc.subnets.iter().filter(|s| s.kind == kind).count();
    let text = format!(
        "{} zones; {} public, {} private, {} isolated subnets; {} NAT; {} hosts",
        region.vpc.zones.len(),
        of(SubnetKind::Public),
        of(SubnetKind::Private),
        of(SubnetKind::Isolated),
        region.vpc.nats.len(),
        region.vpc.hosts.len()
    );
    let lines = wrap(&text, width - 2 * PAD);
    let mut scene = begin(region, width, HEAD + 8 + text_height(lines.len()));
    write(&mut scene, &lines, HEAD + 8, "");
    scene.close();
    scene
}

/// Writes lines of text one below the other.
fn write(scene: &mut Scene, lines: &[String], top: i32, class: &'static str) {
    let mut y = top;
    for line in lines {
        scene.text((PAD, y), scene.width - 2 * PAD, Font::Small, class, line);
        y += LINE;
    }
}

fn text_height(lines: usize) -> i32 {
    i32::try_from(lines).unwrap_or(0) * LINE
}

/// The frame and its head, with the group left open.
fn begin(region: &Region, width: i32, height: i32) -> Scene {
    let mut scene = Scene::new(width, height);
    scene.open(format!("site-{}", region.site), "region", format!("AWS region {}", region.region));
    scene.rect(Area::new(0, 0, width, height), 10, "site aws");
    let (purpose, vpc) = match (region.purpose, &region.vpc.existing) {
        (Purpose::Workloads, None) => ("", "VPC"),
        (Purpose::Workloads, Some(_)) => ("", "existing VPC"),
        (Purpose::Recovery, None) => (" · for recovery", "VPC"),
        (Purpose::Recovery, Some(_)) => (" · for recovery", "existing VPC"),
    };
    let inner = width - 2 * PAD;
    let what = format!("AWS {}{purpose}", region.region);
    scene.text((PAD, 27), inner, Font::Title, "", region.site.as_str());
    scene.text((PAD, 46), inner, Font::Small, "faint", &what);
    scene.text((PAD, 64), inner, Font::Mono, "faint", &format!("{vpc} {}", region.vpc.network));
    scene
}

/// The zones, side by side as far as the width allows; subnets of one row have one height.
fn zones(region: &Region, width: i32) -> Scene {
    let all = &region.vpc.zones;
    let fitting = usize::try_from((width + PAD) / (ZONE + PAD)).unwrap_or(1).clamp(1, 3);
    let columns = fitting.min(all.len().max(1));
    let count = i32::try_from(columns).unwrap_or(1);
    let each = (width - (count - 1) * PAD) / count;
    let mut scene = Scene::new(width, 0);
    for row in all.chunks(columns) {
        if scene.height > 0 {
            scene.height += PAD;
        }
        let heights = heights(region, row);
        let mut x = 0;
        for zone in row {
            scene.place(draw_zone(region, zone, each, &heights), x, scene.height);
            x += each + PAD;
        }
        scene.height += zone_height(&heights);
    }
    scene
}

fn zone_height(heights: &[i32]) -> i32 {
    ZONE_HEAD + heights.iter().map(|height| height + 8).sum::<i32>()
}

/// The height of each row of subnets: that of its highest subnet in these zones.
fn heights(region: &Region, zones: &[Zone]) -> Vec<i32> {
    let mut heights: Vec<i32> = Vec::new();
    for zone in zones {
        for (row, subnet) in subnets(region, zone).enumerate() {
            let needed = chips::subnet_height(residents(region, subnet).len());
            match heights.get_mut(row) {
                Some(height) => *height = needed.max(*height),
                None => heights.push(needed),
            }
        }
    }
    heights
}

fn draw_zone(region: &Region, zone: &Zone, width: i32, heights: &[i32]) -> Scene {
    let height = zone_height(heights);
    let mut scene = Scene::new(width, height);
    scene.rect(Area::new(0, 0, width, height), 8, "zone");
    scene.text((10, 19), width - 20, Font::Small, "faint", &zone.name);
    let mut y = ZONE_HEAD;
    for (subnet, height) in subnets(region, zone).zip(heights) {
        let chips = residents(region, subnet);
        let (kind, cidr) = (chips::kind_key(subnet.kind), subnet.cidr.to_string());
        let drawn = chips::subnet(subnet.name.as_str(), &cidr, kind, &chips, width - 16, *height);
        scene.place(drawn, 8, y);
        y += height + 8;
    }
    scene
}

/// A zone's subnets: public ones first, isolated ones last.
fn subnets<'a>(region: &'a Region, zone: &Zone) -> impl Iterator<Item = &'a Subnet> {
    let mut subnets: Vec<&Subnet> =
        region.vpc.subnets.iter().filter(|subnet| subnet.zone == zone.name).collect();
    subnets.sort_by_key(|subnet| subnet.kind);
    subnets.into_iter()
}

/// What stands in a subnet: NAT gateways, then hosts.
fn residents(region: &Region, subnet: &Subnet) -> Vec<Chip> {
    let nats = region.vpc.nats.iter().filter(|nat| nat.subnet == subnet.name).map(Chip::of_nat);
    let hosts =
        region.vpc.hosts.iter().filter(|host| host.subnet == subnet.name).map(Chip::of_host);
    nats.chain(hosts).collect()
}

/// What stands at the VPC's edge, as lines of text.
fn notes(blueprint: &Blueprint, region: &Region, width: i32) -> Vec<String> {
    let mut facts = Vec::new();
    if region.vpc.internet_gateway {
        facts.push("internet gateway".to_owned());
    }
    let endpoints: Vec<String> = region.vpc.endpoints.iter().map(endpoint).collect();
    if !endpoints.is_empty() {
        facts.push(format!("endpoints: {}", endpoints.join(", ")));
    }
    let here = |vpn: &&ClientVpn| vpn.region == region.site;
    facts.extend(
        blueprint.client_vpns.iter().filter(here).map(|vpn| format!("Client VPN {}", vpn.clients)),
    );
    facts.iter().flat_map(|fact| wrap(fact, width)).collect()
}

/// S3 may have one of each kind, which differ in who reaches them.
fn endpoint(endpoint: &Endpoint) -> String {
    match endpoint.kind {
        EndpointKind::Interface => endpoint.service.clone(),
        EndpointKind::Gateway => format!("{}\u{a0}(gateway)", endpoint.service),
    }
}

/// A fact in as many lines as it needs.
fn wrap(text: &str, width: i32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last().map_or("", String::as_str);
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        match lines.last_mut() {
            Some(last) if line_fits(&longer, width) || last.is_empty() => *last = longer,
            _ => lines.push(format!("   {word}")),
        }
    }
    lines
}

fn line_fits(text: &str, width: i32) -> bool {
    Font::Small.width(text) <= width
}
