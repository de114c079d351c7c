//! Why a network does not come up, or does not do what it is asked.

use landbridge_runtime::daemon::DaemonError;
use landbridge_runtime::doctor::Check;
use landbridge_runtime::host::HostError;

use crate::bird::BirdError;
use crate::firewall::FirewallError;
use crate::kernel::node::PlumbingError;
use crate::topology::Fault;
use crate::tunnel::TunnelError;
use crate::wire::client::WireError;

/// Why a network did not come up, or does not do what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// The topology cannot be built.
    #[error("the topology cannot be built:{}", list(.0))]
    Faults(Vec<Fault>),
    /// The machine lacks something. Nothing was started.
    #[error("this machine lacks what the network needs:{}", needs(.0))]
    Missing(Vec<Check>),
    /// A host, interface, address or route could not be made.
    #[error("cannot build the network in the kernel")]
    Plumbing(#[from] PlumbingError),
    /// A host could not be made or entered.
    #[error("a host failed")]
    Host(#[from] HostError),
    /// A daemon did not start. The text ends with the last lines of its log.
    #[error(transparent)]
    Daemon(#[from] DaemonError),
    /// A tunnel could not be prepared.
    #[error(transparent)]
    Tunnel(#[from] TunnelError),
    /// A node's translation or filter could not be set.
    #[error(transparent)]
    Firewall(#[from] FirewallError),
    /// A wire did not do what it was told.
    #[error("wire {wire} failed")]
    Wire {
        /// The wire.
        wire: String,
        /// Why.
        source: WireError,
    },
    /// A router's daemon did not answer or refused.
    #[error(transparent)]
    Bird(#[from] BirdError),
    /// There is none of that name.
    #[error("the network has no {kind} {name:?}")]
    Unknown {
        /// `node`, `wire` or `router`.
        kind: &'static str,
        /// The name.
        name: String,
    },
}

fn list<T: ToString>(items: &[T]) -> String {
    items.iter().flat_map(|item| ["\n  ".to_owned(), item.to_string()]).collect()
}

fn needs(checks: &[Check]) -> String {
    let row = |check: &Check| format!("{}: {}; fix: {}", check.name, check.reason, check.fix);
    list(&checks.iter().map(row).collect::<Vec<_>>())
}
