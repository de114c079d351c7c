//! What README.md promises: its commands, options and links are there.

use std::collections::BTreeSet;

use crate::support::{at_root, program, text_at_root};

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The commands that README's table shows: `landbridge check ESTATE` is `check`.
fn shown(text: &str) -> BTreeSet<&str> {
    let rows = text.lines().filter(|line| line.starts_with("| `landbridge "));
    let quoted = rows.filter_map(|row| quoted(row).next());
    quoted.filter_map(|command| command.split_whitespace().nth(1)).collect()
}

#[test]
fn every_command_that_it_shows_exists() {
    let text = text_at_root("README.md");
    let commands = shown(&text);
    assert!(commands.contains("rehearse") && commands.len() > 10, "{commands:?}");
    for command in commands {
        program(&[command, "--help"]).fine();
    }
}

#[test]
fn every_option_that_it_names_exists() {
    let text = text_at_root("README.md");
    let reference = text_at_root("docs/cli.md");
    let words = quoted(&text).flat_map(|code| code.split(['[', ']', ' ']));
    for option in words.filter(|word| word.starts_with("--") && word.len() > 2) {
        assert!(reference.contains(option), "{option}");
    }
}

#[test]
fn every_link_leads_to_a_file() {
    for file in ["README.md", "ARCHITECTURE.md"] {
        let text = text_at_root(file);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://")) {
            assert!(at_root(link).exists(), "{file} links to {link}");
        }
    }
}

/// The example in its own words is a whole estate, not a sketch.
#[test]
fn the_estate_that_it_shows_is_sound() {
    let text = text_at_root("README.md");
    let example = text.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next());
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("estate.yaml");
    let estate = format!("estate: readme\n{}", example.expect("it shows one"));
    std::fs::write(&file, estate).expect("the folder is ours");
    program(&["check", file.to_str().expect("a plain name")]).fine();
}
