//! Networks of small and large estates, written by hand so that no rule's change moves a picture.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use landbridge_design::blueprint::{
    Association, BgpSession, Blueprint, DataCenter, Endpoint, EndpointKind, Gateway, GatewayKind,
    Host, HostRole, Line, LineEncryption, LineKind, Nat, NatKind, Objectives, Peer, Purpose,
    Region, RouteTable, Router, Subnet, SubnetKind, Tunnel, Vendor, Vpc, Vpn, Workloads, Zone,
};
use landbridge_estate::names::{AwsRegion, Name};
use landbridge_estate::units::{BitsPerSecond, Millis};

fn name(text: &str) -> Name {
    Name::new(text).expect("tests write proper names")
}

fn net(text: &str) -> Ipv4Net {
    text.parse().expect("tests write proper networks")
}

/// The n-th network of a prefix length within another.
fn part(of: Ipv4Net, prefix: u8, n: usize) -> Ipv4Net {
    of.subnets(prefix).expect("tests cut networks smaller").nth(n).expect("tests stay inside")
}

/// The n-th address of a network.
fn address(of: Ipv4Net, n: usize) -> Ipv4Addr {
    of.hosts().nth(n).expect("tests stay inside")
}

fn host(site: Ipv4Net, subnet: &str, host: &str, role: HostRole, n: usize) -> Host {
    Host {
        name: name(host),
        subnet: name(subnet),
        address: address(site, n),
        role,
        cpu: None,
        memory: None,
    }
}

/// A data centre with so many hosts.
fn data_center(site: &str, number: u8, hosts: usize) -> DataCenter {
    let network = Ipv4Net::new(Ipv4Addr::new(10, number, 0, 0), 16).expect("16 is a prefix length");
    let lan = part(network, 24, 0);
    let container_host =
        |n| host(lan, "lan", &format!("container-host-{n}"), HostRole::ContainerHost, 9 + n);
    DataCenter {
        site: name(site),
        network,
        lan,
        gateway: address(lan, 0),
        router: Some(Router {
            name: name("router"),
            vendor: Vendor::CiscoIosXe,
            asn: 65_000 + u32::from(number),
            router_id: address(lan, 0),
            public_addresses: vec![Ipv4Addr::new(192, 0, 2, number)],
            announces: vec![network],
        }),
        dns_domain: Some("corp.insurer.example".into()),
        resolvers: vec![address(lan, 1)],
        hosts: (1..=hosts).map(container_host).collect(),
    }
}

/// A region with so many zones, each with a subnet of each kind, a NAT gateway and two hosts.
fn region(site: &str, aws: &str, number: u8, zones: usize, purpose: Purpose) -> Region {
    let network = Ipv4Net::new(Ipv4Addr::new(10, number, 0, 0), 16).expect("16 is a prefix length");
    let letters: Vec<char> = ('a'..='z').take(zones).collect();
    let kinds = [
        ("private", SubnetKind::Private, 21),
        ("isolated", SubnetKind::Isolated, 24),
        ("public", SubnetKind::Public, 26),
    ];
    let mut vpc = empty_vpc(network);
    for (i, letter) in letters.iter().enumerate() {
        vpc.zones.push(Zone { name: format!("{aws}{letter}") });
        for (k, (kind, subnet_kind, prefix)) in kinds.into_iter().enumerate() {
            vpc.subnets.push(Subnet {
                name: name(&format!("{kind}-{letter}")),
                zone: format!("{aws}{letter}"),
                kind: subnet_kind,
                cidr: part(part(network, 18, k), prefix, i),
                route_table: name(kind),
            });
        }
        let nat = name(&format!("nat-{letter}"));
        let public = name(&format!("public-{letter}"));
        let inside = address(part(network, 18, 2), 4 + 64 * i);
        vpc.nats.push(Nat { name: nat, kind: NatKind::Gateway, subnet: public, address: inside });
        let hosts = [
            ("private", format!("container-host-{}", i + 1), HostRole::ContainerHost),
            ("isolated", format!("policies-{}", i + 1), HostRole::Database),
        ];
        for (k, (subnet, called, role)) in hosts.into_iter().enumerate() {
            let range = part(network, 18, k);
            let subnet = format!("{subnet}-{letter}");
            vpc.hosts.push(host(range, &subnet, &called, role, 9 + 2_048 * i / (1 + 7 * k)));
        }
    }
    let region = AwsRegion::new(aws).expect("tests write proper regions");
    Region { site: name(site), region, purpose, vpc }
}

