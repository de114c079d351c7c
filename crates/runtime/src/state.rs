//! The state folder: what is kept on disk of each rehearsal while it lives, and how the living are
//! told from the dead.
//!
//! `ROOT/NAME/` belongs to the user and holds `lock` (locked exactly as long as init lives),
//! `init` (its process id), `control.sock`, and `files/`, the one folder that the inside may write:
//! `files/logs/` and `files/events.jsonl`.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::{env, fmt, str};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;
use nix::unistd::geteuid;
use serde::{Deserialize, Serialize};

use crate::pidfd;

/// Names the state root, before anything else does.
pub const ROOT_VARIABLE: &str = "LANDBRIDGE_STATE";

/// A failed operation on the state folder.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The name cannot be one of a rehearsal.
    #[error(
        "{0:?} is no name for a rehearsal: use 1 to 32 of a-z, 0-9 and '-', and begin with a letter or digit"
    )]
    Name(String),
    /// No place for state was found.
    #[error("no place for state: set {ROOT_VARIABLE}, XDG_STATE_HOME or HOME to an absolute path")]
    NoRoot,
    /// It is up, or being brought up or down.
    #[error("rehearsal {0} is up already, or being brought up or down")]
    Running(RehearsalName),
    /// There is none of that name.
    #[error("there is no rehearsal {0}")]
    Absent(RehearsalName),
    /// A file operation failed.
    #[error("cannot {step} {}", path.display())]
    Io {
        /// What was tried.
        step: &'static str,
        /// On what.
        path: PathBuf,
        /// The kernel's answer.
        source: io::Error,
    },
}

/// A rehearsal's name: 1 to 32 of `a-z`, `0-9` and `-`, not beginning with `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RehearsalName(String);

impl RehearsalName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl str::FromStr for RehearsalName {
    type Err = StateError;

    fn from_str(text: &str) -> Result<RehearsalName, StateError> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let fits = (1..=32).contains(&text.len())
            && text.bytes().all(|byte| plain(byte) || byte == b'-')
            && !text.starts_with('-');
        if fits {
            Ok(RehearsalName(text.to_owned()))
        } else {
            Err(StateError::Name(text.to_owned()))
        }
    }
}

impl TryFrom<String> for RehearsalName {
    type Error = StateError;

    fn try_from(text: String) -> Result<RehearsalName, StateError> {
        text.parse()
    }
}

impl From<RehearsalName> for String {
    fn from(name: RehearsalName) -> String {
        name.0
    }
}

impl fmt::Display for RehearsalName {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The folder that holds a user's rehearsals.
#[derive(Debug, Clone)]
pub struct StateRoot(PathBuf);

impl StateRoot {
    /// `$LANDBRIDGE_STATE`; else `/var/lib/landbridge` for root, and for others
    /// `$XDG_STATE_HOME/landbridge` or `~/.local/state/landbridge`.
    pub fn of_caller() -> Result<StateRoot, StateError> {
        let absolute =
            |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        if let Some(root) = absolute(ROOT_VARIABLE) {
            return Ok(StateRoot(root));
        }
        if geteuid().is_root() {
            return Ok(StateRoot(PathBuf::from("/var/lib/landbridge")));
        }
        let state = absolute("XDG_STATE_HOME")
            .or_else(|| absolute("HOME").map(|home| home.join(".local/state")))
            .ok_or(StateError::NoRoot)?;
        Ok(StateRoot(state.join("landbridge")))
    }

    /// A root at a chosen path.
    pub fn at(path: impl Into<PathBuf>) -> StateRoot {
        StateRoot(path.into())
    }

    /// The folder of one rehearsal, which need not exist.
    pub fn folder(&self, name: &RehearsalName) -> Folder {
        Folder { path: self.0.join(name.as_str()), name: name.clone() }
    }

    /// All rehearsals that have a folder, alive or left over, by name.
    pub fn list(&self) -> Result<Vec<Folder>, StateError> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(failed("list", &self.0))?,
        };
        let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        let mut folders: Vec<Folder> =
            names.filter_map(|name| Some(self.folder(&name.parse().ok()?))).collect();
        folders.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(folders)
    }
}

/// The folder of one rehearsal.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    name: RehearsalName,
}

/// The right to change a rehearsal's folder. Init holds it too, so that it is free only when
/// init is gone.
#[derive(Debug)]
pub(crate) struct Lock(pub(crate) File);

