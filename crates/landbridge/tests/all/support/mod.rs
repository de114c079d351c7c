//! What all tests share: running the program, and what a run left.

#[cfg(target_os = "linux")]
pub(crate) mod place;
#[cfg(target_os = "linux")]
pub(crate) mod rehearsal;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_landbridge");

/// A path from the repository's root.
pub(crate) fn at_root(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The text of a file of the repository.
pub(crate) fn text_at_root(path: &str) -> String {
    fs::read_to_string(at_root(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The estate that most tests use.
pub(crate) fn insurer() -> String {
    text_at_root("examples/insurer.yaml")
}

/// The insurer's estate with one passage replaced, and the line where it now stands.
pub(crate) fn changed(from: &str, to: &str) -> (String, usize) {
    let text = insurer();
    let at = text.find(from).unwrap_or_else(|| panic!("the estate has no {from:?}"));
    let line = text[..at].matches('\n').count() + 1;
    (text.replacen(from, to, 1), line)
}

/// The program as whoever runs the tests, in the repository's root, not at a terminal.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).current_dir(at_root("")).stdin(Stdio::null());
    command
}

/// Runs the program as whoever runs the tests.
pub(crate) fn program(arguments: &[&str]) -> Ran {
    Ran::of(&mut command(arguments))
}

/// What a run of the program left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Runs a command to its end.
    pub(crate) fn of(command: &mut Command) -> Self {
        Self::from(command.output().expect("the program can be run"))
    }

    /// All went well; gives stdout.
    pub(crate) fn fine(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.stdout
    }

    /// All went well; gives stdout, which is JSON.
    pub(crate) fn json(self) -> Value {
        let text = self.fine();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// It failed with this code and wrote no data; gives stderr.
    pub(crate) fn failed(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.stdout, "", "{}", self.stderr);
        self.stderr
    }
}

impl From<Output> for Ran {
    /// However wrong its input is, the program itself is at fault never.
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        let ran = Self { code: output.status.code(), stdout, stderr };
        assert!(ran.code != Some(70) && !ran.stderr.contains("panicked at"), "{ran:?}");
        ran
    }
}
