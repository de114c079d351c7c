//! What a rehearsal imitates or leaves out, in plain words, so that nobody takes it for AWS.

use landbridge_design::blueprint::{Blueprint, EndpointKind, GatewayKind, LineEncryption, Vendor};

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
    if !blueprint.lines.is_empty() {
        said.push(
            "Lines: wires with 1 ms delay one way. Their speed and MACsec are not rehearsed."
                .to_owned(),
        );
    }
    if !blueprint.vpns.is_empty() {
        said.push(
            "Tunnels: strongSwan on both sides with encryption outside the kernel; the internet between them is a wire with 8 to 9 ms delay one way. Throughput is not rehearsed."
                .to_owned(),
        );
    }
    if blueprint.lines.iter().any(|l| l.encryption == LineEncryption::ApplicationTls) {
        said.push("TLS of the applications: they do not run yet.".to_owned());
    }
    left_out(blueprint, &mut said);
    said
}

fn left_out(blueprint: &Blueprint, said: &mut Vec<String>) {
    let endpoints = blueprint.regions.iter().flat_map(|r| &r.vpc.endpoints);
    if endpoints.filter(|e| e.kind == EndpointKind::Interface).count() > 0 {
        said.push("Not rehearsed: interface endpoints of AWS's APIs.".to_owned());
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
