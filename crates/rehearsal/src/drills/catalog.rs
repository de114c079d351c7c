//! The drills that exist, and what each breaks in a given plan. Pure.

use std::fmt;
use std::str::FromStr;

use landbridge_outcome::rehearsal::LinkKind;
use serde::{Deserialize, Serialize};

use crate::reach::Pair;
use crate::translate::{Link, Plan};

/// A drill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DrillName {
    /// The line in use swallows every frame and keeps its carrier.
    LineCut,
    /// The line in use loses its carrier at the data centre's end. Whether AWS's end sees that too depends on what is between; AWS
    /// documents BFD only, so that is what it has to learn it by.
    LineDown,
    /// AWS takes the line's BGP session down on purpose.
    LineMaintenance,
    /// The line in use is cut, then the link that took over.
    LineAndTunnel,
    /// The tunnel in use is cut, where no line is.
    TunnelCut,
    /// Every line and tunnel of the data centre is cut.
    AllLinks,
}

impl DrillName {
    /// All drills, in the order in which a rehearsal runs them.
    pub const ALL: [Self; 6] = [
        Self::LineCut,
        Self::LineDown,
        Self::LineMaintenance,
        Self::LineAndTunnel,
        Self::TunnelCut,
        Self::AllLinks,
    ];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LineCut => "line-cut",
            Self::LineDown => "line-down",
            Self::LineMaintenance => "line-maintenance",
            Self::LineAndTunnel => "line-and-tunnel",
            Self::TunnelCut => "tunnel-cut",
            Self::AllLinks => "all-links",
        }
    }

    /// What it does, in one sentence.
    pub fn about(self) -> &'static str {
        match self {
            Self::LineCut => {
                "The line in use swallows every frame and keeps its carrier (a silent blackhole)."
            }
            Self::LineDown => {
                "The line in use loses its carrier at the data centre's end; AWS's end learns it by BFD."
            }
            Self::LineMaintenance => {
                "AWS takes the BGP session of the line in use down on purpose, and up again."
            }
            Self::LineAndTunnel => {
                "The line in use is cut silently; once traffic has moved, so is the link that took over."
            }
            Self::TunnelCut => "The tunnel in use is cut silently (for estates without a line).",
            Self::AllLinks => {
                "Every line and tunnel of the data centre is cut silently: each side is on its own."
            }
        }
    }
}

impl fmt::Display for DrillName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name of a drill that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no drill {name:?}; there are: {}", DrillName::ALL.map(DrillName::as_str).join(", "))]
pub struct UnknownDrill {
    name: String,
}

impl FromStr for DrillName {
    type Err = UnknownDrill;

    fn from_str(text: &str) -> Result<Self, UnknownDrill> {
        Self::ALL
            .into_iter()
            .find(|d| d.as_str() == text)
            .ok_or_else(|| UnknownDrill { name: text.to_owned() })
    }
}

/// Something that is broken, and can be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The link's wire swallows every frame both ways and keeps its carrier.
    SilentCut(Link),
    /// The link's wire has no carrier at the data centre's end, and carries nothing.
    CarrierLost(Link),
    /// The link's BGP session is taken down at AWS's end.
    SessionDown(Link),
}

impl Fault {
    /// The link that it breaks.
    pub fn link(&self) -> &Link {
        match self {
            Self::SilentCut(link) | Self::CarrierLost(link) | Self::SessionDown(link) => link,
        }
    }

    /// What it does, for status: `cut`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::SilentCut(_) => "cut",
            Self::CarrierLost(_) => "carrier lost",
            Self::SessionDown(_) => "session taken down",
        }
    }
}

/// Faults that come one after the other, each once traffic has moved away from what the one before broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The drill.
    pub name: DrillName,
    /// Faults of each step.
    pub steps: Vec<Vec<Fault>>,
    /// Whether a link is left that can carry traffic after the last step.
    pub carried: bool,
}

impl Script {
    /// Every fault, of all steps.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.steps.iter().flatten()
    }

    /// What is broken, in one sentence.
    pub fn describe(&self) -> String {
        let step = |faults: &Vec<Fault>| {
            let names: Vec<&str> = faults.iter().map(|f| f.link().name.as_str()).collect();
            let word = faults.first().map_or("", Fault::word);
            format!("{}: {word}", names.join(", "))
        };
        self.steps.iter().map(step).collect::<Vec<_>>().join("; then ")
    }
}

