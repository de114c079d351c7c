//! Shapes at their places, before they become SVG text. All coordinates are whole units of the picture.

use super::font::Font;

/// A picture or a part of one, with its origin at its upper left corner.
#[derive(Clone, Debug, Default)]
pub(super) struct Scene {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) items: Vec<Item>,
}

/// One thing of a picture, in the order of drawing.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// A rectangle.
    Box { area: Area, class: String, radius: i32 },
    /// A line through points.
    Path { points: Vec<(i32, i32)>, class: String },
    /// One line of text.
    Text(Text),
    /// The start of a group of things that show one state.
    Open { id: String, state: String, title: String },
    /// Its end.
    Close,
}

/// A rectangle's place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// One line of text.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) x: i32,
    /// The line that letters stand on.
    pub(super) y: i32,
    pub(super) anchor: Anchor,
    pub(super) font: Font,
    pub(super) class: &'static str,
    pub(super) words: String,
}

/// Which part of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    End,
}

impl Area {
    pub(super) fn new(x: i32, y: i32, width: i32, height: i32) -> Self {
        Self { x, y, width, height }
    }

    pub(super) fn right(self) -> i32 {
        self.x + self.width
    }

    pub(super) fn bottom(self) -> i32 {
        self.y + self.height
    }

    pub(super) fn middle(self) -> i32 {
        self.y + self.height / 2
    }

    pub(super) fn moved(self, dx: i32, dy: i32) -> Self {
        Self { x: self.x + dx, y: self.y + dy, ..self }
    }
}

impl Text {
    /// The room that it takes at most.
    #[cfg(test)]
    pub(super) fn area(&self) -> Area {
        let (width, size) = (self.font.width(&self.words), self.font.size());
        let x = match self.anchor {
            Anchor::Start => self.x,
            Anchor::End => self.x - width,
        };
        Area::new(x, self.y - size * 4 / 5, width, size)
    }
}

impl Scene {
    pub(super) fn new(width: i32, height: i32) -> Self {
        Self { width, height, items: Vec::new() }
    }

    pub(super) fn rect(&mut self, area: Area, radius: i32, class: impl Into<String>) {
        self.items.push(Item::Box { area, class: class.into(), radius });
    }

    pub(super) fn path(&mut self, points: Vec<(i32, i32)>, class: impl Into<String>) {
        self.items.push(Item::Path { points, class: class.into() });
    }

    /// Text that begins at a place and is cut at a width.
    pub(super) fn text(
        &mut self,
        at: (i32, i32),
        width: i32,
        font: Font,
        class: &'static str,
        text: &str,
    ) {
        self.anchored(at, width, Anchor::Start, font, class, text);
    }

    /// Text whose anchor stands at a place, cut at a width.
    pub(super) fn anchored(
        &mut self,
        (x, y): (i32, i32),
        width: i32,
        anchor: Anchor,
        font: Font,
        class: &'static str,
        text: &str,
    ) {
        let words = font.fit(text, width);
        self.items.push(Item::Text(Text { x, y, anchor, font, class, words }));
    }

    /// Opens a group that shows a state. `id` names it for tests, `title` is what a pointer shows.
    pub(super) fn open(&mut self, id: String, state: &str, title: String) {
        self.items.push(Item::Open { id, state: state.to_owned(), title });
    }

    pub(super) fn close(&mut self) {
        self.items.push(Item::Close);
    }

    /// Puts another scene's things here, moved.
    pub(super) fn place(&mut self, other: Self, dx: i32, dy: i32) {
        self.items.extend(other.items.into_iter().map(|item| item.moved(dx, dy)));
    }
}

impl Item {
    fn moved(self, dx: i32, dy: i32) -> Self {
        match self {
            Self::Box { area, class, radius } => {
                Self::Box { area: area.moved(dx, dy), class, radius }
            }
            Self::Path { points, class } => Self::Path {
                points: points.into_iter().map(|(x, y)| (x + dx, y + dy)).collect(),
                class,
            },
            Self::Text(text) => Self::Text(Text { x: text.x + dx, y: text.y + dy, ..text }),
            same => same,
        }
    }
}
