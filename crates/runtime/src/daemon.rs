//! Daemons: child processes in hosts that are kept running.
//!
//! [`Daemons`] owns one task a daemon. A life of a daemon is: start it, wait until its `ready` hook
//! returns, run its `plumb` hook (what the kernel forgot when the former process died), and wait
//! for its end. After a life that was not ended on purpose comes a wait, and the next life.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::ExitStatus;
use std::rc::Rc;
use std::time::Duration;
use std::{fmt, os::unix::process::ExitStatusExt};

use nix::libc;
use nix::sys::signal::Signal;
use serde::{Deserialize, Serialize};
use tokio::net::unix::pipe;
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::spawn_local;
use tokio::time::timeout;

use crate::backoff::Backoff;
use crate::events::EventLog;
use crate::exec::Group;
use crate::host::Host;
use crate::logs::{self, BoundedLog};
use crate::{Failure, clock, report};

/// How long a daemon may take to become ready, unless its specification says otherwise.
const READY_WITHIN: Duration = Duration::from_secs(10);

/// How long a daemon that is stopped on purpose may take before it is killed.
const STOP_WITHIN: Duration = Duration::from_secs(2);

type HookFuture = Pin<Box<dyn Future<Output = Result<(), Failure>>>>;

/// Something asynchronous to do at each start of a daemon.
#[derive(Clone)]
pub struct Hook(Rc<dyn Fn() -> HookFuture>);

impl Hook {
    /// A hook that calls `f`. It is dropped halfway when the daemon ends meanwhile.
    pub fn new<F, R>(f: F) -> Hook
    where
        F: Fn() -> R + 'static,
        R: Future<Output = Result<(), Failure>> + 'static,
    {
        Hook(Rc::new(move || Box::pin(f())))
    }

    /// A hook that does nothing.
    pub fn none() -> Hook {
        Hook::new(|| async { Ok(()) })
    }
}

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Hook")
    }
}

/// What a daemon is made from.
#[derive(Debug, Clone)]
pub struct DaemonSpec {
    /// Where it runs.
    pub host: Host,
    /// Its name, unique on the host, without a dot.
    pub name: String,
    /// The program.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Its environment, over the rehearsal's own.
    pub environment: Vec<(String, String)>,
    /// Returns when the daemon serves.
    pub ready: Hook,
    /// How long that may take.
    pub ready_within: Duration,
    /// What has to be done after every start, once it serves.
    pub plumb: Hook,
}

impl DaemonSpec {
    /// A daemon without arguments that is ready as soon as it runs, to be filled in.
    pub fn new(host: &Host, name: impl Into<String>, program: impl Into<String>) -> DaemonSpec {
        DaemonSpec {
            host: host.clone(),
            name: name.into(),
            program: program.into(),
            arguments: Vec::new(),
            environment: Vec::new(),
            ready: Hook::none(),
            ready_within: READY_WITHIN,
            plumb: Hook::none(),
        }
    }
}

/// What a daemon is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DaemonState {
    /// Started, but not ready and plumbed yet.
    Starting,
    /// It serves.
    Running {
        /// Its process id inside the rehearsal.
        pid: u32,
    },
    /// It ended by itself, or could not be started; it will be tried again.
    Failed {
        /// How it ended.
        exit: String,
        /// When, in UTC (RFC 3339).
        since: String,
    },
    /// It was stopped on purpose.
    Stopped,
}

/// A daemon and what it is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaemonStatus {
    /// The host's name.
    pub host: String,
    /// The daemon's name.
    pub name: String,
    /// What it is doing.
    pub state: DaemonState,
    /// How often it was started again after it had failed.
    pub restarts: u32,
}

/// Why a daemon is not as it was asked to be.
#[derive(Debug, thiserror::Error)]
pub enum DaemonError {
    /// It did not come up.
    #[error("{name} on {host} did not start: {exit}{log}")]
    Start {
        /// The host's name.
        host: String,
        /// The daemon's name.
        name: String,
        /// How it ended.
        exit: String,
        /// The last lines that it wrote, each after a line break.
        log: String,
    },
    /// There is none of that name.
    #[error("there is no daemon {name} on {host}")]
    Unknown {
        /// The host's name.
        host: String,
        /// The daemon's name.
        name: String,
    },
    /// There is one of that name.
    #[error("there is a daemon {name} on {host} already")]
    Taken {
        /// The host's name.
        host: String,
        /// The daemon's name.
        name: String,
    },
}

/// All daemons of a rehearsal. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Daemons(Rc<Registry>);

#[derive(Debug)]
struct Registry {
    logs: PathBuf,
    events: EventLog,
    daemons: RefCell<Vec<Rc<Daemon>>>,
}

