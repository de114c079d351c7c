//! Finding a running rehearsal, and bringing one up, for every command that needs one.

use std::os::fd::AsFd;
use std::path::PathBuf;

use clap::Args;
use landbridge_design::Design;
use landbridge_estate::names::Name;
use landbridge_rehearsal::request::Payload;
use landbridge_rehearsal::translate::Tuning;
use landbridge_runtime::doctor::CheckStatus;
use landbridge_runtime::state::{Folder, RehearsalName, StateError, StateRoot};
use landbridge_runtime::{LaunchError, Launched};

use crate::exit::Exit;
use crate::failure::{Failure, chain};
use crate::interrupt::Interrupt;
use crate::planning;
use crate::ui::Ui;

/// Which running rehearsal is meant.
#[derive(Debug, Args)]
pub(crate) struct Which {
    /// The rehearsal's name. Not needed while only one is up.
    #[arg(long)]
    name: Option<RehearsalName>,
}

/// Timers other than AWS's. What they bring is shown as tuned and meets no objective.
#[derive(Clone, Copy, Debug, Args)]
struct Tune {
    /// Interval of BFD on lines in milliseconds. AWS's is 300.
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u32).range(10..=10_000))]
    bfd_interval: Option<u32>,
    /// Run BFD inside VPN tunnels too. AWS documents none there.
    #[arg(long)]
    bfd_in_tunnels: bool,
}

impl From<Tune> for Tuning {
    fn from(tune: Tune) -> Self {
        Self { bfd_interval_ms: tune.bfd_interval, bfd_in_tunnels: tune.bfd_in_tunnels }
    }
}

impl Which {
    /// The folder of the rehearsal that is meant and up.
    pub(crate) fn running(&self) -> Result<Folder, Failure> {
        let folder = self.existing()?;
        if folder.is_running() {
            return Ok(folder);
        }
        let name = folder.name();
        let what = format!("rehearsal {name} is not up any more; what it left is still there");
        Err(Failure::wrong(what).next(format!("Remove it with: landbridge down --name {name}")))
    }

    /// The folder of the rehearsal that is meant, up or left over.
    pub(crate) fn existing(&self) -> Result<Folder, Failure> {
        let folder = self.folder()?;
        if folder.exists() {
            return Ok(folder);
        }
        let what = format!("there is no rehearsal {}", folder.name());
        Err(Failure::wrong(what).next(bring_one_up()))
    }

    /// The folder of the rehearsal that is meant. One that was named need not exist.
    fn folder(&self) -> Result<Folder, Failure> {
        let root = root()?;
        if let Some(name) = &self.name {
            return Ok(root.folder(name));
        }
        let mut folders =
            root.list().map_err(|e| Failure::because("cannot look for rehearsals", &e))?;
        match (folders.len(), folders.pop()) {
            (1, Some(folder)) => Ok(folder),
            (0, _) | (_, None) => Err(Failure::wrong("no rehearsal is up").next(bring_one_up())),
            (_, Some(last)) => {
                let names: Vec<&str> =
                    folders.iter().chain([&last]).map(|f| f.name().as_str()).collect();
                Err(Failure::wrong(format!("several rehearsals are up: {}", names.join(", ")))
                    .next("Say which one with --name."))
            }
        }
    }
}

fn bring_one_up() -> &'static str {
    "Bring one up with: landbridge up ESTATE"
}

fn root() -> Result<StateRoot, Failure> {
    StateRoot::of_caller().map_err(|e| Failure::because("cannot find a place for rehearsals", &e))
}

/// The folder for a new rehearsal: of the name given, else of the estate's.
fn folder_for(name: Option<RehearsalName>, estate: &Name) -> Result<Folder, Failure> {
    let root = root()?;
    if let Some(name) = name {
        return Ok(root.folder(&name));
    }
    let short: String = estate.as_str().chars().take(32).collect();
    let name = short.trim_end_matches('-').parse().map_err(|e| {
        Failure::because("cannot name the rehearsal after the estate", &e)
            .next("Give it a name with --name.")
    })?;
    Ok(root.folder(&name))
}

/// What a new rehearsal is made from.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The estate file.
    estate: PathBuf,
    /// A name for the rehearsal. Default: the estate's.
    #[arg(long)]
    name: Option<RehearsalName>,
    #[command(flatten)]
    tune: Tune,
}

/// A rehearsal that this process has brought up, and that ends with it unless it is released.
pub(crate) struct BroughtUp {
    pub(crate) design: Design,
    pub(crate) folder: Folder,
    pub(crate) launched: Launched,
}

impl New {
    /// Brings it up, after looking whether this machine can.
    pub(crate) fn bring_up(self, ui: &Ui, interrupt: &Interrupt) -> Result<BroughtUp, Failure> {
        let planned = planning::read(&self.estate)?;
        let design = planned.design()?;
        let folder = folder_for(self.name, &planned.estate.name)?;
        require_prerequisites()?;
        let name = folder.name().to_string();
        let payload =
            Payload { name, blueprint: design.blueprint.clone(), tuning: self.tune.into() };
        let payload = serde_json::to_vec(&payload)
            .map_err(|e| Failure::because("cannot hand the blueprint over", &e))?;
        let mut progress = ui.progress();
        progress.step("making namespaces");
        let mut hear = |step: landbridge_runtime::Progress| {
            progress.part(&step.step, &format!("({}/{})", step.done, step.total));
        };
        let interrupt = Some(interrupt.as_fd());
        let launched = landbridge_runtime::launch(&folder, &payload, &mut hear, interrupt)
            .map_err(not_launched)?;
        Ok(BroughtUp { design, folder, launched })
    }
}

/// Says why nothing came up.
pub(crate) fn not_launched(error: LaunchError) -> Failure {
    let failure = Failure::wrong(format!("the rehearsal did not come up: {}", chain(&error)));
    match error {
        LaunchError::State(StateError::Running(name)) => failure.next(format!(
            "Give this one another name with --name, or end that one: landbridge down --name {name}"
        )),
        LaunchError::Interrupted => failure.next("Nothing of it is left.").exit(Exit::Interrupted),
        _ => failure.next(
            "Nothing of it is left. landbridge doctor tells whether this machine has all it needs.",
        ),
    }
}

fn require_prerequisites() -> Result<(), Failure> {
    let missing: Vec<String> = landbridge_rehearsal::doctor::checks()
        .into_iter()
        .filter(|check| check.status == CheckStatus::Missing)
        .map(|check| format!("  {}: {}\n    fix: {}", check.name, check.reason, check.fix))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::wrong(format!("this machine cannot rehearse yet:\n{}", missing.join("\n")))
        .next("Nothing was started. landbridge doctor shows everything that was looked at.")
        .exit(Exit::Prerequisite))
}
