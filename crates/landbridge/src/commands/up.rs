//! `landbridge up`

use clap::Args;
use landbridge_rehearsal::client;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::rehearsals::{self, BroughtUp, New};
use crate::ui::Ui;

/// Bring both sides of an estate up on this machine, and leave them running.
#[derive(Debug, Args)]
pub(crate) struct Up {
    #[command(flatten)]
    new: New,
}

impl Up {
    pub(crate) fn run(self, ui: &Ui) -> Result<Exit, Failure> {
        let interrupt = Interrupt::catch()?;
        let BroughtUp { folder, launched, .. } = self.new.bring_up(ui, &interrupt)?;
        launched.release().map_err(rehearsals::not_launched)?;
        let facts =
            client::facts(&folder).map_err(|e| Failure::because("cannot ask the rehearsal", &e))?;
        ui.show(&facts, |_| {
            format!(
                "{} is up as {}: {} pairs of hosts reach each other, {:.0} ms after the start; {} MiB of memory.",
                facts.estate,
                folder.name(),
                facts.pairs,
                facts.converged_ms,
                facts.memory_kib / 1024
            )
        })?;
        ui.hint("Next: landbridge status, landbridge drill --list, landbridge exec HOST -- COMMAND, landbridge down");
        Ok(Exit::Fine)
    }
}
