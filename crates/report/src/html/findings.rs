//! What the check of the design found, what it took as given, and what is not designed yet.

use landbridge_design::Design;
use landbridge_design::finding::Finding;
use maud::{Markup, html};

use super::{badge, class, line, prose};
use crate::words;

/// All findings.
pub(super) fn findings(findings: &[Finding]) -> Markup {
    html! {
        section id="findings" {
            h2 { "Findings" }
            @if findings.is_empty() { p.good { "The check of the design found nothing to mend." } }
            @for (number, finding) in findings.iter().enumerate() { (one(number, finding)) }
        }
    }
}

fn one(number: usize, finding: &Finding) -> Markup {
    let (word, tone) = words::severity(finding.severity);
    html! {
        article class={ "finding edge " (class(tone)) } data-testid={ "finding-" (number) } data-state=(word) {
            h3 {
                (badge(&format!("severity-{number}"), word, tone, word))
                " " (finding.place) " " span.code { (finding.code) } (line(finding.at))
            }
            p { (prose(&finding.message)) }
            p.fix { (prose(&finding.fix)) }
        }
    }
}

/// What is taken as given, and what is not designed yet.
pub(super) fn open(design: &Design) -> Markup {
    html! {
        @if !(design.assumptions.is_empty() && design.undesigned.is_empty()) {
            section id="open" {
                h2 { "Open points" }
                (assumptions(design))
                (undesigned(design))
            }
        }
    }
}

fn assumptions(design: &Design) -> Markup {
    html! {
        @if !design.assumptions.is_empty() {
            h3 { "Taken as given, because the estate does not say" }
            ul.plain { @for one in &design.assumptions {
                li { b { (one.place) } ": " (prose(&one.text)) " " i { (prose(&one.ask)) } }
            } }
        }
    }
}

fn undesigned(design: &Design) -> Markup {
    html! {
        @if !design.undesigned.is_empty() {
            h3 { "Asked for by the estate, and not designed yet" }
            ul.plain { @for one in &design.undesigned {
                li data-testid={ "undesigned-" (one.place) } data-state="undesigned" {
                    b { (one.place) } ": " (prose(&one.what)) (line(one.at))
                }
            } }
        }
    }
}
