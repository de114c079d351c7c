//! `landbridge rehearse`

use std::path::PathBuf;

use clap::Args;
use landbridge_design::Design;
use landbridge_outcome::rehearsal::{Outcome, Status};
use landbridge_rehearsal::client;
use landbridge_rehearsal::drills::catalog::DrillName;
use landbridge_report::{html, terminal};
use landbridge_runtime::clock;
use landbridge_runtime::state::Folder;

use super::drill::{self, Capture};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::rehearsals::{BroughtUp, New};
use crate::ui::Ui;

/// Bring both sides up, run the drills, report, and take everything down again. Exits with 3 when an objective is missed.
#[derive(Debug, Args)]
pub(crate) struct Rehearse {
    #[command(flatten)]
    new: New,
    /// The drills to run, separated by commas. Default: all that fit the estate.
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    drills: Vec<DrillName>,
    #[command(flatten)]
    capture: Capture,
    /// Also write the results as one HTML file.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Rehearse {
    pub(crate) fn run(self, ui: &Ui) -> Result<Exit, Failure> {
        let interrupt = Interrupt::catch()?;
        // Held until the end: the rehearsal ends with this process, however that ends.
        let BroughtUp { design, folder, launched: _launched } =
            self.new.bring_up(ui, &interrupt)?;
        let ending = interrupt.take_down(&folder);
        let result = drill_all(ui, &folder, self.drills, &self.capture);
        let (interrupted, down) = ending.finish(&folder);
        if interrupted {
            let what = "interrupted; the rehearsal was taken down";
            return Err(Failure::wrong(what).exit(Exit::Interrupted));
        }
        down.map_err(|e| Failure::because("cannot take the rehearsal down", &e))?;
        let (outcome, status) = result?;
        show(ui, &design, &outcome, &status, self.report)
    }
}

/// Runs the drills of a rehearsal that is up.
fn drill_all(
    ui: &Ui,
    folder: &Folder,
    names: Vec<DrillName>,
    capture: &Capture,
) -> Result<(Outcome, Status), Failure> {
    let cannot = |e| Failure::because("cannot ask the rehearsal", &e);
    let facts = client::facts(folder).map_err(cannot)?;
    let offers = client::offers(folder).map_err(cannot)?;
    let names = drill::choose(names, &offers)?;
    let drills = drill::run_all(ui, folder, &names, &offers, None, capture)?;
    let status = client::status(folder).map_err(cannot)?;
    let outcome = Outcome {
        estate: facts.estate,
        ended_at: clock::wall_text(),
        machine: landbridge_rehearsal::doctor::machine(),
        components: facts.components,
        converged_ms: facts.converged_ms,
        pairs: facts.pairs,
        drills,
        imitated: facts.imitated,
    };
    Ok((outcome, status))
}

fn show(
    ui: &Ui,
    design: &Design,
    outcome: &Outcome,
    status: &Status,
    report: Option<PathBuf>,
) -> Result<Exit, Failure> {
    // First: a report that cannot be written must not take the results with it.
    ui.show(outcome, |style| terminal::rehearsal::summary(outcome, style))?;
    if let Some(path) = report {
        super::write_file(&path, &html::page(design, Some(outcome), Some(status)))?;
        ui.hint(&format!("The report is in {}.", path.display()));
    }
    Ok(drill::exit_of(&outcome.drills))
}
