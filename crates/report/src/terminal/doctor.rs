//! What a rehearsal needs of this machine, and how to mend what is missing.

use crate::style::{Style, Tone};
use crate::terminal::page::Page;
use crate::words;

/// One thing that was looked for on this machine.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Check {
    /// What was looked for: `user namespaces`.
    pub name: String,
    /// What was found.
    pub status: CheckStatus,
    /// Why, in one sentence: `bird 2.0.12 at /usr/sbin/bird`.
    pub reason: String,
    /// The exact command or setting that mends it. None: nothing to mend.
    pub fix: Option<String>,
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckStatus {
    /// It is there.
    Fine,
    /// Something works less well without it.
    Warning,
    /// Nothing works without it.
    Missing,
}

/// The list of checks: status, name and reason in columns, and each fix unbroken on a line of its own, so that it can be copied.
pub fn doctor(checks: &[Check], style: Style) -> String {
    let mut page = Page::new(style);
    let width = checks.iter().map(|check| check.name.chars().count()).max().unwrap_or(0);
    for check in checks {
        entry(check, width, &mut page);
    }
    page.gap();
    conclusion(checks, &mut page);
    page.finish()
}

fn entry(check: &Check, width: usize, page: &mut Page) {
    let (mark, tone) = match check.status {
        CheckStatus::Fine => ("ok       ", Tone::Good),
        CheckStatus::Warning => ("warning  ", Tone::Warning),
        CheckStatus::Missing => ("missing  ", Tone::Bad),
    };
    let name = format!("{:width$}  ", check.name);
    page.entry(&[(tone, mark), (Tone::Strong, &name)], &[(Tone::Plain, &check.reason)]);
    for line in check.fix.iter().flat_map(|fix| fix.lines()) {
        page.verbatim(&" ".repeat(mark.len() + width + 2), &[(Tone::Hint, line)]);
    }
}

fn conclusion(checks: &[Check], page: &mut Page) {
    let missing = checks.iter().filter(|c| c.status == CheckStatus::Missing).count();
    if missing == 0 {
        page.line(&[(Tone::Good, "A rehearsal can run on this machine.")]);
        return;
    }
    let text = format!(
        "{} missing. A rehearsal cannot run until the lines above are done.",
        words::plural(missing, "thing")
    );
    page.line(&[(Tone::Bad, &text)]);
}

#[cfg(test)]
mod tests;
