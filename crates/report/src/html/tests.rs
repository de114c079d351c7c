//! The page holds everything, marks every state, escapes what it is given, and asks nobody for anything.

use landbridge_outcome::drill::Expectation;

use super::*;
use crate::samples;

fn whole() -> String {
    page(&samples::design(), Some(&samples::outcome()), Some(&samples::status()))
}

#[test]
fn every_state_is_marked_for_tests() {
    let page = whole();
    for (id, state) in [
        ("headline", "bad"),
        ("count-met", "3"),
        ("drill-line-cut", "met"),
        ("verdict-line-and-tunnel", "missed"),
        ("result-all-links", "not-tested"),
        ("finding-0", "warning"),
        ("decision-link", "chosen"),
        ("link-line-1", "cut"),
        ("expectation-2", "held"),
        ("undesigned-services/quotes", "undesigned"),
    ] {
        let mark = format!(r#"data-testid="{id}" data-state="{state}""#);
        assert!(page.contains(&mark), "{mark}");
    }
}

#[test]
fn ids_for_tests_are_unique() {
    let page = whole();
    let mut ids: Vec<&str> =
        page.split("data-testid=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn the_page_loads_nothing_and_runs_nothing() {
    let page = whole().replace("http://www.w3.org/2000/svg", "");
    for outside in ["http:", "https:", "<script", "<link", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn what_comes_from_outside_is_escaped() {
    let evil = "<img src=x onerror=alert(1)>\"'&";
    let mut design = samples::design();
    design.findings[0].message = evil.into();
    design.undesigned[0].place = evil.into();
    let mut outcome = samples::outcome();
    outcome.machine = evil.into();
    outcome.drills[0].streams[0].from = evil.into();
    outcome.drills[0].expected =
        vec![Expectation { what: evil.into(), expected_to_work: true, worked: true }];
    let mut status = samples::status();
    status.name = evil.into();
    status.links[0].fault = Some(evil.into());
    let page = page(&design, Some(&outcome), Some(&status));
    assert!(!page.contains("<img"));
    assert!(page.contains("&lt;img"));
}

#[test]
fn words_of_the_file_are_set_as_code() {
    assert_eq!(prose("pin `a: b`.").into_string(), "pin <code>a: b</code>.");
    assert_eq!(prose("`<b>`").into_string(), "<code>&lt;b&gt;</code>");
}

#[test]
fn a_design_alone_shows_no_results() {
    let page = page(&samples::design(), None, None);
    assert!(!page.contains("id=\"results\"") && !page.contains("id=\"ran\""));
    assert!(page.contains("1 decision taken; the check found 0 errors, 1 warning and 1 note."));
    assert!(page.contains(r#"data-testid="link-line-1" data-state="planned""#));
}

#[test]
fn timelines_mark_fault_detection_repair_and_return() {
    let page = whole();
    for words in
        ["fault at 2.00 s", "detected at 2.80 s", "repair at 5.00 s", "back on its way at 6.24 s"]
    {
        assert!(page.contains(words), "{words}");
    }
}
