//! The shape of an estate file as it is written, with the place of every value.
//!
//! The doc comments of the fields are what an editor shows: they become the descriptions of the JSON schema. Which keys must be there
//! is said here for the schema and in [`crate::validate`] for the diagnostics; a test holds the two together.
//! To add a key: here, in [`crate::model`], and in the part of [`crate::validate`] that makes the one from the other.

use ipnet::Ipv4Net;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::{
    ApplicationChanges, ContractCover, Disruption, DnsDomain, Encryption, Engine, FileProtocol,
    HostAccess, Hypervisor, Inbound, Latency, Outbound, ReadLoad, RegionPurpose, RouterVendor,
    RunsIn, StaffReach, Throughput, WeeklyTime,
};
use crate::names::{AwsRegion, Name};
use crate::scalar::{
    AccountId, Asn, Count, DowntimeText, HttpPath, Image, MajorVersion, MilliCpu, Port,
    PublicAddress, TagKey, TagValue, VpcId, ZoneCount,
};
use crate::units::{BitsPerSecond, Bytes, Growth, Millis, Percent, Period};
use crate::written::{Block, List, Section, Written};

/// What a company has and needs, from which landbridge designs, builds and rehearses its hybrid estate.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Estate", extend("required" = ["estate", "sites"]))]
pub(crate) struct EstateFile {
    /// The estate's name.
    pub(crate) estate: Written<Name>,
    /// What the estate must achieve.
    pub(crate) requirements: Block<RequirementsFile>,
    /// Data centres and AWS regions, by name.
    pub(crate) sites: Section<SiteFile>,
    /// Containers that run for long, by name.
    pub(crate) services: Section<ServiceFile>,
    /// Databases, by name.
    pub(crate) databases: Section<DatabaseFile>,
    /// File shares, by name.
    pub(crate) files: Section<FileShareFile>,
    /// How hosts are operated.
    pub(crate) fleet: Block<FleetFile>,
    /// What is backed up, and for how long.
    pub(crate) backup: Block<BackupFile>,
    /// What a disaster may cost.
    pub(crate) recovery: Block<RecoveryFile>,
    /// Choices taken out of the design's hands: a decision's key and the candidate that it must take.
    pub(crate) decisions: Section<Written<String>, String>,
}

/// What the estate must achieve.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Requirements")]
pub(crate) struct RequirementsFile {
    /// Who may open connections to the workloads. Default: none.
    pub(crate) inbound: Written<Inbound>,
    /// What the workloads may reach outside. Default: none.
    pub(crate) outbound: Written<Outbound>,
    /// Where data must be encrypted. Default: in-transit-and-at-rest.
    pub(crate) encryption: Written<Encryption>,
    /// What the connection of both sides must carry.
    pub(crate) connectivity: Block<ConnectivityFile>,
    /// How the estate is operated.
    pub(crate) operations: Block<OperationsFile>,
    /// Objective for each service's availability. Default: 99.5%.
    pub(crate) availability: Written<Percent>,
    /// Whether applications may be changed. Default: none (lift and shift).
    pub(crate) application_changes: Written<ApplicationChanges>,
    /// AWS accounts that hold workloads. Default: 1.
    pub(crate) accounts: Written<Count>,
    /// People who need access from outside. Default: nobody.
    pub(crate) staff_access: Block<StaffAccessFile>,
}

/// What the connection of both sides must carry.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Connectivity")]
pub(crate) struct ConnectivityFile {
    /// How short the delay between sites must be. Default: normal.
    pub(crate) latency: Written<Latency>,
    /// How steady the rate between sites must be. Default: best-effort.
    pub(crate) throughput: Written<Throughput>,
    /// Highest rate needed. Default: 100 Mbps.
    pub(crate) peak: Written<BitsPerSecond>,
    /// How long a line's failure may be felt. Default: no objective.
    pub(crate) max_outage: Written<Millis>,
}

/// How the estate is operated.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Operations")]
pub(crate) struct OperationsFile {
    /// One orchestration tool on both sides. Default: false.
    pub(crate) same_tools_everywhere: Written<bool>,
    /// What the team knows: docker, kubernetes, …
    pub(crate) team_knows: List<Name>,
    /// Whether people log in to hosts. Default: none.
    pub(crate) host_access: Written<HostAccess>,
    /// Whether hosts boot the company's own image. Default: false.
    pub(crate) custom_images: Written<bool>,
}

