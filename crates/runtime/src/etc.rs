//! The template of every host's `/etc`: a copy of what of the machine's `/etc` this process can
//! read, owned by this process.
//!
//! An overlay straight over the machine's `/etc` would not do: its folders belong to ids that are
//! not mapped here, so nothing below them could be written, and some cannot even be read.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt, symlink};
use std::path::Path;
use std::sync::OnceLock;

/// Where the template is kept in the supervisor's private `/run`.
const TEMPLATE: &str = "/run/landbridge/etc";

/// Larger files (hardware databases) are nothing that a rehearsed host reads.
const LARGEST_FILE: u64 = 1 << 20;

/// The template's folder; made at the first call.
pub(crate) fn template() -> Result<&'static Path, &'static io::Error> {
    static MADE: OnceLock<io::Result<()>> = OnceLock::new();
    let made = MADE.get_or_init(|| copy_folder(Path::new("/etc"), Path::new(TEMPLATE)));
    made.as_ref().map(|()| Path::new(TEMPLATE))
}

/// Copies what can be read; what cannot is left out, since the host could not read it either.
fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o755).create(to)?;
    let Ok(entries) = fs::read_dir(from) else { return Ok(()) };
    for entry in entries.flatten() {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_folder(&source, &target)?;
        } else if kind.is_symlink() {
            if let Ok(pointed) = fs::read_link(&source) {
                symlink(pointed, &target)?;
            }
        } else if kind.is_file() {
            copy_file(&source, &target)?;
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let Ok(mut source) = fs::File::open(from) else { return Ok(()) };
    let metadata = source.metadata()?;
    if metadata.len() > LARGEST_FILE {
        return Ok(());
    }
    let mode = metadata.permissions().mode() & 0o777;
    let mut target = fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(to)?;
    io::copy(&mut source, &mut target).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_keeps_folders_links_and_modes_and_leaves_out_what_is_too_large() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (from, to) = (folder.path().join("from"), folder.path().join("to/etc"));
        fs::create_dir_all(from.join("a/b")).expect("folders can be made");
        fs::write(from.join("a/b/small"), "text").expect("a file can be written");
        fs::set_permissions(from.join("a/b/small"), fs::Permissions::from_mode(0o640))
            .expect("a mode can be set");
        fs::write(from.join("large"), vec![0; 2 << 20]).expect("a file can be written");
        symlink("/run/nowhere", from.join("link")).expect("a link can be made");

        copy_folder(&from, &to).expect("the folder can be copied");

        assert_eq!(fs::read(to.join("a/b/small")).expect("the copy can be read"), b"text");
        let mode = fs::metadata(to.join("a/b/small")).expect("the copy exists").permissions();
        assert_eq!(mode.mode() & 0o777, 0o640);
        let link = fs::read_link(to.join("link")).expect("the link was copied");
        assert_eq!(link, Path::new("/run/nowhere"));
        assert!(!to.join("large").exists());
    }
}
