//! What is refused before it means anything: size, encoding, YAML, bombs, and the shape of the file.

use insta::assert_snapshot as says;
use landbridge_estate::{MAX_FILE_BYTES, read};

use crate::support::{SMALLEST, changed, good, refused, with};

#[test]
fn a_file_of_50_megabytes() {
    says!(refused(vec![b'#'; 50 << 20]), @r#"
    LB0001

      × the file has more than the 4 MiB that an estate file may have
      help: is this the right file?

    1 error in estate.yaml.
    "#);
}

#[test]
fn a_file_of_exactly_the_limit_is_read() {
    let mut text = SMALLEST.to_owned();
    text.push_str(&"#".repeat(MAX_FILE_BYTES - text.len()));
    good(&text);
    text.push('#');
    assert!(read("estate.yaml", text.as_bytes()).is_err());
}

#[test]
fn latin_1() {
    says!(refused(b"# Z\xc3\xbcrich\nestate: z\xfcrich\n"), @r#"
    LB0002

      × the file is not UTF-8: byte 0xfc at offset 19 (line 2, column 10)
       ╭─[estate.yaml:2:10]
     1 │ # Zürich
     2 │ estate: z�rich
       ·          ┬
       ·          ╰── not UTF-8
       ╰────
      help: save the file as UTF-8; most editors call it so in their "save as"

    1 error in estate.yaml.
    "#);
}

#[test]
fn utf_16() {
    let shown = refused(b"\xff\xfee\0s\0t\0a\0t\0e\0");
    assert!(shown.contains("the file is not UTF-8: byte 0xff at offset 0 (line 1, column 1)"));
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let text = format!("\u{feff}{SMALLEST}");
    let estate = good(&text);
    assert_eq!(estate.name.at.offset, "estate: ".len());
    assert_eq!(good(&SMALLEST.replace('\n', "\r\n")), estate);
}

#[test]
fn nothing() {
    says!(refused(""), @r#"
    LB0003

      × the file says nothing
      help: begin with `estate: NAME` and `sites:`; `landbridge explain LB0003` shows the smallest
            file

    1 error in estate.yaml.
    "#);
    says!(refused("# only\n---\n\n# comments\n"), @r#"
    LB0003

      × the file says nothing
      help: begin with `estate: NAME` and `sites:`; `landbridge explain LB0003` shows the smallest
            file

    1 error in estate.yaml.
    "#);
}

#[test]
fn a_list_at_the_top() {
    says!(refused("- estate: example\n"), @r#"
    LB0008

      × the file is not a mapping of keys to values
       ╭─[estate.yaml:1:1]
     1 │ - estate: example
       · ▲
       · ╰── an estate begins with `estate: NAME`
       ╰────
      help: compare with examples/insurer.yaml

    1 error in estate.yaml.
    "#);
}

#[test]
fn prose_at_the_top() {
    says!(refused("Dear landbridge\n"), @r#"
    LB0008

      × the file is not a mapping of keys to values
       ╭─[estate.yaml:1:1]
     1 │ Dear landbridge
       · ───────┬───────
       ·        ╰── an estate begins with `estate: NAME`
       ╰────
      help: compare with examples/insurer.yaml

    1 error in estate.yaml.
    "#);
}

#[test]
fn two_documents() {
    says!(refused("estate: one\n---\nestate: two\n"), @r#"
    LB0006

      × the file holds more than one YAML document
       ╭─[estate.yaml:3:1]
     2 │ ---
     3 │ estate: two
       · ▲
       · ╰── the second one begins here
       ╰────
      help: keep one estate in a file, and remove the `---` between documents

    1 error in estate.yaml.
    "#);
}

#[test]
fn a_tab() {
    says!(refused("estate: example\nsites:\n\tdc: {}\n"), @r#"
    LB0005

      × a tab stands where YAML wants spaces
       ╭─[estate.yaml:3:1]
     2 │ sites:
     3 │     dc: {}
       · ──┬─
       ·   ╰── a tab
       ╰────
      help: indent with spaces; most editors can replace tabs

    1 error in estate.yaml.
    "#);
}

#[test]
fn a_quote_that_is_not_closed() {
    says!(refused("estate: \"example\nsites: {}\n"), @r#"
    LB0004

      × this is not YAML: unclosed quote
       ╭─[estate.yaml:1:9]
     1 │ estate: "example
       ·         ┬
       ·         ╰── the parser stopped here
     2 │ sites: {}
       ╰────
      help: look for a missing colon, quote or bracket here or just above

    1 error in estate.yaml.
    "#);
}

#[test]
fn an_alias_without_its_anchor() {
    says!(refused(with("services: *all\n")), @r#"
    LB0004

      × an alias repeats a value that has no anchor
        ╭─[estate.yaml:11:11]
     10 │     zones: 3
     11 │ services: *all
        ·           ┬
        ·           ╰── no anchor of this name before here
        ╰────
      help: write `&name` before the value to repeat; a text that begins with `*` needs quotes

    1 error in estate.yaml.
    "#);
}

#[test]
fn a_tag_that_means_nothing_here() {
    says!(refused(changed("example", "!secret example")), @r#"
    LB0004

      × the tag `!secret` means nothing in an estate file
       ╭─[estate.yaml:1:17]
     1 │ estate: !secret example
       ·                 ───┬───
       ·                    ╰── the value that is tagged
     2 │ sites:
       ╰────
      help: remove the tag; a text that begins with `!` needs quotes

    1 error in estate.yaml.
    "#);
}

#[test]
fn an_alias_bomb() {
    let levels = (1..12).map(|level| {
        let alias = format!("*a{}", level - 1);
        format!("a{level}: &a{level} [{}]\n", [alias.as_str(); 9].join(", "))
    });
    let text = with("a0: &a0 [x, x, x, x, x, x, x, x, x]\n") + &levels.collect::<String>();
    says!(refused(text), @r#"
    LB0007

      × the file unfolds to more than an estate can be: more than 500000 values
        ╭─[estate.yaml:16:40]
     15 │ a4: &a4 [*a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3]
     16 │ a5: &a5 [*a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4]
        ·                                        ─┬─
        ·                                         ╰── the limit is crossed here
     17 │ a6: &a6 [*a5, *a5, *a5, *a5, *a5, *a5, *a5, *a5, *a5]
        ╰────
      help: write values out instead of repeating them by anchors and aliases

    1 error in estate.yaml.
    "#);
}

#[test]
fn a_bomb_of_merged_sections() {
    let levels = (1..30).map(|level| {
        let alias = format!("*m{}", level - 1);
        format!("x{level}: &m{level} {{ <<: [{}] }}\n", [alias.as_str(); 4].join(", "))
    });
    let text = with("x: &m0 {}\n") + &levels.collect::<String>();
    says!(refused(text), @r#"
    LB0007

      × the file unfolds to more than an estate can be: more than 500000 values
        ╭─[estate.yaml:20:26]
     19 │ x8: &m8 { <<: [*m7, *m7, *m7, *m7] }
     20 │ x9: &m9 { <<: [*m8, *m8, *m8, *m8] }
        ·                          ─┬─
        ·                           ╰── the limit is crossed here
     21 │ x10: &m10 { <<: [*m9, *m9, *m9, *m9] }
        ╰────
      help: write values out instead of repeating them by anchors and aliases

    1 error in estate.yaml.
    "#);
}

#[test]
fn deep_nesting_neither_crashes_nor_is_drawn() {
    let nest = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for key in ["services", "unknown", "decisions: { link: &a"] {
        let shown = refused(with(&format!("{key}: {nest}\n")));
        assert!(shown.len() < 1_000, "{} bytes were shown", shown.len());
    }
}

#[test]
fn an_anchor_that_services_share() {
    let text = with(
        "services:
  ledger: { image: 'ledger:2.0', today: &home dc }
  first: { image: 'first:1', today: *home, uses: &uses [ledger] }
  second: { image: 'second:1', today: *home, uses: *uses }
",
    );
    let estate = good(&text);
    assert_eq!(estate.services[2].uses[0].value, "ledger");
}

#[test]
fn an_error_in_a_shared_anchor_is_shown_where_it_is_used() {
    let text = with(
        "services:
  first: { image: 'first:1', today: dc, uses: &uses [ledgr] }
  second: { image: 'second:1', today: dc, uses: *uses }
",
    );
    says!(refused(text), @r#"
    LB0121

      × `uses`: there is no service, database or file share `ledgr`
        ╭─[estate.yaml:12:54]
     11 │ services:
     12 │   first: { image: 'first:1', today: dc, uses: &uses [ledgr] }
        ·                                                      ──┬──
        ·                                                        ╰── not in this file
     13 │   second: { image: 'second:1', today: dc, uses: *uses }
        ╰────
      help: name a service, database or file share of this file, or add one called `ledgr`

    LB0121

      × `uses`: there is no service, database or file share `ledgr`
        ╭─[estate.yaml:13:49]
     12 │   first: { image: 'first:1', today: dc, uses: &uses [ledgr] }
     13 │   second: { image: 'second:1', today: dc, uses: *uses }
        ·                                                 ──┬──
        ·                                                   ╰── not in this file
        ╰────
      help: name a service, database or file share of this file, or add one called `ledgr`

    2 errors in estate.yaml.
    "#);
}

#[test]
fn an_unknown_key_with_a_near_one() {
    says!(refused(changed("zones: 3", "zone: 3")), @r#"
    LB0009

      × there is no key `zone` here
        ╭─[estate.yaml:10:5]
      9 │     network: 10.20.0.0/16
     10 │     zone: 3
        ·     ──┬─
        ·       ╰── unknown key
        ╰────
      help: did you mean `zones`?

    1 error in estate.yaml.
    "#);
}

#[test]
fn an_unknown_key_far_from_all() {
    says!(refused(changed("zones: 3", "colour: red")), @r#"
    LB0009

      × there is no key `colour` here
        ╭─[estate.yaml:10:5]
      9 │     network: 10.20.0.0/16
     10 │     colour: red
        ·     ───┬──
        ·        ╰── unknown key
        ╰────
      help: the keys here are: kind, network, hypervisor, router, dns_domain, hosts, contract, region,
            zones, purpose, existing

    1 error in estate.yaml.
    "#);
}

#[test]
fn a_key_twice() {
    says!(refused(changed("zones: 3", "zones: 3\n    network: 10.30.0.0/16")), @r#"
    LB0010

      × `network` is written twice
        ╭─[estate.yaml:11:5]
      8 │     region: eu-central-1
      9 │     network: 10.20.0.0/16
        ·     ───┬───
        ·        ╰── the first time
     10 │     zones: 3
     11 │     network: 10.30.0.0/16
        ·     ───┬───
        ·        ╰── the second time
        ╰────
      help: keep one of the two

    1 error in estate.yaml.
    "#);
    says!(refused(with("fleet: { scripts: true, scripts: false }\n")), @r#"
    LB0010

      × `scripts` is written twice
        ╭─[estate.yaml:11:25]
     10 │     zones: 3
     11 │ fleet: { scripts: true, scripts: false }
        ·          ───┬───        ───┬───
        ·             │              ╰── the second time
        ·             ╰── the first time
        ╰────
      help: keep one of the two

    1 error in estate.yaml.
    "#);
}

#[test]
fn another_kind_of_thing() {
    says!(refused(changed("zones: 3", "zones: [3]")), @r#"
    LB0008

      × a single value belongs here, and something else is written
        ╭─[estate.yaml:10:12]
      9 │     network: 10.20.0.0/16
     10 │     zones: [3]
        ·            ┬
        ·            ╰── not a single value
        ╰────
      help: write one value after the colon, without brackets or lines below

    1 error in estate.yaml.
    "#);
    says!(refused(with("services: [quotes]\n")), @r#"
    LB0008

      × a mapping belongs here, and something else is written
        ╭─[estate.yaml:11:11]
     10 │     zones: 3
     11 │ services: [quotes]
        ·           ┬
        ·           ╰── not a mapping
        ╰────
      help: write `key: value` pairs, in lines below or as `{ key: value, … }`

    1 error in estate.yaml.
    "#);
    says!(refused(with("services: { a: { uses: b } }\n")), @r#"
    LB0008

      × a list belongs here, and something else is written
        ╭─[estate.yaml:11:24]
     10 │     zones: 3
     11 │ services: { a: { uses: b } }
        ·                        ┬
        ·                        ╰── not a list
        ╰────
      help: write `[one, two]`, even for a single entry

    1 error in estate.yaml.
    "#);
}

#[test]
fn a_line_of_a_megabyte_is_not_drawn() {
    let text = changed("example", &format!("example{}", "x".repeat(1 << 20)));
    let shown = refused(text);
    assert!(shown.len() < 2_000, "{} bytes were shown", shown.len());
    says!(shown.lines().nth(1).unwrap_or_default(), @"  estate.yaml:1:9: too long");
}

#[test]
fn of_many_errors_the_first_are_drawn_and_the_others_counted() {
    let bad: Vec<String> =
        (0..80).map(|n| format!("  s{n}: {{ image: 'a:1', today: nowhere }}\n")).collect();
    let bad = bad.concat();
    let shown = refused(with(&format!("services:\n{bad}")));
    assert_eq!(shown.matches("LB0121").count(), 50);
    assert!(shown.ends_with("… and 30 more.\n\n80 errors in estate.yaml."), "{shown}");
}
