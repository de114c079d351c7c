//! A topology in the kernel: brought up, watched, broken and mended. Start here.

use std::cell::Cell;
use std::collections::HashMap;
use std::fs::File;
use std::net::Ipv4Addr;
use std::rc::Rc;
use std::time::Duration;

use futures::future::{LocalBoxFuture, join_all, try_join_all};
use landbridge_runtime::daemon::{DaemonSpec, DaemonStatus, Daemons, Hook};
use landbridge_runtime::host::{Host, HostError, HostSpec};

use crate::bird::{self, BirdClient, BirdError, Path, SessionAction, SessionState};
use crate::error::NetworkError;
use crate::kernel::node::{Place, PlumbingError};
use crate::reach::{Pair, Reach, ReachError, Reacher};
use crate::routes::{RouteWatch, WatchError};
use crate::topology::{self, Node, Topology, Wire};
use crate::wire::client::{WireClient, WireError};
use crate::wire::{Blackhole, Carrier, Condition, WireStats};
use crate::{fabric, firewall, programs, tunnel};

/// The host that holds the processes of all wires. It is no node and has no interfaces.
const WIRES_HOST: &str = "wires";
/// Pause between looks whether bird answers.
const LOOK: Duration = Duration::from_millis(3);

/// A change of a wire. What it does not mention stays as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireChange {
    /// Another delay, jitter, loss and rate.
    Quality(topology::Quality),
    /// Frames vanish, or no longer.
    Blackhole(Blackhole),
    /// The link goes down or up.
    Carrier(Carrier),
    /// Everything as the topology states it.
    Restore,
}

/// The sessions of one router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouterSessions {
    /// The node.
    pub router: String,
    /// Its sessions, in the order of its configuration.
    pub sessions: Vec<SessionState>,
}

/// A topology that lives in the kernel. Its daemons end with the rehearsal; hosts and wires when this is dropped.
pub struct Network {
    topology: Topology,
    places: HashMap<String, Rc<Place>>,
    wires: HashMap<String, Rc<WireClient>>,
    wires_host: Option<Host>,
    birds: HashMap<String, Rc<BirdClient>>,
    daemons: Daemons,
    reacher: Reacher,
}

impl Network {
    /// Brings a topology up. `progress` hears what is done, how much of it, and of how much.
    ///
    /// On an error, what was started is left to the caller to end: the end of its process is enough.
    pub async fn up(
        topology: Topology,
        daemons: &Daemons,
        progress: impl Fn(&str, usize, usize),
    ) -> Result<Self, NetworkError> {
        let faults = topology::check(&topology);
        if !faults.is_empty() {
            return Err(NetworkError::Faults(faults));
        }
        let missing = programs::missing(&topology);
        if !missing.is_empty() {
            return Err(NetworkError::Missing(missing));
        }
        let count = topology.nodes.len();
        progress("hosts and cables", 0, count);
        let (topology, built) = off_thread(topology).await;
        let (places, taps) = built?.into_parts();
        progress("hosts and cables", count, count);
        let wires_host = wires_host(&topology)?;
        let network = Self {
            wires: make_wires(&topology, taps, wires_host.as_ref())?,
            wires_host,
            birds: make_birds(&topology, &places),
            topology,
            places,
            daemons: daemons.clone(),
            reacher: Reacher::default(),
        };
        network.start_everything(&progress).await?;
        Ok(network)
    }

    /// What it was made from.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// The hosts of all nodes, in the topology's order.
    pub fn hosts(&self) -> Vec<Host> {
        self.topology.nodes.iter().map(|node| self.places[&node.name].host.clone()).collect()
    }

    /// The host of a node.
    pub fn host(&self, node: &str) -> Result<&Host, NetworkError> {
        self.places.get(node).map(|place| &place.host).ok_or_else(|| unknown("node", node))
    }

    /// What every daemon is doing.
    pub fn daemons(&self) -> Vec<DaemonStatus> {
        self.daemons.status()
    }

