//! Gateways on AWS's side, and which of them lines and tunnels end at.

use std::collections::HashSet;

use ipnet::Ipv4Net;
use landbridge_estate::model::{self, RegionPurpose};
use landbridge_estate::names::Name;

use super::{Plan, linked, name};
use crate::blueprint::{Association, DataCenter, Gateway, GatewayKind, Peer};
use crate::decisions::{Encryption, Hub, WideArea};

/// Private autonomous system numbers begin here (RFC 6996); AWS's own default for a Direct Connect gateway is the first.
const FIRST_ASN: u32 = 64_512;
/// Transit gateways that one Direct Connect gateway leads to (Direct Connect quotas, 2026).
const TRANSITS_PER_DIRECT_CONNECT: usize = 6;

/// Every gateway: one for each region, then the Direct Connect gateway.
pub(super) fn all(plan: &Plan<'_>, data_centers: &[DataCenter]) -> Vec<Gateway> {
    let Some(hub) = hub(plan) else { return Vec::new() };
    let mut asns = Asns::of(plan);
    let mut gateways: Vec<Gateway> = (1..)
        .zip(&plan.estate.regions)
        .map(|(n, region)| Gateway {
            name: gateway_name(hub, n, region),
            asn: asns.next(),
            kind: region_kind(hub, region),
        })
        .collect();
    if hub == Hub::Transit {
        peer(plan, data_centers, &mut gateways);
    }
    if has_direct_connect_gateway(plan) {
        let associations = associations(plan, &gateways);
        let kind = GatewayKind::DirectConnect { associations };
        gateways.push(Gateway { name: name("direct-connect-gateway"), asn: asns.next(), kind });
    }
    gateways
}

/// Names of the gateways at which every line of a data centre ends, each with a line of its own.
pub(super) fn line_ends(plan: &Plan<'_>, gateways: &[Gateway]) -> Vec<Name> {
    let direct = has_direct_connect_gateway(plan);
    let is_end =
        |gateway: &&Gateway| matches!(gateway.kind, GatewayKind::DirectConnect { .. }) || !direct;
    gateways.iter().filter(is_end).map(|gateway| gateway.name.clone()).collect()
}

/// Names of the gateways at which tunnels over the internet end.
pub(super) fn tunnel_ends(plan: &Plan<'_>, gateways: &[Gateway]) -> Vec<Name> {
    let regional = gateways.iter().zip(&plan.estate.regions);
    let regional: Vec<_> =
        regional.map(|(gateway, region)| (&gateway.name, &region.name.value)).collect();
    if hub(plan) != Some(Hub::Transit) {
        return regional.into_iter().map(|(gateway, _)| gateway.clone()).collect();
    }
    let entries = entries(plan);
    let ends = regional.into_iter().filter(|(_, region)| entries.contains(region));
    ends.map(|(gateway, _)| gateway.clone()).collect()
}

/// Regions whose transit gateways have a link of their own to the data centres; the others go through the first of them.
fn entries<'a>(plan: &Plan<'a>) -> Vec<&'a Name> {
    let most = match &plan.choices.wide_area {
        // IPsec inside a line has tunnels to one transit gateway, and so has a VPN: each connection is made once.
        Some(WideArea::Lines { encryption: Encryption::Ipsec, .. } | WideArea::Vpn { .. }) => 1,
        _ => TRANSITS_PER_DIRECT_CONNECT,
    };
    let mut regions: Vec<&model::Region> = plan.estate.regions.iter().collect();
    regions.sort_by_key(|region| region.purpose.value != RegionPurpose::Workloads);
    regions.into_iter().take(most).map(|region| &region.name.value).collect()
}

/// The transit gateway at which IPsec inside lines ends.
pub(super) fn ipsec_end(plan: &Plan<'_>, gateways: &[Gateway]) -> Option<Name> {
    tunnel_ends(plan, gateways).into_iter().next()
}

