//! Which hosts should reach each other, read from the blueprint's own routes. Pure.

#[cfg(test)]
mod tests;
mod ways;

use std::collections::HashMap;

use landbridge_design::blueprint::Blueprint;

use crate::translate::PlannedHost;
use ways::{Way, Ways};

/// A site with more hosts is large.
const LARGE: usize = 40;

/// Two hosts that should reach each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// One host. Where only one of them can open connections to the other, it is this one.
    pub a: PlannedHost,
    /// The other.
    pub b: PlannedHost,
}

impl Pair {
    /// The question whether they do.
    pub(crate) fn question(&self) -> landbridge_network::reach::Pair {
        let (from, to) = (self.a.node.clone(), self.b.node.clone());
        landbridge_network::reach::Pair { from, to, address: self.b.address }
    }

    /// Whether both hosts are in one site, so that no line or tunnel is between them.
    pub fn within_site(&self) -> bool {
        self.a.site == self.b.site
    }
}

/// Pairs of hosts that should reach each other when nothing is broken. Hosts of a large site are paired with their next
/// one only: all pairs of a thousand hosts would be half a million, and prove no more.
pub fn expected(blueprint: &Blueprint, hosts: &[PlannedHost]) -> Vec<Pair> {
    let ways = Ways::of(blueprint);
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    for host in hosts {
        *sizes.entry(&host.site).or_default() += 1;
    }
    let mut pairs = Vec::new();
    for (index, one) in hosts.iter().enumerate() {
        for (distance, other) in hosts[index + 1..].iter().enumerate() {
            let far = one.site == other.site && distance > 0;
            if !(far && sizes[one.site.as_str()] > LARGE) {
                pairs.extend(pair(&ways, one, other));
            }
        }
    }
    pairs
}

/// Without translation both ways must lead. With it only its inner side opens connections, and answers find the translator only where
/// they are not translated themselves.
fn pair(ways: &Ways<'_>, one: &PlannedHost, other: &PlannedHost) -> Option<Pair> {
    let (a, b) = match (ways.lead(one, other), ways.lead(other, one)) {
        (Some(_), Some(Way::Plain)) => (one, other),
        (Some(Way::Plain), Some(Way::Translated)) => (other, one),
        // The internet answers whom it hears from, and never opens.
        (Some(Way::Translated), None) if ways.on_internet(other) => (one, other),
        (None, Some(Way::Translated)) if ways.on_internet(one) => (other, one),
        _ => return None,
    };
    Some(Pair { a: a.clone(), b: b.clone() })
}
