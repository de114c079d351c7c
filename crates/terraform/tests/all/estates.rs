//! Estates whose designs differ in every part that this crate writes.

use landbridge_design::Design;
use landbridge_terraform::OutputFile;

/// The estate of the example.
pub(crate) const INSURER: &str = include_str!("../../../../examples/insurer.yaml");

/// The design of an estate.
pub(crate) fn design(text: &str) -> Design {
    let (estate, _) = landbridge_estate::read("estate.yaml", text.as_bytes())
        .unwrap_or_else(|diagnostics| panic!("{diagnostics:?}\n{text}"));
    landbridge_design::design(&estate).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))
}

/// The files of an estate.
pub(crate) fn build(text: &str) -> Vec<OutputFile> {
    landbridge_terraform::build(&design(text))
}

/// A small estate that can be turned into each variant.
#[derive(Clone)]
pub(crate) struct Variant {
    /// What it is called in a failure.
    pub(crate) name: &'static str,
    requirements: &'static str,
    router: &'static str,
    region: &'static str,
    more_sites: &'static str,
    pins: &'static str,
}

const PLAIN: Variant = Variant {
    name: "plain",
    requirements: "",
    router: "router: { vendor: linux, asn: 65010, public_addresses: [192.0.2.2, 192.0.2.6] }",
    region: "",
    more_sites: "",
    pins: "{}",
};

impl Variant {
    /// The estate's text.
    pub(crate) fn text(&self) -> String {
        let Self { requirements, router, region, more_sites, pins, .. } = self;
        format!(
            "estate: variant
requirements:
  connectivity: {{ peak: 2 Gbps }}
{requirements}
sites:
  dc:
    kind: data-center
    network: 10.10.0.0/16
    {router}
    dns_domain: corp.variant.example
    hosts:
      app: {{ count: 2, cpu: 4, memory: 8 GiB }}
  aws:
    kind: aws-region
    region: eu-central-1
    network: 10.20.0.0/16
    zones: 2
    {region}
{more_sites}
services:
  shop: {{ image: \"shop:1\", today: dc, leaves: 2027-01-01, replicas: 2, uses: [stock] }}
  office: {{ image: \"office:1\", today: dc, replicas: 1, uses: [shop] }}
databases:
  stock: {{ engine: postgresql, version: 15, runs_in: container, today: dc, leaves: 2027-01-01, size: 10 GiB }}
decisions: {pins}
"
        )
    }
}

const SECOND_REGION: &str = "  aws-two:
    kind: aws-region
    region: eu-west-1
    network: 10.30.0.0/16
    zones: 2
    purpose: recovery";
const SECOND_SITE: &str = "  dc-two:
    kind: data-center
    network: 10.11.0.0/16
    router: { vendor: juniper-junos, asn: 4200000010, public_addresses: [198.51.100.2] }
    dns_domain: corp.variant.example
    hosts: {}";
const SECOND_LINED_SITE: &str = "  dc-two:
    kind: data-center
    network: 10.11.0.0/16
    router: { vendor: juniper-junos, asn: 65011, public_addresses: [198.51.100.2] }
    hosts: {}";

/// One estate for every way in which a design can come out.
pub(crate) fn variants() -> Vec<Variant> {
    vec![
        PLAIN,
        Variant { name: "unlinked", router: "", pins: "{ link: internet }", ..PLAIN },
        Variant {
            name: "internet",
            pins: "{ link: internet }",
            requirements: "  inbound: internet",
            ..PLAIN
        },
        Variant { name: "vpn", pins: "{ link: vpn, resilience: second-connection }", ..PLAIN },
        Variant {
            name: "hosted",
            pins: "{ link: direct-connect, line: hosted, resilience: one-line }",
            ..PLAIN
        },
        Variant {
            name: "two-by-two",
            pins: "{ link: direct-connect, line: dedicated, resilience: two-by-two, hub: virtual-private-gateway }",
            ..PLAIN
        },
        Variant {
            name: "macsec",
            requirements: "  encryption: in-transit-and-at-rest",
            pins: "{ link: direct-connect, line: dedicated, line-encryption: macsec, resilience: second-location }",
            ..PLAIN
        },
        Variant {
            name: "ipsec-in-line",
            pins: "{ link: direct-connect, line: dedicated, line-encryption: ipsec, hub: transit-gateway, resilience: vpn-backup }",
            ..PLAIN
        },
        Variant {
            name: "ipsec-in-many-lines",
            more_sites: SECOND_REGION,
            pins: "{ link: direct-connect, line: dedicated, line-encryption: ipsec, hub: transit-gateway, resilience: two-by-two }",
            ..PLAIN
        },
        Variant {
            name: "direct-connect-gateway",
            more_sites: SECOND_REGION,
            pins: "{ link: direct-connect, hub: direct-connect-gateway, resilience: second-line }",
            ..PLAIN
        },
        Variant {
            name: "transit",
            more_sites: SECOND_REGION,
            pins: "{ link: direct-connect, hub: transit-gateway, resilience: vpn-backup }",
            ..PLAIN
        },
        Variant { name: "two-sites", more_sites: SECOND_SITE, pins: "{ link: vpn }", ..PLAIN },
        Variant {
            name: "two-sites-with-lines",
            more_sites: SECOND_LINED_SITE,
            pins: "{ link: direct-connect, line: dedicated, resilience: second-location }",
            ..PLAIN
        },
        Variant {
            name: "nat-instance",
            requirements: "  outbound: updates",
            pins: "{ link: vpn, egress: nat-instance, subnets: public-private-isolated }",
            ..PLAIN
        },
        Variant {
            name: "private-nat",
            requirements: "  outbound: sites",
            pins: "{ link: vpn, egress: private-nat-gateway }",
            ..PLAIN
        },
        Variant {
            name: "existing",
            region: "existing: { vpc: vpc-0123456789abcdef0 }",
            pins: "{ link: vpn, egress: nat-gateway }",
            ..PLAIN
        },
        Variant {
            name: "public-interface",
            pins: "{ link: direct-connect, line: dedicated, aws-apis: public-interface, resilience: one-line }",
            ..PLAIN
        },
        Variant {
            name: "staff",
            requirements: "  staff_access: { users: 20, reach: [vpc, on-premises] }",
            pins: "{ link: vpn, staff-access: client-vpn }",
            ..PLAIN
        },
    ]
}
