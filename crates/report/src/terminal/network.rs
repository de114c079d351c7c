//! The designed network as tables: sites, lines and tunnels, subnets.

use landbridge_design::blueprint::{Blueprint, DataCenter, Region, SubnetKind};

use crate::links::links;
use crate::style::Tone;
use crate::terminal::page::Page;
use crate::terminal::table::{Table, cell, left, right};
use crate::words;

/// Writes the tables onto a page.
pub(crate) fn write(blueprint: &Blueprint, page: &mut Page) {
    page.heading("Sites");
    page.table(&sites(blueprint));
    if !(blueprint.lines.is_empty() && blueprint.vpns.is_empty()) {
        page.heading("Lines and tunnels");
        page.table(&lines_and_tunnels(blueprint));
    }
    if !blueprint.regions.is_empty() {
        page.heading("Subnets");
        page.table(&subnets(&blueprint.regions));
    }
}

fn sites(blueprint: &Blueprint) -> Table {
    let mut table = Table::new(vec![left("Site"), left("What"), left("Network"), right("Hosts")]);
    for site in &blueprint.data_centers {
        table.row(vec![
            cell(Tone::Strong, site.site.as_str()),
            cell(Tone::Plain, what(site)),
            cell(Tone::Plain, site.network.to_string()),
            cell(Tone::Plain, site.hosts.len().to_string()),
        ]);
    }
    for region in &blueprint.regions {
        let zones = words::plural(region.vpc.zones.len(), "zone");
        table.row(vec![
            cell(Tone::Strong, region.site.as_str()),
            cell(Tone::Plain, format!("AWS {}, {zones}", region.region)),
            cell(Tone::Plain, region.vpc.network.to_string()),
            cell(Tone::Plain, region.vpc.hosts.len().to_string()),
        ]);
    }
    table
}

fn what(site: &DataCenter) -> String {
    match &site.router {
        Some(router) => format!("data centre, AS {}", router.asn),
        None => "data centre, linked to nothing".into(),
    }
}

fn lines_and_tunnels(blueprint: &Blueprint) -> Table {
    let mut table = Table::new(vec![left("Name"), left("From"), left("To"), left("What")]);
    for link in links(blueprint, None) {
        table.row(vec![
            cell(Tone::Strong, link.name),
            cell(Tone::Plain, link.data_center.as_str()),
            cell(Tone::Plain, link.gateway.as_str()),
            cell(Tone::Plain, link.detail),
        ]);
    }
    table
}

fn subnets(regions: &[Region]) -> Table {
    let mut table =
        Table::new(vec![left("Site"), left("Zone"), left("Subnet"), left("Kind"), left("Range")]);
    for region in regions {
        for subnet in &region.vpc.subnets {
            table.row(vec![
                cell(Tone::Strong, region.site.as_str()),
                cell(Tone::Plain, &subnet.zone),
                cell(Tone::Plain, subnet.name.as_str()),
                cell(Tone::Plain, kind(subnet.kind)),
                cell(Tone::Plain, subnet.cidr.to_string()),
            ]);
        }
    }
    table
}

fn kind(kind: SubnetKind) -> &'static str {
    match kind {
        SubnetKind::Public => "public",
        SubnetKind::Private => "private",
        SubnetKind::Isolated => "isolated",
    }
}
