//! Values that the tests of several views share.

mod design;
mod network;
mod outcome;

pub(crate) use design::design;
pub(crate) use network::{blueprint, insurer, large, link, recovery};
pub(crate) use outcome::{drills, outcome, status};
