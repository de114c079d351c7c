//! The checked model of an estate: what every later step reads.
//!
//! It is made only by [`crate::read`], which reports every error at once. What stands here is therefore consistent: references
//! name things that exist, networks do not overlap, each kind of site has the fields of its kind and no others.

use ipnet::Ipv4Net;
use jiff::civil::Date;

use crate::names::{AwsRegion, Name};
use crate::span::{Located, Span};
use crate::units::{BitsPerSecond, Bytes, Growth, Millis, Percent, Period};

/// Everything one file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Estate {
    /// The estate's name.
    pub name: Located<Name>,
    /// What the estate must achieve.
    pub requirements: Requirements,
    /// Data centres, in the file's order; at least one.
    pub data_centers: Vec<DataCenter>,
    /// AWS regions, in the file's order; at least one, and one of them for workloads.
    pub regions: Vec<Region>,
    /// Containers that run for long, in the file's order.
    pub services: Vec<Service>,
    /// Databases, in the file's order.
    pub databases: Vec<Database>,
    /// File shares, in the file's order.
    pub files: Vec<FileShare>,
    /// How hosts are operated.
    pub fleet: Option<Fleet>,
    /// What is backed up, and for how long.
    pub backup: Option<Backup>,
    /// What a disaster may cost.
    pub recovery: Option<Recovery>,
    /// Choices that the estate's owner has taken out of the design's hands: decision key and candidate key.
    pub pins: Vec<Pin>,
}

/// A choice pinned under `decisions:`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    /// The decision's key (`link`, `hub`, …), checked by the design.
    pub decision: Located<String>,
    /// The candidate's key, checked by the design.
    pub candidate: Located<String>,
}

/// What the estate must achieve. Fields that the file leaves out have the defaults named here, with [`Located::unstated`].
#[derive(Clone, Debug, PartialEq)]
pub struct Requirements {
    /// Who may open connections to the workloads. Default: `none`.
    pub inbound: Located<Inbound>,
    /// What the workloads may reach outside. Default: `none`.
    pub outbound: Located<Outbound>,
    /// Default: `in-transit-and-at-rest`.
    pub encryption: Located<Encryption>,
    /// What the connection of both sides must carry.
    pub connectivity: Connectivity,
    /// How the estate is operated.
    pub operations: Operations,
    /// Objective for each service's availability. Default: 99.5 %.
    pub availability: Located<Percent>,
    /// Whether applications may be changed. Default: `none`.
    pub application_changes: Located<ApplicationChanges>,
    /// AWS accounts that hold workloads. Default: 1.
    pub accounts: Located<u32>,
    /// People or sites that need access from outside. Default: nobody.
    pub staff_access: Option<StaffAccess>,
}

/// Who may open connections to the workloads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Inbound {
    /// Nobody outside the estate.
    None,
    /// The estate's own sites.
    Sites,
    /// The internet.
    Internet,
}

/// What the workloads may reach outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outbound {
    /// Nothing.
    None,
    /// The estate's own sites only: what they fetch comes through a data centre's proxy.
    Sites,
    /// Software updates.
    Updates,
    /// The internet.
    Internet,
}

/// Where data must be encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encryption {
    /// Nothing is asked.
    None,
    /// On disks only.
    AtRest,
    /// On every network and on disks.
    InTransitAndAtRest,
}

/// Whether applications may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApplicationChanges {
    /// Lift and shift.
    None,
    /// Configuration only.
    Configuration,
    /// Rewriting is allowed.
    Allowed,
}

/// What the connection of both sides must carry.
#[derive(Clone, Debug, PartialEq)]
pub struct Connectivity {
    /// Default: `normal`.
    pub latency: Located<Latency>,
    /// Default: `best-effort`.
    pub throughput: Located<Throughput>,
    /// Highest rate needed. Default: 100 Mbps.
    pub peak: Located<BitsPerSecond>,
    /// How long a line's failure may be felt: the objective of line drills. None: no objective.
    pub max_outage: Option<Located<Millis>>,
}

/// How short the delay between sites must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Latency {
    /// As short as can be had.
    Lowest,
    /// The internet's will do.
    Normal,
}

/// How steady the rate between sites must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Throughput {
    /// The same at all times.
    Consistent,
    /// What is there.
    BestEffort,
}

/// How the estate is operated.
#[derive(Clone, Debug, PartialEq)]
pub struct Operations {
    /// One orchestration tool on both sides. Default: false.
    pub same_tools_everywhere: Located<bool>,
    /// What the team knows: `docker`, `kubernetes`, …
    pub team_knows: Vec<Located<Name>>,
    /// Whether people log in to hosts. Default: `none`.
    pub host_access: Located<HostAccess>,
    /// Whether hosts boot the company's own image. Default: false.
    pub custom_images: Located<bool>,
}

