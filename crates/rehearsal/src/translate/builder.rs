//! Collects nodes, cables and sessions while a blueprint is translated.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use landbridge_config::bird::{Bfd, Bird, Session};
use landbridge_config::strongswan::PreSharedKey;
use landbridge_design::blueprint::{
    BgpSession, Blueprint, Gateway, GatewayKind, LineIpsec, Region,
};
use landbridge_estate::names::Name;
use landbridge_network::topology::{Cable, End, Node, Topology};

use super::gateway::announced;
use super::{Detection, InnerTunnel, Link, Plan, PlannedHost, Tuning};
use crate::reach::Pair;

/// Links inside AWS that a customer never sees take their addresses from here, high above the tunnels' inside addresses.
const INNER: Ipv4Addr = Ipv4Addr::new(169, 254, 240, 0);
/// AWS's ends of tunnels, elastic addresses and a host of the internet: the range for benchmarks (RFC 2544), never on the internet.
const PUBLIC: Ipv4Addr = Ipv4Addr::new(198, 18, 0, 0);

/// Collects what a blueprint is translated to.
pub(super) struct Builder<'a, K> {
    pub(super) blueprint: &'a Blueprint,
    pub(super) topology: Topology,
    links: Vec<Link>,
    pub(super) hosts: Vec<PlannedHost>,
    pub(super) roles: Vec<(String, &'static str)>,
    pub(super) inner: Vec<InnerTunnel>,
    leads: BTreeMap<String, BTreeSet<String>>,
    tuning: Tuning,
    keys: K,
    inner_links: u32,
    public_addresses: u32,
    inner_tunnels: u32,
}

impl<'a, K: FnMut() -> String> Builder<'a, K> {
    pub(super) fn new(blueprint: &'a Blueprint, tuning: Tuning, keys: K) -> Self {
        Self {
            blueprint,
            topology: Topology::default(),
            links: Vec::new(),
            hosts: Vec::new(),
            roles: Vec::new(),
            inner: Vec::new(),
            leads: BTreeMap::new(),
            tuning,
            keys,
            inner_links: 0,
            public_addresses: 0,
            inner_tunnels: 0,
        }
    }

    /// Adds a node that stands for `role`.
    pub(super) fn add_node(&mut self, node: Node, role: &'static str) {
        self.roles.push((node.name.clone(), role));
        self.topology.nodes.push(node);
    }

    /// A tunnel's end at a site, named after the tunnel, however hosts there are called.
    pub(super) fn add_door(&mut self, site: &str, tunnel: &Name) -> String {
        let plain = format!("{site}/{tunnel}");
        let taken = self.topology.nodes.iter().any(|node| node.name == plain);
        // No name of the estate's has a dot.
        let name = if taken { format!("{plain}.end") } else { plain };
        let node = Node { name: name.clone(), hostname: tunnel.to_string(), ..Node::default() };
        self.add_node(node, "tunnel end");
        name
    }

    /// A node added before.
    pub(super) fn node(&mut self, name: &str) -> &mut Node {
        let found = self.topology.nodes.iter_mut().find(|n| n.name == name);
        found.expect("a part is wired only to nodes added before it")
    }

    /// The BGP daemon of a node that has one.
    pub(super) fn bird(&mut self, name: &str) -> &mut Bird {
        self.node(name).bgp.as_mut().expect("sessions are added to routers only")
    }

    /// Two fresh addresses for a link inside AWS.
    pub(super) fn inner_link(&mut self) -> (Ipv4Net, Ipv4Net) {
        let first = u32::from(INNER) + 2 * self.inner_links;
        self.inner_links += 1;
        (net(first.into(), 31), net((first + 1).into(), 31))
    }

    /// A fresh address that AWS would assign on the internet.
    pub(super) fn public_address(&mut self) -> Ipv4Addr {
        self.public_addresses += 1;
        (u32::from(PUBLIC) + self.public_addresses).into()
    }

    /// A fresh address that AWS would take for its end of a tunnel inside a line.
    pub(super) fn address_of(&mut self, ipsec: &LineIpsec) -> Ipv4Addr {
        self.inner_tunnels += 1;
        (u32::from(ipsec.amazon_block.network()) + self.inner_tunnels).into()
    }

    /// A fresh pre-shared key.
    pub(super) fn key(&mut self) -> PreSharedKey {
        PreSharedKey((self.keys)())
    }

    /// Joins two nodes by a cable with an address at each end.
    pub(super) fn cable(&mut self, a: (&str, &str, Ipv4Net), b: (&str, &str, Ipv4Net)) {
        self.topology.cables.push(Cable { a: end(a.0, a.1, a.2), b: end(b.0, b.1, b.2) });
    }

    /// What notices that a session's link fails silently: with the tuned timers, and with the blueprint's.
    pub(super) fn detection(&self, session: &BgpSession) -> (Detection, Detection) {
        let by = |bfd: Option<Bfd>| match bfd {
            Some(Bfd { interval_ms, multiplier }) => Detection {
                ms: u64::from(interval_ms) * u64::from(multiplier),
                what: format!("BFD {multiplier} × {interval_ms} ms"),
            },
            None => {
                Detection { ms: session.hold.0, what: format!("BGP hold time {}", session.hold) }
            }
        };
        (by(bfd(session, self.tuning)), by(bfd(session, Tuning::default())))
    }

