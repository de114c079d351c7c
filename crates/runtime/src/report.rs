//! What a starting rehearsal tells its launcher: JSON, a line each, over a pipe.

use std::fs::File;
use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

/// One message from inside to the launcher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Report {
    /// A step went on.
    Progress(Progress),
    /// The rehearsal is up; the launcher may go.
    Ready,
    /// The rehearsal could not be brought up, and why.
    Failed(String),
}

/// How far a step of the start is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done, for a reader.
    pub step: String,
    /// How many of them are done.
    pub done: usize,
    /// How many there are.
    pub total: usize,
}

/// Sends a report. A launcher that is gone is no error: init deals with that.
pub(crate) fn send(mut pipe: &File, report: &Report) {
    let mut line = serde_json::to_vec(report).unwrap_or_default();
    line.push(b'\n');
    let _ = pipe.write_all(&line);
}

/// Reads the next report; none at the end of the pipe.
pub(crate) fn receive(pipe: &mut impl BufRead) -> io::Result<Option<Report>> {
    let mut line = String::new();
    if pipe.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    Ok(Some(serde_json::from_str(&line)?))
}

/// An error with everything that caused it, in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