/// Whether people log in to hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HostAccess {
    /// Nobody does.
    None,
    /// Over SSH.
    Ssh,
}

/// Access from outside for staff.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffAccess {
    /// How many people connect.
    pub users: Located<u32>,
    /// What they must reach.
    pub reach: Vec<Located<StaffReach>>,
}

/// What staff must reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StaffReach {
    /// Workloads in AWS.
    Vpc,
    /// The data centres.
    OnPremises,
    /// Each other.
    EachOther,
}

/// A data centre.
#[derive(Clone, Debug, PartialEq)]
pub struct DataCenter {
    /// The site's name.
    pub name: Located<Name>,
    /// Its private network.
    pub network: Located<Ipv4Net>,
    /// What its virtual machines run on.
    pub hypervisor: Option<Located<Hypervisor>>,
    /// Its edge router. None: the data centre is linked to nothing.
    pub router: Option<Router>,
    /// The domain of its names.
    pub dns_domain: Option<Located<DnsDomain>>,
    /// Groups of equal hosts, in the file's order.
    pub hosts: Vec<HostGroup>,
    /// When its contract ends.
    pub contract: Option<Contract>,
}

/// A fully qualified domain name, lower case, without the final dot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DnsDomain(pub String);

/// What virtual machines run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hypervisor {
    /// `VMware` `ESXi`.
    Vmware,
    /// Microsoft Hyper-V.
    HyperV,
    /// Linux KVM.
    Kvm,
    /// None: bare metal.
    None,
}

/// A data centre's edge router.
#[derive(Clone, Debug, PartialEq)]
pub struct Router {
    /// What it is made by, which decides the kit's configuration.
    pub vendor: Located<RouterVendor>,
    /// Its autonomous system number.
    pub asn: Located<u32>,
    /// Its addresses on the internet, at least one.
    pub public_addresses: Vec<Located<std::net::Ipv4Addr>>,
}

/// Who made a router.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RouterVendor {
    /// Cisco IOS-XE.
    CiscoIosXe,
    /// Juniper Junos.
    JuniperJunos,
    /// Linux with bird and strongSwan.
    Linux,
}

/// A group of equal hosts.
#[derive(Clone, Debug, PartialEq)]
pub struct HostGroup {
    /// The group's name; its hosts are `NAME-1`, `NAME-2`, …
    pub name: Located<Name>,
    /// How many.
    pub count: Located<u32>,
    /// Virtual processors each.
    pub cpu: Located<u32>,
    /// Memory each.
    pub memory: Located<Bytes>,
    /// Tags, in the file's order.
    pub tags: Vec<(String, String)>,
}

/// A data centre's contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Contract {
    /// Its last day.
    pub ends: Located<Date>,
    /// How much of the site it covers.
    pub covers: Located<ContractCover>,
}

/// How much of a site a contract covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContractCover {
    /// Half of it.
    Half,
    /// All of it.
    All,
}

/// An AWS region used by the estate.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// The site's name.
    pub name: Located<Name>,
    /// AWS's name of the region.
    pub region: Located<AwsRegion>,
    /// The range of its VPC, /16 to /28.
    pub network: Located<Ipv4Net>,
    /// Availability zones used, 1 to 6.
    pub zones: Located<u8>,
    /// What it is for. Default: `workloads`.
    pub purpose: Located<RegionPurpose>,
    /// What is already there and must be adopted.
    pub existing: Option<Existing>,
}

/// What a region is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegionPurpose {
    /// Workloads run there.
    Workloads,
    /// It takes over when another region is lost.
    Recovery,
}

/// What already exists in a region and must be adopted.
#[derive(Clone, Debug, PartialEq)]
pub struct Existing {
    /// An existing VPC's id (`vpc-…`).
    pub vpc: Option<Located<String>>,
    /// Existing accounts' numbers.
    pub accounts: Vec<Located<String>>,
}

/// Containers that run for long under one name.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Its name.
    pub name: Located<Name>,
    /// The image, with its tag.
    pub image: Located<String>,
    /// The site where it runs today.
    pub today: Located<Name>,
    /// When it must have left that site. None: it stays.
    pub leaves: Option<Located<Date>>,
    /// Copies of it. Default: 1.
    pub replicas: Located<u32>,
    /// Processors each, in thousandths. Default: 250.
    pub cpu_milli: Located<u32>,
    /// Memory each. Default: 512 MiB.
    pub memory: Located<Bytes>,
    /// The TCP port it serves.
    pub port: Option<Located<u16>>,
    /// The HTTP path of its health check.
    pub health: Option<Located<String>>,
    /// Services, databases and file shares that it calls.
    pub uses: Vec<Located<Name>>,
    /// How the number of copies follows the load.
    pub scaling: Option<Scaling>,
}