/// Makes the script of a drill for one data centre's links, most preferred first; the first one carries the traffic now.
///
/// The error says why the drill cannot be run for this estate.
pub fn script(name: DrillName, links: &[Link]) -> Result<Script, String> {
    let first = links.first().ok_or("nothing links this data centre to AWS")?;
    let a_line = || match first.kind {
        LinkKind::Line => Ok(first.clone()),
        LinkKind::Tunnel => Err(format!("no line is in use: traffic takes {}", first.name)),
    };
    let steps = match name {
        DrillName::LineCut => vec![vec![Fault::SilentCut(a_line()?)]],
        DrillName::LineDown => vec![vec![Fault::CarrierLost(a_line()?)]],
        DrillName::LineMaintenance => vec![vec![Fault::SessionDown(a_line()?)]],
        DrillName::LineAndTunnel => {
            let second = links.get(1).ok_or("there is no second link to break")?;
            vec![vec![Fault::SilentCut(a_line()?)], vec![Fault::SilentCut(second.clone())]]
        }
        DrillName::TunnelCut if first.kind == LinkKind::Tunnel => {
            vec![vec![Fault::SilentCut(first.clone())]]
        }
        DrillName::TunnelCut => {
            return Err(format!(
                "a line is in use ({}): line-and-tunnel breaks a tunnel",
                first.name
            ));
        }
        DrillName::AllLinks => vec![links.iter().cloned().map(Fault::SilentCut).collect()],
    };
    let broken = steps.iter().flatten().count();
    Ok(Script { name, steps, carried: broken < links.len() })
}

/// Links that a drill is about, most preferred first: those that lead from the data centre of `pair` to its region, or for
/// `all-links` every one of the data centre. The one that carries the traffic now comes first, whatever is preferred.
pub fn links_of(plan: &Plan, name: DrillName, pair: &Pair, in_use: Option<&str>) -> Vec<Link> {
    let mut links: Vec<Link> = match name {
        DrillName::AllLinks => {
            plan.links.iter().filter(|l| l.data_center == pair.a.site).cloned().collect()
        }
        _ => plan.links_between(&pair.a.site, &pair.b.site).cloned().collect(),
    };
    links.sort_by_key(|link| {
        !in_use.is_some_and(|session| link.carries.iter().any(|c| c == session))
    });
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::translate::{Detection, Session};

    fn link(name: &str, kind: LinkKind) -> Link {
        Link {
            name: name.into(),
            kind,
            data_center: "dc".into(),
            wire: name.into(),
            router: "dc/router".into(),
            gateway: "aws/gateway".into(),
            session: Session { name: name.into(), gateway: "aws/gateway".into() },
            carries: vec![name.into()],
            detection: Detection { ms: 900, what: "BFD 3 × 300 ms".into() },
            documented: Detection { ms: 900, what: "BFD 3 × 300 ms".into() },
        }
    }

    fn line_and_tunnels() -> Vec<Link> {
        vec![
            link("line-1", LinkKind::Line),
            link("vpn-1-tunnel-1", LinkKind::Tunnel),
            link("vpn-1-tunnel-2", LinkKind::Tunnel),
        ]
    }

    #[test]
    fn every_name_reads_back() {
        for name in DrillName::ALL {
            assert_eq!(name.as_str().parse(), Ok(name));
        }
        let error = "line-cutt".parse::<DrillName>().unwrap_err().to_string();
        assert!(error.contains("line-cut, line-down"), "{error}");
    }

    #[test]
    fn the_second_fault_breaks_what_took_over() {
        let script = script(DrillName::LineAndTunnel, &line_and_tunnels()).unwrap();
        assert_eq!(script.describe(), "line-1: cut; then vpn-1-tunnel-1: cut");
        assert!(script.carried);
    }

    #[test]
    fn all_links_leave_nothing() {
        let script = script(DrillName::AllLinks, &line_and_tunnels()).unwrap();
        assert_eq!(script.faults().count(), 3);
        assert!(!script.carried);
    }

    #[test]
    fn a_lone_line_is_not_carried_when_cut() {
        let script = script(DrillName::LineCut, &line_and_tunnels()[..1]).unwrap();
        assert!(!script.carried);
    }

    #[test]
    fn drills_that_do_not_fit_say_why() {
        let tunnels = &line_and_tunnels()[1..];
        assert!(script(DrillName::LineCut, tunnels).unwrap_err().contains("vpn-1-tunnel-1"));
        assert!(script(DrillName::TunnelCut, tunnels).is_ok());
        assert!(script(DrillName::TunnelCut, &line_and_tunnels()).is_err());
        assert!(script(DrillName::LineAndTunnel, &line_and_tunnels()[..1]).is_err());
        assert!(script(DrillName::AllLinks, &[]).is_err());
    }
}
