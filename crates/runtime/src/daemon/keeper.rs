//! The lives of one daemon.

use std::cell::{Cell, RefCell};
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};
use std::rc::Rc;
use std::time::Duration;

use nix::libc;
use nix::sys::signal::Signal;
use tokio::net::unix::pipe;
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_local};
use tokio::time::timeout;

use super::{DaemonSpec, DaemonState};
use crate::backoff::Backoff;
use crate::events::EventLog;
use crate::exec::Group;
use crate::logs::BoundedLog;
use crate::{Failure, clock, report};

/// How long a daemon that is stopped on purpose may take before it is killed.
const STOP_WITHIN: Duration = Duration::from_secs(2);

/// How long the output of an ended daemon is waited for, if something it started holds it open.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// The task that keeps one daemon running.
pub(super) struct Keeper {
    pub(super) spec: DaemonSpec,
    pub(super) wanted: watch::Receiver<bool>,
    pub(super) state: watch::Sender<DaemonState>,
    pub(super) restarts: Rc<Cell<u32>>,
    pub(super) log: Rc<RefCell<BoundedLog>>,
    pub(super) events: EventLog,
}

/// Why a life ended.
enum End {
    OnPurpose,
    Failed(String),
}

impl Keeper {
    /// Runs until the registry drops the daemon.
    pub(super) async fn run(mut self) {
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

    /// One life, from start to end. Its last words are in the log before anybody hears of the end.
    async fn live(&mut self) -> End {
        let (child, output) = match self.spawn() {
            Ok(started) => started,
            Err(error) => return End::Failed(format!("cannot run {}: {error}", self.spec.program)),
        };
        let end = self.accompany(child).await;
        let _ = timeout(LAST_WORDS, output).await;
        end
    }

    async fn accompany(&mut self, mut child: Child) -> End {
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
    fn spawn(&self) -> io::Result<(Child, JoinHandle<()>)> {
        let (reader, writer) = io::pipe()?;
        let mut command = self.spec.host.command(&self.spec.program);
        command
            .args(&self.spec.arguments)
            .envs(self.spec.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(writer.try_clone()?)
            .stderr(writer);
        let mut command = Command::from(command);
        let child = command.kill_on_drop(true).spawn()?;
        let reader = pipe::Receiver::from_owned_fd(reader.into())?;
        Ok((child, spawn_local(copy(reader, Rc::clone(&self.log)))))
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
