//! `/dev/net/tun` for a rehearsal of root's on a machine that lets only its own root open it.
//!
//! Root inside is another id. Changing the machine's node is not ours to do, so a launcher that is
//! root makes a small file system that holds a node of the same device for that id, attached to
//! nothing; init puts it over its own `/dev/net`.

use std::ffi::CStr;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::ptr;

use nix::fcntl::AtFlags;
use nix::libc::{self, c_char, c_long};
use nix::sys::stat::{Mode, SFlag, makedev, mknodat};
use nix::unistd::{Gid, Uid, fchownat};

const FSCONFIG_SET_STRING: c_long = 1;
const FSCONFIG_CMD_CREATE: c_long = 6;
const CLOSE_ON_EXEC: c_long = 1;

/// A detached file system with a `tun` node that belongs to the given ids of the machine.
pub(crate) fn devices(uid: u32, gid: u32) -> io::Result<OwnedFd> {
    let context = call(libc::SYS_fsopen, c"tmpfs".as_ptr() as c_long, CLOSE_ON_EXEC)?;
    configure(&context, FSCONFIG_SET_STRING, Some((c"mode", c"0755")))?;
    configure(&context, FSCONFIG_CMD_CREATE, None)?;
    let mount = call(libc::SYS_fsmount, c_long::from(context.as_raw_fd()), CLOSE_ON_EXEC)?;
    let mode = Mode::S_IRUSR | Mode::S_IWUSR;
    mknodat(&mount, "tun", SFlag::S_IFCHR, mode, makedev(10, 200))?;
    let (uid, gid) = (Uid::from_raw(uid), Gid::from_raw(gid));
    fchownat(&mount, "tun", Some(uid), Some(gid), AtFlags::AT_SYMLINK_NOFOLLOW)?;
    Ok(mount)
}

fn configure(context: &OwnedFd, command: c_long, pair: Option<(&CStr, &CStr)>) -> io::Result<()> {
    let pointer = |text: Option<&CStr>| text.map_or(ptr::null::<c_char>(), CStr::as_ptr);
    let (key, value) = (pointer(pair.map(|(key, _)| key)), pointer(pair.map(|(_, value)| value)));
    // SAFETY: key and value are null or C strings that outlive the call.
    let result =
        unsafe { libc::syscall(libc::SYS_fsconfig, context.as_raw_fd(), command, key, value, 0) };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// A system call that answers with a new descriptor; the third argument is 0.
fn call(number: c_long, first: c_long, second: c_long) -> io::Result<OwnedFd> {
    // SAFETY: callers pass integers, or a pointer to a C string that outlives the call.
    let result = unsafe { libc::syscall(number, first, second, 0) };
    match libc::c_int::try_from(result) {
        // SAFETY: the kernel just made this descriptor for us.
        Ok(fd) if fd >= 0 => Ok(unsafe { OwnedFd::from_raw_fd(fd) }),
        _ => Err(io::Error::last_os_error()),
    }
}
