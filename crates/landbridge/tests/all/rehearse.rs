//! `rehearse`: the main job from end to end.

use std::fs;

use landbridge_outcome::rehearsal::Outcome;
use landbridge_runtime::snapshot::Machine;

use crate::support::changed;
use crate::support::place::{Place, as_caller, as_root_and_user};

as_root_and_user!(a_rehearsal_reports_and_leaves_nothing);
as_caller!(
    a_missed_objective_exits_with_3,
    a_report_that_cannot_be_written_does_not_take_the_results_with_it,
);

fn a_rehearsal_reports_and_leaves_nothing(place: &Place) {
    let before = Machine::take();
    let report = place.file("report.html", "");
    let arguments = [
        "rehearse",
        &place.insurer(),
        "--drills",
        "line-maintenance",
        "--report",
        &report,
        "--json",
    ];
    let ran = place.run(&arguments);
    assert!(ran.stderr.contains(&format!("The report is in {report}.")), "{ran:?}");
    let outcome: Outcome = serde_json::from_str(&ran.fine()).expect("it is an outcome");
    assert_eq!(outcome.estate, "insurer");
    assert!(outcome.converged_ms > 0.0 && outcome.pairs > 20, "{outcome:#?}");
    assert!(outcome.machine.starts_with("Linux ") && outcome.ended_at.ends_with('Z'));
    assert!(outcome.imitated.iter().any(|what| what.contains("imitated")), "{outcome:#?}");
    let names: Vec<&str> = outcome.drills.iter().map(|drill| drill.name.as_str()).collect();
    assert_eq!(names, ["line-maintenance"]);

    let page = fs::read_to_string(&report).expect("it was written");
    assert!(page.starts_with("<!DOCTYPE html>"), "{page:.200}");
    for part in ["data-testid=\"drill-line-maintenance\"", "<svg", "data-testid"] {
        assert!(page.contains(part), "{part}");
    }
    place.assert_nothing_left(&before);
}

fn a_missed_objective_exits_with_3(place: &Place) {
    let (text, _) = changed("max_outage: 5 s", "max_outage: 50 ms");
    let estate = place.file("strict.yaml", &text);
    let kept = place.state().with_file_name("frames");
    let frames = kept.to_str().expect("temporary folders have plain names");
    let ran = place.run(&["rehearse", &estate, "--drills", "line-cut", "--capture", frames]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.stdout.contains("missed") && ran.stdout.contains("50 ms"), "{ran:?}");
    // Frames of the drill are kept for other programs: pcapng, with a comment at what was swallowed.
    for link in ["line-1", "vpn-1-tunnel-1", "vpn-1-tunnel-2"] {
        let bytes = fs::read(kept.join(format!("line-cut-{link}.pcapng"))).expect("it was written");
        assert!(bytes.starts_with(&[0x0a, 0x0d, 0x0d, 0x0a]), "{link}");
        let swallowed = bytes.windows(9).any(|window| window == b"swallowed");
        assert_eq!(swallowed, link == "line-1", "{link}");
    }
    assert!(!place.folder("insurer").exists());
}

fn a_report_that_cannot_be_written_does_not_take_the_results_with_it(place: &Place) {
    let arguments =
        ["rehearse", &place.insurer(), "--drills", "line-maintenance", "--report", "/proc/no"];
    let ran = place.run(&arguments);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("cannot write /proc/no"), "{ran:?}");
    assert!(ran.stdout.contains("line-maintenance"), "{ran:?}");
    assert!(!place.folder("insurer").exists());
}
