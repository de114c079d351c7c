//! Each finding appears when a sound blueprint is broken in its way, and not before.

use std::collections::BTreeSet;

use landbridge_estate::model::{Disruption, Estate};
use landbridge_estate::names::Name;
use landbridge_estate::span::Located;
use landbridge_estate::units::{BitsPerSecond, Millis};

use super::{codes, inspect};
use crate::blueprint::{
    Association, Blueprint, EndpointKind, Gateway, GatewayKind, LineEncryption, LineKind, NatKind,
    PublicInterface, Route, SubnetKind, Target,
};
use crate::design;
use crate::finding::{Finding, Severity};

fn insurer() -> (Estate, Blueprint) {
    let text = include_bytes!("../../../../examples/insurer.yaml");
    let (estate, _) = landbridge_estate::read("insurer.yaml", text).expect("the example is right");
    let blueprint = design(&estate).expect("the example can be designed").blueprint;
    (estate, blueprint)
}

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn direct_connect(blueprint: &mut Blueprint, prefixes: &[&str]) {
    let prefixes = prefixes.iter().map(|prefix| prefix.parse().unwrap()).collect();
    let association = Association { gateway: blueprint.gateways[0].name.clone(), prefixes };
    let kind = GatewayKind::DirectConnect { associations: vec![association] };
    blueprint.gateways.push(Gateway { name: name("dxgw"), asn: 64_600, kind });
    blueprint.lines[0].gateway = name("dxgw");
}

type Break = fn(&mut Estate, &mut Blueprint);

/// A code that a sound insurer does not have, and what brings it about.
#[rustfmt::skip]
const BREAKS: &[(&str, Severity, Break)] = &[
    (codes::SHARED_NAT, Severity::Error, |_, b| { b.regions[0].vpc.nats.truncate(1); b.regions[0].vpc.route_tables[3].routes[0].target = Target::Nat(name("nat-gateway-a")); }),
    (codes::ONE_ZONE, Severity::Error, |_, b| b.regions[0].vpc.zones.truncate(1)),
    (codes::NOT_JOINED, Severity::Warning, |_, b| { b.lines.clear(); b.vpns.clear(); }),
    (codes::LINE_BELOW_PEAK, Severity::Error, |_, b| b.lines[0].speed = BitsPerSecond(1_000_000_000)),
    (codes::TOO_MANY_PREFIXES, Severity::Error, |_, b| b.data_centers[0].router.as_mut().unwrap().announces = vec!["10.10.0.0/16".parse().unwrap(); 101]),
    (codes::GATEWAY_LIMIT, Severity::Error, |_, b| b.vpns = vec![b.vpns[0].clone(); 11]),
    (codes::TOO_MANY_INTERFACES, Severity::Error, |_, b| { b.lines[0].kind = LineKind::Hosted; b.lines[0].public_interface = Some(PublicInterface { vlan: 9, announces: Vec::new() }); }),
    (codes::NOTICED_TOO_LATE, Severity::Error, |e, _| e.requirements.connectivity.max_outage.as_mut().unwrap().value = Millis(899)),
    (codes::SUBNET_FULL, Severity::Error, |_, b| b.regions[0].vpc.subnets[0].cidr = "10.20.0.0/28".parse().unwrap()),
    (codes::NUMBER_TOO_LARGE, Severity::Error, |_, b| b.data_centers[0].router.as_mut().unwrap().asn = 2_147_483_647),
    (codes::BAD_RANGE, Severity::Error, |_, b| b.regions[0].vpc.subnets[0].cidr = "10.20.128.0/20".parse().unwrap()),
    (codes::BAD_RANGE, Severity::Error, |_, b| b.regions[0].vpc.subnets[0].cidr = "10.21.0.0/20".parse().unwrap()),
    (codes::BAD_RANGE, Severity::Error, |_, b| b.regions[0].vpc.network = "10.20.0.0/15".parse().unwrap()),
    (codes::BAD_ADDRESS, Severity::Error, |_, b| b.regions[0].vpc.hosts[0].address = "10.20.0.3".parse().unwrap()),
    (codes::BAD_ADDRESS, Severity::Error, |_, b| b.regions[0].vpc.hosts[0].address = "10.20.31.255".parse().unwrap()),
    (codes::BAD_ADDRESS, Severity::Error, |_, b| b.regions[0].vpc.hosts[0].address = "10.20.0.5".parse().unwrap()),
    (codes::BAD_ADDRESS, Severity::Error, |_, b| b.data_centers[0].hosts[0].address = "10.10.0.1".parse().unwrap()),
    (codes::BAD_LINK_ADDRESSES, Severity::Error, |_, b| b.lines[0].bgp = b.vpns[0].tunnels[0].bgp.clone()),
    (codes::BAD_LINK_ADDRESSES, Severity::Error, |_, b| b.lines[0].bgp.customer = b.lines[0].bgp.amazon),
    (codes::BAD_LINK_ADDRESSES, Severity::Error, |_, b| { b.lines[0].bgp.customer = "169.254.5.2/30".parse().unwrap(); b.lines[0].bgp.amazon = "169.254.5.1/30".parse().unwrap(); }),
    (codes::SITES_OVERLAP, Severity::Error, |_, b| b.data_centers[0].network = "10.20.64.0/18".parse().unwrap()),
    (codes::ASN_TWICE, Severity::Error, |_, b| b.gateways[0].asn = 65_010),
    (codes::DANGLING, Severity::Error, |_, b| b.lines[0].gateway = name("nowhere")),
    (codes::DANGLING, Severity::Error, |_, b| b.regions[0].vpc.subnets[0].route_table = name("nowhere")),
    (codes::DANGLING, Severity::Error, |_, b| b.regions[0].vpc.internet_gateway = false),
    (codes::BACKUP_WINS, Severity::Error, |_, b| direct_connect(b, &["10.0.0.0/8"])),
    (codes::PUBLIC_TRAFFIC, Severity::Warning, |_, b| b.regions[0].vpc.endpoints.retain(|e| e.kind == EndpointKind::Gateway)),
    (codes::CLEAR_TEXT, Severity::Error, |_, b| b.lines[0].encryption = LineEncryption::None),
    (codes::CLEAR_TEXT, Severity::Warning, |_, b| b.lines[0].encryption = LineEncryption::ApplicationTls),
    (codes::PRIVATE_NAT_DROPPED, Severity::Error, |_, b| b.regions[0].vpc.nats[0].kind = NatKind::PrivateGateway),
    (codes::EXPOSED_HOST, Severity::Error, |_, b| b.regions[0].vpc.subnets[0].kind = SubnetKind::Public),
    (codes::ADOPTED_VPC, Severity::Warning, |e, b| { b.regions[0].vpc.existing = Some("vpc-0abc".into()); e.regions[0].existing = Some(landbridge_estate::model::Existing { vpc: Some(Located::unstated("vpc-0abc".into())), accounts: Vec::new() }); }),
];

