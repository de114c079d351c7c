//! The process that brings a rehearsal up inside, keeps it, and serves its control socket.
//!
//! What kind of rehearsal it is, a [`Rehearsal`] says. Everything runs on one thread.

use std::cell::{OnceCell, RefCell};
use std::fs::File;
use std::future::Future;
use std::io::Read;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Notify, mpsc};
use tokio::task::{JoinHandle, LocalSet, spawn_local};

use crate::daemon::Daemons;
use crate::events::EventLog;
use crate::exec::exec;
use crate::host::Host;
use crate::protocol::{Frame, Input, Request, Status};
use crate::report::{self, Progress, Report};
use crate::session::{Inbox, Session};
use crate::{Failure, inherited};

/// A kind of rehearsal: what it brings up, and what it can be asked.
///
/// All methods run on the supervisor's one thread; a long computation there delays every answer.
pub trait Rehearsal: Sized + 'static {
    /// What it can be asked, besides what every rehearsal can.
    type Request: DeserializeOwned + 'static;
    /// What it answers.
    type Reply: Serialize;

    /// Brings everything up; the payload is what the launcher was given. On an error everything
    /// that was started is killed.
    fn start(
        payload: Vec<u8>,
        supervision: Supervision,
    ) -> impl Future<Output = Result<Self, Failure>>;

    /// Its hosts, in which commands can be run.
    fn hosts(&self) -> Vec<Host>;

    /// Answers a request. Dropped halfway when the client closes the connection.
    fn handle(
        &self,
        request: Self::Request,
        session: &Session,
    ) -> impl Future<Output = Result<Self::Reply, Failure>>;

    /// What must be done before everything is killed (files to be finished, say); nothing else, and
    /// quickly.
    fn stop(&self) -> impl Future<Output = ()>;
}

/// What the supervisor offers to a rehearsal. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Supervision {
    report: Rc<RefCell<Option<File>>>,
    files: Rc<Files>,
    events: EventLog,
    daemons: Daemons,
}

/// The folder that the inside may write, reached through its open descriptor.
#[derive(Debug)]
struct Files {
    path: PathBuf,
    _folder: File,
}

impl Supervision {
    /// Tells the launcher how far a step of the start is.
    pub fn progress(&self, step: &str, done: usize, total: usize) {
        if let Some(report) = &*self.report.borrow() {
            let progress = Progress { step: step.to_owned(), done, total };
            report::send(report, &Report::Progress(progress));
        }
    }

    /// The daemons of this rehearsal.
    pub fn daemons(&self) -> &Daemons {
        &self.daemons
    }

    /// The log that the user reads.
    pub fn events(&self) -> &EventLog {
        &self.events
    }

    /// The folder for files that are kept until `down` (captures, say). The path holds everywhere
    /// inside, also in hosts, as long as the supervisor lives.
    pub fn files(&self) -> &Path {
        &self.files.path
    }

    /// Runs something beside; an error goes to the event log. It ends when the task is dropped.
    pub fn spawn(
        &self,
        name: impl Into<String>,
        work: impl Future<Output = Result<(), Failure>> + 'static,
    ) -> Task {
        let (name, events) = (name.into(), self.events.clone());
        Task(spawn_local(async move {
            if let Err(error) = work.await {
                events.record("task", format!("{name} failed: {}", report::chain(&*error)));
            }
        }))
    }
}

