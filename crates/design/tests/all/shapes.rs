//! Estates of other shapes than the example's: what their blueprints hold.

use landbridge_design::Design;
use landbridge_design::blueprint::{GatewayKind, LineEncryption, LineKind, NatKind, Target};

use crate::estates::{INSURER, Parts, designed, refused};

fn with(requirements: &str, change: impl FnOnce(&mut Parts)) -> Design {
    let mut parts = Parts { requirements: requirements.into(), ..Parts::default() };
    change(&mut parts);
    designed(&parts.text())
}

const STEADY: &str = "  connectivity: { latency: lowest, throughput: consistent, peak: 2 Gbps }";

#[test]
fn a_small_estate_has_one_vpn_and_no_line() {
    let design = with("", |_| ());
    let blueprint = &design.blueprint;
    assert_eq!((blueprint.lines.len(), blueprint.vpns.len()), (0, 1));
    assert!(matches!(blueprint.gateways[0].kind, GatewayKind::VirtualPrivate { .. }));
    assert_eq!(blueprint.vpns[0].tunnels[1].bgp.prepend, 1);
}

#[test]
fn three_nines_over_the_internet_use_the_second_address() {
    let design = with("  availability: 99.9%", |_| ());
    let addresses: Vec<String> =
        design.blueprint.vpns.iter().map(|vpn| vpn.customer_address.to_string()).collect();
    assert_eq!(addresses, ["192.0.2.1", "192.0.2.2"]);
    let tunnels = design.blueprint.vpns.iter().flat_map(|vpn| &vpn.tunnels);
    let preferences: Vec<u32> = tunnels.map(|tunnel| tunnel.bgp.local_preference).collect();
    assert_eq!(preferences, [200, 190, 180, 170]);
}

#[test]
fn four_nines_have_two_devices_at_two_locations() {
    let design = with(&format!("{STEADY}\n  availability: 99.99%"), |_| ());
    let lines = &design.blueprint.lines;
    let places: Vec<(u8, u8)> = lines.iter().map(|line| (line.location, line.device)).collect();
    assert_eq!(places, [(1, 1), (2, 1), (1, 2), (2, 2)]);
    assert!(design.blueprint.vpns.is_empty());
}

#[test]
fn several_regions_share_lines_by_a_direct_connect_gateway() {
    let design = with(STEADY, |parts| parts.regions = vec![(16, 2); 3]);
    let blueprint = &design.blueprint;
    assert_eq!(blueprint.lines.len(), 1);
    let gateway = blueprint.gateway(&blueprint.lines[0].gateway).unwrap();
    let GatewayKind::DirectConnect { associations } = &gateway.kind else { panic!("{gateway:?}") };
    assert_eq!(associations.len(), 3);
    // A Direct Connect gateway takes no tunnels: each region's own gateway does.
    assert_eq!(blueprint.vpns.len(), 3);
}

#[test]
fn zones_are_those_that_a_newer_account_has() {
    for (region, zones) in
        [("eu-central-1", ["a", "b"]), ("ap-northeast-1", ["a", "c"]), ("us-west-1", ["a", "c"])]
    {
        let design =
            designed(&INSURER.replace("eu-central-1", region).replace("zones: 3", "zones: 2"));
        let vpc = &design.blueprint.regions[0].vpc;
        let names: Vec<&str> = vpc.zones.iter().map(|zone| zone.name.as_str()).collect();
        assert_eq!(names, zones.map(|letter| format!("{region}{letter}")));
        let private = format!("private-{}", zones[1]);
        assert!(vpc.subnets.iter().any(|s| s.name == *private && s.zone == names[1]), "{vpc:#?}");
        let asked = design.assumptions.iter().any(|one| one.place == "aws-frankfurt/zones");
        assert!(asked, "{:#?}", design.assumptions);
    }
}

#[test]
fn newer_regions_have_no_older_endpoint_for_messages() {
    for (region, has) in [("eu-central-1", true), ("mx-central-1", false)] {
        let design = designed(&INSURER.replace("eu-central-1", region));
        let endpoints = &design.blueprint.regions[0].vpc.endpoints;
        assert_eq!(endpoints.iter().any(|one| one.service == "ec2messages"), has, "{region}");
        assert!(endpoints.iter().any(|one| one.service == "ssmmessages"), "{region}");
    }
}

