//! The life of a rehearsal: up, status, logs, down; several side by side.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::Stdio;

use landbridge_outcome::rehearsal::LinkKind;
use landbridge_runtime::snapshot::Machine;
use nix::sys::signal::{SIGHUP, SIGINT, SIGKILL, kill, killpg};
use nix::unistd::Pid;

use crate::support::Ran;
use crate::support::place::{Place, as_caller, as_root_and_user, eventually};
use crate::support::rehearsal::{Rehearsal, link};

as_root_and_user!(a_whole_life_leaves_nothing, rehearsals_run_side_by_side);
as_caller!(
    without_a_name_it_is_called_after_the_estate,
    status_watches_until_the_end,
    logs_are_listed_shown_and_cut_short,
    keys_pressed_after_up_do_not_reach_the_rehearsal,
    what_was_left_over_is_replaced_by_the_next_up,
);

fn a_whole_life_leaves_nothing(place: &Place) {
    let before = Machine::take();
    let facts = place.run(&["up", &place.insurer(), "--name", "life", "--json"]).json();
    assert_eq!(facts["estate"], "insurer");
    assert!(facts["pairs"].as_u64() > Some(20), "{facts}");
    assert!(facts["memory_kib"].as_u64() > Some(1_000), "{facts}");
    let imitated = facts["imitated"].to_string();
    assert!(imitated.contains("virtual private gateway is imitated"), "{imitated}");
    let components = facts["components"].to_string();
    assert!(components.contains("bird 2") && components.contains("strongSwan"), "{components}");

    let life = Rehearsal::new(place, "life");
    let status = life.sound();
    assert_eq!((status.name.as_str(), status.estate.as_str()), ("life", "insurer"));
    let kinds = status.links.iter().map(|link| link.kind);
    assert_eq!(kinds.collect::<Vec<_>>(), [LinkKind::Line, LinkKind::Tunnel, LinkKind::Tunnel]);
    assert!(status.daemons.iter().all(|daemon| daemon.restarts == 0), "{status:#?}");
    let text = life.run("status", &[]).fine();
    for words in ["line-1", "Established", "in use", "frankfurt-dc/container-host-1", "10.10.0.4"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!place.processes().is_empty(), "a look at what is left sees what is there");

    let footprint = life.footprint();
    life.down();
    // Whoever adopted its process 1 may need a moment to take note of its end.
    eventually("no process is left", || footprint.left().is_empty());
    place.assert_nothing_left(&before);
}

fn rehearsals_run_side_by_side(place: &Place) {
    let before = Machine::take();
    let (left, right) = (place.up("left"), place.up("right"));
    let stderr = place.run(&["status"]).failed(1);
    assert!(stderr.contains("several rehearsals are up: left, right"), "{stderr}");
    assert!(stderr.contains("--name"), "{stderr}");

    // The name is taken, and whoever has it notices nothing.
    let (init, status) = (left.init(), left.sound());
    let stderr = place.run(&["up", &place.insurer(), "--name", "left"]).failed(1);
    assert!(stderr.contains("rehearsal left is up already"), "{stderr}");
    assert!(stderr.contains("--name"), "{stderr}");
    assert_eq!(left.init(), init);
    assert_eq!(left.sound().daemons, status.daemons);

    // Neither knows of the other.
    left.said("frankfurt-dc/router", "touch /run/mark");
    assert_eq!(right.shell("frankfurt-dc/router", "test -e /run/mark").code, Some(1));
    left.down();
    right.sound();
    place.run(&["status"]).fine();
    right.down();
    place.assert_nothing_left(&before);
}

fn without_a_name_it_is_called_after_the_estate(place: &Place) {
    place.run(&["up", &place.insurer()]).fine();
    // While one is up, nothing needs its name.
    let ran = place.run(&["status", "--json"]).json();
    assert_eq!(ran["name"], "insurer");
    assert!(place.run(&["drill", "--list"]).fine().contains("breaks now: line-1: cut"));
    let said = place.run(&["down"]).fine();
    assert_eq!(said, "insurer is down; nothing of it is left.\n");
}

