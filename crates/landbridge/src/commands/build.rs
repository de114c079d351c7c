//! `landbridge build`

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use landbridge_terraform::OutputFile;
use serde::Serialize;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::planning;
use crate::ui::Ui;

/// Write what deploys the design: Terraform in stages, an on-premises kit, a runbook.
#[derive(Debug, Args)]
pub(crate) struct Build {
    /// The estate file.
    estate: PathBuf,
    /// The folder to write to. It must be empty, absent, or written by `build` before.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

/// Lists what `build` wrote, so that the next run knows which files are its own.
const MANIFEST: &str = ".landbridge-build.json";

#[derive(Serialize)]
struct Built<'a> {
    out: &'a Path,
    files: Vec<&'a Path>,
}

impl Build {
    pub(crate) fn run(self, ui: &Ui) -> Result<Exit, Failure> {
        let design = planning::read(&self.estate)?.design()?;
        let files = landbridge_terraform::build(&design);
        let before = written_before(&self.out)?;
        write(&self.out, &files)?;
        remove_stale(&self.out, &before, &files);
        let built =
            Built { out: &self.out, files: files.iter().map(|f| f.path.as_path()).collect() };
        ui.show(&built, |_| {
            let lines: Vec<String> =
                built.files.iter().map(|f| self.out.join(f).display().to_string()).collect();
            lines.join("\n")
        })?;
        ui.hint(&format!("Next: read {}.", self.out.join("RUNBOOK.md").display()));
        Ok(Exit::Fine)
    }
}

/// Files that an earlier `build` wrote there. A folder with anything else in it is refused.
fn written_before(out: &Path) -> Result<Vec<PathBuf>, Failure> {
    if let Ok(text) = fs::read_to_string(out.join(MANIFEST)) {
        return serde_json::from_str(&text).map_err(|e| {
            Failure::because(format!("cannot read {}", out.join(MANIFEST).display()), &e)
        });
    }
    let mut entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(Failure::because(format!("cannot look into {}", out.display()), &error));
        }
    };
    match entries.next() {
        None => Ok(Vec::new()),
        Some(_) => Err(Failure::wrong(format!(
            "{} holds files that landbridge did not write",
            out.display()
        ))
        .next("Name an empty folder with --out; nothing was changed.")),
    }
}

fn write(out: &Path, files: &[OutputFile]) -> Result<(), Failure> {
    for file in files {
        let path = out.join(&file.path);
        super::write_file(&path, &file.contents)?;
        #[cfg(unix)]
        if file.executable {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
        }
    }
    let paths: Vec<&Path> = files.iter().map(|f| f.path.as_path()).collect();
    let manifest = serde_json::to_string_pretty(&paths)
        .map_err(|e| Failure::because("cannot list the files", &e))?;
    super::write_file(&out.join(MANIFEST), &(manifest + "\n"))
}

/// Removes what an earlier build wrote and this one does not. Terraform's own state and whatever a user added stay.
fn remove_stale(out: &Path, before: &[PathBuf], files: &[OutputFile]) {
    for path in before.iter().filter(|p| files.iter().all(|f| f.path != **p)) {
        // A manifest that was edited must not lead outside the folder.
        let inside = path.components().all(|c| matches!(c, std::path::Component::Normal(_)));
        if inside {
            // One that is gone already is what we want.
            let _ = fs::remove_file(out.join(path));
        }
    }
}
