//! The check of a blueprint, by code that did not make it. It reads the blueprint and the estate, and nothing of the planner.
//!
//! To add a finding: a code in `codes.rs`, its page `codes/LBnnnn.md`, and a check in one of the files here.

mod addresses;
pub(crate) mod codes;
mod encryption;
mod limits;
mod outage;
mod ranges;
mod reach;
mod references;
mod single_points;
mod traps;
mod zones;

pub use codes::{code_page, codes};

use landbridge_estate::model::Estate;
use landbridge_estate::span::Span;

use crate::blueprint::Blueprint;
use crate::choice::stated;
use crate::finding::{Finding, Severity};

/// What a check reads.
#[derive(Clone, Copy)]
struct Subject<'a> {
    estate: &'a Estate,
    blueprint: &'a Blueprint,
}

/// Everything that is to be said of a blueprint, in the order of the checks.
pub fn inspect(estate: &Estate, blueprint: &Blueprint) -> Vec<Finding> {
    let subject = Subject { estate, blueprint };
    let checks: [fn(Subject<'_>) -> Vec<Finding>; 10] = [
        references::check,
        ranges::check,
        addresses::check,
        single_points::check,
        zones::check,
        reach::check,
        limits::check,
        outage::check,
        encryption::check,
        traps::check,
    ];
    checks.iter().flat_map(|check| check(subject)).collect()
}

/// A finding without a place in the estate.
fn finding(
    code: &'static str,
    severity: Severity,
    place: impl Into<String>,
    message: impl Into<String>,
    fix: impl Into<String>,
) -> Finding {
    let (place, message, fix) = (place.into(), message.into(), fix.into());
    Finding { code, severity, place, message, fix, at: None }
}

impl Finding {
    /// Adds the place in the estate that leads to it; a default has none.
    fn at(mut self, at: Span) -> Self {
        self.at = stated(at);
        self
    }
}

/// Joins what is listed, and counts what is too much to list.
fn listed(items: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = items.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match items.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        Some(more) => format!("{shown} and {more} more"),
        None => shown,
    }
}

#[cfg(test)]
mod tests;
