//! Objectives, measurements, verdicts, and how far each result can be trusted. Pure.
//!
//! A drill fills a [`drill::Drill`]; [`verdict::judge`] holds it against its objective. The report only shows what stands here.
//!
//! To add a kind of measurement: the field in `drill.rs`, its verdict in `verdict.rs`, its view in crate `report`.

pub mod drill;
pub mod rehearsal;
pub mod trust;
pub mod verdict;
