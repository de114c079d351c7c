//! How far a figure may be trusted.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How far a figure may be trusted. Only the first two can satisfy an objective.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trust {
    /// What ran is what will run.
    SameComponent,
    /// An imitation, paced by AWS's published behaviour.
    AwsDocumentedTiming,
    /// Shows the mechanism, proves no time.
    Imitation,
}

impl fmt::Display for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SameComponent => "same component",
            Self::AwsDocumentedTiming => "AWS-documented timing",
            Self::Imitation => "imitation",
        })
    }
}
