//! The estate file: its model, its parsing with source spans, its validation.
//!
//! Start at [`model::Estate`], and at [`read`], which makes it. A file is read in two passes: `syntax` and `file` say what is written,
//! `validate` makes of it what is meant, and reports all that cannot be meant at once. To add a key: `file.rs` (what is written),
//! `model.rs` (what is meant), `validate/` (from one to the other). To add a diagnostic: `codes.rs` and a page in `codes/`.
//! Pure: no I/O, no clock.

pub mod diagnostic;
pub mod model;
pub mod names;
pub mod span;
pub mod units;

mod codes;
mod file;
mod nearest;
mod networks;
mod regions;
mod scalar;
mod schema;
mod source;
mod syntax;
mod validate;
mod written;

pub use codes::{code_page, codes};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use nearest::nearest;
pub use schema::json_schema;
pub use syntax::MAX_FILE_BYTES;

use model::Estate;

/// Reads an estate file. `source_name` is what diagnostics call it.
///
/// With the estate come its warnings, in the file's order; put them into [`Diagnostics::new`] with the file's text to show them.
/// On failure come all errors and warnings. A file of more than [`MAX_FILE_BYTES`] is refused unread.
pub fn read(source_name: &str, bytes: &[u8]) -> Result<(Estate, Vec<Diagnostic>), Diagnostics> {
    let text = syntax::text(bytes)
        .map_err(|(shown, diagnostic)| Diagnostics::new(source_name, shown, vec![*diagnostic]))?;
    let file = syntax::parse(text)
        .map_err(|diagnostic| Diagnostics::new(source_name, text, vec![*diagnostic]))?;
    let (estate, mut found) = validate::estate(file);
    found.sort_by_key(|diagnostic| diagnostic.at().unwrap_or_default());
    match estate {
        Some(estate) => Ok((estate, found)),
        None => Err(Diagnostics::new(source_name, text, found)),
    }
}
