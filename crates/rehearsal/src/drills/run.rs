//! Drives a drill: starts the streams, injects, watches, mends, and collects. What to do when is `course`'s to say.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use landbridge_network::probe::Probe;
use landbridge_network::wire::{Blackhole, Carrier};
use landbridge_network::{NetworkError, SessionAction, WireChange};
use landbridge_outcome::drill::{Drill, Way};
use landbridge_runtime::{Failure, Session, clock};
use tokio::task::{JoinHandle, spawn_local};

use super::catalog::{Fault, Script};
use super::course::{Action, Course, Pace, Sight};
use super::expect::{Survey, list};
use super::measure::{Recording, outcome};
use crate::hybrid::{Inner, unreached, waiting};
use crate::request::Progress;
use crate::status::ways;

/// The hold time that AWS's own configurations propose, in milliseconds.
const HOLD_MS: u64 = 30_000;
/// One request a millisecond each way.
const INTERVAL: Duration = Duration::from_millis(1);
/// How often the routers are asked which ways they use.
const LOOK: Duration = Duration::from_millis(20);
/// How long a survey of all pairs waits for answers.
const SURVEY: Duration = Duration::from_millis(500);

/// Runs a drill to its end. When the caller goes away halfway, everything is mended all the same.
pub(crate) async fn run(
    inner: &Rc<Inner>,
    script: Script,
    data_center: &str,
    session: &Session,
) -> Result<Drill, Failure> {
    let plan = &inner.plan;
    let pair = plan.crossing(data_center).ok_or("no two hosts talk over its links")?;
    let listed = list(&inner.blueprint, &plan.pairs, &script);
    let (here, there) = (inner.network.host(&pair.a.node)?, inner.network.host(&pair.b.node)?);
    let mender = Mender(Rc::clone(inner), script.clone());
    let watch = RouteWatches::begin(inner, data_center)?;
    let before = ways(&inner.network, plan, data_center).await?;
    let forth = Probe::start(here, there, pair.b.address, INTERVAL).await?;
    let back = Probe::start(there, here, pair.a.address, INTERVAL).await?;

    let mut stage = Stage { inner, script: &script, data_center, session, before: &before };
    let followed = stage.follow().await?;
    drop(mender);

    let names = (pair.a.node.clone(), pair.b.node.clone());
    let streams = vec![
        (names.0.clone(), names.1.clone(), forth.stop().await?),
        (names.1, names.0, back.stop().await?),
    ];
    let after = ways(&inner.network, plan, data_center).await?;
    let recording = Recording {
        streams,
        fault_at: followed.fault_at,
        repair_at: followed.repair_at,
        route_changes: watch.changes(),
        returned: followed.returned,
        ways: [before, followed.during, after],
        survey: followed.survey,
        script,
    };
    let tuned = inner.tuning.describe();
    Ok(outcome(recording, &listed, &plan.pairs, &inner.blueprint.objectives, tuned))
}

/// What was seen while a drill took its course.
#[derive(Default)]
struct Followed {
    fault_at: Duration,
    repair_at: Duration,
    returned: Option<Duration>,
    during: Vec<Way>,
    survey: Survey,
}

/// A drill under way.
struct Stage<'a> {
    inner: &'a Rc<Inner>,
    script: &'a Script,
    data_center: &'a str,
    session: &'a Session,
    before: &'a [Way],
}

impl Stage<'_> {
    /// Does what the course says until it is finished.
    async fn follow(&mut self) -> Result<Followed, Failure> {
        let mut course =
            Course::new(self.script.steps.len(), pace(self.script), clock::monotonic());
        let mut followed = Followed::default();
        let mut injected = 0;
        self.tell("undisturbed traffic").await;
        while !course.is_finished() {
            let now = ways(&self.inner.network, &self.inner.plan, self.data_center).await?;
            let home = now == self.before;
            let healed = home && waiting(&self.inner.network).await?.is_empty();
            let sight = Sight { reacted: self.reacted(&now, injected), home, healed };
            match course.next(clock::monotonic(), sight) {
                None => tokio::time::sleep(LOOK).await,
                Some(Action::Inject(step)) => {
                    followed.fault_at = clock::monotonic();
                    self.inject(step).await?;
                    injected = step + 1;
                }
                Some(Action::SurveyDuring) => {
                    followed.during = now;
                    followed.survey.during = self.survey().await?;
                }
                Some(Action::Repair) => {
                    self.tell("mended; waiting for traffic to return").await;
                    followed.repair_at = clock::monotonic();
                    mend(self.inner, self.script).await?;
                }
                Some(Action::Finish) => followed.survey.after = self.survey().await?,
            }
        }
        followed.returned = course.returned();
        Ok(followed)
    }

    /// Whether no router uses a link that the steps injected so far have broken.
    fn reacted(&self, now: &[Way], injected: usize) -> bool {
        let mut broken = self.script.steps.iter().take(injected).flatten().map(Fault::link);
        !broken.any(|link| {
            let ends =
                now.iter().filter(|way| way.router == link.router || way.router == link.gateway);
            ends.filter_map(|way| way.by.as_ref()).any(|by| link.carries.contains(by))
        })
    }

    async fn inject(&self, step: usize) -> Result<(), Failure> {
        for fault in &self.script.steps[step] {
            inject(self.inner, fault).await?;
        }
        let faults = self.script.steps[step].iter();
        let words: Vec<String> =
            faults.map(|f| format!("{} {}", f.link().name, f.word())).collect();
        self.tell(&words.join(", ")).await;
        Ok(())
    }

    async fn survey(&self) -> Result<Vec<crate::reach::Pair>, Failure> {
        unreached(&self.inner.network, &self.inner.plan.pairs, SURVEY).await
    }

    /// Tells whoever asked for the drill. One who has gone away is not missed here: the request is dropped with him.
    async fn tell(&self, step: &str) {
        let _ = self.session.progress(&Progress(step.to_owned())).await;
    }
}

