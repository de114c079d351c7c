//! However a rehearsal ends, nothing of it is left on the machine.

use std::process::Stdio;
use std::time::Duration;

use landbridge_runtime::snapshot::{Footprint, Machine};
use nix::sys::signal::{SIGKILL, SIGSTOP, kill};
use nix::unistd::Pid;

use crate::support::{Place, as_root_and_user, eventually};

as_root_and_user!(
    down_leaves_nothing,
    killing_init_leaves_nothing_but_a_folder,
    killing_the_supervisor_leaves_nothing_but_a_folder,
    killing_the_launcher_before_ready_leaves_nothing_but_a_folder,
    a_supervisor_that_does_not_answer_is_killed,
    down_ends_a_start_that_hangs,
    files_of_subordinate_ids_are_removed,
    a_launcher_killed_at_any_moment_leaves_nothing,
    soak_a_launcher_killed_at_any_moment_leaves_nothing,
);

/// Processes, mounts, shared memory of both kinds and namespaces to be left behind, if they can be.
const BUSY: &str = r#"{"hosts":["one","two"],"daemons":[
    {"host":"one","name":"busy","script":"ipcmk -M 4096; touch /dev/shm/mark; mkdir /tmp/m; mount -t tmpfs x /tmp/m; ip link add v0 type veth peer name v1; setsid sh -c 'sleep 10000 & setsid sleep 10000' & touch /run/busy.ready; sleep 10000"}]}"#;

/// Brings a busy rehearsal up, ends it somehow, and looks at what is left.
fn leaves_nothing(place: &Place, name: &str, end: impl FnOnce(i32)) {
    let before = Machine::take();
    place.up(name, BUSY);
    let init = place.rehearsal(name).init_pid().expect("it is up");
    let footprint = Footprint::of(init).expect("init lives");
    // User, PID, IPC, cgroup, and network, mounts and UTS of the supervisor and of each host.
    assert!(footprint.namespaces() >= 13, "{footprint:?}");
    end(init);
    eventually("no process is left", || footprint.left().is_empty());
    assert_same(&before);
}

fn assert_same(before: &Machine) {
    let mut differences = Vec::new();
    for _ in 0..200 {
        differences = before.differences(&Machine::take());
        if differences.is_empty() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the machine is not as before: {differences:#?}");
}

fn down_leaves_nothing(place: &Place) {
    leaves_nothing(place, "down", |_| assert_eq!(place.down("down"), "Stopped"));
}

fn killing_init_leaves_nothing_but_a_folder(place: &Place) {
    leaves_nothing(place, "init", |init| {
        kill(Pid::from_raw(init), SIGKILL).expect("init lives");
    });
    assert_left_over(place, "init");
}

fn killing_the_supervisor_leaves_nothing_but_a_folder(place: &Place) {
    leaves_nothing(place, "supervisor", |init| {
        kill(supervisor_of(init), SIGKILL).expect("the supervisor lives");
    });
    assert_left_over(place, "supervisor");
}

fn killing_the_launcher_before_ready_leaves_nothing_but_a_folder(place: &Place) {
    let before = Machine::take();
    let plan = BUSY.replacen('{', r#"{"hang":true,"#, 1);
    let mut launcher = place.begin(&["up", "launcher", &plan]);
    let init = place.rehearsal("launcher").init_pid().expect("it was there");
    let log = place.rehearsal("launcher").files().join("logs/one.busy.log");
    eventually("the daemon runs", || log.exists());
    let footprint = Footprint::of(init).expect("init lives");
    launcher.kill().expect("it is our child");
    launcher.wait().expect("it is our child");
    eventually("no process is left", || footprint.left().is_empty());
    assert_same(&before);
    assert_left_over(place, "launcher");
}

fn assert_left_over(place: &Place, name: &str) {
    assert!(place.rehearsal(name).exists() && !place.rehearsal(name).is_running());
    let ran = place.run(&["status", name]);
    assert_eq!(ran.stderr, format!("rehearsal {name} is not up\n"));
    assert_eq!(place.down(name), "LeftOver");
}

fn a_supervisor_that_does_not_answer_is_killed(place: &Place) {
    leaves_nothing(place, "mute", |init| {
        kill(supervisor_of(init), SIGSTOP).expect("the supervisor lives");
        assert_eq!(place.down("mute"), "Killed");
    });
}

fn down_ends_a_start_that_hangs(place: &Place) {
    let mut launcher = place.begin(&["up", "hanging", r#"{"hosts":["one"],"hang":true}"#]);
    eventually("the supervisor answers", || place.run(&["status", "hanging"]).code == Some(0));
    assert!(!place.status("hanging").ready);
    let ran = place.run(&["exec", "hanging", "one", "true"]);
    assert_eq!(ran.stderr, "the rehearsal is still being brought up\n");
    // The launcher sees the end too; whichever of both is first removes the folder.
    assert_eq!(place.down("hanging"), "Stopped");
    assert!(!launcher.wait().expect("it is our child").success());
    assert!(!place.rehearsal("hanging").path().exists());
}

fn files_of_subordinate_ids_are_removed(place: &Place) {
    place.up("litter", BUSY);
    assert_eq!(place.run(&["ask", "litter", "\"Litter\""]).stdout, "answer 0\n");
    assert_eq!(place.down("litter"), "Stopped");
}

fn a_launcher_killed_at_any_moment_leaves_nothing(place: &Place) {
    kill_launchers_after(place, (0..60).step_by(6));
}

/// Many kills take long: only where `LANDBRIDGE_SOAK` is set.
fn soak_a_launcher_killed_at_any_moment_leaves_nothing(place: &Place) {
    if std::env::var_os("LANDBRIDGE_SOAK").is_none() {
        eprintln!("skipped: LANDBRIDGE_SOAK is not set");
        return;
    }
    for _ in 0..10 {
        kill_launchers_after(place, 0..60);
    }
}

/// Kills a launcher so many milliseconds after it began, and what outlived it as it should.
fn kill_launchers_after(place: &Place, delays: impl Iterator<Item = u64>) {
    for delay in delays {
        let mut command = place.command(&["up", "moment", BUSY]);
        let mut launcher = command.stdout(Stdio::null()).spawn().expect("the program can be run");
        std::thread::sleep(Duration::from_millis(delay));
        launcher.kill().expect("it is our child");
        launcher.wait().expect("it is our child");
        if place.rehearsal("moment").exists() {
            place.down("moment");
        }
        eventually("no process is left", || place.processes().is_empty());
    }
}

fn supervisor_of(init: i32) -> Pid {
    let children =
        std::fs::read_to_string(format!("/proc/{init}/task/{init}/children")).expect("init lives");
    // Orphans that init adopted come later.
    let first = children.split_whitespace().next().and_then(|word| word.parse().ok());
    Pid::from_raw(first.expect("the supervisor lives"))
}
