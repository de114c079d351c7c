//! A decision: one question, its candidates, the chosen one, and a typed reason for each rejection.

use landbridge_estate::span::Span;
use serde::Serialize;

use crate::reason::Reason;

/// One answered question of the design.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decision {
    /// Its number in the list of decisions: `1`, `2b`.
    pub number: &'static str,
    /// Its key, used for pins and `landbridge explain`: `link`.
    pub key: &'static str,
    /// What it decides for, when the question is asked more than once (a site's name).
    pub subject: Option<String>,
    /// The question, in words.
    pub question: &'static str,
    /// The chosen candidate.
    pub chosen: Candidate,
    /// Why it was chosen, with the places of the estate that decided.
    pub because: Vec<Because>,
    /// Every other candidate and why it lost.
    pub rejected: Vec<Rejected>,
    /// Where the estate's owner pinned the choice, if so.
    pub pinned: Option<Span>,
}

/// One possible answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Its key, used for pins: `direct-connect`.
    pub key: &'static str,
    /// Its name in words.
    pub title: &'static str,
}

/// A reason for a choice, and the place that decided it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Because {
    /// The reason.
    pub reason: Reason,
    /// The place in the estate; None where a default or AWS's own rule decided.
    pub at: Option<Span>,
}

/// A candidate that lost.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rejected {
    /// The candidate.
    pub candidate: Candidate,
    /// Why it lost.
    pub reason: Reason,
}
