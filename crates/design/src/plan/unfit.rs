//! What does not fit into the ranges that the estate gives.

use landbridge_estate::Diagnostic;
use landbridge_estate::model::Estate;
use landbridge_estate::names::Name;

use crate::findings::codes;

/// Something that does not fit into the range that the estate gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unfit {
    /// The site, or the estate when it concerns no single site.
    pub(crate) site: Name,
    /// What does not fit, and into what.
    pub(crate) message: String,
    /// What to do.
    pub(crate) fix: String,
}

impl Unfit {
    /// The same as an error at the site's network.
    pub(crate) fn diagnostic(&self, estate: &Estate) -> Diagnostic {
        let data_centers = estate.data_centers.iter().map(|dc| (&dc.name, dc.network.at));
        let regions = estate.regions.iter().map(|region| (&region.name, region.network.at));
        let found = data_centers.chain(regions).find(|(name, _)| name.value == self.site);
        Diagnostic::error(codes::DOES_NOT_FIT, format!("{}: {}", self.site, self.message))
            .label(found.map_or(estate.at(), |(_, at)| at), "this does not fit")
            .help(self.fix.clone())
    }
}
