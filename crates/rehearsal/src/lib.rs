//! A blueprint realised on this machine, its faults, probes and drills.
//!
//! Start at [`translate::translate`] (what is brought up).

pub mod imitated;
pub mod reach;
pub mod translate;
