//! Drills: what is broken, in which order, and what it cost.
//!
//! `catalog` says which drills there are, `course` when each step comes, `expect` what is listed beforehand, `measure` turns what was
//! recorded into an outcome. They are pure; `run` drives them.

pub(crate) mod capture;
pub mod catalog;
pub mod course;
pub mod expect;
pub mod measure;
pub(crate) mod run;
