//! Daemons: child processes in hosts that are kept running.
//!
//! [`Daemons`] owns one task a daemon. A life of a daemon is: start it, wait until its `ready` hook
//! returns, run its `plumb` hook (what the kernel forgot when the former process died), and wait
//! for its end. After a life that was not ended on purpose comes a wait, and the next life.

mod keeper;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::task::spawn_local;

use self::keeper::Keeper;
use crate::Failure;
use crate::events::EventLog;
use crate::host::Host;
use crate::logs::{self, BoundedLog};

/// How long a daemon may take to become ready, unless its specification says otherwise.
const READY_WITHIN: Duration = Duration::from_secs(10);

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
