//! `build`: what it writes, what it replaces, and what it never touches.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{insurer, program};

/// A folder with an estate, and room for what is built from it.
struct Bench(TempDir);

impl Bench {
    fn new() -> Self {
        let bench = Self(tempfile::tempdir().expect("a folder can be made"));
        bench.estate(&insurer());
        bench
    }

    fn estate(&self, text: &str) {
        fs::write(self.0.path().join("estate.yaml"), text).expect("the folder is ours");
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("out")
    }

    fn build(&self) -> crate::support::Ran {
        let text = |path: &Path| path.to_str().expect("a plain name").to_owned();
        let estate = text(&self.0.path().join("estate.yaml"));
        program(&["build", &estate, "--out", &text(&self.out()), "--json"])
    }
}

/// Every file below a folder with its bytes and whether it can be executed.
fn files(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, bool)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the folder is ours").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = fs::read(&path).expect("the file is ours");
            found.insert(path.clone(), (bytes, executable(&path)));
        }
    }
    found
}

#[cfg(unix)]
fn executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn executable(_path: &Path) -> bool {
    false
}

#[test]
fn it_writes_terraform_the_kit_and_a_runbook() {
    let bench = Bench::new();
    let built = bench.build().json();
    let listed: Vec<PathBuf> = serde_json::from_value(built["files"].clone()).expect("paths");
    assert!(listed.contains(&PathBuf::from("RUNBOOK.md")), "{listed:?}");
    for file in &listed {
        let text = fs::read_to_string(bench.out().join(file)).expect("what is listed is there");
        if file.to_string_lossy().ends_with(".tf.json") {
            serde_json::from_str::<Value>(&text).expect("Terraform's JSON is JSON");
        }
    }
    let there = files(&bench.out()).len();
    assert_eq!(there, listed.len() + 1, "what is there is listed, but for the list itself");
}

#[test]
fn a_second_build_gives_identical_bytes() {
    let bench = Bench::new();
    bench.build().fine();
    let first = files(&bench.out());
    bench.build().fine();
    assert_eq!(files(&bench.out()), first);
    let elsewhere = Bench::new();
    elsewhere.build().fine();
    let moved: Vec<_> = files(&elsewhere.out()).into_values().collect();
    assert_eq!(moved, first.into_values().collect::<Vec<_>>());
}

#[test]
fn a_build_of_less_removes_what_is_stale_and_keeps_what_is_the_users() {
    let bench = Bench::new();
    bench.estate(&(insurer() + "\ndecisions: { link: direct-connect }\n"));
    bench.build().fine();
    let stage = bench.out().join("terraform/1-network");
    fs::write(stage.join("terraform.tfstate"), "state").expect("the folder is ours");
    fs::write(bench.out().join("NOTES.md"), "mine").expect("the folder is ours");
    let before = files(&bench.out());
    bench.estate(&(insurer() + "\ndecisions: { link: vpn }\n"));
    bench.build().fine();
    let after = files(&bench.out());
    assert!(before.keys().any(|path| !after.contains_key(path)), "files of the line are gone");
    assert_eq!(fs::read_to_string(stage.join("terraform.tfstate")).expect("kept"), "state");
    assert_eq!(fs::read_to_string(bench.out().join("NOTES.md")).expect("kept"), "mine");
    // What is left is what a fresh build would have written, and the two.
    let fresh = Bench::new();
    fresh.estate(&(insurer() + "\ndecisions: { link: vpn }\n"));
    fresh.build().fine();
    assert_eq!(after.len(), files(&fresh.out()).len() + 2);
}

#[test]
fn a_folder_with_other_files_is_refused_and_not_changed() {
    let bench = Bench::new();
    fs::create_dir(bench.out()).expect("the folder is ours");
    fs::write(bench.out().join("precious.txt"), "as it was").expect("the folder is ours");
    let before = files(&bench.out());
    let stderr = bench.build().failed(1);
    assert!(stderr.contains("holds files that landbridge did not write"), "{stderr}");
    assert!(stderr.contains("nothing was changed"), "{stderr}");
    assert_eq!(files(&bench.out()), before);
}

#[test]
fn an_empty_folder_is_taken_and_a_file_is_not() {
    let bench = Bench::new();
    fs::create_dir(bench.out()).expect("the folder is ours");
    bench.build().fine();
    let other = Bench::new();
    fs::write(other.out(), "a file").expect("the folder is ours");
    let stderr = other.build().failed(1);
    assert!(stderr.contains("cannot look into"), "{stderr}");
    assert_eq!(fs::read_to_string(other.out()).expect("it is still there"), "a file");
}

#[test]
fn a_list_that_was_tampered_with_leads_nowhere_else() {
    let bench = Bench::new();
    bench.build().fine();
    let outside = bench.0.path().join("outside.txt");
    fs::write(&outside, "precious").expect("the folder is ours");
    let manifest = bench.out().join(".landbridge-build.json");
    let paths = serde_json::json!(["../outside.txt", outside, "RUNBOOK.md"]);
    fs::write(&manifest, paths.to_string()).expect("the folder is ours");
    bench.build().fine();
    assert_eq!(fs::read_to_string(&outside).expect("it is still there"), "precious");
    fs::write(&manifest, "no list").expect("the folder is ours");
    let before = files(&bench.out());
    bench.build().failed(1);
    assert_eq!(
        files(&bench.out()),
        before,
        "nothing is written when it cannot be told what is ours"
    );
}

#[test]
fn an_estate_that_is_wrong_changes_nothing() {
    let bench = Bench::new();
    bench.build().fine();
    let before = files(&bench.out());
    bench.estate(&insurer().replace("zones: 3", "zones: 0"));
    bench.build().failed(1);
    assert_eq!(files(&bench.out()), before);
}

/// Keys are made by AWS and live in Terraform's state; the files name no secret.
#[test]
fn what_is_built_holds_no_secret() {
    let bench = Bench::new();
    bench.build().fine();
    for (path, (bytes, _)) in files(&bench.out()) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("PRIVATE KEY"), "{}", path.display());
    }
}
