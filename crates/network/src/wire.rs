//! A wire between two nodes: delay, jitter, loss, rate, blackhole, carrier and capture.
//!
//! Each wire is a process of its own that owns no more than two TAP descriptors and a control socket.
//! [`queue`] decides what becomes of a frame, [`process`] moves frames, [`control`] is what both sides say to each
//! other, [`client`] is the supervisor's side.

pub(crate) mod client;
mod control;
mod pcapng;
mod process;
mod queue;

pub use control::{Blackhole, Carrier, Condition, Counters, WireStats};
pub use process::{SUBCOMMAND, wire_main};
