//! The few kinds of mount that init and hosts make, each with the operation in its error.

use std::ffi::{CStr, CString, OsStr};
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use nix::libc;
use nix::mount::{MsFlags, mount};

/// A mount that failed: what was tried, where, and the kernel's answer.
#[derive(Debug, thiserror::Error)]
#[error("cannot {what} {target}")]
pub struct MountError {
    what: &'static str,
    target: String,
    source: io::Error,
}

type Result = std::result::Result<(), MountError>;

/// An empty tmpfs, owned by the caller.
pub(crate) fn tmpfs(target: &Path, options: &str) -> Result {
    perform("mount tmpfs on", Some("tmpfs"), target, MsFlags::MS_NOSUID, Some(options))
}

/// The processes of the caller's PID namespace.
pub(crate) fn proc(target: &Path) -> Result {
    let flags = MsFlags::MS_NOSUID | MsFlags::MS_NODEV | MsFlags::MS_NOEXEC;
    perform("mount proc on", Some("proc"), target, flags, None)
}

/// The devices of the caller's network namespace, read-only.
pub(crate) fn sysfs(target: &Path) -> Result {
    let flags = MsFlags::MS_NOSUID | MsFlags::MS_NODEV | MsFlags::MS_NOEXEC | MsFlags::MS_RDONLY;
    perform("mount sysfs on", Some("sysfs"), target, flags, None)
}

/// A writable view of `lower`, whose changes go to `upper`.
pub(crate) fn overlay(target: &Path, lower: &Path, upper: &Path, work: &Path) -> Result {
    let options = format!(
        "lowerdir={},upperdir={},workdir={},userxattr",
        lower.display(),
        upper.display(),
        work.display()
    );
    perform("mount overlay on", Some("overlay"), target, MsFlags::empty(), Some(&options))
}

/// The folder `source`, seen at `target` as well.
pub(crate) fn bind(source: &Path, target: &Path) -> Result {
    mount(Some(source), target, None::<&str>, MsFlags::MS_BIND, None::<&str>)
        .map_err(|errno| failure("bind a folder to", target, errno.into()))
}

/// A mount of one folder that is attached to nothing, so that no path leads out of it.
pub(crate) fn detached(folder: &Path) -> io::Result<OwnedFd> {
    let path = CString::new(folder.as_os_str().as_bytes())?;
    let flags = libc::OPEN_TREE_CLONE | libc::OPEN_TREE_CLOEXEC;
    // SAFETY: the path is a C string that outlives the call.
    let result =
        unsafe { libc::syscall(libc::SYS_open_tree, libc::AT_FDCWD, path.as_ptr(), flags) };
    match libc::c_int::try_from(result) {
        // SAFETY: the kernel just made this descriptor for us.
        Ok(fd) if fd >= 0 => Ok(unsafe { OwnedFd::from_raw_fd(fd) }),
        _ => Err(io::Error::last_os_error()),
    }
}

/// A detached mount, put in its place.
pub(crate) fn attach(detached: &OwnedFd, target: &CStr) -> Result {
    let from_descriptor = 0x4; // MOVE_MOUNT_F_EMPTY_PATH
    // SAFETY: both paths are C strings that outlive the call.
    let result = unsafe {
        libc::syscall(
            libc::SYS_move_mount,
            detached.as_raw_fd(),
            c"".as_ptr(),
            libc::AT_FDCWD,
            target.as_ptr(),
            from_descriptor,
        )
    };
    let target = Path::new(OsStr::from_bytes(target.to_bytes()));
    succeeded(result, "attach devices to", target)
}

/// Lets the machine's later mounts and unmounts come in, and nothing out.
///
/// Private propagation would keep a file system of the machine busy after it was unmounted there.
pub(crate) fn follow_machine() -> Result {
    let flags = MsFlags::MS_REC | MsFlags::MS_SLAVE;
    perform("follow the machine's mounts below", None, Path::new("/"), flags, None)
}

/// Makes every mount of this namespace read-only at once (Linux 5.12 and later).
///
/// Older kernels are refused: a machine that is protected in part is not protected.
pub(crate) fn read_only_everywhere() -> Result {
    let attributes = libc::mount_attr {
        attr_set: libc::MOUNT_ATTR_RDONLY,
        attr_clr: 0,
        propagation: 0,
        userns_fd: 0,
    };
    // SAFETY: the path is a constant C string and the structure outlives the call.
    let result = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            libc::AT_FDCWD,
            c"/".as_ptr(),
            libc::AT_RECURSIVE,
            &raw const attributes,
            size_of_val(&attributes),
        )
    };
    succeeded(result, "make read-only everything below", Path::new("/"))
}

fn succeeded(result: libc::c_long, what: &'static str, target: &Path) -> Result {
    match result {
        0 => Ok(()),
        _ => Err(failure(what, target, io::Error::last_os_error())),
    }
}

fn perform(
    what: &'static str,
    kind: Option<&str>,
    target: &Path,
    flags: MsFlags,
    options: Option<&str>,
) -> Result {
    mount(kind, target, kind, flags, options).map_err(|errno| failure(what, target, errno.into()))
}

fn failure(what: &'static str, target: &Path, source: io::Error) -> MountError {
    MountError { what, target: target.display().to_string(), source }
}
