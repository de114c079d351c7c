//! What a whole rehearsal showed.

use landbridge_outcome::rehearsal::Outcome;

use crate::style::{Style, Tone};
use crate::terminal::drills;
use crate::terminal::page::Page;
use crate::words;

/// The summary of a rehearsal: its headline, the table of drills, what was imitated, what ran.
pub fn summary(outcome: &Outcome, style: Style) -> String {
    let mut page = Page::new(style);
    headline(outcome, &mut page);
    if !outcome.drills.is_empty() {
        page.gap();
        drills::write(&outcome.drills, &mut page);
    }
    if !outcome.imitated.is_empty() {
        page.heading("Imitated or left out in this rehearsal");
        for text in &outcome.imitated {
            page.marked("- ", &[(Tone::Plain, text)]);
        }
    }
    page.gap();
    let ran = format!(
        "Ended {} on {}, with {}.",
        outcome.ended_at,
        outcome.machine,
        words::list(&outcome.components)
    );
    page.line(&[(Tone::Faint, &ran)]);
    page.finish()
}

fn headline(outcome: &Outcome, page: &mut Page) {
    let estate = format!("{}:", outcome.estate);
    let (text, tone) = words::headline(&outcome.drills);
    page.line(&[(Tone::Strong, &estate), (tone, &text)]);
    let converged = words::converged(outcome);
    page.line(&[(Tone::Plain, &converged)]);
}

#[cfg(test)]
mod tests;
