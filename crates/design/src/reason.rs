//! Why something was chosen or lost: a value with data, rendered the same way in text, JSON and HTML.
//!
//! To add one: a variant here and its sentence in `reason/text.rs`.

use landbridge_estate::units::{BitsPerSecond, Percent};
use serde::Serialize;

mod text;

/// Why a candidate was chosen, or why it lost. `Display` gives one sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Reason {
    /// The estate's owner pinned it.
    Pinned,
    /// It would have been chosen, but another candidate is pinned.
    PinnedAway,

    /// The public internet lacks something that is required.
    InternetFails {
        /// It does not encrypt, and encryption in transit is required.
        unencrypted: bool,
        /// Its delay and throughput vary, and steadiness is required.
        uneven: bool,
        /// Workloads would need public addresses, and they must not be reachable or reach out so.
        exposed: bool,
    },
    /// The workloads are public anyway and nothing asks for more than the internet gives.
    InternetSuffices,
    /// Tunnels over the internet lack something that is required.
    TunnelFails {
        /// Their delay and throughput are the internet's, and steadiness is required.
        uneven: bool,
        /// The rate needed, where one tunnel carries less.
        peak: Option<BitsPerSecond>,
    },
    /// Tunnels encrypt and carry the peak.
    TunnelSuffices {
        /// The rate needed.
        peak: BitsPerSecond,
    },
    /// Tunnels would add parts without a use.
    TunnelNotNeeded,
    /// A line keeps traffic off the internet, so its delay and throughput are steady.
    LineIsSteady,
    /// A line carries what a tunnel cannot.
    LineCarriesPeak {
        /// The rate needed.
        peak: BitsPerSecond,
    },
    /// A line takes weeks to order and costs a port, and nothing asks for it.
    LineNotNeeded,

    /// A hosted connection drops what exceeds its rate, and steadiness is required.
    HostedIsPoliced,
    /// No hosted connection is fast enough.
    HostedTooSlow {
        /// The rate needed.
        peak: BitsPerSecond,
    },
    /// A port of one's own is more than best-effort traffic needs.
    DedicatedNotNeeded,
    /// The smallest speed on offer that carries the peak.
    SpeedCarriesPeak {
        /// The rate needed.
        peak: BitsPerSecond,
        /// The speed ordered.
        speed: BitsPerSecond,
    },

    /// The link is tunnels, without a line.
    LinkHasNoLine,
    /// No private line or tunnel joins the sites.
    NoPrivateLink,
    /// The link has lines, which are what is made resilient.
    LinkHasLines,
    /// One line is dropped whole when it fails, which the objective does not allow.
    OneLineDrops {
        /// The availability objective.
        objective: Percent,
    },
    /// One line is dropped whole when it fails, and the estate must survive that.
    LineMustBeSurvived,
    /// Nothing asks for a second way.
    SecondWayNotNeeded,
    /// One location is the same fibre duct, building and power: AWS gives no availability for it.
    OneLocationFallsShort {
        /// The availability objective.
        objective: Percent,
    },
    /// A VPN backs the line up at a fraction of a second line's cost.
    VpnBacksUp,
    /// AWS's SLA implies nothing for one line, and its backup is as good as the internet.
    VpnBackupFallsShort {
        /// The availability objective.
        objective: Percent,
    },
    /// A tunnel carries less than the line that it backs up.
    VpnBackupSlower {
        /// The rate needed.
        peak: BitsPerSecond,
    },
    /// A second line keeps the rate when the first fails.
    SecondLineKeepsRate {
        /// The rate needed.
        peak: BitsPerSecond,
    },
    /// The availability that AWS's SLA implies for a resilience model.
    ImpliedBySla {
        /// The objective.
        objective: Percent,
        /// What the SLA implies.
        implied: Percent,
    },
    /// It has the highest figure that AWS's SLA implies for any candidate, and the objective is higher still.
    MostOfAllBySla {
        /// The objective.
        objective: Percent,
        /// What the SLA implies.
        implied: Percent,
    },
    /// What the SLA implies is less than the objective.
    SlaFallsShort {
        /// The objective.
        objective: Percent,
        /// What the SLA implies.
        implied: Percent,
    },
    /// A VPN connection's two tunnels already end in two zones of AWS.
    TwoTunnelsSuffice,
    /// Both tunnels end at one address of the data centre.
    OneAddressFallsShort {
        /// The availability objective.
        objective: Percent,
    },
    /// There is no second address for a second connection.
    NoSecondAddress,

    /// Nothing asks for encryption between sites.
    EncryptionNotAsked,
    /// A line is private, not encrypted, and encryption in transit is required.
    LineIsNotEncrypted,
    /// MACsec encrypts everything on the port at its full rate, without a change to applications.
    MacsecEncryptsPort,
    /// MACsec exists on dedicated ports from 10 Gbps.
    MacsecNeedsPort {
        /// The speed of this line.
        speed: BitsPerSecond,
    },
    /// IPsec to a transit gateway inside the line encrypts everything without a change to applications.
    IpsecInsideLine,
    /// IPsec inside a private line ends at transit gateways only.
    IpsecNeedsTransitGateway,
    /// A tunnel carries less than the peak.
    IpsecTooSlow {
        /// The rate needed.
        peak: BitsPerSecond,
    },
    /// Tunnels where the port encrypts already cost rate and parts.
    IpsecNotNeeded,
    /// Applications must encrypt, because nothing below them can.
    ApplicationsMustEncrypt,
    /// Applications may be changed, so they encrypt for themselves.
    ApplicationsMayEncrypt,
    /// Applications would need a change, and something below them encrypts.
    ApplicationsNeedNotChange,

    /// One VPC is reached by its own gateway, which costs nothing by the hour.
    OneVpc,
    /// A gateway for each VPC makes a mesh of connections.
    MeshOfGateways {
        /// VPCs in the estate.
        vpcs: usize,
    },
    /// A virtual private gateway belongs to one account.
    OneAccountOnly {
        /// Accounts in the estate.
        accounts: u32,
    },
    /// A Direct Connect gateway leads lines to VPCs of other accounts too, but joins no VPCs with each other.
    JoinsNoAccounts {
        /// Accounts in the estate.
        accounts: u32,
    },
    /// One Direct Connect gateway leads every line to every region.
    LinesReachRegions {
        /// Regions in the estate.
        regions: usize,
    },
    /// A Direct Connect gateway takes lines only.
    TakesLinesOnly,
    /// A Direct Connect gateway leads to at most 20 virtual private gateways.
    TooManyGateways {
        /// VPCs in the estate.
        vpcs: usize,
    },
    /// A Direct Connect gateway before a single gateway in one region is a part without a use.
    OneRegionNeedsNoDirectConnectGateway,
    /// A transit gateway is paid for by attachment and traffic, and here connects nothing that is not connected.
    TransitNotNeeded,
    /// Transit gateways would join the regions with each other, which is paid for and not asked for.
    RegionsNeedNotMeet,
    /// A transit gateway connects VPCs of several accounts and regions with each connection made once.
    TransitConnects {
        /// VPCs in the estate.
        vpcs: usize,
        /// Accounts in the estate.
        accounts: u32,
    },

    /// Nobody asks for access.
    NoStaff,
    /// People must reach the estate.
    StaffMustReach {
        /// How many.
        users: u32,
    },
    /// Connections are opened from the estate's own sites, which the link already joins.
    StaffSitAtSites,
    /// A link between sites links sites, not people.
    LinksSitesNotPeople,
    /// A way in for people that nobody needs is one to guard.
    StaffAccessNotNeeded,

    /// Internet NAT or public workloads need a subnet with a route to the internet.
    PublicSubnetNeeded,
    /// Nothing here faces the internet.
    PublicSubnetNotNeeded,
    /// Databases get subnets without a way outside.
    DatabasesIsolated,
    /// Databases would share a way outside with the workloads.
    DatabasesNotIsolated,
    /// No database will run here.
    NoDatabaseHere,

    /// Workloads must reach nothing outside.
    OutboundNone,
    /// Workloads must reach something outside.
    OutboundNeeded,
    /// Workloads leave by the data centre, never by an internet gateway.
    OutboundBySites,
    /// A private NAT gateway's traffic is dropped at an internet gateway.
    PrivateNatReachesNoInternet,
    /// A few addresses, rather than a whole range, appear at the data centre's proxy.
    PrivateNatHidesRange,
    /// An instance that translates is one that you patch, size and fail over.
    InstanceNeedsCare,
    /// An instance costs less than a gateway where little flows and an outage is bearable.
    InstanceIsCheap,
    /// One NAT gateway is a single point of failure for the other zones.
    OneNatForZones {
        /// Zones in use.
        zones: u8,
    },
    /// A NAT gateway in each zone keeps zones independent.
    NatEachZone {
        /// Zones in use.
        zones: u8,
    },
    /// One NAT gateway is enough where the objective bears a zone's loss.
    OneNatSuffices,
    /// One NAT gateway is enough for one zone.
    OneZoneOneNat,
    /// A NAT gateway in each further zone is paid for by the hour, and the objective does not ask for it.
    NatEachZoneNotNeeded,
    /// A managed NAT gateway costs more than an instance, and little flows.
    NatGatewayNotNeeded,

    /// Calls to AWS's APIs would leave the private network.
    LeavesPrivateNetwork,
    /// Interface endpoints have private addresses, which the data centre reaches over the link.
    EndpointsReachedOverLink,
    /// An interface is paid for by the hour in each zone, and internet access is allowed.
    EndpointsNotNeeded,
    /// A gateway endpoint serves its own VPC only, and only S3.
    GatewayEndpointServesVpcOnly,
    /// S3's traffic is most of it, and a gateway endpoint carries it free of charge.
    GatewayEndpointForFiles,
    /// No file share is in the estate.
    NoFiles,
    /// Public endpoints do where internet access is allowed and no file share is in the estate.
    PublicEndpointsSuffice,
    /// Public endpoints would carry the files over the internet or through NAT, which charges for each byte.
    FilesThroughNat,
    /// A public virtual interface carries files from the data centre to S3 over the line.
    LineReachesPublic,
    /// A public virtual interface needs a dedicated line.
    PublicInterfaceNeedsLine,

    /// Each side has names that the other asks for.
    NamesOnBothSides,
    /// Only the data centre asks for names of the other side.
    NamesAskedFromDataCenter,
    /// Only AWS asks for names of the other side.
    NamesAskedFromAws,
    /// Neither side has names that the other asks for.
    NoNamesToAsk,
    /// Names of the data centre would not be found from AWS.
    DataCenterNamesLost,
    /// Names of AWS would not be found from the data centre.
    AwsNamesLost,
    /// The data centre has no domain that the estate states.
    NoDomain,
    /// An endpoint that nobody asks is paid for by the hour.
    EndpointNotAsked,
}
