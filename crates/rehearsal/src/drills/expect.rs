//! What a drill lists beforehand as working or failing, and what came of it. Pure.

use std::collections::BTreeSet;

use landbridge_design::blueprint::{Blueprint, Workload};
use landbridge_outcome::drill::Expectation;

use super::catalog::Script;
use crate::reach::Pair;

/// When an expectation is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// While the faults last.
    During,
    /// After the repair.
    After,
}

/// Something listed beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What, in words.
    pub what: String,
    /// Whether it should work.
    pub works: bool,
    /// When.
    pub when: When,
    /// The two sites whose hosts must reach each other for it to work; one site twice for what happens inside it.
    pub sites: Sites,
}

/// Between which hosts something happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sites {
    /// Between all that should reach each other.
    All,
    /// Inside a site.
    Within(String),
    /// Between two sites.
    Between(String, String),
}

impl Sites {
    fn hold(&self, pair: &Pair) -> bool {
        match self {
            Self::All => true,
            Self::Within(site) => pair.a.site == *site && pair.b.site == *site,
            Self::Between(a, b) => {
                (pair.a.site == *a && pair.b.site == *b) || (pair.a.site == *b && pair.b.site == *a)
            }
        }
    }
}

/// Lists what a drill will and will not break.
pub fn list(blueprint: &Blueprint, pairs: &[Pair], script: &Script) -> Vec<Listed> {
    let during = |what: String, works, sites| Listed { what, works, when: When::During, sites };
    let mut listed = Vec::new();
    if script.carried {
        listed.push(during(
            "every host reaches every host that it should".into(),
            true,
            Sites::All,
        ));
    } else {
        let sites: BTreeSet<&str> =
            pairs.iter().filter(|p| p.within_site()).map(|p| p.a.site.as_str()).collect();
        for site in sites {
            let what = format!("hosts inside {site} reach each other");
            listed.push(during(what, true, Sites::Within(site.to_owned())));
        }
        for data_center in script.faults().map(|f| &f.link().data_center).collect::<BTreeSet<_>>() {
            listed.extend(crossing(blueprint, pairs, data_center));
        }
    }
    listed.push(Listed {
        what: "every host reaches every host that it should, after the repair".into(),
        works: true,
        when: When::After,
        sites: Sites::All,
    });
    listed
}

/// Calls between workloads on both sides of a data centre's links: none of them can work without a link.
fn crossing(blueprint: &Blueprint, pairs: &[Pair], data_center: &str) -> Vec<Listed> {
    let workloads = &blueprint.workloads;
    let all: Vec<&Workload> =
        workloads.services.iter().chain(&workloads.databases).chain(&workloads.files).collect();
    let linked = |sites: &Sites| pairs.iter().any(|p| sites.hold(p));
    let mut listed = Vec::new();
    for user in &all {
        for used in all.iter().filter(|w| user.uses.contains(&w.name)) {
            let here = user.target == data_center || used.target == data_center;
            let sites = Sites::Between(user.target.to_string(), used.target.to_string());
            if here && user.target != used.target && linked(&sites) {
                let what =
                    format!("{} ({}) uses {} ({})", user.name, user.target, used.name, used.target);
                listed.push(Listed { what, works: false, when: When::During, sites });
            }
        }
    }
    if listed.is_empty() {
        let others: BTreeSet<&str> = blueprint.regions.iter().map(|r| r.site.as_str()).collect();
        for other in others {
            let sites = Sites::Between(data_center.to_owned(), other.to_owned());
            if linked(&sites) {
                let what = format!("hosts of {data_center} and {other} reach each other");
                listed.push(Listed { what, works: false, when: When::During, sites });
            }
        }
    }
    listed
}

/// Pairs of hosts that did not reach each other, during the faults and after the repair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// While the faults lasted.
    pub during: Vec<Pair>,
    /// After the repair.
    pub after: Vec<Pair>,
}

/// Holds what was listed against what was seen. A use works when every pair of hosts between its sites reaches each other;
/// it fails when none does, so that half a failure breaks either expectation.
pub fn evaluate(listed: &[Listed], pairs: &[Pair], survey: &Survey) -> Vec<Expectation> {
    let judge = |item: &Listed| {
        let lost = match item.when {
            When::During => &survey.during,
            When::After => &survey.after,
        };
        let concerned: Vec<&Pair> = pairs.iter().filter(|p| item.sites.hold(p)).collect();
        let failing = concerned.iter().filter(|p| lost.contains(p)).count();
        let worked = if item.works { failing == 0 } else { failing < concerned.len() };
        Expectation { what: item.what.clone(), expected_to_work: item.works, worked }
    };
    listed.iter().map(judge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drills::catalog::{DrillName, links_of, script};
    use crate::translate::tests::{INSURER, blueprint, plan};

    fn listed(name: DrillName) -> (Vec<Listed>, Vec<Pair>) {
        let plan = plan(INSURER);
        let script = script(
            name,
            &links_of(&plan, name, &plan.crossing("frankfurt-dc").expect("hosts talk"), None),
        )
        .expect("it fits the insurer");
        (list(&blueprint(INSURER), &plan.pairs, &script), plan.pairs)
    }

    fn words(expectations: &[Expectation]) -> Vec<(&str, bool, bool)> {
        expectations.iter().map(|e| (e.what.as_str(), e.expected_to_work, e.worked)).collect()
    }

    #[test]
    fn a_carried_fault_is_expected_to_break_nothing() {
        let (listed, pairs) = listed(DrillName::LineCut);
        assert!(listed.iter().all(|item| item.works && item.sites == Sites::All));
        let all_well = evaluate(&listed, &pairs, &Survey::default());
        assert!(all_well.iter().all(|e| e.worked));
        let survey = Survey { during: vec![pairs[0].clone()], after: Vec::new() };
        let one_lost = evaluate(&listed, &pairs, &survey);
        assert_eq!(one_lost.iter().filter(|e| !e.worked).count(), 1);
    }

    #[test]
    fn without_any_link_calls_across_are_listed_as_failing() {
        let (listed, pairs) = listed(DrillName::AllLinks);
        let failing: Vec<&str> =
            listed.iter().filter(|i| !i.works).map(|i| i.what.as_str()).collect();
        insta::assert_snapshot!(failing.join("\n"), @r"
        quotes (aws-frankfurt) uses ledger (frankfurt-dc)
        quotes (aws-frankfurt) uses claims-documents (frankfurt-dc)
        ledger (frankfurt-dc) uses policies (aws-frankfurt)
        claims-analytics (aws-frankfurt) uses claims-documents (frankfurt-dc)
        ");
        let across = |p: &&Pair| !p.within_site() && p.b.site != "internet";
        let during: Vec<Pair> = pairs.iter().filter(across).cloned().collect();
        let survey = Survey { during, after: Vec::new() };
        let as_listed = evaluate(&listed, &pairs, &survey);
        assert!(
            words(&as_listed).iter().all(|(_, expected, worked)| expected == worked),
            "{as_listed:?}"
        );
    }

    #[test]
    fn a_call_that_works_without_a_link_breaks_its_expectation() {
        let (listed, pairs) = listed(DrillName::AllLinks);
        let nothing_lost = evaluate(&listed, &pairs, &Survey::default());
        let surprising = nothing_lost.iter().filter(|e| e.worked && !e.expected_to_work).count();
        assert_eq!(surprising, 4);
    }
}
