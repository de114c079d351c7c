//! The picture of an estate's network: data centres on one side, AWS regions on the other, lines and tunnels between.
//!
//! A pure function of the blueprint and, where a rehearsal runs, its status. Sites, zones and subnets stand in lanes in the
//! blueprint's order, so the same blueprint gives the same bytes. Start at [`topology`]; [`wide`] and [`tall`] place what
//! `data_center`, `region` and `gateway` draw.

mod cables;
mod chips;
mod data_center;
mod font;
mod gateway;
mod legend;
mod region;
mod render;
mod scene;
mod tall;
mod wide;

use landbridge_design::blueprint::Blueprint;
use landbridge_outcome::rehearsal::Status;

use scene::Scene;

/// How the picture is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// From left to right, for screens and paper.
    Wide,
    /// From top to bottom, for phones.
    Tall,
}

/// Colours of the picture, light and dark, as CSS variables and classes. Part of every picture made by [`topology`].
pub const CSS: &str = include_str!("svg/topology.css");

/// The picture as a file of its own.
pub fn topology(blueprint: &Blueprint, status: Option<&Status>, layout: Layout) -> String {
    render::file(&scene(blueprint, status, layout), prefix(layout))
}

/// The picture as a part of a page that holds [`CSS`] itself.
pub fn inline_topology(blueprint: &Blueprint, status: Option<&Status>, layout: Layout) -> String {
    render::element(&scene(blueprint, status, layout), prefix(layout))
}

/// What tells the names of both layouts' parts apart, where a page holds both.
fn prefix(layout: Layout) -> &'static str {
    match layout {
        Layout::Wide => "",
        Layout::Tall => "tall-",
    }
}

fn scene(blueprint: &Blueprint, status: Option<&Status>, layout: Layout) -> Scene {
    match layout {
        Layout::Wide => wide::scene(blueprint, status),
        Layout::Tall => tall::scene(blueprint, status),
    }
}

#[cfg(test)]
#[cfg(test)]
mod tests;
