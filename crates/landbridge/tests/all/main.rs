//! Tests of the whole program, as its users meet it: through the built binary alone.
//!
//! Commands that only plan run as whoever runs the tests (`support::program`). What needs a rehearsal gets a `Place` of its own
//! (`support/place.rs`) and runs both as root and as an ordinary user, as far as this process may.
#![allow(clippy::print_stderr)] // A skipped test says so.

mod support;

mod architecture;
mod arguments;
mod bad_estates;
mod build;
#[cfg(target_os = "linux")]
mod console;
#[cfg(target_os = "linux")]
mod daemons;
#[cfg(target_os = "linux")]
mod demo;
#[cfg(target_os = "linux")]
mod drills;
#[cfg(target_os = "linux")]
mod exec;
#[cfg(target_os = "linux")]
mod isolation;
mod kills;
#[cfg(target_os = "linux")]
mod kit_matches_rehearsal;
#[cfg(target_os = "linux")]
mod life;
mod plan;
#[cfg(target_os = "linux")]
mod reach;
mod readme;
mod reference;
#[cfg(target_os = "linux")]
mod rehearse;
#[cfg(target_os = "linux")]
mod starts;
