//! Removal of a rehearsal's folder, with the files of ids that the user cannot touch from outside.

use std::fs::{self, File};
use std::io;
use std::os::fd::AsFd;
use std::path::Path;

use nix::sched::CloneFlags;

use crate::inherited;
use crate::role::Role;
use crate::sandbox::{Plan, Sandbox, SandboxError};
use crate::state::{Folder, Lock, StateError, failed};

/// Why a folder could not be removed.
#[derive(Debug, thiserror::Error)]
pub enum RemoveError {
    /// A file operation failed.
    #[error(transparent)]
    State(#[from] StateError),
    /// Files of subordinate ids are left, and no namespace could be made to remove them from.
    #[error("cannot remove files of subordinate ids")]
    Inside(#[from] SandboxError),
}

/// Removes the folder of a rehearsal whose init is gone.
pub(crate) fn remove(folder: &Folder, lock: Lock) -> Result<(), RemoveError> {
    empty(folder, &lock)?;
    let path = folder.path();
    fs::remove_file(path.join("lock")).map_err(failed("remove", &path.join("lock")))?;
    drop(lock);
    match fs::remove_dir(path) {
        // Somebody brings up the next one of this name already.
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
        removed => Ok(removed.map_err(failed("remove", path))?),
    }
}

/// Removes everything but the lock.
pub(crate) fn empty(folder: &Folder, _lock: &Lock) -> Result<(), RemoveError> {
    let files = folder.files();
    match fs::remove_dir_all(&files) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            remove_from_inside(&files)?;
            fs::remove_dir_all(&files).map_err(failed("remove", &files))?;
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        removed => removed.map_err(failed("remove", &files))?,
    }
    let path = folder.path();
    for entry in fs::read_dir(path).map_err(failed("list", path))?.flatten() {
        if entry.file_name() != "lock" {
            fs::remove_file(entry.path()).map_err(failed("remove", &entry.path()))?;
        }
    }
    Ok(())
}

/// In a user namespace with the maps of a rehearsal, root inside may remove what they made.
fn remove_from_inside(files: &Path) -> Result<(), RemoveError> {
    let folder = File::open(files).map_err(failed("open", files))?;
    let null = File::options().write(true).open("/dev/null").map_err(SandboxError::from)?;
    let sandbox = Sandbox::spawn(&Plan {
        role: Role::Remove,
        namespaces: CloneFlags::empty(),
        inherit: vec![(inherited::FILES, folder.as_fd())],
        output: null.as_fd(),
    })?;
    sandbox.wait();
    Ok(())
}

/// What runs inside: removes what the folder holds.
pub(crate) fn run() -> io::Result<()> {
    let _folder = inherited::take(inherited::FILES)?;
    for entry in fs::read_dir(format!("/proc/self/fd/{}", inherited::FILES))? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