/// Access from outside for staff.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "StaffAccess", extend("required" = ["users", "reach"]))]
pub(crate) struct StaffAccessFile {
    /// How many people connect.
    pub(crate) users: Written<Count>,
    /// What they must reach.
    pub(crate) reach: List<StaffReach>,
}

/// What a site is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SiteKind {
    /// A data centre of the company.
    DataCenter,
    /// An AWS region used by the estate.
    AwsRegion,
}

/// A data centre, or an AWS region used by the estate.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(
    rename = "Site",
    extend("required" = ["kind", "network"]),
    extend("if" = { "properties": { "kind": { "const": "aws-region" } } }),
    extend("then" = {
        "required": ["region", "zones"],
        "properties": {
            "hypervisor": false, "router": false, "dns_domain": false, "hosts": false, "contract": false,
        },
    }),
    extend("else" = {
        "properties": { "region": false, "zones": false, "purpose": false, "existing": false },
    })
)]
pub(crate) struct SiteFile {
    /// What the site is. It decides which other keys belong to it.
    pub(crate) kind: Written<SiteKind>,
    /// The site's private network; of a region, its VPC's, /16 to /28.
    pub(crate) network: Written<Ipv4Net>,
    /// Data centre: what its virtual machines run on.
    pub(crate) hypervisor: Written<Hypervisor>,
    /// Data centre: its edge router. Without one it is linked to nothing.
    pub(crate) router: Block<RouterFile>,
    /// Data centre: the domain of its names.
    pub(crate) dns_domain: Written<DnsDomain>,
    /// Data centre: groups of equal hosts, by name.
    pub(crate) hosts: Section<HostGroupFile>,
    /// Data centre: when its contract ends.
    pub(crate) contract: Block<ContractFile>,
    /// Region: AWS's name of it.
    pub(crate) region: Written<AwsRegion>,
    /// Region: how many availability zones are used.
    pub(crate) zones: Written<ZoneCount>,
    /// Region: what it is for. Default: workloads.
    pub(crate) purpose: Written<RegionPurpose>,
    /// Region: what is already there and must be adopted.
    pub(crate) existing: Block<ExistingFile>,
}

/// A data centre's edge router.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Router", extend("required" = ["vendor", "asn", "public_addresses"]))]
pub(crate) struct RouterFile {
    /// What it is, which decides the form of its configuration.
    pub(crate) vendor: Written<RouterVendor>,
    /// Its autonomous system number.
    pub(crate) asn: Written<Asn>,
    /// Its addresses on the internet.
    pub(crate) public_addresses: List<PublicAddress>,
}

/// A group of equal hosts.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "HostGroup", extend("required" = ["count", "cpu", "memory"]))]
pub(crate) struct HostGroupFile {
    /// How many hosts.
    pub(crate) count: Written<Count>,
    /// Virtual processors of each.
    pub(crate) cpu: Written<Count>,
    /// Memory of each.
    pub(crate) memory: Written<Bytes>,
    /// Tags, by which hosts are selected.
    pub(crate) tags: Section<Written<TagValue>, TagKey>,
}

/// A data centre's contract.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Contract", extend("required" = ["ends", "covers"]))]
pub(crate) struct ContractFile {
    /// Its last day.
    pub(crate) ends: Written<Date>,
    /// How much of the site it covers.
    pub(crate) covers: Written<ContractCover>,
}

/// What already exists in a region and must be adopted.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Existing")]
pub(crate) struct ExistingFile {
    /// An existing VPC's id.
    pub(crate) vpc: Written<VpcId>,
    /// Existing accounts' numbers.
    pub(crate) accounts: List<AccountId>,
}

