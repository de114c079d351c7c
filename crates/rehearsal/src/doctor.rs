//! What a rehearsal needs of this machine, and what this machine is.

use std::fs;

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

/// Versions of the daemons, short: `bird 2.0.12`.
pub fn components() -> Vec<String> {
    let short = |line: String| {
        let line = line.replace("BIRD version", "bird").replace(" swanctl", "");
        line.split(" (").next().unwrap_or(&line).replace(" v", " ")
    };
    landbridge_network::versions().into_iter().map(short).collect()
}
