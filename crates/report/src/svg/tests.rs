//! The picture of small and large networks: nothing overlaps, nothing is cut off, every state is marked.

use landbridge_design::blueprint::Blueprint;
use proptest::prelude::*;

use super::scene::{Area, Item};
use super::*;
use crate::samples;

const LAYOUTS: [Layout; 2] = [Layout::Wide, Layout::Tall];

/// The room of every text, with the text.
fn texts(scene: &Scene) -> Vec<(Area, String)> {
    let text = |item: &Item| match item {
        Item::Text(text) => Some((text.area(), text.words.clone())),
        _ => None,
    };
    scene.items.iter().filter_map(text).collect()
}

fn overlap(a: Area, b: Area) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

fn inside(area: Area, scene: &Scene) -> bool {
    area.x >= 0 && area.y >= 0 && area.right() <= scene.width && area.bottom() <= scene.height
}

/// What is wrong with a picture: texts that overlap, things outside of it.
fn faults(scene: &Scene) -> Vec<String> {
    let texts = texts(scene);
    let mut faults = Vec::new();
    for (i, (area, text)) in texts.iter().enumerate() {
        if !inside(*area, scene) {
            faults.push(format!("{text:?} is outside: {area:?}"));
        }
        for (other, beside) in &texts[i + 1..] {
            if overlap(*area, *other) {
                faults.push(format!("{text:?} {area:?} overlaps {beside:?} {other:?}"));
            }
        }
    }
    faults.extend(shapes_outside(scene));
    faults
}

fn shapes_outside(scene: &Scene) -> Vec<String> {
    let outside = |item: &&Item| match item {
        Item::Box { area, .. } => !inside(*area, scene),
        Item::Path { points, .. } => {
            points.iter().any(|(x, y)| !inside(Area::new(*x, *y, 0, 0), scene))
        }
        _ => false,
    };
    scene.items.iter().filter(outside).map(|item| format!("{item:?} is outside")).collect()
}

#[test]
fn known_networks_are_drawn_without_fault() {
    for blueprint in [samples::insurer(), samples::recovery(), samples::large()] {
        for layout in LAYOUTS {
            for status in [None, Some(&samples::status())] {
                let scene = scene(&blueprint, status, layout);
                assert_eq!(faults(&scene), Vec::<String>::new(), "{layout:?}");
            }
        }
    }
}

#[test]
fn the_same_blueprint_gives_the_same_bytes() {
    for layout in LAYOUTS {
        let draw = || topology(&samples::recovery(), None, layout);
        assert_eq!(draw(), draw());
    }
}

/// The picture as text, a group, box, path or text a line.
fn outline(svg: &str) -> String {
    svg.replace("><", ">\n<")
}

#[test]
fn the_insurers_network_keeps_its_picture() {
    let svg = inline_topology(&samples::insurer(), Some(&samples::status()), Layout::Wide);
    insta::assert_snapshot!(outline(&svg));
}

#[test]
fn states_are_marked_for_people_and_for_tests() {
    for (layout, id) in [(Layout::Wide, "link"), (Layout::Tall, "tall-link")] {
        let svg = inline_topology(&samples::insurer(), Some(&samples::status()), layout);
        for (link, state, words) in [
            ("line-1", "cut", ">cut<"),
            ("vpn-1-tunnel-1", "in-use", ">in use<"),
            ("vpn-1-tunnel-2", "up", ">up<"),
        ] {
            let mark = format!(r#"data-testid="{id}-{link}" data-state="{state}""#);
            assert!(svg.contains(&mark), "{mark}");
            assert!(svg.contains(words), "{words}");
        }
        let planned = inline_topology(&samples::insurer(), None, layout);
        assert!(planned.contains(&format!(r#"data-testid="{id}-line-1" data-state="planned""#)));
    }
}

#[test]
fn what_an_estate_says_is_escaped() {
    let mut blueprint = samples::insurer();
    blueprint.data_centers[0].dns_domain = Some("<script>&\"".into());
    let svg = topology(&blueprint, None, Layout::Wide);
    assert!(svg.contains("&lt;script&gt;&amp;"));
    assert!(!svg.contains("<script>"));
}

/// A network of any shape: some data centres, some regions, any of them linked in any way.
fn any_network() -> impl Strategy<Value = Blueprint> {
    let data_centers = prop::collection::vec(0_usize..9, 0..4);
    let regions = prop::collection::vec(1_usize..6, 0..7);
    let links = prop::collection::vec((0_usize..4, 0_usize..8, any::<bool>()), 0..8);
    (data_centers, regions, links, any::<bool>()).prop_map(|(dcs, regions, links, hub)| {
        let mut network = samples::blueprint(&dcs, &regions);
        samples::link(&mut network, &links, hub);
        network
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn any_network_is_drawn_without_fault(blueprint in any_network()) {
        for layout in LAYOUTS {
            let scene = scene(&blueprint, None, layout);
            prop_assert_eq!(faults(&scene), Vec::<String>::new());
        }
    }
}
