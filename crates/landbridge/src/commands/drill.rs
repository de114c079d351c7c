//! `landbridge drill`

use std::fs::{self, File};
use std::path::PathBuf;

use clap::Args;
use landbridge_outcome::drill::Drill as Outcome;
use landbridge_outcome::verdict::Verdict;
use landbridge_rehearsal::client;
use landbridge_rehearsal::drills::catalog::DrillName;
use landbridge_rehearsal::request::Offer;
use landbridge_report::terminal;
use landbridge_runtime::state::Folder;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::rehearsals::Which;
use crate::ui::Ui;

/// Break something in a running rehearsal and measure what it costs.
#[derive(Debug, Args)]
pub(crate) struct Drill {
    #[command(flatten)]
    which: Which,
    /// The drills to run, in this order. Default: all that fit the estate.
    names: Vec<DrillName>,
    /// The data centre whose links are broken. Default: the first that has any.
    #[arg(long, value_name = "SITE")]
    site: Option<String>,
    #[command(flatten)]
    capture: Capture,
    /// Only list the drills, with what each would break and what that makes fail.
    #[arg(long)]
    list: bool,
}

impl Drill {
    pub(crate) fn run(self, ui: &Ui) -> Result<Exit, Failure> {
        let folder = self.which.running()?;
        let offers = client::offers(&folder)
            .map_err(|e| Failure::because("cannot ask the rehearsal", &e))?;
        if self.list {
            ui.show(&offers, |_| listed(&offers))?;
            return Ok(Exit::Fine);
        }
        let names = choose(self.names, &offers)?;
        let drills = run_all(ui, &folder, &names, &offers, self.site.as_deref(), &self.capture)?;
        ui.show(&drills, |style| terminal::drills::drills(&drills, style))?;
        Ok(exit_of(&drills))
    }
}

/// Keeping what crossed the lines and tunnels.
#[derive(Debug, Args)]
pub(crate) struct Capture {
    /// Write what crosses each line and tunnel to FOLDER/DRILL-LINK.pcapng, for Wireshark or tcpdump.
    #[arg(long = "capture", value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

impl Capture {
    /// Makes the files of one drill: one a line or tunnel.
    fn files(&self, name: DrillName, rehearsal: &Folder) -> Result<Vec<(String, File)>, Failure> {
        let Some(folder) = &self.folder else { return Ok(Vec::new()) };
        let status = client::status(rehearsal)
            .map_err(|e| Failure::because("cannot ask the rehearsal", &e))?;
        let make = |link: String| {
            let path = folder.join(format!("{name}-{link}.pcapng"));
            let made = fs::create_dir_all(folder).and_then(|()| File::create(&path));
            made.map(|file| (link, file))
                .map_err(|e| Failure::because(format!("cannot write {}", path.display()), &e))
        };
        status.links.into_iter().map(|link| make(link.name)).collect()
    }
}

/// The drills to run. One that was asked for and does not fit is an error; of all, those that fit.
pub(super) fn choose(names: Vec<DrillName>, offers: &[Offer]) -> Result<Vec<DrillName>, Failure> {
    if names.is_empty() {
        return Ok(offers.iter().filter(|o| o.unfit.is_none()).map(|o| o.name).collect());
    }
    for name in &names {
        let unfit = offers.iter().find(|o| o.name == *name).and_then(|o| o.unfit.as_ref());
        if let Some(why) = unfit {
            return Err(Failure::wrong(format!("{name} cannot be run for this estate: {why}"))
                .next("landbridge drill --list shows those that can."));
        }
    }
    Ok(names)
}

/// Runs drills one after the other.
pub(super) fn run_all(
    ui: &Ui,
    folder: &Folder,
    names: &[DrillName],
    offers: &[Offer],
    site: Option<&str>,
    capture: &Capture,
) -> Result<Vec<Outcome>, Failure> {
    let mut progress = ui.progress();
    let mut drills = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let position = format!("drill {}/{} {name}", index + 1, names.len());
        for fails in failing(*name, offers) {
            progress.note(&format!("{position} will make fail: {fails}"));
        }
        let files = capture.files(*name, folder)?;
        let drill = client::drill(folder, *name, site, &files, |step| {
            progress.step(&format!("{position}: {step}"));
        })
        .map_err(|e| Failure::because(format!("{name} was not finished"), &e))?;
        drills.push(drill);
    }
    Ok(drills)
}

/// What a drill is expected to make fail.
fn failing(name: DrillName, offers: &[Offer]) -> impl Iterator<Item = &str> {
    let offer = offers.iter().find(move |offer| offer.name == name);
    let expected = offer.into_iter().flat_map(|offer| &offer.expected);
    expected.filter(|forecast| !forecast.works).map(|forecast| forecast.what.as_str())
}

/// What the drills mean for the exit code.
pub(super) fn exit_of(drills: &[Outcome]) -> Exit {
    let missed = drills.iter().any(|d| matches!(d.verdict, Verdict::Missed { .. }));
    if missed { Exit::Missed } else { Exit::Fine }
}

fn listed(offers: &[Offer]) -> String {
    offers.iter().flat_map(lines_of).map(|line| line + "\n").collect()
}

/// What an offer says, a line each.
fn lines_of(offer: &Offer) -> Vec<String> {
    let mut lines = vec![offer.name.to_string(), format!("  {}", offer.about)];
    lines.extend(offer.unfit.iter().map(|why| format!("  not for this estate: {why}")));
    lines.extend(offer.breaks.iter().map(|breaks| format!("  breaks now: {breaks}")));
    lines.extend(offer.expected.iter().map(|expected| {
        let word = if expected.works { "works" } else { "fails" };
        format!("  {word}: {}", expected.what)
    }));
    lines
}
