//! A node in the kernel: its host, and the netlink socket of its network.

use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

use landbridge_runtime::host::{Host, HostError};
use nix::net::if_::if_nametoindex;

use super::netlink::{Netlink, StepError};
use super::plan::NodePlan;
use super::step::{self, Step, VethEnd};
use super::{settings, tap};

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

    /// Moves the interface `from` to `router`, where the plan holds it under `name`.
    pub(crate) fn hand_over(
        &self,
        from: &str,
        router: &Place,
        name: &str,
    ) -> Result<(), PlumbingError> {
        let found = self.host.in_network(|| if_nametoindex(from))?;
        let found = found.map_err(|errno| inside(&self.host, &format!("find {from}"), errno.into()))?;
        let index = router.plan.interfaces[name].index;
        self.run(vec![step::hand_over(found, router.host.net_fd().as_raw_fd(), name, index)])
    }

    fn veth_end<'a>(&self, name: &'a str) -> VethEnd<'a> {
        let interface = &self.plan.interfaces[name];
        VethEnd { name, index: interface.index, mac: interface.mac }
    }
}

fn inside(host: &Host, what: &str, source: io::Error) -> PlumbingError {
    PlumbingError::Inside { node: host.name().to_owned(), what: what.to_owned(), source }
}
