//! The table of crates in ARCHITECTURE.md against what cargo builds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

type Edges = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A crate's name in the table: its folder.
fn folder(package: &str) -> String {
    package.strip_prefix("landbridge-").unwrap_or(package).to_owned()
}

/// The edges that the table allows.
fn allowed() -> Edges {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md"))
        .expect("ARCHITECTURE.md can be read");
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<Vec<&str>> =
        rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect();
    let names: BTreeSet<String> =
        rows.iter().map(|cells| cells[0].trim_matches('`').to_owned()).collect();
    let uses = |cell: &str, name: &str| match cell {
        "–" => BTreeSet::new(),
        "all" => names.iter().filter(|n| *n != name).cloned().collect(),
        list => list.split(", ").map(str::to_owned).collect(),
    };
    rows.iter()
        .map(|cells| {
            let name = cells[0].trim_matches('`');
            (name.to_owned(), uses(cells.last().expect("a row has cells"), name))
        })
        .collect()
}

/// What cargo knows of the workspace's packages.
fn packages() -> Vec<serde_json::Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    metadata["packages"].as_array().expect("there are packages").clone()
}

/// The edges that there are, tests' own needs left out.
fn actual() -> Edges {
    let packages = packages();
    let names: BTreeSet<&str> = packages.iter().filter_map(|p| p["name"].as_str()).collect();
    let edges = |package: &serde_json::Value| {
        let dependencies =
            package["dependencies"].as_array().expect("a package lists what it needs").iter();
        dependencies
            .filter(|d| d["kind"] != "dev")
            .filter_map(|d| d["name"].as_str())
            .filter(|name| names.contains(name))
            .map(folder)
            .collect()
    };
    packages
        .iter()
        .map(|p| (folder(p["name"].as_str().expect("a package has a name")), edges(p)))
        .collect()
}

#[test]
fn the_table_names_every_crate() {
    let (table, crates) = (allowed(), actual());
    assert_eq!(table.keys().collect::<Vec<_>>(), crates.keys().collect::<Vec<_>>());
}

#[test]
fn no_crate_uses_what_the_table_does_not_allow() {
    let table = allowed();
    for (name, uses) in actual() {
        let forbidden: Vec<_> = uses.difference(&table[&name]).collect();
        assert!(forbidden.is_empty(), "{name} uses {forbidden:?}; see ARCHITECTURE.md");
    }
}

/// Crates that need Linux, and outside crates that do.
const LINUX: [&str; 6] = [
    "landbridge-runtime",
    "landbridge-network",
    "landbridge-rehearsal",
    "nix",
    "rtnetlink",
    "tokio",
];

#[test]
fn check_design_and_build_need_no_linux() {
    for package in packages() {
        let name = package["name"].as_str().expect("a package has a name");
        if LINUX.contains(&name) {
            continue;
        }
        let dependencies =
            package["dependencies"].as_array().expect("a package lists what it needs");
        for dependency in dependencies.iter().filter(|d| d["kind"] != "dev") {
            let needed = dependency["name"].as_str().expect("a dependency has a name");
            let gated = dependency["target"].as_str().is_some_and(|t| t.contains("linux"));
            assert!(gated || !LINUX.contains(&needed), "{name} needs {needed} everywhere");
        }
    }
}
