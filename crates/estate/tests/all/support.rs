//! Files for tests, and what is said of them.

use std::fs;
use std::path::{Path, PathBuf};

use landbridge_estate::model::Estate;
use landbridge_estate::{Diagnostic, Diagnostics, read};

/// The smallest estate: a name and one site of each kind.
pub(crate) const SMALLEST: &str = "\
estate: example
sites:
  dc:
    kind: data-center
    network: 10.10.0.0/16
  aws:
    kind: aws-region
    region: eu-central-1
    network: 10.20.0.0/16
    zones: 3
";

/// A file of the repository.
pub(crate) fn at_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The text of a file of the repository.
pub(crate) fn text_at_root(path: &str) -> String {
    fs::read_to_string(at_root(path)).expect("a file of the repository")
}

/// The smallest estate with more after it.
pub(crate) fn with(more: &str) -> String {
    format!("{SMALLEST}{more}")
}

/// The smallest estate with `from`, which must be there, replaced.
pub(crate) fn changed(from: &str, to: &str) -> String {
    assert!(SMALLEST.contains(from), "{from:?} is not in the smallest estate");
    SMALLEST.replacen(from, to, 1)
}

/// `examples/insurer.yaml` with `from`, which must be there, replaced.
pub(crate) fn insurer(from: &str, to: &str) -> String {
    let text = text_at_root("examples/insurer.yaml");
    assert!(text.contains(from), "{from:?} is not in the insurer's file");
    text.replacen(from, to, 1)
}

/// The estate of a file without errors and warnings.
pub(crate) fn good(text: &str) -> Estate {
    match read("estate.yaml", text.as_bytes()) {
        Ok((estate, warnings)) if warnings.is_empty() => estate,
        Ok((_, warnings)) => {
            panic!("{}", Diagnostics::new("estate.yaml", text, warnings).render(100, false))
        }
        Err(errors) => panic!("{}", errors.render(100, false)),
    }
}

/// Everything that is said of a file, good or bad.
pub(crate) fn found(text: &str) -> Vec<Diagnostic> {
    match read("estate.yaml", text.as_bytes()) {
        Ok((_, warnings)) => warnings,
        Err(errors) => errors.list().to_vec(),
    }
}

/// What a user sees of a file that is refused.
pub(crate) fn refused(bytes: impl AsRef<[u8]>) -> String {
    match read("estate.yaml", bytes.as_ref()) {
        Ok(_) => panic!("the file must be refused"),
        Err(errors) => trimmed(&errors.render(100, false)),
    }
}

/// What a user sees of a file that is read with warnings.
pub(crate) fn warned(text: &str) -> String {
    match read("estate.yaml", text.as_bytes()) {
        Ok((_, warnings)) => {
            assert!(!warnings.is_empty(), "there must be a warning");
            trimmed(&Diagnostics::new("estate.yaml", text, warnings).render(100, false))
        }
        Err(errors) => panic!("{}", errors.render(100, false)),
    }
}

/// Without blanks at the ends of lines, which editors remove from snapshots.
fn trimmed(text: &str) -> String {
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
