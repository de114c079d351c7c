//! `landbridge down`

use clap::Args;
use landbridge_runtime::Ended;
use serde::Serialize;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::rehearsals::Which;
use crate::ui::Ui;

/// End a rehearsal and remove everything it left.
#[derive(Debug, Args)]
pub(crate) struct Down {
    #[command(flatten)]
    which: Which,
}

#[derive(Serialize)]
struct Done<'a> {
    name: &'a str,
    ended: &'static str,
}

impl Down {
    pub(crate) fn run(self, ui: &Ui) -> Result<Exit, Failure> {
        let folder = self.which.existing()?;
        let name = folder.name().as_str();
        let ended = landbridge_runtime::down(&folder)
            .map_err(|e| Failure::because(format!("cannot take {name} down"), &e))?;
        let (word, text) = match ended {
            Ended::Stopped => ("stopped", "is down; nothing of it is left"),
            Ended::Killed => ("killed", "did not answer and was killed; nothing of it is left"),
            Ended::LeftOver => ("left-over", "was gone already; what it left was removed"),
        };
        ui.show(&Done { name, ended: word }, |_| format!("{name} {text}."))?;
        Ok(Exit::Fine)
    }
}
