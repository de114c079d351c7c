//! Why a command did not do what it was asked, and the exit code that says so.

use std::error::Error;
use std::fmt::Write as _;

use landbridge_estate::Diagnostics;

use crate::exit::Exit;
use crate::ui::Ui;

/// Why a command did not do what it was asked.
pub(crate) enum Failure {
    /// The estate is wrong: shown with its lines.
    Estate(Box<Diagnostics>),
    /// Anything else, in words, with what to do next.
    Said {
        /// What happened, and where.
        what: String,
        /// What to do next.
        next: Option<String>,
        /// The exit code.
        exit: Exit,
    },
}

impl Failure {
    /// The request is wrong.
    pub(crate) fn wrong(what: impl Into<String>) -> Self {
        Self::Said { what: what.into(), next: None, exit: Exit::Wrong }
    }

    /// The request is wrong because of this error: what was done, then every cause.
    pub(crate) fn because(doing: impl Into<String>, error: &dyn Error) -> Self {
        Self::wrong(format!("{}: {}", doing.into(), chain(error)))
    }

    /// With what to do next.
    pub(crate) fn next(self, hint: impl Into<String>) -> Self {
        match self {
            Self::Said { what, exit, .. } => Self::Said { what, next: Some(hint.into()), exit },
            estate @ Self::Estate(_) => estate,
        }
    }

    /// With another exit code.
    pub(crate) fn exit(self, exit: Exit) -> Self {
        match self {
            Self::Said { what, next, .. } => Self::Said { what, next, exit },
            estate @ Self::Estate(_) => estate,
        }
    }

    /// Shows it, and gives its exit code.
    pub(crate) fn show(&self, ui: &Ui) -> Exit {
        match self {
            Self::Estate(diagnostics) => {
                let style = ui.err_style();
                ui.tell(&diagnostics.render(usize::from(style.width), style.colour));
                Exit::Wrong
            }
            Self::Said { what, next, exit } => {
                ui.error(what);
                if let Some(next) = next {
                    ui.hint(next);
                }
                *exit
            }
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::because("cannot write the output", &error)
    }
}

/// An error with all its causes in one line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}