/// How long each part of a drill lasts at most: as long as its links' timers may take, and then some.
fn pace(script: &Script) -> Pace {
    let slowest = script.faults().map(|f| f.link().detection.ms).max().unwrap_or_default();
    // With no other way left, tunnels inside lines end only with their own hold time.
    let slowest = if script.carried { slowest } else { slowest.max(HOLD_MS) };
    Pace {
        baseline: Duration::from_secs(1),
        reaction_limit: Duration::from_millis(slowest * 3 / 2) + Duration::from_secs(5),
        settle: Duration::from_secs(1),
        return_limit: Duration::from_mins(1),
    }
}

async fn inject(inner: &Inner, fault: &Fault) -> Result<(), NetworkError> {
    let (network, link) = (&inner.network, fault.link());
    inner.faults.borrow_mut().insert(link.name.clone(), fault.word());
    match fault {
        Fault::SilentCut(_) => {
            network.set_wire(&link.wire, WireChange::Blackhole(Blackhole::BOTH)).await
        }
        // End a of a link's wire is the data centre's.
        Fault::CarrierLost(_) => {
            network.set_wire(&link.wire, WireChange::Carrier(Carrier { a: false, b: true })).await
        }
        Fault::SessionDown(_) => {
            network
                .switch_session(&link.session.gateway, &link.session.name, SessionAction::Disable)
                .await
        }
    }
}

/// Mends everything that a script breaks, also what is not broken yet.
async fn mend(inner: &Inner, script: &Script) -> Result<(), NetworkError> {
    let mut result = Ok(());
    for fault in script.faults() {
        let link = fault.link();
        let mended = match fault {
            Fault::SilentCut(_) | Fault::CarrierLost(_) => {
                inner.network.set_wire(&link.wire, WireChange::Restore).await
            }
            Fault::SessionDown(_) => {
                let at = &link.session;
                inner.network.switch_session(&at.gateway, &at.name, SessionAction::Enable).await
            }
        };
        inner.faults.borrow_mut().remove(&link.name);
        // The others are mended even when one cannot be.
        result = result.and(mended);
    }
    result
}

/// Mends a script's faults when it is dropped, whatever ended the drill.
struct Mender(Rc<Inner>, Script);

impl Drop for Mender {
    fn drop(&mut self) {
        let broken = self.0.faults.borrow();
        if !self.1.faults().any(|f| broken.contains_key(&f.link().name)) {
            return;
        }
        let (inner, script) = (Rc::clone(&self.0), self.1.clone());
        // There is nobody left to tell when this fails; `status` shows what is still broken.
        spawn_local(async move { drop(mend(&inner, &script).await) });
    }
}

/// Watches the routes of both ends' routers.
struct RouteWatches {
    changes: Rc<RefCell<Vec<Duration>>>,
    tasks: Vec<JoinHandle<()>>,
}

impl RouteWatches {
    fn begin(inner: &Inner, data_center: &str) -> Result<Self, Failure> {
        let links = inner.plan.links.iter().filter(|l| l.data_center == data_center);
        let mut nodes: Vec<&str> =
            links.flat_map(|l| [l.router.as_str(), l.gateway.as_str()]).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let changes = Rc::new(RefCell::new(Vec::new()));
        let mut tasks = Vec::new();
        for node in nodes {
            let (mut watch, changes) = (inner.network.watch_routes(node)?, Rc::clone(&changes));
            tasks.push(spawn_local(async move {
                while let Ok(change) = watch.next().await {
                    changes.borrow_mut().push(change.at);
                }
            }));
        }
        Ok(Self { changes, tasks })
    }

    fn changes(&self) -> Vec<Duration> {
        self.changes.borrow().clone()
    }
}

impl Drop for RouteWatches {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}
