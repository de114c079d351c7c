//! The picture from top to bottom: boxes one below the other, and beside them a trunk of cables, one lane each, that join them.

use landbridge_design::blueprint::{Blueprint, Gateway};
use landbridge_estate::names::Name;
use landbridge_outcome::rehearsal::Status;

use crate::links::{Link, links};

use super::cables::cross;
use super::font::Font;
use super::scene::{Anchor, Area, Scene};
use super::{Layout, data_center, gateway, legend, region};

/// Width of the whole picture.
const WIDTH: i32 = 400;
/// Room around and between boxes.
const GAP: i32 = 16;
/// Height of a link's name and detail.
const LABEL: i32 = 46;

/// A cable of the trunk: its lane, and the heights at which it leaves and enters boxes.
struct Cable {
    lane: i32,
    from: i32,
    to: i32,
    /// The height of its label; none for an association.
    label: i32,
}

/// A box that cables enter at its left edge.
struct Port {
    name: Name,
    area: Area,
    /// Cables that enter it so far.
    used: i32,
    /// Cables that will enter it.
    expected: i32,
}

impl Port {
    /// The height at which the next cable enters.
    fn take(&mut self) -> i32 {
        self.used += 1;
        self.area.y + self.area.height * self.used / (self.expected + 1)
    }
}

/// What is drawn where, while the picture grows downwards.
struct Tall<'a> {
    blueprint: &'a Blueprint,
    links: Vec<Link>,
    scene: Scene,
    /// The left edge of the boxes.
    x: i32,
    y: i32,
    ports: Vec<Port>,
}

pub(super) fn scene(blueprint: &Blueprint, status: Option<&Status>) -> Scene {
    let links = links(blueprint, status);
    let cables = links.len() + associations(blueprint).len();
    let trunk =
        if cables == 0 { 0 } else { i32::try_from(cables).unwrap_or(1) * step(cables) + GAP };
    let mut tall = Tall {
        blueprint,
        links,
        scene: Scene::new(WIDTH, 0),
        x: GAP + trunk,
        y: GAP,
        ports: Vec::new(),
    };
    tall.data_centers();
    let labels = tall.labels();
    tall.gateways_without_region();
    tall.regions();
    tall.cables(&labels);
    tall.finish(status.is_some())
}

/// Room between two lanes of the trunk.
fn step(cables: usize) -> i32 {
    (120 / i32::try_from(cables.max(1)).unwrap_or(1)).clamp(3, 14)
}

/// Each Direct Connect gateway with each gateway that it passes lines to.
fn associations(blueprint: &Blueprint) -> Vec<(&Name, &Name)> {
    let all = blueprint.gateways.iter();
    all.flat_map(|g| gateway::associated(g).into_iter().map(move |to| (&g.name, to))).collect()
}

