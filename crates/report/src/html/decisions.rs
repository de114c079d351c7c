//! The decisions of the design with their reasons.

use landbridge_design::decision::Decision;
use maud::{Markup, html};

use super::{line, prose};
use crate::words;

/// All decisions.
pub(super) fn decisions(decisions: &[Decision]) -> Markup {
    html! {
        section id="decisions" {
            h2 { "Decisions" }
            @for decision in decisions { (one(decision)) }
        }
    }
}

fn one(decision: &Decision) -> Markup {
    let pinned = decision.pinned.is_some();
    let state = if pinned { "pinned" } else { "chosen" };
    let subject = decision.subject.as_deref();
    let id =
        subject.map_or(decision.key.to_owned(), |subject| format!("{}-{subject}", decision.key));
    html! {
        article.decision data-testid={ "decision-" (id) } data-state=(state) {
            h3 {
                span.number { (decision.number) } " "
                @if let Some(subject) = subject { (subject) ": " }
                (decision.question)
            }
            p.chosen {
                b { (words::sentence(decision.chosen.title)) }
                @if pinned { " " span.badge.warning { "pinned" } }
            }
            ul.because { @for because in &decision.because { li { (prose(&because.reason.to_string())) (line(because.at)) } } }
            @if !decision.rejected.is_empty() {
                p.small.why { "Why not" }
                ul.rejected { @for lost in &decision.rejected { li { b { (lost.candidate.title) } ": " (prose(&lost.reason.to_string())) } } }
            }
        }
    }
}
