//! One self-contained HTML file: verdicts, picture, drills, decisions, findings, and what stands behind the figures.
//!
//! It loads nothing, runs no script, prints on A4, and follows the reader's light or dark setting. What shows a state carries
//! `data-testid` and `data-state`. All text is escaped by the templates. A section is a function in a file here.

mod decisions;
mod drill;
mod findings;
mod headline;
mod ran;
mod timeline;

use landbridge_design::Design;
use landbridge_estate::span::Span;
use landbridge_outcome::rehearsal::{Outcome, Status};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::style::Tone;
use crate::svg::{self, Layout};

/// The style of the page, without that of the picture.
const CSS: &str = include_str!("html/page.css");

/// The whole page: a design, the outcome of a rehearsal if there was one, and the state of one that runs.
pub fn page(design: &Design, outcome: Option<&Outcome>, status: Option<&Status>) -> String {
    let estate = &design.blueprint.estate;
    let what = if outcome.is_some() { "design and rehearsal" } else { "design" };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (estate) ": network " (what) }
                style { (PreEscaped(CSS)) (PreEscaped(svg::CSS)) }
            }
            body {
                (headline::header(design, outcome, status, what))
                (contents(design, outcome))
                main { (sections(design, outcome, status)) }
                footer { "landbridge " (env!("CARGO_PKG_VERSION")) }
            }
        }
    };
    page.into_string()
}

fn sections(design: &Design, outcome: Option<&Outcome>, status: Option<&Status>) -> Markup {
    html! {
        @if let Some(outcome) = outcome { (headline::drills(&outcome.drills)) }
        (picture(design, status))
        @if let Some(outcome) = outcome { (drill::all(&outcome.drills)) }
        (decisions::decisions(&design.decisions))
        (findings::findings(&design.findings))
        (findings::open(design))
        @if let Some(outcome) = outcome { (ran::ran(outcome)) }
    }
}

/// Links to the sections that this page has.
fn contents(design: &Design, outcome: Option<&Outcome>) -> Markup {
    let open = !(design.assumptions.is_empty() && design.undesigned.is_empty());
    html! {
        nav aria-label="Contents" {
            @if outcome.is_some() { a href="#results" { "Results" } }
            a href="#network" { "Network" }
            @if outcome.is_some() { a href="#drills" { "Drills" } }
            a href="#decisions" { "Decisions" }
            a href="#findings" { "Findings" }
            @if open { a href="#open" { "Open points" } }
            @if outcome.is_some() { a href="#ran" { "What ran" } }
        }
    }
}

fn picture(design: &Design, status: Option<&Status>) -> Markup {
    let draw = |layout| PreEscaped(svg::inline_topology(&design.blueprint, status, layout));
    html! {
        section id="network" {
            h2 { "Network" }
            @if let Some(status) = status {
                p { "State of the rehearsal " b { (status.name) } " when this page was made." }
            }
            figure.wide { (draw(Layout::Wide)) }
            figure.tall { (draw(Layout::Tall)) }
        }
    }
}

/// A word that shows a state, coloured by its tone.
fn badge(id: &str, state: &str, tone: Tone, words: &str) -> Markup {
    html! { span class={ "badge " (class(tone)) } data-testid=(id) data-state=(state) { (words) } }
}

/// The style sheet's class of a tone.
fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Warning => "warning",
        Tone::Hint => "hint",
        Tone::Plain | Tone::Strong | Tone::Faint => "plain",
    }
}

/// A sentence in which words of the estate's file stand between backticks.
fn prose(text: &str) -> Markup {
    html! {
        @for (i, part) in text.split('`').enumerate() {
            @if i % 2 == 0 { (part) } @else { code { (part) } }
        }
    }
}

/// Where in the estate something stands; nothing for a default.
fn line(at: Option<Span>) -> Markup {
    html! { @if let Some(at) = at.filter(|at| at.line > 0) { "\u{a0}" span.line { "line " (at.line) } } }
}

#[cfg(test)]
mod tests;
