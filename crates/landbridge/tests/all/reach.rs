//! Who reaches whom: both sites, the internet behind NAT, and nobody from outside.

use std::thread;

use crate::support::place::{Place, as_root_and_user};
use crate::support::rehearsal::{Rehearsal, standing_for};

as_root_and_user!(hosts_reach_whom_they_should_and_nobody_else);

const DATA_CENTER: [(&str, &str); 3] = [
    ("frankfurt-dc/container-host-1", "10.10.0.4"),
    ("frankfurt-dc/container-host-2", "10.10.0.5"),
    ("frankfurt-dc/container-host-3", "10.10.0.6"),
];
const PRIVATE: [(&str, &str); 3] = [
    ("aws-frankfurt/container-host-a", "10.20.0.4"),
    ("aws-frankfurt/container-host-b", "10.20.32.4"),
    ("aws-frankfurt/container-host-c", "10.20.64.4"),
];
const ISOLATED: [(&str, &str); 3] = [
    ("aws-frankfurt/database-a", "10.20.128.4"),
    ("aws-frankfurt/database-b", "10.20.144.4"),
    ("aws-frankfurt/database-c", "10.20.160.4"),
];
/// What stands for everybody on the internet.
const SERVER: &str = "host on the internet";

/// Asks each address for a connection to a port where nobody listens: being refused takes a way there and a way back.
/// One that is silent for `patience` seconds is not reached.
fn reached(up: Rehearsal<'_>, from: &str, addresses: &[&str], patience: u32) -> Vec<String> {
    let one = |address: &&str| {
        format!(
            "(timeout {patience} bash -c '</dev/tcp/{address}/9' 2>&1 | grep -q 'Connection refused' && echo {address}) &"
        )
    };
    let all: String = addresses.iter().map(one).collect();
    let mut found: Vec<String> =
        up.said(from, &format!("{all} wait")).lines().map(str::to_owned).collect();
    found.sort();
    found
}

/// `from` reaches all of these.
pub(crate) fn assert_reaches(up: Rehearsal<'_>, from: &str, addresses: &[&str]) {
    let mut expected = addresses.to_vec();
    expected.sort_unstable();
    assert_eq!(reached(up, from, addresses, 20), expected, "from {from}");
}

/// `from` reaches none of these.
fn assert_cut_off(up: Rehearsal<'_>, from: &str, addresses: &[&str]) {
    assert_eq!(reached(up, from, addresses, 1), Vec::<String>::new(), "from {from}");
}

/// Every host of both sites reaches every other, and the private ones the internet.
pub(crate) fn assert_all_reach(up: Rehearsal<'_>) {
    let inside = [DATA_CENTER, PRIVATE, ISOLATED].concat();
    let status = up.status();
    let outside = standing_for(&status, SERVER).addresses[0].as_str();
    thread::scope(|scope| {
        for (from, own) in &inside {
            let others: Vec<&str> = inside.iter().map(|(_, a)| *a).filter(|a| a != own).collect();
            scope.spawn(move || assert_reaches(up, from, &others));
        }
        for (from, _) in PRIVATE {
            scope.spawn(move || assert_reaches(up, from, &[outside]));
        }
    });
}

fn hosts_reach_whom_they_should_and_nobody_else(place: &Place) {
    let up = place.up("reach");
    assert_all_reach(up);
    let status = up.status();
    let server = standing_for(&status, SERVER);
    // Packets for hosts inside come as far as the gateway only, even where somebody outside leads them there.
    for site in ["10.10.0.0/16", "10.20.0.0/16"] {
        up.said(
            &standing_for(&status, "the internet").name,
            &format!("ip route add {site} via $({GATEWAY})"),
        );
    }
    let inside = [DATA_CENTER, PRIVATE, ISOLATED].concat();
    thread::scope(|scope| {
        // Neither a subnet without a way out reaches the internet, nor the data centre by way of the VPC.
        for (from, _) in ISOLATED.into_iter().chain(DATA_CENTER) {
            scope.spawn(move || assert_cut_off(up, from, &[&server.addresses[0]]));
        }
        let addresses: Vec<&str> = inside.iter().map(|(_, address)| *address).collect();
        scope.spawn(move || assert_cut_off(up, &server.name, &addresses));
    });
    up.down();
}

/// The address of the VPC's internet gateway, as the internet's router knows it.
const GATEWAY: &str = "ip route | sed -n 's/.* via \\([0-9.]*\\) dev region1.*/\\1/p' | head -1";