/// How the number of copies follows the load.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaling {
    /// Fewest copies.
    pub from: Located<u32>,
    /// Most copies.
    pub to: Located<u32>,
    /// Mean processor use that the number of copies is steered to.
    pub target_cpu: Located<Percent>,
}

/// A database.
#[derive(Clone, Debug, PartialEq)]
pub struct Database {
    /// Its name.
    pub name: Located<Name>,
    /// The engine.
    pub engine: Located<Engine>,
    /// Its major version.
    pub version: Located<u32>,
    /// What it runs in today or is planned to.
    pub runs_in: Located<RunsIn>,
    /// The site where it runs today.
    pub today: Located<Name>,
    /// When it must have left that site. None: it stays.
    pub leaves: Option<Located<Date>>,
    /// Its size today.
    pub size: Located<Bytes>,
    /// How fast it grows.
    pub growth: Option<Located<Growth>>,
    /// How long it may be down while it moves. Default: none.
    pub downtime: Located<Downtime>,
    /// Who reads it besides its applications: a name and how heavily.
    pub readers: Vec<(Located<Name>, Located<ReadLoad>)>,
}

/// A database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// PostgreSQL.
    Postgresql,
}

/// What a database runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RunsIn {
    /// A container.
    Container,
    /// A virtual machine.
    VirtualMachine,
    /// A server of its own.
    BareMetal,
}

/// How long something may be down while it moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Downtime {
    /// Not at all.
    None,
    /// At most so long.
    AtMost(Millis),
}

/// How heavily a reader reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReadLoad {
    /// Seldom.
    Light,
    /// So much that it slows others.
    Heavy,
}

/// A file share.
#[derive(Clone, Debug, PartialEq)]
pub struct FileShare {
    /// Its name.
    pub name: Located<Name>,
    /// How it is mounted.
    pub protocol: Located<FileProtocol>,
    /// The site where it is today.
    pub today: Located<Name>,
    /// Services that write it.
    pub written_by: Vec<Located<Name>>,
    /// Services that read it.
    pub read_by: Vec<Located<Name>>,
    /// Its size today.
    pub size: Located<Bytes>,
    /// Data written a day.
    pub new_per_day: Option<Located<Bytes>>,
    /// How long a file is read often after it was written. None: not known.
    pub hot_for: Option<Located<Period>>,
    /// After how long a file is hardly read. None: not known.
    pub cold_after: Option<Located<Period>>,
}

/// How a file share is mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileProtocol {
    /// NFS.
    Nfs,
    /// SMB.
    Smb,
}

/// How hosts are operated.
#[derive(Clone, Debug, PartialEq)]
pub struct Fleet {
    /// Whether one script is run on many hosts. Default: false.
    pub scripts: Located<bool>,
    /// When maintenance is allowed.
    pub maintenance: Option<Maintenance>,
}

/// When maintenance is allowed.
#[derive(Clone, Debug, PartialEq)]
pub struct Maintenance {
    /// Its start, each week.
    pub window: Located<WeeklyTime>,
    /// Its length.
    pub duration: Located<Millis>,
}

/// A time of the week in a time zone: `sun 02:00 Europe/Berlin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeeklyTime {
    /// The day.
    pub day: jiff::civil::Weekday,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// The IANA name of the time zone.
    pub zone: String,
}

/// What is backed up, and for how long.
#[derive(Clone, Debug, PartialEq)]
pub struct Backup {
    /// How long daily copies are kept.
    pub daily: Option<Located<Period>>,
    /// How long monthly copies are kept.
    pub monthly: Option<Located<Period>>,
    /// Databases and file shares covered.
    pub covers: Vec<Located<Name>>,
}

/// What a disaster may cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    /// Time until service is back.
    pub rto: Located<Millis>,
    /// Data, counted back in time, that may be lost.
    pub rpo: Located<Millis>,
    /// What the estate must survive.
    pub survives: Vec<Located<Disruption>>,
}

/// Something that can be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disruption {
    /// One host.
    Host,
    /// One availability zone.
    Zone,
    /// One line between sites.
    Line,
    /// One file gateway.
    Gateway,
    /// One AWS region.
    Region,
}

impl Estate {
    /// The place of the estate's name, for what concerns the whole file.
    pub fn at(&self) -> Span {
        self.name.at
    }
}
