//! The whole architecture, resolved: every range, route table, number, tunnel and host.
//!
//! It leaves no choice to those who realise it (Terraform, the kit, a rehearsal). It is immutable data: a realiser reads it and nothing
//! before it. Every list is in a stable order, so that the same estate gives the same bytes.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use landbridge_estate::model;
use landbridge_estate::names::{AwsRegion, Name};
use landbridge_estate::units::{BitsPerSecond, Bytes, Millis};
use serde::{Deserialize, Serialize};

/// The resolved architecture of one estate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Blueprint {
    /// The estate's name.
    pub estate: Name,
    /// Data centres, in the estate's order.
    pub data_centers: Vec<DataCenter>,
    /// AWS regions with their VPCs, in the estate's order.
    pub regions: Vec<Region>,
    /// What the lines and tunnels end at on AWS's side.
    pub gateways: Vec<Gateway>,
    /// Direct Connect lines.
    pub lines: Vec<Line>,
    /// Site-to-site VPN connections, two tunnels each.
    pub vpns: Vec<Vpn>,
    /// How names of one side are found on the other.
    pub names: Vec<NameForwarding>,
    /// Client VPN endpoints for staff.
    pub client_vpns: Vec<ClientVpn>,
    /// What line drills are held against.
    pub objectives: Objectives,
    /// What the estate says of workloads, carried for the realisers of later parts.
    pub workloads: Workloads,
}

/// A data centre.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataCenter {
    /// The site's name.
    pub site: Name,
    /// All of its private addresses.
    pub network: Ipv4Net,
    /// The subnet that holds its hosts.
    pub lan: Ipv4Net,
    /// The router's address in the LAN.
    pub gateway: Ipv4Addr,
    /// Its edge router; None when nothing links the data centre.
    pub router: Option<Router>,
    /// Domain of its names.
    pub dns_domain: Option<String>,
    /// Addresses of its own name servers, in the LAN.
    #[serde(default)]
    pub resolvers: Vec<Ipv4Addr>,
    /// Its hosts.
    pub hosts: Vec<Host>,
}

/// A data centre's edge router.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Router {
    /// Its name within the site.
    pub name: Name,
    /// Its vendor, which decides the kit's configuration.
    pub vendor: Vendor,
    /// Its autonomous system.
    pub asn: u32,
    /// Its BGP identifier.
    pub router_id: Ipv4Addr,
    /// Its internet addresses.
    pub public_addresses: Vec<Ipv4Addr>,
    /// Prefixes that it announces to AWS.
    pub announces: Vec<Ipv4Net>,
}

/// Who made a router.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vendor {
    /// Cisco IOS-XE.
    CiscoIosXe,
    /// Juniper Junos.
    JuniperJunos,
    /// Linux with bird and strongSwan.
    Linux,
}

/// A machine with an address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Host {
    /// Its name, unique within the site.
    pub name: Name,
    /// The name of its subnet: a [`Subnet`] of the region, or `lan` in a data centre.
    pub subnet: Name,
    /// Its address.
    pub address: Ipv4Addr,
    /// What it is for.
    pub role: HostRole,
    /// Virtual processors, where the estate says.
    pub cpu: Option<u32>,
    /// Memory, where the estate says.
    pub memory: Option<Bytes>,
}

/// What a host is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HostRole {
    /// Runs containers.
    ContainerHost,
    /// Runs a database instance (an isolated subnet).
    Database,
    /// Is any other group of the estate's hosts.
    Other,
}

/// An AWS region used by the estate, with one VPC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// The site's name.
    pub site: Name,
    /// AWS's name of it.
    pub region: AwsRegion,
    /// What it is for.
    pub purpose: Purpose,
    /// Its VPC.
    pub vpc: Vpc,
}

/// What a region is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Workloads run there.
    Workloads,
    /// It takes over when another region is lost.
    Recovery,
}

