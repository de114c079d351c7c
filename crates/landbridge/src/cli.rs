//! The command line: what can be typed, and what it means.

use clap::{Parser, Subcommand};

use crate::commands;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

/// Design, build and rehearse a hybrid AWS architecture.
///
/// One YAML file (the estate) says what a company has and needs. Landbridge designs the architecture with the reason of every
/// decision, builds Terraform and an on-premises kit, and rehearses both sides for real on this machine: it breaks lines and
/// measures what each outage costs.
///
/// Exit codes: 0 fine; 1 the estate or the request is wrong; 3 a drill missed its objective; 4 a prerequisite is missing;
/// 64 wrong arguments; 70 a fault of landbridge; 130 interrupted. `exec` gives the command's own.
#[derive(Debug, Parser)]
#[command(name = "landbridge", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// Print the result as JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(commands::check::Check),
    Design(commands::design::Design),
    Explain(commands::explain::Explain),
    Build(commands::build::Build),
    #[cfg(target_os = "linux")]
    Doctor(commands::doctor::Doctor),
    #[cfg(target_os = "linux")]
    Up(commands::up::Up),
    #[cfg(target_os = "linux")]
    Status(commands::status::Status),
    #[cfg(target_os = "linux")]
    Exec(commands::exec::Exec),
    #[cfg(target_os = "linux")]
    Logs(commands::logs::Logs),
    #[cfg(target_os = "linux")]
    Drill(commands::drill::Drill),
    #[cfg(target_os = "linux")]
    Down(commands::down::Down),
    #[cfg(target_os = "linux")]
    Rehearse(commands::rehearse::Rehearse),
    Schema(commands::schema::Schema),
    Completions(commands::completions::Completions),
}

impl Cli {
    /// Runs the command.
    pub(crate) fn run(self, ui: &Ui) -> Result<Exit, Failure> {
        match self.command {
            Command::Check(command) => command.run(ui),
            Command::Design(command) => command.run(ui),
            Command::Explain(command) => command.run(ui),
            Command::Build(command) => command.run(ui),
            #[cfg(target_os = "linux")]
            Command::Doctor(command) => command.run(ui),
            #[cfg(target_os = "linux")]
            Command::Up(command) => command.run(ui),
            #[cfg(target_os = "linux")]
            Command::Status(command) => command.run(ui, self.json),
            #[cfg(target_os = "linux")]
            Command::Exec(command) => command.run(ui),
            #[cfg(target_os = "linux")]
            Command::Logs(command) => command.run(ui),
            #[cfg(target_os = "linux")]
            Command::Drill(command) => command.run(ui),
            #[cfg(target_os = "linux")]
            Command::Down(command) => command.run(ui),
            #[cfg(target_os = "linux")]
            Command::Rehearse(command) => command.run(ui),
            Command::Schema(command) => command.run(ui),
            Command::Completions(command) => command.run(ui),
        }
    }
}
