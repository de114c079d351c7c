//! The on-premises kit: what turns a Linux machine into a data centre's edge router, and the values for a router of another vendor.
//!
//! Its files carry placeholders (`@VPN_1_TUNNEL_1_ADDRESS@`) for what AWS gives when a stage is applied; `render.sh` fills them in from
//! `terraform output -json`, and refuses when one is missing. No key is in any file before that.

use std::path::{Path, PathBuf};

use landbridge_config::names::{Forwarder, Zone};
use landbridge_design::blueprint::{Blueprint, DataCenter, ForwardBy, Vendor};

use crate::OutputFile;

pub(crate) mod links;
pub(crate) mod router;
mod sheet;

/// The kits of all data centres that are linked to AWS or ask for its names.
pub(crate) fn files(blueprint: &Blueprint) -> Vec<OutputFile> {
    blueprint.data_centers.iter().flat_map(|site| site_files(blueprint, site)).collect()
}

/// A data centre's folder.
pub(crate) fn folder(data_center: &DataCenter) -> PathBuf {
    Path::new("on-premises").join(data_center.site.as_str())
}

/// The placeholder for an output of a stage.
pub(crate) fn placeholder(output: &str) -> String {
    format!("@{}@", output.to_ascii_uppercase())
}

fn site_files(blueprint: &Blueprint, data_center: &DataCenter) -> Vec<OutputFile> {
    let folder = folder(data_center);
    let mut files = router_files(blueprint, data_center);
    files.extend(forwarders(blueprint, data_center));
    files.into_iter().map(|file| OutputFile { path: folder.join(&file.path), ..file }).collect()
}

fn router_files(blueprint: &Blueprint, data_center: &DataCenter) -> Vec<OutputFile> {
    let Some(router) = router::Router::of(blueprint, data_center) else { return Vec::new() };
    let mut files = vec![
        OutputFile::new("router/bird.conf", router.bird_template()),
        OutputFile::new("router/links", links::table(&router.links)),
        OutputFile::new("ports", links::ports(&router.links)),
        OutputFile::program("render.sh", include_str!("render.sh")),
        OutputFile::program("install.sh", include_str!("install.sh")),
        OutputFile::program("router/links.sh", include_str!("links.sh")),
        OutputFile::new(
            "router/landbridge-links.service",
            include_str!("landbridge-links.service"),
        ),
    ];
    if let Some(tunnel) = router.tunnels.first() {
        files.push(OutputFile::new("router/strongswan.conf", tunnel.config.strongswan_conf()));
        files.push(OutputFile::program("router/keep-tunnels.sh", include_str!("keep-tunnels.sh")));
        let timer = include_str!("landbridge-tunnels.timer");
        files.push(OutputFile::new("router/landbridge-tunnels.timer", timer));
        let service = include_str!("landbridge-tunnels.service");
        files.push(OutputFile::new("router/landbridge-tunnels.service", service));
    }
    for tunnel in &router.tunnels {
        let name = format!("router/tunnels/{}.conf", tunnel.config.name);
        files.push(OutputFile::new(name, tunnel.template()));
    }
    if router.vendor != Vendor::Linux {
        files.push(OutputFile::new("ROUTER.md", sheet::text(blueprint, data_center, &router)));
    }
    files
}

/// One file for each of the data centre's name servers.
fn forwarders(blueprint: &Blueprint, data_center: &DataCenter) -> Vec<OutputFile> {
    let asked = blueprint.names.iter().filter(|names| names.asked_in == data_center.site);
    let zones: Vec<_> = asked
        .filter_map(|names| match &names.by {
            ForwardBy::OnPremisesForwarder { endpoint, .. } => {
                Some(Zone { domain: names.domain.clone(), servers: endpoint.clone() })
            }
            ForwardBy::OutboundEndpoint { .. } => None,
        })
        .collect();
    if zones.is_empty() {
        return Vec::new();
    }
    let file = |listens: &std::net::Ipv4Addr| {
        let forwarder = Forwarder {
            listens: *listens,
            clients: vec![data_center.network],
            zones: zones.clone(),
        };
        OutputFile::new(format!("forwarders/{listens}.conf"), forwarder.unbound_conf())
    };
    data_center.resolvers.iter().map(file).collect()
}