    /// Adds both ends of a BGP session between a data centre's router and a gateway.
    pub(super) fn add_session(&mut self, ends: &SessionEnds<'_>, bgp: &BgpSession) {
        let customer_asn = self.bird(ends.router).asn;
        let amazon_asn = self.bird(ends.gateway).asn;
        let bfd = bfd(bgp, self.tuning);
        let customer = Session {
            name: ends.name.to_owned(),
            local: bgp.customer.addr(),
            neighbor: bgp.amazon.addr(),
            neighbor_asn: amazon_asn,
            hold_s: seconds(bgp.hold.0),
            keepalive_s: seconds(bgp.keepalive.0),
            bfd,
            passive: false,
            preference: bgp.local_preference,
            prepend: bgp.prepend,
            accepts: ends.amazon_announces.clone(),
            announces: ends.customer_announces.clone(),
        };
        let amazon = Session {
            local: bgp.amazon.addr(),
            neighbor: bgp.customer.addr(),
            neighbor_asn: customer_asn,
            passive: true,
            preference: ends.amazon_preference,
            prepend: 0,
            accepts: ends.customer_announces.clone(),
            announces: ends.amazon_announces.clone(),
            ..customer.clone()
        };
        self.bird(ends.router).sessions.push(customer);
        self.bird(ends.gateway).sessions.push(amazon);
    }

    /// Adds a line or tunnel whose traffic goes through `gateway`.
    pub(super) fn add_link(&mut self, link: Link, gateway: &Gateway) {
        let told = announced(self.blueprint, gateway);
        let covered = |region: &&Region| told.iter().any(|p| p.contains(&region.vpc.network));
        let regions = self.blueprint.regions.iter().filter(covered).map(|r| r.site.to_string());
        self.leads.insert(link.name.clone(), regions.collect());
        self.links.push(link);
    }

    /// The node of a gateway.
    pub(super) fn gateway_node(gateway: &Gateway) -> String {
        match &gateway.kind {
            GatewayKind::VirtualPrivate { region } | GatewayKind::Transit { region, .. } => {
                format!("{region}/{}", gateway.name)
            }
            GatewayKind::DirectConnect { .. } => format!("aws/{}", gateway.name),
        }
    }

    /// The node of the gateway of that name.
    pub(super) fn gateway_named(&self, name: &Name) -> &'a Gateway {
        self.blueprint.gateway(name).expect("a blueprint names only gateways that it holds")
    }

    /// The plan, once everything is added.
    pub(super) fn finish(self, pairs: Vec<Pair>) -> Plan {
        let imitated = crate::imitated::list(self.blueprint);
        let internet = super::internet::site(self.blueprint);
        let Self { topology, links, hosts, roles, inner, leads, .. } = self;
        Plan { topology, links, hosts, pairs, roles, imitated, internet, leads, inner }
    }
}

/// What both ends of a session know of each other.
pub(super) struct SessionEnds<'a> {
    pub(super) name: &'a str,
    pub(super) router: &'a str,
    pub(super) gateway: &'a str,
    pub(super) customer_announces: Vec<Ipv4Net>,
    pub(super) amazon_announces: Vec<Ipv4Net>,
    /// AWS's own order: Direct Connect before VPN.
    pub(super) amazon_preference: u32,
}

/// One end of a cable, with an address.
pub(super) fn end(node: &str, interface: &str, address: Ipv4Net) -> End {
    End {
        node: node.to_owned(),
        interface: interface.to_owned(),
        address: Some(address),
        bridge: None,
    }
}

/// One end of a cable that joins a bridge.
pub(super) fn bridged(node: &str, interface: String, bridge: &str) -> End {
    End { node: node.to_owned(), interface, address: None, bridge: Some(bridge.to_owned()) }
}

/// A network from an address and a prefix length.
pub(super) fn net(address: Ipv4Addr, prefix: u8) -> Ipv4Net {
    Ipv4Net::new(address, prefix).expect("prefix lengths here are constants of at most 32")
}

/// The default route's destination.
pub(super) fn anywhere() -> Ipv4Net {
    net(Ipv4Addr::UNSPECIFIED, 0)
}

/// An interface's name: the thing's own where it fits the kernel's 15 bytes, else a short one with its number.
pub(super) fn interface(name: &Name, short: &str, number: usize) -> String {
    if name.as_str().len() <= 15 { name.to_string() } else { format!("{short}{number}") }
}

/// A BGP session's name, made of a link's, as the kit writes it too.
pub(super) fn session_name(name: &Name) -> String {
    landbridge_config::bird::session_name(name.as_str())
}

/// BFD of a session, after tuning.
fn bfd(session: &BgpSession, tuning: Tuning) -> Option<Bfd> {
    let interval = tuning.bfd_interval_ms;
    let stated = session.bfd.map(|bfd| Bfd {
        interval_ms: interval.unwrap_or_else(|| u32::try_from(bfd.interval.0).unwrap_or(u32::MAX)),
        multiplier: bfd.multiplier,
    });
    let added = Bfd { interval_ms: interval.unwrap_or(300), multiplier: 3 };
    stated.or(tuning.bfd_in_tunnels.then_some(added))
}

fn seconds(millis: u64) -> u16 {
    u16::try_from(millis.div_ceil(1_000)).unwrap_or(u16::MAX)
}