/// Something that runs beside, until this is dropped.
#[derive(Debug)]
#[must_use = "a task ends when it is dropped"]
pub struct Task(JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Runs the supervisor until the rehearsal is taken down.
pub(crate) fn run<R: Rehearsal>() -> Result<(), Failure> {
    let report = Rc::new(RefCell::new(Some(File::from(inherited::take(inherited::REPORT)?))));
    let result = run_reporting::<R>(&report);
    if let (Err(error), Some(report)) = (&result, &*report.borrow()) {
        report::send(report, &Report::Failed(report::chain(&**error)));
    }
    result
}

fn run_reporting<R: Rehearsal>(report: &Rc<RefCell<Option<File>>>) -> Result<(), Failure> {
    let folder = File::from(inherited::take(inherited::FILES)?);
    let listener = std::os::unix::net::UnixListener::from(inherited::take(inherited::LISTENER)?);
    let mut payload = Vec::new();
    File::from(inherited::take(inherited::PAYLOAD)?).read_to_end(&mut payload)?;
    raise_file_limit()?;

    let path = PathBuf::from(format!("/proc/{}/fd/{}", std::process::id(), folder.as_raw_fd()));
    let events = EventLog::new(&path);
    let supervision = Supervision {
        report: Rc::clone(report),
        daemons: Daemons::new(&path, events.clone()),
        files: Rc::new(Files { path, _folder: folder }),
        events,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, serve::<R>(listener, payload, supervision))
}

/// A rehearsal holds three descriptors a host, and more a daemon.
fn raise_file_limit() -> nix::Result<()> {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
    setrlimit(Resource::RLIMIT_NOFILE, most, most)
}

async fn serve<R: Rehearsal>(
    listener: std::os::unix::net::UnixListener,
    payload: Vec<u8>,
    supervision: Supervision,
) -> Result<(), Failure> {
    listener.set_nonblocking(true)?;
    let server = Rc::new(Server::<R> {
        rehearsal: OnceCell::new(),
        daemons: supervision.daemons.clone(),
        finished: Notify::new(),
        owner: getsockopt(&listener, PeerCredentials)?.uid(),
    });
    let accepting = Rc::clone(&server).accept(UnixListener::from_std(listener)?);
    let _accepting = supervision.spawn("control socket", accepting);
    tokio::select! {
        started = R::start(payload, supervision.clone()) => {
            let _ = server.rehearsal.set(Rc::new(started?));
        }
        () = server.finished.notified() => return Ok(()),
    }
    supervision.events.record("rehearsal", "is up");
    if let Some(report) = supervision.report.take() {
        report::send(&report, &Report::Ready);
    }
    server.finished.notified().await;
    Ok(())
}

struct Server<R> {
    rehearsal: OnceCell<Rc<R>>,
    daemons: Daemons,
    finished: Notify,
    /// The id, as seen from inside, of whoever made the socket: 0 for an ordinary user. The
    /// machine's root is mapped to nothing here, like everybody else outside: they all show as the
    /// overflow id. Then the socket's mode (0600, root's) tells them apart.
    owner: u32,
}

impl<R: Rehearsal> Server<R> {
    async fn accept(self: Rc<Self>, listener: UnixListener) -> Result<(), Failure> {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => drop(spawn_local(Rc::clone(&self).attend(stream))),
                // Too many open files, say: some will be closed.
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            }
        }
    }

    /// Serves one connection; one that breaks concerns nobody else.
    async fn attend(self: Rc<Self>, stream: UnixStream) {
        let peer = getsockopt(&stream, PeerCredentials).map(|peer| peer.uid());
        if peer != Ok(self.owner) {
            return;
        }
        let stream = Rc::new(stream);
        let mut inbox = Inbox::new(Rc::clone(&stream));
        let Ok(Some(line)) = inbox.line().await else { return };
        let session = Session::new(stream, inbox.take_descriptors());
        match serde_json::from_slice(&line) {
            Ok(Request::Down) => self.down(&session).await,
            Ok(request) => {
                let (sender, input) = mpsc::unbounded_channel();
                tokio::select! {
                    answer = self.answer(request, &session, input) => {
                        let _ = session.send(&frame(answer)).await;
                    }
                    () = pass_on(inbox, sender) => {}
                }
            }
            Err(error) => {
                let reason = format!("the request is not understood: {error}");
                let _ = session.send(&Frame::Failed(reason)).await;
            }
        }
    }

    /// Not cancelled when the client goes: half a farewell helps nobody.
    async fn down(&self, session: &Session) {
        if let Some(rehearsal) = self.rehearsal.get() {
            rehearsal.stop().await;
        }
        let _ = session.send(&Frame::Done(Value::Null)).await;
        self.finished.notify_one();
    }

    async fn answer(
        &self,
        request: Request<R::Request>,
        session: &Session,
        input: mpsc::UnboundedReceiver<Input>,
    ) -> Result<Value, Failure> {
        match request {
            Request::Ping | Request::Down => Ok(Value::Null),
            Request::Status => Ok(serde_json::to_value(self.status())?),
            Request::Exec(command) => {
                let host = self.host(&command.host)?;
                let exit = exec(&host, &command, session.take_descriptors(), input).await?;
                Ok(serde_json::to_value(exit)?)
            }
            Request::Rehearsal(request) => {
                let rehearsal = Rc::clone(self.ready()?);
                Ok(serde_json::to_value(rehearsal.handle(request, session).await?)?)
            }
        }
    }

    fn ready(&self) -> Result<&Rc<R>, Failure> {
        self.rehearsal.get().ok_or_else(|| "the rehearsal is still being brought up".into())
    }

    fn status(&self) -> Status {
        let hosts = self.rehearsal.get().map(|rehearsal| rehearsal.hosts()).unwrap_or_default();
        Status {
            ready: self.rehearsal.get().is_some(),
            hosts: hosts.iter().map(|host| host.name().to_owned()).collect(),
            daemons: self.daemons.status(),
        }
    }

    fn host(&self, name: &str) -> Result<Host, Failure> {
        let hosts = self.ready()?.hosts();
        let known = || hosts.iter().map(Host::name).collect::<Vec<_>>().join(", ");
        let found = hosts.iter().find(|host| host.name() == name);
        found
            .cloned()
            .ok_or_else(|| format!("there is no host {name}; there are {}", known()).into())
    }
}

fn frame(answer: Result<Value, Failure>) -> Frame {
    match answer {
        Ok(value) => Frame::Done(value),
        Err(error) => Frame::Failed(report::chain(&*error)),
    }
}

/// Hands on what the client sends after its request; returns when it closed the connection.
async fn pass_on(mut inbox: Inbox, sender: mpsc::UnboundedSender<Input>) {
    while let Ok(Some(line)) = inbox.line().await {
        if let Ok(input) = serde_json::from_slice(&line) {
            let _ = sender.send(input);
        }
    }
}