/// A daemon's place in the registry; dropping it ends the daemon.
#[derive(Debug)]
struct Daemon {
    host: String,
    name: String,
    wanted: watch::Sender<bool>,
    state: watch::Receiver<DaemonState>,
    restarts: Rc<Cell<u32>>,
}

impl Daemons {
    pub(crate) fn new(files: &Path, events: EventLog) -> Daemons {
        Daemons(Rc::new(Registry { logs: files.join("logs"), events, daemons: RefCell::default() }))
    }

    /// Starts a daemon and returns when it serves and is plumbed. One that fails at its first start
    /// is not kept.
    pub async fn start(&self, spec: DaemonSpec) -> Result<(), DaemonError> {
        let (host, name) = (spec.host.name().to_owned(), spec.name.clone());
        if self.find(&host, &name).is_ok() {
            return Err(DaemonError::Taken { host, name });
        }
        let daemon = self.adopt(spec);
        let result = self.come_up(&daemon).await;
        if result.is_err() {
            self.0.daemons.borrow_mut().retain(|other| !Rc::ptr_eq(other, &daemon));
        }
        result
    }

    /// Stops a daemon on purpose; it stays stopped until [`Daemons::resume`].
    pub async fn stop(&self, host: &str, name: &str) -> Result<(), DaemonError> {
        let daemon = self.find(host, name)?;
        daemon.wanted.send_replace(false);
        let _ = daemon.state.clone().wait_for(|state| *state == DaemonState::Stopped).await;
        Ok(())
    }

    /// Starts a stopped daemon again, and returns when it serves and is plumbed.
    pub async fn resume(&self, host: &str, name: &str) -> Result<(), DaemonError> {
        let daemon = self.find(host, name)?;
        daemon.wanted.send_replace(true);
        self.come_up(&daemon).await
    }

    /// What each daemon is doing, in the order of their first start.
    pub fn status(&self) -> Vec<DaemonStatus> {
        let status = |daemon: &Rc<Daemon>| DaemonStatus {
            host: daemon.host.clone(),
            name: daemon.name.clone(),
            state: daemon.state.borrow().clone(),
            restarts: daemon.restarts.get(),
        };
        self.0.daemons.borrow().iter().map(status).collect()
    }

    fn find(&self, host: &str, name: &str) -> Result<Rc<Daemon>, DaemonError> {
        let daemons = self.0.daemons.borrow();
        let found = daemons.iter().find(|daemon| daemon.host == host && daemon.name == name);
        let unknown = || DaemonError::Unknown { host: host.to_owned(), name: name.to_owned() };
        found.cloned().ok_or_else(unknown)
    }

    fn adopt(&self, spec: DaemonSpec) -> Rc<Daemon> {
        let (wanted, wanted_here) = watch::channel(true);
        let (state_here, state) = watch::channel(DaemonState::Starting);
        let log = self.0.logs.join(logs::file_name(spec.host.name(), &spec.name));
        let daemon = Rc::new(Daemon {
            host: spec.host.name().to_owned(),
            name: spec.name.clone(),
            wanted,
            state,
            restarts: Rc::default(),
        });
        let keeper = Keeper {
            wanted: wanted_here,
            state: state_here,
            restarts: Rc::clone(&daemon.restarts),
            log: Rc::new(RefCell::new(BoundedLog::new(log))),
            events: self.0.events.clone(),
            spec,
        };
        spawn_local(keeper.run());
        self.0.daemons.borrow_mut().push(Rc::clone(&daemon));
        daemon
    }

    async fn come_up(&self, daemon: &Daemon) -> Result<(), DaemonError> {
        let mut state = daemon.state.clone();
        let settled = |state: &DaemonState| {
            matches!(state, DaemonState::Running { .. } | DaemonState::Failed { .. })
        };
        let exit = match state.wait_for(settled).await.as_deref() {
            Ok(DaemonState::Failed { exit, .. }) => exit.clone(),
            Ok(_) => return Ok(()),
            Err(_) => "its task ended".to_owned(),
        };
        let log = logs::tail_text(&self.0.logs.join(logs::file_name(&daemon.host, &daemon.name)));
        Err(DaemonError::Start { host: daemon.host.clone(), name: daemon.name.clone(), exit, log })
    }
}

/// The task that keeps one daemon running.
struct Keeper {
    spec: DaemonSpec,
    wanted: watch::Receiver<bool>,
    state: watch::Sender<DaemonState>,
    restarts: Rc<Cell<u32>>,
    log: Rc<RefCell<BoundedLog>>,
    events: EventLog,
}