fn hub(plan: &Plan<'_>) -> Option<Hub> {
    match plan.choices.wide_area {
        Some(WideArea::Vpn { hub, .. } | WideArea::Lines { hub, .. }) => Some(hub),
        Some(WideArea::Internet) | None => None,
    }
}

/// A transit gateway takes lines by way of a Direct Connect gateway only.
fn has_direct_connect_gateway(plan: &Plan<'_>) -> bool {
    matches!(
        plan.choices.wide_area,
        Some(WideArea::Lines { hub: Hub::DirectConnect | Hub::Transit, .. })
    )
}

fn gateway_name(hub: Hub, n: usize, region: &model::Region) -> Name {
    let word = if hub == Hub::Transit { "tgw" } else { "vgw" };
    let full = Name::new(format!("{word}-{}", region.name.value));
    // A site's name may be as long as a name can be.
    full.unwrap_or_else(|_| name(format!("{word}-{n}")))
}

fn region_kind(hub: Hub, region: &model::Region) -> GatewayKind {
    let region = region.name.value.clone();
    if hub == Hub::Transit {
        GatewayKind::Transit { region, peers: Vec::new() }
    } else {
        GatewayKind::VirtualPrivate { region }
    }
}

/// Peers every transit gateway with every other. Those without a link of their own reach the data centres through the first that has.
fn peer(plan: &Plan<'_>, data_centers: &[DataCenter], gateways: &mut [Gateway]) {
    let announced: Vec<Ipv4Net> = linked(data_centers)
        .filter_map(|dc| dc.router.as_ref())
        .flat_map(|router| router.announces.iter().copied())
        .collect();
    let entries = entries(plan);
    let regions: Vec<(Name, &model::Region)> =
        gateways.iter().map(|g| g.name.clone()).zip(&plan.estate.regions).collect();
    for (gateway, own) in gateways.iter_mut().zip(&plan.estate.regions) {
        let GatewayKind::Transit { peers, .. } = &mut gateway.kind else { continue };
        let through_first = !entries.contains(&&own.name.value);
        for (other, region) in regions.iter().filter(|(_, r)| r.name.value != own.name.value) {
            let mut prefixes = vec![region.network.value];
            if through_first && entries.first() == Some(&&region.name.value) {
                prefixes.extend(&announced);
            }
            peers.push(Peer { gateway: other.clone(), prefixes });
        }
    }
}

fn associations(plan: &Plan<'_>, gateways: &[Gateway]) -> Vec<Association> {
    let transit = hub(plan) == Some(Hub::Transit);
    let entries = entries(plan);
    let inner = super::lines::has_ipsec(plan).then(|| super::lines::amazon_block(plan)).flatten();
    let behind = plan.estate.regions.iter().filter(|r| !entries.contains(&&r.name.value));
    let behind: Vec<Ipv4Net> = behind.map(|r| r.network.value).collect();
    let regional = gateways.iter().zip(&plan.estate.regions);
    regional
        .filter(|(_, region)| !transit || entries.contains(&&region.name.value))
        .map(|(gateway, region)| {
            let first = transit && entries.first() == Some(&&region.name.value);
            let behind = if first { behind.as_slice() } else { &[] };
            let mut prefixes = vec![region.network.value];
            prefixes.extend(behind);
            // With IPsec inside the lines everything else is announced through the tunnels.
            let prefixes = inner.map_or(prefixes, |block| vec![block]);
            Association { gateway: gateway.name.clone(), prefixes }
        })
        .collect()
}

/// Hands out numbers that no data centre has.
struct Asns {
    taken: HashSet<u32>,
    next: u32,
}

impl Asns {
    fn of(plan: &Plan<'_>) -> Self {
        let routers = plan.estate.data_centers.iter().filter_map(|dc| dc.router.as_ref());
        Self { taken: routers.map(|router| router.asn.value).collect(), next: FIRST_ASN }
    }

    fn next(&mut self) -> u32 {
        while self.taken.contains(&self.next) {
            self.next += 1;
        }
        self.next += 1;
        self.next - 1
    }
}
