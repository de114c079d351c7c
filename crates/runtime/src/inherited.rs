//! The descriptors that a launcher hands to init, and init to the supervisor, by fixed numbers.
//!
//! By descriptor and not by path, since the ids inside may not be able to walk the path (`/root` is
//! closed to them), and since most of the machine's files are hidden inside.

use std::io;
use std::os::fd::{FromRawFd, OwnedFd, RawFd};

use nix::libc;

/// Reading end of a pipe: one byte says that the ids are mapped, a second that init may outlive the
/// launcher. Its end says that the launcher died.
pub(crate) const LIFELINE: RawFd = 3;
/// Writing end of a pipe for [`crate::report::Report`]s.
pub(crate) const REPORT: RawFd = 4;
/// The folder for files that the inside writes.
pub(crate) const FILES: RawFd = 5;
/// The listening control socket.
pub(crate) const LISTENER: RawFd = 6;
/// A file that holds the payload.
pub(crate) const PAYLOAD: RawFd = 7;
/// The locked file: whoever sees it locked knows that init lives.
pub(crate) const LOCK: RawFd = 8;
/// A detached mount for `/dev/net`; only where the launcher is root.
pub(crate) const NET_DEVICES: RawFd = 9;

/// Takes over an inherited descriptor; no child of this process will inherit it again.
///
/// To be called once a number, and before this process opens anything: a number that was not handed
/// over is free, and the next file would get it.
pub(crate) fn take(number: RawFd) -> io::Result<OwnedFd> {
    // SAFETY: fcntl takes integers here, and answers for a number that is not open with an error.
    let open = unsafe { libc::fcntl(number, libc::F_SETFD, libc::FD_CLOEXEC) };
    if open < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: it is open, and since each number is taken once, nobody else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(number) })
}
