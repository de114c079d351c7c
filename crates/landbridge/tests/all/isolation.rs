//! `ARCHITECTURE.md`, rule 4: the host stays untouched, and nobody else enters.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::thread;

use crate::support::place::{Place, as_root_and_user};

as_root_and_user!(
    it_lives_in_seven_namespaces_of_its_own,
    the_control_socket_is_its_owners_alone,
    the_machines_files_are_read_only_and_its_users_folders_hidden,
    no_packet_leaves_the_machine,
);

fn it_lives_in_seven_namespaces_of_its_own(place: &Place) {
    let up = place.up("namespaces");
    let init = up.init();
    for kind in ["user", "mnt", "pid", "net", "ipc", "uts", "cgroup"] {
        let of = |process: &str| fs::read_link(format!("/proc/{process}/ns/{kind}")).expect(kind);
        assert_ne!(of(&init.to_string()), of("self"), "{kind}");
    }
    let status = fs::read_to_string(format!("/proc/{init}/status")).expect("init lives");
    let uids = status.lines().find(|line| line.starts_with("Uid:")).expect("it has ids");
    assert!(uids.split_whitespace().skip(1).all(|id| id != "0"), "root inside is not root: {uids}");
    up.down();
}

fn the_control_socket_is_its_owners_alone(place: &Place) {
    let up = place.up("socket");
    let folder = place.folder("socket");
    let mode = |path: std::path::PathBuf| {
        fs::metadata(path).expect("it is there").permissions().mode() & 0o7777
    };
    assert_eq!(mode(folder.path().to_owned()), 0o700);
    assert_eq!(mode(folder.path().join("control.sock")), 0o600);
    up.down();
}

fn the_machines_files_are_read_only_and_its_users_folders_hidden(place: &Place) {
    let up = place.up("files");
    let host = "frankfurt-dc/container-host-1";
    for attempt in [
        "touch /usr/landbridge-was-here",
        "mount -o remount,rw,bind / && touch /usr/landbridge-was-here",
        "echo 61 > /proc/sys/vm/swappiness",
    ] {
        assert_ne!(up.shell(host, attempt).code, Some(0), "{attempt}");
    }
    assert_eq!(up.said(host, "ls -A /home /root"), "/home:\n\n/root:\n");
    let state = place.state();
    assert_ne!(up.shell(host, &format!("ls {}", state.display())).code, Some(0));
    up.down();
}

/// Not even to the machine itself.
fn no_packet_leaves_the_machine(place: &Place) {
    let up = place.up("packets");
    let listener = TcpListener::bind("0.0.0.0:0").expect("a port can be had");
    let port = listener.local_addr().expect("it has one").port();
    TcpStream::connect(("127.0.0.1", port)).expect("the machine itself reaches it");
    listener.accept().expect("it was reached");
    listener.set_nonblocking(true).expect("it can");
    // Every address of this machine, and its loopback.
    let own = fs::read_to_string("/proc/net/fib_trie").expect("Linux has it");
    let local =
        own.lines().zip(own.lines().skip(1)).filter(|(_, next)| next.contains("host LOCAL"));
    let mut addresses: Vec<&str> =
        local.filter_map(|(line, _)| line.split_whitespace().last()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    assert!(addresses.contains(&"127.0.0.1"), "{own}");
    let attempt = |address: &&str| {
        format!("(timeout 1 bash -c '</dev/tcp/{address}/{port}' && echo reached {address}) & ")
    };
    let attempts: String = addresses.iter().map(attempt).collect();
    let roles = ["the internet", "host on the internet", "router", "NAT gateway"];
    let status = up.status();
    let script = format!("{attempts} wait");
    thread::scope(|scope| {
        for host in status.hosts.iter().filter(|host| roles.contains(&host.role.as_str())) {
            scope.spawn(|| assert_eq!(up.said(&host.name, &script), "", "{}", host.name));
        }
    });
    assert!(listener.accept().is_err(), "nobody came");
    up.down();
}