impl Tall<'_> {
    fn width(&self) -> i32 {
        WIDTH - GAP - self.x
    }

    fn data_centers(&mut self) {
        for site in &self.blueprint.data_centers {
            let leaving = self.links.iter().filter(|link| link.data_center == site.site).count();
            let leaving = i32::try_from(leaving).unwrap_or(0);
            let block = data_center::block(site, Layout::Tall, self.width(), leaving * 10 + 20);
            let height = block.scene.height;
            self.scene.place(block.scene, self.x, self.y);
            self.port(&site.site, block.router.moved(self.x, self.y), leaving);
            self.y += height + GAP;
        }
    }

    fn port(&mut self, name: &Name, area: Area, expected: i32) {
        self.ports.push(Port { name: name.clone(), area, used: 0, expected });
    }

    /// Makes room for the links' labels. Returns the height of each.
    fn labels(&mut self) -> Vec<i32> {
        let heights: Vec<i32> = (0..self.links.len())
            .map(|i| self.y + LABEL / 2 + i32::try_from(i).unwrap_or(0) * LABEL)
            .collect();
        self.y = heights.last().map_or(self.y, |last| last + LABEL / 2 + GAP);
        heights
    }

    fn gateways_without_region(&mut self) {
        let blueprint = self.blueprint;
        let regions: Vec<&Name> = blueprint.regions.iter().map(|region| &region.site).collect();
        for one in &blueprint.gateways {
            if gateway::region(one).is_none_or(|region| !regions.contains(&region)) {
                self.gateway(one);
                self.y += GAP;
            }
        }
    }

    fn gateway(&mut self, one: &Gateway) {
        let entering = self.links.iter().filter(|link| link.gateway == one.name).count()
            + associations(self.blueprint)
                .iter()
                .filter(|(from, to)| **from == one.name || **to == one.name)
                .count();
        let entering = i32::try_from(entering).unwrap_or(0);
        let height = gateway::HEIGHT.max(entering * 10 + 20);
        let area = Area::new(self.x, self.y, self.width(), height);
        gateway::draw(&mut self.scene, one, area);
        self.port(&one.name, area, entering);
        self.y += height;
    }

    fn regions(&mut self) {
        let compact = self.blueprint.regions.len() > region::IN_FULL;
        for site in &self.blueprint.regions {
            for one in &self.blueprint.gateways {
                if gateway::region(one) == Some(&site.site) {
                    self.gateway(one);
                    let middle = self.x + self.width() / 2;
                    self.scene.path(vec![(middle, self.y), (middle, self.y + GAP)], "attached");
                    self.y += GAP;
                }
            }
            let block = if compact {
                region::compact(site, self.width())
            } else {
                region::block(self.blueprint, site, self.width())
            };
            let height = block.height;
            self.scene.place(block, self.x, self.y);
            self.y += height + GAP;
        }
    }

    /// Draws the trunk, below everything else in the order of drawing, so that no cable crosses a letter.
    fn cables(&mut self, labels: &[i32]) {
        let all = self.links.len() + associations(self.blueprint).len();
        let lane = |i: usize| GAP + 4 + i32::try_from(i).unwrap_or(0) * step(all);
        let mut under = Scene::new(WIDTH, 0);
        for (i, link) in self.links.clone().iter().enumerate() {
            let (from, to) = (self.take(&link.data_center), self.take(&link.gateway));
            let cable = Cable { lane: lane(i), from, to, label: labels[i] };
            self.draw_link(&mut under, link, &cable);
        }
        for (i, (from, to)) in associations(self.blueprint).into_iter().enumerate() {
            let x = lane(self.links.len() + i);
            let (from, to) = (self.take(from), self.take(to));
            under.path(vec![(self.x, from), (x, from), (x, to), (self.x, to)], "cable association");
        }
        under.items.append(&mut self.scene.items);
        self.scene.items = under.items;
    }

    fn take(&mut self, name: &Name) -> i32 {
        self.ports.iter_mut().find(|port| port.name == *name).map_or(GAP, Port::take)
    }

    fn draw_link(&self, scene: &mut Scene, link: &Link, cable: &Cable) {
        let (x, y) = (cable.lane, cable.label);
        let title = format!("{}: {}", link.name, link.detail);
        scene.open(format!("link-{}", link.name), link.state.key(), title);
        let points = vec![(self.x, cable.from), (x, cable.from), (x, cable.to), (self.x, cable.to)];
        scene.path(points, format!("cable {}", link.kind));
        scene.path(vec![(x, y), (self.x - 4, y)], "lead");
        scene.rect(Area::new(x - 4, y - 4, 8, 8), 4, "dot");
        if link.state.key() == "cut" {
            cross(scene, x, y);
        }
        label(scene, link, self.x, y, self.width());
        scene.close();
    }

    fn finish(mut self, states: bool) -> Scene {
        let legend = legend::legend(WIDTH - 2 * GAP, states);
        let height = legend.height;
        self.scene.place(legend, GAP, self.y + 4);
        self.scene.height = self.y + 4 + height + GAP;
        let mut whole = Scene::new(WIDTH, self.scene.height);
        whole.rect(Area::new(0, 0, WIDTH, whole.height), 0, "ground");
        whole.place(self.scene, 0, 0);
        whole
    }
}

/// A link's name, state and detail beside its lane.
fn label(scene: &mut Scene, link: &Link, x: i32, y: i32, width: i32) {
    let words = Font::Small.fit(link.state.words(), width / 2);
    let room = if words.is_empty() { 0 } else { Font::Small.width(&words) + 12 };
    scene.text((x + 4, y - 3), width - room - 4, Font::Name, "", &link.name);
    if room > 0 {
        scene.anchored((x + width, y - 3), room, Anchor::End, Font::Small, "state", &words);
    }
    scene.text((x + 4, y + 14), width - 4, Font::Small, "faint", &link.detail);
}
