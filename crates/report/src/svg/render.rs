//! From a scene to SVG text. Every text and attribute is escaped by the template.

use maud::{Markup, PreEscaped, html};

use super::CSS;
use super::scene::{Anchor, Item, Scene, Text};

/// A file of its own, with its colours. The prefix stands before each name for tests.
pub(super) fn file(scene: &Scene, prefix: &str) -> String {
    svg(scene, prefix, Some(CSS)).into_string()
}

/// An element of a page.
pub(super) fn element(scene: &Scene, prefix: &str) -> String {
    svg(scene, prefix, None).into_string()
}

fn svg(scene: &Scene, prefix: &str, css: Option<&str>) -> Markup {
    let view = format!("0 0 {} {}", scene.width, scene.height);
    html! {
        svg xmlns="http://www.w3.org/2000/svg" class="topology" viewBox=(view) role="img"
            aria-label="The network of the estate" data-testid={ (prefix) "topology" } {
            @if let Some(css) = css { style { (PreEscaped(css)) } }
            (PreEscaped(body(&scene.items, prefix)))
        }
    }
}

/// Groups open and close within the flat list, which a template's nesting cannot follow.
fn body(items: &[Item], prefix: &str) -> String {
    items.iter().map(|one| item(one, prefix)).collect()
}

fn item(item: &Item, prefix: &str) -> String {
    let markup = match item {
        Item::Box { area, class, radius } => html! {
            rect class=(class) x=(area.x) y=(area.y) width=(area.width) height=(area.height) rx=(radius) {}
        },
        Item::Path { points, class } => html! { path class=(class) d=(path_data(points)) {} },
        Item::Text(text) => self::text(text),
        Item::Open { id, state, title } => return open(&format!("{prefix}{id}"), state, title),
        Item::Close => return "</g>".into(),
    };
    markup.into_string()
}

fn open(id: &str, state: &str, title: &str) -> String {
    let class = format!("is-{state}");
    let whole = html! { g class=(class) data-testid=(id) data-state=(state) { title { (title) } } };
    whole.into_string().trim_end_matches("</g>").to_owned()
}

fn text(text: &Text) -> Markup {
    let anchor = match text.anchor {
        Anchor::Start => None,
        Anchor::End => Some("end"),
    };
    let class = format!("{} {}", text.font.class(), text.class);
    html! { text class=(class.trim_end()) x=(text.x) y=(text.y) text-anchor=[anchor] { (text.words) } }
}

fn path_data(points: &[(i32, i32)]) -> String {
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{x} {y}")).collect();
    format!("M{}", points.join("L"))
}
