//! Programs that judge what is written. In CI a missing one fails the test, elsewhere the test says that it was skipped.

use std::io::Write as _;
use std::process::Command;

/// Whether all of these programs are here.
pub(crate) fn are_here(programs: &[&str]) -> bool {
    let missing: Vec<_> = programs.iter().filter(|program| !is_here(program)).collect();
    missing.is_empty() || skip(&format!("{missing:?} not installed"))
}

/// Says that a test is skipped, and gives false. In CI it fails.
pub(crate) fn skip(why: &str) -> bool {
    assert!(std::env::var_os("CI").is_none(), "{why}");
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
    false
}

fn is_here(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}
