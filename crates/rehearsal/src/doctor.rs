//! What a rehearsal needs of this machine, and what this machine is.

use std::fs;
use std::process::{Command, Stdio};

use landbridge_runtime::doctor::Check;

/// Everything that a rehearsal needs, found by trying.
pub fn checks() -> Vec<Check> {
    let mut checks = landbridge_runtime::doctor::check();
    checks.extend(landbridge_network::doctor());
    checks
}

/// The machine in one line: its kernel and its processors.
pub fn machine() -> String {
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    format!("Linux {}, {processors} processors", kernel.trim())
}

/// Versions of the daemons, as they tell them.
pub fn components() -> Vec<String> {
    let told = |program: &str, argument: &str| {
        let output = Command::new(program).arg(argument).stdin(Stdio::null()).output().ok()?;
        let text = [output.stdout, output.stderr].concat();
        Some(String::from_utf8_lossy(&text).lines().next()?.to_owned())
    };
    let bird = told("bird", "--version").map(|line| line.replace("BIRD version", "bird"));
    let strongswan = told("swanctl", "--version").map(|line| line.replace("strongSwan swanctl", "strongSwan"));
    let nft = told("nft", "--version").map(|line| line.split(" (").next().unwrap_or(&line).replace(" v", " "));
    [bird, strongswan, nft].into_iter().flatten().collect()
}
