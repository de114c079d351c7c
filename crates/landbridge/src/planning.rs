//! Reading and designing an estate, for every command that begins with a file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use landbridge_design::Design;
use landbridge_estate::model::Estate;
use landbridge_estate::{Diagnostic, Diagnostics, MAX_FILE_BYTES};

use crate::failure::Failure;

/// An estate that was read, with its text for messages.
pub(crate) struct Planned {
    /// The estate.
    pub(crate) estate: Estate,
    /// Its warnings.
    pub(crate) warnings: Vec<Diagnostic>,
    name: String,
    text: String,
}

/// Reads an estate file. Of a file that is too large no more is read than shows that it is.
pub(crate) fn read(path: &Path) -> Result<Planned, Failure> {
    let name = path.display().to_string();
    let cannot = |error: &std::io::Error| Failure::because(format!("cannot read {name}"), error);
    let file = File::open(path).map_err(|e| cannot(&e))?;
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    file.take(limit).read_to_end(&mut bytes).map_err(|e| cannot(&e))?;
    let (estate, warnings) =
        landbridge_estate::read(&name, &bytes).map_err(|d| Failure::Estate(Box::new(d)))?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Planned { estate, warnings, name, text })
}

impl Planned {
    /// Designs it.
    pub(crate) fn design(&self) -> Result<Design, Failure> {
        landbridge_design::design(&self.estate)
            .map_err(|list| Failure::Estate(Box::new(self.shown(list))))
    }

    /// Diagnostics together with the text that they point into.
    pub(crate) fn shown(&self, list: Vec<Diagnostic>) -> Diagnostics {
        Diagnostics::new(&self.name, self.text.as_str(), list)
    }
}
