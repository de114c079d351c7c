//! One thing to ask of the kernel, with the words for an error message.

use std::net::Ipv4Addr;
use std::os::fd::RawFd;

use ipnet::Ipv4Net;
use rtnetlink::packet_core::{NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE, NLM_F_REQUEST};
use rtnetlink::packet_route::address::AddressMessage;
use rtnetlink::packet_route::link::{InfoData, InfoVeth, LinkAttribute, LinkMessage};
use rtnetlink::packet_route::neighbour::{
    NeighbourAddress, NeighbourAttribute, NeighbourMessage, NeighbourState,
};
use rtnetlink::packet_route::route::RouteType;
use rtnetlink::packet_route::rule::{RuleAction, RuleAttribute, RuleMessage};
use rtnetlink::packet_route::{AddressFamily, RouteNetlinkMessage};
use rtnetlink::{
    AddressMessageBuilder, LinkBridge, LinkMessageBuilder, LinkUnspec, LinkVeth,
    RouteMessageBuilder,
};

use crate::segments::Mac;

/// The index of a node's loop-back interface.
pub(crate) const LOOPBACK: u32 = 1;
/// Where the rules of our route tables stand: after the local table (0), before main (32766).
const RULE_PRIORITY: u32 = 100;
/// The metric of the route that ends every table's look-up: any other route wins.
const LAST_METRIC: u32 = u32::MAX;

/// One thing to ask of the kernel.
pub(crate) struct Step {
    pub(crate) what: String,
    pub(crate) flags: u16,
    pub(crate) message: RouteNetlinkMessage,
}

impl Step {
    fn make(what: String, message: RouteNetlinkMessage) -> Self {
        Self { what, flags: NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL, message }
    }

    /// What may be there already and is then as we want it.
    fn put(what: String, message: RouteNetlinkMessage) -> Self {
        Self { what, flags: NLM_F_REQUEST | NLM_F_CREATE | NLM_F_REPLACE, message }
    }

    fn set(what: String, message: LinkMessage) -> Self {
        Self { what, flags: NLM_F_REQUEST, message: RouteNetlinkMessage::SetLink(message) }
    }
}

/// One end of a pair of virtual Ethernet interfaces.
pub(crate) struct VethEnd<'a> {
    pub(crate) name: &'a str,
    pub(crate) index: u32,
    pub(crate) mac: Mac,
}

/// A cable: one end here, the other in the namespace `peer_network`. Both are down at first: a pair
/// that is made and set up in one request fails with `ENOTCONN`.
pub(crate) fn cable(end: &VethEnd, peer: &VethEnd, peer_network: RawFd) -> Step {
    let far = LinkMessageBuilder::<LinkUnspec>::new()
        .name(peer.name)
        .index(peer.index)
        .address(peer.mac.to_vec())
        .setns_by_fd(peer_network)
        .build();
    let near = LinkMessageBuilder::<LinkVeth>::new(end.name, peer.name)
        .index(end.index)
        .address(end.mac.to_vec())
        .set_info_data(InfoData::Veth(InfoVeth::Peer(far)))
        .build();
    Step::make(format!("make the cable {}", end.name), RouteNetlinkMessage::NewLink(near))
}

/// A bridge, up.
pub(crate) fn bridge(name: &str, index: u32, mac: Mac) -> Step {
    let message = LinkBridge::new(name).index(index).address(mac.to_vec()).build();
    Step::make(format!("make the bridge {name}"), RouteNetlinkMessage::NewLink(message))
}

/// Removes an interface.
pub(crate) fn remove(index: u32) -> Step {
    let message = RouteNetlinkMessage::DelLink(LinkUnspec::new_with_index(index).build());
    Step { what: format!("remove interface {index}"), flags: NLM_F_REQUEST, message }
}

/// Gives an interface a hardware address.
pub(crate) fn hardware_address(index: u32, mac: Mac) -> Step {
    let message = LinkUnspec::new_with_index(index).address(mac.to_vec()).build();
    Step::set(format!("set the hardware address of interface {index}"), message)
}

/// Sets an interface up.
pub(crate) fn up(index: u32) -> Step {
    Step::set(format!("set interface {index} up"), LinkUnspec::new_with_index(index).up().build())
}

