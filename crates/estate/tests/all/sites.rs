//! Sites that do not go together.

use insta::assert_snapshot as says;

use crate::support::{SMALLEST, changed, found, good, refused, warned};

#[test]
fn overlapping_networks() {
    says!(refused(changed("10.20.0.0/16", "10.10.128.0/20")), @r#"
    LB0130

      × the networks of `dc` and `aws` overlap
       ╭─[estate.yaml:5:14]
     4 │     kind: data-center
     5 │     network: 10.10.0.0/16
       ·              ──────┬─────
       ·                    ╰── of `dc`
     6 │   aws:
       ╰────
        ╭─[estate.yaml:9:14]
      8 │     region: eu-central-1
      9 │     network: 10.10.128.0/20
        ·              ───────┬──────
        ·                     ╰── shares addresses with 10.10.0.0/16
     10 │     zones: 3
        ╰────
      help: give each site a network of its own; packets to a shared address cannot be routed

    1 error in estate.yaml.
    "#);
}

#[test]
fn the_same_network_twice() {
    says!(refused(changed("10.20.0.0/16", "10.10.0.0/16")), @r#"
    LB0130

      × the networks of `dc` and `aws` overlap
       ╭─[estate.yaml:5:14]
     4 │     kind: data-center
     5 │     network: 10.10.0.0/16
       ·              ──────┬─────
       ·                    ╰── of `dc`
     6 │   aws:
       ╰────
        ╭─[estate.yaml:9:14]
      8 │     region: eu-central-1
      9 │     network: 10.10.0.0/16
        ·              ──────┬─────
        ·                    ╰── shares addresses with 10.10.0.0/16
     10 │     zones: 3
        ╰────
      help: give each site a network of its own; packets to a shared address cannot be routed

    1 error in estate.yaml.
    "#);
}

#[test]
fn every_network_within_a_wide_one_is_shown() {
    let mut text = changed("10.10.0.0/16", "10.0.0.0/8");
    text += "  second: { kind: data-center, network: 10.30.0.0/16 }\n";
    text += "  apart: { kind: data-center, network: 192.168.0.0/16 }\n";
    let pairs: Vec<String> = found(&text).into_iter().map(|d| d.message).collect();
    assert_eq!(
        pairs,
        ["the networks of `dc` and `aws` overlap", "the networks of `dc` and `second` overlap"]
    );
}

#[test]
fn an_overlap_is_found_beside_other_errors_of_the_site() {
    let text =
        changed("network: 10.20.0.0/16\n    zones: 3", "network: 10.10.0.0/20\n    zones: none");
    let codes: Vec<&str> = found(&text).into_iter().map(|d| d.code).collect();
    assert_eq!(codes, ["LB0130", "LB0102"]);
}

#[test]
fn a_vpc_wider_than_16() {
    says!(refused(changed("10.20.0.0/16", "10.32.0.0/12")), @r#"
    LB0131

      × the VPC of `aws` is wider than /16, which AWS does not allow
        ╭─[estate.yaml:9:14]
      8 │     region: eu-central-1
      9 │     network: 10.32.0.0/12
        ·              ──────┬─────
        ·                    ╰── too wide
     10 │     zones: 3
        ╰────
      help: give the VPC a network from /16 to /28; more ranges can be added to it later

    1 error in estate.yaml.
    "#);
}

#[test]
fn a_vpc_narrower_than_28() {
    says!(refused(changed("10.20.0.0/16", "10.20.0.0/29")), @r#"
    LB0131

      × the VPC of `aws` is narrower than /28, which AWS does not allow
        ╭─[estate.yaml:9:14]
      8 │     region: eu-central-1
      9 │     network: 10.20.0.0/29
        ·              ──────┬─────
        ·                    ╰── too narrow
     10 │     zones: 3
        ╰────
      help: give the VPC a network from /16 to /28; more ranges can be added to it later

    1 error in estate.yaml.
    "#);
}

#[test]
fn a_vpc_without_room_for_its_zones() {
    says!(refused(changed("10.20.0.0/16", "10.20.0.0/27")), @r#"
    LB0131

      × a /27 has no room for a subnet in each of 3 zones
        ╭─[estate.yaml:9:14]
      8 │     region: eu-central-1
      9 │     network: 10.20.0.0/27
        ·              ──────┬─────
        ·                    ╰── too narrow
     10 │     zones: 3
        ·            ┬
        ·            ╰── for so many zones
        ╰────
      help: the smallest subnet is a /28, and each zone needs at least one

    1 error in estate.yaml.
    "#);
}

#[test]
fn a_network_of_the_internet_is_a_warning() {
    says!(warned(&changed("10.10.0.0/16", "172.160.0.0/16")), @r#"
    LB0132

      ⚠ the network of `dc` is not private
       ╭─[estate.yaml:5:14]
     4 │     kind: data-center
     5 │     network: 172.160.0.0/16
       ·              ───────┬──────
       ·                     ╰── addresses that others may have on the internet
     6 │   aws:
       ╰────
      help: if the company owns the range, all is well; if not, hosts cannot reach its real owner: use
            10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16

    1 warning in estate.yaml.
    "#);
}

#[test]
fn a_network_that_no_host_can_have() {
    says!(refused(changed("10.10.0.0/16", "127.0.0.0/16")), @r#"
    LB0132

      × the network of `dc` has addresses that no host can have
       ╭─[estate.yaml:5:14]
     4 │     kind: data-center
     5 │     network: 127.0.0.0/16
       ·              ──────┬─────
       ·                    ╰── loopback, link-local, multicast or reserved addresses
     6 │   aws:
       ╰────
      help: use a private range: 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16

    1 error in estate.yaml.
    "#);
}

#[test]
fn hosts_that_do_not_fit() {
    let hosts = "network: 10.10.0.0/28\n    hosts: { a: { count: 13, cpu: 1, memory: 1 GiB }, b: { count: 1, cpu: 1, memory: 1 GiB } }";
    says!(refused(changed("network: 10.10.0.0/16", hosts)), @r#"
    LB0133

      × `dc` has 14 hosts, but its network has 16 addresses, of which three are taken
       ╭─[estate.yaml:5:14]
     4 │     kind: data-center
     5 │     network: 10.10.0.0/28
       ·              ──────┬─────
       ·                    ╰── too narrow for the hosts
     6 │     hosts: { a: { count: 13, cpu: 1, memory: 1 GiB }, b: { count: 1, cpu: 1, memory: 1 GiB } }
       ·                          ─┬
       ·                           ╰── so many hosts
     7 │   aws:
       ╰────
      help: the network's own, the router's and the broadcast address are taken; widen the network

    1 error in estate.yaml.
    "#);
    good(&changed("network: 10.10.0.0/16", &hosts.replace("count: 13", "count: 12")));
}

#[test]
fn keys_of_the_other_kind() {
    says!(refused(changed("    network: 10.10.0.0/16", "    network: 10.10.0.0/16\n    zones: 2")), @r#"
    LB0136

      × `zones` belongs to an AWS region, and `dc` is a data centre
       ╭─[estate.yaml:6:12]
     2 │ sites:
     3 │   dc:
       ·   ─┬
       ·    ╰── a data centre
     4 │     kind: data-center
     5 │     network: 10.10.0.0/16
     6 │     zones: 2
       ·            ┬
       ·            ╰── only for an AWS region
     7 │   aws:
       ╰────
      help: remove `zones`, or correct `kind`

    1 error in estate.yaml.
    "#);
    let text = changed("zones: 3", "zones: 3\n    hypervisor: kvm\n    hosts: {}");
    assert_eq!(found(&text).iter().filter(|d| d.code == "LB0136").count(), 2);
}

#[test]
fn a_site_of_no_kind_is_still_read() {
    let text = SMALLEST.replace("    kind: aws-region\n", "").replace("zones: 3", "zones: 9");
    let codes: Vec<&str> = found(&text).into_iter().map(|d| d.code).collect();
    assert_eq!(codes, ["LB0011", "LB0102"]);
}

#[test]
fn no_region_and_no_data_centre() {
    says!(refused("estate: example\nsites:\n  dc: { kind: data-center, network: 10.10.0.0/16 }\n"), @r#"
    LB0137

      × no site is an AWS region
       ╭─[estate.yaml:3:3]
     2 │ sites:
     3 │   dc: { kind: data-center, network: 10.10.0.0/16 }
       ·   ▲
       ·   ╰── not among the sites
       ╰────
      help: add a site with `kind: aws-region`

    1 error in estate.yaml.
    "#);
    says!(refused("estate: example\n"), @r#"
    LB0137

      × no site is a data centre
       ╭─[estate.yaml:1:1]
     1 │ estate: example
       · ▲
       · ╰── not among the sites
       ╰────
      help: add a site with `kind: data-center`

    LB0137

      × no site is an AWS region
       ╭─[estate.yaml:1:1]
     1 │ estate: example
       · ▲
       · ╰── not among the sites
       ╰────
      help: add a site with `kind: aws-region`

    2 errors in estate.yaml.
    "#);
    says!(refused(changed("zones: 3", "zones: 3\n    purpose: recovery")), @r#"
    LB0137

      × every region is for recovery, so workloads have none
       ╭─[estate.yaml:3:3]
     2 │ sites:
     3 │   dc:
       ·   ▲
       ·   ╰── not among the sites
     4 │     kind: data-center
       ╰────
      help: write `purpose: workloads` for the region where they run

    1 error in estate.yaml.
    "#);
}

#[test]
fn a_site_twice() {
    let text = format!("{SMALLEST}  dc:\n    kind: data-center\n    network: 10.40.0.0/16\n");
    says!(refused(text), @r#"
    LB0120

      × two things are called `dc`
       ╭─[estate.yaml:3:3]
     2 │ sites:
     3 │   dc:
       ·   ─┬
       ·    ╰── taken here
     4 │     kind: data-center
       ╰────
        ╭─[estate.yaml:11:3]
     10 │     zones: 3
     11 │   dc:
        ·   ─┬
        ·    ╰── this site has a name that is taken
     12 │     kind: data-center
        ╰────
      help: give one of the two another name

    1 error in estate.yaml.
    "#);
}

#[test]
fn routers_that_cannot_be_told_apart() {
    let router = "kind: data-center\n    router: { vendor: linux, asn: 65010, public_addresses: [192.0.2.2] }";
    let second = "  second: { kind: data-center, network: 10.50.0.0/16, router: { vendor: linux, asn: 65010, public_addresses: [192.0.2.9] } }\n";
    let text = changed("kind: data-center", router) + second;
    says!(warned(&text), @r#"
    LB0135

      ⚠ two routers have the number 65010
       ╭─[estate.yaml:5:35]
     4 │     kind: data-center
     5 │     router: { vendor: linux, asn: 65010, public_addresses: [192.0.2.2] }
       ·                                   ──┬──
       ·                                     ╰── the first one
     6 │     network: 10.10.0.0/16
       ╰────
        ╭─[estate.yaml:12:85]
     11 │     zones: 3
     12 │   second: { kind: data-center, network: 10.50.0.0/16, router: { vendor: linux, asn: 65010, public_addresses: [192.0.2.9] } }
        ·                                                                                     ──┬──
        ·                                                                                       ╰── the second one
        ╰────
      help: a router drops routes with its own number in the path, so these sites would not reach each
            other through AWS: give each a number of its own

    1 warning in estate.yaml.
    "#);
    says!(refused(text.replace("192.0.2.9", "192.0.2.2").replacen("65010", "65011", 1)), @r#"
    LB0107

      × two routers have the address 192.0.2.2
       ╭─[estate.yaml:5:61]
     4 │     kind: data-center
     5 │     router: { vendor: linux, asn: 65011, public_addresses: [192.0.2.2] }
       ·                                                             ────┬────
       ·                                                                 ╰── the first one
     6 │     network: 10.10.0.0/16
       ╰────
        ╭─[estate.yaml:12:111]
     11 │     zones: 3
     12 │   second: { kind: data-center, network: 10.50.0.0/16, router: { vendor: linux, asn: 65010, public_addresses: [192.0.2.2] } }
        ·                                                                                                               ────┬────
        ·                                                                                                                   ╰── the second one
        ╰────
      help: write each router's own address

    1 error in estate.yaml.
    "#);
}

#[test]
fn more_accounts_than_the_estate_has() {
    let text =
        changed("zones: 3", "zones: 3\n    existing: { accounts: [111122223333, 444455556666] }");
    says!(refused(&text), @r#"
    LB0154

      × 2 accounts exist, but the estate has 1
        ╭─[estate.yaml:11:42]
     10 │     zones: 3
     11 │     existing: { accounts: [111122223333, 444455556666] }
        ·                                          ──────┬─────
        ·                                                ╰── more accounts than the estate has
        ╰────
      help: write `accounts: 2` under `requirements:`

    1 error in estate.yaml.
    "#);
    good(&(text + "requirements: { accounts: 2 }\n"));
}

#[test]
fn the_smallest_estate_has_the_documented_defaults() {
    use landbridge_estate::model::{
        ApplicationChanges, Encryption, HostAccess, Inbound, Latency, Outbound, RegionPurpose,
        Throughput,
    };
    let estate = good(SMALLEST);
    let needs = &estate.requirements;
    assert_eq!(needs.inbound.value, Inbound::None);
    assert_eq!(needs.outbound.value, Outbound::None);
    assert_eq!(needs.encryption.value, Encryption::InTransitAndAtRest);
    assert_eq!(needs.connectivity.latency.value, Latency::Normal);
    assert_eq!(needs.connectivity.throughput.value, Throughput::BestEffort);
    assert_eq!(needs.connectivity.peak.value.to_string(), "100 Mbps");
    assert_eq!(needs.connectivity.max_outage, None);
    assert!(!needs.operations.same_tools_everywhere.value && !needs.operations.custom_images.value);
    assert_eq!(needs.operations.host_access.value, HostAccess::None);
    assert_eq!(needs.availability.value.to_string(), "99.5%");
    assert_eq!(needs.application_changes.value, ApplicationChanges::None);
    assert_eq!(needs.accounts.value, 1);
    assert_eq!(needs.staff_access, None);
    assert!(!needs.inbound.is_stated() && !needs.accounts.is_stated());
    assert_eq!(estate.regions[0].purpose.value, RegionPurpose::Workloads);
    assert_eq!((estate.fleet, estate.backup, estate.recovery), (None, None, None));
}
