//! The design of an estate: decisions with their reasons, the network, findings, and what is left open.

use landbridge_design::decision::Decision;
use landbridge_design::finding::{Finding, Severity};
use landbridge_design::{Design, RuleText};
use landbridge_estate::span::Span;

use crate::style::{Style, Tone};
use crate::terminal::network;
use crate::terminal::page::Page;
use crate::words;

/// The whole design.
pub fn design(design: &Design, style: Style) -> String {
    let mut page = Page::new(style);
    headline(design, &mut page);
    page.heading("Decisions");
    for decision in &design.decisions {
        page.gap();
        write_decision(decision, &mut page);
    }
    network::write(&design.blueprint, &mut page);
    findings(&design.findings, &mut page);
    assumptions(design, &mut page);
    undesigned(design, &mut page);
    page.finish()
}

/// One rule: its question, what it looks at, its candidates and when each wins.
pub fn rule(rule: &RuleText, style: Style) -> String {
    let mut page = Page::new(style);
    page.marked(&margin(rule.number), &[(Tone::Strong, rule.question)]);
    page.marked(INDENT, &[(Tone::Plain, "decided by"), (Tone::Plain, rule.decided_by)]);
    for text in rule.candidates {
        page.gap();
        let key = format!("({})", text.candidate.key);
        page.marked(INDENT, &[(Tone::Strong, text.candidate.title), (Tone::Faint, &key)]);
        page.marked("      ", &[(Tone::Plain, "wins when"), (Tone::Plain, text.wins_when)]);
    }
    page.gap();
    let pin = format!("decisions: {{ {}: CANDIDATE }}", rule.key);
    page.marked(INDENT, &[(Tone::Plain, "To take the choice yourself, write in the estate:")]);
    page.verbatim("      ", &[(Tone::Hint, &pin)]);
    page.finish()
}

/// Every rule with its key, for who does not know what to ask for.
pub fn rules(rules: &[&RuleText], style: Style) -> String {
    let mut page = Page::new(style);
    let width = rules.iter().map(|rule| rule.key.len()).max().unwrap_or(0);
    for rule in rules {
        let key = format!("{:width$}  ", rule.key);
        let number = margin(rule.number);
        page.entry(
            &[(Tone::Faint, &number), (Tone::Strong, &key)],
            &[(Tone::Plain, rule.question)],
        );
    }
    page.finish()
}

/// Room for a decision's number.
const INDENT: &str = "    ";

fn margin(number: &str) -> String {
    format!("{number:<4}")
}

fn headline(design: &Design, page: &mut Page) {
    let estate = format!("{}:", design.blueprint.estate);
    let text = words::design_headline(design);
    page.line(&[(Tone::Strong, &estate), (Tone::Plain, &text)]);
}

fn write_decision(decision: &Decision, page: &mut Page) {
    let key = format!("[{}]", decision.key);
    let subject = decision.subject.as_ref().map(|s| format!("{s}:"));
    let subject = subject.as_deref().unwrap_or_default();
    let head = [(Tone::Strong, subject), (Tone::Plain, decision.question), (Tone::Faint, &key)];
    page.marked(&margin(decision.number), &head);
    page.entry(&[(Tone::Good, "    ✓ ")], &[(Tone::Good, decision.chosen.title)]);
    for because in &decision.because {
        let reason = because.reason.to_string();
        let at = line(because.at);
        page.marked("      ", &[(Tone::Plain, &reason), (Tone::Faint, &at)]);
    }
    for lost in &decision.rejected {
        let title = format!("{}:", lost.candidate.title);
        let reason = lost.reason.to_string();
        page.entry(&[(Tone::Faint, "    ✗ ")], &[(Tone::Plain, &title), (Tone::Faint, &reason)]);
    }
}

/// Where in the estate something stands; nothing for a default.
fn line(at: Option<Span>) -> String {
    at.filter(|at| at.line > 0).map_or(String::new(), |at| format!("(line\u{a0}{})", at.line))
}

fn findings(findings: &[Finding], page: &mut Page) {
    page.heading("Findings");
    if findings.is_empty() {
        page.line(&[(Tone::Good, "The check of the design found nothing to mend.")]);
    }
    for finding in findings {
        let (word, tone) = words::severity(finding.severity);
        let head = format!("{} {}:", finding.code, finding.place);
        let at = line(finding.at);
        let sentence =
            [(Tone::Strong, &*head), (Tone::Plain, &*finding.message), (Tone::Faint, &*at)];
        page.entry(&[(tone, &format!("{word:<9}"))], &sentence);
        let fix = if finding.severity == Severity::Note { Tone::Plain } else { Tone::Hint };
        page.marked("         ", &[(fix, &finding.fix)]);
    }
}

fn assumptions(design: &Design, page: &mut Page) {
    if design.assumptions.is_empty() {
        return;
    }
    page.heading("Taken as given, because the estate does not say");
    for assumption in &design.assumptions {
        let place = format!("{}:", assumption.place);
        let sentence = [
            (Tone::Strong, &*place),
            (Tone::Plain, &*assumption.text),
            (Tone::Hint, &*assumption.ask),
        ];
        page.marked("- ", &sentence);
    }
}

fn undesigned(design: &Design, page: &mut Page) {
    if design.undesigned.is_empty() {
        return;
    }
    page.heading("Asked for by the estate, and not designed yet");
    for open in &design.undesigned {
        let place = format!("{}:", open.place);
        let at = line(open.at);
        page.marked("- ", &[(Tone::Strong, &place), (Tone::Plain, &open.what), (Tone::Faint, &at)]);
    }
}

#[cfg(test)]
mod tests;
