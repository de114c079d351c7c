//! `landbridge exec`

use clap::Args;
use landbridge_runtime::client::Client;
use landbridge_runtime::protocol::Exit as Ended;
use landbridge_runtime::terminal;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::rehearsals::Which;
use crate::ui::Ui;

/// Run a command inside a host of the rehearsal. Exits as the command does.
///
/// Example: landbridge exec frankfurt-dc/router -- birdc show protocols
#[derive(Debug, Args)]
pub(crate) struct Exec {
    #[command(flatten)]
    which: Which,
    /// The host, as `status` shows it. Its last part alone will do where it is the only one.
    host: String,
    /// The command and its arguments.
    #[arg(last = true, required = true)]
    command: Vec<String>,
}

impl Exec {
    pub(crate) fn run(self, _ui: &Ui) -> Result<Exit, Failure> {
        let folder = self.which.running()?;
        let connect = || {
            Client::connect(&folder).map_err(|e| Failure::because("cannot reach the rehearsal", &e))
        };
        let known = connect()?
            .status()
            .map_err(|e| Failure::because("cannot ask the rehearsal", &e))?
            .hosts;
        let host = find(&self.host, &known)?;
        let ended = terminal::run(connect()?, &host, &self.command).map_err(|e| {
            Failure::because(format!("cannot run {} in {host}", self.command[0]), &e)
        })?;
        Ok(Exit::Command(match ended {
            Ended::Code(code) => u8::try_from(code).unwrap_or(u8::MAX),
            // As shells tell it.
            Ended::Signal(signal) => u8::try_from(128 + signal).unwrap_or(u8::MAX),
        }))
    }
}

/// The host of that name, or the only one whose last part it is.
pub(super) fn find(wanted: &str, known: &[String]) -> Result<String, Failure> {
    if known.iter().any(|name| name == wanted) {
        return Ok(wanted.to_owned());
    }
    let short: Vec<&String> =
        known.iter().filter(|name| name.rsplit('/').next() == Some(wanted)).collect();
    match short[..] {
        [only] => Ok(only.clone()),
        [] => {
            let near = landbridge_estate::nearest(wanted, known.iter().map(String::as_str));
            let next = near.map_or_else(
                || format!("Hosts: {}.", known.join(", ")),
                |n| format!("Did you mean {n}?"),
            );
            Err(Failure::wrong(format!("there is no host {wanted}")).next(next))
        }
        _ => {
            let names: Vec<&str> = short.into_iter().map(String::as_str).collect();
            Err(Failure::wrong(format!("several hosts are called {wanted}: {}", names.join(", "))))
        }
    }
}
