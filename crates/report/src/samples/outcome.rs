//! A rehearsal's results as they come out of the insurer's network.

use landbridge_estate::units::Millis;
use landbridge_outcome::drill::{Bucket, Documented, Drill, Expectation, Objective, Stream, Way};
use landbridge_outcome::rehearsal::{
    DaemonStatus, HostStatus, LinkKind, LinkStatus, Outcome, Status,
};
use landbridge_outcome::trust::Trust;
use landbridge_outcome::verdict::judge;

const DC: &str = "frankfurt-dc";
const AWS: &str = "aws-frankfurt";

/// A stream of 1 kHz over 8 s that loses everything from 2 s on for so many milliseconds.
fn stream(from: &str, to: &str, gap_ms: u32) -> Stream {
    let timeline = (0..80_u32)
        .map(|i| {
            let begin = i * 100;
            let lost = (2_000 + gap_ms).min(begin + 100).saturating_sub(begin.max(2_000));
            Bucket { sent: 100, lost: lost.min(100) }
        })
        .collect();
    Stream {
        from: format!("{from}/container-host-1"),
        to: format!("{to}/container-host-1"),
        sent: 8_000,
        lost: u64::from(gap_ms),
        lost_forth: u64::from(gap_ms / 2),
        longest_gap_ms: f64::from(gap_ms),
        rtt_p50_ms: 4.1,
        rtt_p99_ms: 6.8,
        lateness_p99_ms: 0.9,
        lateness_max_ms: 3.2,
        timeline,
        bucket_ms: 100,
    }
}

fn ways(by: Option<&str>) -> Vec<Way> {
    let way = |router: &str, towards: &str| Way {
        router: router.into(),
        towards: towards.into(),
        by: by.map(Into::into),
    };
    vec![way("frankfurt-dc/router", "10.20.0.10"), way("aws-frankfurt/gateway", "10.10.0.10")]
}

fn drill(name: &str, fault: &str, gap_ms: u32, during: Option<&str>) -> Drill {
    let mut drill = Drill {
        name: name.into(),
        fault: fault.into(),
        streams: vec![stream(DC, AWS, gap_ms), stream(AWS, DC, gap_ms.saturating_sub(9))],
        outage_ms: f64::from(gap_ms),
        lost: u64::from(gap_ms) * 2,
        fault_at_ms: 2_000.0,
        repair_at_ms: 5_000.0,
        detected_ms: (gap_ms > 0).then(|| f64::from(gap_ms) - 12.0),
        restored_ms: Some(1_240.0),
        lost_after_repair: 0,
        before: ways(Some("line_1")),
        during: ways(during),
        after: ways(Some("line_1")),
        expected: Vec::new(),
        objective: Some(Objective {
            max_outage: Millis(5_000),
            source: "requirements.connectivity.max_outage (line 16)".into(),
        }),
        documented: Some(Documented {
            figure_ms: 900.0,
            what: "BFD 3 × 300 ms".into(),
            source: "Direct Connect User Guide, BGP settings".into(),
        }),
        trust: Trust::SameComponent,
        tuned: Vec::new(),
        verdict: landbridge_outcome::verdict::Verdict::Met,
    };
    drill.verdict = judge(&drill);
    drill
}

fn all_links() -> Drill {
    let expectation = |what: &str, works| Expectation {
        what: what.into(),
        expected_to_work: works,
        worked: works,
    };
    let mut drill = Drill {
        expected: vec![
            expectation("quotes (aws-frankfurt) calls ledger (frankfurt-dc)", false),
            expectation("names of corp.insurer.example asked for in aws-frankfurt", false),
            expectation("hosts of aws-frankfurt reach each other", true),
        ],
        objective: None,
        documented: None,
        detected_ms: Some(880.0),
        ..drill("all-links", "Every line and tunnel lets nothing through", 3_012, None)
    };
    drill.verdict = judge(&drill);
    drill
}

/// Five drills: three met, one missed, one that tests nothing.
pub(crate) fn drills() -> Vec<Drill> {
    let mut second = Drill {
        trust: Trust::AwsDocumentedTiming,
        outage_ms: 6_204.0,
        ..drill(
            "line-and-tunnel",
            "line-1 and then the tunnel in use",
            2_950,
            Some("vpn_1_tunnel_2"),
        )
    };
    second.verdict = judge(&second);
    vec![
        drill(
            "line-cut",
            "line-1 lets nothing through and keeps its carrier",
            812,
            Some("vpn_1_tunnel_1"),
        ),
        drill(
            "line-down",
            "line-1 loses its carrier at the data centre",
            741,
            Some("vpn_1_tunnel_1"),
        ),
        Drill {
            documented: None,
            ..drill(
                "line-maintenance",
                "line-1's BGP session is taken down",
                0,
                Some("vpn_1_tunnel_1"),
            )
        },
        second,
        all_links(),
    ]
}

/// The insurer's rehearsal.
pub(crate) fn outcome() -> Outcome {
    Outcome {
        estate: "insurer".into(),
        ended_at: "2026-11-23T10:15:00Z".into(),
        machine: "Linux 6.18, 2 processors".into(),
        components: vec!["bird 2.0.12".into(), "strongSwan 5.9.8".into()],
        converged_ms: 1_620.0,
        pairs: 42,
        drills: drills(),
        imitated: vec![
            "AWS's end of the line and of the tunnels is bird and strongSwan on this machine"
                .into(),
            "the internet is one wire with 10 ms of delay and no loss; a real one is not so even"
                .into(),
        ],
    }
}

/// The insurer's rehearsal during a line cut, with a daemon that failed.
pub(crate) fn status() -> Status {
    let link = |name: &str, kind, session: &str, in_use, fault: Option<&str>| LinkStatus {
        name: name.into(),
        kind,
        session: session.into(),
        in_use,
        fault: fault.map(Into::into),
    };
    let daemon = |host: &str, name: &str, state: &str, pid, failure: Option<&str>| DaemonStatus {
        host: host.into(),
        name: name.into(),
        state: state.into(),
        pid,
        restarts: u32::from(failure.is_some()),
        last_failure: failure.map(Into::into),
    };
    let host = |name: &str, address: &str, role: &str| HostStatus {
        name: name.into(),
        addresses: vec![address.into()],
        role: role.into(),
    };
    Status {
        name: "insurer".into(),
        estate: "insurer".into(),
        up_s: 192.4,
        links: vec![
            link("line-1", LinkKind::Line, "Active", false, Some("cut")),
            link("vpn-1-tunnel-1", LinkKind::Tunnel, "Established", true, None),
            link("vpn-1-tunnel-2", LinkKind::Tunnel, "Established", false, None),
        ],
        daemons: vec![
            daemon("frankfurt-dc/router", "bird", "running", Some(31), None),
            daemon("aws-frankfurt/vgw", "charon", "failed", None, Some("killed by signal 9")),
        ],
        hosts: vec![
            host("frankfurt-dc/container-host-1", "10.10.0.10", "host"),
            host("aws-frankfurt/nat-a", "10.20.192.10", "nat gateway"),
        ],
    }
}
