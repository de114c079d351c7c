//! Who should reach whom in every estate of the tests, and why not more.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Pair;
use crate::translate::tests::{estates, plan};

fn pairs(estate: &str) -> Vec<Pair> {
    let (_, yaml) = estates().into_iter().find(|(name, _)| name == estate).expect("the estate");
    plan(&yaml).pairs
}

/// How many pairs there are from site to site: `dc>aws 4`.
fn between_sites(pairs: &[Pair]) -> String {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for pair in pairs {
        *counts.entry((&pair.a.site, &pair.b.site)).or_default() += 1;
    }
    let shown = counts.iter().map(|((a, b), count)| format!("{a}>{b} {count}"));
    shown.collect::<Vec<_>>().join(", ")
}

#[test]
fn pairs_of_every_estate() {
    let small = estates().into_iter().filter(|(name, _)| name != "seventeen-regions");
    let mut table = String::new();
    for (name, yaml) in small {
        writeln!(table, "{name}: {}", between_sites(&plan(&yaml).pairs)).expect("to a String");
    }
    insta::assert_snapshot!(table, @r"
    data-centres: aws>aws 1, dc>aws 4, dc>dc 1, dc-2>aws 4, dc-2>dc-2 1, dc-3>dc-3 1
    direct-connect-gateway: aws>aws 1, aws-2>aws-2 1, dc>aws 4, dc>aws-2 4, dc>dc 1
    four-lines: aws>aws 1, dc>aws 4, dc>dc 1
    insurer: aws-frankfurt>aws-frankfurt 15, aws-frankfurt>internet 3, frankfurt-dc>aws-frankfurt 18, frankfurt-dc>frankfurt-dc 3
    insurer-next: aws-frankfurt>aws-frankfurt 15, aws-frankfurt>aws-ireland 18, aws-frankfurt>internet 3, aws-ireland>aws-ireland 3, aws-ireland>internet 3, frankfurt-dc>aws-frankfurt 18, frankfurt-dc>aws-ireland 9, frankfurt-dc>frankfurt-dc 3
    internet: aws>aws 1, aws>internet 2, dc>dc 1
    ipsec-in-line: aws>aws 1, aws>aws-2 4, aws-2>aws-2 1, dc>aws 4, dc>aws-2 4, dc>dc 1
    ipsec-in-lines: aws>aws 1, dc>aws 4, dc>dc 1, dc-2>aws 4, dc-2>dc-2 1
    mesh-of-gateways: aws>aws 1, aws-2>aws-2 1, dc>aws 4, dc>aws-2 4, dc>dc 1
    names: aws>Internet 2, aws>aws 1, internet>aws 6, internet>internet 3
    nat-gateway: aws>aws 6, aws>internet 2, dc>aws 8, dc>dc 1
    nat-instance: aws>aws 1, aws>internet 2, dc>aws 4, dc>dc 1
    no-egress: aws>aws 6, dc>aws 8, dc>dc 1
    no-router: aws>aws 1, dc>dc 1
    one-line: aws>aws 1, dc>aws 4, dc>dc 1
    private-nat: aws>aws 6, aws>internet 2, aws-2>aws-2 1, aws-2>internet 2, dc>aws 8, dc>aws-2 4, dc>dc 1, dc>internet 2
    private-nat-transit: aws>aws 6, aws>aws-2 8, aws>internet 2, aws-2>aws-2 1, aws-2>internet 2, dc>aws 8, dc>aws-2 4, dc>dc 1, dc>internet 2
    second-line: aws>aws 1, dc>aws 4, dc>dc 1
    sixty-hosts: aws>aws 1, dc>aws 120, dc>dc 59
    smallest: dc>aws 3, dc>dc 3
    transit-gateways: aws>aws 1, aws>aws-2 4, aws>aws-3 4, aws-2>aws-2 1, aws-2>aws-3 4, aws-3>aws-3 1, dc>aws 4, dc>aws-2 4, dc>aws-3 4, dc>dc 1
    transit-over-vpn: aws>aws 1, aws>aws-2 4, aws>aws-3 4, aws-2>aws-2 1, aws-2>aws-3 4, aws-3>aws-3 1, dc>aws 4, dc>aws-2 4, dc>aws-3 4, dc>dc 1
    two-locations: aws>aws 1, dc>aws 4, dc>dc 1
    vpn: aws>aws 1, dc>aws 4, dc>dc 1
    vpn-second-connection: aws>aws 1, dc>aws 4, dc>dc 1
    ");
}

#[test]
fn behind_a_private_nat_gateway_the_way_out_is_the_data_centres() {
    let opened: Vec<String> = pairs("private-nat-transit")
        .into_iter()
        .filter(|pair| pair.b.site == "internet")
        .map(|pair| pair.a.node)
        .collect();
    // The isolated subnets' tables have no route there.
    let hosts = ["dc/worker-1", "dc/worker-2", "aws/container-host-a", "aws/container-host-b"];
    assert_eq!(opened[..4], hosts);
    assert_eq!(opened.len(), 6);
}

#[test]
fn an_announced_default_route_opens_no_databases() {
    let pairs = pairs("private-nat");
    let databases =
        pairs.iter().filter(|p| [&p.a, &p.b].iter().any(|h| h.node.contains("/database-")));
    let others: Vec<&str> = databases
        .flat_map(|p| [p.a.site.as_str(), p.b.site.as_str()])
        .filter(|site| !["aws", "dc"].contains(site))
        .collect();
    assert!(others.is_empty(), "{others:?}");
}

#[test]
fn nothing_on_the_internet_opens_a_connection() {
    for (name, yaml) in estates() {
        let plan = plan(&yaml);
        let opens = |pair: &Pair| pair.a.site == plan.internet;
        assert!(!plan.pairs.iter().any(opens), "{name}");
    }
}

#[test]
fn no_pair_is_listed_twice() {
    for (name, yaml) in estates() {
        let pairs = plan(&yaml).pairs;
        let ends = |pair: &Pair| {
            let (a, b) = (pair.a.node.clone(), pair.b.node.clone());
            if a < b { (a, b) } else { (b, a) }
        };
        let distinct: BTreeSet<(String, String)> = pairs.iter().map(ends).collect();
        assert_eq!(distinct.len(), pairs.len(), "{name}");
    }
}
