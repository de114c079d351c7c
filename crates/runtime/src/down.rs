//! Takes a rehearsal down from outside, whatever state it is in.

use std::os::fd::{AsFd, BorrowedFd};
use std::thread;
use std::time::Duration;

use crate::client::Client;
use crate::remove::{self, RemoveError};
use crate::state::{Folder, StateError};
use crate::{clock, pidfd};

/// How long the supervisor may take to answer, and init to end after it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Between two looks at a folder that somebody else is about to let go.
const PAUSE: Duration = Duration::from_millis(10);

/// What was found, and done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It was up, and ended when it was asked.
    Stopped,
    /// It was up, but did not answer, and was killed.
    Killed,
    /// It was gone already; its folder was removed.
    LeftOver,
}

/// Why it could not be taken down.
#[derive(Debug, thiserror::Error)]
pub enum DownError {
    /// The state folder could not be had.
    #[error(transparent)]
    State(#[from] StateError),
    /// The state folder could not be removed.
    #[error(transparent)]
    Remove(#[from] RemoveError),
    /// The kernel does not let go of its process 1.
    #[error("process 1 of the rehearsal does not end, though it was killed")]
    Stuck,
}

/// Ends the rehearsal, waits until nothing of it runs, and removes its folder.
pub fn down(folder: &Folder) -> Result<Ended, DownError> {
    if !folder.exists() {
        return Err(StateError::Absent(folder.name().clone()).into());
    }
    let until = clock::now() + PATIENCE;
    let mut first = None;
    loop {
        let found = end(folder)?;
        let ended = *first.get_or_insert(found);
        match folder.claim() {
            // A launcher has not come as far as init, or the last of a killed one still ends.
            Err(StateError::Running(_)) if clock::now() < until => thread::sleep(PAUSE),
            lock => {
                remove::remove(folder, lock?)?;
                return Ok(ended);
            }
        }
    }
}

/// Ends its process 1, if that lives.
fn end(folder: &Folder) -> Result<Ended, DownError> {
    match folder.init() {
        Some(init) if folder.is_running() => stop(folder, init.as_fd()),
        Some(ended) => {
            // A child of this very process, say, that nobody waited for.
            pidfd::wait(ended.as_fd(), Duration::ZERO);
            Ok(Ended::LeftOver)
        }
        None => Ok(Ended::LeftOver),
    }
}

fn stop(folder: &Folder, init: BorrowedFd) -> Result<Ended, DownError> {
    let asked = Client::connect(folder).and_then(|client| client.down(PATIENCE)).is_ok();
    if asked && pidfd::wait(init, PATIENCE) {
        return Ok(Ended::Stopped);
    }
    pidfd::kill(init);
    if pidfd::wait(init, PATIENCE) { Ok(Ended::Killed) } else { Err(DownError::Stuck) }
}
