//! `check`, `design`, `explain`, `schema`, `completions`: what an architect does on a laptop, without privileges.

use std::fs::{self, File};
use std::process::Stdio;

use crate::support::{changed, command, insurer, program, text_at_root};

const INSURER: &str = "examples/insurer.yaml";

/// Commands that write data and nothing else is needed for.
const SPEAKING: [&[&str]; 9] = [
    &["check", INSURER],
    &["design", INSURER],
    &["design", INSURER, "--json"],
    &["explain"],
    &["explain", "link"],
    &["explain", "LB0101"],
    &["schema"],
    &["completions", "bash"],
    &["--help"],
];

#[test]
fn check_says_what_it_looked_at() {
    let ran = program(&["check", INSURER]);
    assert_eq!(ran.stderr, "");
    let expected = "insurer: no errors. Sites 2, services 4, databases 1, file shares 1.\n";
    assert_eq!(ran.fine(), expected);
    let checked = program(&["check", "--json", INSURER]).json();
    assert_eq!(checked["sites"], 2);
    assert_eq!(checked["warnings"], serde_json::json!([]));
}

#[test]
fn check_refuses_what_must_not_be_deployed() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("estate.yaml");
    let (pinned, _) = changed("requirements:", "decisions: { link: vpn }\nrequirements:");
    fs::write(&path, pinned).expect("the estate can be written");
    let said = program(&["check", &path.display().to_string()]).failed(1);
    assert!(said.contains("LB0204") && said.contains("line 15"), "{said}");
}

#[test]
fn every_example_is_sound() {
    for name in ["insurer.yaml", "insurer-next.yaml"] {
        program(&["check", &format!("examples/{name}")]).fine();
    }
}

#[test]
fn design_tells_the_chosen_and_the_rejected_with_reasons() {
    let text = program(&["design", INSURER]).fine();
    for words in ["Direct Connect", "site-to-site VPN", "public internet", "NAT gateway"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let design = program(&["design", "--json", INSURER]).json();
    let decisions = design["decisions"].as_array().expect("a design has decisions");
    let keys: Vec<&str> = decisions.iter().filter_map(|d| d["key"].as_str()).collect();
    for key in ["link", "line", "resilience", "hub", "egress", "names"] {
        assert!(keys.contains(&key), "{key}: {keys:?}");
    }
    for decision in decisions {
        for rejected in decision["rejected"].as_array().expect("a list") {
            assert!(!rejected.as_object().expect("a candidate with its reason").is_empty());
        }
    }
}

#[test]
fn a_pinned_decision_is_honoured_and_flagged() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("pinned.yaml");
    fs::write(&file, insurer() + "\ndecisions: { link: vpn }\n").expect("the folder is ours");
    let path = file.to_str().expect("a plain name");
    let design = program(&["design", "--json", path]).json();
    let link = design["decisions"].as_array().expect("a list").iter().find(|d| d["key"] == "link");
    let link = link.expect("it is decided").to_string();
    assert!(link.contains("pin"), "{link}");
    assert_ne!(program(&["design", path]).fine(), program(&["design", INSURER]).fine());
}

#[test]
fn the_design_is_also_one_html_file() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("new/folder/design.html");
    program(&["design", INSURER, "--report", file.to_str().expect("a plain name")]).fine();
    let page = fs::read_to_string(&file).expect("it was written");
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<svg"), "{page:.200}");
    for outside in ["src=\"http", "href=\"http://", "@import", "<link"] {
        assert!(!page.contains(outside), "the page is one file, and names {outside}");
    }
    let left: Vec<_> = fs::read_dir(file.parent().expect("it has one")).expect("ours").collect();
    assert_eq!(left.len(), 1, "no draft is left: {left:?}");
}

#[test]
fn the_same_estate_gives_the_same_design() {
    let once = program(&["design", "--json", INSURER]).fine();
    assert_eq!(once, program(&["design", "--json", INSURER]).fine());
}

#[test]
fn every_decision_and_every_code_is_explained() {
    for rule in program(&["explain", "--json"]).json().as_array().expect("a list of rules") {
        let key = rule["key"].as_str().expect("a rule has a key");
        assert!(
            program(&["explain", key]).fine().contains(rule["question"].as_str().expect("one"))
        );
    }
    assert_eq!(program(&["explain", "lb0101"]).fine(), text_at_root("codes/LB0101.md"));
    assert!(program(&["explain", "--json", "LB0201"]).json().is_string());
    let stderr = program(&["explain", "lnik"]).failed(1);
    assert!(stderr.contains("Did you mean link?"), "{stderr}");
}

#[test]
fn schema_is_the_one_in_the_repository() {
    assert_eq!(program(&["schema"]).fine(), text_at_root("schema/estate.schema.json"));
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = program(&["completions", shell]).fine();
        assert!(script.contains("completions") && script.contains("check"), "{shell}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for arguments in SPEAKING {
        let mut child = command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be run");
        drop(child.stdout.take());
        let ran = crate::support::Ran::from(child.wait_with_output().expect("it is our child"));
        assert_eq!(ran.code, Some(0), "{arguments:?}: {ran:?}");
        assert!(!ran.stderr.contains("error"), "{arguments:?}: {ran:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_an_error() {
    for arguments in SPEAKING.iter().filter(|arguments| **arguments != ["--help"]) {
        let full = File::options().write(true).open("/dev/full").expect("Linux has one");
        let child = command(arguments).stdout(full).stderr(Stdio::piped()).spawn();
        let output = child.and_then(std::process::Child::wait_with_output).expect("it can be run");
        let ran = crate::support::Ran::from(output);
        assert_eq!(ran.code, Some(1), "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains("cannot write the output: No space left"), "{ran:?}");
    }
}

#[test]
fn text_in_a_pipe_has_no_colour() {
    let (wrong, _) = changed("zones: 3", "zones: 0");
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("wrong.yaml");
    fs::write(&file, wrong).expect("the folder is ours");
    let shown = program(&["check", file.to_str().expect("a plain name")]).failed(1);
    let all = [shown, program(&["design", INSURER]).fine(), program(&["explain"]).fine()];
    for text in all {
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}
