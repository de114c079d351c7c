//! Whatever is killed, and whenever: nothing of the rehearsal is left on the machine but a folder, which `down` removes.
//!
//! `LANDBRIDGE_SOAK_ROUNDS` says how often each is killed; the default is small.

use std::fs;
use std::time::Duration;

use landbridge_runtime::snapshot::{Footprint, Machine};
use nix::sys::signal::{SIGKILL, kill};
use nix::unistd::Pid;

use crate::starts::until;
use crate::support::place::{Place, as_root_and_user, eventually};

as_root_and_user!(
    a_launcher_that_is_killed_leaves_a_folder_at_most,
    an_init_that_is_killed_leaves_a_folder_at_most,
    a_supervisor_that_is_killed_leaves_a_folder_at_most,
    a_rehearse_that_is_killed_takes_its_rehearsal_with_it,
);

/// How often each is killed.
fn rounds(default: usize) -> usize {
    let stated = std::env::var("LANDBRIDGE_SOAK_ROUNDS").ok();
    stated.and_then(|rounds| rounds.parse().ok()).unwrap_or(default)
}

/// What a start tells of, and how many milliseconds later its launcher is killed: early and late in each part.
const MOMENTS: [(&str, u64); 8] = [
    ("making namespaces", 0),
    ("making namespaces", 10),
    ("hosts and cables", 0),
    ("hosts and cables", 60),
    ("daemons", 0),
    ("daemons", 70),
    ("daemons", 250),
    ("pairs of hosts", 0),
];

fn a_launcher_that_is_killed_leaves_a_folder_at_most(place: &Place) {
    let before = Machine::take();
    for round in 0..rounds(MOMENTS.len()) {
        let (step, later) = MOMENTS[round % MOMENTS.len()];
        let mut command = place.command(&["up", &place.insurer(), "--name", "killed"]);
        let (mut launcher, _stderr) = until(&mut command, step);
        // In later laps a little later each time, so that many rounds hit many moments.
        let lap = u64::try_from(round / MOMENTS.len()).expect("it is small");
        std::thread::sleep(Duration::from_millis(later + lap * 7 % 60));
        launcher.kill().expect("it is our child");
        launcher.wait().expect("it is our child");
        settle(place, round, step);
    }
    place.assert_nothing_left(&before);
}

/// A start that was as good as done goes on without its launcher; every other ends by itself.
fn settle(place: &Place, round: usize, step: &str) {
    let folder = place.folder("killed");
    if step.starts_with("daemons") || step.starts_with("pairs") {
        eventually("it answers or is gone", || {
            !folder.is_running() || place.run(&["status"]).code == Some(0)
        });
    } else {
        // The kernel takes a dying process's program from it before its files, and so its lock.
        let gone = || place.processes().is_empty() && !folder.is_running();
        eventually(&format!("round {round}: it ends"), gone);
    }
    if folder.exists() {
        place.run(&["down", "--name", "killed"]).fine();
    }
    assert!(!folder.exists(), "round {round}");
    eventually(&format!("round {round}: no process is left"), || place.processes().is_empty());
}

fn an_init_that_is_killed_leaves_a_folder_at_most(place: &Place) {
    killed(place, |init| init);
}

fn a_supervisor_that_is_killed_leaves_a_folder_at_most(place: &Place) {
    killed(place, |init| {
        let children = fs::read_to_string(format!("/proc/{init}/task/{init}/children"));
        let children = children.expect("init lives");
        // Orphans that init adopted come later.
        let first = children.split_whitespace().next().and_then(|word| word.parse().ok());
        Pid::from_raw(first.expect("the supervisor lives"))
    });
}

/// Kills a process of a rehearsal that is up and busy.
fn killed(place: &Place, whom: impl Fn(Pid) -> Pid) {
    let before = Machine::take();
    for _ in 0..rounds(1) {
        let up = place.up("killed");
        // Something that a tidy end would have had to care for.
        up.said(
            "frankfurt-dc/router",
            "ipcmk -M 4096 >/dev/null; touch /dev/shm/mark; mkdir /tmp/m; mount -t tmpfs x /tmp/m; \
             (setsid sleep 10000 >/dev/null 2>&1 &)",
        );
        let footprint = up.footprint();
        // User, PID, IPC, cgroup, and network, mounts and UTS of the supervisor and of each of 22 hosts.
        assert!(footprint.namespaces() > 60, "{}", footprint.namespaces());
        kill(whom(up.init()), SIGKILL).expect("it lives");
        eventually("no process is left", || footprint.left().is_empty());
        assert!(!up.is_up());
        up.run("status", &[]).failed(1);
        up.down_as("left-over");
    }
    place.assert_nothing_left(&before);
}

/// `docs/limits.md`: but its folder stays.
fn a_rehearse_that_is_killed_takes_its_rehearsal_with_it(place: &Place) {
    let before = Machine::take();
    let arguments = ["rehearse", &place.insurer(), "--name", "killed", "--drills", "line-cut"];
    for _ in 0..rounds(1) {
        let (mut program, _stderr) =
            until(&mut place.command(&arguments), "drill 1/1 line-cut: line-1");
        let footprint = Footprint::of(place.folder("killed").init_pid().expect("it is up"));
        program.kill().expect("it is our child");
        program.wait().expect("it is our child");
        let footprint = footprint.expect("init lived");
        eventually("no process is left", || footprint.left().is_empty());
        assert_eq!(
            place.run(&["down"]).fine(),
            "killed was gone already; what it left was removed.\n"
        );
    }
    place.assert_nothing_left(&before);
}

/// A client of a rehearsal is nobody whom it needs.
#[test]
fn a_killed_client_harms_nothing() {
    let place = Place::of_caller();
    let up = place.up("client");
    let host = "frankfurt-dc/container-host-1";
    let mut command = place.command(&["exec", host, "--", "sleep", "54321"]);
    let mut client = command.spawn().expect("the program can be run");
    let look = "cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -q 'sleep 5432[1]'";
    let sleeps = || up.shell(host, look).code == Some(0);
    eventually("the command runs", sleeps);
    client.kill().expect("it is our child");
    client.wait().expect("it is our child");
    eventually("the command ended with its client", || !sleeps());
    up.sound();
    up.down();
}
