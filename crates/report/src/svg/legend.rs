//! What the colours mean.

use super::font::Font;
use super::scene::{Area, Scene};

const LINE: i32 = 24;

/// The legend in a width, in as many lines as it needs. States are explained only where they are shown.
pub(super) fn legend(width: i32, states: bool) -> Scene {
    let mut scene = Scene::new(width, LINE);
    let subnets = [
        ("public", "public subnet"),
        ("private", "private subnet"),
        ("isolated", "isolated subnet"),
    ];
    let mut x = 0;
    for (class, words) in subnets {
        let (at, y) = advance(&mut scene, &mut x, words, 14);
        scene.rect(Area::new(at, y + 3, 14, 14), 3, format!("swatch {class}"));
    }
    let plain: &[(&str, &str)] = &[("planned line", "line"), ("planned tunnel", "tunnel")];
    let shown: &[(&str, &str)] = &[
        ("in-use line", "in use"),
        ("up line", "up"),
        ("down line", "down"),
        ("cut line", "fault injected"),
        ("up tunnel", "tunnel"),
    ];
    for (class, words) in if states { shown } else { plain } {
        let (at, y) = advance(&mut scene, &mut x, words, 28);
        scene.path(vec![(at, y + 10), (at + 28, y + 10)], format!("cable {class}"));
    }
    scene
}

/// Writes an entry's words after room for its sample, and says where the sample stands.
fn advance(scene: &mut Scene, x: &mut i32, words: &str, sample: i32) -> (i32, i32) {
    let room = sample + 8 + Font::Small.width(words);
    if *x > 0 && *x + room > scene.width {
        *x = 0;
        scene.height += LINE;
    }
    let (at, y) = (*x, scene.height - LINE);
    scene.text((at + sample + 8, y + 14), scene.width, Font::Small, "faint", words);
    *x += room + 22;
    (at, y)
}
