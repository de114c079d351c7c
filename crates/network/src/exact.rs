//! What a process does that must wake in time.

use std::io;

/// The kernel may wake an ordinary thread 50 µs late to save power; this one asks for the nanosecond.
pub(crate) fn wake_in_time() -> io::Result<()> {
    // SAFETY: the call takes integers and touches no memory of ours.
    match unsafe { nix::libc::prctl(nix::libc::PR_SET_TIMERSLACK, 1, 0, 0, 0) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