/// A VPC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vpc {
    /// Its range.
    pub network: Ipv4Net,
    /// An existing VPC to adopt (`vpc-…`) instead of making one.
    pub existing: Option<String>,
    /// Zone suffixes in use: `a`, `b`, `c`.
    pub zones: Vec<Zone>,
    /// Subnets, zone by zone.
    pub subnets: Vec<Subnet>,
    /// Route tables. Each subnet names one.
    pub route_tables: Vec<RouteTable>,
    /// Whether it has an internet gateway.
    pub internet_gateway: bool,
    /// NAT gateways.
    pub nats: Vec<Nat>,
    /// Private ways to AWS's own APIs.
    pub endpoints: Vec<Endpoint>,
    /// Its hosts.
    pub hosts: Vec<Host>,
}

/// An availability zone of a region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Its full name, such as `eu-central-1a`.
    pub name: String,
}

/// A subnet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subnet {
    /// Its name, unique in the VPC: `private-a`.
    pub name: Name,
    /// The zone's full name.
    pub zone: String,
    /// What may reach it and what it may reach.
    pub kind: SubnetKind,
    /// Its range. AWS reserves the first four addresses and the last one.
    pub cidr: Ipv4Net,
    /// The name of its route table.
    pub route_table: Name,
}

/// What may reach a subnet and what it may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubnetKind {
    /// Routed to the internet gateway.
    Public,
    /// Reaches outside only through NAT, and other sites through the gateway.
    Private,
    /// Reaches only the estate's own sites: databases.
    Isolated,
}

/// A route table of a VPC. The VPC's own range is always routed locally.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RouteTable {
    /// Its name, unique in the VPC.
    pub name: Name,
    /// Its routes besides the local one.
    pub routes: Vec<Route>,
    /// Whether it takes over the routes that the virtual private gateway learns by BGP.
    pub propagates: bool,
}

/// One route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// Where to.
    pub destination: Ipv4Net,
    /// By way of what.
    pub target: Target,
}

/// What a route leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// The VPC's internet gateway.
    InternetGateway,
    /// A NAT gateway, by name.
    Nat(Name),
    /// A transit gateway or the VPC's virtual private gateway, by the name of its [`Gateway`].
    Gateway(Name),
}

/// What translates addresses for private subnets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Nat {
    /// Its name.
    pub name: Name,
    /// Managed by AWS, or an instance that you run.
    pub kind: NatKind,
    /// The subnet that it is in: a public one, or for a private NAT gateway a private one.
    pub subnet: Name,
    /// Its private address.
    pub address: Ipv4Addr,
}

/// What kind of NAT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NatKind {
    /// A NAT gateway with an elastic IP address, on the way to the internet.
    Gateway,
    /// A NAT gateway without a public address, on the way to other sites.
    PrivateGateway,
    /// An EC2 instance.
    Instance,
}

/// A private way to one of AWS's APIs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Endpoint {
    /// AWS's short service name: `ecs`, `ssm`, `ecr.api`, `s3`, …
    pub service: String,
    /// How it is reached.
    pub kind: EndpointKind,
    /// Subnets with an interface (interface endpoints only).
    pub subnets: Vec<Name>,
}

/// How an endpoint is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndpointKind {
    /// Interfaces with addresses of the VPC: also reachable over the line.
    Interface,
    /// A route table entry: reachable from inside the VPC only.
    Gateway,
}

/// What lines and tunnels end at on AWS's side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gateway {
    /// Its name, unique in the estate.
    pub name: Name,
    /// Its Amazon-side autonomous system.
    pub asn: u32,
    /// What it is and what it connects.
    pub kind: GatewayKind,
}

/// What a gateway is and what it connects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GatewayKind {
    /// A virtual private gateway, attached to one VPC.
    VirtualPrivate {
        /// The region site whose VPC it is attached to.
        region: Name,
    },
    /// A Direct Connect gateway: takes virtual interfaces and passes them to gateways in any region.
    DirectConnect {
        /// Virtual private or transit gateways associated with it, with the prefixes that each announces to the data centre.
        associations: Vec<Association>,
    },
    /// A transit gateway.
    Transit {
        /// The region site that it is in. It is attached to that region's VPC.
        region: Name,
        /// Other transit gateways that it is peered with, and the ranges behind each.
        peers: Vec<Peer>,
    },
}

