//! From a blueprint to Terraform, an on-premises kit and a runbook. Pure: it returns files.
//!
//! Terraform comes in stages, because a virtual interface cannot be made before its line is there. Each stage is a root module of
//! its own; between stages stands a gate of the runbook. A stage's inputs come from outputs of earlier stages or from a gate, never
//! from a data source, so that every stage can be planned without AWS.
//!
//! No file holds a key: AWS makes the keys, Terraform's state holds them, and the kit's `render.sh` fills them in on the router.
//!
//! To add a resource: the module of its subject under `network`, `lines` or `interfaces`. To add a stage: [`stages`].

use std::path::PathBuf;

use landbridge_design::Design;
use landbridge_design::blueprint::Blueprint;

mod interfaces;
mod kit;
mod lines;
mod network;
mod reasons;
mod runbook;
mod stage;

use reasons::Reasons;
use stage::Stage;

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Its path, relative to the output folder.
    pub path: PathBuf,
    /// Its text.
    pub contents: String,
    /// Whether it is a program.
    pub executable: bool,
}

impl OutputFile {
    pub(crate) fn new(path: impl Into<PathBuf>, contents: impl Into<String>) -> Self {
        Self { path: path.into(), contents: contents.into(), executable: false }
    }

    pub(crate) fn program(path: impl Into<PathBuf>, contents: impl Into<String>) -> Self {
        Self { executable: true, ..Self::new(path, contents) }
    }
}

/// All files that deploy a design. Its decisions give the resources their reasons. The same design gives the same bytes.
pub fn build(design: &Design) -> Vec<OutputFile> {
    let blueprint = &design.blueprint;
    let stages = stages(blueprint, &Reasons::new(&design.decisions));
    let mut files: Vec<_> =
        stages.iter().flat_map(|stage| stage.files(&blueprint.estate)).collect();
    files.extend(kit::files(blueprint));
    files.push(runbook::file(blueprint, &stages));
    files
}

/// The stages that make anything, in the order in which they are applied.
fn stages(blueprint: &Blueprint, reasons: &Reasons<'_>) -> Vec<Stage> {
    let stages = [
        network::stage(blueprint, reasons),
        lines::stage(blueprint, reasons),
        interfaces::stage(blueprint, reasons),
    ];
    stages.into_iter().filter(|stage| !stage.is_empty()).collect()
}
