//! What a rehearsal imitates or leaves out, in plain words, so that nobody takes it for AWS.

use landbridge_design::blueprint::{Blueprint, EndpointKind, GatewayKind, LineEncryption, Vendor};

use crate::translate::internet::has_exit;

/// What is imitated or left out for this blueprint.
pub fn list(blueprint: &Blueprint) -> Vec<String> {
    let mut said = Vec::new();
    for gateway in &blueprint.gateways {
        let what = match gateway.kind {
            GatewayKind::VirtualPrivate { .. } => "virtual private gateway",
            GatewayKind::DirectConnect { .. } => "Direct Connect gateway",
            GatewayKind::Transit { .. } => "transit gateway",
        };
        said.push(format!(
            "{}: AWS's {what} is imitated by bird at AWS's documented timers.",
            gateway.name
        ));
    }
    for router in blueprint.data_centers.iter().filter_map(|d| d.router.as_ref()) {
        match router.vendor {
            Vendor::Linux => {}
            Vendor::CiscoIosXe | Vendor::JuniperJunos => said.push(format!(
                "{}: the customer's own router is another make; bird and strongSwan stand in with the same addresses and timers.",
                router.name
            )),
        }
    }
    links(blueprint, &mut said);
    if blueprint.lines.iter().any(|l| l.encryption == LineEncryption::ApplicationTls) {
        said.push("TLS of the applications: they do not run yet.".to_owned());
    }
    left_out(blueprint, &mut said);
    said
}

fn links(blueprint: &Blueprint, said: &mut Vec<String>) {
    if !blueprint.lines.is_empty() {
        said.push(
            "Lines: wires with 1 ms delay one way. Their speed and MACsec are not rehearsed."
                .to_owned(),
        );
    }
    let inside = blueprint.lines.iter().any(|line| line.ipsec.is_some());
    if !blueprint.vpns.is_empty() || inside {
        said.push(
            "Tunnels: strongSwan on both sides with encryption outside the kernel. Throughput is not rehearsed."
                .to_owned(),
        );
    }
    if !blueprint.vpns.is_empty() {
        said.push(
            "The internet under tunnels: a wire for each, with 8 to 9 ms delay one way.".to_owned(),
        );
    }
    if blueprint.data_centers.iter().any(has_exit) {
        said.push(
            "The way out by a data centre: its own access to the internet is imitated by address translation; its proxy and its firewall are not there."
                .to_owned(),
        );
    }
}

fn left_out(blueprint: &Blueprint, said: &mut Vec<String>) {
    let endpoints = blueprint.regions.iter().flat_map(|r| &r.vpc.endpoints);
    if endpoints.filter(|e| e.kind == EndpointKind::Interface).count() > 0 {
        said.push("Not rehearsed: interface endpoints of AWS's APIs.".to_owned());
    }
    if blueprint.lines.iter().any(|line| line.public_interface.is_some()) {
        said.push("Not rehearsed: public virtual interfaces.".to_owned());
    }
    let routers = blueprint.data_centers.iter().any(|d| d.router.is_some());
    if routers && blueprint.lines.is_empty() && blueprint.vpns.is_empty() {
        said.push("Not rehearsed: what the data centres and AWS say to each other over the internet, each by public addresses.".to_owned());
    }
    if !blueprint.names.is_empty() {
        said.push("Not rehearsed: forwarding of names between the sites.".to_owned());
    }
    if !blueprint.client_vpns.is_empty() {
        said.push("Not rehearsed: Client VPN.".to_owned());
    }
    let workloads = &blueprint.workloads;
    if !(workloads.services.is_empty()
        && workloads.databases.is_empty()
        && workloads.files.is_empty())
    {
        said.push("Not rehearsed: services, databases and files; their hosts are there and reach each other.".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::list;
    use crate::translate::tests::{blueprint, estates};

    fn said_of(estate: &str) -> String {
        let found = estates().into_iter().find(|(name, _)| name == estate);
        list(&blueprint(&found.expect("the estate is there").1)).join("\n")
    }

    #[test]
    fn tunnels_inside_lines_need_no_internet() {
        let said = said_of("ipsec-in-lines");
        assert!(said.contains("Tunnels: strongSwan") && !said.contains("The internet"), "{said}");
        assert!(said_of("vpn").contains("The internet under tunnels"));
    }

    #[test]
    fn what_meets_over_the_internet_only_is_said_to_be_left_out() {
        assert!(said_of("internet").contains("over the internet, each by public addresses"));
        assert!(!said_of("vpn").contains("each by public addresses"));
        assert!(!said_of("no-router").contains("each by public addresses"));
        assert!(said_of("private-nat").contains("The way out by a data centre"));
    }
}
