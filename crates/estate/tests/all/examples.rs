//! The examples of the repository are read without a warning, and mean what they say.

use std::fs;

use landbridge_estate::model::{Disruption, Estate, RegionPurpose};

use crate::support::{at_root, good, insurer, refused, text_at_root};

#[test]
fn every_example_is_read_without_a_warning() {
    let mut count = 0;
    for entry in fs::read_dir(at_root("examples")).expect("the folder of examples") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "yaml") {
            good(&fs::read_to_string(path).expect("an example"));
            count += 1;
        }
    }
    assert!(count >= 2, "only {count} examples were found");
}

#[test]
fn the_insurer_means_what_it_says() {
    let text = text_at_root("examples/insurer.yaml");
    let estate = good(&text);
    let dc = &estate.data_centers[0];
    let router = dc.router.as_ref().expect("a router");
    assert_eq!((router.asn.value, router.public_addresses.len()), (65_010, 2));
    assert_eq!(dc.hosts[0].tags, [("tier".to_owned(), "apps".to_owned())]);
    assert_eq!(dc.hosts[0].memory.value.to_string(), "32 GiB");
    assert_eq!(names(&estate), ["quotes", "ledger", "document-intake", "claims-analytics"]);
    let quotes = &estate.services[0];
    assert_eq!((quotes.cpu_milli.value, quotes.replicas.value), (250, 3));
    assert_eq!(quotes.port.as_ref().map(|port| port.value), Some(8_080));
    let window =
        &estate.fleet.as_ref().and_then(|f| f.maintenance.as_ref()).expect("a window").window;
    assert_eq!(window.value.to_string(), "sun 02:00 Europe/Berlin");
    assert_eq!(
        estate.databases[0].growth.as_ref().map(|g| g.value.to_string()).as_deref(),
        Some("10 GiB/month")
    );
    let survives = &estate.recovery.as_ref().expect("recovery").survives;
    assert_eq!(survives.last().map(|lost| lost.value), Some(Disruption::Gateway));
}

#[test]
fn every_place_in_the_insurer_holds_the_value_that_it_is_the_place_of() {
    let text = text_at_root("examples/insurer.yaml");
    let estate = good(&text);
    let written = |at: landbridge_estate::span::Span| &text[at.offset..at.offset + at.length];
    assert_eq!(written(estate.name.at), "insurer");
    assert_eq!(written(estate.requirements.connectivity.peak.at), "2 Gbps");
    assert_eq!(written(estate.data_centers[0].name.at), "frankfurt-dc");
    assert_eq!(written(estate.data_centers[0].hosts[0].memory.at), "32 GiB");
    assert_eq!(written(estate.services[0].uses[1].at), "claims-documents");
    assert_eq!(written(estate.databases[0].readers[0].0.at), "reporting");
    let peak = estate.requirements.connectivity.peak.at;
    let line = text.lines().nth(peak.line as usize - 1).expect("the line");
    assert_eq!(line.chars().skip(peak.column as usize - 1).take(6).collect::<String>(), "2 Gbps");
}

#[test]
fn the_next_level_has_a_second_region() {
    let estate = good(&text_at_root("examples/insurer-next.yaml"));
    let purposes: Vec<RegionPurpose> = estate.regions.iter().map(|r| r.purpose.value).collect();
    assert_eq!(purposes, [RegionPurpose::Workloads, RegionPurpose::Recovery]);
    assert_eq!(estate.requirements.accounts.value, 2);
}

#[test]
fn pins_are_kept_with_their_places() {
    let text =
        text_at_root("examples/insurer.yaml") + "decisions: { link: vpn, hub: transit-gateway }\n";
    let pins = good(&text).pins;
    assert_eq!(pins[1].decision.value, "hub");
    assert_eq!(pins[1].candidate.value, "transit-gateway");
    assert!(pins[0].candidate.is_stated());
}

