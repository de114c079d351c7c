//! What a running rehearsal can be asked, besides what every rehearsal can, and what it answers.

use landbridge_design::blueprint::Blueprint;
use landbridge_outcome::drill::Drill;
use landbridge_outcome::rehearsal::Status;
use serde::{Deserialize, Serialize};

use crate::drills::catalog::DrillName;
use crate::translate::Tuning;

/// What the launcher hands to the supervisor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Payload {
    /// The name of the rehearsal.
    pub name: String,
    /// What is rehearsed.
    pub blueprint: Blueprint,
    /// Timers set otherwise than the blueprint says.
    pub tuning: Tuning,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// Lines, tunnels, daemons and hosts as they are now: [`Reply::Status`].
    Status,
    /// What came up, and how: [`Reply::Facts`].
    Facts,
    /// The drills that there are: [`Reply::Offers`].
    Offers,
    /// Runs a drill: [`Reply::Drill`], with [`Progress`] on the way. Descriptors of files come with it, one a captured link.
    Drill {
        /// Which one.
        name: DrillName,
        /// The data centre whose links are broken. None: the first one that has links.
        data_center: Option<String>,
        /// Links whose frames are written to the files that come with the request, as pcapng, in the same order.
        captures: Vec<String>,
    },
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// To [`Request::Status`].
    Status(Status),
    /// To [`Request::Facts`].
    Facts(Facts),
    /// To [`Request::Offers`].
    Offers(Vec<Offer>),
    /// To [`Request::Drill`].
    Drill(Box<Drill>),
}

/// What came up, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The estate's name.
    pub estate: String,
    /// Time until every pair of hosts that should reach each other did, in milliseconds.
    pub converged_ms: f64,
    /// How many pairs that are.
    pub pairs: u64,
    /// Memory of everything that the rehearsal runs, its share of what is shared included (PSS), in KiB.
    pub memory_kib: u64,
    /// Versions of the daemons: `bird 2.0.12`.
    pub components: Vec<String>,
    /// What is imitated or left out.
    pub imitated: Vec<String>,
}

/// A drill that there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its name.
    pub name: DrillName,
    /// What it does.
    pub about: String,
    /// What it would break now: `line-1: cut`.
    pub breaks: Option<String>,
    /// What it would leave working and failing.
    pub expected: Vec<Forecast>,
    /// Why it cannot be run for this estate.
    pub unfit: Option<String>,
}

/// Something that a drill is expected to leave working, or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// What.
    pub what: String,
    /// Whether it should work.
    pub works: bool,
}

/// What a drill is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress(pub String);
