//! Small boxes for hosts and NAT gateways, and the subnets that hold them.

use landbridge_design::blueprint::{Host, HostRole, Nat, NatKind, SubnetKind};

use super::font::Font;
use super::scene::{Area, Scene};

/// Height of a chip with the room below it.
const STEP: i32 = 44;
/// Chips shown before the rest is only counted.
const SHOWN: usize = 4;
/// Height of a subnet's name and range.
const HEAD: i32 = 44;

/// A host or NAT gateway.
#[derive(Clone, Debug)]
pub(super) struct Chip {
    name: String,
    address: String,
    class: &'static str,
}

impl Chip {
    pub(super) fn of_host(host: &Host) -> Self {
        let class = match host.role {
            HostRole::ContainerHost => "chip host",
            HostRole::Database => "chip database",
            HostRole::Other => "chip other",
        };
        Self { name: host.name.to_string(), address: host.address.to_string(), class }
    }

    pub(super) fn of_nat(nat: &Nat) -> Self {
        let kind = match nat.kind {
            NatKind::Gateway => "NAT",
            NatKind::PrivateGateway => "private NAT",
            NatKind::Instance => "NAT instance",
        };
        let name = nat.name.as_str();
        let name = if name.contains("nat") { name.to_owned() } else { format!("{kind} {name}") };
        Self { name, address: nat.address.to_string(), class: "chip nat" }
    }
}

/// The height of a subnet with so many chips.
pub(super) fn subnet_height(chips: usize) -> i32 {
    let shown = i32::try_from(chips.min(SHOWN)).unwrap_or(i32::MAX);
    let more = if chips > SHOWN { 20 } else { 0 };
    HEAD + shown * STEP + more + if chips == 0 { 2 } else { 4 }
}

/// A subnet: its name, its range, and its chips, in a box of a given size.
pub(super) fn subnet(
    name: &str,
    cidr: &str,
    kind: &str,
    chips: &[Chip],
    width: i32,
    height: i32,
) -> Scene {
    let mut scene = Scene::new(width, height);
    scene.rect(Area::new(0, 0, width, height), 6, format!("subnet {kind}"));
    scene.rect(Area::new(0, 6, 4, height - 12), 2, format!("band {kind}"));
    scene.text((14, 18), width - 22, Font::Name, "", name);
    scene.text((14, 35), width - 22, Font::Mono, "faint", cidr);
    let mut y = HEAD;
    for chip in chips.iter().take(SHOWN) {
        draw(&mut scene, chip, y, width);
        y += STEP;
    }
    if chips.len() > SHOWN {
        let text = format!("and {} more", chips.len() - SHOWN);
        scene.text((14, y + 12), width - 22, Font::Small, "faint", &text);
    }
    scene
}

fn draw(scene: &mut Scene, chip: &Chip, y: i32, width: i32) {
    scene.rect(Area::new(12, y, width - 20, STEP - 5), 5, chip.class);
    scene.text((22, y + 16), width - 38, Font::Small, "", &chip.name);
    scene.text((22, y + 32), width - 38, Font::Mono, "faint", &chip.address);
}

/// The name of a subnet's kind for style sheets.
pub(super) fn kind_key(kind: SubnetKind) -> &'static str {
    match kind {
        SubnetKind::Public => "public",
        SubnetKind::Private => "private",
        SubnetKind::Isolated => "isolated",
    }
}
