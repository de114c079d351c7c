//! What every rule has in common: its text, its candidates, and how a winner and a pin become a [`Decision`].

use landbridge_estate::span::Span;
use serde::Serialize;

use crate::decision::{Because, Candidate, Decision, Rejected};
use crate::finding::Severity;
use crate::pins::Pins;
use crate::reason::Reason;

/// The text of a rule, for `landbridge explain`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RuleText {
    /// Its number in the list of decisions.
    pub number: &'static str,
    /// Its key, used for pins.
    pub key: &'static str,
    /// The question that it answers.
    pub question: &'static str,
    /// What it looks at.
    pub decided_by: &'static str,
    /// Its candidates, and when each wins.
    pub candidates: &'static [CandidateText],
}

/// A candidate, and when it wins.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CandidateText {
    /// The candidate.
    pub candidate: Candidate,
    /// When it wins.
    pub wins_when: &'static str,
}

/// A candidate of a rule's text.
pub(crate) const fn candidate(
    key: &'static str,
    title: &'static str,
    wins_when: &'static str,
) -> CandidateText {
    CandidateText { candidate: Candidate { key, title }, wins_when }
}

/// The typed candidates of one rule.
pub(crate) trait Choice: Copy + PartialEq + 'static {
    /// The rule's text. Its candidates are in the order of [`Choice::ALL`].
    const RULE: &'static RuleText;
    /// Every candidate.
    const ALL: &'static [Self];

    /// The candidate's key and title.
    fn candidate(self) -> Candidate {
        let at = Self::ALL.iter().position(|one| *one == self);
        Self::RULE.candidates[at.expect("ALL lists every candidate, in the order of RULE")]
            .candidate
    }
}

/// What speaks against a candidate.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Against {
    /// Why it loses.
    pub(crate) reason: Reason,
    /// The place that decided so.
    pub(crate) at: Option<Span>,
    /// How bad it is when it is pinned all the same.
    pub(crate) severity: Severity,
}

impl Against {
    /// It breaks what the estate requires at a place.
    pub(crate) fn breaks(reason: Reason, at: Span) -> Self {
        Self { reason, at: stated(at), severity: Severity::Error }
    }

    /// It meets the requirements with less in reserve.
    pub(crate) fn weaker(reason: Reason, at: Span) -> Self {
        Self { reason, at: stated(at), severity: Severity::Warning }
    }

    /// It does the same for more money or parts.
    pub(crate) fn needless(reason: Reason) -> Self {
        Self { reason, at: None, severity: Severity::Note }
    }
}

/// A reason for the winner.
pub(crate) fn because(reason: Reason, at: Span) -> Because {
    Because { reason, at: stated(at) }
}

/// A place, unless it is a default's.
pub(crate) fn stated(at: Span) -> Option<Span> {
    (at.line > 0).then_some(at)
}

/// What a rule found, before pins.
pub(crate) struct Judgement<'a, C> {
    /// What it was decided for, when the rule is asked more than once.
    pub(crate) subject: Option<String>,
    /// The winner.
    pub(crate) winner: C,
    /// Why it won.
    pub(crate) because: Vec<Because>,
    /// What speaks against each other candidate.
    pub(crate) against: &'a dyn Fn(C) -> Against,
    /// Why a candidate cannot be built here at all, if so: pinning it is an error.
    pub(crate) impossible: &'a dyn Fn(C) -> Option<Reason>,
}

impl<C: Choice> Judgement<'_, C> {
    /// Applies a pin, if there is one, and writes the decision down.
    pub(crate) fn settle(self, pins: &mut Pins) -> (Decision, C) {
        let pin = pins.take(&self);
        let chosen = pin.map_or(self.winner, |(choice, _)| choice);
        let pinned = pin.map(|(_, at)| at);
        let mut because = Vec::new();
        if let Some(at) = pinned {
            because.push(Because { reason: Reason::Pinned, at: Some(at) });
        }
        if chosen == self.winner {
            because.extend(self.because.iter().cloned());
        }
        let rejected = C::ALL.iter().filter(|c| **c != chosen).map(|c| self.rejected(*c)).collect();
        let decision = Decision {
            number: C::RULE.number,
            key: C::RULE.key,
            subject: self.subject,
            question: C::RULE.question,
            chosen: chosen.candidate(),
            because,
            rejected,
            pinned,
        };
        (decision, chosen)
    }

    fn rejected(&self, choice: C) -> Rejected {
        let reason = if choice == self.winner {
            Reason::PinnedAway
        } else {
            (self.impossible)(choice).unwrap_or_else(|| (self.against)(choice).reason)
        };
        Rejected { candidate: choice.candidate(), reason }
    }
}