#[test]
fn an_objective_above_what_the_sla_implies_is_said_so() {
    let design = with(&format!("{STEADY}\n  availability: 99.999%"), |_| ());
    let resilience = design.decisions.iter().find(|d| d.key == "resilience").unwrap();
    assert_eq!(resilience.chosen.key, "two-by-two");
    let reason = resilience.because[0].reason.to_string();
    assert!(reason.ends_with("less than the objective of 99.999%."), "{reason}");
}

#[test]
fn several_accounts_meet_at_peered_transit_gateways() {
    let design =
        with(&format!("{STEADY}\n  accounts: 3"), |parts| parts.regions = vec![(16, 2); 2]);
    let blueprint = &design.blueprint;
    let peers = blueprint.gateways.iter().filter_map(|gateway| match &gateway.kind {
        GatewayKind::Transit { peers, .. } => Some(peers.len()),
        _ => None,
    });
    assert_eq!(peers.collect::<Vec<_>>(), [1, 1]);
    assert!(blueprint.lines[0].transit);
    let table = &blueprint.regions[0].vpc.route_tables[0];
    let targets = table.routes.iter().map(|route| (&route.destination, &route.target));
    let by_gateway: Vec<String> = targets
        .filter(|(_, target)| matches!(target, Target::Gateway(_)))
        .map(|(destination, _)| destination.to_string())
        .collect();
    assert_eq!(by_gateway, ["10.0.0.0/16", "10.101.0.0/16"]);
    assert!(!table.propagates);
}

#[test]
fn regions_beyond_the_sixth_are_reached_through_the_first() {
    let design =
        with(&format!("{STEADY}\n  accounts: 3"), |parts| parts.regions = vec![(16, 2); 8]);
    let blueprint = &design.blueprint;
    let associations = blueprint.gateways.iter().find_map(|gateway| match &gateway.kind {
        GatewayKind::DirectConnect { associations } => Some(associations),
        _ => None,
    });
    let associations = associations.unwrap();
    assert_eq!(associations.len(), 6);
    // Its own range, and those of the two regions without an association.
    assert_eq!(associations[0].prefixes.len(), 3);
    let through = design.findings.iter().filter(|f| f.code == "LB0210" && f.place == "aws-0");
    assert_eq!(through.count(), 1);
}

#[test]
fn ipsec_inside_a_line_announces_nothing_but_its_ends() {
    let needs = "  accounts: 2\n  connectivity: { latency: lowest, throughput: consistent, peak: 500 Mbps }";
    let design = with(needs, |_| ());
    let line = &design.blueprint.lines[0];
    assert_eq!(line.encryption, LineEncryption::Ipsec);
    let ipsec = line.ipsec.as_ref().expect("it is IPsec");
    assert_eq!(ipsec.tunnels.len(), 2);
    let announced = design.blueprint.gateways.iter().find_map(|gateway| match &gateway.kind {
        GatewayKind::DirectConnect { associations } => Some(associations[0].prefixes.clone()),
        _ => None,
    });
    assert_eq!(announced.unwrap(), [ipsec.amazon_block]);
}

#[test]
fn a_hosted_line_has_the_smallest_speed_that_carries_the_peak() {
    let design = with("  connectivity: { latency: lowest, peak: 120 Mbps }", |_| ());
    let line = &design.blueprint.lines[0];
    assert_eq!((line.kind, line.speed.to_string().as_str()), (LineKind::Hosted, "200 Mbps"));
}

#[test]
fn workloads_that_leave_by_the_data_centre_use_private_nat() {
    let design = with("  outbound: sites", |_| ());
    let vpc = &design.blueprint.regions[0].vpc;
    assert!(
        !vpc.internet_gateway && vpc.nats.iter().all(|nat| nat.kind == NatKind::PrivateGateway)
    );
    let table = vpc.route_tables.iter().find(|table| table.name == "nat").unwrap();
    assert!(matches!(table.routes[0].target, Target::Gateway(_)));
    let router = design.blueprint.data_centers[0].router.as_ref().unwrap();
    assert_eq!(router.announces[1].to_string(), "0.0.0.0/0");
}

