//! A file's text as diagnostics show it.
//!
//! `miette` has sources of its own, but they count the lines of what they cut out from the beginning of the file, so that two labels
//! far apart are drawn with all lines between them; and they search each place from the beginning.

use std::ops::RangeInclusive;
use std::sync::Arc;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// A text with its name and the places where its lines begin.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    name: String,
    text: Arc<str>,
    /// Offsets of the lines' first bytes; never empty.
    starts: Vec<usize>,
}

impl Source {
    /// A text that is called `name`.
    pub(crate) fn new(name: &str, text: Arc<str>) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
        Self { name: name.into(), text, starts }
    }

    /// The text's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The length of the longest line, in bytes.
    pub(crate) fn longest_line(&self) -> usize {
        self.text.split_inclusive('\n').map(str::len).max().unwrap_or(0)
    }

    /// The line of a byte, counted from 0.
    fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The bytes of whole lines; the last line may be beyond the end.
    fn lines(&self, lines: RangeInclusive<usize>) -> std::ops::Range<usize> {
        let end = self.starts.get(lines.end() + 1).copied().unwrap_or(self.text.len());
        self.starts[*lines.start()]..end
    }
}

impl SourceCode for Source {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (offset, end) = (span.offset(), span.offset().saturating_add(span.len()));
        if self.text.get(offset..end).is_none() {
            return Err(MietteError::OutOfBounds);
        }
        let line = self.line_of(offset);
        let last = self.line_of(end.saturating_sub(1).max(offset));
        let first = line.saturating_sub(lines_before);
        let mut bytes = self.lines(first..=last.saturating_add(lines_after));
        let mut column = 0;
        if lines_before == 0 {
            column = self.text[self.starts[line]..offset].chars().count();
            bytes.start = offset;
        }
        let data = &self.text[bytes.clone()];
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            data.as_bytes(),
            (bytes.start, data.len()).into(),
            first,
            column,
            data.lines().count(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> Source {
        Source::new("a.yaml", "one\nzwölf\nthree\nfour".into())
    }

    fn read(offset: usize, length: usize, context: usize) -> (String, usize, usize, usize) {
        let (source, span) = (source(), SourceSpan::from((offset, length)));
        let read = source.read_span(&span, context, context).expect("a place in the text");
        let data = String::from_utf8_lossy(read.data()).into_owned();
        (data, read.line(), read.column(), read.line_count())
    }

    #[test]
    fn lines_around_a_place_are_read_whole() {
        assert_eq!(read(4, 6, 0), ("zwölf\n".into(), 1, 0, 1));
        assert_eq!(read(8, 2, 0), ("lf\n".into(), 1, 3, 1));
        assert_eq!(read(8, 1, 1), ("one\nzwölf\nthree\n".into(), 0, 0, 3));
        assert_eq!(read(17, 4, 1), ("three\nfour".into(), 2, 0, 2));
        assert_eq!(read(21, 0, 1), ("three\nfour".into(), 2, 0, 2));
    }

    #[test]
    fn places_outside_are_refused() {
        assert!(source().read_span(&(22, 0).into(), 1, 1).is_err());
        assert!(source().read_span(&(20, 5).into(), 1, 1).is_err());
        assert!(source().read_span(&(7, 1).into(), 1, 1).is_err(), "half a character");
    }

    #[test]
    fn the_longest_line_is_measured() {
        assert_eq!(source().longest_line(), 7);
        assert_eq!(Source::new("", "".into()).longest_line(), 0);
    }
}
