//! What is said over the control socket: JSON, a line each.
//!
//! A connection carries one [`Request`] (descriptors may come with it), then any number of
//! `Frame::Progress` and one last frame. While it is open the client may send [`Input`]; when the
//! client closes it, the request is cancelled.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::daemon::DaemonStatus;

/// The longest line that either side accepts, in bytes.
pub(crate) const LONGEST_LINE: usize = 16 << 20;

/// What a client may ask of a rehearsal; `T` is what only this kind of rehearsal understands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request<T> {
    /// Answered with `null` as soon as the supervisor runs.
    Ping,
    /// Answered with a [`Status`].
    Status,
    /// Runs a command in a host; stdin, stdout and stderr come as descriptors. Answered with an
    /// [`Exit`].
    Exec(Exec),
    /// Answered with `null`; then everything inside ends.
    Down,
    /// Handed to [`crate::Rehearsal::handle`].
    Rehearsal(T),
}

/// A command to run in a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exec {
    /// The host's name.
    pub host: String,
    /// The program and its arguments.
    pub command: Vec<String>,
    /// More environment, over the rehearsal's own.
    pub environment: Vec<(String, String)>,
    /// Whether the descriptors are a terminal that the command shall control.
    pub terminal: bool,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    /// By itself, with this code.
    Code(i32),
    /// By this signal.
    Signal(i32),
}

/// How a rehearsal fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// False while it is still being brought up.
    pub ready: bool,
    /// The names of its hosts.
    pub hosts: Vec<String>,
    /// Its daemons, in the order of their first start.
    pub daemons: Vec<DaemonStatus>,
}

/// What a client may send after its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// A signal for the running command and what it started.
    Signal(i32),
}

/// One line of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Frame {
    /// Something on the way; more follows.
    Progress(Value),
    /// The answer.
    Done(Value),
    /// Why there is no answer.
    Failed(String),
}
