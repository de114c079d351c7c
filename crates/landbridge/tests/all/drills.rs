//! Drills on a rehearsal that is up: what they measure, what they refuse, and that they mend what they break.

use landbridge_outcome::drill::{Drill, Way};
use landbridge_outcome::trust::Trust;
use landbridge_outcome::verdict::Verdict;

use crate::starts::until;
use crate::support::place::{Place, as_caller, as_root_and_user};
use crate::support::rehearsal::{Rehearsal, link};

as_root_and_user!(a_cut_is_measured_and_maintenance_loses_nothing);
as_caller!(
    a_client_that_is_killed_leaves_no_fault,
    only_one_drill_runs_at_a_time,
    a_drill_that_does_not_fit_says_why,
    tuned_timers_are_shown_and_meet_nothing,
);

/// The session that carries traffic away from this router.
fn by<'d>(ways: &'d [Way], router: &str) -> Option<&'d str> {
    let way = ways.iter().find(|way| way.router == router);
    way.unwrap_or_else(|| panic!("{router}: {ways:?}")).by.as_deref()
}

fn a_cut_is_measured_and_maintenance_loses_nothing(place: &Place) {
    let up = place.up("drills");
    up.sound();
    let (drills, code) = up.drill(&["line-cut", "line-maintenance"]);
    assert_eq!(code, Some(0), "{drills:#?}");
    let [cut, maintenance] = &drills[..] else { panic!("{drills:#?}") };

    assert_eq!((cut.name.as_str(), cut.fault.as_str()), ("line-cut", "line-1: cut"));
    let objective = cut.objective.as_ref().expect("the estate states one");
    assert_eq!(objective.max_outage.0, 5_000);
    assert!(objective.source.contains("max_outage"), "{objective:?}");
    assert!(cut.lost > 0 && cut.outage_ms > 0.0, "a silent cut costs something: {cut:#?}");
    assert!(cut.outage_ms < 5_000.0, "{cut:#?}");
    assert!(cut.detected_ms.is_some_and(|ms| ms > 0.0 && ms <= cut.outage_ms + 100.0), "{cut:#?}");
    assert_eq!(cut.verdict, Verdict::Met);
    let documented = cut.documented.as_ref().expect("AWS publishes one");
    assert!(documented.what.contains("BFD 3 × 300 ms") && !documented.source.is_empty());

    assert_eq!(maintenance.lost, 0, "{maintenance:#?}");
    assert_eq!(maintenance.verdict, Verdict::Met);
    for drill in &drills {
        assert_moved_and_returned(drill);
        assert_ne!(drill.trust, Trust::Imitation);
        assert!(drill.tuned.is_empty());
        // One request a millisecond, each way.
        assert_eq!(drill.streams.len(), 2);
        for stream in &drill.streams {
            assert!(stream.sent > 1_000, "{stream:?}");
            let counted: u32 = stream.timeline.iter().map(|bucket| bucket.sent).sum();
            assert_eq!(u64::from(counted), stream.sent);
        }
        assert!(drill.expected.iter().all(|e| e.worked == e.expected_to_work), "{drill:#?}");
    }
    assert!(link(&up.sound(), "line-1").in_use);
    up.down();
}

/// Traffic took the line, then a tunnel, then the line, as the routers at both ends report it.
fn assert_moved_and_returned(drill: &Drill) {
    for router in ["frankfurt-dc/router", "aws-frankfurt/vgw-aws-frankfurt"] {
        assert_eq!(by(&drill.before, router), Some("line_1"), "{drill:#?}");
        let during = by(&drill.during, router).expect("there is a way");
        assert_ne!(during, "line_1", "{drill:#?}");
        assert_eq!(by(&drill.after, router), Some("line_1"), "{drill:#?}");
    }
    assert!(drill.restored_ms.is_some(), "{drill:#?}");
}

/// Begins a drill; returns when the line is broken.
fn broken(place: &Place, up: Rehearsal<'_>) -> std::process::Child {
    let (child, _stderr) =
        until(&mut place.command(&["drill", "line-cut"]), "drill 1/1 line-cut: line-1 cut");
    let status =
        up.eventually("the fault is shown", |status| link(status, "line-1").fault.is_some());
    assert_eq!(link(&status, "line-1").fault.as_deref(), Some("cut"));
    child
}

fn a_client_that_is_killed_leaves_no_fault(place: &Place) {
    let up = place.up("killed");
    up.sound();
    let mut client = broken(place, up);
    client.kill().expect("it is our child");
    client.wait().expect("it is our child");
    up.sound();
    // And the next drill is not refused.
    let (drills, _) = up.drill(&["line-maintenance"]);
    assert_eq!(drills[0].lost, 0, "{drills:#?}");
    up.down();
}

fn only_one_drill_runs_at_a_time(place: &Place) {
    let up = place.up("twice");
    up.sound();
    let mut first = broken(place, up);
    let stderr = up.run("drill", &["line-maintenance"]).failed(1);
    assert!(stderr.contains("another drill is running"), "{stderr}");
    assert!(first.wait().expect("it is our child").success());
    up.sound();
    up.down();
}

fn a_drill_that_does_not_fit_says_why(place: &Place) {
    let up = place.up("unfit");
    let stderr = up.run("drill", &["tunnel-cut"]).failed(1);
    assert!(
        stderr.contains("tunnel-cut cannot be run for this estate: a line is in use"),
        "{stderr}"
    );
    assert!(stderr.contains("landbridge drill --list"), "{stderr}");
    let stderr = up.run("drill", &["line-cut", "--site", "nowhere"]).failed(1);
    assert!(stderr.contains("nowhere") && stderr.contains("frankfurt-dc"), "{stderr}");

    let offers = up.run("drill", &["--list", "--json"]).json();
    let offers = offers.as_array().expect("a list");
    let offer = |name: &str| offers.iter().find(|offer| offer["name"] == name).expect("it exists");
    assert!(offer("tunnel-cut")["unfit"].is_string());
    // What depends on the other side is listed beforehand.
    let expected = offer("all-links")["expected"].as_array().expect("a list");
    for works in [true, false] {
        assert!(expected.iter().any(|item| item["works"] == works), "{expected:?}");
    }
    up.down();
}

fn tuned_timers_are_shown_and_meet_nothing(place: &Place) {
    let arguments = ["up", &place.insurer(), "--name", "tuned", "--bfd-interval", "100"];
    place.run(&arguments).fine();
    let up = Rehearsal::new(place, "tuned");
    up.sound();
    let (drills, code) = up.drill(&["line-cut"]);
    assert_eq!(code, Some(0), "{drills:#?}");
    assert_eq!(drills[0].tuned, ["BFD 3 × 100 ms"]);
    let Verdict::NotTested { why } = &drills[0].verdict else { panic!("{drills:#?}") };
    assert!(why.contains("BFD 3 × 100 ms"), "{why}");
    up.down();
}
