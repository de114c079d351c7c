//! The check of a blueprint, by code that did not make it. It reads the blueprint and the estate, and nothing of the planner.
//!
//! To add a finding: a code in `codes.rs`, its page `codes/LBnnnn.md`, and a check in one of the files here.

pub(crate) mod codes;

pub use codes::{code_page, codes};

use landbridge_estate::model::Estate;

use crate::blueprint::Blueprint;
use crate::finding::Finding;

/// Everything that is to be said of a blueprint.
pub fn inspect(estate: &Estate, blueprint: &Blueprint) -> Vec<Finding> {
    let _ = (estate, blueprint);
    Vec::new()
}
