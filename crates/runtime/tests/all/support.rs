//! A place for the rehearsals of one test, run by root or by an ordinary user.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use landbridge_runtime::clock;
use landbridge_runtime::protocol::Status;
use landbridge_runtime::state::{Folder, StateRoot};
use nix::unistd::{User, geteuid};
use tempfile::TempDir;

/// Runs the test once as root and once as an ordinary user, as far as this process may.
macro_rules! as_root_and_user {
    ($($name:ident),+ $(,)?) => {
        mod as_root {
            $(#[test]
            fn $name() {
                if let Some(place) = crate::support::Place::of_root() {
                    super::$name(&place);
                }
            })+
        }
        mod as_ordinary_user {
            $(#[test]
            fn $name() {
                if let Some(place) = crate::support::Place::of_ordinary_user() {
                    super::$name(&place);
                }
            })+
        }
    };
}
pub(crate) use as_root_and_user;

/// Names a user with subordinate ids, for tests that root runs.
const USER_VARIABLE: &str = "LANDBRIDGE_TEST_USER";

/// When this is 1, a test that needs such a user fails without.
const REQUIRED_VARIABLE: &str = "LANDBRIDGE_REQUIRE_USER_TESTS";

/// A folder that only its user can enter, with the program and the state of its rehearsals.
pub(crate) struct Place {
    folder: TempDir,
    /// Whom to become; none when this process is that user already.
    account: Option<(u32, u32)>,
}

impl Place {
    pub(crate) fn of_root() -> Option<Place> {
        if geteuid().is_root() {
            return Some(Place::new(None));
        }
        eprintln!("skipped: only root can try what root does");
        None
    }

    pub(crate) fn of_ordinary_user() -> Option<Place> {
        if !geteuid().is_root() {
            return Some(Place::new(None));
        }
        let name = std::env::var(USER_VARIABLE).ok();
        let user = name.and_then(|name| User::from_name(&name).ok().flatten());
        if let Some(user) = user {
            return Some(Place::of(user.uid.as_raw(), user.gid.as_raw()));
        }
        let required = std::env::var(REQUIRED_VARIABLE).is_ok_and(|value| value == "1");
        assert!(!required, "{USER_VARIABLE} names no user of this machine");
        eprintln!("skipped: root runs the tests, and {USER_VARIABLE} names no ordinary user");
        None
    }

    pub(crate) fn of(uid: u32, gid: u32) -> Place {
        Place::new(Some((uid, gid)))
    }

    fn new(account: Option<(u32, u32)>) -> Place {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let place = Place { folder, account };
        // Another process copies: if this one held the file open for writing while another test
        // forks, the program could not be executed.
        let copied = Command::new("cp")
            .args([Path::new(env!("CARGO_BIN_EXE_runtime-fixture")), &place.program()])
            .status();
        assert!(copied.is_ok_and(|status| status.success()), "the program can be copied");
        place.give(place.folder.path());
        place
    }

    /// Makes a file or folder the place's user's.
    pub(crate) fn give(&self, path: &Path) {
        if let Some((uid, gid)) = self.account {
            chown(path, Some(uid), Some(gid)).expect("root can give files away");
        }
    }

    fn program(&self) -> PathBuf {
        self.folder.path().join("program")
    }

    /// Whether this process is the place's user.
    pub(crate) fn is_callers(&self) -> bool {
        self.account.is_none()
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    pub(crate) fn rehearsal(&self, name: &str) -> Folder {
        StateRoot::at(self.state()).folder(&name.parse().expect("the test gives a good name"))
    }

    /// The test's program, as the place's user.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.program());
        command
            .args(arguments)
            .env("LANDBRIDGE_STATE", self.state())
            .current_dir("/")
            .stdin(Stdio::null());
        if let Some((uid, gid)) = self.account {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Runs the program to its end: exit code, stdout, stderr.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().expect("the program can be run"))
    }

    pub(crate) fn up(&self, name: &str, plan: &str) {
        let ran = self.run(&["up", name, plan]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }

    /// Begins a start that goes on; returns when the folder knows its init.
    pub(crate) fn begin(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().expect("the program can be run");
        eventually("init is known", || self.rehearsal(arguments[1]).init_pid().is_some());
        child
    }

    pub(crate) fn down(&self, name: &str) -> String {
        let ran = self.run(&["down", name]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(!self.rehearsal(name).path().exists(), "the folder is removed");
        ran.stdout.trim().to_owned()
    }

    pub(crate) fn status(&self, name: &str) -> Status {
        let ran = self.run(&["status", name]);
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
    }

    /// Processes of the machine that run this place's program: launchers, inits, supervisors.
    pub(crate) fn processes(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir("/proc").expect("it is mounted").flatten();
        let runs = |process: &PathBuf| {
            fs::read_link(process.join("exe")).is_ok_and(|program| program == self.program())
        };
        entries.map(|entry| entry.path()).filter(runs).collect()
    }

    /// Runs a shell script in a host.
    pub(crate) fn shell(&self, name: &str, host: &str, script: &str) -> Ran {
        self.run(&["exec", name, host, "sh", "-c", script])
    }
}

impl Drop for Place {
    /// A test that failed halfway leaves nothing behind either.
    fn drop(&mut self) {
        for folder in StateRoot::at(self.state()).list().unwrap_or_default() {
            self.run(&["down", folder.name().as_str()]);
        }
    }
}

/// What a run of the program left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// A mode that everybody may enter.
pub(crate) fn open_to_all(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("the folder is ours");
}

/// Waits for a state. The limit only ends a test that has failed.
pub(crate) fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = clock::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "never came: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
