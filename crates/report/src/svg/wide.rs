//! The picture from left to right: data centres, lines and tunnels, gateways, regions.
//!
//! Each link has a track of its own beside its router, where its name is written. Right of the tracks, links to a Direct Connect
//! gateway end there; the others pass by and turn, each in its own lane of a channel, to their gateway.

mod columns;
mod gateways;
mod picture;

use landbridge_design::blueprint::Blueprint;
use landbridge_outcome::rehearsal::Status;

use crate::links::links;

use super::scene::Scene;
use columns::{centre, left_column, slots};
use gateways::{hubs, passing, place_gateways};
use picture::Picture;

/// Room around and between boxes.
const GAP: i32 = 20;
/// Width of a data centre.
const SITE: i32 = 340;
/// Height of a link's track.
const TRACK: i32 = 50;
/// Width of a link's name and detail.
const LABEL: i32 = 310;
/// Width of a gateway.
const GATEWAY: i32 = 222;
/// Room between the ends of cables at a gateway.
const PORT: i32 = 18;
/// The least width of the picture, for its legend.
const LEAST: i32 = 480;
/// Width of the way from a gateway to its region.
const ATTACHMENT: i32 = 30;

pub(super) fn scene(blueprint: &Blueprint, status: Option<&Status>) -> Scene {
    let links = links(blueprint, status);
    let mut left = left_column(blueprint, &links);
    let mut slots = slots(blueprint, &links);
    let height = left.height.max(slots.last().map_or(0, |slot| slot.y + slot.height));
    left.shift((height - left.height) / 2);
    centre(&mut slots, height);

    let hubs = hubs(blueprint, &links, &left.tracks, height);
    let height = height.max(hubs.bottom());
    let rows = hubs.rows;
    let passing = passing(blueprint, &links, &rows, &hubs.placed);
    let placed = place_gateways(blueprint, &slots, &passing);

    let mut picture = Picture { links: &links, scene: Scene::new(0, height + 2 * GAP), x: GAP };
    picture.scene.place(left.scene, GAP, GAP);
    picture.x += if blueprint.data_centers.is_empty() { 0 } else { SITE };
    picture.first_channel(&left.tracks, &rows, !hubs.placed.is_empty());
    picture.hubs(&hubs.placed, &rows, &passing);
    picture.last_channel(&passing, &placed);
    picture.right_column(placed, slots);
    picture.finish(status.is_some())
}
