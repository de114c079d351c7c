//! Turns what was recorded during a drill into its outcome. Pure.

use std::time::Duration;

use landbridge_design::blueprint::Objectives;
use landbridge_network::probe::ProbeResult;
use landbridge_outcome::drill::{Bucket, Documented, Drill, Objective, Stream, Way};
use landbridge_outcome::rehearsal::LinkKind;
use landbridge_outcome::trust::Trust;
use landbridge_outcome::verdict::{Verdict, judge};

use super::catalog::{DrillName, Script};
use super::expect::{Listed, Survey, evaluate};
use crate::reach::Pair;

/// What was recorded during a drill. Times are by the machine's monotonic clock.
#[derive(Clone, Debug)]
pub struct Recording {
    /// What was broken.
    pub script: Script,
    /// The streams: who asked, who answered, and what became of it.
    pub streams: Vec<(String, String, ProbeResult)>,
    /// When the last step's faults were injected.
    pub fault_at: Duration,
    /// When everything was mended.
    pub repair_at: Duration,
    /// When any router changed a route.
    pub route_changes: Vec<Duration>,
    /// When traffic was first seen on its old ways after the repair.
    pub returned: Option<Duration>,
    /// Ways before, during and after.
    pub ways: [Vec<Way>; 3],
    /// Who did not reach whom.
    pub survey: Survey,
}

/// The outcome of a drill.
pub fn outcome(
    recording: Recording,
    listed: &[Listed],
    pairs: &[Pair],
    objectives: &Objectives,
    tuned: Vec<String>,
) -> Drill {
    let Recording { script, streams, fault_at, repair_at, route_changes, returned, ways, survey } =
        recording;
    let start = streams.iter().map(|(_, _, result)| Duration::from_nanos(result.started_ns)).min();
    let since_start = |at: Duration| ms(at.saturating_sub(start.unwrap_or(at)));
    let detected = route_changes.iter().filter(|at| **at >= fault_at && **at < repair_at).min();
    let lost_after = |(_, _, result): &(String, String, ProbeResult)| lost_since(result, repair_at);
    let [before, during, after] = ways;
    let mut drill = Drill {
        name: script.name.to_string(),
        fault: script.describe(),
        outage_ms: streams.iter().map(|(_, _, result)| result.longest_gap_ms).fold(0.0, f64::max),
        lost: streams.iter().map(|(_, _, result)| result.lost).sum(),
        fault_at_ms: since_start(fault_at),
        repair_at_ms: since_start(repair_at),
        detected_ms: detected.map(|at| ms(at.saturating_sub(fault_at))),
        restored_ms: returned.map(|at| ms(at.saturating_sub(repair_at))),
        lost_after_repair: streams.iter().map(lost_after).sum(),
        before,
        during,
        after,
        expected: evaluate(listed, pairs, &survey),
        objective: objective(&script, objectives),
        documented: documented(&script),
        trust: if tuned.is_empty() { Trust::AwsDocumentedTiming } else { Trust::Imitation },
        tuned,
        verdict: Verdict::Met,
        streams: streams.into_iter().map(stream).collect(),
    };
    drill.verdict = judge(&drill);
    drill
}

/// A time in milliseconds.
fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Requests lost that were due after this moment.
fn lost_since(result: &ProbeResult, moment: Duration) -> u64 {
    let offset = ms(moment.saturating_sub(Duration::from_nanos(result.started_ns)));
    result.losses.iter().filter(|run| run.start_ms >= offset).map(|run| run.count).sum()
}

/// What the outage is held against. While nothing is left to carry traffic, no line's failure is being felt: none is there.
fn objective(script: &Script, objectives: &Objectives) -> Option<Objective> {
    let max_outage = objectives.max_outage.filter(|_| script.carried)?;
    let line = objectives.max_outage_line.map(|line| format!(" (line {line})")).unwrap_or_default();
    Some(Objective { max_outage, source: format!("requirements.connectivity.max_outage{line}") })
}

/// AWS's own figure for the last fault.
fn documented(script: &Script) -> Option<Documented> {
    if matches!(script.name, DrillName::LineMaintenance | DrillName::AllLinks) {
        return None;
    }
    let link = script.faults().last()?.link();
    let source = match link.kind {
        LinkKind::Line => "AWS Direct Connect User Guide, BFD",
        LinkKind::Tunnel => "AWS Site-to-Site VPN User Guide, BGP timers",
    };
    #[allow(clippy::cast_precision_loss, reason = "timers are far below 2^52 ms")]
    let figure_ms = link.documented.ms as f64;
    Some(Documented { figure_ms, what: link.documented.what.clone(), source: source.to_owned() })
}

fn stream((from, to, result): (String, String, ProbeResult)) -> Stream {
    Stream {
        from,
        to,
        sent: result.sent,
        lost: result.lost,
        lost_forth: result.lost_there,
        longest_gap_ms: result.longest_gap_ms,
        rtt_p50_ms: result.rtt.p50_ms,
        rtt_p99_ms: result.rtt.p99_ms,
        lateness_p99_ms: result.lateness.p99_ms,
        lateness_max_ms: result.lateness.max_ms,
        timeline: result.timeline.iter().map(|b| Bucket { sent: b.sent, lost: b.lost }).collect(),
        bucket_ms: result.bucket_ms,
    }
}
