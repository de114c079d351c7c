//! The supervisor's part: brings both sides up, waits until they reach each other, and answers requests.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::rc::Rc;
use std::time::Duration;

use landbridge_design::blueprint::Blueprint;
use landbridge_network::Network;
use landbridge_network::reach::Reach;
use landbridge_runtime::host::Host;
use landbridge_runtime::{Failure, Rehearsal, Session, Supervision, clock};
use tokio::sync::Mutex;

use crate::drills::capture::Captures;
use crate::drills::catalog::{DrillName, Script, links_of, script};
use crate::drills::expect::{When, list};
use crate::drills::run;
use crate::reach::Pair;
use crate::request::{Facts, Forecast, Offer, Payload, Reply, Request};
use crate::translate::{Plan, Tuning, translate};
use crate::{doctor, keys, memory, status};

/// How long both sides may take to reach each other. AWS's hold time of 30 s, once, and some more.
const CONVERGENCE_LIMIT: Duration = Duration::from_secs(45);
/// Pause between two looks.
const PAUSE: Duration = Duration::from_millis(10);
/// How long one look at all pairs waits for answers: several round trips over the slowest way.
pub(crate) const LOOK: Duration = Duration::from_millis(150);

/// A rehearsed blueprint.
#[derive(Clone)]
pub struct Hybrid(Rc<Inner>);

/// What everything that serves a request shares.
pub(crate) struct Inner {
    pub(crate) name: String,
    pub(crate) blueprint: Blueprint,
    pub(crate) tuning: Tuning,
    pub(crate) plan: Plan,
    pub(crate) network: Network,
    pub(crate) up_at: Duration,
    /// Links with an injected fault, and its word.
    pub(crate) faults: RefCell<BTreeMap<String, &'static str>>,
    facts: Facts,
    drilling: Mutex<()>,
}

impl Rehearsal for Hybrid {
    type Request = Request;
    type Reply = Reply;

    async fn start(payload: Vec<u8>, supervision: Supervision) -> Result<Self, Failure> {
        let began = clock::monotonic();
        let Payload { name, blueprint, tuning } = serde_json::from_slice(&payload)?;
        let mut no_key = None;
        let plan = translate(&blueprint, tuning, || {
            keys::fresh().unwrap_or_else(|e| {
                no_key = Some(e);
                String::new()
            })
        });
        if let Some(error) = no_key {
            return Err(format!("cannot make keys for the tunnels: {error}").into());
        }
        let progress = |step: &str, done, total| supervision.progress(step, done, total);
        let network = Network::up(plan.topology.clone(), supervision.daemons(), progress).await?;
        converge(&network, &plan.pairs, &supervision).await?;
        let facts = Facts {
            estate: blueprint.estate.to_string(),
            converged_ms: clock::monotonic().saturating_sub(began).as_secs_f64() * 1_000.0,
            pairs: u64::try_from(plan.pairs.len()).unwrap_or(u64::MAX),
            memory_kib: 0,
            components: Vec::new(),
            imitated: plan.imitated.clone(),
        };
        let (up_at, faults, drilling) = (clock::monotonic(), RefCell::default(), Mutex::default());
        Ok(Self(Rc::new(Inner {
            name,
            blueprint,
            tuning,
            plan,
            network,
            up_at,
            faults,
            facts,
            drilling,
        })))
    }

    fn hosts(&self) -> Vec<Host> {
        self.0.network.hosts()
    }

    async fn handle(&self, request: Request, session: &Session) -> Result<Reply, Failure> {
        match request {
            Request::Status => Ok(Reply::Status(status::status(&self.0).await?)),
            Request::Facts => Ok(Reply::Facts(self.facts())),
            Request::Offers => Ok(Reply::Offers(self.offers().await?)),
            Request::Drill { name, data_center, captures } => {
                let _alone = self.0.drilling.try_lock().map_err(|_| "another drill is running")?;
                let data_center = self.data_center(data_center)?;
                let script = self.script(name, &data_center).await?;
                let script = script.map_err(|why| format!("{name} cannot be run: {why}"))?;
                let files = session.take_descriptors().into_iter().map(File::from);
                let captures = Captures::begin(&self.0, captures.into_iter().zip(files)).await?;
                let drill = run::run(&self.0, script, &data_center, session).await?;
                captures.end().await?;
                Ok(Reply::Drill(Box::new(drill)))
            }
        }
    }

    async fn stop(&self) {}
}

impl Hybrid {
    fn facts(&self) -> Facts {
        // Asked for once or twice: versions are not worth keeping, and memory changes.
        Facts {
            memory_kib: memory::used_kib(),
            components: doctor::components(),
            ..self.0.facts.clone()
        }
    }

