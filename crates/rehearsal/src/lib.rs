//! A blueprint realised on this machine, its faults, probes and drills.
//!
//! Start at [`translate::translate`] (what is brought up) and [`drills`] (what is broken).

pub mod drills;
pub mod imitated;
pub mod reach;
pub mod translate;