#[test]
fn staff_get_a_range_of_their_own_with_two_addresses_each() {
    let needs = "  staff_access: { users: 600, reach: [vpc, on-premises, each-other] }";
    let design = with(needs, |_| ());
    let endpoint = &design.blueprint.client_vpns[0];
    assert_eq!(endpoint.clients.to_string(), "100.64.0.0/21");
    let reaches: Vec<String> = endpoint.reaches.iter().map(ToString::to_string).collect();
    assert_eq!(reaches, ["10.100.0.0/16", "10.0.0.0/16", "100.64.0.0/21"]);
}

#[test]
fn public_workloads_without_needs_meet_over_the_internet() {
    let needs = "  inbound: internet\n  outbound: internet\n  encryption: none";
    let design = with(needs, |_| ());
    let blueprint = &design.blueprint;
    assert!(
        blueprint.gateways.is_empty() && blueprint.vpns.is_empty() && blueprint.names.is_empty()
    );
    assert!(blueprint.regions[0].vpc.internet_gateway);
    assert!(design.findings.iter().any(|f| f.code == "LB0214"));
}

#[test]
fn a_data_centre_without_a_router_stands_alone() {
    let design = with("", |parts| parts.routers = false);
    assert!(design.blueprint.gateways.is_empty() && design.blueprint.names.is_empty());
    assert!(design.decisions.iter().all(|d| d.key != "link"));
    assert!(design.findings.iter().any(|f| f.code == "LB0214"));
}

#[test]
fn every_data_centre_is_linked_and_two_are_not_joined_with_each_other() {
    let design = with(STEADY, |parts| parts.data_centers = 2);
    let ends: Vec<String> =
        design.blueprint.lines.iter().map(|line| line.data_center.to_string()).collect();
    assert_eq!(ends, ["dc-0", "dc-1"]);
    let apart = design.findings.iter().find(|f| f.code == "LB0214").unwrap();
    assert!(apart.message.contains("dc-0 and dc-1"), "{}", apart.message);
}

#[test]
fn a_vpc_that_does_not_hold_its_subnets_is_refused() {
    let parts = Parts {
        regions: vec![(27, 2)],
        requirements: "  outbound: updates".into(),
        ..Parts::default()
    };
    let errors = refused(&parts.text());
    assert_eq!(errors[0].code, "LB0203");
    assert!(errors[0].at().is_some());
}

#[test]
fn a_vpc_in_which_endpoints_do_not_fit_is_an_error() {
    let design = with("", |parts| parts.regions = vec![(28, 1)]);
    let full = design.findings.iter().find(|f| f.code == "LB0226").unwrap();
    assert!(full.message.contains("11 usable addresses and needs 15"), "{}", full.message);
}

#[test]
fn two_hundred_subnets_are_designed_within_aws_limits() {
    let parts = Parts {
        regions: vec![(16, 6); 17],
        services: 1_000,
        hosts: 200,
        database: true,
        ..Parts::default()
    };
    let design =
        designed(&Parts { requirements: format!("{STEADY}\n  outbound: updates"), ..parts }.text());
    let subnets: usize = design.blueprint.regions.iter().map(|r| r.vpc.subnets.len()).sum();
    assert!(subnets >= 200, "{subnets}");
    assert!(design.findings.iter().all(|f| f.code != "LB0223"), "{:#?}", design.findings);
}

#[test]
fn names_too_long_for_a_host_are_refused() {
    let text = Parts::default().text().replace("worker:", &format!("{}:", "w".repeat(63)));
    let errors = refused(&text);
    assert_eq!(errors[0].code, "LB0203");
    assert!(errors[0].message.contains("longer than 63 characters"), "{}", errors[0].message);
}

#[test]
fn more_staff_than_a_range_holds_are_refused() {
    let requirements = "  staff_access: { users: 600000, reach: [vpc] }".into();
    let errors = refused(&Parts { requirements, ..Parts::default() }.text());
    assert!(errors[0].message.contains("no free range"), "{}", errors[0].message);
}

#[test]
fn staff_cannot_reach_a_data_centre_that_nothing_joins() {
    let needs = "  staff_access: { users: 5, reach: [on-premises] }";
    let design = with(needs, |parts| parts.routers = false);
    assert!(design.blueprint.client_vpns[0].reaches.is_empty());
    let place = "aws-0/client-vpn";
    assert!(design.findings.iter().any(|f| f.code == "LB0214" && f.place == place));
}
