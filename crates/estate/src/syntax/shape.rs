//! What the YAML parser and serde refuse, in words for the file's author.

use serde_saphyr::{Error, MessageFormatter, UserMessageFormatter};

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
        | Error::AliasReplayCounterOverflow { .. } => {
            let message =
                format!("the file unfolds to more than an estate can be: {}", words(error));
            Diagnostic::error(BOMB, message)
                .label(at, "the limit is crossed here")
                .help("write values out instead of repeating them by anchors and aliases")
        }
        Error::Unexpected { .. }
        | Error::SerdeInvalidType { .. }
        | Error::SerdeInvalidLength { .. }
        | Error::NullIntoString { .. } => {
            let message = format!("something else belongs here: {}", words(error));
            Diagnostic::error(WRONG_KIND, message)
                .label(at, "of another kind than expected")
                .help("compare with examples/insurer.yaml, or let an editor check the file against the JSON schema")
        }
        Error::Message { msg, .. } if msg.starts_with("duplicate field") => {
            key_twice(msg, at, text)
        }
        _ => not_yaml(error, at, text),
    }
}

fn words(error: &Error) -> String {
    UserMessageFormatter.format_message(error).trim_end_matches('.').to_owned()
}

fn place(error: &Error, text: &str) -> Span {
    let mut at = error.location().map(Span::from).unwrap_or_default();
    at.offset = at.offset.min(text.len());
    at.length = at.length.min(text.len() - at.offset);
    at
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

fn key_twice(message: &str, at: Span, text: &str) -> Diagnostic {
    let key = message.split('`').nth(1).unwrap_or_default();
    let diagnostic = Diagnostic::error(KEY_TWICE, format!("`{key}` is written twice"))
        .label(at, "the second time")
        .help("keep one of the two");
    match first_of_two(key, at, text) {
        Some(first) => diagnostic.label(first, "the first time"),
        None => diagnostic,
    }
}

/// The nearest line above `at` that begins with the same key at the same depth.
fn first_of_two(key: &str, at: Span, text: &str) -> Option<Span> {
    let second = usize::try_from(at.line).ok()?.checked_sub(1)?;
    let indent = usize::try_from(at.column).ok()?.checked_sub(1)?;
    let mut offset = 0;
    let mut found = None;
    for (index, line) in text.split_inclusive('\n').take(second).enumerate() {
        let trimmed = line.trim_start_matches(' ');
        let here = line.len() - trimmed.len();
        let is_key = trimmed.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
        if here == indent && is_key {
            let line = u32::try_from(index + 1).ok()?;
            found =
                Some(Span { line, column: at.column, offset: offset + here, length: key.len() });
        } else if here < indent && !trimmed.trim_end().is_empty() && !trimmed.starts_with('#') {
            // A line further left ends the mapping that the key could be in.
            found = None;
        }
        offset += line.len();
    }
    found
}

fn not_yaml(error: &Error, at: Span, text: &str) -> Diagnostic {
    if let Some(tab) = tab_indent(text, at) {
        return Diagnostic::error(TAB, "a tab stands where YAML wants spaces")
            .label(tab, "a tab")
            .help("indent with spaces; most editors can replace tabs");
    }
    Diagnostic::error(NOT_YAML, format!("this is not YAML: {}", words(error)))
        .label(at, "the parser stopped here")
        .help("look for a missing colon, quote or bracket here or just above")
}

/// The first tab among the indentation of the line where the parser stopped, or of the one above.
fn tab_indent(text: &str, at: Span) -> Option<Span> {
    let mut offset = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let number = u32::try_from(index + 1).ok()?;
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if number + 1 >= at.line
            && let Some(tab) = line[..indent].find('\t')
        {
            let column = u32::try_from(tab + 1).ok()?;
            return Some(Span { line: number, column, offset: offset + tab, length: 1 });
        }
        if number >= at.line {
            return None;
        }
        offset += line.len();
    }
    None
}
