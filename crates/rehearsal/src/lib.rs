//! A blueprint realised on this machine, its faults, probes and drills.
//!
//! Start at [`translate::translate`] (what is brought up) and [`drills`] (what is broken). From outside, a rehearsal is asked through
//! [`client`]; inside, [`hybrid::Hybrid`] answers. Linux only.
#![cfg(target_os = "linux")]

pub mod client;
pub mod doctor;
pub mod drills;
pub mod hybrid;
pub mod imitated;
mod keys;
pub mod memory;
pub mod reach;
pub mod request;
mod status;
pub mod translate;

use std::process::ExitCode;

pub use status::ways;

/// To be called first in `main`: when this process was started as a part of a rehearsal, is that and returns the code to exit with.
pub fn hidden_role() -> Option<ExitCode> {
    landbridge_network::hidden_role().or_else(landbridge_runtime::hidden_role::<hybrid::Hybrid>)
}