fn empty_vpc(network: Ipv4Net) -> Vpc {
    let endpoint =
        |service: &str, kind| Endpoint { service: service.into(), kind, subnets: Vec::new() };
    let interfaces =
        ["ecs", "ecs-agent", "ecs-telemetry", "ssm", "ssmmessages", "ecr.api", "ecr.dkr", "logs"];
    let mut endpoints: Vec<Endpoint> =
        interfaces.map(|service| endpoint(service, EndpointKind::Interface)).into();
    endpoints.push(endpoint("s3", EndpointKind::Gateway));
    Vpc {
        network,
        existing: None,
        zones: Vec::new(),
        subnets: Vec::new(),
        route_tables: ["private", "isolated", "public"]
            .map(|table| RouteTable { name: name(table), routes: Vec::new(), propagates: true })
            .into(),
        internet_gateway: true,
        nats: Vec::new(),
        endpoints,
        hosts: Vec::new(),
    }
}

fn bgp(link: &str) -> BgpSession {
    BgpSession {
        customer: net(link),
        amazon: net(link),
        hold: Millis(30_000),
        keepalive: Millis(10_000),
        bfd: None,
        local_preference: 100,
        prepend: 0,
    }
}

/// A line of 2 Gbps.
fn line(called: &str, from: &str, to: &str, location: u8) -> Line {
    Line {
        name: name(called),
        data_center: name(from),
        kind: LineKind::Dedicated,
        speed: BitsPerSecond(10_000_000_000),
        location,
        device: 1,
        gateway: name(to),
        vlan: 100 + u16::from(location),
        transit: false,
        bgp: bgp("169.254.255.1/30"),
        encryption: LineEncryption::ApplicationTls,
        ipsec: None,
        public_interface: None,
    }
}

/// A VPN connection with its two tunnels.
fn vpn(called: &str, from: &str, to: &str) -> Vpn {
    let tunnel = |n: u8| Tunnel {
        name: name(&format!("{called}-tunnel-{n}")),
        inside: net(&format!("169.254.{n}.0/30")),
        bgp: bgp("169.254.10.1/30"),
        dpd_timeout: Millis(30_000),
    };
    Vpn {
        name: name(called),
        data_center: name(from),
        customer_address: Ipv4Addr::new(192, 0, 2, 2),
        gateway: name(to),
        tunnels: vec![tunnel(1), tunnel(2)],
    }
}

/// A virtual private gateway.
fn vgw(called: &str, region: &str) -> Gateway {
    Gateway {
        name: name(called),
        asn: 64_512,
        kind: GatewayKind::VirtualPrivate { region: name(region) },
    }
}

fn tgw(called: &str, region: &str, peers: &[&str]) -> Gateway {
    let peers =
        peers.iter().map(|peer| Peer { gateway: name(peer), prefixes: Vec::new() }).collect();
    Gateway {
        name: name(called),
        asn: 64_513,
        kind: GatewayKind::Transit { region: name(region), peers },
    }
}

/// A Direct Connect gateway that passes lines to these gateways.
fn dxgw(called: &str, to: &[&str]) -> Gateway {
    let associations = to
        .iter()
        .map(|gateway| Association { gateway: name(gateway), prefixes: Vec::new() })
        .collect();
    Gateway { name: name(called), asn: 64_600, kind: GatewayKind::DirectConnect { associations } }
}

/// A blueprint of these sites, with nothing between them.
fn empty(data_centers: Vec<DataCenter>, regions: Vec<Region>) -> Blueprint {
    Blueprint {
        estate: name("insurer"),
        data_centers,
        regions,
        gateways: Vec::new(),
        lines: Vec::new(),
        vpns: Vec::new(),
        names: Vec::new(),
        client_vpns: Vec::new(),
        objectives: Objectives { max_outage: Some(Millis(5_000)), max_outage_line: Some(16) },
        workloads: Workloads::default(),
    }
}

/// The insurer: one data centre, one region of three zones, a line with a VPN as its backup.
pub(crate) fn insurer() -> Blueprint {
    let aws = region("aws-frankfurt", "eu-central-1", 20, 3, Purpose::Workloads);
    Blueprint {
        gateways: vec![vgw("vgw-frankfurt", "aws-frankfurt")],
        lines: vec![line("line-1", "frankfurt-dc", "vgw-frankfurt", 1)],
        vpns: vec![vpn("vpn-1", "frankfurt-dc", "vgw-frankfurt")],
        ..empty(vec![data_center("frankfurt-dc", 10, 3)], vec![aws])
    }
}

