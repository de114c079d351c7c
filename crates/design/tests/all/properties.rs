//! What holds for every estate that can be read.

use std::collections::HashSet;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use landbridge_design::blueprint::{Blueprint, Vpc};
use landbridge_design::finding::Severity;
use landbridge_design::{Design, design};
use proptest::prelude::*;

use crate::estates::Parts;

/// Errors that an estate's own numbers bring about, which the design can only report: a single zone or region that must be survived,
/// an objective below AWS's timers, addresses that are too few, quotas of gateways.
const OWNERS: &[&str] = &["LB0212", "LB0225", "LB0226", "LB0223"];

fn words(key: &'static str, words: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::option::of(prop::sample::select(words)).prop_map(move |word| match word {
        Some(word) => format!("{key}: {word}"),
        None => String::new(),
    })
}

prop_compose! {
    fn connectivity()(
        latency in words("latency", &["lowest", "normal"]),
        throughput in words("throughput", &["consistent", "best-effort"]),
        peak in words("peak", &["10 Mbps", "1 Gbps", "2 Gbps", "30 Gbps", "300 Gbps"]),
        outage in words("max_outage", &["500 ms", "5 s", "1 min"]),
    ) -> String {
        let parts = [latency, throughput, peak, outage];
        let stated: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("connectivity: {{ {} }}", stated.join(", "))
    }
}

prop_compose! {
    fn requirements()(
        connectivity in connectivity(),
        inbound in words("inbound", &["none", "sites", "internet"]),
        outbound in words("outbound", &["none", "sites", "updates", "internet"]),
        encryption in words("encryption", &["none", "at-rest", "in-transit-and-at-rest"]),
        availability in words("availability", &["95%", "99%", "99.5%", "99.9%", "99.99%"]),
        changes in words("application_changes", &["none", "allowed"]),
        accounts in words("accounts", &["1", "3"]),
        staff in words("staff_access", &["{ users: 20, reach: [vpc, on-premises] }", "{ users: 5000, reach: [each-other] }"]),
    ) -> String {
        let parts = [connectivity, inbound, outbound, encryption, availability, changes, accounts, staff];
        let stated = parts.iter().filter(|part| !part.is_empty());
        stated.map(|part| ["  ", part, "\n"].concat()).collect::<Vec<_>>().concat()
    }
}

prop_compose! {
    fn parts()(
        requirements in requirements(),
        data_centers in 1usize..4,
        routers in prop::bool::weighted(0.9),
        hosts in prop::sample::select(vec![1u32, 3, 250, 300, 2_000]),
        regions in prop::collection::vec((prop::sample::select(vec![16u8, 18, 20, 22, 24, 26, 28]), 1u8..=6), 1..9),
        services in 0usize..6,
        database in any::<bool>(),
        recovery in any::<bool>(),
    ) -> Parts {
        Parts { requirements, data_centers, routers, hosts, regions, services, database, recovery }
    }
}

proptest! {
    #[test]
    fn a_design_holds_what_a_realiser_relies_on(parts in parts()) {
        let text = parts.text();
        let Ok((estate, _)) = landbridge_estate::read("estate.yaml", text.as_bytes()) else {
            return Ok(());
        };
        match design(&estate) {
            Ok(design) => holds(&design)?,
            Err(errors) => {
                prop_assert!(errors.iter().all(|e| e.code == "LB0203"), "{errors:#?}\n{text}");
            }
        }
    }
}

#[test]
fn most_generated_estates_can_be_read_and_designed() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let designed = (0..100).filter(|_| {
        let text = parts().new_tree(&mut runner).unwrap().current().text();
        let estate = landbridge_estate::read("estate.yaml", text.as_bytes());
        estate.is_ok_and(|(estate, _)| design(&estate).is_ok())
    });
    assert!(designed.count() > 25);
}

fn holds(design: &Design) -> Result<(), TestCaseError> {
    let errors = design.findings.iter().filter(|f| f.severity == Severity::Error);
    let errors: Vec<_> = errors.filter(|f| !OWNERS.contains(&f.code)).collect();
    prop_assert!(errors.is_empty(), "{errors:#?}");
    for region in &design.blueprint.regions {
        subnets_are_apart(&region.vpc)?;
        hosts_are_inside(&region.vpc)?;
    }
    links_are_unique(&design.blueprint)?;
    Ok(())
}

fn subnets_are_apart(vpc: &Vpc) -> Result<(), TestCaseError> {
    for (i, a) in vpc.subnets.iter().enumerate() {
        prop_assert!(vpc.network.contains(&a.cidr) && a.cidr.prefix_len() <= 28);
        for b in &vpc.subnets[i + 1..] {
            prop_assert!(!a.cidr.contains(&b.cidr) && !b.cidr.contains(&a.cidr), "{a:?} {b:?}");
        }
    }
    Ok(())
}

fn hosts_are_inside(vpc: &Vpc) -> Result<(), TestCaseError> {
    let mut seen: HashSet<Ipv4Addr> = HashSet::new();
    for host in &vpc.hosts {
        let subnet = vpc.subnets.iter().find(|subnet| subnet.name == host.subnet);
        let cidr = subnet.expect("the subnet exists").cidr;
        let free = u32::from(cidr.network()) + 4..u32::from(cidr.broadcast());
        prop_assert!(free.contains(&u32::from(host.address)), "{host:?}");
        prop_assert!(seen.insert(host.address), "{host:?}");
    }
    Ok(())
}

fn links_are_unique(blueprint: &Blueprint) -> Result<(), TestCaseError> {
    let tunnels = blueprint.vpns.iter().flat_map(|vpn| &vpn.tunnels);
    let inner = blueprint.lines.iter().filter_map(|line| line.ipsec.as_ref());
    let inner = inner.flat_map(|ipsec| &ipsec.tunnels);
    let sessions = blueprint.lines.iter().map(|line| &line.bgp);
    let links = sessions.chain(tunnels.chain(inner).map(|tunnel| &tunnel.bgp));
    let mut seen: HashSet<Ipv4Net> = HashSet::new();
    for bgp in links {
        prop_assert!(bgp.amazon.prefix_len() == 30 && seen.insert(bgp.amazon.trunc()), "{bgp:?}");
        prop_assert_eq!(bgp.amazon.trunc(), bgp.customer.trunc());
    }
    Ok(())
}