/// Which process is init. The start time tells it from a later process of the same number.
#[derive(Debug, Serialize, Deserialize)]
struct InitRecord {
    pid: i32,
    started: u64,
}

impl Folder {
    /// The rehearsal's name.
    pub fn name(&self) -> &RehearsalName {
        &self.name
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the inside wrote: `logs/`, `events.jsonl` and whatever the rehearsal adds.
    pub fn files(&self) -> PathBuf {
        self.path.join("files")
    }

    pub(crate) fn socket_name() -> &'static str {
        "control.sock"
    }

    /// Whether there is a folder at all.
    pub fn exists(&self) -> bool {
        self.path.is_dir()
    }

    /// Whether its init lives (or somebody is bringing it up or down just now).
    pub fn is_running(&self) -> bool {
        let Ok(file) = File::open(self.path.join("lock")) else { return false };
        let mut probe = whole_file(libc::F_WRLCK);
        fcntl(&file, FcntlArg::F_OFD_GETLK(&mut probe)).is_ok()
            && libc::c_int::from(probe.l_type) != libc::F_UNLCK
    }

    /// Makes the folder if need be, and takes it. Refused while a rehearsal of the name lives.
    pub(crate) fn claim(&self) -> Result<Lock, StateError> {
        loop {
            make_folder(&self.path)?;
            // None: whoever took a former one down removed the folder in between.
            if let Some(lock) = self.lock()? {
                return Ok(lock);
            }
        }
    }

    fn lock(&self) -> Result<Option<Lock>, StateError> {
        let path = self.path.join("lock");
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).mode(0o600).custom_flags(libc::O_NOFOLLOW);
        let file = match options.open(&path) {
            // The folder is gone again.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(failed("open", &path))?,
        };
        match fcntl(file.as_fd(), FcntlArg::F_OFD_SETLK(&whole_file(libc::F_WRLCK))) {
            Ok(_) => {}
            Err(Errno::EAGAIN | Errno::EACCES) => {
                return Err(StateError::Running(self.name.clone()));
            }
            Err(errno) => return Err(failed("lock", &path)(errno.into())),
        }
        let held = file.metadata().map_err(failed("inspect", &path))?;
        let same = fs::symlink_metadata(&path).is_ok_and(|seen| seen.ino() == held.ino());
        Ok(same.then_some(Lock(file)))
    }

    /// Makes the parts that the inside may write, for the ids that are root inside.
    pub(crate) fn make_files(&self, uid: u32, gid: u32) -> Result<(), StateError> {
        for path in [self.files(), self.files().join("logs")] {
            make_folder(&path)?;
            std::os::unix::fs::lchown(&path, Some(uid), Some(gid))
                .map_err(failed("hand over", &path))?;
        }
        Ok(())
    }

    pub(crate) fn record_init(&self, pid: i32) -> Result<(), StateError> {
        let path = self.path.join("init");
        let started = pidfd::start_time(pid).map_err(failed("ask for the start of", &path))?;
        let text = serde_json::to_vec(&InitRecord { pid, started })
            .map_err(|error| failed("write", &path)(error.into()))?;
        fs::write(&path, text).map_err(failed("write", &path))
    }

    /// A handle on the rehearsal's process 1, if it lives.
    pub(crate) fn init(&self) -> Option<std::os::fd::OwnedFd> {
        let text = fs::read(self.path.join("init")).ok()?;
        let record: InitRecord = serde_json::from_slice(&text).ok()?;
        let handle = pidfd::open(record.pid).ok()?;
        // Asked after opening: the number cannot pass to another process while we hold it.
        (pidfd::start_time(record.pid).ok()? == record.started).then_some(handle)
    }

    /// The process id of init on this machine, if it lives.
    pub fn init_pid(&self) -> Option<i32> {
        self.init()?;
        let text = fs::read(self.path.join("init")).ok()?;
        serde_json::from_slice(&text).ok().map(|record: InitRecord| record.pid)
    }
}

fn make_folder(path: &Path) -> Result<(), StateError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(failed("make", path))
}

fn whole_file(kind: libc::c_int) -> libc::flock {
    libc::flock {
        l_type: libc::c_short::try_from(kind).unwrap_or_default(),
        l_whence: 0,
        l_start: 0,
        l_len: 0,
        l_pid: 0,
    }
}

pub(crate) fn failed<'a>(
    step: &'static str,
    path: &'a Path,
) -> impl FnOnce(io::Error) -> StateError + 'a {
    move |source| StateError::Io { step, path: path.to_owned(), source }
}
