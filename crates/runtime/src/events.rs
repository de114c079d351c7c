//! What happened in a rehearsal, for its user: `events.jsonl` in the state folder.

use std::cell::RefCell;
use std::io;
use std::path::PathBuf;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::clock;
use crate::logs::{self, BoundedLog};
use crate::state::Folder;

const FILE: &str = "events.jsonl";

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When, in UTC (RFC 3339).
    pub time: String,
    /// What kind of thing, for filters: `daemon`, `rehearsal`, `drill` …
    pub kind: String,
    /// What happened, for a reader.
    pub text: String,
}

/// The log, seen from inside. Cheap to clone.
#[derive(Debug, Clone)]
pub struct EventLog(Rc<RefCell<BoundedLog>>);

impl EventLog {
    pub(crate) fn new(files: &std::path::Path) -> EventLog {
        EventLog(Rc::new(RefCell::new(BoundedLog::new(files.join(FILE)))))
    }

    /// Appends an event. A full disk loses events and stops nothing.
    pub fn record(&self, kind: &str, text: impl Into<String>) {
        let event = Event { time: clock::wall_text(), kind: kind.to_owned(), text: text.into() };
        let mut line = serde_json::to_vec(&event).unwrap_or_default();
        line.push(b'\n');
        let _ = self.0.borrow_mut().append(&line);
    }
}

/// The events of a rehearsal, alive or left over, oldest first. Torn lines are left out.
pub fn read(folder: &Folder) -> Vec<Event> {
    let path = folder.files().join(FILE);
    let former: PathBuf = folder.files().join(format!("{FILE}.1"));
    let text = |path: PathBuf| logs::open(&path).and_then(io::read_to_string).unwrap_or_default();
    let all = text(former) + &text(path);
    all.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}
