//! A node in the kernel: its host, and the netlink socket of its network.

use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

use landbridge_runtime::host::{Host, HostError};
use rtnetlink::packet_route::RouteNetlinkMessage;
use rtnetlink::packet_route::link::{InfoKind, LinkAttribute, LinkInfo, LinkMessage};

use super::netlink::{Netlink, StepError};
use super::plan::NodePlan;
use super::step::{self, Step, VethEnd};
use super::{settings, tap};
use crate::segments;

/// kernel-libipsec names its interface so, with the first free number.
const TUN_NAMES: &str = "ipsec";
/// The kernel chooses.
const ANY_INDEX: u32 = 0;

/// A step of a node's plumbing that failed.
#[derive(Debug, thiserror::Error)]
pub enum PlumbingError {
    /// The host could not be made or entered.
    #[error("a host is missing")]
    Host(#[from] HostError),
    /// Something inside the host could not be opened or set.
    #[error("node {node}: cannot {what}")]
    Inside {
        /// The node.
        node: String,
        /// What was tried.
        what: String,
        /// The kernel's answer.
        source: io::Error,
    },
    /// The kernel refused a step.
    #[error("node {node}: a step of its network failed")]
    Step {
        /// The node.
        node: String,
        /// Which, and why.
        source: StepError,
    },
}

/// A node whose host exists.
pub(crate) struct Place {
    pub(crate) host: Host,
    pub(crate) plan: NodePlan,
    netlink: RefCell<Netlink>,
}

impl Place {
    /// Writes the node's settings and opens its netlink socket.
    pub(crate) fn open(host: Host, plan: NodePlan) -> Result<Self, PlumbingError> {
        let forwards = plan.forwards;
        let opened = host.in_network(|| {
            settings::write(forwards).map_err(|error| ("write its settings", error))?;
            Netlink::open().map_err(|error| ("open a netlink socket", error))
        })?;
        match opened {
            Ok(netlink) => Ok(Self { host, plan, netlink: RefCell::new(netlink) }),
            Err((what, source)) => Err(inside(&host, what, source)),
        }
    }

    /// Makes the TAP that the plan holds under `interface`.
    pub(crate) fn tap(&self, interface: &str) -> Result<File, PlumbingError> {
        let index = self.plan.interfaces[interface].index;
        let file = self.host.in_network(|| tap::open(interface, index))?;
        file.map_err(|error| inside(&self.host, &format!("make the TAP {interface}"), error))
    }

    /// Does steps in the node's network.
    pub(crate) fn run(&self, steps: Vec<Step>) -> Result<(), PlumbingError> {
        let node = self.host.name();
        self.netlink
            .borrow_mut()
            .run(steps)
            .map_err(|source| PlumbingError::Step { node: node.to_owned(), source })
    }

    /// The step that makes a cable from here to `peer`.
    pub(crate) fn cable(&self, interface: &str, peer: &Place, peer_interface: &str) -> Step {
        let end = self.veth_end(interface);
        step::cable(&end, &peer.veth_end(peer_interface), peer.host.net_fd().as_raw_fd())
    }

    /// Moves charon's TUN to `router`, where the plan holds it under `name`, and leaves a decoy of its name.
    ///
    /// charon lays a route to its TUN whenever it installs a tunnel, and fails if the interface is gone. The decoy takes that
    /// route, which nothing uses. It holds the name, so that the next charon's TUN has another.
    pub(crate) fn take_tun(&self, router: &Place, name: &str) -> Result<(), PlumbingError> {
        let mut steps = Vec::new();
        let mut found = None;
        // A wire's TAP is of the same kind.
        for link in self.links()?.into_iter().filter(|link| link.name.starts_with(TUN_NAMES)) {
            match link.kind {
                Some(InfoKind::Tun) => found = Some(link),
                Some(InfoKind::Bridge) => steps.push(step::remove(link.index)),
                _ => {}
            }
        }
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        let tun = found.ok_or_else(|| inside(&self.host, "find charon's TUN", missing()))?;
        let index = router.plan.interfaces[name].index;
        steps.push(step::hand_over(tun.index, router.host.net_fd().as_raw_fd(), name, index));
        steps.push(step::bridge(&tun.name, ANY_INDEX, segments::mac(self.host.name(), &tun.name)));
        self.run(steps)
    }

    fn links(&self) -> Result<Vec<Link>, PlumbingError> {
        let question = RouteNetlinkMessage::GetLink(LinkMessage::default());
        let answer = self.netlink.borrow_mut().ask(question, true);
        let answer = answer.map_err(|error| inside(&self.host, "list its interfaces", error))?;
        Ok(answer.into_iter().filter_map(Link::from_message).collect())
    }

    fn veth_end<'a>(&self, name: &'a str) -> VethEnd<'a> {
        let interface = &self.plan.interfaces[name];
        VethEnd { name, index: interface.index, mac: interface.mac }
    }
}

/// An interface as the kernel lists it.
struct Link {
    index: u32,
    name: String,
    kind: Option<InfoKind>,
}

impl Link {
    fn from_message(message: RouteNetlinkMessage) -> Option<Self> {
        let RouteNetlinkMessage::NewLink(message) = message else { return None };
        let (mut name, mut kind) = (None, None);
        for attribute in message.attributes {
            match attribute {
                LinkAttribute::IfName(text) => name = Some(text),
                LinkAttribute::LinkInfo(infos) => {
                    kind = infos.into_iter().find_map(|info| match info {
                        LinkInfo::Kind(kind) => Some(kind),
                        _ => None,
                    });
                }
                _ => {}
            }
        }
        Some(Self { index: message.header.index, name: name?, kind })
    }
}

fn inside(host: &Host, what: &str, source: io::Error) -> PlumbingError {
    PlumbingError::Inside { node: host.name().to_owned(), what: what.to_owned(), source }
}
