//! Networks in the kernel, each played by `network-fixture` in namespaces of its own.
#![allow(clippy::print_stdout)] // What a scenario measured is part of its test's output.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use nix::unistd::{User, geteuid};

/// Names a user with subordinate ids, for tests that root runs.
const USER_VARIABLE: &str = "LANDBRIDGE_TEST_USER";
/// When this is 1, a test that needs such a user fails without.
const REQUIRED_VARIABLE: &str = "LANDBRIDGE_REQUIRE_USER_TESTS";
const FIXTURE: &str = env!("CARGO_BIN_EXE_network-fixture");

/// Plays a scenario of the fixture; its failure tells what went wrong.
fn play(scenario: &str) {
    let state = tempfile::tempdir().expect("a temporary folder can be made");
    run(Command::new(FIXTURE).arg(scenario), state.path());
}

/// Plays it as an ordinary user, also when root runs the tests.
fn play_as_user(scenario: &str) {
    if !geteuid().is_root() {
        return play(scenario);
    }
    let name = std::env::var(USER_VARIABLE).ok();
    let Some(user) = name.and_then(|name| User::from_name(&name).ok().flatten()) else {
        let required = std::env::var(REQUIRED_VARIABLE).is_ok_and(|value| value == "1");
        assert!(!required, "{USER_VARIABLE} names no user of this machine");
        println!("skipped: root runs the tests, and {USER_VARIABLE} names no ordinary user");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let (program, state) = (folder.path().join("program"), folder.path().join("state"));
    // Another process copies: if this one held the file open for writing while another test forks,
    // the program could not be executed.
    let copied = Command::new("cp").arg(FIXTURE).arg(&program).status();
    assert!(copied.is_ok_and(|status| status.success()), "the program can be copied");
    std::fs::create_dir(&state).expect("the folder is ours");
    let (uid, gid) = (user.uid.as_raw(), user.gid.as_raw());
    for path in [folder.path(), &state] {
        chown(path, Some(uid), Some(gid)).expect("root can give files away");
    }
    run(Command::new(program).arg(scenario).uid(uid).gid(gid).current_dir("/"), &state);
}

fn run(command: &mut Command, state: &Path) {
    let output = command.env("LANDBRIDGE_STATE", state).output().expect("the fixture can be run");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    println!("{}", text(&output.stdout));
    assert!(output.status.success(), "{}", text(&output.stderr));
    let left = std::fs::read_dir(state).expect("the folder is there").count();
    assert_eq!(left, 0, "the state folder is empty again");
}

macro_rules! scenarios {
    ($play:ident: $($name:ident: $scenario:literal),+ $(,)?) => {
        $(#[test]
        fn $name() {
            $play($scenario);
        })+
    };
}

scenarios! { play:
    a_silent_cut_is_noticed_by_bfd: "silent-cut",
    a_lost_carrier_is_seen_by_both_routers: "carrier-loss",
    a_planned_cut_and_its_return_lose_nothing: "maintenance",
    killed_daemons_come_back_with_their_plumbing: "killed-daemons",
    a_tunnel_that_was_given_up_comes_back: "long-outage",
    a_capture_is_read_by_others: "capture",
    delay_and_loss_are_as_set: "quality",
    the_probe_tells_which_way_requests_were_lost: "one-way-loss",
    nat_lets_out_and_not_in: "nat",
    one_to_one_addresses_work_both_ways: "one-to-one",
    nodes_behind_one_address_are_told_apart_by_their_peers: "shared-address",
    route_tables_are_separate: "tables",
    a_router_that_does_not_start_says_why: "bad-router",
    faults_are_found_before_anything_starts: "bad-topology",
    two_hundred_hosts_know_their_neighbours: "large",
    a_wire_carries_every_byte: "throughput",
}

mod as_ordinary_user {
    use super::play_as_user;

    scenarios! { play_as_user:
        a_silent_cut_is_noticed_by_bfd: "silent-cut",
        killed_daemons_come_back_with_their_plumbing: "killed-daemons",
        nat_lets_out_and_not_in: "nat",
        route_tables_are_separate: "tables",
    }
}