/// A gateway associated with a Direct Connect gateway.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Association {
    /// The associated gateway's name.
    pub gateway: Name,
    /// Prefixes announced to the data centre for it.
    pub prefixes: Vec<Ipv4Net>,
}

/// A peering of transit gateways.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Peer {
    /// The other transit gateway's name.
    pub gateway: Name,
    /// Ranges reached through it. Peering has static routes only.
    pub prefixes: Vec<Ipv4Net>,
}

/// A Direct Connect line with its virtual interface.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its name, unique in the estate: `line-1`.
    pub name: Name,
    /// The data centre at its customer end.
    pub data_center: Name,
    /// Whose connection it is.
    pub kind: LineKind,
    /// Its port's speed.
    pub speed: BitsPerSecond,
    /// Which Direct Connect location it goes to, counted from 1. Lines with different numbers must be ordered at different locations.
    pub location: u8,
    /// Which AWS device at the location, counted from 1.
    pub device: u8,
    /// The gateway at which its virtual interface ends.
    pub gateway: Name,
    /// 802.1Q tag of the virtual interface.
    pub vlan: u16,
    /// Whether the virtual interface is a transit one (to a transit gateway) or a private one.
    pub transit: bool,
    /// The BGP session over it.
    pub bgp: BgpSession,
    /// How traffic on it is encrypted.
    pub encryption: LineEncryption,
    /// IPsec inside the line; set exactly when `encryption` is [`LineEncryption::Ipsec`].
    #[serde(default)]
    pub ipsec: Option<LineIpsec>,
    /// A second virtual interface, to AWS's public addresses.
    #[serde(default)]
    pub public_interface: Option<PublicInterface>,
}

/// A private IP VPN: IPsec between the data centre's router and a transit gateway, inside a transit virtual interface.
///
/// While it is there, the line's own BGP session carries only the two ends of the tunnels, so that nothing else can leave unencrypted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineIpsec {
    /// The transit gateway at which the tunnels end.
    pub gateway: Name,
    /// The transit gateway's address block, from which AWS takes its ends of the tunnels. Announced over the line.
    pub amazon_block: Ipv4Net,
    /// The router's end of the tunnels. Announced over the line as a /32.
    pub customer_address: Ipv4Addr,
    /// The two tunnels. Everything else is announced through them.
    pub tunnels: Vec<Tunnel>,
}

/// A public virtual interface: AWS's public addresses over the line, without the internet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicInterface {
    /// 802.1Q tag. The link's two public addresses are given by AWS when it is ordered.
    pub vlan: u16,
    /// The customer's public addresses that are announced to AWS.
    pub announces: Vec<Ipv4Net>,
}

/// Whose connection a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    /// A port of one's own at AWS.
    Dedicated,
    /// A share of a partner's port.
    Hosted,
}

/// How traffic on a line is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineEncryption {
    /// It is not: the line is private, not encrypted.
    None,
    /// MACsec on the port.
    Macsec,
    /// IPsec inside the line.
    Ipsec,
    /// By the applications, with TLS.
    ApplicationTls,
}

/// One BGP session between a data centre's router and AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BgpSession {
    /// The customer router's address, with the link's prefix length.
    pub customer: Ipv4Net,
    /// Amazon's address, with the link's prefix length.
    pub amazon: Ipv4Net,
    /// Hold time proposed by the customer's side.
    pub hold: Millis,
    /// Keep-alive interval.
    pub keepalive: Millis,
    /// Fast failure detection; None where AWS documents none.
    pub bfd: Option<Bfd>,
    /// The customer router's local preference for routes learnt here. Higher wins.
    pub local_preference: u32,
    /// Times that the customer's router prepends its own number to what it announces here, so that AWS prefers other ways.
    pub prepend: u8,
}

/// Bidirectional forwarding detection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bfd {
    /// Interval of packets. AWS: at least 300 ms.
    pub interval: Millis,
    /// Packets missed until the session is down. AWS: 3.
    pub multiplier: u8,
}

