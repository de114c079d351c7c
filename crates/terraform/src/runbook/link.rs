//! Looking at the link, and breaking it on purpose.

use std::collections::BTreeSet;

use landbridge_config::bird::session_name;
use landbridge_design::blueprint::{Blueprint, LineEncryption, Vendor};

use super::Book;

/// The same looks on routers of other vendors.
fn vendors(blueprint: &Blueprint) -> BTreeSet<&'static str> {
    let routers = blueprint.data_centers.iter().filter_map(|site| site.router.as_ref());
    let said = routers.filter_map(|router| match router.vendor {
        Vendor::Linux => None,
        Vendor::CiscoIosXe => Some(
            "\nOn Cisco IOS-XE: `show ip bgp summary`, `show ip bgp`, `show bfd neighbors`, `show crypto ikev2 sa`; to take a session down,
`neighbor ADDRESS shutdown`.",
        ),
        Vendor::JuniperJunos => Some(
            "\nOn Juniper Junos: `show bgp summary`, `show route protocol bgp`, `show bfd session`, `show security ike sa`; to take a session
down, `deactivate protocols bgp group GROUP neighbor ADDRESS` and `commit`.",
        ),
    });
    said.collect()
}

impl Book {
    /// Looks at each part of the link, then breaks it as the rehearsal did.
    pub(super) fn acceptance(&mut self, blueprint: &Blueprint) {
        self.look(blueprint);
        self.reach(blueprint);
        if !blueprint.lines.is_empty() {
            self.break_lines(blueprint);
        }
        if blueprint.lines.is_empty() && !blueprint.vpns.is_empty() {
            self.break_tunnel(blueprint);
        }
    }

    fn look(&mut self, blueprint: &Blueprint) {
        let mut text = "On each router every session is `Established`, with what is learnt and what is announced:
```
birdc show protocols
birdc show route where source = RTS_BGP
```"
        .to_owned();
        if blueprint.lines.iter().any(|line| line.bgp.bfd.is_some()) {
            text.push_str(
                "\nBFD is on at AWS's side of a line from the start, and sleeps until the router sends. Every line is `Up`:\n```\nbirdc show bfd sessions\n```",
            );
        }
        let tunnels =
            !blueprint.vpns.is_empty() || blueprint.lines.iter().any(|line| line.ipsec.is_some());
        if tunnels {
            text.push_str("\nEvery tunnel is `ESTABLISHED` and its child `INSTALLED`:\n```\nswanctl --list-sas\n```");
        }
        if blueprint.lines.iter().any(|line| line.encryption == LineEncryption::ApplicationTls) {
            text.push_str("\nNothing below the applications encrypts the line: look that each of them speaks TLS across it.");
        }
        text.push_str("\nFrom AWS's side:\n```\n");
        if !blueprint.lines.is_empty() {
            text.push_str("aws directconnect describe-virtual-interfaces --query 'virtualInterfaces[].[virtualInterfaceName,virtualInterfaceState,bgpPeers[].bgpStatus]'\n");
        }
        if tunnels {
            text.push_str("aws ec2 describe-vpn-connections --query 'VpnConnections[].VgwTelemetry[].[OutsideIpAddress,Status,AcceptedRouteCount]'\n");
        }
        text.push_str("```");
        for vendor in vendors(blueprint) {
            text.push_str(vendor);
        }
        self.step("Look at the link", text);
    }

    fn reach(&mut self, blueprint: &Blueprint) {
        let networks: Vec<_> =
            blueprint.regions.iter().map(|region| region.vpc.network.to_string()).collect();
        self.step(
            "Reach the other side",
            format_args!(
                "From a host of the data centre, reach a host in each of {}, and the other way round, by address and by name. Where nothing runs in
a VPC yet, start the smallest instance in a private subnet for it, and end it afterwards. Send large packets as well (`ping -M do -s 1372`): a path that drops them shows here and not later.",
                networks.join(", ")
            ),
        );
    }

    fn break_lines(&mut self, blueprint: &Blueprint) {
        let commands: String = blueprint.lines.iter().fold(String::new(), |text, line| {
            let name = session_name(line.name.as_str());
            text + &format!("birdc disable {name}; sleep 60; birdc enable {name}\n")
        });
        let objective = blueprint.objectives.max_outage.map_or_else(String::new, |outage| {
            format!(" The estate allows an outage of {outage}.")
        });
        self.step(
            "Break the line on purpose",
            format_args!(
                "Keep `ping -i 0.1` running in both directions through all of this, and count what is lost.{objective}
1. Maintenance, which should lose nothing: on the router, one line after the other:
```
{commands}```
2. AWS's own test, which takes BGP down from its side:
```
aws directconnect start-bgp-failover-test --virtual-interface-id dxvif-… --test-duration-in-minutes 10
```
3. A silent cut, which neither of the two shows: have the cross-connect's fibre pulled, and put back.

Compare each with the rehearsal's report. Traffic must come back to the line by itself each time."
            ),
        );
    }

    fn break_tunnel(&mut self, blueprint: &Blueprint) {
        let tunnels = blueprint.vpns.iter().flat_map(|vpn| &vpn.tunnels);
        let commands: String = tunnels.fold(String::new(), |text, tunnel| {
            let name = session_name(tunnel.name.as_str());
            text + &format!("birdc disable {name}; sleep 60; birdc enable {name}\n")
        });
        self.step(
            "Break the tunnels on purpose",
            format_args!(
                "Keep `ping -i 0.1` running in both directions, and take one tunnel after the other down:\n```\n{commands}```"
            ),
        );
    }
}