    /// Changes a wire. Even where this fails because the wire's process is just being replaced, the next one will obey.
    pub async fn set_wire(&self, wire: &str, change: WireChange) -> Result<(), NetworkError> {
        let client = self.wire(wire)?;
        let mut condition = client.condition();
        match change {
            WireChange::Quality(quality) => condition.quality = quality,
            WireChange::Blackhole(blackhole) => condition.blackhole = blackhole,
            WireChange::Carrier(carrier) => condition.carrier = carrier,
            WireChange::Restore => condition = self.first_condition(wire),
        }
        client.set(condition).await.map_err(wire_failed(wire))
    }

    /// How a wire is set now.
    pub fn wire_condition(&self, wire: &str) -> Result<Condition, NetworkError> {
        Ok(self.wire(wire)?.condition())
    }

    /// What a wire carried since its process began.
    pub async fn wire_stats(&self, wire: &str) -> Result<WireStats, NetworkError> {
        self.wire(wire)?.stats().await.map_err(wire_failed(wire))
    }

    /// Writes every frame that enters a wire to `file` as pcapng, from now on.
    pub async fn start_capture(&self, wire: &str, file: File) -> Result<(), NetworkError> {
        self.wire(wire)?.capture(file).await.map_err(wire_failed(wire))
    }

    /// Stops writing frames; the file is whole then.
    pub async fn stop_capture(&self, wire: &str) -> Result<(), NetworkError> {
        self.wire(wire)?.stop_capture().await.map_err(wire_failed(wire))
    }

    /// The sessions of every router, in the topology's order.
    pub async fn sessions(&self) -> Result<Vec<RouterSessions>, NetworkError> {
        let routers = self.topology.nodes.iter().filter(|node| self.birds.contains_key(&node.name));
        let ask = routers.map(|node| async {
            let sessions = self.router_sessions(&node.name).await?;
            Ok(RouterSessions { router: node.name.clone(), sessions })
        });
        join_all(ask).await.into_iter().collect()
    }

    /// The sessions of one router.
    pub async fn router_sessions(&self, router: &str) -> Result<Vec<SessionState>, NetworkError> {
        Ok(self.bird(router)?.sessions().await?)
    }

    /// Switches a session of a router.
    pub async fn switch_session(
        &self,
        router: &str,
        session: &str,
        action: SessionAction,
    ) -> Result<(), NetworkError> {
        Ok(self.bird(router)?.switch(session, action).await?)
    }

    /// The route that a router uses for an address, as its BGP daemon reports it; none if it knows none.
    pub async fn path(&self, router: &str, to: Ipv4Addr) -> Result<Option<Path>, NetworkError> {
        Ok(self.bird(router)?.path(to).await?)
    }

    /// Watches the routes that the kernel uses in a node.
    pub fn watch_routes(&self, node: &str) -> Result<RouteWatch, WatchError> {
        let place = self.places.get(node).ok_or_else(|| WatchError::Unknown(node.to_owned()))?;
        RouteWatch::begin(&place.host)
    }

    /// Who reaches whom now, in the order of `pairs`. Returns early when everybody does, and else after `patience`.
    pub async fn reach(
        &self,
        pairs: &[Pair],
        patience: Duration,
    ) -> Result<Vec<Reach>, ReachError> {
        let host = |name: &str| self.places.get(name).map(|place| &place.host);
        self.reacher.sweep(pairs, patience, host).await
    }

    fn wire(&self, name: &str) -> Result<&WireClient, NetworkError> {
        self.wires.get(name).map(Rc::as_ref).ok_or_else(|| unknown("wire", name))
    }

    fn bird(&self, router: &str) -> Result<&BirdClient, NetworkError> {
        self.birds.get(router).map(Rc::as_ref).ok_or_else(|| unknown("router", router))
    }

    fn first_condition(&self, name: &str) -> Condition {
        let wire = self.topology.wires.iter().find(|wire| wire.name == name);
        first_condition(wire.map(|wire| wire.quality).unwrap_or_default())
    }