#[test]
fn all_errors_are_told_at_once() {
    let text = insurer("network: 10.20.0.0/16", "network: 10.10.5.0/24")
        .replace("zones: 3", "zones: 0")
        .replace("count: 3", "count: -3")
        .replace(
            "uses: [policies, claims-documents, ledger]",
            "uses: [policy, claims-documents, ledger]",
        )
        .replace("2027-01-31", "2027-02-30")
        .replace("size: 400 GiB", "size: 400")
        .replace("Europe/Berlin", "Europe/Berln");
    insta::assert_snapshot!(refused(text), @r#"
    LB0102

      × `count`: `-3` is negative, which it cannot be
        ╭─[estate.yaml:34:32]
     33 │     hosts:
     34 │       container-host: { count: -3, cpu: 8, memory: 32 GiB, tags: { tier: apps } }
        ·                                ─┬
        ·                                 ╰── negative
     35 │     contract: { ends: 2027-03-31, covers: half }    # half of the contracts ran out: that half must be gone by then
        ╰────
      help: write a whole number from 1 to 1000000, without a unit

    LB0130

      × the networks of `frankfurt-dc` and `aws-frankfurt` overlap
        ╭─[estate.yaml:29:14]
     28 │     kind: data-center
     29 │     network: 10.10.0.0/16
        ·              ──────┬─────
        ·                    ╰── of `frankfurt-dc`
     30 │     hypervisor: vmware
        ╰────
        ╭─[estate.yaml:39:14]
     38 │     region: eu-central-1
     39 │     network: 10.10.5.0/24
        ·              ──────┬─────
        ·                    ╰── shares addresses with 10.10.0.0/16
     40 │     zones: 0
        ╰────
      help: give each site a network of its own; packets to a shared address cannot be routed

    LB0102

      × `zones`: 0 is not enough, there must be at least 1
        ╭─[estate.yaml:40:12]
     39 │     network: 10.10.5.0/24
     40 │     zones: 0
        ·            ┬
        ·            ╰── zero
     41 │     # existing: { vpc: vpc-0a1b2c3d4e5f60718, accounts: [111122223333] } adopts what is already there
        ╰────
      help: write a whole number from 1 to 6, without a unit

    LB0121

      × `uses`: there is no service, database or file share `policy`
        ╭─[estate.yaml:53:12]
     52 │     health: /healthz
     53 │     uses: [policy, claims-documents, ledger]
        ·            ───┬──
        ·               ╰── not in this file
     54 │     scaling: { from: 3, to: 12, target_cpu: 60% }
        ╰────
      help: name a service, database or file share of this file, or add one called `policy`

    LB0105

      × `leaves`: `2027-02-30` does not exist
        ╭─[estate.yaml:72:13]
     71 │     today: frankfurt-dc
     72 │     leaves: 2027-02-30
        ·             ─────┬────
        ·                  ╰── no such day
     73 │     replicas: 1
        ╰────
      help: February 2027 has 28 days

    LB0101

      × `size`: `400` has no unit
        ╭─[estate.yaml:83:11]
     82 │     leaves: 2027-03-31
     83 │     size: 400
        ·           ─┬─
        ·            ╰── not a size
     84 │     growth: 10 GiB/month
        ╰────
      help: write a size with its unit, such as 32 GiB

    LB0113

      × `window`: `Europe/Berln` is not a time zone
         ╭─[estate.yaml:101:26]
     100 │   scripts: true                     # one script on every host of both sides
     101 │   maintenance: { window: "sun 02:00 Europe/Berln", duration: 3 h }
         ·                          ────────────┬───────────
         ·                                      ╰── no such time zone
     102 │
         ╰────
      help: did you mean Europe/Berlin?

    7 errors in estate.yaml.
    "#);
}

fn names(estate: &Estate) -> Vec<&str> {
    estate.services.iter().map(|service| service.name.as_str()).collect()
}
