//! The reason of each resource, as a comment.

use landbridge_design::decision::Decision;
use landbridge_estate::names::Name;

/// The decisions of a design, as comments.
pub(crate) struct Reasons<'a> {
    decisions: &'a [Decision],
}

impl<'a> Reasons<'a> {
    pub(crate) fn new(decisions: &'a [Decision]) -> Self {
        Self { decisions }
    }

    /// `purpose`, and behind it the decision of that key: the one for `site` where the question is asked for each site.
    pub(crate) fn of(&self, purpose: &str, key: &str, site: Option<&Name>) -> String {
        let concerns = |decision: &&Decision| {
            decision.key == key
                && decision.subject.as_deref().is_none_or(|s| site.is_some_and(|site| site == s))
        };
        match self.decisions.iter().find(concerns) {
            Some(decision) => format!("{purpose} {}", sentence(decision)),
            None => purpose.to_owned(),
        }
    }
}

fn sentence(decision: &Decision) -> String {
    let because: Vec<_> = decision.because.iter().map(|b| b.reason.to_string()).collect();
    format!(
        "Decision {} ({}): {}. {}",
        decision.number,
        decision.key,
        decision.chosen.title,
        because.join(" ")
    )
}
