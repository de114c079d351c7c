//! Log files of bounded size, and their last lines.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use nix::libc;

use crate::state::Folder;

/// How large a log grows before it is put aside. One former log is kept, so a daemon that never
/// stops talking holds at most twice this.
const LARGEST: u64 = 4 << 20;

/// How much of a log's end is searched for its last lines.
const TAIL: u64 = 64 << 10;

/// A log that is put aside as `NAME.1` when it is full.
#[derive(Debug)]
pub(crate) struct BoundedLog {
    path: PathBuf,
    largest: u64,
    open: Option<(File, u64)>,
}

impl BoundedLog {
    pub(crate) fn new(path: PathBuf) -> BoundedLog {
        BoundedLog { path, largest: LARGEST, open: None }
    }

    /// Appends, and never splits what is written at once over two files.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let (mut file, size) = match self.open.take() {
            Some(open) => open,
            None => self.open()?,
        };
        if size > 0 && size + length > self.largest {
            let mut aside = self.path.clone().into_os_string();
            aside.push(".1");
            fs::rename(&self.path, aside)?;
            self.append(bytes)
        } else {
            file.write_all(bytes)?;
            self.open = Some((file, size + length));
            Ok(())
        }
    }

    fn open(&self) -> io::Result<(File, u64)> {
        let mut options = OpenOptions::new();
        options.append(true).create(true).mode(0o600).custom_flags(libc::O_NOFOLLOW);
        let file = options.open(&self.path)?;
        let size = file.metadata()?.len();
        Ok((file, size))
    }
}

/// Opens a file that the inside wrote. It could have put a link to any file of the user's there, or
/// a pipe that never ends: only a plain file is opened.
pub fn open(path: &Path) -> io::Result<File> {
    let careful = libc::O_NOFOLLOW | libc::O_NONBLOCK;
    let file = File::options().read(true).custom_flags(careful).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// The last lines of a log; none when it cannot be read.
pub fn tail(path: &Path, lines: usize) -> Vec<String> {
    let read = || -> io::Result<Vec<u8>> {
        let mut file = open(path)?;
        let start = file.metadata()?.len().saturating_sub(TAIL);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.take(TAIL).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].iter().map(|line| (*line).to_owned()).collect()
}

/// The last ten lines, each after a line break: the end of an error's text.
pub(crate) fn tail_text(path: &Path) -> String {
    tail(path, 10).iter().flat_map(|line| ["\n", line]).collect()
}

/// One log of a rehearsal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogFile {
    /// The host's name; empty for the supervisor's own log.
    pub host: String,
    /// The daemon's name.
    pub daemon: String,
    /// Where the log is; to be opened with [`open`].
    pub path: PathBuf,
}

/// All logs of a rehearsal, alive or left over, by host and daemon; those put aside are left out.
pub fn list(folder: &Folder) -> Vec<LogFile> {
    let Ok(entries) = fs::read_dir(folder.files().join("logs")) else { return Vec::new() };
    let mut logs: Vec<LogFile> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let stem = name.strip_suffix(".log")?;
            let (host, daemon) = stem.rsplit_once('.').unwrap_or(("", stem));
            Some(LogFile {
                host: host.replace('+', "/"),
                daemon: daemon.to_owned(),
                path: entry.path(),
            })
        })
        .collect();
    logs.sort();
    logs
}

/// The name of a daemon's log; the daemon's name holds no dot. A host's name may hold a `/`, but no `+`.
pub(crate) fn file_name(host: &str, daemon: &str) -> String {
    format!("{}.{daemon}.log", host.replace('/', "+"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_log_keeps_the_newest_and_never_more_than_two_files_worth(
            writes in prop::collection::vec(1_usize..40, 1..60)
        ) {
            let folder = tempfile::tempdir().expect("a temporary folder can be made");
            let path = folder.path().join("a.b.log");
            let mut log = BoundedLog { path: path.clone(), largest: 100, open: None };
            let mut all = Vec::new();
            for (number, length) in writes.iter().enumerate() {
                let bytes = vec![u8::try_from(number).expect("at most 60"); *length];
                log.append(&bytes).expect("the folder can be written");
                all.extend(bytes);
            }
            let mut kept = fs::read(folder.path().join("a.b.log.1")).unwrap_or_default();
            prop_assert!(kept.len() <= 100);
            let newest = fs::read(&path).expect("the log exists");
            prop_assert!(!newest.is_empty() && newest.len() <= 100);
            kept.extend(newest);
            prop_assert!(all.ends_with(&kept));
        }
    }

    #[test]
    fn the_tail_is_the_last_lines_and_follows_no_link() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("log");
        fs::write(&path, "one\ntwo\nthree\n").expect("a file can be written");
        assert_eq!(tail(&path, 2), ["two", "three"]);
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).expect("a link can be made");
        assert!(tail(&link, 2).is_empty());
    }
}