/// Limits the size of an interface's packets, in bytes.
pub(crate) fn mtu(index: u32, bytes: u32) -> Step {
    let message = LinkUnspec::new_with_index(index).mtu(bytes).build();
    Step::set(format!("set the MTU of interface {index}"), message)
}

/// Plugs an interface into a bridge.
pub(crate) fn plug(index: u32, bridge: u32) -> Step {
    let message = LinkUnspec::new_with_index(index).controller(bridge).build();
    Step::set(format!("plug interface {index} into bridge {bridge}"), message)
}

/// Moves interface `from` into another namespace, under a new name and index.
pub(crate) fn hand_over(from: u32, network: RawFd, name: &str, index: u32) -> Step {
    let index = i32::try_from(index).expect("indexes are counted from a small number");
    let message = LinkUnspec::new_with_index(from)
        .setns_by_fd(network)
        .name(name)
        .append_extra_attribute(LinkAttribute::NewIfIndex(index))
        .build();
    Step::set(format!("hand an interface over as {name}"), message)
}

/// Gives an interface an address.
pub(crate) fn address(index: u32, net: Ipv4Net) -> Step {
    let message: AddressMessage = AddressMessageBuilder::<Ipv4Addr>::new()
        .index(index)
        .address(net.addr(), net.prefix_len())
        .build();
    Step::put(format!("give {net} to interface {index}"), RouteNetlinkMessage::NewAddress(message))
}

/// A neighbour that is known for good.
pub(crate) fn neighbour(index: u32, address: Ipv4Addr, mac: Mac) -> Step {
    let mut message = NeighbourMessage::default();
    message.header.family = AddressFamily::Inet;
    message.header.ifindex = index;
    message.header.state = NeighbourState::Permanent;
    message.header.kind = RouteType::Unspec;
    message.attributes = vec![
        NeighbourAttribute::Destination(NeighbourAddress::Inet(address)),
        NeighbourAttribute::LinkLayerAddress(mac.to_vec()),
    ];
    let what = format!("make {address} a neighbour of interface {index}");
    Step::put(what, RouteNetlinkMessage::NewNeighbour(message))
}

/// Where a route leads, with interfaces by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Gateway(Ipv4Addr),
    Interface(u32),
    Unreachable,
    Blackhole,
}

/// A route of table `table`.
pub(crate) fn route(table: u32, destination: Ipv4Net, way: Way) -> Step {
    let builder = RouteMessageBuilder::<Ipv4Addr>::new()
        .table_id(table)
        .destination_prefix(destination.network(), destination.prefix_len());
    put_route(table, destination, lead(builder, way))
}

/// The end of every look-up in table `table`.
pub(crate) fn last_route(table: u32) -> Step {
    let builder = RouteMessageBuilder::<Ipv4Addr>::new().table_id(table).priority(LAST_METRIC);
    put_route(table, Ipv4Net::default(), lead(builder, Way::Unreachable))
}

fn lead(builder: RouteMessageBuilder<Ipv4Addr>, way: Way) -> RouteMessageBuilder<Ipv4Addr> {
    use rtnetlink::packet_route::route::RouteScope;
    match way {
        Way::Gateway(gateway) => builder.gateway(gateway),
        Way::Interface(index) => builder.output_interface(index).scope(RouteScope::Link),
        Way::Unreachable => builder.kind(RouteType::Unreachable),
        Way::Blackhole => builder.kind(RouteType::BlackHole),
    }
}

fn put_route(table: u32, destination: Ipv4Net, builder: RouteMessageBuilder<Ipv4Addr>) -> Step {
    let what = format!("put the route to {destination} into table {table}");
    Step::put(what, RouteNetlinkMessage::NewRoute(builder.build()))
}

/// Packets that came in by `interface` are routed by table `table`.
pub(crate) fn rule(interface: &str, table: u32) -> Step {
    let mut message = RuleMessage::default();
    message.header.family = AddressFamily::Inet;
    message.header.action = RuleAction::ToTable;
    message.attributes = vec![
        RuleAttribute::Iifname(interface.to_owned()),
        RuleAttribute::Table(table),
        RuleAttribute::Priority(RULE_PRIORITY),
    ];
    let what = format!("route what comes in by {interface} by table {table}");
    Step::make(what, RouteNetlinkMessage::NewRule(message))
}
