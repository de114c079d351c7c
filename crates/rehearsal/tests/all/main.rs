//! Estates of very different shapes, each brought up for real by `rehearsal-fixture`: who reaches whom and who does not, by which
//! ways, and what becomes of it when the first link is cut.
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
const FIXTURE: &str = env!("CARGO_BIN_EXE_rehearsal-fixture");

fn estate(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/estates").join(name).with_extension("yaml")
}

/// Plays an estate; the fixture's failure tells what went wrong.
fn play(name: &str) {
    let state = tempfile::tempdir().expect("a temporary folder can be made");
    run(Command::new(FIXTURE).arg(estate(name)), state.path());
}

/// Plays it as an ordinary user, also when root runs the tests.
fn play_as_user(name: &str) {
    if !geteuid().is_root() {
        return play(name);
    }
    let user = std::env::var(USER_VARIABLE).ok();
    let Some(user) = user.and_then(|user| User::from_name(&user).ok().flatten()) else {
        let required = std::env::var(REQUIRED_VARIABLE).is_ok_and(|value| value == "1");
        assert!(!required, "{USER_VARIABLE} names no user of this machine");
        println!("skipped: root runs the tests, and {USER_VARIABLE} names no ordinary user");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let at = |name: &str| folder.path().join(name);
    let (program, yaml, state) = (at("program"), at("estate.yaml"), at("state"));
    // Another process copies: if this one held the file open for writing while another test forks,
    // the program could not be executed.
    let copied = Command::new("cp").arg(FIXTURE).arg(&program).status();
    assert!(copied.is_ok_and(|status| status.success()), "the program can be copied");
    std::fs::copy(estate(name), &yaml).expect("the estate can be copied");
    std::fs::create_dir(&state).expect("the folder is ours");
    let (uid, gid) = (user.uid.as_raw(), user.gid.as_raw());
    for path in [folder.path(), &yaml, &state] {
        chown(path, Some(uid), Some(gid)).expect("root can give files away");
    }
    run(Command::new(program).arg(yaml).uid(uid).gid(gid).current_dir("/"), &state);
}

fn run(command: &mut Command, state: &Path) {
    let output = command.env("LANDBRIDGE_STATE", state).output().expect("the fixture can be run");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    println!("{}", text(&output.stdout));
    assert!(output.status.success(), "{}", text(&output.stderr));
    let left = std::fs::read_dir(state).expect("the folder is there").count();
    assert_eq!(left, 0, "the state folder is empty again");
}

macro_rules! estates {
    ($play:ident: $($name:ident: $estate:literal),+ $(,)?) => {
        $(#[test]
        fn $name() {
            $play($estate);
        })+
    };
}

estates! { play:
    tunnels_inside_lines_move_to_another_line: "ipsec-in-lines",
    transit_gateways_lead_each_other_on_and_to_the_data_centre: "transit-gateways",
    what_goes_out_by_the_data_centre_is_translated_on_the_way: "private-nat",
    four_lines_are_used_in_their_order: "four-lines",
    sixty_hosts_in_one_lan_reach_each_other: "sixty-hosts",
}

mod as_ordinary_user {
    use super::play_as_user;

    estates! { play_as_user:
        tunnels_inside_lines_move_to_another_line: "ipsec-in-lines",
        what_goes_out_by_the_data_centre_is_translated_on_the_way: "private-nat",
    }
}
