//! A gateway's box, and which gateways belong together.

use landbridge_design::blueprint::{Gateway, GatewayKind, Peer};
use landbridge_estate::names::Name;

use super::font::Font;
use super::scene::{Area, Scene};

/// The least height of a gateway's box.
pub(super) const HEIGHT: i32 = 86;

/// Height of a line of text.
const LINE: i32 = 17;

/// Draws a gateway into a place.
pub(super) fn draw(scene: &mut Scene, gateway: &Gateway, area: Area) {
    let (kind, class) = match &gateway.kind {
        GatewayKind::VirtualPrivate { .. } => ("virtual private gateway", "gateway vgw"),
        GatewayKind::DirectConnect { .. } => ("Direct Connect gateway", "gateway dxgw"),
        GatewayKind::Transit { .. } => ("transit gateway", "gateway tgw"),
    };
    let (x, width) = (area.x + 12, area.width - 20);
    let facts: Vec<String> = [kind.to_owned(), format!("AS {}", gateway.asn)]
        .into_iter()
        .chain(peering(gateway))
        .collect();
    let mut y = area.middle() - i32::try_from(facts.len()).unwrap_or(0) * LINE / 2 + 4;
    scene.open(format!("gateway-{}", gateway.name), "gateway", format!("{kind} {}", gateway.name));
    scene.rect(area, 8, class);
    scene.text((x, y), width, Font::Name, "", gateway.name.as_str());
    for fact in facts {
        y += LINE;
        scene.text((x, y), width, Font::Small, "faint", &fact);
    }
    scene.close();
}

/// What a transit gateway is peered with, in words.
fn peering(gateway: &Gateway) -> Option<String> {
    match peers(gateway) {
        [] => None,
        [only] => Some(format!("peer of {}", only.gateway)),
        many => Some(format!("{} peers", many.len())),
    }
}

fn peers(gateway: &Gateway) -> &[Peer] {
    match &gateway.kind {
        GatewayKind::Transit { peers, .. } => peers,
        _ => &[],
    }
}

/// Whether a transit gateway is peered with another.
pub(super) fn peered(one: &Gateway, other: &Gateway) -> bool {
    peers(one).iter().any(|peer| peer.gateway == other.name)
}

/// The region that a gateway is in; none for a Direct Connect gateway, which is in no region.
pub(super) fn region(gateway: &Gateway) -> Option<&Name> {
    match &gateway.kind {
        GatewayKind::VirtualPrivate { region } | GatewayKind::Transit { region, .. } => {
            Some(region)
        }
        GatewayKind::DirectConnect { .. } => None,
    }
}

/// The gateways associated with a Direct Connect gateway; empty for any other.
pub(super) fn associated(gateway: &Gateway) -> Vec<&Name> {
    match &gateway.kind {
        GatewayKind::DirectConnect { associations } => {
            associations.iter().map(|association| &association.gateway).collect()
        }
        _ => Vec::new(),
    }
}
