//! Starts that work, are refused, fail or are given up.

use std::io::Read;
use std::path::Path;

use landbridge_runtime::doctor::{Check, CheckStatus};
use landbridge_runtime::snapshot::Machine;
use nix::unistd::{User, geteuid};

use crate::support::{Place, as_root_and_user, eventually};

as_root_and_user!(
    a_start_tells_its_progress_and_outlives_its_launcher,
    a_second_start_of_a_name_is_refused,
    rehearsals_run_side_by_side,
    a_failed_start_leaves_nothing,
    a_daemon_that_fails_at_the_start_shows_its_last_words,
    an_interrupted_start_leaves_nothing,
    a_start_replaces_what_a_former_one_left,
    a_long_path_is_no_hindrance,
    doctor_finds_that_rehearsals_work,
);

const ONE_HOST: &str = r#"{"hosts":["one"]}"#;

fn a_start_tells_its_progress_and_outlives_its_launcher(place: &Place) {
    let ran = place.run(&["up", "progress", r#"{"hosts":["one","two"]}"#]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            r#"{"step":"hosts","done":1,"total":2}"#,
            r#"{"step":"hosts","done":2,"total":2}"#,
            "ready",
        ]
    );
    let status = place.status("progress");
    assert!(status.ready);
    assert_eq!(status.hosts, ["one", "two"]);
    assert_eq!(place.down("progress"), "Stopped");
}

fn a_second_start_of_a_name_is_refused(place: &Place) {
    place.up("twice", ONE_HOST);
    let init = place.rehearsal("twice").init_pid();
    let ran = place.run(&["up", "twice", ONE_HOST]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("rehearsal twice is up already"), "{ran:?}");
    assert!(place.status("twice").ready);
    assert_eq!(place.rehearsal("twice").init_pid(), init);
    place.down("twice");
    let ran = place.run(&["down", "twice"]);
    assert!(ran.stderr.contains("there is no rehearsal twice"), "{ran:?}");
}

fn rehearsals_run_side_by_side(place: &Place) {
    place.up("left", ONE_HOST);
    place.up("right", ONE_HOST);
    assert_eq!(place.shell("left", "one", "touch /run/mark").code, Some(0));
    assert_eq!(place.shell("right", "one", "ls /run").stdout, "given\n");
    let namespaces =
        "readlink /proc/self/ns/user /proc/self/ns/pid /proc/self/ns/net /proc/self/ns/ipc";
    let (left, right) =
        (place.shell("left", "one", namespaces), place.shell("right", "one", namespaces));
    for (left, right) in left.stdout.lines().zip(right.stdout.lines()) {
        assert_ne!(left, right, "they share a namespace");
    }
    assert_eq!(left.stdout.lines().count(), 4, "{left:?}");
    place.down("left");
    assert!(place.status("right").ready);
    place.down("right");
}

fn a_failed_start_leaves_nothing(place: &Place) {
    let before = Machine::take();
    let ran = place.run(&["up", "failing", r#"{"hosts":["one"],"fail":"for the test"}"#]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.stderr, "for the test\n");
    assert!(!place.rehearsal("failing").path().exists());
    eventually("the machine is as before", || before.differences(&Machine::take()).is_empty());
}

fn a_daemon_that_fails_at_the_start_shows_its_last_words(place: &Place) {
    let plan = r#"{"hosts":["one"],"daemons":[
        {"host":"one","name":"weak","script":"echo one; echo my last words >&2; exit 3"}]}"#;
    let ran = place.run(&["up", "weak", plan]);
    let expected = "weak on one did not start: it ended with code 3\none\nmy last words\n";
    assert_eq!(ran.stderr, expected);
    assert!(!place.rehearsal("weak").path().exists());
}

fn an_interrupted_start_leaves_nothing(place: &Place) {
    let arguments = ["up-until-stdin-closes", "stopped", r#"{"hosts":["one"],"hang":true}"#];
    let mut launcher = place.begin(&arguments);
    drop(launcher.stdin.take());
    let mut text = String::new();
    let mut stderr = launcher.stderr.take().expect("it is piped");
    stderr.read_to_string(&mut text).expect("it can be read");
    assert_eq!(text, "interrupted\n");
    assert!(!launcher.wait().expect("it is our child").success());
    assert!(!place.rehearsal("stopped").path().exists());
}

fn a_start_replaces_what_a_former_one_left(place: &Place) {
    place.up("again", ONE_HOST);
    let folder = place.rehearsal("again");
    let init = folder.init_pid().expect("it is up");
    kill(init);
    eventually("init is gone", || !folder.is_running());
    place.up("again", ONE_HOST);
    assert!(place.status("again").ready);
    place.down("again");
}

fn kill(pid: i32) {
    let pid = nix::unistd::Pid::from_raw(pid);
    nix::sys::signal::kill(pid, nix::sys::signal::SIGKILL).expect("the process lives");
}

fn a_long_path_is_no_hindrance(place: &Place) {
    let long = place.rehearsal("x").path().with_file_name("d".repeat(150));
    let in_long = |arguments: &[&str]| {
        place.command(arguments).env("LANDBRIDGE_STATE", &long).output().expect("it can be run")
    };
    assert!(in_long(&["up", "far", ONE_HOST]).status.success());
    assert!(in_long(&["status", "far"]).status.success());
    assert!(in_long(&["down", "far"]).status.success());
    assert!(!Path::new(&long).join("far").exists());
}

fn doctor_finds_that_rehearsals_work(place: &Place) {
    let ran = place.run(&["doctor"]);
    let checks: Vec<Check> = serde_json::from_str(&ran.stdout).expect("doctor answers in JSON");
    let names: Vec<&str> = checks.iter().map(|check| check.name.as_str()).collect();
    let expected =
        ["subordinate ids", "user namespaces", "private mounts", "hosts", "/dev/net/tun"];
    assert_eq!(names, expected, "{checks:?}");
    for check in checks {
        // The device alone may be closed to an ordinary user where rehearsals without it work.
        assert!(check.status == CheckStatus::Ok || check.name == "/dev/net/tun", "{check:?}");
        assert_eq!(check.status == CheckStatus::Ok, check.fix.is_empty(), "{check:?}");
    }
}

#[test]
fn a_user_without_subordinate_ids_is_told_so() {
    if !geteuid().is_root() {
        eprintln!("skipped: only root can become such a user");
        return;
    }
    let nobody = User::from_name("nobody").expect("users can be read").expect("it always exists");
    let place = Place::of(nobody.uid.as_raw(), nobody.gid.as_raw());
    let ran = place.run(&["up", "poor", ONE_HOST]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("/etc/subuid has no line for user nobody"), "{ran:?}");
    assert!(!place.rehearsal("poor").path().exists());
    let ran = place.run(&["doctor"]);
    assert!(ran.stdout.contains("sudo usermod --add-subuids"), "{ran:?}");
}
