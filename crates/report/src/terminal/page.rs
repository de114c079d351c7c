//! A page of text that grows downwards: headings, wrapped sentences, lists, tables.

use crate::style::{Style, Tone};
use crate::terminal::table::Table;

/// A page of text.
pub(crate) struct Page {
    style: Style,
    text: String,
}

/// A stretch of text with its tone.
pub(crate) type Span<'a> = (Tone, &'a str);

impl Page {
    pub(crate) fn new(style: Style) -> Self {
        Self { style, text: String::new() }
    }

    /// A heading with an empty line before it.
    pub(crate) fn heading(&mut self, text: &str) {
        self.gap();
        self.line(&[(Tone::Strong, text)]);
    }

    /// An empty line, unless the page has just begun or one is there.
    pub(crate) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A sentence from the left edge, wrapped.
    pub(crate) fn line(&mut self, spans: &[Span<'_>]) {
        self.entry(&[], spans);
    }

    /// A sentence after a mark, wrapped; later lines begin below its first word.
    pub(crate) fn marked(&mut self, mark: &str, spans: &[Span<'_>]) {
        self.entry(&[(Tone::Plain, mark)], spans);
    }

    /// A sentence after columns that are printed as they are, wrapped like a marked one.
    pub(crate) fn entry(&mut self, columns: &[Span<'_>], spans: &[Span<'_>]) {
        let indent = columns.iter().map(|(_, text)| text.chars().count()).sum();
        for (tone, text) in columns {
            self.text.push_str(&self.style.paint(*tone, text));
        }
        self.wrapped(indent, spans);
    }

    /// Text that must not be wrapped, such as a command.
    pub(crate) fn verbatim(&mut self, indent: &str, spans: &[Span<'_>]) {
        self.text.push_str(indent);
        for (tone, text) in spans {
            self.text.push_str(&self.style.paint(*tone, text));
        }
        self.text.push('\n');
    }

    /// A table.
    pub(crate) fn table(&mut self, table: &Table) {
        self.text.push_str(&table.render(self.style));
        self.text.push('\n');
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// Words of all spans, broken at the page's width, from a column on.
    fn wrapped(&mut self, indent: usize, spans: &[Span<'_>]) {
        let mut column = indent;
        for (tone, word) in spans.iter().flat_map(|(tone, text)| words(*tone, text)) {
            let length = word.chars().count();
            if column > indent && column + 1 + length > usize::from(self.style.width) {
                self.text.push('\n');
                self.text.push_str(&" ".repeat(indent));
                column = indent;
            }
            if column > indent {
                self.text.push(' ');
                column += 1;
            }
            self.text.push_str(&self.style.paint(tone, word));
            column += length;
        }
        self.text.push('\n');
    }
}

/// The words of a span. A no-break space does not part words.
fn words(tone: Tone, text: &str) -> impl Iterator<Item = (Tone, &str)> {
    text.split([' ', '\n']).filter(|word| !word.is_empty()).map(move |word| (tone, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_wrap_below_their_first_word() {
        let mut page = Page::new(Style { colour: false, width: 20 });
        page.marked("- ", &[(Tone::Plain, "one two three four five six"), (Tone::Strong, "seven")]);
        insta::assert_snapshot!(page.finish(), @r"
        - one two three four
          five six seven
        ");
    }

    #[test]
    fn a_word_longer_than_the_page_stands_whole() {
        let mut page = Page::new(Style { colour: false, width: 5 });
        page.line(&[(Tone::Plain, "a unbreakable b")]);
        assert_eq!(page.finish(), "a\nunbreakable\nb\n");
    }
}
