//! A data centre's box: its name, its LAN with hosts, its router.

use landbridge_design::blueprint::{DataCenter, Router, Vendor};

use super::Layout;
use super::chips::{self, Chip};
use super::font::Font;
use super::scene::{Area, Scene};

/// Height of the site's name and network.
const HEAD: i32 = 78;
/// Room inside a site's edge.
const PAD: i32 = 14;
/// How far a router that stands beside the LAN is from the site's edge.
pub(super) const INSET: i32 = PAD;
/// Width of a router that stands beside the LAN.
const ROUTER: i32 = 116;

/// A data centre's box, and where its router stands in it.
pub(super) struct Block {
    pub(super) scene: Scene,
    /// The router, or the LAN where there is none.
    pub(super) router: Area,
}

/// Draws a data centre. Beside the LAN the router is at least `router_height` high, so that each link has its own place.
pub(super) fn block(site: &DataCenter, layout: Layout, width: i32, router_height: i32) -> Block {
    let chips: Vec<Chip> = site.hosts.iter().map(Chip::of_host).collect();
    let (lan, router) =
        places(site, layout, width, router_height, chips::subnet_height(chips.len()));
    let height = lan.bottom().max(router.bottom()) + PAD;
    let mut scene = Scene::new(width, height);
    scene.open(format!("site-{}", site.site), "data-center", format!("data centre {}", site.site));
    scene.rect(Area::new(0, 0, width, height), 10, "site");
    head(&mut scene, site, width);
    let cidr = site.lan.to_string();
    scene.place(
        chips::subnet("LAN", &cidr, "private", &chips, lan.width, lan.height),
        lan.x,
        lan.y,
    );
    if let Some(facts) = &site.router {
        draw_router(&mut scene, facts, router);
    }
    scene.close();
    Block { scene, router: if site.router.is_some() { router } else { lan } }
}

/// Where the LAN and the router stand.
fn places(site: &DataCenter, layout: Layout, width: i32, router: i32, lan: i32) -> (Area, Area) {
    let inner = width - 2 * PAD;
    match layout {
        _ if site.router.is_none() => (Area::new(PAD, HEAD, inner, lan), Area::default()),
        Layout::Wide => {
            let height = lan.max(router).max(84);
            let left = inner - ROUTER - PAD;
            (Area::new(PAD, HEAD, left, lan), Area::new(PAD + left + PAD, HEAD, ROUTER, height))
        }
        Layout::Tall => (
            Area::new(PAD, HEAD, inner, lan),
            Area::new(PAD, HEAD + lan + 10, inner, router.max(72)),
        ),
    }
}

fn head(scene: &mut Scene, site: &DataCenter, width: i32) {
    let inner = width - 2 * PAD;
    let what = match &site.dns_domain {
        Some(domain) => format!("data centre · {domain}"),
        None => "data centre".into(),
    };
    scene.text((PAD, 27), inner, Font::Title, "", site.site.as_str());
    scene.text((PAD, 46), inner, Font::Small, "faint", &what);
    scene.text((PAD, 64), inner, Font::Mono, "faint", &site.network.to_string());
}

fn draw_router(scene: &mut Scene, router: &Router, area: Area) {
    let vendor = match router.vendor {
        Vendor::CiscoIosXe => "Cisco IOS-XE",
        Vendor::JuniperJunos => "Juniper Junos",
        Vendor::Linux => "Linux",
    };
    let (x, width) = (area.x + 12, area.width - 20);
    let top = area.middle() - 24;
    scene.rect(area, 8, "router");
    scene.text((x, top + 12), width, Font::Name, "", router.name.as_str());
    scene.text((x, top + 30), width, Font::Small, "faint", vendor);
    scene.text((x, top + 47), width, Font::Small, "faint", &format!("AS {}", router.asn));
}
