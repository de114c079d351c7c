//! `landbridge doctor`

use clap::Args;
use landbridge_report::terminal::doctor as view;
use landbridge_runtime::doctor::{Check, CheckStatus};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

/// Look whether this machine has all that a rehearsal needs, by trying.
#[derive(Debug, Args)]
pub(crate) struct Doctor {}

impl Doctor {
    pub(crate) fn run(self, ui: &Ui) -> Result<Exit, Failure> {
        let checks: Vec<view::Check> =
            landbridge_rehearsal::doctor::checks().into_iter().map(shown).collect();
        ui.show(&checks, |style| view::doctor(&checks, style))?;
        let missing = checks.iter().any(|c| c.status == view::CheckStatus::Missing);
        Ok(if missing { Exit::Prerequisite } else { Exit::Fine })
    }
}

fn shown(check: Check) -> view::Check {
    let status = match check.status {
        CheckStatus::Ok => view::CheckStatus::Fine,
        CheckStatus::Warning => view::CheckStatus::Warning,
        CheckStatus::Missing => view::CheckStatus::Missing,
    };
    let fix = Some(check.fix).filter(|fix| !fix.is_empty());
    view::Check { name: check.name, status, reason: check.reason, fix }
}
