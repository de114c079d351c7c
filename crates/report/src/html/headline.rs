//! What a reader must know first: the verdict in one sentence, the main figures, and the drills in one table.

use landbridge_design::Design;
use landbridge_design::finding::Severity;
use landbridge_outcome::drill::Drill;
use landbridge_outcome::rehearsal::{Outcome, Status};
use maud::{Markup, html};

use super::{badge, class};
use crate::style::Tone;
use crate::words;

/// The top of the page.
pub(super) fn header(
    design: &Design,
    outcome: Option<&Outcome>,
    status: Option<&Status>,
    what: &str,
) -> Markup {
    let estate = &design.blueprint.estate;
    html! {
        header {
            p.kicker { "Network " (what) }
            h1 { (estate) }
            @match outcome {
                Some(outcome) => { (verdict(outcome)) }
                None => p.lead { (words::design_headline(design)) }
            }
            (tiles(design, outcome))
            @if let Some(status) = status {
                p.small { "Rehearsal " (status.name) " had been up for " (words::time(status.up_s * 1_000.0)) " when this page was made." }
            }
        }
    }
}

fn verdict(outcome: &Outcome) -> Markup {
    let (text, tone) = words::headline(&outcome.drills);
    html! {
        p class={ "lead " (class(tone)) } data-testid="headline" data-state=(class(tone)) {
            (words::sentence(&text))
        }
        p { (words::converged(outcome)) " The rehearsal ended " time { (outcome.ended_at) } "." }
    }
}

/// The main figures.
fn tiles(design: &Design, outcome: Option<&Outcome>) -> Markup {
    let findings = |severity| design.findings.iter().filter(|f| f.severity == severity).count();
    let (errors, warnings) = (findings(Severity::Error), findings(Severity::Warning));
    let drills = outcome.map_or(&[][..], |outcome| &outcome.drills);
    let (met, missed, open) = words::tally(drills);
    let tone = |number, bad| if number > 0 { bad } else { Tone::Plain };
    html! {
        ul.tiles {
            @if outcome.is_some() {
                (tile("met", "drills met", met, if met > 0 { Tone::Good } else { Tone::Plain }))
                (tile("missed", "drills missed", missed, tone(missed, Tone::Bad)))
                (tile("not-tested", "drills tested none", open, tone(open, Tone::Warning)))
            }
            (tile("errors", "design errors", errors, tone(errors, Tone::Bad)))
            (tile("warnings", "design warnings", warnings, tone(warnings, Tone::Warning)))
            (tile("undesigned", "not designed yet", design.undesigned.len(), Tone::Plain))
        }
    }
}

fn tile(id: &str, words: &str, number: usize, tone: Tone) -> Markup {
    html! {
        li class=(class(tone)) data-testid={ "count-" (id) } data-state=(number) {
            b { (number) } span { (words) }
        }
    }
}

/// The drills in one table.
pub(super) fn drills(drills: &[Drill]) -> Markup {
    html! {
        section id="results" {
            h2 { "Results" }
            div.scroll { table {
                thead { tr {
                    th { "Drill" } th { "Verdict" } th { "Way before → during" } th.number { "Outage" } th.number { "Allowed" }
                    th.number { "Lost" } th.number { "Lost after repair" } th.number { "Detected" }
                    th.number { "Back in" } th { "AWS documents" }
                } }
                tbody { @for drill in drills { (row(drill)) } }
            } }
        }
    }
}

fn row(drill: &Drill) -> Markup {
    let (verdict, tone) = words::verdict(&drill.verdict);
    let state = words::verdict_key(&drill.verdict);
    html! {
        tr data-testid={ "result-" (drill.name) } data-state=(state) {
            th.whole scope="row" { a href={ "#drill-" (drill.name) } { (drill.name) } }
            td.whole {
                (badge(&format!("verdict-{}", drill.name), state, tone, verdict))
                br; span.small { (drill.trust) }
            }
            td.whole { (words::detour(drill)) }
            td.number { (words::time(drill.outage_ms)) }
            td.number { @if let Some(o) = &drill.objective { "≤ " (o.max_outage) } @else { "–" } }
            td.number { (words::count(drill.lost)) }
            td.number { (words::count(drill.lost_after_repair)) }
            td.number { (words::maybe_time(drill.detected_ms)) }
            td.number { (words::maybe_time(drill.restored_ms)) }
            td.whole { @if let Some(d) = &drill.documented { (words::time(d.figure_ms)) br; span.small { (d.what) } } @else { "–" } }
        }
    }
}