    /// The data centre that is meant: the named one, else the first with links.
    fn data_center(&self, named: Option<String>) -> Result<String, Failure> {
        let linked: Vec<&str> = self.0.plan.links.iter().map(|l| l.data_center.as_str()).collect();
        match named {
            Some(name) if linked.contains(&name.as_str()) => Ok(name),
            Some(name) => {
                Err(format!("no line or tunnel links {name:?}; linked: {}", linked.join(", "))
                    .into())
            }
            None => {
                Ok(linked.first().ok_or("no line or tunnel links any data centre")?.to_string())
            }
        }
    }

    /// The script of a drill as things are now, or why it does not fit.
    async fn script(
        &self,
        name: DrillName,
        data_center: &str,
    ) -> Result<Result<Script, String>, Failure> {
        let Some(pair) = self.0.plan.crossing(data_center) else {
            return Ok(Err("no two hosts talk over its links".to_owned()));
        };
        let Some(link) = self.0.plan.links_between(&pair.a.site, &pair.b.site).next() else {
            return Ok(Err("nothing links it to AWS".to_owned()));
        };
        let path = self.0.network.path(&link.router, pair.b.address).await?;
        let in_use = path.map(|p| p.protocol);
        Ok(script(name, &links_of(&self.0.plan, name, &pair, in_use.as_deref())))
    }

    async fn offers(&self) -> Result<Vec<Offer>, Failure> {
        let Ok(data_center) = self.data_center(None) else {
            let why = "no line or tunnel links any data centre".to_owned();
            return Ok(DrillName::ALL.map(|name| unfit(name, why.clone())).to_vec());
        };
        let mut offers = Vec::new();
        for name in DrillName::ALL {
            offers.push(match self.script(name, &data_center).await? {
                Ok(script) => self.offer(&script),
                Err(why) => unfit(name, why),
            });
        }
        Ok(offers)
    }

    fn offer(&self, script: &Script) -> Offer {
        let listed = list(&self.0.blueprint, &self.0.plan.pairs, script);
        let during = listed.into_iter().filter(|item| item.when == When::During);
        Offer {
            name: script.name,
            about: script.name.about().to_owned(),
            breaks: Some(script.describe()),
            expected: during.map(|item| Forecast { what: item.what, works: item.works }).collect(),
            unfit: None,
        }
    }
}

fn unfit(name: DrillName, why: String) -> Offer {
    let about = name.about().to_owned();
    Offer { name, about, breaks: None, expected: Vec::new(), unfit: Some(why) }
}

/// Waits until every pair that should reach each other does, and every BGP session is up.
async fn converge(
    network: &Network,
    pairs: &[Pair],
    supervision: &Supervision,
) -> Result<(), Failure> {
    let began = clock::monotonic();
    loop {
        let lost = unreached(network, pairs, LOOK).await?;
        supervision.progress(
            "pairs of hosts that reach each other",
            pairs.len() - lost.len(),
            pairs.len(),
        );
        // A standby that is not ready yet would make the first fault worse than it is.
        if lost.is_empty() && waiting(network).await?.is_empty() {
            return Ok(());
        }
        if clock::monotonic().saturating_sub(began) > CONVERGENCE_LIMIT {
            return Err(not_converged(network, &lost).await.into());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Pairs that do not reach each other now.
pub(crate) async fn unreached(
    network: &Network,
    pairs: &[Pair],
    patience: Duration,
) -> Result<Vec<Pair>, Failure> {
    let asked: Vec<_> = pairs.iter().map(Pair::question).collect();
    let found = network.reach(&asked, patience).await?;
    let lost = pairs.iter().zip(found).filter(|(_, reach)| *reach != Reach::Both);
    Ok(lost.map(|(pair, _)| pair.clone()).collect())
}

/// BGP sessions that are not up, or have learnt nothing yet though they should, in words.
pub(crate) async fn waiting(network: &Network) -> Result<Vec<String>, Failure> {
    let mut waiting = Vec::new();
    for router in network.sessions().await? {
        let node = network.topology().nodes.iter().find(|node| node.name == router.router);
        let configured = node.and_then(|node| node.bgp.as_ref()).map(|bgp| bgp.sessions.as_slice());
        for session in &router.sessions {
            let learns = configured
                .unwrap_or_default()
                .iter()
                .any(|s| s.name == session.name && !s.accepts.is_empty());
            if !session.is_established() || (learns && session.imported == 0) {
                waiting.push(format!("{} {} is {}", router.router, session.name, session.state));
            }
        }
    }
    Ok(waiting)
}

async fn not_converged(network: &Network, lost: &[Pair]) -> String {
    let pairs: Vec<String> =
        lost.iter().take(5).map(|p| format!("{} and {}", p.a.node, p.b.node)).collect();
    let waiting = waiting(network).await.unwrap_or_default();
    let waiting =
        if waiting.is_empty() { "all BGP sessions are up".to_owned() } else { waiting.join(", ") };
    if lost.is_empty() {
        return format!("all pairs of hosts reach each other, but {waiting}");
    }
    format!(
        "{} pairs of hosts do not reach each other, among them {}; {waiting}",
        lost.len(),
        pairs.join(", ")
    )
}
