//! Asks a running rehearsal, from outside.

use std::fs::File;
use std::os::fd::{AsFd, BorrowedFd};

use landbridge_outcome::drill::Drill;
use landbridge_outcome::rehearsal::Status;
use landbridge_runtime::client::{Client, ClientError};
use landbridge_runtime::state::Folder;

use crate::drills::catalog::DrillName;
use crate::request::{Facts, Offer, Progress, Reply, Request};

/// Why a running rehearsal did not answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The connection or the rehearsal refused.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The answer belongs to another question.
    #[error("the rehearsal answered something else; was it brought up by another version?")]
    Mixed,
}

/// Lines, tunnels, daemons and hosts as they are now.
pub fn status(folder: &Folder) -> Result<Status, AskError> {
    match ask(folder, Request::Status)? {
        Reply::Status(status) => Ok(status),
        _ => Err(AskError::Mixed),
    }
}

/// What came up, and how.
pub fn facts(folder: &Folder) -> Result<Facts, AskError> {
    match ask(folder, Request::Facts)? {
        Reply::Facts(facts) => Ok(facts),
        _ => Err(AskError::Mixed),
    }
}

/// The drills that there are.
pub fn offers(folder: &Folder) -> Result<Vec<Offer>, AskError> {
    match ask(folder, Request::Offers)? {
        Reply::Offers(offers) => Ok(offers),
        _ => Err(AskError::Mixed),
    }
}

/// Runs a drill; `progress` hears what it does. Frames of the named links are written to their files meanwhile, as pcapng.
pub fn drill(
    folder: &Folder,
    name: DrillName,
    data_center: Option<&str>,
    captures: &[(String, File)],
    mut progress: impl FnMut(&str),
) -> Result<Drill, AskError> {
    let request = Request::Drill {
        name,
        data_center: data_center.map(ToOwned::to_owned),
        captures: captures.iter().map(|(link, _)| link.clone()).collect(),
    };
    let files: Vec<BorrowedFd> = captures.iter().map(|(_, file)| file.as_fd()).collect();
    match Client::connect(folder)?.call(request, &files, |step: Progress| progress(&step.0))? {
        Reply::Drill(drill) => Ok(*drill),
        _ => Err(AskError::Mixed),
    }
}

fn ask(folder: &Folder, request: Request) -> Result<Reply, AskError> {
    Ok(Client::connect(folder)?.call(request, &[], |_: Progress| ())?)
}
