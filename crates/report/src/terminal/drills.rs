//! The table of drills, and below it what a table cannot say.

use landbridge_outcome::drill::Drill;
use landbridge_outcome::verdict::Verdict;

use crate::style::{Style, Tone};
use crate::terminal::page::Page;
use crate::terminal::table::{Cell, Table, cell, left, right};
use crate::words;

/// The table of drills with their verdicts, the reasons below it, and where each figure comes from.
pub fn drills(drills: &[Drill], style: Style) -> String {
    let mut page = Page::new(style);
    write(drills, &mut page);
    page.finish()
}

/// Writes the table and its notes onto a page.
pub(crate) fn write(drills: &[Drill], page: &mut Page) {
    page.table(&table(drills));
    page.gap();
    for drill in drills {
        notes(drill, page);
    }
    sources(drills, page);
    labels(drills, page);
}

fn table(drills: &[Drill]) -> Table {
    let mut table = Table::new(vec![
        left("Drill\nway before → during"),
        right("Outage\nallowed"),
        right("Lost\nafter repair"),
        right("Detected\nback in"),
        left("AWS documents\nfor"),
        left("Verdict\nhow far to trust it"),
    ])
    .ruled();
    for drill in drills {
        table.row(row(drill));
    }
    table
}

fn row(drill: &Drill) -> Vec<Cell> {
    let (verdict, tone) = words::verdict(&drill.verdict);
    let allowed = drill.objective.as_ref().map_or("–".into(), |o| format!("≤ {}", o.max_outage));
    let (figure, what) = match &drill.documented {
        Some(documented) => (words::time(documented.figure_ms), documented.what.clone()),
        None => ("–".into(), String::new()),
    };
    vec![
        cell(Tone::Strong, &drill.name).below(Tone::Plain, words::detour(drill)),
        cell(Tone::Plain, words::time(drill.outage_ms)).below(Tone::Faint, allowed),
        cell(Tone::Plain, words::count(drill.lost))
            .below(Tone::Faint, words::count(drill.lost_after_repair)),
        cell(Tone::Plain, words::maybe_time(drill.detected_ms))
            .below(Tone::Faint, words::maybe_time(drill.restored_ms)),
        cell(Tone::Plain, figure).below(Tone::Faint, what),
        cell(tone, verdict).below(Tone::Faint, drill.trust.to_string()),
    ]
}

/// Why a drill's objective was not met, what was expected, and which timers were not AWS's.
fn notes(drill: &Drill, page: &mut Page) {
    if let Some(why) = drill.verdict.why() {
        let (verdict, tone) = words::verdict(&drill.verdict);
        let mark = if matches!(drill.verdict, Verdict::Missed { .. }) { "✗ " } else { "· " };
        let name = format!("{}:", drill.name);
        page.marked(
            mark,
            &[(Tone::Strong, &name), (tone, verdict), (Tone::Plain, "because"), (Tone::Plain, why)],
        );
    }
    if let Some(sentence) = words::expectations(drill) {
        let name = format!("{}:", drill.name);
        page.marked("· ", &[(Tone::Strong, &name), (Tone::Plain, &sentence)]);
        for broken in drill.expected.iter().filter(|e| e.expected_to_work != e.worked) {
            let did = if broken.worked { "worked" } else { "failed" };
            page.marked("    ✗ ", &[(Tone::Plain, &broken.what), (Tone::Bad, did)]);
        }
    }
    if !drill.tuned.is_empty() {
        let name = format!("{}:", drill.name);
        let timers = format!("ran with timers that are not AWS's: {}", words::list(&drill.tuned));
        page.marked("· ", &[(Tone::Strong, &name), (Tone::Warning, &timers)]);
    }
}

/// Where the objectives and AWS's figures come from, and how late the probes were.
fn sources(drills: &[Drill], page: &mut Page) {
    let objectives = words::distinct(drills.iter().filter_map(|d| d.objective.as_ref()));
    for objective in objectives {
        let text = format!("Allowed: {}, by {}.", objective.max_outage, objective.source);
        page.marked("· ", &[(Tone::Faint, &text)]);
    }
    for documented in words::distinct(drills.iter().filter_map(|d| d.documented.as_ref())) {
        let figure = words::time(documented.figure_ms);
        let text =
            format!("AWS documents {figure} for {}: {}.", documented.what, documented.source);
        page.marked("· ", &[(Tone::Faint, &text)]);
    }
    let late = drills.iter().map(Drill::lateness_max_ms).fold(0.0, f64::max);
    if drills.iter().any(|d| d.sent() > 0) {
        let text = format!(
            "The probes themselves were at most {} late; a gap no longer than that is this machine's.",
            words::time(late)
        );
        page.marked("· ", &[(Tone::Faint, &text)]);
    }
}

/// What the labels of trust that occur mean.
fn labels(drills: &[Drill], page: &mut Page) {
    for trust in words::distinct(drills.iter().map(|drill| drill.trust)) {
        let label = format!("{trust}:");
        page.marked("· ", &[(Tone::Faint, &label), (Tone::Faint, words::trust_meaning(trust))]);
    }
}

#[cfg(test)]
mod tests;
