//! A finding: something that the check of a blueprint found.

use landbridge_estate::span::Span;
use serde::Serialize;

/// Something that the check of a design found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Its code: `LB0201`. `landbridge explain CODE` prints its page.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it concerns: `frankfurt-dc/router`.
    pub place: String,
    /// What was found, in one sentence.
    pub message: String,
    /// What to do about it.
    pub fix: String,
    /// The place in the estate that leads to it.
    pub at: Option<Span>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    Note,
    /// Should be looked at before it is deployed.
    Warning,
    /// Must not be deployed so.
    Error,
}
