//! `docs/cli.md` is what the program says of itself.

use std::env;
use std::fmt::Write as _;
use std::fs;

use crate::support::{Ran, at_root, command, text_at_root};

const PATH: &str = "docs/cli.md";

/// The long help of a command, as in a window of 100 columns.
fn help(arguments: &[&str]) -> String {
    let arguments = [arguments, &["--help"]].concat();
    Ran::of(command(&arguments).env("COLUMNS", "100").env_remove("NO_COLOR")).fine()
}

/// The commands that the program lists, in its order.
fn commands() -> Vec<String> {
    let text = help(&[]);
    let listed = text.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = listed.take_while(|line| !line.is_empty()).filter_map(|line| {
        // A description that goes on in the next line is indented further.
        let name = line.strip_prefix("  ")?;
        (!name.starts_with(' ')).then(|| name.split_whitespace().next().unwrap_or(name).to_owned())
    });
    names.filter(|name| name != "help").collect()
}

fn reference() -> String {
    let mut text = String::from(
        "# The command line\n\n\
         What `landbridge COMMAND --help` prints. A test writes this file (`UPDATE_GENERATED=1`) and fails when it is stale.\n",
    );
    let mut section = |title: &str, help: String| {
        let lines: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
        let written = write!(text, "\n## {title}\n\n```text\n{}\n```\n", lines.join("\n"));
        written.expect("text can be written to a string");
    };
    section("landbridge", help(&[]));
    for name in commands() {
        section(&format!("landbridge {name}"), help(&[&name]));
    }
    text
}

#[test]
fn the_reference_in_the_repository_is_fresh() {
    let fresh = reference();
    if env::var_os("UPDATE_GENERATED").is_some() {
        fs::write(at_root(PATH), &fresh).expect("the reference is written");
    }
    assert!(text_at_root(PATH) == fresh, "{PATH} is stale: run the tests with UPDATE_GENERATED=1");
}

#[test]
fn every_command_has_a_section() {
    let names = commands();
    for name in ["check", "design", "build", "up", "drill", "rehearse", "completions"] {
        assert!(names.iter().any(|n| n == name), "{name}: {names:?}");
    }
}