/// Containers that run for long under one name.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Service", extend("required" = ["image", "today"]))]
pub(crate) struct ServiceFile {
    /// The image, with its tag.
    pub(crate) image: Written<Image>,
    /// The site where it runs today.
    pub(crate) today: Written<Name>,
    /// When it must have left that site. Default: it stays.
    pub(crate) leaves: Written<Date>,
    /// Copies of it. Default: 1.
    pub(crate) replicas: Written<Count>,
    /// Processors of each copy. Default: 0.25.
    pub(crate) cpu: Written<MilliCpu>,
    /// Memory of each copy. Default: 512 MiB.
    pub(crate) memory: Written<Bytes>,
    /// The TCP port that it serves.
    pub(crate) port: Written<Port>,
    /// The HTTP path of its health check.
    pub(crate) health: Written<HttpPath>,
    /// Services, databases and file shares that it calls.
    pub(crate) uses: List<Name>,
    /// How the number of copies follows the load.
    pub(crate) scaling: Block<ScalingFile>,
}

/// How the number of copies follows the load.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Scaling", extend("required" = ["from", "to", "target_cpu"]))]
pub(crate) struct ScalingFile {
    /// Fewest copies.
    pub(crate) from: Written<Count>,
    /// Most copies.
    pub(crate) to: Written<Count>,
    /// Mean processor use that the number of copies is steered to.
    pub(crate) target_cpu: Written<Percent>,
}

/// A database.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(
    rename = "Database",
    extend("required" = ["engine", "version", "runs_in", "today", "size"])
)]
pub(crate) struct DatabaseFile {
    /// The engine.
    pub(crate) engine: Written<Engine>,
    /// Its major version.
    pub(crate) version: Written<MajorVersion>,
    /// What it runs in today or is planned to.
    pub(crate) runs_in: Written<RunsIn>,
    /// The site where it runs today.
    pub(crate) today: Written<Name>,
    /// When it must have left that site. Default: it stays.
    pub(crate) leaves: Written<Date>,
    /// Its size today.
    pub(crate) size: Written<Bytes>,
    /// How fast it grows.
    pub(crate) growth: Written<Growth>,
    /// How long it may be down while it moves. Default: none.
    pub(crate) downtime: Written<DowntimeText>,
    /// Who reads it besides its applications, by name, and how heavily.
    pub(crate) readers: Section<Written<ReadLoad>>,
}

/// A file share.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "FileShare", extend("required" = ["protocol", "today", "size"]))]
pub(crate) struct FileShareFile {
    /// How it is mounted.
    pub(crate) protocol: Written<FileProtocol>,
    /// The site where it is today.
    pub(crate) today: Written<Name>,
    /// Services that write it.
    pub(crate) written_by: List<Name>,
    /// Services that read it.
    pub(crate) read_by: List<Name>,
    /// Its size today.
    pub(crate) size: Written<Bytes>,
    /// Data written a day.
    pub(crate) new_per_day: Written<Bytes>,
    /// How long a file is read often after it was written.
    pub(crate) hot_for: Written<Period>,
    /// After how long a file is hardly read.
    pub(crate) cold_after: Written<Period>,
}

/// How hosts are operated.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Fleet")]
pub(crate) struct FleetFile {
    /// Whether one script is run on many hosts. Default: false.
    pub(crate) scripts: Written<bool>,
    /// When maintenance is allowed.
    pub(crate) maintenance: Block<MaintenanceFile>,
}

/// When maintenance is allowed.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Maintenance", extend("required" = ["window", "duration"]))]
pub(crate) struct MaintenanceFile {
    /// Its start, each week: day, time and time zone.
    pub(crate) window: Written<WeeklyTime>,
    /// Its length, 1 to 24 whole hours.
    pub(crate) duration: Written<Millis>,
}

/// What is backed up, and for how long.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Backup", extend("required" = ["keep", "covers"]))]
pub(crate) struct BackupFile {
    /// How long copies are kept.
    pub(crate) keep: Block<KeepFile>,
    /// Databases and file shares that are covered.
    pub(crate) covers: List<Name>,
}

/// How long copies are kept.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Keep")]
pub(crate) struct KeepFile {
    /// How long daily copies are kept.
    pub(crate) daily: Written<Period>,
    /// How long monthly copies are kept.
    pub(crate) monthly: Written<Period>,
}

/// What a disaster may cost.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Recovery", extend("required" = ["rto", "rpo"]))]
pub(crate) struct RecoveryFile {
    /// Time until service is back (recovery time objective).
    pub(crate) rto: Written<Millis>,
    /// Data, counted back in time, that may be lost (recovery point objective).
    pub(crate) rpo: Written<Millis>,
    /// What the estate must survive.
    pub(crate) survives: List<Disruption>,
}
