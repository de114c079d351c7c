//! Finds a key that one mapping has twice. Serde names the key, but not its places.

use crate::span::Span;

/// The places of `key` in the mapping that begins at `at`, without those deeper inside.
pub(super) fn places(key: &str, at: Span, text: &str) -> Vec<Span> {
    if text[at.offset..].starts_with('{') {
        in_braces(key, at, text)
    } else {
        in_lines(key, at, text)
    }
}

/// In a mapping of lines: its keys begin in one column, and a line further left ends it.
fn in_lines(key: &str, at: Span, text: &str) -> Vec<Span> {
    let indent = at.column.saturating_sub(1) as usize;
    let mut offset = at.offset.saturating_sub(indent);
    let mut found = Vec::new();
    for (line, content) in (at.line..).zip(text[offset..].split_inclusive('\n')) {
        let trimmed = content.trim_start_matches(' ');
        let here = content.len() - trimmed.len();
        let is_blank = trimmed.trim_end().is_empty() || trimmed.starts_with('#');
        if here < indent && !is_blank && line > at.line {
            break;
        }
        if here == indent && is_key(trimmed, key) {
            let offset = offset + here;
            found.push(Span { line, column: at.column, offset, length: key.len() });
        }
        offset += content.len();
    }
    found
}

/// In a mapping in braces: keys follow `{` or a comma, outside of inner brackets and of quotes.
fn in_braces(key: &str, at: Span, text: &str) -> Vec<Span> {
    let (mut depth, mut quote, mut key_may_follow) = (0_u32, None, false);
    let (mut line, mut column) = (at.line, at.column);
    let mut found = Vec::new();
    for (index, c) in text[at.offset..].char_indices() {
        let offset = at.offset + index;
        if depth == 1 && quote.is_none() && key_may_follow && is_key(&text[offset..], key) {
            found.push(Span { line, column, offset, length: key.len() });
        }
        key_may_follow = match (quote, c) {
            (Some(open), _) => {
                quote = (c != open).then_some(open);
                false
            }
            (None, '{' | '[') => {
                depth += 1;
                true
            }
            (None, '}' | ']') if depth <= 1 => break,
            (None, '}' | ']') => {
                depth -= 1;
                false
            }
            (None, '"' | '\'') => {
                quote = Some(c);
                false
            }
            (None, ',') => true,
            (None, other) => key_may_follow && other.is_whitespace(),
        };
        (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
    }
    found
}

fn is_key(text: &str, key: &str) -> bool {
    text.strip_prefix(key).is_some_and(|rest| rest.trim_start_matches(' ').starts_with(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_and_columns(key: &str, (line, column): (u32, u32), text: &str) -> Vec<(u32, u32)> {
        let before: usize = text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum();
        let offset = before + column as usize - 1;
        let at = Span { line, column, offset, length: 0 };
        places(key, at, text).iter().map(|place| (place.line, place.column)).collect()
    }

    #[test]
    fn lines_of_one_mapping_are_searched_to_its_end() {
        let text = "a:\n  b: 1\n  # b: no\n  c:\n    b: deeper\n\n  b : 2\nd:\n  b: another\n";
        assert_eq!(lines_and_columns("b", (2, 3), text), [(2, 3), (7, 3)]);
        assert_eq!(lines_and_columns("a", (1, 1), text), [(1, 1)]);
    }

    #[test]
    fn braces_are_searched_without_what_is_deeper() {
        let text = "a: { b: 'b: }', c: { b: 1 },\n  b: [b, c] }\nb: 3\n";
        assert_eq!(lines_and_columns("b", (1, 4), text), [(1, 6), (2, 3)]);
    }
}
