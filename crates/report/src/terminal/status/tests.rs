//! How the state of a rehearsal reads.

use super::*;
use crate::samples;

#[test]
fn a_cut_line_and_a_failed_daemon_are_seen_without_colour() {
    insta::assert_snapshot!(status(&samples::status(), Style::default()), @"
    insurer (estate insurer), up for 3 min 12 s

    Lines and tunnels
    Name            Kind    BGP session  Traffic  Fault
    ────────────────────────────────────────────────────
    line-1          line    Active       down     cut
    vpn-1-tunnel-1  tunnel  Established  in use   –
    vpn-1-tunnel-2  tunnel  Established  standby  –

    Daemons
    Host                 Daemon  State    Process  Restarts  Last failure
    ────────────────────────────────────────────────────────────────────────────
    frankfurt-dc/router  bird    running       31         0  –
    aws-frankfurt/vgw    charon  failed         –         1  killed by signal 9

    Hosts
    Name                           Stands for   Addresses
    ─────────────────────────────────────────────────────────
    frankfurt-dc/container-host-1  host         10.10.0.10
    aws-frankfurt/nat-a            nat gateway  10.20.192.10
    ");
}
