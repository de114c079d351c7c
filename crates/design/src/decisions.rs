//! The rules, one file each. A rule looks at [`Facts`] and earlier choices, and answers one question.
//!
//! To add one: a file with a `Choice` and a `decide`, a line in [`RULES`], and a call in [`decide`].

mod apis;
mod egress;
mod encryption;
mod hub;
mod layout;
mod line;
mod link;
mod names;
mod resilience;
mod staff;

pub(crate) use apis::Apis;
pub(crate) use egress::Egress;
pub(crate) use encryption::Encryption;
pub(crate) use hub::Hub;
pub(crate) use layout::Layout;
pub(crate) use line::Line;
pub(crate) use link::Link;
pub(crate) use names::Names;
pub(crate) use resilience::Resilience;
pub(crate) use staff::Staff;

use landbridge_estate::units::BitsPerSecond;

use crate::choice::{Choice, RuleText};
use crate::decision::Decision;
use crate::facts::Facts;
use crate::pins::Pins;

/// The text of every rule, in the order of their numbers.
pub(crate) static RULES: [&RuleText; 10] = [
    Link::RULE,
    Line::RULE,
    Resilience::RULE,
    Encryption::RULE,
    Hub::RULE,
    Staff::RULE,
    Layout::RULE,
    Egress::RULE,
    Apis::RULE,
    Names::RULE,
];

/// The text of the rule with that key or number: its question, its candidates and when each wins.
pub fn rule(key: &str) -> Option<&'static RuleText> {
    RULES.iter().copied().find(|rule| rule.key == key || rule.number == key)
}

/// The text of every rule, in the order of their numbers.
pub fn rules() -> impl Iterator<Item = &'static RuleText> {
    RULES.iter().copied()
}

/// Every choice of one estate.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Choices {
    /// How sites are linked; None when there is nothing to link.
    pub(crate) wide_area: Option<WideArea>,
    /// How staff come in.
    pub(crate) staff: Staff,
    /// How AWS's APIs are reached.
    pub(crate) apis: Apis,
    /// How names are found.
    pub(crate) names: Names,
    /// What was chosen for each region, in the estate's order.
    pub(crate) regions: Vec<RegionChoices>,
}

/// How sites are linked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum WideArea {
    /// Over the public internet, each workload for itself.
    Internet,
    /// By tunnels over the internet.
    Vpn {
        /// What they end at.
        hub: Hub,
        /// How many.
        resilience: Resilience,
    },
    /// By Direct Connect lines.
    Lines {
        /// Whose connection a line is.
        line: Line,
        /// A line's speed.
        speed: BitsPerSecond,
        /// What they end at.
        hub: Hub,
        /// How many, and what backs them up.
        resilience: Resilience,
        /// How traffic on them is encrypted.
        encryption: Encryption,
    },
}

impl WideArea {
    /// Whether it joins the sites' private addresses.
    pub(crate) fn is_private(&self) -> bool {
        !matches!(self, Self::Internet)
    }
}

/// What was chosen for one region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RegionChoices {
    /// The kinds of subnets.
    pub(crate) layout: Layout,
    /// The way outside.
    pub(crate) egress: Egress,
}

/// Asks every rule, and writes the decisions down in the order of their numbers.
pub(crate) fn decide(facts: &Facts, pins: &mut Pins) -> (Vec<Decision>, Choices) {
    let mut decisions = Vec::new();
    let wide_area = decide_wide_area(facts, pins, &mut decisions);
    let (decision, staff) = staff::decide(facts, wide_area.as_ref(), pins);
    decisions.push(decision);
    let regions = decide_regions(facts, wide_area.as_ref(), pins, &mut decisions);
    let (decision, apis) = apis::decide(facts, wide_area.as_ref(), pins);
    decisions.push(decision);
    let (decision, names) = names::decide(facts, wide_area.as_ref(), apis, pins);
    decisions.push(decision);
    pins.note_unasked();
    (decisions, Choices { wide_area, staff, apis, names, regions })
}

fn decide_wide_area(
    facts: &Facts,
    pins: &mut Pins,
    decisions: &mut Vec<Decision>,
) -> Option<WideArea> {
    if !facts.can_link() {
        return None;
    }
    let (decision, link) = link::decide(facts, pins);
    decisions.push(decision);
    Some(match link {
        Link::Internet => WideArea::Internet,
        Link::Vpn => {
            let (decision, resilience) = resilience::decide(facts, link, pins);
            decisions.push(decision);
            let (decision, hub) = hub::decide(facts, link, pins);
            decisions.push(decision);
            WideArea::Vpn { hub, resilience }
        }
        Link::DirectConnect => decide_lines(facts, link, pins, decisions),
    })
}

fn decide_lines(
    facts: &Facts,
    link: Link,
    pins: &mut Pins,
    decisions: &mut Vec<Decision>,
) -> WideArea {
    let (decision, port) = line::decide(facts, pins);
    decisions.push(decision);
    let speed = port.speed(facts.peak.value);
    let (decision, resilience) = resilience::decide(facts, link, pins);
    decisions.push(decision);
    // Encryption looks at the hub, but stands before it in the list.
    let (hub_decision, hub) = hub::decide(facts, link, pins);
    let (decision, encryption) = encryption::decide(facts, port, speed, hub, pins);
    decisions.extend([decision, hub_decision]);
    WideArea::Lines { line: port, speed, hub, resilience, encryption }
}

fn decide_regions(
    facts: &Facts,
    wide_area: Option<&WideArea>,
    pins: &mut Pins,
    decisions: &mut Vec<Decision>,
) -> Vec<RegionChoices> {
    let mut egresses = Vec::new();
    let mut regions = Vec::new();
    for region in &facts.regions {
        // The layout has to hold the NAT, so the way outside is chosen first.
        let (decision, egress) = egress::decide(facts, region, wide_area, pins);
        egresses.push(decision);
        let (decision, layout) = layout::decide(facts, region, egress, pins);
        decisions.push(decision);
        regions.push(RegionChoices { layout, egress });
    }
    decisions.extend(egresses);
    regions
}

#[cfg(test)]
mod tests;
