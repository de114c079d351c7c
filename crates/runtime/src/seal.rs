//! Closes the ways by which root inside could undo what init did to the mounts.
//!
//! Whoever may mount may also unmount, and make writable what was made read-only. The kernel locks
//! mounts only when they are copied into the mount namespace of another user namespace. And a
//! descriptor of a folder leads, by `..`, to everything above it.

use std::fs;
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::libc;
use nix::sched::{CloneFlags, unshare};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{ForkResult, fork, getpid};

use crate::{inherited, mounts};

/// The namespaces of a rehearsal, besides its processes': made after the mounts, so that the mounts
/// are locked and everything else belongs to the inner user namespace.
const INNER: CloneFlags = CloneFlags::CLONE_NEWUSER
    .union(CloneFlags::CLONE_NEWNS)
    .union(CloneFlags::CLONE_NEWNET)
    .union(CloneFlags::CLONE_NEWIPC)
    .union(CloneFlags::CLONE_NEWUTS)
    .union(CloneFlags::CLONE_NEWCGROUP);

/// Moves this process, which must have one thread, into an inner user namespace with the same ids,
/// where every mount of the present one is locked.
pub(crate) fn lock_mounts() -> io::Result<()> {
    let (uids, gids) = (own_map("uid_map")?, own_map("gid_map")?);
    let (mut mapper_reads, mut init_writes) = io::pipe()?;
    let own = getpid();
    // SAFETY: there is one thread, so no lock is held by another that the child does not have.
    match unsafe { fork()? } {
        ForkResult::Child => {
            drop(init_writes);
            let mapped = mapper_reads
                .read_exact(&mut [0])
                .and_then(|()| fs::write(format!("/proc/{own}/uid_map"), uids))
                .and_then(|()| fs::write(format!("/proc/{own}/gid_map"), gids));
            // SAFETY: ends the child at once, without running anything of the parent's.
            unsafe {
                libc::_exit(mapped.map_or_else(|error| error.raw_os_error().unwrap_or(-1), |()| 0))
            }
        }
        ForkResult::Parent { child } => {
            drop(mapper_reads);
            let unshared = unshare(INNER);
            if unshared.is_ok() {
                // A mapper that is gone tells of itself by its exit code.
                let _ = init_writes.write_all(b"u");
            }
            drop(init_writes);
            let status = waitpid(child, None)?;
            unshared?;
            match status {
                WaitStatus::Exited(_, 0) => Ok(()),
                WaitStatus::Exited(_, errno) => Err(io::Error::from_raw_os_error(errno)),
                _ => Err(io::Error::other("the mapper was killed")),
            }
        }
    }
}

/// A map that keeps every id that is mapped here. A line may not span two of the present map's.
fn own_map(file: &str) -> io::Result<String> {
    let text = fs::read_to_string(Path::new("/proc/self").join(file))?;
    let lines = text.lines().filter_map(|line| {
        let mut fields = line.split_whitespace();
        let (inside, _outside, count) = (fields.next()?, fields.next()?, fields.next()?);
        Some(format!("{inside} {inside} {count}"))
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

/// Replaces the inherited folder for files by a mount of that folder alone, above which is nothing.
///
/// A launcher that is root did so itself, since its path may be closed to the ids inside.
pub(crate) fn confine_files() -> io::Result<()> {
    let link = format!("/proc/self/fd/{}", inherited::FILES);
    let path = fs::read_link(&link)?;
    if path == Path::new("/") {
        return Ok(()); // Detached already: it has no other path.
    }
    let confined = mounts::detached(&path)?;
    let (wanted, got) = (fs::metadata(link)?, fs::metadata(own_path(&confined))?);
    if (wanted.dev(), wanted.ino()) != (got.dev(), got.ino()) {
        return Err(io::Error::other("another folder has taken the place of the folder for files"));
    }
    replace(&confined, inherited::FILES)
}

fn own_path(fd: &OwnedFd) -> String {
    format!("/proc/self/fd/{}", fd.as_raw_fd())
}

fn replace(fd: &OwnedFd, number: RawFd) -> io::Result<()> {
    // SAFETY: the call takes integers; nobody here owns `number` yet (see `inherited::take`).
    match unsafe { libc::dup2(fd.as_raw_fd(), number) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}
