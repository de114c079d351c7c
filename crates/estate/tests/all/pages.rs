//! The page of each code tells the truth: its example gives the code, and its fix does not.

use landbridge_estate::{code_page, codes};

use crate::support::{SMALLEST, found};

/// Codes of files that cannot be shown as text of a page, or that more text would change.
const NOT_RUNNABLE: [&str; 3] = ["LB0001", "LB0002", "LB0003"];

#[test]
fn examples_give_their_code_and_fixes_do_not() {
    for code in codes().filter(|code| !NOT_RUNNABLE.contains(code)) {
        let page = code_page(code).expect("a page");
        let blocks: Vec<&str> =
            page.split("```yaml\n").skip(1).filter_map(|b| b.split("```").next()).collect();
        let [example, fix] = blocks[..] else { panic!("{code} must have an example and a fix") };
        let (wrong, right) = (found(&completed(example)), found(&completed(fix)));
        assert!(wrong.iter().any(|d| d.code == code), "the example of {code} gives {wrong:#?}");
        assert_eq!(right, [], "the fix of {code} is not clean");
    }
}

/// A page shows only the part that matters: what it leaves out comes from the smallest estate.
fn completed(part: &str) -> String {
    let (name, sites) = SMALLEST.split_once("sites:").expect("sites");
    let mut text = part.to_owned();
    if !part.starts_with("sites:") && !part.contains("\nsites:") {
        text.extend(["\nsites:", sites]);
    }
    if part.starts_with("estate:") { text } else { format!("{name}{text}") }
}
