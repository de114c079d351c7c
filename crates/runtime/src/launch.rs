//! Brings a rehearsal up from outside: claims the state folder, starts init in new namespaces and
//! follows the supervisor's reports until it is ready. May be called with threads running.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, BufReader, Seek, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sched::CloneFlags;
use nix::sys::memfd::{MFdFlags, memfd_create};
use nix::unistd::{geteuid, pipe2};

use crate::idmap::{IdMapError, IdMaps};
use crate::logs;
use crate::remove::{self, RemoveError};
use crate::report::{self, Progress, Report};
use crate::role::Role;
use crate::sandbox::{Plan, Sandbox, SandboxError};
use crate::state::{Folder, Lock, StateError};
use crate::{inherited, mounts, tun};

/// Why a rehearsal did not come up. Nothing of it is left, unless the variant says so.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// The state folder could not be had.
    #[error(transparent)]
    State(#[from] StateError),
    /// What a former rehearsal left could not be removed.
    #[error("cannot clear what a former rehearsal left")]
    Clear(#[from] RemoveError),
    /// The namespaces could not be made.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// There are no ids to map.
    #[error(transparent)]
    Ids(#[from] IdMapError),
    /// A descriptor could not be prepared.
    #[error("cannot {step}")]
    Prepare {
        /// What was tried.
        step: &'static str,
        /// The kernel's answer.
        source: io::Error,
    },
    /// The rehearsal itself said why.
    #[error("{0}")]
    Failed(String),
    /// It ended without a word.
    #[error("the rehearsal ended while it was starting{}{log}", how.as_ref().map(|how| format!(": {how}")).unwrap_or_default())]
    Ended {
        /// How its process 1 ended, when that was not by itself.
        how: Option<String>,
        /// The last lines that it wrote, each after a line break.
        log: String,
    },
    /// The caller's descriptor asked for it.
    #[error("interrupted")]
    Interrupted,
}

/// A rehearsal that is ready. It ends when this is dropped, and so with this process, however that ends, unless it is released.
#[derive(Debug)]
#[must_use = "a rehearsal that is not released ends at once"]
pub struct Launched {
    sandbox: Sandbox,
    folder: Folder,
}

impl Launched {
    /// Lets the rehearsal outlive this process.
    pub fn release(mut self) -> Result<(), LaunchError> {
        let folder = &self.folder;
        if self.sandbox.release().is_ok() {
            return Ok(());
        }
        let error = ended(folder, &self.sandbox);
        Err(folder.claim().map_or_else(Into::into, |lock| give_up(folder, lock, error)))
    }
}

/// Brings up the rehearsal of `folder` and returns when it is ready.
///
/// `payload` is handed to [`crate::Rehearsal::start`]. `progress` hears how far the start is. As
/// soon as `interrupt` becomes readable, the start is given up. On failure everything is killed and
/// the folder removed.
pub fn launch(
    folder: &Folder,
    payload: &[u8],
    progress: &mut dyn FnMut(Progress),
    interrupt: Option<BorrowedFd>,
) -> Result<Launched, LaunchError> {
    let lock = folder.claim()?;
    let started = start(folder, &lock, payload);
    let (sandbox, reports) = match started {
        Ok(started) => started,
        Err(error) => return Err(give_up(folder, lock, error)),
    };
    match follow(reports, progress, interrupt) {
        Ok(()) => Ok(Launched { sandbox, folder: folder.clone() }),
        Err(reason) => {
            sandbox.kill();
            let error = reason.unwrap_or_else(|| ended(folder, &sandbox));
            sandbox.wait();
            Err(give_up(folder, lock, error))
        }
    }
}

/// Removes the folder; the reason of the failure matters more than whether that worked.
fn give_up(folder: &Folder, lock: Lock, error: LaunchError) -> LaunchError {
    let _ = remove::remove(folder, lock);
    error
}

fn ended(folder: &Folder, sandbox: &Sandbox) -> LaunchError {
    LaunchError::Ended { how: sandbox.wait(), log: logs::tail_text(&supervisor_log(folder)) }
}

fn supervisor_log(folder: &Folder) -> PathBuf {
    folder.files().join("logs/supervisor.log")
}

fn start(
    folder: &Folder,
    lock: &Lock,
    payload: &[u8],
) -> Result<(Sandbox, BufReader<File>), LaunchError> {
    remove::empty(folder, lock)?;
    let maps = IdMaps::of_caller()?;
    let (uid, gid) = maps.root();
    folder.make_files(uid, gid)?;
    let files = open_files(folder).map_err(prepare("open the folder for files"))?;
    let listener = listen(folder.path()).map_err(prepare("listen on the control socket"))?;
    let payload = hold(payload).map_err(prepare("hold the payload"))?;
    let output = create(&supervisor_log(folder)).map_err(prepare("make a log"))?;
    let (reading, writing) = pipe2(OFlag::O_CLOEXEC).map_err(prepare("make a pipe"))?;
    let devices = net_devices(&maps);
    let mut inherit = vec![
        (inherited::REPORT, writing.as_fd()),
        (inherited::FILES, files.as_fd()),
        (inherited::LISTENER, listener.as_fd()),
        (inherited::PAYLOAD, payload.as_fd()),
        (inherited::LOCK, lock.0.as_fd()),
    ];
    inherit.extend(devices.iter().map(|mount| (inherited::NET_DEVICES, mount.as_fd())));
    let plan =
        Plan { role: Role::Init, namespaces: outer_namespaces(), inherit, output: output.as_fd() };
    let sandbox = Sandbox::spawn(&plan)?;
    if let Err(error) = folder.record_init(sandbox.pid) {
        sandbox.kill();
        sandbox.wait();
        return Err(error.into());
    }
    Ok((sandbox, BufReader::new(File::from(reading))))
}

/// Devices of the rehearsal's own, where the launcher may make some. Without, whatever needs one
/// fails with its own reason, and `doctor` says so before.
pub(crate) fn net_devices(maps: &IdMaps) -> Option<OwnedFd> {
    let (uid, gid) = maps.root();
    if geteuid().is_root() { tun::devices(uid, gid).ok() } else { None }
}

/// The namespaces that the launcher makes; init makes the others (see `seal`).
pub(crate) fn outer_namespaces() -> CloneFlags {
    CloneFlags::CLONE_NEWNS | CloneFlags::CLONE_NEWPID
}

/// The folder that the inside may write, without a way out of it. Only root may detach it here; for
/// others init does.
fn open_files(folder: &Folder) -> io::Result<OwnedFd> {
    if geteuid().is_root() {
        mounts::detached(&folder.files())
    } else {
        Ok(File::open(folder.files())?.into())
    }
}

/// A socket that only its owner may connect to. A path through the descriptor table is short,
/// however long the folder's own is; a socket's path may have 107 bytes.
fn listen(folder: &Path) -> io::Result<UnixListener> {
    let folder = File::open(folder)?;
    let path = format!("/proc/self/fd/{}/{}", folder.as_raw_fd(), Folder::socket_name());
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// The payload in a file without a name, to be read from its beginning.
fn hold(payload: &[u8]) -> io::Result<OwnedFd> {
    let mut file = File::from(memfd_create(c"payload", MFdFlags::MFD_CLOEXEC)?);
    file.write_all(payload)?;
    file.rewind()?;
    Ok(file.into())
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create_new(true).mode(0o600).custom_flags(libc::O_NOFOLLOW).open(path)
}

/// Follows the reports to the end of the start. Without a reason in the error, it just ended.
fn follow(
    mut reports: BufReader<File>,
    progress: &mut dyn FnMut(Progress),
    interrupt: Option<BorrowedFd>,
) -> Result<(), Option<LaunchError>> {
    loop {
        if reports.buffer().is_empty() && interrupted(reports.get_ref(), interrupt) {
            return Err(Some(LaunchError::Interrupted));
        }
        match report::receive(&mut reports) {
            Ok(Some(Report::Progress(step))) => progress(step),
            Ok(Some(Report::Ready)) => return Ok(()),
            Ok(Some(Report::Failed(reason))) => return Err(Some(LaunchError::Failed(reason))),
            Ok(None) => return Err(None),
            Err(source) => {
                return Err(Some(LaunchError::Prepare { step: "read a report", source }));
            }
        }
    }
}

/// Waits for a report; true when the interrupt came first.
fn interrupted(reports: &File, interrupt: Option<BorrowedFd>) -> bool {
    let mut watched = vec![PollFd::new(reports.as_fd(), PollFlags::POLLIN)];
    watched.extend(interrupt.map(|fd| PollFd::new(fd, PollFlags::POLLIN)));
    while poll(&mut watched, PollTimeout::NONE) == Err(Errno::EINTR) {}
    watched.get(1).and_then(PollFd::any) == Some(true)
}

fn prepare<E: Into<io::Error>>(step: &'static str) -> impl FnOnce(E) -> LaunchError {
    move |error| LaunchError::Prepare { step, source: error.into() }
}
