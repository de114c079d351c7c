//! The names that a file gives to things, and references to them.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;

use super::checker::Checker;
use crate::codes::{UNKNOWN_NAME, WRONG_REFERENCE};
use crate::diagnostic::Diagnostic;
use crate::file::EstateFile;
use crate::names::Name;
use crate::nearest::nearest;
use crate::span::{Located, Span};
use crate::written::Section;

/// For so many unknown names the nearest known one is searched. It takes a comparison with every name, and who has more unknown
/// names than this has made one mistake many times.
const SUGGESTIONS: u32 = 50;

/// A kind of thing that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Site,
    Service,
    Database,
    Files,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Site => "site",
            Self::Service => "service",
            Self::Database => "database",
            Self::Files => "file share",
        })
    }
}

/// Every name in the file. Services, databases and file shares share one space of names, since `uses` refers to all of them.
pub(super) struct Names {
    sites: HashMap<Name, Span>,
    things: HashMap<Name, (Kind, Span)>,
    suggestions_left: Cell<u32>,
}

impl Names {
    /// The names of a file. Notes those that are given to things of two kinds.
    pub(super) fn of(check: &mut Checker, file: &EstateFile) -> Self {
        let sites = good(&file.sites).map(|name| (name.value, name.at)).collect();
        let suggestions_left = Cell::new(SUGGESTIONS);
        let mut names = Self { sites, things: HashMap::new(), suggestions_left };
        names.take(check, Kind::Service, &file.services);
        names.take(check, Kind::Database, &file.databases);
        names.take(check, Kind::Files, &file.files);
        names
    }

    fn take<V>(&mut self, check: &mut Checker, kind: Kind, section: &Section<V>) {
        for name in good(section) {
            match self.things.get(&name.value) {
                // The section itself notes a name that it has twice.
                Some((other, _)) if *other == kind => {}
                Some((_, first)) => check.name_twice(&kind.to_string(), &name, *first),
                None => {
                    self.things.insert(name.value, (kind, name.at));
                }
            }
        }
    }

    /// Keeps the references that name a thing of one of `kinds`, and notes the others.
    pub(super) fn references(
        &self,
        check: &mut Checker,
        key: &str,
        kinds: &[Kind],
        written: Vec<Located<Name>>,
    ) -> Vec<Located<Name>> {
        written.into_iter().filter(|name| self.reference(check, key, kinds, name)).collect()
    }

    fn reference(
        &self,
        check: &mut Checker,
        key: &str,
        kinds: &[Kind],
        name: &Located<Name>,
    ) -> bool {
        match self.things.get(&name.value) {
            Some((kind, _)) if kinds.contains(kind) => return true,
            Some((kind, at)) => check.add(wrong_kind(key, kinds, name, *kind, *at)),
            None => match self.sites.get(&name.value) {
                Some(at) => check.add(wrong_kind(key, kinds, name, Kind::Site, *at)),
                None => check.add(self.unknown(key, kinds, name)),
            },
        }
        false
    }

    /// The site where something is.
    pub(super) fn site(
        &self,
        check: &mut Checker,
        key: &str,
        name: Located<Name>,
    ) -> Option<Located<Name>> {
        if self.sites.contains_key(&name.value) {
            return Some(name);
        }
        check.add(match self.things.get(&name.value) {
            Some((kind, at)) => wrong_kind(key, &[Kind::Site], &name, *kind, *at),
            None => self.unknown(key, &[Kind::Site], &name),
        });
        None
    }

    fn unknown(&self, key: &str, kinds: &[Kind], name: &Located<Name>) -> Diagnostic {
        let wanted = listed(kinds);
        let message = format!("`{key}`: there is no {wanted} `{}`", name.value);
        let help = match self.nearest(kinds, name.as_str()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("name a {wanted} of this file, or add one called `{}`", name.value),
        };
        Diagnostic::error(UNKNOWN_NAME, message).label(name.at, "not in this file").help(help)
    }

    fn nearest(&self, kinds: &[Kind], name: &str) -> Option<&str> {
        self.suggestions_left.set(self.suggestions_left.get().checked_sub(1)?);
        // Sorted, so that of two that are equally near always the same is suggested.
        let mut known: Vec<&str> = if kinds == [Kind::Site] {
            self.sites.keys().map(Name::as_str).collect()
        } else {
            let fits = |(_, (kind, _)): &(&Name, &(Kind, Span))| kinds.contains(kind);
            self.things.iter().filter(fits).map(|(name, _)| name.as_str()).collect()
        };
        known.sort_unstable();
        nearest(name, known)
    }
}

fn wrong_kind(key: &str, kinds: &[Kind], name: &Located<Name>, kind: Kind, at: Span) -> Diagnostic {
    let wanted = listed(kinds);
    let message = format!("`{key}`: `{}` is a {kind}, not a {wanted}", name.value);
    Diagnostic::error(WRONG_REFERENCE, message)
        .label(name.at, format!("a {wanted} is expected"))
        .label(at, format!("this {kind}"))
        .help(format!("name a {wanted}"))
}

fn listed(kinds: &[Kind]) -> String {
    let words: Vec<String> = kinds.iter().map(Kind::to_string).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

fn good<V>(section: &Section<V>) -> impl Iterator<Item = Located<Name>> {
    section
        .entries
        .iter()
        .filter_map(|(name, _)| Some(Located { value: name.good()?.clone(), at: name.at }))
}
