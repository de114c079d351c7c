//! What ran, what was imitated, and what the labels of trust mean.

use landbridge_outcome::rehearsal::Outcome;
use landbridge_outcome::trust::Trust;
use maud::{Markup, html};

use crate::words;

/// What stands behind the figures.
pub(super) fn ran(outcome: &Outcome) -> Markup {
    html! {
        section id="ran" {
            h2 { "What ran" }
            p {
                "Every figure on this page was measured in this rehearsal, on " (outcome.machine)
                @if !outcome.components.is_empty() { ", with " (words::list(&outcome.components)) }
                "."
            }
            h3 { "How far to trust a figure" }
            dl.trust {
                @for trust in [Trust::SameComponent, Trust::AwsDocumentedTiming, Trust::Imitation] {
                    dt { (trust) } dd { (words::sentence(words::trust_meaning(trust))) "." }
                }
            }
            @if !outcome.imitated.is_empty() {
                h3 { "Imitated or left out" }
                ul.plain { @for text in &outcome.imitated { li { (text) } } }
            }
        }
    }
}
