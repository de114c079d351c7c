//! What is wrong with an estate file, where, and what to do about it.
//!
//! A [`Diagnostic`] is plain data (`--json` prints it as it is); [`Diagnostics`] adds the source text, so that `miette` can show the
//! lines.

use std::fmt::{self, Write};
use std::sync::Arc;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity as MietteSeverity, SourceCode,
};
use serde::Serialize;

use crate::source::Source;
use crate::span::Span;

/// So many diagnostics are shown in full; of the others only the number is told.
const SHOWN: usize = 50;

/// A line longer than this is not shown: terminals wrap it into a wall, and drawing below it takes long.
const LONGEST_LINE: usize = 2_000;

/// A message quotes what the file says; more than this of it helps nobody.
const LONGEST_TEXT: usize = 400;

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used, but is probably not what was meant.
    Warning,
}

/// A place in the file and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Label {
    /// The place.
    pub at: Span,
    /// What is to be said of it.
    pub text: String,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Its code, `LB0101`, of which [`crate::code_page`] has the explanation.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where: the first place is the primary one. Empty when it concerns the file as a whole.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error without a place yet.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        let (severity, message) = (Severity::Error, shortened(message.into()));
        Self { code, severity, message, labels: Vec::new(), help: None }
    }

    /// A warning without a place yet.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Adds a place. A place that the file does not state (a default's) is left out.
    #[must_use]
    pub fn label(mut self, at: Span, text: impl Into<String>) -> Self {
        if at.line > 0 {
            self.labels.push(Label { at, text: shortened(text.into()) });
        }
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(shortened(text.into()));
        self
    }

    /// The primary place.
    pub fn at(&self) -> Option<Span> {
        self.labels.first().map(|label| label.at)
    }
}

/// A text of bearable length.
fn shortened(mut text: String) -> String {
    if text.len() > LONGEST_TEXT {
        text.truncate(text.floor_char_boundary(LONGEST_TEXT));
        text.push('…');
    }
    text
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}

impl miette::Diagnostic for Diagnostic {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<MietteSeverity> {
        Some(match self.severity {
            Severity::Error => MietteSeverity::Error,
            Severity::Warning => MietteSeverity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let spans = self.labels.iter().enumerate().map(|(i, label)| {
            let (text, span) = (Some(label.text.clone()), (label.at.offset, label.at.length));
            if i == 0 {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        });
        Some(Box::new(spans))
    }
}

/// All that is wrong with one file, with the file's text.
#[derive(Clone, Debug)]
pub struct Diagnostics {
    source: Source,
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Puts diagnostics, in the file's order, together with the text that they point into.
    pub fn new(source_name: &str, text: impl Into<Arc<str>>, mut list: Vec<Diagnostic>) -> Self {
        list.sort_by_key(|diagnostic| diagnostic.at().map_or(0, |at| at.offset));
        Self { source: Source::new(source_name, text.into()), list }
    }

    /// The diagnostics, in the file's order.
    pub fn list(&self) -> &[Diagnostic] {
        &self.list
    }

    /// The file's name, as it was given.
    pub fn source_name(&self) -> &str {
        self.source.name()
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// All of them as text for a terminal of `width` columns, with lines and carets.
    pub fn render(&self, width: usize, colour: bool) -> String {
        let theme =
            if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(width);
        let drawable = self.source.longest_line() <= LONGEST_LINE;
        let mut text = String::new();
        for diagnostic in self.list.iter().take(SHOWN) {
            let shown = Shown { diagnostic, source: &self.source };
            if !drawable || handler.render_report(&mut text, &shown).is_err() {
                self.tell(&mut text, diagnostic);
            }
            text.push('\n');
        }
        if let Some(more) = self.list.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            let _ = writeln!(text, "… and {more} more.\n");
        }
        let _ = writeln!(text, "{self}.");
        text
    }
}

impl Diagnostics {
    /// A diagnostic without the lines that it is about.
    fn tell(&self, text: &mut String, diagnostic: &Diagnostic) {
        let mut say = |line: String| {
            text.push_str(&line);
            text.push('\n');
        };
        say(format!("{}: {}", diagnostic.code, diagnostic.message));
        for Label { at, text } in &diagnostic.labels {
            say(format!("  {}:{}:{}: {text}", self.source_name(), at.line, at.column));
        }
        if let Some(help) = &diagnostic.help {
            say(format!("  help: {help}"));
        }
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |n: usize, noun: &str| match n {
            1 => format!("1 {noun}"),
            _ => format!("{n} {noun}s"),
        };
        let counts: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning")]
            .into_iter()
            .map(|(severity, noun)| (self.count(severity), noun))
            .filter(|(count, _)| *count > 0)
            .map(|(count, noun)| plural(count, noun))
            .collect();
        let counts = if counts.is_empty() { "nothing wrong".into() } else { counts.join(" and ") };
        write!(f, "{counts} in {}", self.source_name())
    }
}

impl std::error::Error for Diagnostics {}

impl miette::Diagnostic for Diagnostics {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        Some(Box::new(self.list.iter().map(|one| one as &dyn miette::Diagnostic)))
    }
}

impl Serialize for Diagnostics {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Diagnostics", 2)?;
        out.serialize_field("source", self.source_name())?;
        out.serialize_field("diagnostics", &self.list)?;
        out.end()
    }
}

/// One diagnostic with the text that it points into.
#[derive(Debug)]
struct Shown<'a> {
    diagnostic: &'a Diagnostic,
    source: &'a Source,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.code()
    }
    fn severity(&self) -> Option<MietteSeverity> {
        self.diagnostic.severity()
    }
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        miette::Diagnostic::help(self.diagnostic)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.diagnostic.labels()
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source)
    }
}
