//! The commands, one a file. Each has its arguments, whose doc comments are its help, and `run`.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod design;
#[cfg(target_os = "linux")]
pub(crate) mod doctor;
#[cfg(target_os = "linux")]
pub(crate) mod down;
#[cfg(target_os = "linux")]
pub(crate) mod drill;
#[cfg(target_os = "linux")]
pub(crate) mod exec;
pub(crate) mod explain;
#[cfg(target_os = "linux")]
pub(crate) mod logs;
#[cfg(target_os = "linux")]
pub(crate) mod rehearse;
pub(crate) mod schema;
#[cfg(target_os = "linux")]
pub(crate) mod status;
#[cfg(target_os = "linux")]
pub(crate) mod up;

use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// Writes a file with its parent folders. What stood there before stays whole until the new one is.
fn write_file(path: &Path, contents: &str) -> Result<(), Failure> {
    let cannot = |error: &std::io::Error| {
        Failure::because(format!("cannot write {}", path.display()), error)
    };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|e| cannot(&e))?;
    }
    let mut draft = path.as_os_str().to_owned();
    draft.push(".new");
    let written = fs::write(&draft, contents).and_then(|()| fs::rename(&draft, path));
    written.map_err(|e| {
        // A draft that cannot be removed either is the least of the user's troubles.
        let _ = fs::remove_file(&draft);
        cannot(&e)
    })
}
