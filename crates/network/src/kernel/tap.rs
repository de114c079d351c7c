//! TAP interfaces: the two sockets of a wire.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;

use nix::libc;

/// Where TAP interfaces come from.
pub(crate) const DEVICE: &str = "/dev/net/tun";

nix::ioctl_write_int!(
    /// Attaches the descriptor to an interface.
    set_interface, b'T', 202
);
nix::ioctl_write_ptr!(
    /// Chooses the index of the interface that `set_interface` will make.
    set_index, b'T', 218, libc::c_uint
);
nix::ioctl_write_ptr!(
    /// Sets the carrier of the descriptor's interface.
    set_carrier, b'T', 226, libc::c_int
);

/// Makes a TAP interface in the calling thread's network namespace. It lives as long as the file or a copy of it.
pub(crate) fn open(name: &str, index: u32) -> io::Result<File> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC)
        .open(DEVICE)?;
    let request = request(name)?;
    // SAFETY: `index` outlives the call, which reads one integer.
    unsafe { set_index(file.as_raw_fd(), &raw const index) }?;
    // SAFETY: the request is a whole `ifreq` that outlives the call; the kernel takes its address as the argument.
    unsafe { set_interface(file.as_raw_fd(), (&raw const request) as libc::c_ulong) }?;
    Ok(file)
}

/// Puts the carrier of a TAP's interface on or off, as if its plug were pulled.
pub(crate) fn carrier(tap: &File, on: bool) -> io::Result<()> {
    let value = libc::c_int::from(on);
    // SAFETY: `value` outlives the call, which reads one integer.
    unsafe { set_carrier(tap.as_raw_fd(), &raw const value) }?;
    Ok(())
}

fn request(name: &str) -> io::Result<libc::ifreq> {
    // SAFETY: an `ifreq` of zeros is a valid one: bytes and integers.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    if name.len() >= request.ifr_name.len() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    for (to, from) in request.ifr_name.iter_mut().zip(name.bytes()) {
        *to = from.cast_signed();
    }
    let flags = libc::IFF_TAP | libc::IFF_NO_PI;
    request.ifr_ifru.ifru_flags = libc::c_short::try_from(flags).map_err(io::Error::other)?;
    Ok(request)
}
