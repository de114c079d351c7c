//! Networks in the kernel, each played by `network-fixture` in namespaces of its own.

use std::process::Command;

/// Plays a scenario of the fixture; its failure tells what went wrong.
fn play(scenario: &str) {
    let state = tempfile::tempdir().expect("a temporary folder can be made");
    let output = Command::new(env!("CARGO_BIN_EXE_network-fixture"))
        .arg(scenario)
        .env("LANDBRIDGE_STATE", state.path())
        .output()
        .expect("the fixture can be run");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    println!("{}", text(&output.stdout));
    assert!(output.status.success(), "{}", text(&output.stderr));
    let left = std::fs::read_dir(state.path()).expect("the folder is ours").count();
    assert_eq!(left, 0, "the state folder is empty again");
}

macro_rules! scenarios {
    ($($name:ident: $scenario:literal),+ $(,)?) => {
        $(#[test]
        fn $name() {
            play($scenario);
        })+
    };
}

scenarios! {
    a_silent_cut_is_noticed_by_bfd: "silent-cut",
    a_lost_carrier_is_seen_by_both_routers: "carrier-loss",
    a_planned_cut_and_its_return_lose_nothing: "maintenance",
    killed_daemons_come_back_with_their_plumbing: "killed-daemons",
    a_capture_is_read_by_others: "capture",
    delay_and_loss_are_as_set: "quality",
    the_probe_tells_which_way_requests_were_lost: "one-way-loss",
    nat_lets_out_and_not_in: "nat",
    one_to_one_addresses_work_both_ways: "one-to-one",
    route_tables_are_separate: "tables",
    a_router_that_does_not_start_says_why: "bad-router",
    faults_are_found_before_anything_starts: "bad-topology",
    two_hundred_hosts_know_their_neighbours: "large",
    a_wire_carries_every_byte: "throughput",
}
