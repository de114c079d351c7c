//! From bytes to the shape of a file: size, encoding, YAML. What is wrong here is one diagnostic, since a file that cannot be read
//! has no second error yet.

mod bomb;
mod budget;
mod shape;
mod twice;

use crate::codes::{EMPTY, NOT_UTF8, TOO_BIG};
use crate::diagnostic::Diagnostic;
use crate::file::EstateFile;
use crate::span::Span;

/// The largest estate file, in bytes: 4 MiB, some twenty times an estate of 1 000 services.
pub const MAX_FILE_BYTES: usize = 4 << 20;

/// The file's text without a byte order mark. On failure, the text as far as it can be shown.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, (String, Box<Diagnostic>)> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err((String::new(), Box::new(too_big())));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let diagnostic = not_utf8(bytes, error.valid_up_to());
        (String::from_utf8_lossy(bytes).into_owned(), Box::new(diagnostic))
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Reads the text as YAML of the file's shape.
pub(crate) fn parse(text: &str) -> Result<EstateFile, Box<Diagnostic>> {
    if says_nothing(text) {
        let message = "the file says nothing";
        let help = "begin with `estate: NAME` and `sites:`; `landbridge explain LB0003` shows the \
                    smallest file";
        return Err(Box::new(Diagnostic::error(EMPTY, message).help(help)));
    }
    if let Some(at) = bomb::find(text) {
        let limit = format!("more than {} values", bomb::MOST_VALUES);
        return Err(Box::new(shape::bomb(&limit, at)));
    }
    serde_saphyr::from_str_with_options(text, budget::options())
        .map_err(|error| Box::new(shape::diagnostic(error.without_snippet(), text)))
}

/// How large it is, nobody knows here: whoever reads a file need not read more than shows that it is too large.
fn too_big() -> Diagnostic {
    let most = MAX_FILE_BYTES >> 20;
    let message = format!("the file has more than the {most} MiB that an estate file may have");
    Diagnostic::error(TOO_BIG, message).help("is this the right file?")
}

fn not_utf8(bytes: &[u8], offset: usize) -> Diagnostic {
    let before = &bytes[..offset];
    let line_start = before.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let line = 1 + before.split(|b| *b == b'\n').skip(1).count();
    let column = 1 + String::from_utf8_lossy(&before[line_start..]).chars().count();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    // In the text that is shown, a replacement character of this length stands for the byte.
    let length = char::REPLACEMENT_CHARACTER.len_utf8();
    let at = Span { line: number(line), column: number(column), offset, length };
    let message = format!(
        "the file is not UTF-8: byte 0x{:02x} at offset {offset} (line {line}, column {column})",
        bytes[offset],
    );
    Diagnostic::error(NOT_UTF8, message)
        .label(at, "not UTF-8")
        .help("save the file as UTF-8; most editors call it so in their \"save as\"")
}

/// Whether there are only blank lines, comments and document marks.
fn says_nothing(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .all(|line| line.is_empty() || line.starts_with('#') || matches!(line, "---" | "..."))
}
