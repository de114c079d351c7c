//! `landbridge design`

use std::path::PathBuf;

use clap::Args;
use landbridge_report::{html, terminal};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::planning;
use crate::ui::Ui;

/// Design the architecture of an estate, with the reason of every decision.
#[derive(Debug, Args)]
pub(crate) struct Design {
    /// The estate file.
    estate: PathBuf,
    /// Also write the design as one HTML file.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Design {
    pub(crate) fn run(self, ui: &Ui) -> Result<Exit, Failure> {
        let design = planning::read(&self.estate)?.design()?;
        if let Some(path) = &self.report {
            super::write_file(path, &html::page(&design, None, None))?;
        }
        ui.show(&design, |style| terminal::design::design(&design, style))?;
        Ok(Exit::Fine)
    }
}
