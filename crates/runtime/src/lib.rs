//! Launcher, init, supervisor and hosts: where a rehearsal lives on this machine, without touching it.
//!
//! Three processes: whoever calls [`launch()`]; `init`, process 1 in namespaces of its own; and the
//! supervisor, which runs a [`Rehearsal`] and serves a control socket ([`client`]). The latter two
//! are this same program, executed with a hidden argument: its `main` begins with
//! [`hidden_role`]. When init dies, the kernel ends everything inside; nothing else is needed to
//! leave the machine as it was, but the state folder ([`state`]) is removed by [`down()`].
//!
//! To add a request that every rehearsal understands, edit `protocol.rs` and `supervisor.rs`; one
//! of a certain kind of rehearsal belongs to its `Rehearsal::Request`.
#![cfg(target_os = "linux")]

mod backoff;
pub mod client;
pub mod clock;
pub mod daemon;
pub mod doctor;
mod down;
mod etc;
pub mod events;
mod exec;
pub mod host;
mod idmap;
mod inherited;
mod init;
mod launch;
pub mod logs;
mod mounts;
mod pidfd;
pub mod protocol;
mod remove;
mod report;
mod role;
mod sandbox;
mod seal;
mod session;
pub mod snapshot;
pub mod state;
mod supervisor;
pub mod terminal;
mod tun;

pub use down::{DownError, Ended, down};
pub use idmap::IdMapError;
pub use launch::{LaunchError, Launched, launch};
pub use mounts::MountError;
pub use remove::RemoveError;
pub use report::Progress;
pub use role::hidden_role;
pub use sandbox::SandboxError;
pub use session::Session;
pub use supervisor::{Rehearsal, Supervision, Task};

/// Any error, where the one who hears of it only tells it to somebody.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
