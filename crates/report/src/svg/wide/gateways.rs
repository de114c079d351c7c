//! The gateways between the columns: where they stand, and at which height each cable enters them.

use landbridge_design::blueprint::{Blueprint, Gateway};
use landbridge_estate::names::Name;

use crate::links::{Link, ends_at_direct_connect_gateway};
use crate::svg::gateway;
use crate::svg::scene::Area;

use super::columns::{Slot, gateway_height, gateways_of};
use super::{GAP, GATEWAY, PORT, TRACK};

/// A gateway with its place and the cables that enter it.
pub(super) struct Placed<'a> {
    pub(super) gateway: &'a Gateway,
    pub(super) area: Area,
    /// Cables that enter, by their place in the list of all that pass the last channel.
    pub(super) entering: Vec<usize>,
}

/// What enters the last channel: a link that passes, or an association of a Direct Connect gateway.
pub(super) struct Passing<'a> {
    /// The link; None for an association.
    pub(super) link: Option<usize>,
    pub(super) to: &'a Name,
    pub(super) from_y: i32,
}

/// The Direct Connect gateways, and the height at which each link leaves the first channel.
pub(super) struct Hubs<'a> {
    pub(super) placed: Vec<(&'a Gateway, Area)>,
    pub(super) rows: Vec<i32>,
}

impl Hubs<'_> {
    /// The lowest place that they or the links beside them reach.
    pub(super) fn bottom(&self) -> i32 {
        let boxes = self.placed.iter().map(|(_, area)| area.bottom());
        boxes.chain(self.rows.iter().map(|row| row + GAP)).max().unwrap_or(0)
    }
}

/// Puts links to Direct Connect gateways together, those that pass below them. Where they stand so already, they stay level.
pub(super) fn hubs<'a>(
    blueprint: &'a Blueprint,
    links: &[Link],
    tracks: &[i32],
    height: i32,
) -> Hubs<'a> {
    let all: Vec<&Gateway> =
        blueprint.gateways.iter().filter(|one| gateway::region(one).is_none()).collect();
    if all.is_empty() {
        return Hubs { placed: Vec::new(), rows: tracks.to_vec() };
    }
    let passes: Vec<usize> = (0..links.len())
        .filter(|i| !ends_at_direct_connect_gateway(blueprint, &links[*i]))
        .collect();
    let ends = |one: &Gateway| -> Vec<usize> {
        (0..links.len()).filter(|i| links[*i].gateway == one.name).collect()
    };
    let level = all.len() == 1 && blueprint.data_centers.len() == 1 && links.len() > passes.len();
    if level {
        let own = ends(all[0]);
        let (first, last) = (tracks[own[0]], tracks[own[own.len() - 1]]);
        let tall = gateway::HEIGHT.max(last - first + TRACK);
        let area = Area::new(0, (first + last - tall) / 2, GATEWAY, tall);
        return Hubs { placed: vec![(all[0], area)], rows: tracks.to_vec() };
    }
    stacked(&all, ends, &passes, height, links.len())
}

/// Direct Connect gateways one below the other, and below them the links that pass.
pub(super) fn stacked<'a>(
    all: &[&'a Gateway],
    ends: impl Fn(&Gateway) -> Vec<usize>,
    passes: &[usize],
    height: i32,
    links: usize,
) -> Hubs<'a> {
    let step = |i: usize| i32::try_from(i).unwrap_or(0) * PORT;
    let boxes: i32 = all.iter().map(|one| gateway_height(ends(one).len()) + GAP).sum();
    let mut y = ((height - boxes - step(passes.len())) / 2).max(GAP);
    let mut hubs = Hubs { placed: Vec::new(), rows: vec![0; links] };
    for one in all {
        let own = ends(one);
        let area = Area::new(0, y, GATEWAY, gateway_height(own.len()));
        for (i, link) in own.iter().enumerate() {
            hubs.rows[*link] = area.middle() + step(i) - step(own.len() - 1) / 2;
        }
        hubs.placed.push((one, area));
        y = area.bottom() + GAP;
    }
    for (i, link) in passes.iter().enumerate() {
        hubs.rows[*link] = y + step(i);
    }
    hubs
}

/// What enters the last channel, from top to bottom.
pub(super) fn passing<'a>(
    blueprint: &'a Blueprint,
    links: &'a [Link],
    rows: &[i32],
    hubs: &[(&'a Gateway, Area)],
) -> Vec<Passing<'a>> {
    let mut passing = Vec::new();
    for (one, area) in hubs {
        let to = gateway::associated(one);
        let count = i32::try_from(to.len()).unwrap_or(0);
        for (i, to) in (0..count).zip(to) {
            let from_y = area.y + area.height * (i + 1) / (count + 1);
            passing.push(Passing { link: None, to, from_y });
        }
    }
    for (i, link) in links.iter().enumerate() {
        if !ends_at_direct_connect_gateway(blueprint, link) {
            passing.push(Passing { link: Some(i), to: &link.gateway, from_y: rows[i] });
        }
    }
    passing
}

/// Puts each gateway beside its region. A single one stands level with what enters it.
pub(super) fn place_gateways<'a>(
    blueprint: &'a Blueprint,
    slots: &[Slot<'_>],
    passing: &[Passing<'_>],
) -> Vec<Placed<'a>> {
    let mut placed = Vec::new();
    for slot in slots {
        let own: Vec<&Gateway> = gateways_of(blueprint, slot.region).collect();
        let entering: Vec<Vec<usize>> = own.iter().map(|one| entries(one, passing)).collect();
        let total: i32 = entering.iter().map(|e| gateway_height(e.len()) + GAP).sum();
        let mut y = slot.y + (slot.height - (total - GAP)) / 2;
        for (gateway, entering) in own.into_iter().zip(entering) {
            let height = gateway_height(entering.len());
            placed.push(Placed { gateway, area: Area::new(0, y, GATEWAY, height), entering });
            y += height + GAP;
        }
    }
    if let [only] = placed.as_mut_slice() {
        level(only, passing);
    }
    placed
}

pub(super) fn entries(one: &Gateway, passing: &[Passing<'_>]) -> Vec<usize> {
    (0..passing.len()).filter(|i| *passing[*i].to == one.name).collect()
}

/// Stretches a gateway over the heights of all that enters it.
pub(super) fn level(only: &mut Placed<'_>, passing: &[Passing<'_>]) {
    let heights: Vec<i32> = only.entering.iter().map(|i| passing[*i].from_y).collect();
    if let (Some(first), Some(last)) = (heights.iter().min(), heights.iter().max()) {
        let height = gateway::HEIGHT.max(last - first + TRACK);
        only.area = Area::new(0, (first + last - height) / 2, GATEWAY, height);
    }
}

/// The height at which an entry of a gateway enters it: its own where the gateway reaches so far, else one after the other.
pub(super) fn port(placed: &Placed<'_>, at: usize, passing: &[Passing<'_>], single: bool) -> i32 {
    let own = passing[placed.entering[at]].from_y;
    if single {
        return own;
    }
    let count = i32::try_from(placed.entering.len()).unwrap_or(1);
    placed.area.middle() + (2 * i32::try_from(at).unwrap_or(0) + 1 - count) * PORT / 2
}