/// The insurer two years later: two lines, a recovery region, transit gateways.
pub(crate) fn recovery() -> Blueprint {
    let frankfurt = region("aws-frankfurt", "eu-central-1", 20, 3, Purpose::Workloads);
    let ireland = region("aws-ireland", "eu-west-1", 30, 3, Purpose::Recovery);
    Blueprint {
        gateways: vec![
            dxgw("dxgw", &["tgw-frankfurt", "tgw-ireland"]),
            tgw("tgw-frankfurt", "aws-frankfurt", &["tgw-ireland"]),
            tgw("tgw-ireland", "aws-ireland", &["tgw-frankfurt"]),
        ],
        lines: vec![
            line("line-1", "frankfurt-dc", "dxgw", 1),
            line("line-2", "frankfurt-dc", "dxgw", 2),
        ],
        vpns: vec![
            vpn("vpn-1", "frankfurt-dc", "tgw-frankfurt"),
            vpn("vpn-2", "frankfurt-dc", "tgw-ireland"),
        ],
        ..empty(vec![data_center("frankfurt-dc", 10, 3)], vec![frankfurt, ireland])
    }
}

/// Three data centres and seventeen regions.
pub(crate) fn large() -> Blueprint {
    let dcs = ["frankfurt-dc", "munich-dc", "hamburg-dc"];
    let regions: Vec<Region> = (1_u8..=17)
        .map(|n| {
            region(
                &format!("aws-{n}"),
                &format!("eu-west-{}", n % 10),
                100 + n,
                3,
                Purpose::Workloads,
            )
        })
        .collect();
    let gateways: Vec<String> = (1..=17).map(|n| format!("tgw-{n}")).collect();
    let all: Vec<&str> = gateways.iter().map(String::as_str).collect();
    let transit = (1..=17).map(|n| tgw(&format!("tgw-{n}"), &format!("aws-{n}"), &all));
    Blueprint {
        gateways: [dxgw("dxgw", &all)].into_iter().chain(transit).collect(),
        lines: dcs
            .iter()
            .zip(1..)
            .map(|(dc, n)| line(&format!("line-{n}"), dc, "dxgw", n))
            .collect(),
        vpns: dcs
            .iter()
            .zip(1..)
            .map(|(dc, n)| vpn(&format!("vpn-{n}"), dc, &format!("tgw-{n}")))
            .collect(),
        ..empty(dcs.iter().zip(10..).map(|(dc, n)| data_center(dc, n, 3)).collect(), regions)
    }
}

/// A network of data centres with so many hosts and regions with so many zones.
pub(crate) fn blueprint(hosts: &[usize], zones: &[usize]) -> Blueprint {
    let dcs = hosts.iter().zip(10..).map(|(hosts, n)| data_center(&format!("site-{n}"), n, *hosts));
    let regions = zones.iter().zip(100..).map(|(zones, n)| {
        region(&format!("aws-{n}"), "eu-central-1", n, *zones, Purpose::Workloads)
    });
    empty(dcs.collect(), regions.collect())
}

/// Links data centres and regions by their numbers, with lines or tunnels, through a Direct Connect gateway or without.
pub(crate) fn link(network: &mut Blueprint, links: &[(usize, usize, bool)], hub: bool) {
    let sites: Vec<String> = network.regions.iter().map(|region| region.site.to_string()).collect();
    network.gateways = sites.iter().map(|site| vgw(&format!("vgw-{site}"), site)).collect();
    let gateways: Vec<String> = network.gateways.iter().map(|one| one.name.to_string()).collect();
    if hub {
        let all: Vec<&str> = gateways.iter().map(String::as_str).collect();
        network.gateways.insert(0, dxgw("dxgw", &all));
    }
    for (n, (dc, gateway, line_or_vpn)) in links.iter().enumerate() {
        let (Some(dc), Some(to)) = (network.data_centers.get(*dc), gateways.get(*gateway)) else {
            continue;
        };
        let to = if hub && *line_or_vpn { "dxgw" } else { to };
        if *line_or_vpn {
            network.lines.push(line(&format!("line-{n}"), dc.site.as_str(), to, 1));
        } else {
            network.vpns.push(vpn(&format!("vpn-{n}"), dc.site.as_str(), to));
        }
    }
}
