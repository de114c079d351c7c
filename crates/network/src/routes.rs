//! Watches a node's route tables, to know when a router changed its mind.

use std::collections::VecDeque;
use std::io;
use std::net::Ipv4Addr;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::time::Duration;

use ipnet::Ipv4Net;
use landbridge_runtime::clock;
use landbridge_runtime::host::{Host, HostError};
use nix::sys::socket::{MsgFlags, recv};
use rtnetlink::packet_core::NetlinkPayload;
use rtnetlink::packet_route::RouteNetlinkMessage;
use rtnetlink::packet_route::route::{RouteAddress, RouteAttribute, RouteMessage};
use rtnetlink::sys::protocols::NETLINK_ROUTE;
use rtnetlink::sys::{Socket, SocketAddr};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use crate::kernel::netlink;
use crate::ready;

/// The multicast group `RTNLGRP_IPV4_ROUTE` as a mask.
const IPV4_ROUTES: u32 = 1 << 6;
const DATAGRAM: usize = 32 * 1024;

/// A watch that could not begin or go on.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// There is no such node.
    #[error("there is no node {0:?} to watch")]
    Unknown(String),
    /// The node could not be entered.
    #[error("a node is out of reach")]
    Host(#[from] HostError),
    /// The socket failed.
    #[error("cannot watch the routes of {node}")]
    Socket {
        /// The node.
        node: String,
        /// Why.
        source: io::Error,
    },
}

/// A change of one route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteChange {
    /// When this process heard of it, by the machine's monotonic clock.
    pub at: Duration,
    /// The route table.
    pub table: u32,
    /// Where the route leads to.
    pub destination: Ipv4Net,
    /// The neighbour that packets go to now; none for a route that went, or that has none.
    pub next_hop: Option<Ipv4Addr>,
    /// Whether the route went.
    pub removed: bool,
}

/// Changes of a node's IPv4 routes since the watch began. The kernel keeps what was not asked for yet.
pub struct RouteWatch {
    node: String,
    socket: AsyncFd<OwnedFd>,
    waiting: VecDeque<RouteChange>,
}

impl RouteWatch {
    pub(crate) fn begin(host: &Host) -> Result<Self, WatchError> {
        let node = host.name().to_owned();
        let failed = |source| WatchError::Socket { node: node.clone(), source };
        let open = || -> io::Result<OwnedFd> {
            let mut socket = Socket::new(NETLINK_ROUTE)?;
            socket.bind(&SocketAddr::new(0, IPV4_ROUTES))?;
            socket.set_non_blocking(true)?;
            socket.as_fd().try_clone_to_owned()
        };
        let socket = host.in_network(open)?.map_err(failed)?;
        let socket = ready::watch(socket, Interest::READABLE).map_err(failed)?;
        Ok(Self { node, socket, waiting: VecDeque::new() })
    }

    /// The next change. May be dropped halfway; nothing is lost then.
    pub async fn next(&mut self) -> Result<RouteChange, WatchError> {
        loop {
            if let Some(change) = self.waiting.pop_front() {
                return Ok(change);
            }
            let mut buffer = vec![0; DATAGRAM];
            let receive =
                |socket: &OwnedFd| Ok(recv(socket.as_raw_fd(), &mut buffer, MsgFlags::empty())?);
            let received = self.socket.async_io(Interest::READABLE, receive).await;
            let at = clock::monotonic();
            let messages = received.and_then(|length| netlink::parse(&buffer[..length]));
            let failed = |source| WatchError::Socket { node: self.node.clone(), source };
            let changes = messages.map_err(failed)?.into_iter().filter_map(|(_, m)| change(at, m));
            self.waiting.extend(changes);
        }
    }
}

fn change(at: Duration, payload: NetlinkPayload<RouteNetlinkMessage>) -> Option<RouteChange> {
    let (message, removed) = match payload {
        NetlinkPayload::InnerMessage(RouteNetlinkMessage::NewRoute(message)) => (message, false),
        NetlinkPayload::InnerMessage(RouteNetlinkMessage::DelRoute(message)) => (message, true),
        _ => return None,
    };
    let next_hop = if removed {
        None
    } else {
        address(&message, |a| match a {
            RouteAttribute::Gateway(address) => Some(address),
            _ => None,
        })
    };
    let to = address(&message, |a| match a {
        RouteAttribute::Destination(address) => Some(address),
        _ => None,
    });
    let prefix = message.header.destination_prefix_length;
    let destination = Ipv4Net::new(to.unwrap_or(Ipv4Addr::UNSPECIFIED), prefix).ok()?;
    Some(RouteChange { at, table: table(&message), destination, next_hop, removed })
}

/// Numbers above 255 do not fit the header.
fn table(message: &RouteMessage) -> u32 {
    let stated = message.attributes.iter().find_map(|attribute| match attribute {
        RouteAttribute::Table(table) => Some(*table),
        _ => None,
    });
    stated.unwrap_or(u32::from(message.header.table))
}

fn address(
    message: &RouteMessage,
    pick: impl Fn(&RouteAttribute) -> Option<&RouteAddress>,
) -> Option<Ipv4Addr> {
    message.attributes.iter().find_map(pick).and_then(|address| match address {
        RouteAddress::Inet(address) => Some(*address),
        _ => None,
    })
}
