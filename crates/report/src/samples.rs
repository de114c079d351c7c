//! Values that the tests of several views share.

mod design;
mod outcome;

pub(crate) use design::design;
pub(crate) use outcome::{drills, outcome, status};
