//! Process 1 of a rehearsal. It prepares the mounts, starts the supervisor, reaps, and nothing else:
//! one thread, no runtime. When it ends, the kernel ends everything inside.
//!
//! It ends when the supervisor does and, before the launcher released it, when the launcher does.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{Pid, getpid};

use crate::inherited;
use crate::mounts::{self, MountError};
use crate::report::{self, Report};
use crate::role::Role;
use crate::seal;

/// Folders of the machine that hold people's files, or what one rehearsal must not share with the
/// machine, and the options of the empty file systems that cover them.
const COVERED: [(&str, &str); 7] = [
    ("/run", "mode=0755"),
    ("/tmp", "mode=1777"),
    ("/var/tmp", "mode=1777"),
    ("/dev/shm", "mode=1777"),
    ("/home", "mode=0755"),
    ("/root", "mode=0700"),
    ("/var/lib/landbridge", "mode=0700"),
];

/// Why init could not begin.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InitError {
    /// Somebody called it by hand.
    #[error("only the launcher starts init")]
    NotInit,
    /// A mount failed.
    #[error(transparent)]
    Mount(#[from] MountError),
    /// Another step failed.
    #[error("init cannot {step}")]
    Step {
        /// What was tried.
        step: &'static str,
        /// The kernel's answer.
        source: io::Error,
    },
}

/// Runs init until the rehearsal ends.
pub(crate) fn run() -> Result<(), InitError> {
    if getpid().as_raw() != 1 {
        return Err(InitError::NotInit);
    }
    let lifeline = inherited::take(inherited::LIFELINE).map_err(step("find its lifeline"))?;
    let _lock = inherited::take(inherited::LOCK).map_err(step("find its lock"))?;
    let devices = inherited::take(inherited::NET_DEVICES).ok();
    let children = watch_children().map_err(step("watch its children"))?;
    match begin(devices) {
        Ok(supervisor) => serve(lifeline, &children, &supervisor).map_err(step("wait")),
        Err(error) => {
            if let Ok(pipe) = inherited::take(inherited::REPORT) {
                report::send(&File::from(pipe), &Report::Failed(report::chain(&error)));
            }
            Err(error)
        }
    }
}

fn begin(devices: Option<OwnedFd>) -> Result<Child, InitError> {
    seal::confine_files().map_err(step("confine the folder for files"))?;
    prepare_mounts(devices)?;
    seal::lock_mounts().map_err(step("lock its mounts"))?;
    let mut command = Command::new("/proc/self/exe");
    command.arg0("landbridge").arg(OsStr::from_bytes(Role::Supervisor.argument().to_bytes()));
    // SAFETY: the closure only makes a system call.
    unsafe { command.pre_exec(|| Ok(SigSet::empty().thread_set_mask()?)) };
    let supervisor = command.spawn().map_err(step("start the supervisor"))?;
    Ok(supervisor)
}

/// Turns the namespace's copy of the machine's tree into what a rehearsal may see and change.
pub(crate) fn prepare_mounts(devices: Option<OwnedFd>) -> Result<(), InitError> {
    mounts::follow_machine()?;
    if let Some(devices) = devices {
        mounts::attach(&devices, c"/dev/net")?;
    }
    mounts::read_only_everywhere()?;
    mounts::proc(Path::new("/proc"))?;
    for (folder, options) in COVERED {
        let folder = Path::new(folder);
        if folder.is_dir() {
            mounts::tmpfs(folder, options)?;
        }
    }
    Ok(())
}

fn watch_children() -> nix::Result<SignalFd> {
    let mut child = SigSet::empty();
    child.add(Signal::SIGCHLD);
    child.thread_block()?;
    SignalFd::with_flags(&child, SfdFlags::SFD_CLOEXEC | SfdFlags::SFD_NONBLOCK)
}

/// Reaps until the supervisor or, while init is not released, the launcher is gone.
fn serve(lifeline: OwnedFd, children: &SignalFd, supervisor: &Child) -> io::Result<()> {
    forget_inherited();
    let supervisor = Pid::from_raw(supervisor.id().cast_signed());
    let mut lifeline = Some(File::from(lifeline));
    loop {
        let mut watched = vec![PollFd::new(children.as_fd(), PollFlags::POLLIN)];
        watched.extend(lifeline.iter().map(|pipe| PollFd::new(pipe.as_fd(), PollFlags::POLLIN)));
        match poll(&mut watched, PollTimeout::NONE) {
            Ok(_) | Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno.into()),
        }
        let lifeline_spoke = watched.get(1).and_then(PollFd::any) == Some(true);
        while let Ok(Some(_)) = children.read_signal() {}
        if reap_all(supervisor) {
            return Ok(());
        }
        if lifeline_spoke {
            let released =
                lifeline.take().is_some_and(|mut pipe| pipe.read_exact(&mut [0]).is_ok());
            if !released {
                return Ok(());
            }
        }
    }
}

/// What the supervisor inherited is its own: if init kept the report pipe, the launcher would
/// never see that the supervisor died.
fn forget_inherited() {
    for number in [inherited::REPORT, inherited::FILES, inherited::LISTENER, inherited::PAYLOAD] {
        drop(inherited::take(number));
    }
}

/// Reaps every ended process; true when the supervisor was among them.
fn reap_all(supervisor: Pid) -> bool {
    let mut ended = false;
    loop {
        match waitpid(None, Some(WaitPidFlag::WNOHANG)) {
            Ok(WaitStatus::Exited(pid, _) | WaitStatus::Signaled(pid, ..)) => {
                ended |= pid == supervisor;
            }
            Ok(WaitStatus::StillAlive) | Err(_) => return ended,
            Ok(_) => {}
        }
    }
}

fn step<E: Into<io::Error>>(step: &'static str) -> impl FnOnce(E) -> InitError {
    move |error| InitError::Step { step, source: error.into() }
}
