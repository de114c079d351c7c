//! The passive part of a network: hosts, cables, addresses, routes and the TAPs of wires. Made in one go, before any daemon runs.

use std::collections::HashMap;
use std::fs::File;
use std::rc::Rc;
use std::thread;

use landbridge_runtime::host::{Host, HostError, HostSpec};

use crate::kernel::node::{Place, PlumbingError};
use crate::kernel::plan::{self, NodePlan};
use crate::kernel::step::Step;
use crate::topology::{End, Node, Topology};

/// Threads that make hosts. More only wait for the kernel's one lock on networks.
const MAKERS: usize = 4;

/// Hosts, joined and addressed.
pub(crate) struct Fabric {
    places: HashMap<String, Place>,
    /// For each wire of the topology its two TAPs.
    taps: Vec<[File; 2]>,
}

/// Makes the fabric of a topology that is free of faults.
pub(crate) fn build(topology: &Topology) -> Result<Fabric, PlumbingError> {
    let places = make_places(topology)?;
    lay_cables(topology, &places)?;
    let open = |end: &End| places[&end.node].tap(&end.interface);
    let pairs = topology.wires.iter().map(|wire| Ok([open(&wire.a)?, open(&wire.b)?]));
    let taps = pairs.collect::<Result<_, PlumbingError>>()?;
    places.values().try_for_each(|place| place.run(place.plan.steps()))?;
    Ok(Fabric { places, taps })
}

impl Fabric {
    /// Its parts: the places for use on one thread, and the TAPs.
    pub(crate) fn into_parts(self) -> (HashMap<String, Rc<Place>>, Vec<[File; 2]>) {
        let places = self.places.into_iter().map(|(name, place)| (name, Rc::new(place)));
        (places.collect(), self.taps)
    }
}

fn make_places(topology: &Topology) -> Result<HashMap<String, Place>, PlumbingError> {
    let mut plans = plan::plan(topology);
    let mut work: Vec<Vec<(&Node, NodePlan)>> = (0..MAKERS).map(|_| Vec::new()).collect();
    for (number, node) in topology.nodes.iter().enumerate() {
        let plan = plans.remove(&node.name).expect("every node has a plan");
        work[number % MAKERS].push((node, plan));
    }
    thread::scope(|scope| {
        let makers: Vec<_> =
            work.into_iter().map(|share| scope.spawn(|| make_share(share))).collect();
        let made = makers
            .into_iter()
            .map(|maker| maker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        let shares = made.collect::<Result<Vec<_>, _>>()?;
        Ok(shares.into_iter().flatten().collect())
    })
}

fn make_share(share: Vec<(&Node, NodePlan)>) -> Result<Vec<(String, Place)>, PlumbingError> {
    let make = |(node, plan): (&Node, NodePlan)| {
        let place = Place::open(make_host(node)?, plan)?;
        place.run(place.plan.bridges())?;
        Ok((node.name.clone(), place))
    };
    share.into_iter().map(make).collect()
}

fn make_host(node: &Node) -> Result<Host, HostError> {
    Host::create(&HostSpec {
        name: node.name.clone(),
        hostname: node.hostname.clone(),
        ..HostSpec::default()
    })
}

/// All cables that begin at one node go into one batch.
fn lay_cables(topology: &Topology, places: &HashMap<String, Place>) -> Result<(), PlumbingError> {
    let mut steps: HashMap<&str, Vec<Step>> = HashMap::new();
    for cable in &topology.cables {
        let (a, b) = (&places[&cable.a.node], &places[&cable.b.node]);
        let step = a.cable(&cable.a.interface, b, &cable.b.interface);
        steps.entry(&cable.a.node).or_default().push(step);
    }
    steps.into_iter().try_for_each(|(node, steps)| places[node].run(steps))
}
