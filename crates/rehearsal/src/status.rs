//! The state of a running rehearsal, as its routers and daemons report it.

use std::net::Ipv4Addr;

use landbridge_network::{Network, NetworkError};
use landbridge_outcome::drill::Way;
use landbridge_outcome::rehearsal::{DaemonStatus, HostStatus, LinkStatus, Status};
use landbridge_runtime::clock;
use landbridge_runtime::daemon::{self, DaemonState};

use crate::hybrid::Inner;
use crate::translate::{Link, Plan};

/// Everything as it is now.
pub(crate) async fn status(inner: &Inner) -> Result<Status, NetworkError> {
    let mut links = Vec::new();
    for link in &inner.plan.links {
        links.push(link_status(inner, link).await?);
    }
    Ok(Status {
        name: inner.name.clone(),
        estate: inner.blueprint.estate.to_string(),
        up_s: clock::monotonic().saturating_sub(inner.up_at).as_secs_f64(),
        links,
        daemons: inner.network.daemons().into_iter().map(daemon_status).collect(),
        hosts: hosts(&inner.plan),
    })
}

async fn link_status(inner: &Inner, link: &Link) -> Result<LinkStatus, NetworkError> {
    // A router whose daemon is just being brought back is part of the answer, not a reason to give none.
    let sessions = inner.network.router_sessions(&link.router).await.unwrap_or_default();
    let session = sessions.iter().find(|s| s.name == link.session.name);
    let way = match inner.plan.crossing(&link.data_center) {
        Some(pair) => {
            way(&inner.network, &inner.plan, &link.router, pair.b.address).await.unwrap_or_default()
        }
        None => None,
    };
    Ok(LinkStatus {
        name: link.name.clone(),
        kind: link.kind,
        session: session.map_or_else(|| "unknown".to_owned(), |s| s.state.clone()),
        in_use: way.is_some_and(|session| link.carries.contains(&session)),
        fault: inner.faults.borrow().get(&link.name).map(|word| (*word).to_owned()),
    })
}

fn daemon_status(status: daemon::DaemonStatus) -> DaemonStatus {
    let (state, pid, last_failure) = match status.state {
        DaemonState::Starting => ("starting", None, None),
        DaemonState::Running { pid } => ("running", Some(pid), None),
        DaemonState::Failed { exit, since } => ("failed", None, Some(format!("{exit} at {since}"))),
        DaemonState::Stopped => ("stopped", None, None),
    };
    DaemonStatus {
        host: status.host,
        name: status.name,
        state: state.to_owned(),
        pid,
        restarts: status.restarts,
        last_failure,
    }
}

/// Every node with its addresses.
fn hosts(plan: &Plan) -> Vec<HostStatus> {
    let host = |(name, role): &(String, &'static str)| HostStatus {
        name: name.clone(),
        addresses: addresses(plan, name).iter().map(ToString::to_string).collect(),
        role: (*role).to_owned(),
    };
    plan.roles.iter().map(host).collect()
}

fn addresses(plan: &Plan, name: &str) -> Vec<Ipv4Addr> {
    let topology = &plan.topology;
    let node = topology.nodes.iter().filter(|n| n.name == name);
    let own = node
        .flat_map(|n| n.loopback.iter().copied().chain(n.bridges.iter().filter_map(|b| b.address)));
    let cables = topology.cables.iter().flat_map(|c| [&c.a, &c.b]);
    let wires = topology.wires.iter().flat_map(|w| [&w.a, &w.b]);
    let ends = cables.chain(wires).filter(|e| e.node == name).filter_map(|e| e.address);
    let tunnels = topology.tunnels.iter().flat_map(|t| [&t.initiator, &t.responder]);
    let inside = tunnels.filter(|e| e.router == name).map(|e| e.inside);
    own.chain(ends).chain(inside).map(|network| network.addr()).collect()
}

/// The ways between a data centre and AWS, as the router at each end reports them.
pub async fn ways(
    network: &Network,
    plan: &Plan,
    data_center: &str,
) -> Result<Vec<Way>, NetworkError> {
    let Some(pair) = plan.crossing(data_center) else { return Ok(Vec::new()) };
    let links = plan.links.iter().filter(|l| l.data_center == data_center);
    let mut asked: Vec<(&str, Ipv4Addr)> = Vec::new();
    for link in links {
        for question in
            [(link.router.as_str(), pair.b.address), (link.gateway.as_str(), pair.a.address)]
        {
            if !asked.contains(&question) {
                asked.push(question);
            }
        }
    }
    let mut ways = Vec::new();
    for (router, address) in asked {
        let by = way(network, plan, router, address).await?;
        ways.push(Way { router: router.to_owned(), towards: address.to_string(), by });
    }
    Ok(ways)
}

/// The session by whose route a router leads packets to an address; for a tunnel inside a line, that of the line which carries it now.
/// A tunnel that no line carries any more is still believed in until its own session is lost.
async fn way(
    network: &Network,
    plan: &Plan,
    router: &str,
    to: Ipv4Addr,
) -> Result<Option<String>, NetworkError> {
    let Some(session) = network.path(router, to).await?.map(|path| path.protocol) else {
        return Ok(None);
    };
    let mut inner = plan.inner.iter();
    let Some(end) = inner.find(|end| end.session == session && end.node == router) else {
        return Ok(Some(session));
    };
    let line = network.path(&end.chooser, end.towards).await?.map(|path| path.protocol);
    let is_line = |name: &String| plan.links.iter().any(|link| link.session.name == *name);
    Ok(Some(line.filter(is_line).unwrap_or(session)))
}
