//! Starts that cannot work, and starts that the user gives up.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use landbridge_runtime::snapshot::Machine;
use nix::sys::signal::{SIGINT, SIGTERM, Signal, kill};
use nix::unistd::{Pid, geteuid};

use crate::support::Ran;
use crate::support::place::{Place, as_caller, as_root_and_user, eventually};

as_root_and_user!(
    a_missing_prerequisite_is_found_before_anything_starts,
    a_daemon_that_cannot_start_is_told_with_its_last_words,
    ctrl_c_during_up_leaves_nothing,
    ctrl_c_during_rehearse_leaves_nothing,
);
as_caller!(doctor_finds_that_this_machine_can_rehearse);

fn doctor_finds_that_this_machine_can_rehearse(place: &Place) {
    let rows = place.run(&["doctor", "--json"]).json();
    let rows = rows.as_array().expect("a row for each thing looked at");
    let names: Vec<&str> = rows.iter().filter_map(|row| row["name"].as_str()).collect();
    for name in ["subordinate ids", "user namespaces", "bird", "charon-systemd", "nft"] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert!(rows.iter().all(|row| row["status"] != "missing"), "{rows:#?}");
    assert!(place.run(&["doctor"]).fine().contains("bird"));
}

/// A program of the machine's that claims to be bird, first on the path.
fn with_a_bird_that(place: &Place, script: &str) -> String {
    let path = place.file("bird", &format!("#!/bin/sh\n{script}\n"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("the file is ours");
    path
}

fn a_missing_prerequisite_is_found_before_anything_starts(place: &Place) {
    let before = Machine::take();
    let bird = with_a_bird_that(place, "echo BIRD version 1.6.8");
    let folder = bird.trim_end_matches("/bird");
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
    let run = |arguments: &[&str]| Ran::of(place.command(arguments).env("PATH", &path));
    for command in ["up", "rehearse"] {
        let stderr = run(&[command, &place.insurer()]).failed(4);
        assert!(stderr.contains("bird: BIRD version 1.6.8, and version 2 is needed"), "{stderr}");
        assert!(stderr.contains("fix: sudo apt-get install bird2"), "{stderr}");
        assert!(stderr.contains("Nothing was started."), "{stderr}");
        assert!(!stderr.contains("making namespaces"), "{stderr}");
    }
    assert!(!place.state().exists(), "not even a folder was made");
    let ran = run(&["doctor"]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(ran.stdout.contains("sudo apt-get install bird2"), "{ran:?}");
    place.assert_nothing_left(&before);
}

fn a_daemon_that_cannot_start_is_told_with_its_last_words(place: &Place) {
    if !geteuid().is_root() {
        eprintln!("skipped: only root can put another program in the place of the machine's bird");
        return;
    }
    let before = Machine::take();
    let script = "case $1 in --version) echo BIRD version 2.0.12;; *) echo no room for tables >&2; exit 7;; esac";
    let bird = with_a_bird_that(place, script);
    // In a mount namespace of the command's own, which the machine does not see.
    let become_user = place.account().map_or_else(String::new, |(uid, gid)| {
        format!("setpriv --reuid={uid} --regid={gid} --clear-groups ")
    });
    let script = format!(
        "mount --bind {bird} \"$(command -v bird || echo /usr/sbin/bird)\" && exec {become_user}{} up {}",
        place.program().display(),
        place.insurer()
    );
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", &script]).env("LANDBRIDGE_STATE", place.state());
    let stderr = Ran::of(command.current_dir("/")).failed(1);
    assert!(stderr.contains("bird on ") && stderr.contains("ended with code 7"), "{stderr}");
    assert!(stderr.contains("no room for tables"), "its last words: {stderr}");
    place.assert_nothing_left(&before);
}

/// Runs a command until it tells of a step that begins so; gives what it says from then on.
pub(crate) fn until(command: &mut Command, step: &str) -> (Child, impl Read + use<>) {
    let mut child = command
        .process_group(0)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be run");
    let mut stderr = BufReader::new(child.stderr.take().expect("it is piped"));
    let mut seen = String::new();
    while !seen.lines().last().is_some_and(|line| line.starts_with(step)) {
        let length = stderr.read_line(&mut seen).expect("it can be read");
        assert!(length > 0, "it ended before {step:?}: {seen}");
    }
    (child, stderr)
}

/// Interrupts a command at this step, and looks what it makes of it.
fn interrupted(command: &mut Command, step: &str, signal: Signal) -> String {
    let (mut child, mut stderr) = until(command, step);
    kill(Pid::from_raw(child.id().cast_signed()), signal).expect("it lives");
    let mut text = String::new();
    stderr.read_to_string(&mut text).expect("it can be read");
    let code = child.wait().expect("it is our child").code();
    assert_eq!(code, Some(130), "at {step:?}: {text}");
    text
}

fn ctrl_c_during_up_leaves_nothing(place: &Place) {
    let before = Machine::take();
    let moments = [
        ("making namespaces", SIGINT),
        ("hosts and cables", SIGINT),
        ("daemons", SIGTERM),
        ("daemons", SIGINT),
    ];
    for (step, signal) in moments {
        let mut command = place.command(&["up", &place.insurer(), "--name", "given-up"]);
        let text = interrupted(&mut command, step, signal);
        assert!(text.contains("interrupted") && text.contains("Nothing of it is left"), "{text}");
        assert!(!place.folder("given-up").exists(), "at {step:?}");
    }
    place.assert_nothing_left(&before);
}

fn ctrl_c_during_rehearse_leaves_nothing(place: &Place) {
    let before = Machine::take();
    let report = place.file("report.html", "as it was");
    for step in ["daemons", "drill 1/1 line-cut: undisturbed", "drill 1/1 line-cut: line-1 cut"] {
        let arguments = ["rehearse", &place.insurer(), "--drills", "line-cut", "--report", &report];
        let text = interrupted(&mut place.command(&arguments), step, SIGINT);
        assert!(text.contains("interrupted"), "{text}");
        eventually("it is gone", || !place.folder("insurer").exists());
    }
    place.assert_nothing_left(&before);
    assert_eq!(fs::read_to_string(report).expect("it is still there"), "as it was");
}
