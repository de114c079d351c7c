//! The picture itself, drawn from left to right.

use landbridge_design::blueprint::Gateway;

use crate::links::Link;
use crate::svg::cables::{Ends, channel_width, cross, routes};
use crate::svg::font::Font;
use crate::svg::scene::{Anchor, Area, Scene};
use crate::svg::{data_center, gateway, legend};

use super::columns::Slot;
use super::gateways::{Passing, Placed, port};
use super::{ATTACHMENT, GAP, GATEWAY, LABEL, LEAST};

/// The picture while it grows to the right.
pub(super) struct Picture<'a> {
    pub(super) links: &'a [Link],
    pub(super) scene: Scene,
    pub(super) x: i32,
}

impl Picture<'_> {
    /// The tracks with their labels, and the turns towards Direct Connect gateways.
    pub(super) fn first_channel(&mut self, tracks: &[i32], rows: &[i32], hubs: bool) {
        if self.links.is_empty() {
            self.x += ATTACHMENT;
            return;
        }
        // Tracks begin at the router, which stands inside the data centre's edge.
        let begin = self.x - data_center::INSET;
        let ends: Vec<Ends> = tracks.iter().copied().zip(rows.iter().copied()).collect();
        let channel = if hubs { channel_width(&ends, GAP) } else { 0 };
        let turns = routes(&ends, self.x + LABEL, channel);
        for ((link, track), turn) in self.links.iter().zip(tracks).zip(turns) {
            let mut points = vec![(begin, *track)];
            points.extend(turn);
            self.cable(link, "link", points);
            self.label(link, *track);
        }
        self.x += LABEL + channel;
    }

    /// A stretch of a link. Only the first is named for tests.
    pub(super) fn cable(&mut self, link: &Link, id: &str, points: Vec<(i32, i32)>) {
        let title = format!("{}: {}", link.name, link.detail);
        let points = points.into_iter().map(|(x, y)| (x, y + GAP)).collect();
        self.scene.open(format!("{id}-{}", link.name), link.state.key(), title);
        self.scene.path(points, format!("cable {}", link.kind));
        self.scene.close();
    }

    pub(super) fn label(&mut self, link: &Link, track: i32) {
        let (x, y, width) = (self.x + 12, track + GAP, LABEL - 24);
        let words = Font::Small.fit(link.state.words(), width / 2);
        let room = if words.is_empty() { 0 } else { Font::Small.width(&words) + 12 };
        self.scene.open(format!("state-{}", link.name), link.state.key(), link.name.clone());
        self.scene.text((x, y - 8), width - room, Font::Name, "", &link.name);
        if room > 0 {
            self.scene.anchored(
                (x + width, y - 8),
                room,
                Anchor::End,
                Font::Small,
                "state",
                &words,
            );
        }
        self.scene.text((x, y + 18), width, Font::Small, "faint", &link.detail);
        if link.state.key() == "cut" {
            cross(&mut self.scene, x + width / 2, y);
        }
        self.scene.close();
    }

    /// The Direct Connect gateways, with the links that pass below or above them.
    pub(super) fn hubs(
        &mut self,
        hubs: &[(&Gateway, Area)],
        rows: &[i32],
        passing: &[Passing<'_>],
    ) {
        if hubs.is_empty() {
            return;
        }
        for one in passing {
            if let Some(link) = one.link {
                let points = vec![(self.x, rows[link]), (self.x + GATEWAY, rows[link])];
                self.cable(&self.links[link], "pass", points);
            }
        }
        for (one, area) in hubs {
            gateway::draw(&mut self.scene, one, area.moved(self.x, GAP));
        }
        self.x += GATEWAY;
    }

    /// The turns towards virtual private and transit gateways.
    pub(super) fn last_channel(&mut self, passing: &[Passing<'_>], placed: &[Placed<'_>]) {
        let mut ends: Vec<(usize, Ends)> = Vec::new();
        for one in placed {
            for (at, entry) in one.entering.iter().enumerate() {
                let to = port(one, at, passing, placed.len() == 1);
                ends.push((*entry, (passing[*entry].from_y, to)));
            }
        }
        let heights: Vec<Ends> = ends.iter().map(|(_, ends)| *ends).collect();
        let width = if ends.is_empty() { 0 } else { channel_width(&heights, GAP) };
        for ((entry, _), points) in ends.iter().zip(routes(&heights, self.x, width)) {
            if let Some(link) = passing[*entry].link {
                self.cable(&self.links[link], "turn", points);
            } else {
                let points = points.into_iter().map(|(x, y)| (x, y + GAP)).collect();
                self.scene.path(points, "cable association");
            }
        }
        self.x += width;
    }

    /// The gateways and, beside them, their regions.
    pub(super) fn right_column(&mut self, placed: Vec<Placed<'_>>, slots: Vec<Slot<'_>>) {
        let regions = self.x + if placed.is_empty() { 0 } else { GATEWAY + ATTACHMENT };
        let mut right = self.x;
        self.peerings(&placed);
        for one in placed {
            let area = one.area.moved(self.x, GAP);
            self.scene
                .path(vec![(area.right(), area.middle()), (regions, area.middle())], "attached");
            gateway::draw(&mut self.scene, one.gateway, area);
            right = area.right();
        }
        for slot in slots {
            let y = GAP + slot.y + (slot.height - slot.block.height) / 2;
            right = right.max(regions + slot.block.width);
            self.scene.place(slot.block, regions, y);
        }
        self.x = right;
    }

    /// A line between neighbours that are peered; the other peerings stand in words in the gateways.
    pub(super) fn peerings(&mut self, placed: &[Placed<'_>]) {
        for pair in placed.windows(2) {
            let (upper, lower) = (&pair[0], &pair[1]);
            if gateway::peered(upper.gateway, lower.gateway) {
                let x = self.x + GATEWAY - GAP;
                let ends = vec![(x, upper.area.bottom() + GAP), (x, lower.area.y + GAP)];
                self.scene.path(ends, "peering");
            }
        }
    }

    pub(super) fn finish(self, states: bool) -> Scene {
        let width = (self.x + GAP).max(LEAST);
        let legend = legend::legend(width - 2 * GAP, states);
        let mut whole = Scene::new(width, self.scene.height + legend.height + GAP / 2);
        whole.rect(Area::new(0, 0, width, whole.height), 0, "ground");
        let below = self.scene.height;
        whole.place(self.scene, 0, 0);
        whole.place(legend, GAP, below);
        whole
    }
}
