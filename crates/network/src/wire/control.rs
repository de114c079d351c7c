//! What the supervisor and a wire's process say to each other: one JSON message a packet, with descriptors beside it.

use std::fs::File;
use std::io::{self, IoSlice, IoSliceMut};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

use nix::sys::socket::{
    self, AddressFamily, Backlog, ControlMessage, ControlMessageOwned, MsgFlags, SockFlag,
    SockType, UnixAddr, recvmsg, sendmsg,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::topology::Quality;

/// Longest message in bytes; all are far shorter.
const LONGEST: usize = 16 * 1024;

/// Everything that can be set on a wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Delay, jitter, loss and rate, in both directions.
    pub quality: Quality,
    /// Directions in which frames vanish without a sign.
    pub blackhole: Blackhole,
    /// Whether each end sees a link.
    pub carrier: Carrier,
}

/// Directions in which frames vanish without a sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blackhole {
    /// From end a to end b.
    pub a_to_b: bool,
    /// From end b to end a.
    pub b_to_a: bool,
}

impl Blackhole {
    /// Both directions: the silent cut of a line.
    pub const BOTH: Self = Self { a_to_b: true, b_to_a: true };
}

/// Whether each end sees a link. An end without one carries nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carrier {
    /// End a.
    pub a: bool,
    /// End b.
    pub b: bool,
}

impl Default for Carrier {
    fn default() -> Self {
        Self { a: true, b: true }
    }
}

impl Carrier {
    /// The link is down at both ends.
    pub const DOWN: Self = Self { a: false, b: false };
}

/// What a wire carried since its process began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireStats {
    /// From end a to end b.
    pub a_to_b: Counters,
    /// From end b to end a.
    pub b_to_a: Counters,
}

/// What one direction of a wire carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Frames that came out.
    pub frames: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Frames that did not: lost, swallowed by a cut, too many, or refused by the far end.
    pub dropped: u64,
}

/// To a wire's process.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Request {
    /// Carry frames between the two TAPs that come along.
    Join(Condition),
    /// Behave so from now on.
    Set(Condition),
    /// Write frames as pcapng to the file that comes along.
    Capture,
    /// Stop writing frames.
    StopCapture,
    /// Tell the counters.
    Stats,
}

/// From a wire's process: one to each request.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    Done,
    Stats(WireStats),
    Failed(String),
}

/// The socket where the supervisor waits for the process of a wire. Its name is of the calling thread's network
/// namespace, not of a folder.
pub(super) fn listen(wire: &str) -> io::Result<OwnedFd> {
    let socket = packets(SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK)?;
    socket::bind(socket.as_raw_fd(), &address(wire)?)?;
    socket::listen(&socket, Backlog::new(4)?)?;
    Ok(socket)
}

/// Takes the next process that came.
pub(super) fn accept(listener: BorrowedFd<'_>) -> io::Result<OwnedFd> {
    let flags = SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK;
    let raw = socket::accept4(listener.as_raw_fd(), flags)?;
    // SAFETY: the kernel made this descriptor for us a moment ago; nobody else knows it.
    Ok(unsafe { OwnedFd::from_raw_fd(raw) })
}

/// The process's way to its supervisor.
pub(super) fn connect(wire: &str) -> io::Result<OwnedFd> {
    let socket = packets(SockFlag::SOCK_CLOEXEC)?;
    socket::connect(socket.as_raw_fd(), &address(wire)?)?;
    Ok(socket)
}

fn packets(flags: SockFlag) -> io::Result<OwnedFd> {
    Ok(socket::socket(AddressFamily::Unix, SockType::SeqPacket, flags, None)?)
}

fn address(wire: &str) -> io::Result<UnixAddr> {
    Ok(UnixAddr::new_abstract(format!("landbridge-wire-{wire}").as_bytes())?)
}

/// Sends one message.
pub(super) fn send(
    socket: BorrowedFd<'_>,
    message: &impl Serialize,
    files: &[BorrowedFd<'_>],
) -> io::Result<()> {
    let bytes = serde_json::to_vec(message)?;
    let raw: Vec<RawFd> = files.iter().map(AsRawFd::as_raw_fd).collect();
    let rights = [ControlMessage::ScmRights(&raw)];
    let beside = if raw.is_empty() { &rights[..0] } else { &rights[..] };
    let parts = [IoSlice::new(&bytes)];
    sendmsg::<()>(socket.as_raw_fd(), &parts, beside, MsgFlags::MSG_NOSIGNAL, None)?;
    Ok(())
}

/// Takes one message and the files that came with it; `None` when the other side is gone.
pub(super) fn receive<T: DeserializeOwned>(
    socket: BorrowedFd<'_>,
) -> io::Result<Option<(T, Vec<File>)>> {
    let mut bytes = vec![0; LONGEST];
    let mut room = nix::cmsg_space!([RawFd; 2]);
    let mut parts = [IoSliceMut::new(&mut bytes)];
    let flags = MsgFlags::MSG_CMSG_CLOEXEC;
    let message = recvmsg::<()>(socket.as_raw_fd(), &mut parts, Some(&mut room), flags)?;
    let length = message.bytes;
    let mut files = Vec::new();
    for beside in message.cmsgs()? {
        if let ControlMessageOwned::ScmRights(raw) = beside {
            // SAFETY: the kernel made these descriptors for us a moment ago; nobody else knows them.
            files.extend(raw.into_iter().map(|fd| File::from(unsafe { OwnedFd::from_raw_fd(fd) })));
        }
    }
    if length == 0 {
        return Ok(None);
    }
    Ok(Some((serde_json::from_slice(&bytes[..length])?, files)))
}
