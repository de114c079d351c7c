//! The supervisor's side of a wire: the TAPs, which it keeps, and the process, which may be replaced.
//!
//! Because the TAPs stay open here, a wire whose process died keeps its interfaces, addresses, routes and neighbours; the next
//! process gets the same TAPs and the condition that was set last.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::rc::Rc;
use std::time::Duration;

use landbridge_runtime::Failure;
use landbridge_runtime::daemon::{DaemonSpec, Hook};
use landbridge_runtime::host::{Host, HostError};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::sync::Mutex;

use super::control::{self, Answer, Condition, Request, WireStats};
use super::process::SUBCOMMAND;
use crate::ready;

/// A wire's process answers within microseconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// A wire that does not do what it is told.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// Its process is not there; the supervisor is starting the next one.
    #[error("the wire's process is gone")]
    Gone,
    /// Its process did not answer in time.
    #[error("the wire's process does not answer")]
    Silent,
    /// Its process could not do it.
    #[error("the wire's process refused: {0}")]
    Refused(String),
    /// The socket between us failed.
    #[error("cannot talk to the wire's process")]
    Socket(#[from] io::Error),
    /// The host of the wires could not be entered.
    #[error("the wires' host is out of reach")]
    Host(#[from] HostError),
}

/// A wire.
pub(crate) struct WireClient {
    ends: [File; 2],
    condition: Cell<Condition>,
    capture: RefCell<Option<File>>,
    listener: AsyncFd<OwnedFd>,
    /// One request at a time.
    process: Mutex<Option<AsyncFd<OwnedFd>>>,
}

impl WireClient {
    /// A wire whose process will run in `host`.
    pub(crate) fn new(
        name: &str,
        host: &Host,
        ends: [File; 2],
        condition: Condition,
    ) -> Result<Self, WireError> {
        let listener = host.in_network(|| control::listen(name))??;
        Ok(Self {
            ends,
            condition: Cell::new(condition),
            capture: RefCell::new(None),
            listener: ready::watch(listener, Interest::READABLE)?,
            process: Mutex::new(None),
        })
    }

    /// The daemon that is the wire's process. It is this program, in another role.
    pub(crate) fn daemon(self: &Rc<Self>, name: &str, host: &Host) -> DaemonSpec {
        let mut spec = DaemonSpec::new(host, name, "/proc/self/exe");
        spec.arguments = vec![SUBCOMMAND.to_owned(), name.to_owned()];
        let wire = Rc::clone(self);
        spec.ready = Hook::new(move || {
            let wire = Rc::clone(&wire);
            async move { wire.attach().await.map_err(Failure::from) }
        });
        spec
    }

    /// Gives the next process its ends, and the condition and capture that were set before.
    async fn attach(&self) -> Result<(), WireError> {
        *self.process.lock().await = None;
        loop {
            let accept = |fd: &OwnedFd| control::accept(fd.as_fd());
            let socket = self.listener.async_io(Interest::READABLE, accept).await?;
            let socket = ready::watch(socket, Interest::READABLE | Interest::WRITABLE)?;
            match self.greet(&socket).await {
                // It died while it waited for us; its successor is next in the line.
                Err(WireError::Gone) => {}
                Err(error) => return Err(error),
                Ok(()) => {
                    *self.process.lock().await = Some(socket);
                    return Ok(());
                }
            }
        }
    }

    async fn greet(&self, socket: &AsyncFd<OwnedFd>) -> Result<(), WireError> {
        let [a, b] = &self.ends;
        let join = Request::Join(self.condition.get());
        done(exchange(socket, &join, &[a.as_fd(), b.as_fd()]).await?)?;
        let capture = self.capture.borrow().as_ref().map(File::try_clone).transpose()?;
        let Some(file) = capture else { return Ok(()) };
        done(exchange(socket, &Request::Capture, &[file.as_fd()]).await?)
    }

    pub(crate) fn condition(&self) -> Condition {
        self.condition.get()
    }

    /// Sets a condition. It is kept for the next process even if this one is gone.
    pub(crate) async fn set(&self, condition: Condition) -> Result<(), WireError> {
        self.condition.set(condition);
        done(self.ask(&Request::Set(condition), &[]).await?)
    }

    /// Starts to write frames to `file` as pcapng. A new process goes on in the same file with a new section.
    pub(crate) async fn capture(&self, file: File) -> Result<(), WireError> {
        let kept = file.try_clone()?;
        done(self.ask(&Request::Capture, &[file.as_fd()]).await?)?;
        *self.capture.borrow_mut() = Some(kept);
        Ok(())
    }

    /// Stops it; the file is whole afterwards.
    pub(crate) async fn stop_capture(&self) -> Result<(), WireError> {
        *self.capture.borrow_mut() = None;
        done(self.ask(&Request::StopCapture, &[]).await?)
    }

    pub(crate) async fn stats(&self) -> Result<WireStats, WireError> {
        match self.ask(&Request::Stats, &[]).await? {
            Answer::Stats(stats) => Ok(stats),
            other => done(other).and(Err(WireError::Refused("no figures".to_owned()))),
        }
    }

    async fn ask(&self, request: &Request, files: &[BorrowedFd<'_>]) -> Result<Answer, WireError> {
        let mut process = self.process.lock().await;
        let socket = process.as_ref().ok_or(WireError::Gone)?;
        let answer = exchange(socket, request, files).await;
        if answer.is_err() {
            // A late answer would be taken for the next one's.
            *process = None;
        }
        answer
    }
}

async fn exchange(
    socket: &AsyncFd<OwnedFd>,
    request: &Request,
    files: &[BorrowedFd<'_>],
) -> Result<Answer, WireError> {
    let both = async {
        socket.async_io(Interest::WRITABLE, |fd| control::send(fd.as_fd(), request, files)).await?;
        socket.async_io(Interest::READABLE, |fd| control::receive::<Answer>(fd.as_fd())).await
    };
    match tokio::time::timeout(PATIENCE, both).await {
        Err(_) => Err(WireError::Silent),
        Ok(Ok(Some((answer, _)))) => Ok(answer),
        Ok(Ok(None)) => Err(WireError::Gone),
        Ok(Err(error)) if gone(&error) => Err(WireError::Gone),
        Ok(Err(error)) => Err(error.into()),
    }
}

fn gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset)
}

fn done(answer: Answer) -> Result<(), WireError> {
    match answer {
        Answer::Failed(reason) => Err(WireError::Refused(reason)),
        Answer::Done | Answer::Stats(_) => Ok(()),
    }
}
