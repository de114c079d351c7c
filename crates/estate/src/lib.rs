//! The estate file: its model, its parsing with source spans, its validation.
//!
//! Start at [`model::Estate`]. To add a field: `file.rs` (what is written), `model.rs` (what is meant), `validate.rs` (from one to the other).

pub mod model;
pub mod names;
pub mod span;
pub mod units;
