//! A topology of hosts, wires, routers and tunnels, and its life in the kernel.
//!
//! [`topology`] says what there is, [`Network::up`] brings it to life, and [`Network`] breaks, mends and watches it. A [`probe::Probe`]
//! measures what its users feel. The program that uses this calls [`hidden_role`] first: wires and probes are processes of their own.
//!
//! To add something to nodes, edit `topology.rs`, `topology/check.rs` and `kernel/plan.rs`; a daemon of a new kind belongs beside
//! `bird.rs` and `tunnel.rs` and is started by `network.rs`.
#![cfg(target_os = "linux")]

mod bird;
mod error;
mod exact;
mod fabric;
mod firewall;
mod kernel;
mod network;
pub mod probe;
mod programs;
pub mod reach;
mod ready;
pub mod routes;
mod segments;
pub mod topology;
mod tunnel;
pub mod wire;

use std::process::ExitCode;

pub use bird::{BirdError, Path, SessionAction, SessionState};
pub use error::NetworkError;
pub use firewall::FirewallError;
pub use kernel::netlink::StepError;
pub use kernel::node::PlumbingError;
pub use network::{Network, RouterSessions, WireChange};
pub use programs::{doctor, versions};
pub use tunnel::TunnelError;
pub use wire::client::WireError;

/// To be called first in `main`: when this process was started as a wire or a probe, is that and returns the code to exit with.
pub fn hidden_role() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    let role = arguments.next()?;
    match role.to_str()? {
        wire::SUBCOMMAND => Some(wire::wire_main(arguments)),
        probe::SUBCOMMAND => Some(probe::probe_main(arguments)),
        _ => None,
    }
}
