//! Finds "alias bombs": a few lines whose anchors and aliases unfold into gigabytes.
//!
//! The size that a file unfolds to is counted over the parser's events, without unfolding anything. So a bomb is called one, wherever
//! it lies, before a key or a value in it is looked at.

use std::collections::HashMap;

use serde_saphyr::granit_parser::{Event, Parser, Span as ParserSpan};

use crate::span::Span;

/// The most values that a file with aliases may unfold to: twenty times an estate of 1 000 services.
pub(super) const MOST_VALUES: u64 = 500_000;

/// The alias at which the file has unfolded to more than [`MOST_VALUES`].
///
/// A file that is not YAML has none: the pass that reads it will say what is wrong.
pub(super) fn find(text: &str) -> Option<Span> {
    if !(text.contains('&') && text.contains('*')) {
        return None;
    }
    let mut count = Count::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        let is_alias = event.alias_id().is_some();
        count.add(&event);
        if is_alias && count.values > MOST_VALUES {
            return Some(place(&span));
        }
    }
    None
}

/// How many values there are, with aliases unfolded.
#[derive(Default)]
struct Count {
    values: u64,
    /// Of each anchor that is complete.
    anchored: HashMap<usize, u64>,
    /// The anchors of the lists and mappings that are open (0 for none), and how many values came before each.
    open: Vec<(usize, u64)>,
}

impl Count {
    fn add(&mut self, event: &Event<'_>) {
        match event {
            Event::Scalar(_, _, anchor, _) => {
                self.values = self.values.saturating_add(1);
                self.anchored.insert(*anchor, 1);
            }
            Event::SequenceStart(_, anchor, _) | Event::MappingStart(_, anchor, _) => {
                self.open.push((*anchor, self.values));
                self.values = self.values.saturating_add(1);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some((anchor, before)) = self.open.pop() {
                    self.anchored.insert(anchor, self.values - before);
                }
            }
            Event::Alias(anchor) => {
                let size = self.anchored.get(anchor).copied().unwrap_or(1);
                self.values = self.values.saturating_add(size);
            }
            _ => {}
        }
    }
}

fn place(span: &ParserSpan) -> Span {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (start, end) = (&span.start, &span.end);
    let offset = start.byte_offset().unwrap_or(start.index());
    Span {
        line: number(start.line()),
        column: number(start.col() + 1),
        offset,
        length: end.byte_offset().unwrap_or(end.index()).saturating_sub(offset),
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn nine_times_nine_levels_are_a_bomb() {
        let levels = (1..9).map(|level| {
            let alias = format!("*a{}", level - 1);
            format!("a{level}: &a{level} [{}]\n", [alias.as_str(); 9].join(", "))
        });
        let first = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        let text = std::iter::once(first).chain(levels).collect::<String>();
        let at = find(&text).expect("a bomb");
        assert_eq!(&text[at.offset..at.offset + at.length], "*a4");
    }

    #[test]
    fn sharing_a_few_values_is_not() {
        assert_eq!(find("a: &a {b: 1}\nc: *a\nd: [*a, *a]\n"), None);
        assert_eq!(find("a: plain\n"), None);
        assert_eq!(find("a: &a [*a"), None);
    }

    #[test]
    fn a_thousand_services_with_one_list_of_uses_are_not() {
        let services = (0..1_000).map(|n| format!("s{n}: {{ uses: *uses }}\n"));
        let first = "first: &uses [a, b, c, d, e]\n".to_owned();
        let text = std::iter::once(first).chain(services).collect::<String>();
        assert_eq!(find(&text), None);
    }
}
