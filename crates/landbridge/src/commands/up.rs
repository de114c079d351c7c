//! `landbridge up`

use std::path::PathBuf;

use clap::Args;
use landbridge_rehearsal::client;
use landbridge_runtime::state::RehearsalName;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::planning;
use crate::rehearsals::{self, Tune};
use crate::ui::Ui;

/// Bring both sides of an estate up on this machine, and leave them running.
#[derive(Debug, Args)]
pub(crate) struct Up {
    /// The estate file.
    estate: PathBuf,
    /// A name for the rehearsal. Default: the estate's.
    #[arg(long)]
    name: Option<RehearsalName>,
    #[command(flatten)]
    tune: Tune,
}

impl Up {
    pub(crate) fn run(self, ui: &Ui) -> Result<Exit, Failure> {
        let interrupt = Interrupt::catch()?;
        let planned = planning::read(&self.estate)?;
        let design = planned.design()?;
        let folder = rehearsals::folder_for(self.name, &planned.estate.name)?;
        rehearsals::bring_up(ui, &folder, &design.blueprint, self.tune, &interrupt)?;
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
