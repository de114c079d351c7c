//! Processes of the machine, held by descriptor so that a number that passes to another process
//! does no harm.

use std::fs;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::ptr;
use std::time::Duration;

use nix::errno::Errno;
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};

use crate::clock;

pub(crate) fn open(pid: i32) -> io::Result<OwnedFd> {
    // SAFETY: the call takes integers only.
    let result = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
    match libc::c_int::try_from(result) {
        // SAFETY: the kernel just made this descriptor for us.
        Ok(fd) if fd >= 0 => Ok(unsafe { OwnedFd::from_raw_fd(fd) }),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Kills the process; one that is gone already is as good.
pub(crate) fn kill(process: BorrowedFd) {
    let no_details = ptr::null::<libc::siginfo_t>();
    // SAFETY: integers and a null pointer, which the call allows.
    unsafe {
        libc::syscall(
            libc::SYS_pidfd_send_signal,
            process.as_raw_fd(),
            libc::SIGKILL,
            no_details,
            0,
        )
    };
}

/// Waits until the process has ended; false when it did not in time.
pub(crate) fn wait(process: BorrowedFd, limit: Duration) -> bool {
    let until = clock::now() + limit;
    loop {
        let left = until.saturating_duration_since(clock::now());
        let mut watched = [PollFd::new(process, PollFlags::POLLIN)];
        match poll(&mut watched, PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX)) {
            Ok(1..) => break,
            Err(Errno::EINTR) => {}
            _ => return false,
        }
    }
    reap(process);
    true
}

/// Takes the ended process off the list, if it is a child of ours, and says how it ended.
pub(crate) fn reap(process: BorrowedFd) -> Option<WaitStatus> {
    waitid(Id::PIDFd(process), WaitPidFlag::WEXITED).ok()
}

/// When the process started, in clock ticks since the machine did (field 22 of `/proc/PID/stat`).
pub(crate) fn start_time(pid: i32) -> io::Result<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name, field 2, is in brackets and may hold anything.
    let after_name = text.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let field = after_name.split(' ').nth(19).and_then(|field| field.parse().ok());
    field.ok_or_else(|| io::Error::other(format!("/proc/{pid}/stat has no start time")))
}