/// Why a life ended.
enum End {
    OnPurpose,
    Failed(String),
}

impl Keeper {
    /// Runs until the registry drops the daemon.
    async fn run(mut self) {
        let mut backoff = Backoff::default();
        while self.wanted.wait_for(|wanted| *wanted).await.is_ok() {
            self.state.send_replace(DaemonState::Starting);
            let began = clock::now();
            match self.live().await {
                End::OnPurpose => {
                    self.state.send_replace(DaemonState::Stopped);
                    self.tell("was stopped");
                }
                End::Failed(exit) => {
                    self.tell(&format!("failed: {exit}"));
                    let since = clock::wall_text();
                    self.state.send_replace(DaemonState::Failed { exit, since });
                    self.rest(backoff.after(began.elapsed())).await;
                }
            }
        }
    }

    /// Waits for the next try, or until the daemon is no longer wanted.
    async fn rest(&mut self, wait: Duration) {
        tokio::select! {
            () = tokio::time::sleep(wait) => self.restarts.set(self.restarts.get() + 1),
            () = unwanted(&mut self.wanted) => {
                self.state.send_replace(DaemonState::Stopped);
            }
        }
    }

    /// One life, from start to end.
    async fn live(&mut self) -> End {
        let mut child = match self.spawn() {
            Ok(child) => child,
            Err(error) => return End::Failed(format!("cannot run {}: {error}", self.spec.program)),
        };
        let group = Group::of(&child);
        let pid = child.id().unwrap_or_default();
        tokio::select! {
            status = child.wait() => return End::Failed(describe(&status)),
            result = come_up(&self.spec) => if let Err(error) = result {
                return End::Failed(report::chain(&*error));
            },
            () = unwanted(&mut self.wanted) => return end(&mut child, &group).await,
        }
        self.state.send_replace(DaemonState::Running { pid });
        self.tell(&format!("runs as process {pid}"));
        tokio::select! {
            status = child.wait() => End::Failed(describe(&status)),
            () = unwanted(&mut self.wanted) => end(&mut child, &group).await,
        }
    }

    /// Starts the process, with its output going to the log.
    fn spawn(&self) -> io::Result<Child> {
        let (reader, writer) = io::pipe()?;
        let mut command = self.spec.host.command(&self.spec.program);
        command
            .args(&self.spec.arguments)
            .envs(self.spec.environment.iter().map(|(name, value)| (name, value)))
            .stdin(std::process::Stdio::null())
            .stdout(writer.try_clone()?)
            .stderr(writer);
        let mut command = Command::from(command);
        let child = command.kill_on_drop(true).spawn()?;
        let reader = pipe::Receiver::from_owned_fd(reader.into())?;
        spawn_local(copy(reader, Rc::clone(&self.log)));
        Ok(child)
    }

    fn tell(&self, what: &str) {
        self.events
            .record("daemon", format!("{} on {} {what}", self.spec.name, self.spec.host.name()));
    }
}

async fn come_up(spec: &DaemonSpec) -> Result<(), Failure> {
    let Ok(ready) = timeout(spec.ready_within, (spec.ready.0)()).await else {
        return Err(format!("it was not ready within {:?}", spec.ready_within).into());
    };
    ready?;
    (spec.plumb.0)().await
}

/// Returns when the daemon is to be stopped, or nobody knows it any more.
async fn unwanted(wanted: &mut watch::Receiver<bool>) {
    let _ = wanted.wait_for(|wanted| !*wanted).await;
}

/// Asks the process to end, and lets the caller's [`Group`] kill what does not.
async fn end(child: &mut Child, group: &Group) -> End {
    group.signal(libc::SIGTERM);
    if timeout(STOP_WITHIN, child.wait()).await.is_err() {
        group.signal(libc::SIGKILL);
        let _ = child.wait().await;
    }
    End::OnPurpose
}

/// Copies a daemon's output to its log. A full disk loses output, and must not block the daemon.
async fn copy(reader: pipe::Receiver, log: Rc<RefCell<BoundedLog>>) {
    let mut bytes = [0; 8 << 10];
    while reader.readable().await.is_ok() {
        match reader.try_read(&mut bytes) {
            Ok(0) => return,
            Ok(length) => drop(log.borrow_mut().append(&bytes[..length])),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}

fn describe(status: &io::Result<ExitStatus>) -> String {
    let Ok(status) = status else { return "it was lost".to_owned() };
    match (status.code(), status.signal().map(Signal::try_from)) {
        (Some(code), _) => format!("it ended with code {code}"),
        (None, Some(Ok(signal))) => format!("{signal} ended it"),
        (None, _) => format!("it ended with status {status}"),
    }
}
