//! Values that the tests of several views share.

mod outcome;

pub(crate) use outcome::{drills, outcome, status};
