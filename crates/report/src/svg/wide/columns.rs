//! The outer columns: data centres with their tracks, regions with room for their gateways.

use landbridge_design::blueprint::{Blueprint, Gateway, Region};

use crate::links::Link;
use crate::svg::scene::Scene;
use crate::svg::{Layout, data_center, gateway, region};

use super::{GAP, PORT, SITE, TRACK};

/// The data centres, one below the other, and the height of each link's track.
pub(super) struct Left {
    pub(super) scene: Scene,
    pub(super) height: i32,
    pub(super) tracks: Vec<i32>,
}

impl Left {
    pub(super) fn shift(&mut self, dy: i32) {
        let scene = std::mem::take(&mut self.scene);
        self.scene.place(scene, 0, dy);
        self.tracks.iter_mut().for_each(|y| *y += dy);
    }
}

pub(super) fn left_column(blueprint: &Blueprint, links: &[Link]) -> Left {
    let mut left = Left { scene: Scene::default(), height: 0, tracks: Vec::new() };
    for site in &blueprint.data_centers {
        let leaving = links.iter().filter(|link| link.data_center == site.site).count();
        let leaving = i32::try_from(leaving).unwrap_or(0);
        let block = data_center::block(site, Layout::Wide, SITE, leaving * TRACK);
        let first = left.height + block.router.middle() - leaving * TRACK / 2;
        left.tracks.extend((0..leaving).map(|i| first + i * TRACK + TRACK / 2));
        let height = block.scene.height;
        left.scene.place(block.scene, 0, left.height);
        left.height += height + GAP;
    }
    left.height = (left.height - GAP).max(0);
    left
}

/// A region's box, and the stretch of height that it and its gateways share.
pub(super) struct Slot<'a> {
    pub(super) region: Option<&'a Region>,
    pub(super) block: Scene,
    pub(super) y: i32,
    pub(super) height: i32,
}

/// The regions, each with room for the gateways beside it, and a last slot for gateways of no drawn region.
pub(super) fn slots<'a>(blueprint: &'a Blueprint, links: &[Link]) -> Vec<Slot<'a>> {
    let widest = blueprint.regions.iter().map(region::wide_width).max().unwrap_or(0);
    let compact = blueprint.regions.len() > region::IN_FULL;
    let mut y = 0;
    let mut slots = Vec::new();
    for site in &blueprint.regions {
        let block = if compact {
            region::compact(site, region::COMPACT)
        } else {
            region::block(blueprint, site, widest)
        };
        let beside: i32 = gateways_of(blueprint, Some(site))
            .map(|one| gateway_height(entering(blueprint, links, one)) + GAP)
            .sum();
        let height = block.height.max(beside);
        slots.push(Slot { region: Some(site), block, y, height });
        y += height + GAP;
    }
    slots
}

pub(super) fn gateways_of<'a>(
    blueprint: &'a Blueprint,
    site: Option<&Region>,
) -> impl Iterator<Item = &'a Gateway> {
    let site = site.map(|region| region.site.clone());
    blueprint
        .gateways
        .iter()
        .filter(move |one| site.is_some() && gateway::region(one) == site.as_ref())
}

/// How many cables enter a gateway from the last channel.
pub(super) fn entering(blueprint: &Blueprint, links: &[Link], one: &Gateway) -> usize {
    let associated = blueprint.gateways.iter().flat_map(gateway::associated);
    links.iter().filter(|link| link.gateway == one.name).count()
        + associated.filter(|name| **name == one.name).count()
}

pub(super) fn gateway_height(entering: usize) -> i32 {
    gateway::HEIGHT.max(i32::try_from(entering).unwrap_or(0) * PORT + PORT)
}

pub(super) fn centre(slots: &mut [Slot<'_>], height: i32) {
    let used = slots.last().map_or(0, |slot| slot.y + slot.height);
    for slot in slots {
        slot.y += (height - used) / 2;
    }
}
