//! Values that are one of a few words.

use std::fmt;

use schemars::{Schema, json_schema};

use super::{Problem, Scalar};
use crate::codes::{QUANTITY, WORD};
use crate::file::SiteKind;
use crate::model::{
    ApplicationChanges, ContractCover, Disruption, Downtime, Encryption, Engine, FileProtocol,
    HostAccess, Hypervisor, Inbound, Latency, Outbound, ReadLoad, RegionPurpose, RouterVendor,
    RunsIn, StaffReach, Throughput,
};
use crate::nearest::nearest;
use crate::units::Millis;

/// Reads one of `words`.
pub(super) fn one_of<T: Copy>(text: &str, words: &[(&'static str, T)]) -> Result<T, Problem> {
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
        return Ok(*value);
    }
    let help = match nearest(text, words.iter().map(|(word, _)| *word)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write {}", listed(words)),
    };
    Err(Problem::new(WORD, format!("`{text}` cannot stand here"), "not known here", help))
}

fn listed<T>(words: &[(&'static str, T)]) -> String {
    let quoted: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

macro_rules! words {
    ($($vis:vis $name:ident { $($variant:ident = $word:literal),* $(,)? })*) => {$(
        impl $name {
            /// Every value with its word in the file.
            $vis const ALL: &[(&str, Self)] = &[$(($word, Self::$variant)),*];

            /// The word in the file.
            $vis fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl Scalar for $name {
            fn parse(text: &str) -> Result<Self, Problem> {
                one_of(text, Self::ALL)
            }
            fn schema() -> Schema {
                json_schema!({ "type": "string", "enum": [$($word),*] })
            }
        }
    )*};
}

words! {
    pub Inbound { None = "none", Sites = "sites", Internet = "internet" }
    pub Outbound { None = "none", Sites = "sites", Updates = "updates", Internet = "internet" }
    pub Encryption { None = "none", AtRest = "at-rest", InTransitAndAtRest = "in-transit-and-at-rest" }
    pub ApplicationChanges { None = "none", Configuration = "configuration", Allowed = "allowed" }
    pub(crate) SiteKind { DataCenter = "data-center", AwsRegion = "aws-region" }
    pub Latency { Lowest = "lowest", Normal = "normal" }
    pub Throughput { Consistent = "consistent", BestEffort = "best-effort" }
    pub HostAccess { None = "none", Ssh = "ssh" }
    pub StaffReach { Vpc = "vpc", OnPremises = "on-premises", EachOther = "each-other" }
    pub Hypervisor { Vmware = "vmware", HyperV = "hyper-v", Kvm = "kvm", None = "none" }
    pub RouterVendor {
        CiscoIosXe = "cisco-ios-xe", JuniperJunos = "juniper-junos", Linux = "linux",
    }
    pub ContractCover { Half = "half", All = "all" }
    pub RegionPurpose { Workloads = "workloads", Recovery = "recovery" }
    pub Engine { Postgresql = "postgresql" }
    pub RunsIn { Container = "container", VirtualMachine = "virtual-machine", BareMetal = "bare-metal" }
    pub ReadLoad { Light = "light", Heavy = "heavy" }
    pub FileProtocol { Nfs = "nfs", Smb = "smb" }
    pub Disruption {
        Host = "host", Zone = "zone", Line = "line", Gateway = "gateway", Region = "region",
    }
}

impl Scalar for bool {
    fn parse(text: &str) -> Result<Self, Problem> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => {
                let message = format!("`{text}` is neither true nor false");
                Err(Problem::new(WORD, message, "not known here", "write `true` or `false`"))
            }
        }
    }

    fn schema() -> Schema {
        json_schema!({ "type": "boolean" })
    }
}

/// How long something may be down: `none`, or a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DowntimeText(pub(crate) Downtime);

impl Scalar for DowntimeText {
    fn parse(text: &str) -> Result<Self, Problem> {
        if text == "none" {
            return Ok(Self(Downtime::None));
        }
        let refused = |error: crate::units::UnitError| {
            let help = "write `none`, or the time that it may be down, such as 15 min";
            Problem::new(QUANTITY, error.wrong.to_string(), "not a length of time", help)
        };
        match text.parse().map_err(refused)? {
            Millis(0) => Ok(Self(Downtime::None)),
            time => Ok(Self(Downtime::AtMost(time))),
        }
    }

    fn schema() -> Schema {
        json_schema!({ "anyOf": [{ "const": "none" }, Millis::schema()] })
    }
}
