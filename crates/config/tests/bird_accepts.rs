//! bird itself judges the text of routers made at random.

use std::io::Write as _;
use std::net::Ipv4Addr;
use std::process::Command;

use ipnet::Ipv4Net;
use landbridge_config::bird::{Bfd, Bird, Originated, Session, session_name};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Whether bird is here. In CI a missing bird is a failure.
fn bird_is_here() -> bool {
    let here = Command::new("bird").arg("--version").output().is_ok();
    assert!(here || std::env::var_os("CI").is_none(), "bird is not installed");
    if !here {
        let _ = writeln!(std::io::stderr(), "skipped: bird is not installed");
    }
    here
}

fn judge(bird: &Bird) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let file = folder.path().join("bird.conf");
    std::fs::write(&file, bird.to_text()).map_err(|error| error.to_string())?;
    let output = Command::new("bird").arg("-p").arg("-c").arg(&file).output();
    let output = output.map_err(|error| error.to_string())?;
    if output.status.success() && output.stderr.is_empty() {
        return Ok(());
    }
    Err(format!("{}\n{}", String::from_utf8_lossy(&output.stderr), bird.to_text()))
}

fn net() -> impl Strategy<Value = Ipv4Net> {
    (any::<u32>(), 0_u8..=32)
        .prop_map(|(address, length)| Ipv4Net::new(Ipv4Addr::from(address), length).unwrap())
}

fn session() -> impl Strategy<Value = Session> {
    let timers = (3_u16..=u16::MAX, 1_u16..=u16::MAX, any::<bool>(), any::<u32>(), 0_u8..5);
    let bfd = proptest::option::of((10_u32..5_000, 1_u8..=10));
    let nets = || proptest::collection::vec(net(), 0..5);
    // Public unicast addresses: bird refuses a neighbour that no host can have.
    let peers = (0x0b00_0001_u32..0x7e00_0000, 1_u32..=u32::MAX);
    (timers, bfd, nets(), nets(), peers).prop_map(|(timers, bfd, accepts, announces, peers)| {
        Session {
            name: String::new(),
            local: Ipv4Addr::from(peers.0 + 1),
            neighbor: Ipv4Addr::from(peers.0),
            neighbor_asn: peers.1,
            hold_s: timers.0,
            keepalive_s: timers.1.min(timers.0 / 2),
            bfd: bfd.map(|(interval_ms, multiplier)| Bfd { interval_ms, multiplier }),
            passive: timers.2,
            preference: timers.3,
            prepend: timers.4,
            accepts,
            announces,
        }
    })
}

fn router() -> impl Strategy<Value = Bird> {
    let named = (any::<String>(), session());
    let sessions = proptest::collection::vec(named, 0..6).prop_map(|sessions| {
        let name = |(at, (name, session)): (usize, (String, Session))| Session {
            name: session_name(&format!("{name}-{at}")),
            ..session
        };
        sessions.into_iter().enumerate().map(name).collect::<Vec<_>>()
    });
    let originates = proptest::collection::vec(net(), 0..5);
    let tables = proptest::collection::btree_set(256_u32..100_000, 0..4);
    (1_u32..=u32::MAX, 1_u32..=u32::MAX, originates, sessions, tables).prop_map(
        |(id, asn, originates, sessions, tables)| Bird {
            router_id: Ipv4Addr::from(id),
            asn,
            originates: originates.into_iter().map(|prefix| Originated { prefix }).collect(),
            sessions,
            propagate_to: tables.into_iter().collect(),
        },
    )
}

#[test]
fn bird_takes_every_router() {
    if !bird_is_here() {
        return;
    }
    let mut runner =
        TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
    let judged = runner
        .run(&router(), |bird| judge(&bird).map_err(proptest::test_runner::TestCaseError::fail));
    judged.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn bird_takes_no_word_of_its_own_as_a_session_but_takes_the_name_made_of_it() {
    if !bird_is_here() {
        return;
    }
    for word in ["kernel", "s", "ipv4", "vpn4", "bgp_path", "master4", "static"] {
        let mut bird = Bird {
            router_id: Ipv4Addr::new(10, 0, 0, 1),
            asn: 65_010,
            originates: vec![],
            sessions: vec![Session {
                name: word.to_owned(),
                local: Ipv4Addr::new(169, 254, 0, 1),
                neighbor: Ipv4Addr::new(169, 254, 0, 2),
                neighbor_asn: 64_512,
                hold_s: 30,
                keepalive_s: 10,
                bfd: None,
                passive: false,
                preference: 100,
                prepend: 0,
                accepts: vec![],
                announces: vec![],
            }],
            propagate_to: vec![],
        };
        assert!(judge(&bird).is_err(), "{word}");
        bird.sessions[0].name = session_name(word);
        judge(&bird).unwrap();
    }
}