/// A site-to-site VPN connection: one customer address, two tunnels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vpn {
    /// Its name, unique in the estate: `vpn-1`.
    pub name: Name,
    /// The data centre at its customer end.
    pub data_center: Name,
    /// The customer router's internet address (the customer gateway).
    pub customer_address: Ipv4Addr,
    /// The gateway at which it ends.
    pub gateway: Name,
    /// Its two tunnels. AWS gives their outside addresses and keys when the connection is made.
    pub tunnels: Vec<Tunnel>,
}

/// One IPsec tunnel of a VPN connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tunnel {
    /// Its name, unique in the estate: `vpn-1-tunnel-1`.
    pub name: Name,
    /// Addresses inside the tunnel: a /30 of 169.254.0.0/16.
    pub inside: Ipv4Net,
    /// The BGP session through it.
    pub bgp: BgpSession,
    /// Dead peer detection: after so long without an answer the tunnel is given up.
    pub dpd_timeout: Millis,
}

/// Names of one site, asked for on another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NameForwarding {
    /// The domain.
    pub domain: String,
    /// The site that asks.
    pub asked_in: Name,
    /// The site that answers.
    pub answered_in: Name,
    /// How.
    pub by: ForwardBy,
}

/// What carries questions for names from one site to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardBy {
    /// A Route 53 Resolver outbound endpoint with a rule; the addresses are the data centre's resolvers.
    OutboundEndpoint {
        /// Subnets that hold the endpoint's interfaces.
        subnets: Vec<Name>,
        /// The data centre's resolvers.
        resolvers: Vec<Ipv4Addr>,
    },
    /// A forwarder in the data centre that asks a Route 53 Resolver inbound endpoint.
    OnPremisesForwarder {
        /// Subnets that hold the inbound endpoint's interfaces.
        subnets: Vec<Name>,
        /// The inbound endpoint's addresses.
        endpoint: Vec<Ipv4Addr>,
    },
}

/// A Client VPN endpoint for staff.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientVpn {
    /// The region site that it is in.
    pub region: Name,
    /// Addresses given to people's machines.
    pub clients: Ipv4Net,
    /// Subnets that it is associated with.
    pub subnets: Vec<Name>,
    /// Ranges that people may reach.
    pub reaches: Vec<Ipv4Net>,
}

/// What line drills are held against.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objectives {
    /// How long a line's failure may be felt.
    pub max_outage: Option<Millis>,
    /// The estate file's line that says so.
    pub max_outage_line: Option<u32>,
}

/// What the estate says of workloads. Placement today only; where each will run is decided by later rules.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Workloads {
    /// Services with the site where each runs and what it uses.
    pub services: Vec<Workload>,
    /// Databases.
    pub databases: Vec<Workload>,
    /// File shares.
    pub files: Vec<Workload>,
}

/// One service, database or file share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workload {
    /// Its name.
    pub name: Name,
    /// The site where it runs today.
    pub today: Name,
    /// The site where it will run once everything that leaves has left.
    pub target: Name,
    /// What it uses.
    pub uses: Vec<Name>,
}

impl Blueprint {
    /// The gateway of that name.
    pub fn gateway(&self, name: &Name) -> Option<&Gateway> {
        self.gateways.iter().find(|g| g.name == *name)
    }

    /// The data centre of that name.
    pub fn data_center(&self, site: &Name) -> Option<&DataCenter> {
        self.data_centers.iter().find(|d| d.site == *site)
    }

    /// The region of that name.
    pub fn region(&self, site: &Name) -> Option<&Region> {
        self.regions.iter().find(|r| r.site == *site)
    }
}

impl From<model::RouterVendor> for Vendor {
    fn from(vendor: model::RouterVendor) -> Self {
        match vendor {
            model::RouterVendor::CiscoIosXe => Self::CiscoIosXe,
            model::RouterVendor::JuniperJunos => Self::JuniperJunos,
            model::RouterVendor::Linux => Self::Linux,
        }
    }
}

impl From<model::RegionPurpose> for Purpose {
    fn from(purpose: model::RegionPurpose) -> Self {
        match purpose {
            model::RegionPurpose::Workloads => Self::Workloads,
            model::RegionPurpose::Recovery => Self::Recovery,
        }
    }
}
