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

#[cfg(test)]
mod tests {
    use landbridge_estate::units::Millis;
    use landbridge_network::probe::{LossRun, Spread};

    use super::*;
    use crate::drills::catalog::{links_of, script};
    use crate::translate::tests::{INSURER, plan};

    const START_NS: u64 = 10_000_000_000;

    fn at(ms: u64) -> Duration {
        Duration::from_nanos(START_NS) + Duration::from_millis(ms)
    }

    fn probe(losses: &[(f64, u64)]) -> ProbeResult {
        let run =
            |&(start_ms, count): &(f64, u64)| LossRun { first: 0, count, start_ms, gap_ms: 0.0 };
        let lost = losses.iter().map(|(_, count)| count).sum();
        let calm = Spread { p50_ms: 1.0, p99_ms: 2.0, max_ms: 3.0 };
        ProbeResult {
            started_ns: START_NS,
            sent: 5_000,
            lost,
            lost_there: lost,
            lost_back: 0,
            longest_gap_ms: losses
                .iter()
                .map(|(_, count)| *count)
                .max()
                .map_or(0.0, |n| f64::from(u32::try_from(n).unwrap())),
            losses: losses.iter().map(run).collect(),
            rtt: calm,
            lateness: calm,
            timeline: Vec::new(),
            bucket_ms: 20,
        }
    }

    fn measured(name: DrillName, tuned: Vec<String>) -> Drill {
        let plan = plan(INSURER);
        let pair = plan.crossing("frankfurt-dc").expect("hosts talk");
        let script =
            script(name, &links_of(&plan, name, &pair, None)).expect("it fits the insurer");
        let recording = Recording {
            script,
            streams: vec![
                ("a".into(), "b".into(), probe(&[(1_000.0, 800)])),
                ("b".into(), "a".into(), probe(&[(1_000.0, 750), (3_000.0, 5)])),
            ],
            fault_at: at(1_000),
            repair_at: at(2_900),
            route_changes: vec![at(400), at(1_780), at(1_790), at(3_500)],
            returned: Some(at(3_600)),
            ways: Default::default(),
            survey: Survey::default(),
        };
        let objectives = Objectives { max_outage: Some(Millis(5_000)), max_outage_line: Some(16) };
        outcome(recording, &[], &[], &objectives, tuned)
    }

    #[test]
    fn times_count_from_the_fault_and_from_the_repair() {
        let drill = measured(DrillName::LineCut, Vec::new());
        assert_eq!((drill.fault_at_ms, drill.repair_at_ms), (1_000.0, 2_900.0));
        // A change before the fault is none of its own, and neither is one after the repair.
        assert_eq!(drill.detected_ms, Some(780.0));
        assert_eq!(drill.restored_ms, Some(700.0));
    }

    #[test]
    fn the_longest_gap_of_either_stream_is_the_outage() {
        let drill = measured(DrillName::LineCut, Vec::new());
        assert_eq!((drill.outage_ms, drill.lost, drill.lost_after_repair), (800.0, 1_555, 5));
        assert_eq!(drill.verdict, Verdict::Met);
        assert_eq!(drill.documented.map(|d| d.figure_ms), Some(900.0));
    }

    #[test]
    fn the_last_fault_decides_what_aws_documents() {
        let documented =
            measured(DrillName::LineAndTunnel, Vec::new()).documented.expect("there is a figure");
        assert_eq!(documented.what, "BGP hold time 30 s");
    }

    #[test]
    fn with_no_link_left_no_objective_applies() {
        let drill = measured(DrillName::AllLinks, Vec::new());
        assert!(drill.objective.is_none() && drill.documented.is_none());
    }

    #[test]
    fn tuned_timers_are_an_imitation() {
        let drill = measured(DrillName::LineCut, vec!["BFD 3 × 100 ms".into()]);
        assert_eq!(drill.trust, Trust::Imitation);
        assert!(matches!(drill.verdict, Verdict::NotTested { .. }));
    }
}
