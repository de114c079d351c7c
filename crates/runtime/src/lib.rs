//! Launcher, init, supervisor and hosts: where a rehearsal lives on this machine.
#![cfg(target_os = "linux")]

pub mod clock;
mod etc;
pub mod host;
mod mounts;

pub use mounts::MountError;
