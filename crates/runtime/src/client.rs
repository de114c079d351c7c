//! The other end of the control socket: what a command of the program asks a rehearsal.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IoSlice, Read, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use nix::sys::socket::{ControlMessage, MsgFlags, sendmsg};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::protocol::{Frame, Input, LONGEST_LINE, Request, Status};
use crate::state::{Folder, RehearsalName};

/// Why a request was not answered.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No rehearsal of that name is up.
    #[error("rehearsal {0} is not up")]
    NotRunning(RehearsalName),
    /// The rehearsal refused, and said why.
    #[error("{0}")]
    Refused(String),
    /// The rehearsal ended, or was killed, before it answered.
    #[error("the rehearsal ended before it answered")]
    Ended,
    /// The connection failed.
    #[error("cannot speak with the rehearsal")]
    Io(#[from] io::Error),
    /// The answer is not what was expected: another version of the program brought it up.
    #[error("the rehearsal's answer is not understood; was it brought up by another version?")]
    Answer(#[source] serde_json::Error),
}

/// A connection for one request.
#[derive(Debug)]
pub struct Client {
    reader: BufReader<UnixStream>,
}

impl Client {
    /// Connects to the rehearsal of `folder`.
    pub fn connect(folder: &Folder) -> Result<Client, ClientError> {
        let not_running = |_| ClientError::NotRunning(folder.name().clone());
        let opened = File::open(folder.path()).map_err(not_running)?;
        // Short, however long the folder's own path is; a socket's path may have 107 bytes.
        let path = format!("/proc/self/fd/{}/{}", opened.as_raw_fd(), Folder::socket_name());
        match UnixStream::connect(path) {
            Ok(stream) => Ok(Client { reader: BufReader::new(stream) }),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(error.into()),
            Err(error) => Err(not_running(error)),
        }
    }

    /// Asks something of this kind of rehearsal; `progress` hears what comes before the answer.
    pub fn call<Q: Serialize, P: DeserializeOwned, A: DeserializeOwned>(
        self,
        request: Q,
        descriptors: &[BorrowedFd],
        progress: impl FnMut(P),
    ) -> Result<A, ClientError> {
        self.ask(&Request::Rehearsal(request), descriptors, progress)
    }

    /// How the rehearsal and its daemons fare.
    pub fn status(self) -> Result<Status, ClientError> {
        self.ask(&Request::<()>::Status, &[], |_: IgnoredAny| ())
    }

    /// Returns when the supervisor answered.
    pub fn ping(self) -> Result<(), ClientError> {
        self.ask(&Request::<()>::Ping, &[], |_: IgnoredAny| ())
    }

    /// Ends the rehearsal; an answer that takes longer than `limit` is an error.
    pub(crate) fn down(self, limit: Duration) -> Result<(), ClientError> {
        self.reader.get_ref().set_read_timeout(Some(limit))?;
        self.ask(&Request::<()>::Down, &[], |_: IgnoredAny| ())
    }

    fn ask<Q: Serialize, P: DeserializeOwned, A: DeserializeOwned>(
        mut self,
        request: &Request<Q>,
        descriptors: &[BorrowedFd],
        mut progress: impl FnMut(P),
    ) -> Result<A, ClientError> {
        self.send(request, descriptors)?;
        loop {
            match self.receive()? {
                Frame::Progress(value) => {
                    progress(serde_json::from_value(value).map_err(ClientError::Answer)?);
                }
                Frame::Done(value) => {
                    return serde_json::from_value(value).map_err(ClientError::Answer);
                }
                Frame::Failed(reason) => return Err(ClientError::Refused(reason)),
            }
        }
    }

    /// Sends the request; the descriptors travel with its first byte.
    pub(crate) fn send<Q: Serialize>(
        &mut self,
        request: &Request<Q>,
        descriptors: &[BorrowedFd],
    ) -> Result<(), ClientError> {
        let line = line(request)?;
        let mut stream = self.reader.get_ref();
        let numbers: Vec<i32> = descriptors.iter().map(AsRawFd::as_raw_fd).collect();
        let rights = [ControlMessage::ScmRights(&numbers)];
        let control = if numbers.is_empty() { &[] } else { rights.as_slice() };
        let first = [IoSlice::new(&line)];
        let flags = MsgFlags::MSG_NOSIGNAL;
        let sent = sendmsg::<()>(stream.as_raw_fd(), &first, control, flags, None)
            .map_err(io::Error::from)?;
        Ok(stream.write_all(&line[sent..])?)
    }

    pub(crate) fn send_input(&mut self, input: Input) -> Result<(), ClientError> {
        let line = line(&input)?;
        Ok(self.reader.get_ref().write_all(&line)?)
    }

    /// Waits for the next frame.
    pub(crate) fn receive(&mut self) -> Result<Frame, ClientError> {
        let mut line = Vec::new();
        let limit = u64::try_from(LONGEST_LINE).unwrap_or(u64::MAX);
        match self.reader.by_ref().take(limit).read_until(b'\n', &mut line) {
            Ok(0) => Err(ClientError::Ended),
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => Err(ClientError::Ended),
            read => {
                read?;
                serde_json::from_slice(&line).map_err(ClientError::Answer)
            }
        }
    }
}

impl AsFd for Client {
    /// The socket, to be polled for an answer.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.reader.get_ref().as_fd()
    }
}

fn line(message: &impl Serialize) -> Result<Vec<u8>, ClientError> {
    let mut line = serde_json::to_vec(message).map_err(ClientError::Answer)?;
    line.push(b'\n');
    Ok(line)
}
