//! What the YAML parser and serde refuse, in words for the file's author.

use serde_saphyr::{Error, MessageFormatter, UserMessageFormatter};

use super::twice;
use crate::codes::{BOMB, KEY_TWICE, NOT_YAML, SEVERAL_DOCUMENTS, TAB, UNKNOWN_KEY, WRONG_KIND};
use crate::diagnostic::Diagnostic;
use crate::nearest::nearest;
use crate::span::Span;

/// The diagnostic of a parser's error.
pub(super) fn diagnostic(error: &Error, text: &str) -> Diagnostic {
    let at = place(error, text);
    match error {
        Error::AliasError { error: inner, locations, .. } => {
            let used = Span::from(locations.reference_location);
            diagnostic(inner, text).label(used, "used here")
        }
        Error::SerdeUnknownField { field, expected, .. } => unknown_key(field, expected, at),
        Error::MultipleDocuments { .. } => {
            Diagnostic::error(SEVERAL_DOCUMENTS, "the file holds more than one YAML document")
                .label(at, "the second one begins here")
                .help("keep one estate in a file, and remove the `---` between documents")
        }
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasReplayCounterOverflow { .. } => bomb(&words(error), at),
        Error::Unexpected { expected, .. } => wrong_kind(expected, at),
        Error::SerdeInvalidType { expected, .. } => wrong_kind(expected, at),
        Error::SerdeInvalidLength { .. } | Error::NullIntoString { .. } => wrong_kind("value", at),
        Error::Message { msg, .. } if msg.starts_with("duplicate field") => {
            key_twice(msg, at, text)
        }
        _ => not_yaml(error, at, text),
    }
}

/// A file that unfolds to more than an estate can be.
pub(super) fn bomb(limit: &str, at: Span) -> Diagnostic {
    Diagnostic::error(BOMB, format!("the file unfolds to more than an estate can be: {limit}"))
        .label(at, "the limit is crossed here")
        .help("write values out instead of repeating them by anchors and aliases")
}

fn words(error: &Error) -> String {
    UserMessageFormatter.format_message(error).trim_end_matches('.').to_owned()
}

/// The error's place, held inside the text and to whole characters.
fn place(error: &Error, text: &str) -> Span {
    let Some(location) = error.location() else { return Span::default() };
    let mut at = Span::from(location);
    if location.span().byte_offset().is_none() {
        // The scanner's own errors count characters, not bytes.
        at.offset = offset_of(at, text);
    }
    at.offset = text.floor_char_boundary(at.offset);
    at.length = text.ceil_char_boundary(at.offset.saturating_add(at.length)) - at.offset;
    at
}

/// The byte offset of a line and column.
fn offset_of(at: Span, text: &str) -> usize {
    let before: usize =
        text.split_inclusive('\n').take(at.line.saturating_sub(1) as usize).map(str::len).sum();
    let line = &text[before..];
    let column = at.column.saturating_sub(1) as usize;
    before + line.char_indices().nth(column).map_or(line.len(), |(offset, _)| offset)
}

fn unknown_key(field: &str, expected: &[&'static str], at: Span) -> Diagnostic {
    let help = match nearest(field, expected.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the keys here are: {}", expected.join(", ")),
    };
    Diagnostic::error(UNKNOWN_KEY, format!("there is no key `{field}` here"))
        .label(at, "unknown key")
        .help(help)
}

/// Another kind of YAML node than the key takes; `expected` is what the parser calls the right one.
fn wrong_kind(expected: &str, at: Span) -> Diagnostic {
    if (at.line, at.column) == (1, 1) {
        return Diagnostic::error(WRONG_KIND, "the file is not a mapping of keys to values")
            .label(at, "an estate begins with `estate: NAME`")
            .help("compare with examples/insurer.yaml");
    }
    let (kind, help) = if expected.contains("map") {
        ("a mapping", "write `key: value` pairs, in lines below or as `{ key: value, … }`")
    } else if expected.contains("seq") {
        ("a list", "write `[one, two]`, even for a single entry")
    } else {
        ("a single value", "write one value after the colon, without brackets or lines below")
    };
    Diagnostic::error(WRONG_KIND, format!("{kind} belongs here, and something else is written"))
        .label(at, format!("not {kind}"))
        .help(help)
}

fn key_twice(message: &str, at: Span, text: &str) -> Diagnostic {
    let key = message.split('`').nth(1).unwrap_or_default();
    let diagnostic = Diagnostic::error(KEY_TWICE, format!("`{key}` is written twice"))
        .help("keep one of the two");
    match twice::places(key, at, text)[..] {
        [first, second, ..] => {
            diagnostic.label(second, "the second time").label(first, "the first time")
        }
        _ => diagnostic.label(at, "in the mapping that begins here"),
    }
}

fn not_yaml(error: &Error, at: Span, text: &str) -> Diagnostic {
    if let Some(tab) = tab_indent(text, at) {
        return Diagnostic::error(TAB, "a tab stands where YAML wants spaces")
            .label(tab, "a tab")
            .help("indent with spaces; most editors can replace tabs");
    }
    if let Error::UnknownAnchor { .. } = error {
        return Diagnostic::error(NOT_YAML, "an alias repeats a value that has no anchor")
            .label(at, "no anchor of this name before here")
            .help("write `&name` before the value to repeat; a text that begins with `*` needs quotes");
    }
    if let Error::UnsupportedTag { tag, .. } = error {
        return Diagnostic::error(
            NOT_YAML,
            format!("the tag `{tag}` means nothing in an estate file"),
        )
        .label(at, "the value that is tagged")
        .help("remove the tag; a text that begins with `!` needs quotes");
    }
    Diagnostic::error(NOT_YAML, format!("this is not YAML: {}", words(error)))
        .label(at, "the parser stopped here")
        .help("look for a missing colon, quote or bracket here or just above")
}

/// The first tab among the indentation of the line where the parser stopped, or of its neighbours.
fn tab_indent(text: &str, at: Span) -> Option<Span> {
    let mut offset = 0;
    for (line, content) in (1..=at.line.saturating_add(1)).zip(text.split_inclusive('\n')) {
        let indent = content.len() - content.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = content[..indent].find('\t').filter(|_| line + 1 >= at.line) {
            let column = u32::try_from(tab + 1).unwrap_or(u32::MAX);
            return Some(Span { line, column, offset: offset + tab, length: 1 });
        }
        offset += content.len();
    }
    None
}