    /// Everything starts at once; tunnels are named first, because they take longest.
    async fn start_everything(
        &self,
        progress: &impl Fn(&str, usize, usize),
    ) -> Result<(), NetworkError> {
        let mut starts: Vec<LocalBoxFuture<'_, Result<(), NetworkError>>> = Vec::new();
        for tunnel in &self.topology.tunnels {
            let place = |name: &str| Rc::clone(&self.places[name]);
            for spec in tunnel::daemons(tunnel, place)? {
                starts.push(Box::pin(self.start(spec)));
            }
        }
        for (host, (name, wire)) in self.wires_host.iter().cycle().zip(&self.wires) {
            starts.push(Box::pin(self.start(wire.daemon(name, host))));
        }
        for node in &self.topology.nodes {
            if let Some(spec) = self.bird_daemon(node)? {
                starts.push(Box::pin(self.start(spec)));
            }
            if firewall::is_needed(node) {
                let host = &self.places[&node.name].host;
                starts.push(Box::pin(async move { Ok(firewall::apply(host, node).await?) }));
            }
        }
        let (total, done) = (starts.len(), Cell::new(0));
        let counted = starts.into_iter().map(|start| async {
            start.await?;
            done.set(done.get() + 1);
            progress("daemons", done.get(), total);
            Ok::<(), NetworkError>(())
        });
        try_join_all(counted).await.map(drop)
    }

    async fn start(&self, spec: DaemonSpec) -> Result<(), NetworkError> {
        Ok(self.daemons.start(spec).await?)
    }

    fn bird_daemon(&self, node: &Node) -> Result<Option<DaemonSpec>, NetworkError> {
        let Some(bgp) = &node.bgp else { return Ok(None) };
        let host = &self.places[&node.name].host;
        host.write_file(bird::CONFIG, bgp.to_text().as_bytes())?;
        host.enter(|| std::fs::create_dir_all(bird::FOLDER))?
            .map_err(|source| BirdError::Talk { node: node.name.clone(), source })?;
        let mut spec = DaemonSpec::new(host, "bird", programs::find("bird"));
        spec.arguments =
            ["-f", "-c", bird::CONFIG, "-s", bird::SOCKET].map(ToOwned::to_owned).to_vec();
        let client = Rc::clone(&self.birds[&node.name]);
        spec.ready = Hook::new(move || {
            let client = Rc::clone(&client);
            async move {
                while !client.is_up().await {
                    tokio::time::sleep(LOOK).await;
                }
                Ok(())
            }
        });
        Ok(Some(spec))
    }
}

/// Making hosts and interfaces blocks for up to some hundred milliseconds; the supervisor goes on answering meanwhile.
async fn off_thread(topology: Topology) -> (Topology, Result<fabric::Fabric, PlumbingError>) {
    let build = move || {
        let built = fabric::build(&topology);
        (topology, built)
    };
    match tokio::task::spawn_blocking(build).await {
        Ok(outcome) => outcome,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

fn make_wires(
    topology: &Topology,
    taps: Vec<[File; 2]>,
    host: Option<&Host>,
) -> Result<HashMap<String, Rc<WireClient>>, NetworkError> {
    let Some(host) = host else { return Ok(HashMap::new()) };
    let make = |(wire, taps): (&Wire, [File; 2])| {
        let client = WireClient::new(&wire.name, host, taps, first_condition(wire.quality));
        Ok((wire.name.clone(), Rc::new(client.map_err(wire_failed(&wire.name))?)))
    };
    topology.wires.iter().zip(taps).map(make).collect()
}

fn make_birds(
    topology: &Topology,
    places: &HashMap<String, Rc<Place>>,
) -> HashMap<String, Rc<BirdClient>> {
    let routers = topology.nodes.iter().filter(|node| node.bgp.is_some());
    let client = |node: &Node| Rc::new(BirdClient::new(places[&node.name].host.clone()));
    routers.map(|node| (node.name.clone(), client(node))).collect()
}

fn wires_host(topology: &Topology) -> Result<Option<Host>, HostError> {
    if topology.wires.is_empty() {
        return Ok(None);
    }
    let (name, hostname) = (WIRES_HOST.to_owned(), WIRES_HOST.to_owned());
    Host::create(&HostSpec { name, hostname, ..HostSpec::default() }).map(Some)
}

fn first_condition(quality: topology::Quality) -> Condition {
    Condition { quality, ..Condition::default() }
}

fn unknown(kind: &'static str, name: &str) -> NetworkError {
    NetworkError::Unknown { kind, name: name.to_owned() }
}

fn wire_failed(wire: &str) -> impl FnOnce(WireError) -> NetworkError {
    let wire = wire.to_owned();
    move |source| NetworkError::Wire { wire, source }
}
