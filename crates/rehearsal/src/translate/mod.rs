//! From a blueprint to a topology: which node, cable, wire and tunnel stands for what. Pure.
//!
//! One file for each part of the blueprint; `builder` collects what they make. Nothing is decided here that the blueprint could decide:
//! what this adds is only what AWS would assign (outside addresses, keys) and how the imitation is wired inside.

mod builder;
mod data_center;
pub(crate) mod gateway;
pub(crate) mod internet;
mod line;
mod region;
mod vpn;

use std::collections::{BTreeMap, BTreeSet};

use landbridge_design::blueprint::Blueprint;
use landbridge_network::topology::{Quality, Topology};
use landbridge_outcome::rehearsal::LinkKind;

use crate::reach::{self, Pair};
use builder::Builder;

/// A Direct Connect line as rehearsed: a short way on a private network.
pub const LINE_QUALITY: Quality =
    Quality { delay_us: 1_000, jitter_us: 0, loss_ppm: 0, rate_bps: 0 };

/// The internet as rehearsed: longer and unsteady.
pub const INTERNET_QUALITY: Quality =
    Quality { delay_us: 8_000, jitter_us: 1_000, loss_ppm: 0, rate_bps: 0 };

/// A blueprint in terms of what runs on this machine.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What is brought up.
    pub topology: Topology,
    /// Lines and tunnels, in the order in which they are preferred by each data centre.
    pub links: Vec<Link>,
    /// Hosts that take part in reachability.
    pub hosts: Vec<PlannedHost>,
    /// Pairs of hosts that should reach each other.
    pub pairs: Vec<Pair>,
    /// What each node stands for.
    pub roles: Vec<(String, &'static str)>,
    /// What is imitated or left out, in plain words.
    pub imitated: Vec<String>,
    /// The site of hosts that are no part of the estate.
    pub internet: &'static str,
    /// The regions that each line or tunnel leads to, by its name.
    pub leads: BTreeMap<String, BTreeSet<String>>,
    /// Tunnels inside lines, at both of their ends.
    pub inner: Vec<InnerTunnel>,
}

impl Plan {
    /// Two hosts that talk over a data centre's links, the data centre's first.
    pub fn crossing(&self, data_center: &str) -> Option<Pair> {
        let here = |site: &str| site == data_center;
        let linked =
            |site: &str| self.links.iter().all(|l| l.data_center != site) && site != self.internet;
        let pair = self.pairs.iter().find(|p| {
            (here(&p.a.site) && linked(&p.b.site)) || (here(&p.b.site) && linked(&p.a.site))
        })?;
        let (a, b) = (pair.a.clone(), pair.b.clone());
        Some(if here(&pair.a.site) { Pair { a, b } } else { Pair { a: b, b: a } })
    }

    /// The lines and tunnels that lead from a data centre to a region, most preferred first.
    pub fn links_between(&self, data_center: &str, region: &str) -> impl Iterator<Item = &Link> {
        let leads =
            move |link: &&Link| self.leads.get(&link.name).is_some_and(|r| r.contains(region));
        self.links.iter().filter(move |link| link.data_center == data_center).filter(leads)
    }
}

/// A line or tunnel between a data centre and AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its name in the blueprint.
    pub name: String,
    /// What it is.
    pub kind: LinkKind,
    /// The data centre's site.
    pub data_center: String,
    /// The wire that carries it.
    pub wire: String,
    /// The node of the data centre's router.
    pub router: String,
    /// The node of AWS's gateway that chooses between this link and others.
    pub gateway: String,
    /// Its BGP session, which has the same name at both ends.
    pub session: Session,
    /// Sessions whose routes lead traffic over it: its own, and those of the tunnels inside it.
    pub carries: Vec<String>,
    /// What notices a silent failure.
    pub detection: Detection,
    /// The same before tuning.
    pub documented: Detection,
}

/// A BGP session between a data centre's router and AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its name.
    pub name: String,
    /// The node at AWS's end.
    pub gateway: String,
}

/// One end of a tunnel inside a line. Which line its packets take is not the tunnel's to say: routers choose among lines as for any packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InnerTunnel {
    /// Its BGP session.
    pub session: String,
    /// The node whose traffic enters the tunnel there.
    pub node: String,
    /// The node that chooses the line for its packets.
    pub chooser: String,
    /// The address that they go to.
    pub towards: std::net::Ipv4Addr,
}

/// What notices that a link fails silently, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detection {
    /// At the latest after so many milliseconds.
    pub ms: u64,
    /// By what: `BFD 3 × 300 ms`.
    pub what: String,
}

/// A host of the blueprint in the rehearsal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedHost {
    /// Its node.
    pub node: String,
    /// Its site.
    pub site: String,
    /// Its address.
    pub address: std::net::Ipv4Addr,
}

/// Timers of the lines set otherwise than the blueprint says, for trying what they would bring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tuning {
    /// BFD's interval on lines, in milliseconds. AWS: 300.
    pub bfd_interval_ms: Option<u32>,
    /// Whether BFD also runs inside VPN tunnels, at the lines' interval. AWS documents none there.
    pub bfd_in_tunnels: bool,
}

impl Tuning {
    /// What is tuned, in words for the report.
    pub fn describe(&self) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(ms) = self.bfd_interval_ms {
            words.push(format!("BFD 3 × {ms} ms"));
        }
        if self.bfd_in_tunnels {
            words.push("BFD in tunnels".to_owned());
        }
        words
    }
}

/// Translates a blueprint. `keys` gives a fresh pre-shared key for each tunnel, as AWS does.
pub fn translate(blueprint: &Blueprint, tuning: Tuning, keys: impl FnMut() -> String) -> Plan {
    let mut builder = Builder::new(blueprint, tuning, keys);
    for data_center in &blueprint.data_centers {
        data_center::add(&mut builder, data_center);
    }
    for region in &blueprint.regions {
        region::add(&mut builder, region);
    }
    internet::add(&mut builder);
    for gateway in &blueprint.gateways {
        gateway::add(&mut builder, gateway);
    }
    gateway::connect(&mut builder);
    for line in &blueprint.lines {
        line::add(&mut builder, line);
    }
    for vpn in &blueprint.vpns {
        vpn::add(&mut builder, vpn);
    }
    let pairs = reach::expected(blueprint, &builder.hosts);
    builder.finish(pairs)
}

#[cfg(test)]
pub(crate) mod tests;
