//! What the user sees: data on stdout, everything else on stderr. The only place that prints.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use landbridge_report::style::{Style, Tone};
use serde::Serialize;

/// Where output goes and how it looks.
pub(crate) struct Ui {
    json: bool,
    out: Style,
    err: Style,
    interactive: bool,
    reader_is_gone: Cell<bool>,
}

impl Ui {
    /// Looks at the terminal and at `NO_COLOR` (no-color.org).
    pub(crate) fn new(json: bool) -> Self {
        let coloured = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        let width = terminal_width();
        let style = |terminal: bool| Style { colour: coloured && terminal, width };
        Self {
            json,
            out: style(io::stdout().is_terminal()),
            err: style(io::stderr().is_terminal()),
            interactive: io::stderr().is_terminal(),
            reader_is_gone: Cell::new(false),
        }
    }

    /// How text on stderr looks.
    pub(crate) fn err_style(&self) -> Style {
        self.err
    }

    /// Shows a command's value: as JSON where asked, else as text.
    pub(crate) fn show<T: Serialize>(
        &self,
        value: &T,
        text: impl FnOnce(Style) -> String,
    ) -> io::Result<()> {
        let shown = if self.json { serde_json::to_string_pretty(value)? } else { text(self.out) };
        self.print(&shown)
    }

    /// Writes data to stdout, with a line's end. A reader that has gone away is no error: it has read enough.
    pub(crate) fn print(&self, text: &str) -> io::Result<()> {
        let newline = if text.ends_with('\n') { "" } else { "\n" };
        match write!(io::stdout().lock(), "{text}{newline}") {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.reader_is_gone.set(true);
                Ok(())
            }
            other => other,
        }
    }

    /// Whether whoever read stdout has gone away, so that more of it is of no use.
    pub(crate) fn reader_is_gone(&self) -> bool {
        self.reader_is_gone.get()
    }

    /// Tells the user something that is not data.
    pub(crate) fn tell(&self, text: &str) {
        // With stderr closed there is nobody to tell.
        let _ = writeln!(io::stderr().lock(), "{}", text.trim_end());
    }

    /// Tells what to do next.
    pub(crate) fn hint(&self, text: &str) {
        self.tell(&self.err.paint(Tone::Hint, text));
    }

    /// Tells what went wrong.
    pub(crate) fn error(&self, text: &str) {
        self.tell(&format!("{} {text}", self.err.paint(Tone::Bad, "error:")));
    }

    /// Shows that something takes time. On a terminal one line that moves; elsewhere a line a step.
    pub(crate) fn progress(&self) -> Progress {
        let bar = self.interactive.then(|| {
            let bar = ProgressBar::new_spinner();
            let template = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
            bar.set_style(template.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Progress { bar, last: String::new() }
    }
}

/// A long step's progress. Its line goes away when it is dropped.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    last: String,
}

impl Progress {
    /// What is being done now.
    pub(crate) fn step(&mut self, text: &str) {
        self.part(text, "");
    }

    /// Something to be read while it goes on.
    pub(crate) fn note(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.println(text),
            None => drop(writeln!(io::stderr().lock(), "{text}")),
        }
    }

    /// What is being done now, and how much of it. Only a terminal shows how much.
    pub(crate) fn part(&mut self, text: &str, how_much: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(format!("{text} {how_much}")),
            None if self.last != text => drop(writeln!(io::stderr().lock(), "{text}")),
            None => {}
        }
        text.clone_into(&mut self.last);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// The terminal's width in columns; 100 where there is no terminal.
fn terminal_width() -> u16 {
    let stated = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let seen = || console::Term::stdout().size_checked().map(|(_, columns)| columns);
    stated.or_else(seen).unwrap_or(100).max(60)
}
