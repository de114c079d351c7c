//! The lines and tunnels of a blueprint as the picture shows them, with their state.

use landbridge_design::blueprint::{
    Blueprint, GatewayKind, Line, LineEncryption, LineKind, Tunnel, Vpn,
};
use landbridge_estate::names::Name;
use landbridge_outcome::rehearsal::{LinkStatus, Status};

/// A line or tunnel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// Its name in the blueprint.
    pub(crate) name: String,
    /// Below its name: speed, location, encryption.
    pub(crate) detail: String,
    /// `line` or `tunnel`, which decides its stroke.
    pub(crate) kind: &'static str,
    /// The data centre at its customer end.
    pub(crate) data_center: Name,
    /// The gateway at its other end.
    pub(crate) gateway: Name,
    /// Its state.
    pub(crate) state: State,
}

/// A link's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// No rehearsal says anything of it.
    Planned,
    /// Up, and carrying the traffic.
    InUse,
    /// Up, in reserve.
    Up,
    /// Its BGP session is not established.
    Down,
    /// A fault is being injected.
    Faulty(String),
}

impl State {
    /// Its name for style sheets and tests.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::InUse => "in-use",
            Self::Up => "up",
            Self::Down => "down",
            Self::Faulty(_) => "cut",
        }
    }

    /// What is written at the link. Nothing for what is only planned.
    pub(crate) fn words(&self) -> &str {
        match self {
            Self::Planned => "",
            Self::InUse => "in use",
            Self::Up => "up",
            Self::Down => "down",
            Self::Faulty(fault) => fault,
        }
    }
}

/// All links: data centre by data centre, those to Direct Connect gateways first, lines before tunnels.
pub(crate) fn links(blueprint: &Blueprint, status: Option<&Status>) -> Vec<Link> {
    let lines = blueprint.lines.iter().map(|line| of_line(line, status));
    let tunnels = blueprint.vpns.iter().flat_map(|vpn| {
        vpn.tunnels
            .iter()
            .zip(1..)
            .map(move |(tunnel, number)| of_tunnel(vpn, tunnel, number, status))
    });
    let mut all: Vec<Link> = lines.chain(tunnels).collect();
    all.sort_by_key(|link| {
        let site = blueprint.data_centers.iter().position(|d| d.site == link.data_center);
        (site, !ends_at_direct_connect_gateway(blueprint, link))
    });
    all
}

/// Whether a link ends at a Direct Connect gateway.
pub(crate) fn ends_at_direct_connect_gateway(blueprint: &Blueprint, link: &Link) -> bool {
    let gateway = blueprint.gateway(&link.gateway);
    gateway.is_some_and(|g| matches!(g.kind, GatewayKind::DirectConnect { .. }))
}

fn of_line(line: &Line, status: Option<&Status>) -> Link {
    let owner = match line.kind {
        LineKind::Dedicated => "dedicated",
        LineKind::Hosted => "hosted",
    };
    let encryption = match line.encryption {
        LineEncryption::None => "",
        LineEncryption::Macsec => " · MACsec",
        LineEncryption::Ipsec => " · IPsec",
        LineEncryption::ApplicationTls => " · TLS",
    };
    let inside = line.ipsec.iter().flat_map(|ipsec| &ipsec.tunnels).map(|tunnel| &tunnel.name);
    let names: Vec<&Name> = [&line.name].into_iter().chain(inside).collect();
    Link {
        name: line.name.to_string(),
        detail: format!("{} {owner} · location {}{encryption}", line.speed, line.location),
        kind: "line",
        data_center: line.data_center.clone(),
        gateway: line.gateway.clone(),
        state: state(&names, status),
    }
}

fn of_tunnel(vpn: &Vpn, tunnel: &Tunnel, number: u32, status: Option<&Status>) -> Link {
    Link {
        name: tunnel.name.to_string(),
        detail: format!("VPN tunnel {number} · over the internet"),
        kind: "tunnel",
        data_center: vpn.data_center.clone(),
        gateway: vpn.gateway.clone(),
        state: state(&[&tunnel.name], status),
    }
}

/// The state of a link that goes by several names: a line and the tunnels inside it.
fn state(names: &[&Name], status: Option<&Status>) -> State {
    let Some(status) = status else { return State::Planned };
    let here: Vec<&LinkStatus> = status
        .links
        .iter()
        .filter(|link| names.iter().any(|name| **name == link.name.as_str()))
        .collect();
    if here.is_empty() {
        return State::Planned;
    }
    if let Some(fault) = here.iter().find_map(|link| link.fault.clone()) {
        return State::Faulty(fault);
    }
    match (here.iter().any(|link| link.in_use), here.iter().any(|l| l.session == "Established")) {
        (true, _) => State::InUse,
        (false, true) => State::Up,
        (false, false) => State::Down,
    }
}