fn status_watches_until_the_end(place: &Place) {
    let up = place.up("watch");
    let mut command = place.command(&["status", "--watch"]);
    let watching = |command: &mut std::process::Command| {
        let streams = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = streams.spawn().expect("the program can be run");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let first = lines.next().expect("it shows something").expect("it can be read");
        assert!(first.starts_with("watch (estate insurer), up for"), "{first}");
        (child, lines)
    };
    // One whose reader goes away ends too.
    let (child, lines) = watching(&mut command);
    drop(lines);
    Ran::from(child.wait_with_output().expect("it is our child")).fine();

    let (child, mut lines) = watching(&mut command);
    let again = lines.any(|line| line.expect("it can be read").starts_with("watch (estate"));
    assert!(again, "it shows the state again");
    let reader = std::thread::spawn(move || lines.count());
    up.down();
    let ran = Ran::from(child.wait_with_output().expect("it is our child"));
    reader.join().expect("it reads to the end");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), "The rehearsal has ended.\n"), "{ran:?}");
}

fn logs_are_listed_shown_and_cut_short(place: &Place) {
    let up = place.up("logs");
    let status = up.sound();
    let listed = up.run("logs", &[]).fine();
    let mut shown = 0;
    for daemon in status.daemons.iter().filter(|daemon| daemon.host != "wires") {
        let (host, name) = (daemon.host.as_str(), daemon.name.as_str());
        assert!(listed.lines().any(|line| line == format!("{host} {name}")), "{listed}");
        let log = up.run("logs", &[host, "--daemon", name]).fine();
        assert!(!log.trim().is_empty(), "{name} on {host} wrote something");
        let last = up.run("logs", &[host, "--daemon", name, "--tail", "1"]).fine();
        assert_eq!(last.lines().count(), 1, "{last}");
        shown += 1;
    }
    assert_eq!(shown, 7, "three routers and four tunnel ends: {status:#?}");
    assert!(listed.lines().any(|line| line == "rehearsal supervisor"), "{listed}");
    up.run("logs", &["rehearsal"]).fine();
    let stderr = up.run("logs", &["frankfurt-dc/router", "--daemon", "brid"]).failed(1);
    assert!(stderr.contains("It has: bird."), "{stderr}");
    let stderr = up.run("logs", &["frankfurt-dc/ruter"]).failed(1);
    assert!(stderr.contains("Did you mean frankfurt-dc/router?"), "{stderr}");
    up.down();
}

/// Ctrl-C and a closed terminal reach every process of the terminal's session that did not leave it.
fn keys_pressed_after_up_do_not_reach_the_rehearsal(place: &Place) {
    let mut command = place.command(&["up", &place.insurer(), "--name", "keys"]);
    let mut launcher =
        command.process_group(0).stderr(Stdio::null()).spawn().expect("the program can be run");
    let group = Pid::from_raw(launcher.id().cast_signed());
    assert!(launcher.wait().expect("it is our child").success());
    for signal in [SIGINT, SIGHUP] {
        // An error says that nobody is in the group any more, which is as good.
        let _ = killpg(group, signal);
    }
    let up = Rehearsal::new(place, "keys");
    let status = up.sound();
    assert!(status.daemons.iter().all(|daemon| daemon.restarts == 0), "{status:#?}");
    up.down();
}

fn what_was_left_over_is_replaced_by_the_next_up(place: &Place) {
    let up = place.up("again");
    kill(up.init(), SIGKILL).expect("init lives");
    eventually("it is gone", || !up.is_up());
    let stderr = up.run("status", &[]).failed(1);
    assert!(stderr.contains("is not up any more"), "{stderr}");
    assert!(stderr.contains("landbridge down --name again"), "{stderr}");
    // What it wrote can still be read.
    assert!(!up.run("logs", &["frankfurt-dc/router"]).fine().is_empty());
    let up = place.up("again");
    assert!(link(&up.sound(), "line-1").in_use);
    up.down();
}
