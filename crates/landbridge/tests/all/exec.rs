//! `exec`: commands inside hosts, and what a host is.

use std::io::Write;
use std::process::Stdio;

use crate::support::Ran;
use crate::support::place::{Place, as_caller, as_root_and_user};
use crate::support::rehearsal::daemon;

as_root_and_user!(
    commands_have_their_own_exit_code_and_streams,
    every_host_is_a_machine_of_its_own
);
as_caller!(hosts_are_found_by_their_last_part_or_suggested, daemons_use_their_standard_paths);

fn commands_have_their_own_exit_code_and_streams(place: &Place) {
    let up = place.up("streams");
    let host = "frankfurt-dc/container-host-1";
    for (script, code) in [("true", 0), ("exit 42", 42), ("exit 70", 70), ("kill -TERM $$", 143)] {
        let output = place.command(&["exec", host, "--", "sh", "-c", script]).output();
        assert_eq!(output.expect("it can be run").status.code(), Some(code), "{script}");
    }
    let ran = up.shell(host, "echo data; echo words >&2");
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("data\n", "words\n"));

    let mut command = place.command(&["exec", host, "--", "tr", "a-z", "A-Z"]);
    let streams = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = streams.spawn().expect("the program can be run");
    let mut stdin = child.stdin.take().expect("it is piped");
    // More than a pipe holds.
    let text = "words and more words\n".repeat(20_000);
    let writer = std::thread::spawn({
        let text = text.clone();
        move || stdin.write_all(text.as_bytes())
    });
    let ran = Ran::from(child.wait_with_output().expect("it is our child"));
    writer.join().expect("it does not panic").expect("all was taken");
    assert_eq!(ran.fine(), text.to_uppercase());

    let stderr = up.run("exec", &[host, "--", "no-such-program"]).failed(1);
    assert!(
        stderr.contains("cannot run no-such-program in frankfurt-dc/container-host-1"),
        "{stderr}"
    );
    assert!(stderr.contains("No such file"), "{stderr}");
    // The program takes its own signals by blocking them; commands and daemons begin without any blocked.
    let bird = daemon(&up.status(), "frankfurt-dc/router", "bird").pid.expect("it runs");
    for process in ["self", &bird.to_string()] {
        let blocked = up.said(host, &format!("grep SigBlk /proc/{process}/status"));
        assert_eq!(blocked.split_whitespace().last(), Some("0000000000000000"), "{blocked}");
    }
    up.down();
}

fn every_host_is_a_machine_of_its_own(place: &Place) {
    let up = place.up("hosts");
    let status = up.status();
    let namespaces = "readlink /proc/self/ns/net /proc/self/ns/mnt /proc/self/ns/uts";
    let mut seen = Vec::new();
    for host in status.hosts.iter().filter(|host| host.role == "host") {
        let short = host.name.rsplit('/').next().expect("a name has parts");
        let script = format!("hostname; cat /etc/hostname; ls /sys/class/net; {namespaces}");
        let said = up.said(&host.name, &script);
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines[..4], [short, short, "eth0", "lo"], "{}", host.name);
        seen.extend(lines[4..].iter().map(|&line| line.to_owned()));
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((seen.len(), count), (count, 9 * 3), "no two hosts share a namespace");
    up.down();
}

fn hosts_are_found_by_their_last_part_or_suggested(place: &Place) {
    let up = place.up("names");
    assert_eq!(up.said("container-host-2", "hostname").trim(), "container-host-2");
    let stderr = up.shell("frankfurt-dc/ruter", "true").failed(1);
    assert!(stderr.contains("there is no host frankfurt-dc/ruter"), "{stderr}");
    assert!(stderr.contains("Did you mean frankfurt-dc/router?"), "{stderr}");
    let stderr = up.shell("vpn-1-tunnel-1", "true").failed(1);
    assert!(stderr.contains("several hosts are called vpn-1-tunnel-1"), "{stderr}");
    up.down();
}

/// `ARCHITECTURE.md`: daemons use their standard paths, configured by the file an operator would write.
fn daemons_use_their_standard_paths(place: &Place) {
    let up = place.up("paths");
    up.sound();
    let shown = up.said("frankfurt-dc/router", "birdc show protocols; cat /etc/bird/bird.conf");
    assert!(shown.contains("Established") && shown.contains("protocol bgp"), "{shown}");
    let shown = up.said("frankfurt-dc/vpn-1-tunnel-1", "swanctl --list-sas");
    assert!(shown.contains("ESTABLISHED") && shown.contains("ESP"), "{shown}");
    up.down();
}
