//! `landbridge status`

use std::io;
use std::thread;
use std::time::Duration;

use clap::Args;
use landbridge_rehearsal::client;
use landbridge_report::terminal;
use landbridge_runtime::state::Folder;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::rehearsals::Which;
use crate::ui::Ui;

/// Show a rehearsal's lines, tunnels, daemons and hosts.
#[derive(Debug, Args)]
pub(crate) struct Status {
    #[command(flatten)]
    which: Which,
    /// Show it again and again, until interrupted or until the rehearsal ends.
    #[arg(long)]
    watch: bool,
}

/// How often `--watch` looks.
const PERIOD: Duration = Duration::from_millis(500);

impl Status {
    pub(crate) fn run(self, ui: &Ui, json: bool) -> Result<Exit, Failure> {
        let folder = self.which.running()?;
        if !self.watch {
            show(ui, &folder)?;
            return Ok(Exit::Fine);
        }
        let screen = console::Term::stdout();
        loop {
            // A terminal shows the newest state in place; a pipe gets one after the other.
            if !json && screen.is_term() {
                screen.clear_screen().map_err(Failure::from)?;
            }
            let shown = show(ui, &folder);
            if ui.reader_is_gone() {
                return Ok(Exit::Fine);
            }
            thread::sleep(PERIOD);
            if !folder.is_running() {
                ui.tell("The rehearsal has ended.");
                return Ok(Exit::Fine);
            }
            // One that is just ending answers no more; then it ends before the next look.
            shown?;
        }
    }
}

fn show(ui: &Ui, folder: &Folder) -> Result<(), Failure> {
    let status =
        client::status(folder).map_err(|e| Failure::because("cannot ask the rehearsal", &e))?;
    let shown: io::Result<()> = ui.show(&status, |style| terminal::status::status(&status, style));
    Ok(shown?)
}
