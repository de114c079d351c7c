//! Wrong command lines and paths: the exit code, and what is said.

use std::fs;

use crate::support::{Ran, command, program};

const INSURER: &str = "examples/insurer.yaml";

#[test]
fn wrong_arguments_exit_with_64() {
    let lines: [&[&str]; 11] = [
        &[],
        &["chek", INSURER],
        &["check"],
        &["check", INSURER, "another"],
        &["design", INSURER, "--no-such-option"],
        &["build", INSURER],
        &["completions", "klingon"],
        &["up", INSURER, "--name", "Not A Name"],
        &["up", INSURER, "--bfd-interval", "9"],
        &["drill", "line-cutt"],
        &["exec", "somewhere"],
    ];
    for line in lines {
        let ran = program(line);
        assert_eq!(ran.code, Some(64), "{line:?}: {ran:?}");
        assert_eq!(ran.stdout, "", "{line:?}");
    }
    assert!(program(&["chek"]).stderr.contains("'check'"), "a near command is suggested");
}

#[test]
fn help_and_version_are_answers() {
    assert!(program(&["--version"]).fine().starts_with("landbridge "));
    let help = program(&["--help"]).fine().split_whitespace().collect::<Vec<_>>().join(" ");
    for code in [
        "0 fine",
        "1 the estate",
        "3 a drill",
        "4 a prerequisite",
        "64 wrong",
        "70 a fault",
        "130 interrupted",
    ] {
        assert!(help.contains(code), "{code} is documented: {help}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    for (path, why) in [("no/such.yaml", "No such file"), ("examples", "Is a directory")] {
        let reading: [&[&str]; 5] =
            [&["check"], &["design"], &["build", "--out", "unused"], &["up"], &["rehearse"]];
        for words in reading {
            let stderr = program(&[words, &[path]].concat()).failed(1);
            assert!(stderr.contains(&format!("cannot read {path}: {why}")), "{words:?}: {stderr}");
        }
    }
    assert!(!std::path::Path::new("unused").exists());
}

#[test]
fn a_report_that_cannot_be_written_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = |name: &str| folder.path().join(name).to_str().expect("a plain name").to_owned();
    fs::write(path("file"), "a file").expect("the folder is ours");
    fs::create_dir(path("folder")).expect("the folder is ours");
    for out in [path("file/design.html"), path("folder")] {
        let stderr = program(&["design", INSURER, "--report", &out]).failed(1);
        assert!(stderr.contains(&format!("cannot write {out}")), "{stderr}");
    }
    assert_eq!(fs::read_to_string(path("file")).expect("it is still there"), "a file");
    let left = fs::read_dir(folder.path()).expect("the folder is ours").count();
    assert_eq!(left, 2, "no draft is left");
}

#[test]
#[cfg(target_os = "linux")]
fn commands_about_a_rehearsal_say_that_there_is_none() {
    let state = tempfile::tempdir().expect("a folder can be made");
    let run = |line: &[&str]| Ran::of(command(line).env("LANDBRIDGE_STATE", state.path()));
    let about: [&[&str]; 5] =
        [&["status"], &["drill", "--list"], &["down"], &["logs"], &["exec", "host", "--", "true"]];
    for line in about {
        let stderr = run(line).failed(1);
        assert!(stderr.contains("no rehearsal is up"), "{line:?}: {stderr}");
        assert!(stderr.contains("landbridge up ESTATE"), "{line:?}: {stderr}");
        let named: Vec<&str> = [&line[..1], &["--name", "absent"], &line[1..]].concat();
        let stderr = run(&named).failed(1);
        assert!(stderr.contains("there is no rehearsal absent"), "{line:?}: {stderr}");
    }
}
