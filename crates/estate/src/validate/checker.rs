//! Collects what is wrong, and reads the pieces of a file on the way.

use std::collections::HashMap;
use std::fmt::Display;
use std::hash::Hash;

use crate::codes::{BLANK, ENTRY_TWICE, MISSING, NAME_TWICE, NO_ENTRIES, NUMBER};
use crate::diagnostic::Diagnostic;
use crate::scalar::Scalar;
use crate::span::{Located, Span};
use crate::units::{BitsPerSecond, Bytes, Millis, Period};
use crate::written::{Block, List, Section, State, Written};

/// What is wrong so far.
#[derive(Default)]
pub(super) struct Checker {
    found: Vec<Diagnostic>,
}

/// The thing whose keys are being read, for messages about keys that are missing.
pub(super) struct Owner {
    /// What it is, with its name: "the service `quotes`".
    pub(super) what: String,
    at: Span,
}

impl Owner {
    /// The whole file.
    pub(super) fn file() -> Self {
        let at = Span { line: 1, column: 1, offset: 0, length: 0 };
        Self { what: "the file".into(), at }
    }

    /// Something with a name.
    pub(super) fn of(what: &str, name: impl Display, at: Span) -> Self {
        Self { what: format!("the {what} `{name}`"), at }
    }

    /// A block of the file, by its key.
    pub(super) fn block(key: &str, at: Span) -> Self {
        Self { what: format!("`{key}`"), at }
    }
}

impl Checker {
    /// Notes that something is wrong.
    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// All that is wrong.
    pub(super) fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }

    /// A value that may be left out.
    pub(super) fn value<T>(&mut self, key: &str, value: Written<T>) -> Option<Located<T>> {
        match value.state {
            State::Absent => {}
            State::Blank => self.blank(key, value.at),
            State::Good(good) => return Some(Located { value: good, at: value.at }),
            State::Bad(problem) => self.add(problem.at(key, value.at)),
        }
        None
    }

    /// A value that has a default.
    pub(super) fn or<T>(&mut self, key: &str, value: Written<T>, default: T) -> Located<T> {
        self.value(key, value).unwrap_or(Located::unstated(default))
    }

    /// A value that must be there.
    pub(super) fn required<T>(
        &mut self,
        owner: &Owner,
        key: &str,
        value: Written<T>,
    ) -> Option<Located<T>> {
        if !value.is_there() {
            self.missing(owner, key);
        }
        self.value(key, value)
    }

    /// A block that may be left out, with the place where it begins.
    pub(super) fn block<T>(&mut self, key: &str, block: Block<T>) -> Option<Located<T>> {
        match block.state {
            State::Absent => None,
            State::Good(good) => Some(Located { value: good, at: block.at }),
            State::Blank | State::Bad(_) => {
                self.blank(key, block.at);
                None
            }
        }
    }

    /// A list's good entries, each once.
    pub(super) fn list<T: Clone + Eq + Hash + Scalar>(
        &mut self,
        key: &str,
        list: List<T>,
    ) -> Vec<Located<T>> {
        let mut first: HashMap<T, Span> = HashMap::new();
        let mut kept = Vec::with_capacity(list.entries.len());
        for entry in list.entries {
            let Some(entry) = self.value(key, entry) else { continue };
            if let Some(first) = first.get(&entry.value) {
                self.entry_twice(key, *first, entry.at);
            } else {
                first.insert(entry.value.clone(), entry.at);
                kept.push(entry);
            }
        }
        kept
    }

    /// A list that must be there and have entries.
    pub(super) fn required_list<T: Clone + Eq + Hash + Scalar>(
        &mut self,
        owner: &Owner,
        key: &str,
        list: List<T>,
    ) -> Vec<Located<T>> {
        if !list.is_there() {
            self.missing(owner, key);
        } else if list.entries.is_empty() {
            let message = format!("`{key}` of {} is empty", owner.what);
            self.add(
                Diagnostic::error(NO_ENTRIES, message)
                    .label(list.at, "nothing in it")
                    .help(format!("write at least one entry under `{key}`")),
            );
        }
        self.list(key, list)
    }

    /// A section's entries whose names are good, each name once. `what` an entry is called.
    pub(super) fn entries<V, K: Clone + Eq + Hash + Scalar + Display>(
        &mut self,
        key: &str,
        what: &str,
        section: Section<V, K>,
    ) -> Vec<(Located<K>, V)> {
        let mut first: HashMap<K, Span> = HashMap::new();
        let mut kept = Vec::with_capacity(section.entries.len());
        for (name, value) in section.entries {
            let Some(name) = self.value(key, name) else { continue };
            if let Some(first) = first.get(&name.value) {
                self.name_twice(what, &name, *first);
            } else {
                first.insert(name.value.clone(), name.at);
                kept.push((name, value));
            }
        }
        kept
    }

    /// Notes that a quantity is zero where nothing is as good as not writing it.
    pub(super) fn not_zero<T: Amount>(&mut self, key: &str, value: Option<&Located<T>>) {
        let Some(value) = value.filter(|value| value.is_zero()) else { return };
        let message = format!("`{key}` is zero, and must be more");
        self.add(
            Diagnostic::error(NUMBER, message)
                .label(value.at, "zero")
                .help(format!("write how much `{key}` really is")),
        );
    }

    /// Notes that a name was given before, at `first`.
    pub(super) fn name_twice(&mut self, what: &str, name: &Located<impl Display>, first: Span) {
        let message = format!("two things are called `{}`", name.value);
        self.add(
            Diagnostic::error(NAME_TWICE, message)
                .label(name.at, format!("this {what} has a name that is taken"))
                .label(first, "taken here")
                .help("give one of the two another name"),
        );
    }

    fn missing(&mut self, owner: &Owner, key: &str) {
        let message = format!("{} has no `{key}`", owner.what);
        self.add(
            Diagnostic::error(MISSING, message)
                .label(owner.at, format!("`{key}` is missing here"))
                .help(format!("add `{key}:`")),
        );
    }

    fn blank(&mut self, key: &str, at: Span) {
        self.add(
            Diagnostic::error(BLANK, format!("`{key}` has no value"))
                .label(at, "nothing follows the colon")
                .help("write a value, or remove the key"),
        );
    }

    fn entry_twice(&mut self, key: &str, first: Span, second: Span) {
        self.add(
            Diagnostic::warning(ENTRY_TWICE, format!("`{key}` has an entry twice"))
                .label(second, "again")
                .label(first, "the first time")
                .help("keep one of the two; or was another one meant?"),
        );
    }
}

/// A quantity that can be zero.
pub(super) trait Amount {
    fn is_zero(&self) -> bool;
}

impl Amount for Bytes {
    fn is_zero(&self) -> bool {
        self.0 == 0
    }
}
impl Amount for BitsPerSecond {
    fn is_zero(&self) -> bool {
        self.0 == 0
    }
}
impl Amount for Millis {
    fn is_zero(&self) -> bool {
        self.0 == 0
    }
}
impl Amount for Period {
    fn is_zero(&self) -> bool {
        self.about_days() == 0
    }
}
