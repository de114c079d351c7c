//! One connection to the control socket, seen from the supervisor.

use std::cell::RefCell;
use std::io::{self, IoSliceMut};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::rc::Rc;

use nix::errno::Errno;
use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg};
use serde::Serialize;
use tokio::io::Interest;
use tokio::net::UnixStream;

use crate::protocol::{Frame, LONGEST_LINE};

/// At most this many descriptors come with a request.
const MOST_DESCRIPTORS: usize = 16;

/// What a request's handler may use of its connection.
#[derive(Debug)]
pub struct Session {
    stream: Rc<UnixStream>,
    descriptors: RefCell<Vec<OwnedFd>>,
}

impl Session {
    pub(crate) fn new(stream: Rc<UnixStream>, descriptors: Vec<OwnedFd>) -> Session {
        Session { stream, descriptors: RefCell::new(descriptors) }
    }

    /// The descriptors that came with the request, in order; none at the second call.
    pub fn take_descriptors(&self) -> Vec<OwnedFd> {
        self.descriptors.take()
    }

    /// Tells the client something before the answer.
    pub async fn progress(&self, message: &impl Serialize) -> io::Result<()> {
        self.send(&Frame::Progress(serde_json::to_value(message)?)).await
    }

    pub(crate) async fn send(&self, frame: &Frame) -> io::Result<()> {
        let mut line = serde_json::to_vec(frame)?;
        line.push(b'\n');
        let mut rest = line.as_slice();
        while !rest.is_empty() {
            self.stream.writable().await?;
            match self.stream.try_write(rest) {
                Ok(written) => rest = &rest[written..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// The lines and descriptors that a client sends.
pub(crate) struct Inbox {
    stream: Rc<UnixStream>,
    buffer: Vec<u8>,
    descriptors: Vec<OwnedFd>,
}

impl Inbox {
    pub(crate) fn new(stream: Rc<UnixStream>) -> Inbox {
        Inbox { stream, buffer: Vec::new(), descriptors: Vec::new() }
    }

    /// The descriptors that came so far.
    pub(crate) fn take_descriptors(&mut self) -> Vec<OwnedFd> {
        std::mem::take(&mut self.descriptors)
    }

    /// The next line; none when the client closed the connection. May be dropped and called again.
    pub(crate) async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let rest = self.buffer.split_off(end + 1);
                return Ok(Some(std::mem::replace(&mut self.buffer, rest)));
            }
            if self.buffer.len() > LONGEST_LINE {
                return Err(io::Error::other("a line is too long"));
            }
            if self.receive().await? == 0 {
                return Ok(None);
            }
        }
    }

    async fn receive(&mut self) -> io::Result<usize> {
        let stream = Rc::clone(&self.stream);
        loop {
            stream.readable().await?;
            match stream.try_io(Interest::READABLE, || self.receive_now(stream.as_raw_fd())) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                received => return received,
            }
        }
    }

    fn receive_now(&mut self, socket: i32) -> io::Result<usize> {
        let mut bytes = [0; 16 << 10];
        let mut space = nix::cmsg_space!([i32; MOST_DESCRIPTORS]);
        let mut parts = [IoSliceMut::new(&mut bytes)];
        let flags = MsgFlags::MSG_CMSG_CLOEXEC | MsgFlags::MSG_DONTWAIT;
        let message = match recvmsg::<()>(socket, &mut parts, Some(&mut space), flags) {
            Err(Errno::EINTR) => return Err(io::ErrorKind::WouldBlock.into()),
            message => message?,
        };
        let received = message.bytes;
        for control in message.cmsgs()? {
            if let ControlMessageOwned::ScmRights(numbers) = control {
                // SAFETY: the kernel just made these descriptors for us.
                let owned = numbers.into_iter().map(|fd| unsafe { OwnedFd::from_raw_fd(fd) });
                self.descriptors.extend(owned);
            }
        }
        self.buffer.extend_from_slice(&bytes[..received]);
        Ok(received)
    }
}
