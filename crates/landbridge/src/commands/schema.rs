//! `landbridge schema`

use clap::Args;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

/// Print the JSON schema of the estate file, for editors.
#[derive(Debug, Args)]
pub(crate) struct Schema {}

impl Schema {
    pub(crate) fn run(self, ui: &Ui) -> Result<Exit, Failure> {
        let schema = landbridge_estate::json_schema();
        ui.print(&format!("{schema:#}"))?;
        Ok(Exit::Fine)
    }
}
