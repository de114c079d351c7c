//! From an estate to a blueprint, with the reason of every decision.
//!
//! [`design`] does all of it: `decisions` answers the questions, `plan` numbers what was chosen, `findings` checks the result without
//! using the planner's code. Pure: no I/O, no clock, and the same estate gives the same bytes.
//!
//! To add a decision: `decisions.rs`. To add a finding: `findings.rs` and a page in `codes/`.

pub mod blueprint;
pub mod decision;
pub mod finding;
pub mod reason;

mod assumptions;
mod choice;
mod decisions;
mod facts;
mod findings;
mod pins;
mod plan;
mod targets;
mod undesigned;

use landbridge_estate::Diagnostic;
use landbridge_estate::model::Estate;
use serde::Serialize;

pub use assumptions::Assumption;
pub use choice::{CandidateText, RuleText};
pub use decisions::{rule, rules};
pub use findings::{code_page, codes, inspect};
pub use undesigned::Undesigned;

use blueprint::Blueprint;
use decision::Decision;
use facts::Facts;
use finding::Finding;
use pins::Pins;
use plan::Plan;
use targets::Targets;

/// Everything that the design of an estate says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Design {
    /// Every decision, in the order of their numbers.
    pub decisions: Vec<Decision>,
    /// The resolved architecture.
    pub blueprint: Blueprint,
    /// What the check of it found, worst first.
    pub findings: Vec<Finding>,
    /// What the design took as given because the estate does not say it.
    pub assumptions: Vec<Assumption>,
    /// What the estate asks for that is not designed yet.
    pub undesigned: Vec<Undesigned>,
}

/// Designs an estate.
///
/// Errors: pins that name nothing or cannot be built, and networks that do not hold what they must.
pub fn design(estate: &Estate) -> Result<Design, Vec<Diagnostic>> {
    let targets = Targets::of(estate);
    let facts = Facts::of(estate, &targets);
    let mut pins = Pins::of(&estate.pins);
    let (decisions, choices) = decisions::decide(&facts, &mut pins);
    if !pins.errors.is_empty() {
        return Err(pins.errors);
    }
    let plan = Plan { estate, choices: &choices, targets: &targets };
    let blueprint = plan::blueprint(&plan)
        .map_err(|all| all.iter().map(|unfit| unfit.diagnostic(estate)).collect::<Vec<_>>())?;
    let mut findings = pins.findings;
    findings.extend(inspect(estate, &blueprint));
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.code.cmp(b.code)));
    let assumptions = assumptions::of(estate, &blueprint);
    let undesigned = undesigned::of(estate);
    Ok(Design { decisions, blueprint, findings, assumptions, undesigned })
}
