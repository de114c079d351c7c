//! `landbridge logs`

use std::io::{self, Read};

use clap::Args;
use landbridge_runtime::logs::{self, LogFile};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::rehearsals::Which;
use crate::ui::Ui;

/// Show what the daemons of a host wrote. Without a host: list the logs that there are.
///
/// What the rehearsal itself wrote is listed as `rehearsal supervisor`. A daemon that wrote nothing has no log.
#[derive(Debug, Args)]
pub(crate) struct Logs {
    #[command(flatten)]
    which: Which,
    /// The host, as `status` shows it.
    host: Option<String>,
    /// Only this daemon's.
    #[arg(long)]
    daemon: Option<String>,
    /// Only the last lines of each.
    #[arg(long, value_name = "LINES")]
    tail: Option<usize>,
}

impl Logs {
    pub(crate) fn run(self, ui: &Ui) -> Result<Exit, Failure> {
        let files = named(logs::list(&self.which.existing()?));
        let Some(wanted) = &self.host else {
            for file in &files {
                ui.print(&format!("{} {}", file.host, file.daemon))?;
            }
            return Ok(Exit::Fine);
        };
        let mut hosts: Vec<String> = files.iter().map(|f| f.host.clone()).collect();
        hosts.dedup();
        let host = super::exec::find(wanted, &hosts)?;
        let daemon = |f: &&LogFile| self.daemon.as_ref().is_none_or(|d| *d == f.daemon);
        let chosen: Vec<&LogFile> =
            files.iter().filter(|f| f.host == host).filter(daemon).collect();
        if chosen.is_empty() {
            let daemons: Vec<&str> =
                files.iter().filter(|f| f.host == host).map(|f| f.daemon.as_str()).collect();
            return Err(Failure::wrong(format!("{host} has no such log"))
                .next(format!("It has: {}.", daemons.join(", "))));
        }
        for file in &chosen {
            if chosen.len() > 1 {
                ui.tell(&format!("==> {host} {} <==", file.daemon));
            }
            ui.print(&self.text(file)?)?;
        }
        Ok(Exit::Fine)
    }

    fn text(&self, file: &LogFile) -> Result<String, Failure> {
        if let Some(lines) = self.tail {
            return Ok(logs::tail(&file.path, lines).join("\n"));
        }
        whole(file).map_err(|e| {
            Failure::because(format!("cannot read the log of {} {}", file.host, file.daemon), &e)
        })
    }
}

/// The supervisor's own log belongs to no host; users ask for it by this name.
fn named(mut files: Vec<LogFile>) -> Vec<LogFile> {
    for file in files.iter_mut().filter(|f| f.host.is_empty()) {
        "rehearsal".clone_into(&mut file.host);
    }
    files
}

fn whole(file: &LogFile) -> io::Result<String> {
    let mut bytes = Vec::new();
    logs::open(&file.path)?.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
