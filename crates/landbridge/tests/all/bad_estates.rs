//! Estates that are wrong: exit code 1, a code, the line, and what to do.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::{Ran, changed, command, insurer, program};

/// Runs `check` on these bytes.
fn check(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("estate.yaml");
    fs::write(&file, bytes).expect("the folder is ours");
    let path = file.to_str().expect("a plain name");
    let stderr = program(&["check", path]).failed(1);
    for other in [&["design", path][..], &["build", path, "--out", "/never/made"]] {
        assert_eq!(program(other).failed(1), stderr, "every command says the same");
    }
    stderr.replace(path, "estate.yaml")
}

/// The insurer with one passage replaced is refused with this code at the passage.
fn refused(from: &str, to: &str, code: &str) -> String {
    let (text, line) = changed(from, to);
    let shown = check(text.as_bytes());
    assert!(shown.contains(code), "{code}: {shown}");
    assert!(shown.contains(&format!("estate.yaml:{line}:")), "line {line}: {shown}");
    assert!(shown.contains("help:"), "{shown}");
    program(&["explain", code]).fine();
    shown
}

#[test]
fn overlapping_networks() {
    let shown = refused("network: 10.20.0.0/16", "network: 10.10.128.0/17", "LB0130");
    assert!(shown.contains("10.10.0.0/16"), "both are shown: {shown}");
}

#[test]
fn an_unknown_reference_suggests_the_near_one() {
    let shown = refused("uses: [policies, claims", "uses: [polcies, claims", "LB0121");
    assert!(shown.contains("policies"), "{shown}");
}

#[test]
fn an_unknown_key_suggests_the_near_one() {
    let shown = refused("    replicas: 3", "    replicsa: 3", "LB0009");
    assert!(shown.contains("`replicas`"), "{shown}");
}

#[test]
fn duplicate_names() {
    refused("  policies:\n    engine", "  ledger:\n    engine", "LB0120");
    refused("  document-intake:\n", "  ledger:\n", "LB0120");
    let (text, line) = changed("    replicas: 3\n", "    replicas: 3\n    replicas: 3\n");
    let shown = check(text.as_bytes());
    assert!(shown.contains("LB0010") && shown.contains(&format!("yaml:{}:", line + 1)), "{shown}");
}

#[test]
fn a_vpc_wider_than_16() {
    refused("network: 10.20.0.0/16", "network: 10.20.0.0/15", "LB0131");
}

#[test]
fn a_date_that_does_not_exist() {
    refused("leaves: 2027-01-31", "leaves: 2027-02-30", "LB0105");
}

#[test]
fn a_negative_count() {
    refused("count: 3", "count: -3", "LB0102");
}

#[test]
fn a_region_without_zones() {
    refused("zones: 3", "zones: 0", "LB0102");
}

#[test]
fn anchors_as_bombs() {
    let level = |level: usize| {
        let below = format!("*a{}, ", level - 1).repeat(9);
        format!("a{level}: &a{level} [{}]\n", below.trim_end_matches(", "))
    };
    let lowest = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    let bomb: String = std::iter::once(lowest).chain((1..20).map(level)).collect();
    let shown = check(bomb.as_bytes());
    assert!(shown.contains("LB0007") && shown.contains("estate.yaml:"), "{shown}");
}

#[test]
fn a_file_of_50_megabytes() {
    let shown = check(&vec![b'#'; 50_000_000]);
    assert!(shown.contains("LB0001") && shown.contains("more than the 4 MiB"), "{shown}");
}

#[test]
fn not_utf8() {
    let mut bytes = insurer().into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'\n').expect("it has lines") + 3;
    bytes[at] = 0xfc;
    let shown = check(&bytes);
    assert!(shown.contains("LB0002") && shown.contains("estate.yaml:2:3"), "{shown}");
}

#[test]
fn nothing_yaml_tabs_and_other_things() {
    for (text, code) in [
        ("", "LB0003"),
        ("estate: \"x", "LB0004"),
        ("estate: x\nsites:\n\tdc: {}\n", "LB0005"),
        ("- x\n", "LB0008"),
    ] {
        assert!(check(text.as_bytes()).contains(code), "{text:?}");
    }
    check(b"\0\0\0\0");
    check(&(0..=255).collect::<Vec<u8>>());
}

#[test]
fn all_that_is_meant_wrongly_is_reported_at_once() {
    let (text, _) = changed("network: 10.20.0.0/16", "network: 10.10.0.0/16");
    let text = text.replace("uses: [claims-documents]", "uses: [claims-dokuments]");
    let text = text.replace("survives: [host, zone, line, gateway]", "survives: [region]");
    let shown = check(text.as_bytes());
    for code in ["LB0130", "LB0121", "LB0151"] {
        assert!(shown.contains(code), "{code}: {shown}");
    }
    assert!(shown.contains("3 errors"), "{shown}");
}

/// Such as a process substitution or `/dev/stdin`: something that is read once and has no length.
#[test]
#[cfg(unix)]
fn an_estate_can_come_through_a_pipe() {
    let mut child = command(&["check", "/dev/stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be run");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(insurer().as_bytes()).expect("it is read");
    drop(stdin);
    Ran::from(child.wait_with_output().expect("it is our child")).fine();
}

#[test]
#[cfg(target_os = "linux")]
fn a_source_that_never_ends_is_read_no_further_than_it_matters() {
    let shown = program(&["check", "/dev/zero"]).failed(1);
    assert!(shown.contains("LB0001"), "{shown}");
}

/// A name that is no UTF-8 either.
#[test]
#[cfg(target_os = "linux")]
fn a_path_that_is_not_utf8_is_read() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join(OsStr::from_bytes(b"est\xe4t.yaml"));
    fs::write(&path, insurer()).expect("the folder is ours");
    let mut command: Command = command(&["check"]);
    Ran::of(command.arg(&path)).fine();
}
