//! Figures and terms in words, the same in every view.

use landbridge_design::Design;
use landbridge_design::finding::Severity;
use landbridge_outcome::drill::{Drill, Way};
use landbridge_outcome::rehearsal::Outcome;
use landbridge_outcome::trust::Trust;
use landbridge_outcome::verdict::Verdict;

use crate::style::Tone;

/// A length of time as people say it: `0 ms`, `4.2 ms`, `812 ms`, `1.20 s`, `12.4 s`, `3 min 5 s`.
pub fn time(ms: f64) -> String {
    match ms {
        _ if ms < 0.05 => "0 ms".into(),
        _ if ms < 9.95 => format!("{ms:.1} ms"),
        _ if ms < 999.5 => format!("{ms:.0} ms"),
        _ if ms < 9_995.0 => format!("{:.2} s", ms / 1_000.0),
        _ if ms < 59_950.0 => format!("{:.1} s", ms / 1_000.0),
        _ => long_time(ms / 1_000.0),
    }
}

/// A length of time of a minute and more.
fn long_time(seconds: f64) -> String {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    let whole = seconds.round() as u64;
    let (hours, minutes, seconds) = (whole / 3_600, whole / 60 % 60, whole % 60);
    if hours > 0 {
        format!("{hours} h {minutes} min")
    } else {
        format!("{minutes} min {seconds} s")
    }
}

/// A time that may not have been observed: `–` when it was not.
pub fn maybe_time(ms: Option<f64>) -> String {
    ms.map_or_else(|| "–".into(), time)
}

/// A number with spaces between thousands: `12 034`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// A number with its noun: `1 line`, `3 lines`.
pub fn plural(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// A list in a sentence: `a, b and c`.
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// Each value once, in the order of its first appearance.
pub fn distinct<T: PartialEq>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for item in items {
        if !seen.contains(&item) {
            seen.push(item);
        }
    }
    seen
}

/// What carries the traffic, by the names of BGP sessions: `line_1`, or `no way`.
pub fn ways(ways: &[Way]) -> String {
    let names = distinct(ways.iter().filter_map(|way| way.by.as_deref()));
    if names.is_empty() { "no way".into() } else { names.join(" + ") }
}

/// What carried the traffic before a drill's fault and during it.
pub fn detour(drill: &Drill) -> String {
    let (before, during) = (ways(&drill.before), ways(&drill.during));
    if before == during { format!("stays on {before}") } else { format!("{before} → {during}") }
}

/// A verdict in two words at most, and the tone of it.
pub fn verdict(verdict: &Verdict) -> (&'static str, Tone) {
    match verdict {
        Verdict::Met => ("met", Tone::Good),
        Verdict::Missed { .. } => ("missed", Tone::Bad),
        Verdict::NotTested { .. } => ("not tested", Tone::Warning),
    }
}

/// A verdict as style sheets and tests name it.
pub fn verdict_key(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Missed { .. } => "missed",
        Verdict::NotTested { .. } => "not-tested",
    }
}

/// The text with its first letter in upper case.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().iter().flat_map(|c| c.to_uppercase()).collect();
    first + letters.as_str()
}

/// What a label of trust means, in one sentence.
pub fn trust_meaning(trust: Trust) -> &'static str {
    match trust {
        Trust::SameComponent => {
            "what ran is what will run, with the same timers; it can meet an objective"
        }
        Trust::AwsDocumentedTiming => {
            "imitated, and paced as AWS publishes; it can meet an objective"
        }
        Trust::Imitation => {
            "imitated to show the mechanism; it proves no time and meets no objective"
        }
    }
}

/// How the expectations of a drill turned out, in one sentence. None: it had none.
pub fn expectations(drill: &Drill) -> Option<String> {
    let total = drill.expected.len();
    if total == 0 {
        return None;
    }
    let held = drill.expected.iter().filter(|e| e.expected_to_work == e.worked).count();
    let failed = drill.expected.iter().filter(|e| !e.worked).count();
    Some(format!(
        "{held} of {total} things did as listed beforehand: {failed} failed, {} worked",
        total - failed
    ))
}

/// How many drills met their objective, missed it, or tested none.
pub fn tally(drills: &[Drill]) -> (usize, usize, usize) {
    let missed = drills.iter().filter(|d| matches!(d.verdict, Verdict::Missed { .. })).count();
    let met = drills.iter().filter(|d| d.verdict == Verdict::Met).count();
    (met, missed, drills.len() - met - missed)
}

/// The verdict on all drills in one sentence, and its tone.
pub fn headline(drills: &[Drill]) -> (String, Tone) {
    let (met, missed, open) = tally(drills);
    let total = plural(drills.len(), "drill");
    if drills.is_empty() {
        return ("no drill ran, so no objective was tested.".into(), Tone::Warning);
    }
    if missed > 0 {
        let text =
            format!("{missed} of {total} missed the objective, {met} met it, {open} tested none.");
        return (text, Tone::Bad);
    }
    if met == 0 {
        return (format!("{total} ran, none of which could test an objective."), Tone::Warning);
    }
    let rest = if open > 0 { format!(", {open} tested none") } else { String::new() };
    (format!("{met} of {total} met the objective, none missed it{rest}."), Tone::Good)
}

/// What a design holds, in one sentence.
pub fn design_headline(design: &Design) -> String {
    let of = |severity| design.findings.iter().filter(|f| f.severity == severity).count();
    format!(
        "{} taken; the check found {}, {} and {}.",
        plural(design.decisions.len(), "decision"),
        plural(of(Severity::Error), "error"),
        plural(of(Severity::Warning), "warning"),
        plural(of(Severity::Note), "note")
    )
}

/// A severity in one word, and its tone.
pub fn severity(severity: Severity) -> (&'static str, Tone) {
    match severity {
        Severity::Error => ("error", Tone::Bad),
        Severity::Warning => ("warning", Tone::Warning),
        Severity::Note => ("note", Tone::Hint),
    }
}

/// How long a rehearsal took to come up, in one sentence.
pub fn converged(outcome: &Outcome) -> String {
    format!(
        "All {} pairs of hosts that should reach each other did so after {}.",
        count(outcome.pairs),
        time(outcome.converged_ms)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_with_the_precision_that_they_deserve() {
        let text: Vec<String> =
            [0.0, 4.23, 9.96, 812.4, 999.6, 1_204.0, 12_440.0, 59_990.0, 185_000.0, 7_260_000.0]
                .into_iter()
                .map(time)
                .collect();
        assert_eq!(
            text,
            [
                "0 ms",
                "4.2 ms",
                "10 ms",
                "812 ms",
                "1.00 s",
                "1.20 s",
                "12.4 s",
                "1 min 0 s",
                "3 min 5 s",
                "2 h 1 min"
            ]
        );
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn thousands_are_parted() {
        assert_eq!(
            [1, 999, 1_000, 1_234_567].map(count),
            ["1", "999", "1\u{a0}000", "1\u{a0}234\u{a0}567"]
        );
    }

    #[test]
    fn ways_name_each_session_once() {
        let way = |by: Option<&str>| Way {
            router: "frankfurt-dc/router".into(),
            towards: "10.20.0.10".into(),
            by: by.map(Into::into),
        };
        assert_eq!(ways(&[way(Some("line_1")), way(Some("line_1"))]), "line_1");
        assert_eq!(ways(&[way(Some("line_1")), way(Some("line_2"))]), "line_1 + line_2");
        assert_eq!(ways(&[way(None)]), "no way");
    }
}
