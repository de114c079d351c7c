//! Direct Connect lines, each with its virtual interface.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use landbridge_estate::names::Name;

use super::link_local::LinkLocal;
use super::{Plan, Unfit, gateways, linked, name, sessions};
use crate::blueprint::{DataCenter, Gateway, Line, LineEncryption, LineIpsec, PublicInterface};
use crate::decisions::{Apis, Encryption, Hub, WideArea};

/// VLAN tags count from here, so that none is a switch's default.
const FIRST_VLAN: u16 = 101;
/// Tags of public virtual interfaces count from here.
const FIRST_PUBLIC_VLAN: u16 = 2_101;
/// Tags repeat after so many lines; each line is a port of its own.
const VLANS: usize = 1_900;

/// Where the transit gateway's ends of IPsec inside a line are taken from, from its end downwards: shared address space (RFC 6598).
const AMAZON_BLOCKS: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(100, 64, 0, 0), 10);

/// Every line, numbered through the estate.
pub(super) fn all(
    plan: &Plan<'_>,
    data_centers: &[DataCenter],
    gateways: &[Gateway],
    link_local: &mut LinkLocal,
) -> Result<Vec<Line>, Vec<Unfit>> {
    let Some(WideArea::Lines { resilience, .. }) = &plan.choices.wide_area else {
        return Ok(Vec::new());
    };
    let mut lines = Vec::new();
    for data_center in linked(data_centers) {
        for end in gateways::line_ends(plan, gateways) {
            for (rank, place) in (0u8..).zip(resilience.lines()) {
                let order = Order { data_center, end: &end, place: *place, rank, n: lines.len() };
                lines.push(line(plan, &order, gateways, link_local)?);
            }
        }
    }
    Ok(lines)
}

/// What distinguishes one line from another.
struct Order<'a> {
    data_center: &'a DataCenter,
    end: &'a Name,
    place: (u8, u8),
    rank: u8,
    n: usize,
}

fn line(
    plan: &Plan<'_>,
    order: &Order<'_>,
    gateways: &[Gateway],
    link_local: &mut LinkLocal,
) -> Result<Line, Vec<Unfit>> {
    let Some(WideArea::Lines { line, speed, hub, encryption, .. }) = &plan.choices.wide_area else {
        return Err(vec![used_up(plan)]);
    };
    let own = name(format!("line-{}", order.n + 1));
    let link = link_local.line().ok_or_else(|| vec![used_up(plan)])?;
    let ipsec = match encryption {
        Encryption::Ipsec => Some(ipsec(plan, order, &own, gateways, link_local)?),
        _ => None,
    };
    Ok(Line {
        data_center: order.data_center.site.clone(),
        kind: (*line).into(),
        speed: *speed,
        location: order.place.0,
        device: order.place.1,
        gateway: order.end.clone(),
        vlan: vlan(FIRST_VLAN, order.n),
        transit: *hub == Hub::Transit,
        bgp: sessions::line(link, order.rank),
        encryption: LineEncryption::from(*encryption),
        ipsec,
        public_interface: public_interface(plan, order),
        name: own,
    })
}

fn vlan(first: u16, n: usize) -> u16 {
    first + u16::try_from(n % VLANS).expect("VLANS is less than 65,536")
}

fn ipsec(
    plan: &Plan<'_>,
    order: &Order<'_>,
    line: &Name,
    gateways: &[Gateway],
    link_local: &mut LinkLocal,
) -> Result<LineIpsec, Vec<Unfit>> {
    let gateway = gateways::ipsec_end(plan, gateways).ok_or_else(|| vec![used_up(plan)])?;
    let amazon_block = amazon_block(plan).ok_or_else(|| vec![used_up(plan)])?;
    let mut tunnels = Vec::new();
    for n in 0..2 {
        let inside = link_local.tunnel().ok_or_else(|| vec![used_up(plan)])?;
        let name = name(format!("{line}-tunnel-{}", n + 1));
        tunnels.push(sessions::inner_tunnel(name, inside, order.rank * 2 + n));
    }
    let customer_address = order.data_center.gateway;
    Ok(LineIpsec { gateway, amazon_block, customer_address, tunnels })
}

/// Whether lines carry IPsec.
pub(super) fn has_ipsec(plan: &Plan<'_>) -> bool {
    matches!(plan.choices.wide_area, Some(WideArea::Lines { encryption: Encryption::Ipsec, .. }))
}

/// The last /24 of the shared address space that no site uses.
pub(super) fn amazon_block(plan: &Plan<'_>) -> Option<Ipv4Net> {
    let mut blocks: Vec<Ipv4Net> = AMAZON_BLOCKS.subnets(24).ok()?.collect();
    blocks.reverse();
    blocks.into_iter().find(|block| plan.is_free(*block))
}

fn public_interface(plan: &Plan<'_>, order: &Order<'_>) -> Option<PublicInterface> {
    let router = order.data_center.router.as_ref()?;
    let announces = router.public_addresses.iter().map(|address| Ipv4Net::from(*address));
    (plan.choices.apis == Apis::PublicInterface).then(|| PublicInterface {
        vlan: vlan(FIRST_PUBLIC_VLAN, order.n),
        announces: announces.collect(),
    })
}

pub(super) fn used_up(plan: &Plan<'_>) -> Unfit {
    Unfit {
        site: plan.estate.name.value.clone(),
        message: "the estate has more lines and tunnels than link-local addresses exist for".into(),
        fix: "Describe fewer data centres or regions in one estate, or pin `hub: transit-gateway`."
            .into(),
    }
}
