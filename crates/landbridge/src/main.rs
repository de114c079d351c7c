//! The program: one file a command in `commands/`. A command makes a value; its text and `--json` are two views of it.

mod cli;
mod commands;
mod exit;
mod failure;
#[cfg(target_os = "linux")]
mod interrupt;
mod planning;
#[cfg(target_os = "linux")]
mod rehearsals;
mod ui;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use cli::Cli;
use exit::Exit;
use ui::Ui;

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    if let Some(code) = landbridge_rehearsal::hidden_role() {
        return code;
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return answer_instead(&error),
    };
    let ui = Ui::new(cli.json);
    let ran = catch_unwind(AssertUnwindSafe(|| cli.run(&ui)));
    let exit = match ran {
        Ok(Ok(exit)) => exit,
        Ok(Err(failure)) => failure.show(&ui),
        Err(_) => {
            ui.error("this is a fault of landbridge itself; please report the lines above with your estate");
            Exit::Bug
        }
    };
    exit.into()
}

/// Help and version are answers; anything else is a wrong command line.
fn answer_instead(error: &clap::Error) -> ExitCode {
    // Where nobody reads, nothing can be said.
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Fine.into(),
        _ => Exit::Usage.into(),
    }
}
