//! A place for the rehearsals of one test, run by root or by an ordinary user.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use landbridge_runtime::clock;
use landbridge_runtime::snapshot::Machine;
use landbridge_runtime::state::{Folder, StateRoot};
use nix::unistd::{User, geteuid};
use tempfile::TempDir;

use super::rehearsal::Rehearsal;
use super::{PROGRAM, Ran, insurer};

/// Runs the test once as root and once as an ordinary user, as far as this process may.
macro_rules! as_root_and_user {
    ($($name:ident),+ $(,)?) => {
        mod as_root {
            $(#[test]
            fn $name() {
                if let Some(place) = crate::support::place::Place::of_root() {
                    super::$name(&place);
                }
            })+
        }
        mod as_ordinary_user {
            $(#[test]
            fn $name() {
                if let Some(place) = crate::support::place::Place::of_ordinary_user() {
                    super::$name(&place);
                }
            })+
        }
    };
}
pub(crate) use as_root_and_user;

/// Runs the test once, as whoever runs the tests: for what does not depend on who it is.
macro_rules! as_caller {
    ($($name:ident),+ $(,)?) => {
        mod as_caller {
            $(#[test]
            fn $name() {
                super::$name(&crate::support::place::Place::of_caller());
            })+
        }
    };
}
pub(crate) use as_caller;

/// Names a user with subordinate ids, for tests that root runs.
const USER_VARIABLE: &str = "LANDBRIDGE_TEST_USER";

/// When this is 1, a test that needs such a user fails without.
const REQUIRED_VARIABLE: &str = "LANDBRIDGE_REQUIRE_USER_TESTS";

/// A folder of the test's user with the program, its estates, and the state of its rehearsals.
pub(crate) struct Place {
    folder: TempDir,
    /// Whom to become; none when this process is that user already.
    account: Option<(u32, u32)>,
}

impl Place {
    pub(crate) fn of_caller() -> Self {
        Self::new(None)
    }

    pub(crate) fn of_root() -> Option<Self> {
        if geteuid().is_root() {
            return Some(Self::new(None));
        }
        eprintln!("skipped: only root can try what root does");
        None
    }

    pub(crate) fn of_ordinary_user() -> Option<Self> {
        if !geteuid().is_root() {
            return Some(Self::new(None));
        }
        let name = std::env::var(USER_VARIABLE).ok();
        let user = name.and_then(|name| User::from_name(&name).ok().flatten());
        if let Some(user) = user {
            return Some(Self::new(Some((user.uid.as_raw(), user.gid.as_raw()))));
        }
        let required = std::env::var(REQUIRED_VARIABLE).is_ok_and(|value| value == "1");
        assert!(!required, "{USER_VARIABLE} names no user of this machine");
        eprintln!("skipped: root runs the tests, and {USER_VARIABLE} names no ordinary user");
        None
    }

    fn new(account: Option<(u32, u32)>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let place = Self { folder, account };
        // Another process copies: if this one held the file open for writing while another test
        // forks, the program could not be executed.
        let copied = Command::new("cp").args([Path::new(PROGRAM), &place.program()]).status();
        assert!(copied.is_ok_and(|status| status.success()), "the program can be copied");
        place.give(place.folder.path());
        place
    }

    /// Makes a file or folder the place's user's.
    fn give(&self, path: &Path) {
        if let Some((uid, gid)) = self.account {
            chown(path, Some(uid), Some(gid)).expect("root can give files away");
        }
    }

    /// Whom the program is run as, where it is not whoever runs the tests.
    pub(crate) fn account(&self) -> Option<(u32, u32)> {
        self.account
    }

    pub(crate) fn program(&self) -> PathBuf {
        self.folder.path().join("program")
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// A file of the place's user.
    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).expect("the folder can be written");
        self.give(&path);
        path.to_str().expect("temporary folders have plain names").to_owned()
    }

    /// The insurer's estate, where the place's user can read it.
    pub(crate) fn insurer(&self) -> String {
        self.file("insurer.yaml", &insurer())
    }

    /// The folder of a rehearsal, which need not exist.
    pub(crate) fn folder(&self, name: &str) -> Folder {
        StateRoot::at(self.state()).folder(&name.parse().expect("the test gives a good name"))
    }

    /// The program as the place's user.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.program());
        command.args(arguments).current_dir("/").stdin(Stdio::null());
        command.env("LANDBRIDGE_STATE", self.state());
        if let Some((uid, gid)) = self.account {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(&mut self.command(arguments))
    }

    /// Brings the insurer up.
    pub(crate) fn up<'a>(&'a self, name: &'a str) -> Rehearsal<'a> {
        self.run(&["up", &self.insurer(), "--name", name]).fine();
        Rehearsal::new(self, name)
    }

    /// Processes of the machine that run this place's program: launchers, inits, supervisors, wires.
    pub(crate) fn processes(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir("/proc").expect("it is mounted").flatten();
        let runs = |process: &PathBuf| {
            fs::read_link(process.join("exe")).is_ok_and(|program| program == self.program())
        };
        entries.map(|entry| entry.path()).filter(runs).collect()
    }

    /// Nothing of this place's rehearsals runs or is kept, and the machine is as it was.
    pub(crate) fn assert_nothing_left(&self, before: &Machine) {
        eventually("no process is left", || self.processes().is_empty());
        let folders = StateRoot::at(self.state()).list().expect("it can be read");
        assert!(folders.is_empty(), "{folders:?}");
        let mut differences = Vec::new();
        eventually_or("the machine is as before", || {
            differences = before.differences(&Machine::take());
            if differences.is_empty() { Ok(()) } else { Err(format!("{differences:#?}")) }
        });
    }
}

impl Drop for Place {
    /// A test that failed halfway leaves nothing behind either.
    fn drop(&mut self) {
        for folder in StateRoot::at(self.state()).list().unwrap_or_default() {
            let _ = self.command(&["down", "--name", folder.name().as_str()]).output();
        }
    }
}

/// Waits for a state. The limit only ends a test that has failed.
pub(crate) fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    eventually_or(what, || if is_so() { Ok(()) } else { Err(String::new()) });
}

/// Waits until something can be had; tells why it could not, last, when that never comes.
pub(crate) fn eventually_or<T>(what: &str, mut attempt: impl FnMut() -> Result<T, String>) -> T {
    let began = clock::now();
    loop {
        match attempt() {
            Ok(found) => return found,
            Err(why) => assert!(began.elapsed() < LIMIT, "never came: {what}: {why}"),
        }
        std::thread::sleep(PAUSE);
    }
}

/// Longer than any state may take on a machine that is busy with other tests.
const LIMIT: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_millis(10);
