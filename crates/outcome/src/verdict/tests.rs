//! What a verdict may and may not say, for any measurement.

use landbridge_estate::units::Millis;
use proptest::prelude::*;

use super::{Verdict, judge};
use crate::drill::{Drill, Expectation, Objective, Stream};
use crate::trust::Trust;

fn stream(sent: u64, lateness_max_ms: f64) -> Stream {
    Stream {
        from: "frankfurt-dc/container-host-1".into(),
        to: "aws-frankfurt/container-host-1".into(),
        sent,
        lost: 0,
        lost_forth: 0,
        longest_gap_ms: 0.0,
        rtt_p50_ms: 1.0,
        rtt_p99_ms: 2.0,
        lateness_p99_ms: lateness_max_ms / 2.0,
        lateness_max_ms,
        timeline: Vec::new(),
        bucket_ms: 100,
    }
}

/// A drill of 800 ms outage with an objective of 5 s, without anything that would keep it from being met.
fn drill() -> Drill {
    Drill {
        name: "line-cut".into(),
        fault: "line-1 lets nothing through and keeps its carrier".into(),
        streams: vec![stream(10_000, 2.0), stream(10_000, 3.0)],
        outage_ms: 800.0,
        lost: 1_600,
        fault_at_ms: 2_000.0,
        repair_at_ms: 5_000.0,
        detected_ms: Some(790.0),
        restored_ms: Some(1_200.0),
        lost_after_repair: 0,
        before: Vec::new(),
        during: Vec::new(),
        after: Vec::new(),
        expected: Vec::new(),
        objective: Some(Objective { max_outage: Millis(5_000), source: "line 16".into() }),
        documented: None,
        trust: Trust::SameComponent,
        tuned: Vec::new(),
        verdict: Verdict::NotTested { why: "not judged yet".into() },
    }
}

fn expectation(expected_to_work: bool, worked: bool) -> Expectation {
    Expectation { what: "quotes calls ledger".into(), expected_to_work, worked }
}

fn why(drill: &Drill) -> String {
    judge(drill).why().unwrap_or_default().to_owned()
}

#[test]
fn an_outage_within_the_objective_is_met() {
    assert_eq!(judge(&drill()), Verdict::Met);
    let exactly = Drill { outage_ms: 5_000.0, ..drill() };
    assert_eq!(judge(&exactly), Verdict::Met);
}

#[test]
fn an_outage_beyond_the_objective_is_missed() {
    let long = Drill { outage_ms: 5_001.0, ..drill() };
    assert!(matches!(judge(&long), Verdict::Missed { .. }));
    assert_eq!(why(&long), "the outage of 5001 ms is longer than the 5 s allowed");
}

#[test]
fn without_an_objective_nothing_is_tested() {
    let none = Drill { objective: None, ..drill() };
    assert_eq!(why(&none), "the estate states no objective for this");
}

#[test]
fn without_a_request_nothing_is_tested() {
    for streams in [Vec::new(), vec![stream(0, 0.0)]] {
        let silent = Drill { streams, outage_ms: 0.0, ..drill() };
        assert_eq!(why(&silent), "no request was sent, so nothing was measured");
    }
}

#[test]
fn a_gap_that_the_probe_made_itself_proves_nothing() {
    let busy = Drill { outage_ms: 6_000.0, streams: vec![stream(9, 7_000.0)], ..drill() };
    assert!(matches!(judge(&busy), Verdict::NotTested { .. }));
}

#[test]
fn a_broken_expectation_is_named() {
    let fails = Drill { expected: vec![expectation(true, false)], ..drill() };
    assert_eq!(why(&fails), "quotes calls ledger failed, and was expected to work");
    let works = Drill { expected: vec![expectation(false, true)], ..drill() };
    assert_eq!(why(&works), "quotes calls ledger worked, and was expected to fail");
}

#[test]
fn trust_is_written_in_words_and_ordered() {
    let words = [Trust::SameComponent, Trust::AwsDocumentedTiming, Trust::Imitation];
    let text: Vec<String> = words.iter().map(ToString::to_string).collect();
    assert_eq!(text, ["same component", "AWS-documented timing", "imitation"]);
    assert!(words.is_sorted());
}

/// Met is better than not tested, which is better than missed.
fn rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Met => 0,
        Verdict::NotTested { .. } => 1,
        Verdict::Missed { .. } => 2,
    }
}

fn any_trust() -> impl Strategy<Value = Trust> {
    prop_oneof![
        Just(Trust::SameComponent),
        Just(Trust::AwsDocumentedTiming),
        Just(Trust::Imitation)
    ]
}

fn any_drill() -> impl Strategy<Value = Drill> {
    let expected = prop::collection::vec((any::<bool>(), any::<bool>()), 0..3);
    let objective = prop::option::of(0_u64..20_000);
    let tuned = prop::collection::vec(Just("BFD 3×100 ms".to_owned()), 0..2);
    let streams = prop::collection::vec((0_u64..3, 0.0..9_000.0), 0..3);
    (0.0..20_000.0, expected, objective, tuned, streams, any_trust()).prop_map(
        |(outage_ms, expected, objective, tuned, streams, trust)| Drill {
            outage_ms,
            expected: expected.into_iter().map(|(e, w)| expectation(e, w)).collect(),
            objective: objective
                .map(|ms| Objective { max_outage: Millis(ms), source: "line 16".into() }),
            tuned,
            streams: streams.into_iter().map(|(sent, late)| stream(sent, late)).collect(),
            trust,
            ..drill()
        },
    )
}

proptest! {
    #[test]
    fn an_imitation_is_never_met(drill in any_drill()) {
        let imitated = Drill { trust: Trust::Imitation, ..drill };
        prop_assert_ne!(judge(&imitated), Verdict::Met);
    }

    #[test]
    fn a_tuned_result_is_never_met(drill in any_drill()) {
        let tuned = Drill { tuned: vec!["BFD 3×100 ms".into()], ..drill };
        prop_assert_ne!(judge(&tuned), Verdict::Met);
    }

    #[test]
    fn a_broken_expectation_always_misses(drill in any_drill(), works: bool) {
        let mut broken = drill;
        broken.expected.push(expectation(works, !works));
        let missed = matches!(judge(&broken), Verdict::Missed { .. });
        prop_assert!(missed);
    }

    #[test]
    fn a_longer_outage_never_makes_a_better_verdict(drill in any_drill(), more in 0.0..20_000.0) {
        let longer = Drill { outage_ms: drill.outage_ms + more, ..drill.clone() };
        prop_assert!(rank(&judge(&longer)) >= rank(&judge(&drill)));
    }

    #[test]
    fn what_is_met_was_measured_and_lies_within_its_objective(drill in any_drill()) {
        if judge(&drill) == Verdict::Met {
            let objective = drill.objective.as_ref().expect("only an objective can be met");
            prop_assert!(drill.sent() > 0);
            prop_assert!(drill.outage_ms <= super::allowed_ms(objective));
        }
    }
}
