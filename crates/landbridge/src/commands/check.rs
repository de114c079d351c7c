//! `landbridge check`

use std::path::PathBuf;

use clap::Args;
use landbridge_design::Design;
use landbridge_design::finding::{Finding, Severity};
use landbridge_estate::Diagnostic;
use serde::Serialize;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::planning;
use crate::ui::Ui;

/// Check an estate file and its network design for errors.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The estate file.
    estate: PathBuf,
}

#[derive(Serialize)]
struct Checked<'a> {
    estate: &'a str,
    sites: usize,
    services: usize,
    databases: usize,
    files: usize,
    warnings: &'a [Diagnostic],
}

impl Check {
    pub(crate) fn run(self, ui: &Ui) -> Result<Exit, Failure> {
        let planned = planning::read(&self.estate)?;
        let design = planned.design()?;
        let estate = &planned.estate;
        let checked = Checked {
            estate: estate.name.as_str(),
            sites: estate.data_centers.len() + estate.regions.len(),
            services: estate.services.len(),
            databases: estate.databases.len(),
            files: estate.files.len(),
            warnings: &planned.warnings,
        };
        if !planned.warnings.is_empty() {
            let style = ui.err_style();
            let shown = planned.shown(planned.warnings.clone());
            ui.tell(&shown.render(usize::from(style.width), style.colour));
        }
        refuse_errors(&design)?;
        ui.show(&checked, |_| {
            format!(
                "{}: no errors. Sites {}, services {}, databases {}, file shares {}.",
                checked.estate, checked.sites, checked.services, checked.databases, checked.files
            )
        })?;
        Ok(Exit::Fine)
    }
}

/// A design that must not be deployed is no good estate either.
fn refuse_errors(design: &Design) -> Result<(), Failure> {
    let errors = design.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let lines: Vec<String> = errors.map(sentence).collect();
    if lines.is_empty() {
        return Ok(());
    }
    Err(Failure::wrong(format!("the design of this estate has errors:\n{}", lines.join("\n")))
        .next("landbridge design shows it whole; landbridge explain CODE tells more."))
}

fn sentence(finding: &Finding) -> String {
    let line = finding.at.map(|at| format!(" (line {})", at.line)).unwrap_or_default();
    format!("  {} {}: {}{line}\n    {}", finding.code, finding.place, finding.message, finding.fix)
}
