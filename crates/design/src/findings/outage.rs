//! How long a silent fault goes unnoticed, against the objective.

use landbridge_estate::units::Millis;

use super::{Subject, codes, finding};
use crate::blueprint::BgpSession;
use crate::finding::{Finding, Severity};

pub(super) fn check(subject: Subject<'_>) -> Vec<Finding> {
    let Some(objective) = subject.estate.requirements.connectivity.max_outage else {
        return Vec::new();
    };
    let blueprint = subject.blueprint;
    let line = blueprint.lines.first().map(|line| (&line.name, noticed_after(&line.bgp)));
    let tunnels = blueprint.vpns.first().and_then(|vpn| vpn.tunnels.first());
    let tunnel = tunnels.map(|tunnel| (&tunnel.name, noticed_after(&tunnel.bgp)));
    let tell = |(name, noticed): (&landbridge_estate::names::Name, Millis), severity| {
        let message = format!(
            "A silent fault of {name} is noticed after {noticed}, and the outage may last {} at most.",
            objective.value
        );
        let fix = "Lower the timers where AWS allows it (BFD 300 ms × 3 on lines; hold time 3 s at least), or allow a longer outage.";
        (noticed > objective.value).then(|| {
            finding(codes::NOTICED_TOO_LATE, severity, name.to_string(), message, fix)
                .at(objective.at)
        })
    };
    // Behind a line, a tunnel's fault is felt only as the second one.
    let second = if line.is_some() { Severity::Note } else { Severity::Warning };
    let of_line = line.and_then(|line| tell(line, Severity::Error));
    of_line.into_iter().chain(tunnel.and_then(|tunnel| tell(tunnel, second))).collect()
}

/// BFD's interval times its multiplier, or else the hold time.
fn noticed_after(bgp: &BgpSession) -> Millis {
    bgp.bfd.map_or(bgp.hold, |bfd| Millis(bfd.interval.0 * u64::from(bfd.multiplier)))
}
