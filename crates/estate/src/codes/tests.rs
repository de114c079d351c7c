//! Codes, their constants and their pages belong together.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{NAMES, PAGES, code_page, codes};

fn at_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

#[test]
fn codes_are_sorted_and_each_is_there_once() {
    let listed: Vec<&str> = codes().collect();
    assert!(listed.is_sorted_by(|a, b| a < b), "{listed:?}");
}

#[test]
fn every_page_has_a_code_and_every_code_a_page() {
    let known: BTreeSet<String> = codes().map(|code| format!("{code}.md")).collect();
    let pages: BTreeSet<String> = fs::read_dir(at_root("codes"))
        .expect("the folder of pages")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        // Codes from LB02 on belong to other crates.
        .filter(|name| name.starts_with("LB00") || name.starts_with("LB01"))
        .collect();
    assert_eq!(known, pages);
}

#[test]
fn every_page_says_what_shows_and_how_to_mend() {
    for (code, page) in PAGES {
        assert!(page.starts_with(&format!("# {code}: ")), "{code} has no title");
        for part in ["\n## Example\n", "\n## Fix\n", "```yaml\n"] {
            assert!(page.contains(part), "{code} lacks {part:?}");
        }
    }
}

#[test]
fn pages_are_found_by_code() {
    assert!(code_page("LB0130").is_some_and(|page| page.contains("overlap")));
    assert_eq!(code_page("LB9999"), None);
}

#[test]
fn every_code_is_given() {
    let mut source = String::new();
    read_sources(&at_root("crates/estate/src"), &mut source);
    let words: BTreeSet<&str> = source
        .split(';')
        .filter(|statement| !statement.trim_start().starts_with("use "))
        .flat_map(|statement| statement.split(|c: char| c != '_' && !c.is_alphanumeric()))
        .collect();
    for name in NAMES {
        assert!(words.contains(name), "{name} is never given");
    }
}

/// All sources but the one that declares the codes.
fn read_sources(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read_sources(&path, into);
        } else if !path.ends_with("src/codes.rs") {
            into.push_str(&fs::read_to_string(&path).expect("a source"));
            into.push(';');
        }
    }
}
