//! Choices that the estate's owner took out of the design's hands: honoured, and their consequences said.

use landbridge_estate::Diagnostic;
use landbridge_estate::model;
use landbridge_estate::span::Span;

use crate::choice::{Choice, Judgement};
use crate::decisions;
use crate::finding::{Finding, Severity};
use crate::findings::codes;

/// The pins of an estate, and what honouring them brought.
#[derive(Debug)]
pub(crate) struct Pins {
    stated: Vec<model::Pin>,
    /// Pins that cannot be honoured.
    pub(crate) errors: Vec<Diagnostic>,
    /// Pins that were honoured against the rule.
    pub(crate) findings: Vec<Finding>,
    asked: Vec<&'static str>,
}

impl Pins {
    /// Checks that each pin names a decision and one of its candidates.
    pub(crate) fn of(pins: &[model::Pin]) -> Self {
        let errors = pins.iter().filter_map(unknown).collect();
        Self { stated: pins.to_vec(), errors, findings: Vec::new(), asked: Vec::new() }
    }

    /// The pinned candidate for a rule, and the pin's place.
    pub(crate) fn take<C: Choice>(&mut self, judged: &Judgement<'_, C>) -> Option<(C, Span)> {
        self.asked.push(C::RULE.key);
        let pin = self.stated.iter().find(|pin| pin.decision.value == C::RULE.key)?;
        let at = pin.candidate.at;
        let choice = *C::ALL.iter().find(|c| c.candidate().key == pin.candidate.value)?;
        if let Some(reason) = (judged.impossible)(choice) {
            let message = format!(
                "`{}: {}` is pinned but cannot be built{}",
                C::RULE.key,
                pin.candidate.value,
                judged.subject.as_ref().map_or_else(String::new, |s| format!(" for {s}")),
            );
            let error = Diagnostic::error(codes::PIN_IMPOSSIBLE, message)
                .label(at, reason.to_string())
                .help(format!(
                    "Remove the pin, or pin what can be built: {}.",
                    possible(judged).join(", ")
                ));
            self.errors.push(error);
            return None;
        }
        if choice != judged.winner {
            self.findings.push(consequence(judged, choice, at));
        }
        Some((choice, at))
    }

    /// Notes pins of decisions that this estate never asked for. Call it when all rules have run.
    pub(crate) fn note_unasked(&mut self) {
        for pin in &self.stated {
            let known = decisions::rule(&pin.decision.value);
            let Some(rule) = known.filter(|rule| !self.asked.contains(&rule.key)) else { continue };
            self.findings.push(Finding {
                code: codes::PIN_UNUSED,
                severity: Severity::Note,
                place: format!("decisions/{}", rule.key),
                message: format!("`{}` is pinned, but this estate does not ask that.", rule.key),
                fix: "Remove the pin, or state what makes the question arise.".into(),
                at: Some(pin.decision.at),
            });
        }
    }
}

fn consequence<C: Choice>(judged: &Judgement<'_, C>, choice: C, at: Span) -> Finding {
    let against = (judged.against)(choice);
    let (rule, key) = (C::RULE.key, choice.candidate().key);
    let place = judged.subject.clone().unwrap_or_else(|| "decisions".into());
    let contradicts = match against.at {
        Some(other) => format!(" against line {}", other.line),
        None => format!(" instead of `{}`", judged.winner.candidate().key),
    };
    Finding {
        code: codes::PIN_CONTRADICTS,
        severity: against.severity,
        place: format!("{place}/{rule}"),
        message: format!(
            "`{rule}: {key}` is pinned at line {}{contradicts}: {}",
            at.line, against.reason
        ),
        fix: format!(
            "Remove the pin (the design then takes `{}`), or change what it contradicts.",
            judged.winner.candidate().key
        ),
        at: Some(at),
    }
}

fn unknown(pin: &model::Pin) -> Option<Diagnostic> {
    let Some(rule) = decisions::rule(&pin.decision.value) else {
        let names = decisions::RULES.iter().map(|rule| rule.key);
        let message = format!("`{}` is not a decision", pin.decision.value);
        let known = names.clone().collect::<Vec<_>>().join(", ");
        return Some(
            Diagnostic::error(codes::PIN_UNKNOWN, message)
                .label(pin.decision.at, "no decision has this key")
                .help(meant(&pin.decision.value, names, &known)),
        );
    };
    if rule.candidates.iter().any(|c| c.candidate.key == pin.candidate.value) {
        return None;
    }
    let message = format!("`{}` is not a candidate of `{}`", pin.candidate.value, rule.key);
    let names = rule.candidates.iter().map(|c| c.candidate.key);
    Some(
        Diagnostic::error(codes::PIN_UNKNOWN, message)
            .label(pin.candidate.at, "no candidate has this key")
            .help(meant(&pin.candidate.value, names, &keys(rule.candidates))),
    )
}

fn possible<C: Choice>(judged: &Judgement<'_, C>) -> Vec<&'static str> {
    let can = C::ALL.iter().filter(|c| (judged.impossible)(**c).is_none());
    can.map(|c| c.candidate().key).collect()
}

fn keys(candidates: &[crate::choice::CandidateText]) -> String {
    candidates.iter().map(|c| c.candidate.key).collect::<Vec<_>>().join(", ")
}

fn meant<'a>(text: &str, names: impl Iterator<Item = &'a str>, known: &str) -> String {
    match landbridge_estate::nearest(text, names) {
        Some(near) => format!("Did you mean `{near}`? Possible: {known}."),
        None => format!("Possible: {known}."),
    }
}
