//! What a whole rehearsal showed: its topology's state and its drills.

use serde::{Deserialize, Serialize};

use crate::drill::Drill;
use crate::verdict::Verdict;

/// The results of a rehearsal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The estate's name.
    pub estate: String,
    /// When it ended, RFC 3339 in UTC.
    pub ended_at: String,
    /// The machine: kernel and processors.
    pub machine: String,
    /// Versions of the daemons that ran: `bird 2.0.12`.
    pub components: Vec<String>,
    /// Time until every pair of hosts that should reach each other did, in milliseconds.
    pub converged_ms: f64,
    /// Pairs of hosts that should reach each other, and do.
    pub pairs: u64,
    /// The drills, in the order in which they ran.
    pub drills: Vec<Drill>,
    /// What was imitated or left out, in plain words.
    pub imitated: Vec<String>,
}

impl Outcome {
    /// Whether any drill missed its objective.
    pub fn missed(&self) -> bool {
        self.drills.iter().any(|d| matches!(d.verdict, Verdict::Missed { .. }))
    }
}

/// The state of a running rehearsal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// Its name.
    pub name: String,
    /// The estate's name.
    pub estate: String,
    /// Seconds since it was up.
    pub up_s: f64,
    /// Lines and tunnels with their state.
    pub links: Vec<LinkStatus>,
    /// Daemons with their state.
    pub daemons: Vec<DaemonStatus>,
    /// Hosts with their addresses.
    pub hosts: Vec<HostStatus>,
}

/// The state of a line or tunnel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkStatus {
    /// Its name in the blueprint.
    pub name: String,
    /// What it is: `line` or `tunnel`.
    pub kind: LinkKind,
    /// Its BGP session's state at the customer's router: `Established`.
    pub session: String,
    /// Whether traffic between the sites uses it now.
    pub in_use: bool,
    /// A fault that is being injected: `cut`, `carrier lost`.
    pub fault: Option<String>,
}

/// What a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// A Direct Connect line.
    Line,
    /// A VPN tunnel.
    Tunnel,
}

/// The state of a daemon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DaemonStatus {
    /// The host it runs on.
    pub host: String,
    /// Its name: `bird`.
    pub name: String,
    /// `running`, `starting`, `failed`, `stopped`.
    pub state: String,
    /// Its process number inside the rehearsal.
    pub pid: Option<u32>,
    /// Times it was brought back.
    pub restarts: u32,
    /// Why it failed last.
    pub last_failure: Option<String>,
}

/// A host of the rehearsal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostStatus {
    /// Its name: `frankfurt-dc/container-host-1`.
    pub name: String,
    /// Its addresses.
    pub addresses: Vec<String>,
    /// What it stands for: `host`, `router`, `nat gateway`, …
    pub role: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_reads_back_as_it_was_written() {
        let link = LinkStatus {
            name: "line-1".into(),
            kind: LinkKind::Line,
            session: "Established".into(),
            in_use: true,
            fault: Some("cut".into()),
        };
        let status = Status { name: "demo".into(), links: vec![link], ..Status::default() };
        let text = serde_json::to_string(&status).expect("a status has no map with odd keys");
        assert!(text.contains(r#""kind":"line""#));
        assert_eq!(serde_json::from_str::<Status>(&text).expect("it was just written"), status);
    }
}
