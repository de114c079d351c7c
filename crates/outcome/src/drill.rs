//! What one drill did and measured.

use landbridge_estate::units::Millis;
use serde::{Deserialize, Serialize};

use crate::trust::Trust;
use crate::verdict::Verdict;

/// A fault that was injected, the probes that ran through it, and what they measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drill {
    /// Its name: `line-cut`.
    pub name: String,
    /// What was broken, in one sentence.
    pub fault: String,
    /// The probe streams, one each way.
    pub streams: Vec<Stream>,
    /// The longest gap of all streams, in milliseconds; 0 when nothing was lost.
    pub outage_ms: f64,
    /// Requests lost in all streams.
    pub lost: u64,
    /// When the fault was injected, in milliseconds since the start of the streams.
    pub fault_at_ms: f64,
    /// When it was repaired, in milliseconds since the start of the streams.
    pub repair_at_ms: f64,
    /// Time from the fault to the first change of route that a router reported, in milliseconds. None: no route changed.
    pub detected_ms: Option<f64>,
    /// Time from the repair until traffic was back on the way it took before the fault, in milliseconds.
    pub restored_ms: Option<f64>,
    /// Requests lost from the repair until the end, in all streams.
    pub lost_after_repair: u64,
    /// The ways before the fault, as the routers report them.
    pub before: Vec<Way>,
    /// The ways during the fault.
    pub during: Vec<Way>,
    /// The ways after the repair.
    pub after: Vec<Way>,
    /// What was listed beforehand as failing, and what it did.
    pub expected: Vec<Expectation>,
    /// What the outage is held against.
    pub objective: Option<Objective>,
    /// AWS's own figure for this failure.
    pub documented: Option<Documented>,
    /// How far the outage may be trusted.
    pub trust: Trust,
    /// Timers that were set otherwise than AWS's, shown as tuned: `BFD 3×100 ms`.
    pub tuned: Vec<String>,
    /// Whether the objective was met.
    pub verdict: Verdict,
}

impl Drill {
    /// Requests sent in all streams.
    pub fn sent(&self) -> u64 {
        self.streams.iter().map(|stream| stream.sent).sum()
    }

    /// The largest lateness of any probe, in milliseconds. A gap no longer than this is not the network's.
    pub fn lateness_max_ms(&self) -> f64 {
        self.streams.iter().map(|stream| stream.lateness_max_ms).fold(0.0, f64::max)
    }
}

/// A stream of requests from one host to another at a fixed rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stream {
    /// The host that asks.
    pub from: String,
    /// The host that answers.
    pub to: String,
    /// Requests sent.
    pub sent: u64,
    /// Requests without an answer.
    pub lost: u64,
    /// Of the lost ones, those that did not arrive at the other host.
    pub lost_forth: u64,
    /// The longest gap, in milliseconds: from the last request answered before it to the first answered after it, by sending time.
    pub longest_gap_ms: f64,
    /// Median round trip, in milliseconds.
    pub rtt_p50_ms: f64,
    /// 99th percentile of the round trip, in milliseconds.
    pub rtt_p99_ms: f64,
    /// 99th percentile of the probe's own lateness, in milliseconds.
    pub lateness_p99_ms: f64,
    /// The probe's largest lateness, in milliseconds. A gap no longer than this is not the network's.
    pub lateness_max_ms: f64,
    /// Requests sent and lost over time.
    pub timeline: Vec<Bucket>,
    /// Width of a bucket, in milliseconds.
    pub bucket_ms: u32,
}

/// Requests in one stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// Requests sent in it.
    pub sent: u32,
    /// Of these, lost.
    pub lost: u32,
}

/// The way from one router towards the other side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// The router that reports it.
    pub router: String,
    /// The address asked for.
    pub towards: String,
    /// The BGP session whose route is in use: `line_1`. None: no route.
    pub by: Option<String>,
}

/// Something that was listed beforehand as failing (or working) during a drill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expectation {
    /// What: `quotes (aws-frankfurt) calls ledger (frankfurt-dc)`.
    pub what: String,
    /// Whether it was expected to work.
    pub expected_to_work: bool,
    /// Whether it did.
    pub worked: bool,
}

/// What an outage is held against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Objective {
    /// The longest outage allowed.
    pub max_outage: Millis,
    /// Where it comes from: `requirements.connectivity.max_outage (line 16)`.
    pub source: String,
}

/// A figure published by AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Documented {
    /// The figure, in milliseconds.
    pub figure_ms: f64,
    /// What it is: `BFD 3 × 300 ms`.
    pub what: String,
    /// Where it is published.
    pub source: String,
}