/// What an insurer with a sound blueprint is told all the same.
const KNOWN: &[&str] = &[
    codes::SINGLE_POINT,
    codes::UNUSED_UPLINK,
    codes::TUNNEL_BELOW_PEAK,
    codes::NOTICED_TOO_LATE,
    codes::BFD_INACTIVE,
    codes::LINE_TAKES_WEEKS,
];

fn told(found: &[Finding]) -> BTreeSet<(&str, Severity)> {
    found.iter().map(|finding| (finding.code, finding.severity)).collect()
}

#[test]
fn each_break_is_found() {
    let (estate, blueprint) = insurer();
    let sound = inspect(&estate, &blueprint);
    for (n, (code, severity, breaks)) in BREAKS.iter().enumerate() {
        let (mut estate, mut blueprint) = (estate.clone(), blueprint.clone());
        breaks(&mut estate, &mut blueprint);
        let found = inspect(&estate, &blueprint);
        assert!(told(&found).contains(&(*code, *severity)), "break {n}, {code}: {found:#?}");
        assert!(!told(&sound).contains(&(*code, *severity)), "break {n}, {code} was there before");
    }
}

#[test]
fn each_finding_has_a_break_or_is_known() {
    let broken: BTreeSet<&str> = BREAKS.iter().map(|(code, ..)| *code).collect();
    let known: BTreeSet<&str> = KNOWN.iter().copied().collect();
    // Up to LB0209 stand the codes of pins and of what does not fit, which no blueprint shows.
    let all: BTreeSet<&str> = codes::codes().filter(|code| *code > "LB0209").collect();
    assert_eq!(broken.union(&known).copied().collect::<BTreeSet<_>>(), all);
    let (estate, blueprint) = insurer();
    let found: BTreeSet<&str> = inspect(&estate, &blueprint).iter().map(|f| f.code).collect();
    assert_eq!(found, known);
}

fn single_points(estate: &Estate, blueprint: &Blueprint) -> Vec<String> {
    let found = inspect(estate, blueprint).into_iter().filter(|f| f.code == codes::SINGLE_POINT);
    found.map(|finding| format!("{:?} {}", finding.severity, finding.place)).collect()
}

#[test]
fn a_line_without_backup_is_a_single_point_and_a_backed_up_one_is_not() {
    let (mut estate, mut blueprint) = insurer();
    assert_eq!(single_points(&estate, &blueprint), ["Warning frankfurt-dc/router"]);
    blueprint.vpns.clear();
    let both = ["Warning frankfurt-dc/router", "Error line-1"];
    assert_eq!(single_points(&estate, &blueprint), both);
    estate.recovery.as_mut().unwrap().survives.retain(|d| d.value != Disruption::Line);
    assert!(single_points(&estate, &blueprint).contains(&"Warning line-1".to_owned()));
}

#[test]
fn two_lines_to_one_location_share_it() {
    let (estate, mut blueprint) = insurer();
    blueprint.vpns.clear();
    let mut second = blueprint.lines[0].clone();
    (second.name, second.device) = (name("line-2"), 2);
    blueprint.lines.push(second);
    let shared = ["Warning frankfurt-dc/router", "Warning frankfurt-dc/location-1"];
    assert_eq!(single_points(&estate, &blueprint), shared);
    blueprint.lines[1].location = 2;
    assert_eq!(single_points(&estate, &blueprint), ["Warning frankfurt-dc/router"]);
}

#[test]
fn tunnels_from_one_address_share_it() {
    let (estate, mut blueprint) = insurer();
    blueprint.lines.clear();
    let shared = ["Warning frankfurt-dc/router", "Warning frankfurt-dc/192.0.2.2"];
    assert_eq!(single_points(&estate, &blueprint), shared);
    blueprint.vpns[0].tunnels.truncate(1);
    assert!(single_points(&estate, &blueprint).contains(&"Warning vpn-1-tunnel-1".to_owned()));
}

#[test]
fn a_route_that_leads_to_a_lost_gateway_dangles() {
    let (estate, mut blueprint) = insurer();
    let route = Route {
        destination: "10.10.0.0/16".parse().unwrap(),
        target: Target::Gateway(name("tgw")),
    };
    blueprint.regions[0].vpc.route_tables[0].routes.push(route);
    let found = inspect(&estate, &blueprint);
    let dangling = found.iter().find(|f| f.code == codes::DANGLING).unwrap();
    assert_eq!(dangling.place, "aws-frankfurt/private-a");
}
