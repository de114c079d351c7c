//! Whatever bytes come, the parser answers: an estate, or diagnostics that point into the text.
//!
//! The mutations are deterministic: a round is a number, and the same number is always the same file. `LANDBRIDGE_SOAK_ROUNDS` says how
//! many rounds are run; a failure names its round.

use std::env;
use std::panic;

use landbridge_estate::{Diagnostic, Severity, read};
use proptest::prelude::*;

use crate::support::text_at_root;

/// Rounds when nobody asks for more.
const FEW_ROUNDS: u64 = 400;

/// Pieces that mean something in YAML or in an estate.
const PIECES: &[&str] = &[
    "&a ",
    "*a",
    "<<: *a",
    "!!str ",
    "---\n",
    "...\n",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "|\n",
    ">-\n",
    "# ",
    "\t",
    "\n",
    "  ",
    "%YAML 1.2\n",
    "null",
    "~",
    "true",
    "-1",
    "0",
    "1e999",
    ".nan",
    "10.0.0.0/8",
    "99999999999999999999",
    "32 GiB",
    "ü",
    "\u{feff}",
    "\u{2028}",
    "𝄞",
    "aws-region",
    "estate: x\n",
    "network: 0.0.0.0/0\n",
    "uses: [quotes]\n",
    "\0",
];

/// Small numbers that look random and are always the same (the `SplitMix64` generator).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit.max(1) as u64).unwrap_or(0)
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length);
        start..(start + self.below(60)).min(length)
    }
}

/// The file of one round: `source` with one to eight changes.
fn mutated(source: &[u8], round: u64) -> Vec<u8> {
    let mut numbers = Numbers(round);
    let mut bytes = source.to_vec();
    for _ in 0..=numbers.below(8) {
        mutate(&mut bytes, &mut numbers);
    }
    bytes
}

fn mutate(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    let at = numbers.below(bytes.len());
    match numbers.below(7) {
        0 => drop(bytes.drain(numbers.range(bytes.len()))),
        1 => {
            let piece = bytes[numbers.range(bytes.len())].to_vec();
            bytes.splice(at..at, piece);
        }
        2 | 3 => {
            let piece = PIECES[numbers.below(PIECES.len())].bytes();
            bytes.splice(at..at, piece);
        }
        4 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << numbers.below(8);
            }
        }
        5 => swap_lines(bytes, numbers),
        _ => bytes.truncate(at.max(bytes.len() / 2)),
    }
}

fn swap_lines(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    let mut lines: Vec<Vec<u8>> =
        bytes.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    let (a, b) = (numbers.below(lines.len()), numbers.below(lines.len()));
    if !lines.is_empty() {
        lines.swap(a, b);
    }
    *bytes = lines.concat();
}

/// Reads `bytes` and checks what every answer must hold.
fn answers(bytes: &[u8]) {
    match read("fuzz.yaml", bytes) {
        Ok((estate, warnings)) => {
            assert!(warnings.iter().all(|d| d.severity == Severity::Warning));
            assert!(!estate.data_centers.is_empty() && !estate.regions.is_empty());
            points_into(&warnings, bytes);
        }
        Err(errors) => {
            assert!(errors.count(Severity::Error) > 0, "refused without an error");
            assert!(errors.render(100, false).contains("LB0"), "nothing is shown");
            if std::str::from_utf8(bytes).is_ok() {
                points_into(errors.list(), bytes);
            }
        }
    }
}

/// Every label lies in the text and cuts no character.
fn points_into(list: &[Diagnostic], bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).expect("only UTF-8 is read");
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for label in list.iter().flat_map(|d| &d.labels) {
        let (start, end) = (label.at.offset, label.at.offset + label.at.length);
        assert!(text.get(start..end).is_some(), "{label:?} is outside of the text");
    }
}

#[test]
fn no_mutation_of_an_example_goes_unanswered() {
    let rounds =
        env::var("LANDBRIDGE_SOAK_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(FEW_ROUNDS);
    let sources = ["examples/insurer.yaml", "examples/insurer-next.yaml"].map(text_at_root);
    for round in 0..rounds {
        let source = &sources[usize::from(round % 2 == 1)];
        let bytes = mutated(source.as_bytes(), round);
        if let Err(cause) = panic::catch_unwind(|| answers(&bytes)) {
            let shown = String::from_utf8_lossy(&bytes).into_owned();
            panic!("round {round} failed on this file ({cause:?}):\n{shown}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        answers(&bytes);
    }

    #[test]
    fn any_text_is_answered(text in "[a-z0-9:{}\\[\\]&*!|>'\"#%@`,. \\n\\t-]{0,200}") {
        answers(text.as_bytes());
    }

    #[test]
    fn any_value_in_any_place_is_answered(line in 0_usize..120, value in "\\PC{0,30}") {
        let text = text_at_root("examples/insurer.yaml");
        let changed: Vec<String> = text.lines().enumerate().map(|(n, content)| {
            match content.split_once(": ") {
                Some((key, _)) if n == line => format!("{key}: {value}"),
                _ => content.to_owned(),
            }
        }).collect();
        answers(changed.join("\n").as_bytes());
    }
}
