//! Site-to-site VPN connections, two tunnels each.

use std::net::Ipv4Addr;

use landbridge_estate::names::Name;
use landbridge_estate::units::Percent;

use super::lines::used_up;
use super::link_local::LinkLocal;
use super::{Plan, Unfit, gateways, linked, name, sessions};
use crate::blueprint::{DataCenter, Gateway, Vpn};
use crate::decisions::{Resilience, WideArea};

/// From this objective on, a backup uses a second address of the data centre where there is one.
const SECOND_ADDRESS: Percent = Percent(99_900);

/// Every connection, numbered through the estate.
pub(super) fn all(
    plan: &Plan<'_>,
    data_centers: &[DataCenter],
    gateways: &[Gateway],
    link_local: &mut LinkLocal,
) -> Result<Vec<Vpn>, Vec<Unfit>> {
    let most = connections(plan);
    let mut vpns = Vec::new();
    for data_center in linked(data_centers) {
        for end in gateways::tunnel_ends(plan, gateways) {
            for (rank, address) in (0u8..).zip(addresses(data_center).take(most)) {
                let vpn = vpn(data_center, &end, address, (vpns.len(), rank), link_local);
                vpns.push(vpn.ok_or_else(|| vec![used_up(plan)])?);
            }
        }
    }
    Ok(vpns)
}

/// Connections of a data centre to one gateway.
fn connections(plan: &Plan<'_>) -> usize {
    let second = plan.estate.requirements.availability.value >= SECOND_ADDRESS;
    match &plan.choices.wide_area {
        Some(WideArea::Vpn { resilience: Resilience::SecondConnection, .. }) => 2,
        Some(WideArea::Vpn { .. }) => 1,
        Some(WideArea::Lines { resilience: Resilience::VpnBackup, .. }) => 1 + usize::from(second),
        Some(WideArea::Lines { .. } | WideArea::Internet) | None => 0,
    }
}

fn addresses(data_center: &DataCenter) -> impl Iterator<Item = Ipv4Addr> {
    data_center.router.iter().flat_map(|router| router.public_addresses.iter().copied())
}

fn vpn(
    data_center: &DataCenter,
    end: &Name,
    customer_address: Ipv4Addr,
    (n, rank): (usize, u8),
    link_local: &mut LinkLocal,
) -> Option<Vpn> {
    let own = name(format!("vpn-{}", n + 1));
    let mut tunnels = Vec::new();
    for t in 0..2 {
        let inside = link_local.tunnel()?;
        let tunnel_name = name(format!("{own}-tunnel-{}", t + 1));
        tunnels.push(sessions::tunnel(tunnel_name, inside, rank * 2 + t));
    }
    Some(Vpn {
        name: own,
        data_center: data_center.site.clone(),
        customer_address,
        gateway: end.clone(),
        tunnels,
    })
}
