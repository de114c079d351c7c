//! Whether an objective was met.

use serde::{Deserialize, Serialize};

use crate::drill::Drill;
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

/// Holds a drill's measurements against its objective.
///
/// An expectation that did not hold misses, whatever the outage; an outage above the objective misses even when its time is not certain, because
/// the real thing is not faster than its imitation was asked to be; an outage within the objective counts as met only when the label of trust allows it.
pub fn judge(drill: &Drill) -> Verdict {
    if let Some(wrong) = drill.expected.iter().find(|e| e.expected_to_work != e.worked) {
        let did = if wrong.worked { "worked, and was expected to fail" } else { "failed, and was expected to work" };
        return Verdict::Missed { why: format!("{} {did}", wrong.what) };
    }
    let Some(objective) = &drill.objective else {
        return Verdict::NotTested { why: "the estate states no objective for this".into() };
    };
    #[allow(clippy::cast_precision_loss, reason = "an objective of 2^52 ms is beyond any use")]
    let allowed = objective.max_outage.0 as f64;
    if drill.outage_ms > allowed {
        return Verdict::Missed { why: format!("the outage of {:.0} ms is longer than the {allowed:.0} ms allowed", drill.outage_ms) };
    }
    if !drill.tuned.is_empty() {
        return Verdict::NotTested { why: format!("tuned timers ({}) are not what AWS delivers", drill.tuned.join(", ")) };
    }
    match drill.trust {
        Trust::SameComponent | Trust::AwsDocumentedTiming => Verdict::Met,
        Trust::Imitation => Verdict::NotTested { why: "an imitation proves no time".into() },
    }
}
