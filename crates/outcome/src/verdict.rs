//! Whether an objective was met.

use serde::{Deserialize, Serialize};

use crate::drill::{Drill, Objective};
use crate::trust::Trust;

/// Whether an objective was met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It was.
    Met,
    /// It was not.
    Missed {
        /// Why, in one sentence.
        why: String,
    },
    /// It could not be tested here, or there is none.
    NotTested {
        /// Why, in one sentence.
        why: String,
    },
}

impl Verdict {
    /// Why it is not met. None: it is.
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Met => None,
            Self::Missed { why } | Self::NotTested { why } => Some(why),
        }
    }
}

/// Holds a drill's measurements against its objective.
///
/// An expectation that did not hold misses, whatever the outage. An outage above the objective misses even when its time
/// is not certain, because the real thing is not faster than its imitation was asked to be; only a gap that the probe's
/// own lateness explains proves nothing. An outage within the objective is met only when its label of trust allows it.
pub fn judge(drill: &Drill) -> Verdict {
    if let Some(why) = broken_expectation(drill) {
        return Verdict::Missed { why };
    }
    let Some(objective) = &drill.objective else {
        return not_tested(match drill.expected.len() {
            0 => "the estate states no objective for this",
            _ => "no objective covers this; everything did as listed beforehand",
        });
    };
    if drill.sent() == 0 || drill.outage_ms.is_nan() {
        return not_tested("no request was sent, so nothing was measured");
    }
    if drill.outage_ms > allowed_ms(objective) {
        return beyond_objective(drill, objective);
    }
    if !drill.tuned.is_empty() {
        let timers = drill.tuned.join(", ");
        return not_tested(format!("tuned timers ({timers}) are not what AWS delivers"));
    }
    match drill.trust {
        Trust::SameComponent | Trust::AwsDocumentedTiming => Verdict::Met,
        Trust::Imitation => not_tested("an imitation proves no time"),
    }
}

fn not_tested(why: impl Into<String>) -> Verdict {
    Verdict::NotTested { why: why.into() }
}

/// The first thing that did otherwise than was listed beforehand, as a sentence.
fn broken_expectation(drill: &Drill) -> Option<String> {
    let wrong = drill.expected.iter().find(|e| e.expected_to_work != e.worked)?;
    let (did, should) = if wrong.worked { ("worked", "fail") } else { ("failed", "work") };
    Some(format!("{} {did}, and was expected to {should}", wrong.what))
}

#[allow(clippy::cast_precision_loss, reason = "an objective of 2^52 ms is beyond any use")]
fn allowed_ms(objective: &Objective) -> f64 {
    objective.max_outage.0 as f64
}

/// The verdict on an outage above the objective: missed, unless this machine was too busy to tell.
fn beyond_objective(drill: &Drill, objective: &Objective) -> Verdict {
    let (outage, late) = (drill.outage_ms, drill.lateness_max_ms());
    if outage <= late {
        let why = format!(
            "the probe itself was up to {late:.0} ms late, so the gap of {outage:.0} ms may be this machine's"
        );
        return Verdict::NotTested { why };
    }
    let allowed = objective.max_outage;
    let why = format!("the outage of {} is longer than the {allowed} allowed", length(outage));
    Verdict::Missed { why }
}

/// A measured length of time in the unit that reads best.
fn length(ms: f64) -> String {
    if ms < 10_000.0 { format!("{ms:.0} ms") } else { format!("{:.1} s", ms / 1_000.0) }
}

#[cfg(test)]
mod tests;
