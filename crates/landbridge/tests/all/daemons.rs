//! Daemons that are killed show as failed, and come back with all that hung on them.

use landbridge_outcome::rehearsal::DaemonStatus;

use crate::reach::{assert_all_reach, assert_reaches};
use crate::support::place::{Place, as_root_and_user, eventually_or};
use crate::support::rehearsal::{Rehearsal, daemon};

as_root_and_user!(killed_routers_come_back, killed_tunnel_ends_come_back, killed_wires_come_back,);

fn killed_routers_come_back(place: &Place) {
    let hosts = ["frankfurt-dc/router", "aws-frankfurt/vgw-aws-frankfurt", "aws-frankfurt/vpc"];
    come_back(place, &hosts.map(|host| (host, "bird")));
}

fn killed_tunnel_ends_come_back(place: &Place) {
    let hosts = ["frankfurt-dc/vpn-1-tunnel-1", "aws-frankfurt/vpn-1-tunnel-1"];
    come_back(place, &hosts.map(|host| (host, "charon")));
}

fn killed_wires_come_back(place: &Place) {
    come_back(place, &[("wires", "line-1"), ("wires", "internet-vpn-1-tunnel-1")]);
}

fn come_back(place: &Place, daemons: &[(&str, &str)]) {
    let up = place.up("phoenix");
    up.sound();
    for &(host, name) in daemons {
        let failed = kill_until_seen(up, host, name);
        assert!(failed.last_failure.is_some_and(|why| why.contains("SIGKILL")), "{name} on {host}");
        let restarts = failed.restarts;
        let status = up.eventually(&format!("{name} on {host} is back"), |status| {
            let now = daemon(status, host, name);
            now.state == "running" && now.restarts > restarts
        });
        assert_ne!(daemon(&status, host, name).pid, failed.pid);
        up.sound();
        assert_all_reach(up);
        // The tunnels too carry again: each end's inside address answers the other.
        assert_reaches(up, "frankfurt-dc/router", &["169.254.8.1", "169.254.8.5"]);
        let log = up.run("logs", &["rehearsal"]).fine();
        assert!(!log.contains("panicked"), "{log}");
    }
    up.down();
}

/// Kills a daemon until `status` is seen to show it as failed: it is brought back quickly the first time, and slower each
/// time after.
fn kill_until_seen(up: Rehearsal<'_>, host: &str, name: &str) -> DaemonStatus {
    for _ in 0..5 {
        let running = |state: &str| state == "running";
        let status = up.eventually("it runs", |s| running(&daemon(s, host, name).state));
        let pid = daemon(&status, host, name).pid.expect("what runs has a process");
        let restarts = daemon(&status, host, name).restarts;
        // All hosts share one PID namespace, and wires have no host.
        up.said("frankfurt-dc/router", &format!("kill -KILL {pid}"));
        let seen = eventually_or("it is noticed", || {
            let status = up.status();
            let now = daemon(&status, host, name).clone();
            if now.state == "failed" || now.restarts > restarts { Ok(now) } else { Err(now.state) }
        });
        if seen.state == "failed" {
            return seen;
        }
    }
    panic!("{name} on {host} was never seen as failed");
}
