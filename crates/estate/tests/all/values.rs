//! Single values that cannot be meant, and what is said of them.

use insta::assert_snapshot as says;

use crate::support::{changed, found, good, refused, with};

/// Every message, label and help of a file, a line each: shorter than the drawing where only the words matter.
fn words(text: &str) -> String {
    let lines = found(text).into_iter().map(|d| {
        let labels: Vec<String> = d.labels.iter().map(|label| label.text.clone()).collect();
        format!("{} {} [{}] {}", d.code, d.message, labels.join("; "), d.help.unwrap_or_default())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What is said of one field of a service.
fn of_service(field: &str) -> String {
    words(&with(&format!("services:\n  quotes: {{ image: 'quotes:1.4', today: dc, {field} }}\n")))
}

/// What is said of one field of a data centre's router.
fn of_router(asn: &str, address: &str) -> String {
    let router = format!(
        "kind: data-center\n    router: {{ vendor: linux, asn: {asn}, public_addresses: [{address}] }}"
    );
    words(&changed("kind: data-center", &router))
}

#[test]
fn quantities() {
    says!(of_service("memory: 256"), @"LB0101 `memory`: `256` has no unit [not a size] write a size with its unit, such as 32 GiB");
    says!(of_service("memory: -1 GiB"), @"LB0101 `memory`: `-1 GiB` is negative, which it cannot be [not a size] write a size with its unit, such as 32 GiB");
    says!(of_service("memory: 0 GiB"), @"LB0102 `memory` is zero, and must be more [zero] write how much `memory` really is");
    says!(of_service("memory: 256 mib"), @"LB0101 `memory`: `mib` is not a unit here, did you mean `MiB`? [not a size] write a size with its unit, such as 32 GiB");
    says!(of_service("memory: 99999999999999999999 GiB"), @"LB0101 `memory`: `99999999999999999999 GiB` is too large [not a size] write a size with its unit, such as 32 GiB");
    says!(of_service("scaling: { from: 1, to: 2, target_cpu: 0.6 }"), @"LB0101 `target_cpu`: `0.6` has no unit [not a percentage] write a percentage from 0% to 100%, such as 99.9%");
}

#[test]
fn numbers() {
    says!(of_service("replicas: -3"), @"LB0102 `replicas`: `-3` is negative, which it cannot be [negative] write a whole number from 1 to 1000000, without a unit");
    says!(of_service("replicas: 0"), @"LB0102 `replicas`: 0 is not enough, there must be at least 1 [zero] write a whole number from 1 to 1000000, without a unit");
    says!(of_service("replicas: three"), @"LB0102 `replicas`: `three` is not a whole number [not a whole number] write a whole number from 1 to 1000000, without a unit");
    says!(of_service("replicas: 2.5"), @"LB0102 `replicas`: `2.5` is not a whole number [not a whole number] write a whole number from 1 to 1000000, without a unit");
    says!(of_service("replicas: 99999999999999999999999"), @"LB0102 `replicas`: 99999999999999999999999 is more than 1000000 [too large] write a whole number from 1 to 1000000, without a unit");
    says!(of_service("port: 0"), @"LB0102 `port`: 0 is not enough, there must be at least 1 [zero] write a whole number from 1 to 65535, without a unit");
    says!(of_service("port: 65536"), @"LB0102 `port`: 65536 is more than 65535 [too large] write a whole number from 1 to 65535, without a unit");
    says!(of_service("cpu: 0"), @"LB0102 `cpu`: `0` processors cannot run anything [zero] write a number of processors from 0.001 to 192, such as 0.25");
    says!(of_service("cpu: -0.5"), @"LB0102 `cpu`: `-0.5` is negative, which it cannot be [negative] write a number of processors from 0.001 to 192, such as 0.25");
    says!(of_service("cpu: 1/2"), @"LB0102 `cpu`: `1/2` is not a number of processors [not a number] write a number of processors from 0.001 to 192, such as 0.25");
    says!(words(&changed("zones: 3", "zones: 0")), @"LB0102 `zones`: 0 is not enough, there must be at least 1 [zero] write a whole number from 1 to 6, without a unit");
    says!(words(&changed("zones: 3", "zones: 7")), @"LB0102 `zones`: 7 is more than 6 [too large] write a whole number from 1 to 6, without a unit");
}

#[test]
fn fractions_of_processors() {
    let cpu = |text: &str| {
        let service = format!("services:\n  a: {{ image: 'a:1', today: dc, cpu: {text} }}\n");
        good(&with(&service)).services[0].cpu_milli.value
    };
    assert_eq!([cpu("0.25"), cpu("1"), cpu("1.5"), cpu("0.001")], [250, 1_000, 1_500, 1]);
}

#[test]
fn a_negative_count_as_it_is_shown() {
    let text = changed(
        "network: 10.10.0.0/16",
        "network: 10.10.0.0/16\n    hosts: { container-host: { count: -3, cpu: 8, memory: 32 GiB } }",
    );
    says!(refused(text), @r#"
    LB0102

      × `count`: `-3` is negative, which it cannot be
       ╭─[estate.yaml:6:39]
     5 │     network: 10.10.0.0/16
     6 │     hosts: { container-host: { count: -3, cpu: 8, memory: 32 GiB } }
       ·                                       ─┬
       ·                                        ╰── negative
     7 │   aws:
       ╰────
      help: write a whole number from 1 to 1000000, without a unit

    1 error in estate.yaml.
    "#);
}

#[test]
fn dates() {
    says!(refused(with("services:\n  quotes: { image: 'quotes:1.4', today: dc, leaves: 2027-02-30 }\n")), @r#"
    LB0105

      × `leaves`: `2027-02-30` does not exist
        ╭─[estate.yaml:12:53]
     11 │ services:
     12 │   quotes: { image: 'quotes:1.4', today: dc, leaves: 2027-02-30 }
        ·                                                     ─────┬────
        ·                                                          ╰── no such day
        ╰────
      help: February 2027 has 28 days

    1 error in estate.yaml.
    "#);
    says!(of_service("leaves: 2027-13-01"), @"LB0105 `leaves`: `2027-13-01` does not exist [no such month] write year-month-day; months are 01 to 12");
    says!(of_service("leaves: 2027-00-10"), @"LB0105 `leaves`: `2027-00-10` does not exist [no such month] write year-month-day; months are 01 to 12");
    says!(of_service("leaves: 31.03.2027"), @"LB0105 `leaves`: `31.03.2027` is not a date [not a date] write year-month-day, such as 2027-03-31");
    says!(of_service("leaves: 2027-3-1"), @"LB0105 `leaves`: `2027-3-1` is not a date [not a date] write year-month-day, such as 2027-03-31");
    says!(of_service("leaves: soon"), @"LB0105 `leaves`: `soon` is not a date [not a date] write year-month-day, such as 2027-03-31");
    says!(of_service("leaves: 2027-02-29"), @"LB0105 `leaves`: `2027-02-29` does not exist [no such day] February 2027 has 28 days");
    assert_eq!(of_service("leaves: 2028-02-29"), "");
}

#[test]
fn images_and_paths() {
    says!(words(&with("services:\n  a: { image: quotes, today: dc }\n")), @"LB0111 `image`: `quotes` has no tag [has no tag] write an image with its tag, such as quotes:1.4");
    says!(words(&with("services:\n  a: { image: 'registry.example:5000/quotes', today: dc }\n")), @"LB0111 `image`: `registry.example:5000/quotes` has no tag [has no tag] write an image with its tag, such as quotes:1.4");
    says!(words(&with("services:\n  a: { image: 'quotes:', today: dc }\n")), @"LB0111 `image`: `quotes:` has an empty tag [has an empty tag] write an image with its tag, such as quotes:1.4");
    says!(words(&with("services:\n  a: { image: 'my quotes:1', today: dc }\n")), @"LB0111 `image`: `my quotes:1` is not an image [is not an image] write an image with its tag, such as quotes:1.4");
    assert_eq!(
        words(&with("services:\n  a: { image: 'registry.example:5000/q@sha256:ab', today: dc }\n")),
        ""
    );
    says!(of_service("port: 80, health: healthz"), @"LB0112 `health`: `healthz` does not begin with `/` [does not begin with `/`] write /healthz");
    says!(of_service("port: 80, health: 'http://quotes/healthz'"), @"LB0112 `health`: `http://quotes/healthz` is a URL, not a path [is a URL, not a path] write only the path, such as /healthz");
    says!(of_service("port: 80, health: '/a b'"), @"LB0112 `health`: `/a b` is not an HTTP path [is not an HTTP path] use printable ASCII without spaces, at most 1024 characters");
}

#[test]
fn words_and_names() {
    says!(words(&with("requirements: { inbound: site }\n")), @"LB0103 `inbound`: `site` cannot stand here [not known here] did you mean `sites`?");
    says!(words(&with("requirements: { inbound: everyone }\n")), @"LB0103 `inbound`: `everyone` cannot stand here [not known here] write `none`, `sites` or `internet`");
    says!(words(&with("requirements: { operations: { custom_images: yes } }\n")), @"LB0103 `custom_images`: `yes` is neither true nor false [not known here] write `true` or `false`");
    says!(words(&with("services:\n  Quotes_Service: { image: 'a:1', today: dc }\n")), @"LB0104 `services`: `Quotes_Service` is not a name: a name is made of a-z, 0-9 and '-', begins with a letter and does not end with '-'; 'Q' is not allowed there [not a name] write quotes-service");
    says!(words(&with("services:\n  1st: { image: 'a:1', today: dc }\n")), @"LB0104 `services`: `1st` is not a name: a name is made of a-z, 0-9 and '-', begins with a letter and does not end with '-'; '1' is not allowed there [not a name] begin with a letter and use a-z, 0-9 and `-`, at most 63 in all");
    says!(words(&changed("estate: example", "estate: ''")), @"LB0104 `estate`: `` is not a name: a name has 1 to 63 characters, this one has 0 [no name] begin with a letter and use a-z, 0-9 and `-`, at most 63 in all");
    says!(words(&with("decisions: { Link: VPN! }\n")), @"LB0104 `decisions`: `Link` is not a key [not a key] write a decision and one of its candidates as `landbridge design` names them");
}

#[test]
fn networks() {
    let network = |text: &str| words(&changed("10.10.0.0/16", text));
    says!(network("10.10.0.0"), @"LB0106 `network`: `10.10.0.0` has no prefix length [no prefix length] write a network as address/prefix, such as 10.10.0.0/16");
    says!(network("10.10.5.1/16"), @"LB0106 `network`: `10.10.5.1/16` is an address inside a network, not the network [host bits are set] write 10.10.0.0/16, if the whole network is meant");
    says!(network("10.10.0.0/33"), @"LB0106 `network`: `/33` is not a prefix length, which is 0 to 32 [no such prefix length] write a network as address/prefix, such as 10.10.0.0/16");
    says!(network("10.10.0.0/016"), @"LB0106 `network`: `/016` is not a prefix length, which is 0 to 32 [no such prefix length] write a network as address/prefix, such as 10.10.0.0/16");
    says!(network("10.10.0.256/16"), @"LB0106 `network`: `10.10.0.256` is not an IPv4 address [not an IPv4 network] write a network as address/prefix, such as 10.10.0.0/16");
    says!(network("fd00::/48"), @"LB0106 `network`: `fd00::/48` is IPv6; networks are IPv4 here [IPv6] write a network as address/prefix, such as 10.10.0.0/16");
}

#[test]
fn routers() {
    says!(of_router("0", "192.0.2.2"), @"LB0134 `asn`: 0 is reserved (RFC 7607) [cannot be used] write a private number, 64513 to 65534 (without a line also 4200000000 to 4294967294), or the company's own registered one");
    says!(of_router("64512", "192.0.2.2"), @"LB0134 `asn`: 64512 is what gateways of AWS take for themselves, and the two ends must differ [cannot be used] write a private number, 64513 to 65534 (without a line also 4200000000 to 4294967294), or the company's own registered one");
    says!(of_router("7224", "192.0.2.2"), @"LB0134 `asn`: 7224 is taken by AWS [cannot be used] write a private number, 64513 to 65534 (without a line also 4200000000 to 4294967294), or the company's own registered one");
    says!(of_router("4294967295", "192.0.2.2"), @"LB0134 `asn`: 4294967295 is reserved (RFC 7300) [cannot be used] write a private number, 64513 to 65534 (without a line also 4200000000 to 4294967294), or the company's own registered one");
    says!(of_router("5000000000", "192.0.2.2"), @"LB0134 `asn`: 5000000000 is more than 4294967295 [too large] write a private number, 64513 to 65534 (without a line also 4200000000 to 4294967294), or the company's own registered one");
    says!(of_router("AS65010", "192.0.2.2"), @"LB0134 `asn`: `AS65010` is not a whole number [not a whole number] write a private number, 64513 to 65534 (without a line also 4200000000 to 4294967294), or the company's own registered one");
    says!(of_router("70000", "192.0.2.2"), @"LB0134 `asn`: 70000 is reserved by IANA [cannot be used] write a private number, 64513 to 65534 (without a line also 4200000000 to 4294967294), or the company's own registered one");
    says!(of_router("65010", "10.0.0.1"), @"LB0107 `public_addresses`: `10.0.0.1` is a private address (RFC 1918), which the internet does not route [not reachable over the internet] write the address that the router has on the internet, such as 192.0.2.2");
    says!(of_router("65010", "100.64.0.1"), @"LB0107 `public_addresses`: `100.64.0.1` is a carrier's shared address (RFC 6598), which the internet does not route [not reachable over the internet] write the address that the router has on the internet, such as 192.0.2.2");
    says!(of_router("65010", "169.254.0.1"), @"LB0107 `public_addresses`: `169.254.0.1` is an address that no host can have, which the internet does not route [not reachable over the internet] write the address that the router has on the internet, such as 192.0.2.2");
    says!(of_router("65010", "203.0.113.0/24"), @"LB0107 `public_addresses`: `203.0.113.0/24` is a network, not an address [a network, not an address] write the address that the router has on the internet, such as 192.0.2.2");
    says!(of_router("65010", "router.example"), @"LB0107 `public_addresses`: `router.example` is not an address [not an address] write the address that the router has on the internet, such as 192.0.2.2");
    says!(of_router("65010", ""), @"LB0125 `public_addresses` of `router` is empty [nothing in it] write at least one entry under `public_addresses`");
    assert_eq!(of_router("4200000000", "8.8.8.8"), "");
}

#[test]
fn domains_regions_and_ids() {
    let domain = |text: &str| {
        words(&changed("kind: data-center", &format!("kind: data-center\n    dns_domain: {text}")))
    };
    says!(domain("Corp.Example"), @"LB0108 `dns_domain`: `Corp.Example` has capital letters [in lower case] write corp.example");
    says!(domain("corp.example."), @"LB0108 `dns_domain`: `corp.example.` ends with a dot [without the final dot] write corp.example");
    says!(domain("corp"), @"LB0108 `dns_domain`: `corp` is a single label [no dot in it] write a domain such as corp.example.com");
    says!(domain("corp..example"), @"LB0108 `dns_domain`: `corp..example` is not a domain name [not a domain name] write a domain such as corp.example.com");
    let region = |text: &str| words(&changed("eu-central-1", text));
    says!(region("eu-central-1a"), @"LB0109 `region`: `eu-central-1a` is not an AWS region [not a region] this is a zone; its region is eu-central-1");
    says!(region("eu-centrall-1"), @"LB0109 AWS had no region `eu-centrall-1` at the end of 2025 [not known here] did you mean `eu-central-1`? If AWS opened it since, all is well");
    says!(region("Frankfurt"), @"LB0109 `region`: `Frankfurt` is not an AWS region [not a region] write a region as AWS names it, such as eu-central-1");
    assert_eq!(region("us-gov-west-1"), "");
    let existing =
        |text: &str| words(&changed("zones: 3", &format!("zones: 3\n    existing: {{ {text} }}")));
    says!(existing("vpc: vpc-0abc"), @"LB0110 `vpc`: `vpc-0abc` is not the id of a VPC [not an id] write the id that AWS shows, such as vpc-0a1b2c3d4e5f60718");
    says!(existing("accounts: [1111-2222-3333]"), @"LB0110 `accounts`: `1111-2222-3333` is not the number of an AWS account [not an account] write the account's 12 digits, without hyphens, leading zeros included");
    assert_eq!(existing("vpc: vpc-0a1b2c3d4e5f60718, accounts: [012345678901]"), "");
}

#[test]
fn times_of_the_week() {
    let window = |text: &str| {
        words(&with(&format!("fleet: {{ maintenance: {{ window: '{text}', duration: 3 h }} }}\n")))
    };
    says!(window("sun 02:00 Europe/Berln"), @"LB0113 `window`: `Europe/Berln` is not a time zone [no such time zone] did you mean Europe/Berlin?");
    says!(window("sun 02:00 CEST"), @"LB0113 `window`: `CEST` is not a time zone [no such time zone] write a time zone of the IANA database, such as Europe/Berlin");
    says!(window("sun 02:00"), @"LB0113 `window`: `sun 02:00` is not a time of the week [day, time and zone are expected] write day, time and time zone, such as sun 02:00 Europe/Berlin");
    says!(window("sunday 02:00 Europe/Berlin"), @"LB0113 `window`: `sunday` is not a day of the week [no such day] days are mon, tue, wed, thu, fri, sat and sun");
    says!(window("sun 24:00 Europe/Berlin"), @"LB0113 `window`: `24:00` is not a time of day [no such time] write hours and minutes, 00:00 to 23:59");
    says!(window("sun 2:00 Europe/Berlin"), @"LB0113 `window`: `2:00` is not a time of day [no such time] write hours and minutes, 00:00 to 23:59");
    assert_eq!(window("sun 02:00 Europe/Berlin"), "");
    assert_eq!(window("wed 23:59 UTC"), "");
}

#[test]
fn tags() {
    let tags = |text: &str| {
        let hosts = format!(
            "kind: data-center\n    hosts: {{ h: {{ count: 1, cpu: 1, memory: 1 GiB, tags: {{ {text} }} }} }}"
        );
        words(&changed("kind: data-center", &hosts))
    };
    says!(tags("'aws:tier': apps"), @"LB0114 `tags`: `aws:tier` is kept by AWS for its own tags [begins with aws:] choose another key");
    says!(tags("tier: 'a;b'"), @"LB0114 `tags`: AWS does not take `a;b` in a tag [not for a tag] use letters, digits, spaces and _ . : / = + - @, 0 to 256 of them");
    says!(tags("tier: a, tier: b"), @"LB0120 two things are called `tier` [this tag has a name that is taken; taken here] give one of the two another name");
    assert_eq!(tags("tier: apps, cost center: 12, empty: ''"), "");
}

#[test]
fn a_blank_value_and_a_missing_one() {
    says!(refused(changed("zones: 3", "zones:")), @r#"
    LB0012

      × `zones` has no value
        ╭─[estate.yaml:10:10]
      9 │     network: 10.20.0.0/16
     10 │     zones:
        ·          ▲
        ·          ╰── nothing follows the colon
        ╰────
      help: write a value, or remove the key

    1 error in estate.yaml.
    "#);
    says!(refused(changed("    zones: 3\n", "")), @r#"
    LB0011

      × the site `aws` has no `zones`
       ╭─[estate.yaml:6:3]
     5 │     network: 10.10.0.0/16
     6 │   aws:
       ·   ─┬─
       ·    ╰── `zones` is missing here
     7 │     kind: aws-region
       ╰────
      help: add `zones:`

    1 error in estate.yaml.
    "#);
    says!(words(&with("requirements: { connectivity: }\nfleet:\n")), @r#"
    LB0012 `connectivity` has no value [nothing follows the colon] write a value, or remove the key
    LB0012 `fleet` has no value [nothing follows the colon] write a value, or remove the key
    "#);
    says!(words("estate: example\n"), @r#"
    LB0137 no site is a data centre [not among the sites] add a site with `kind: data-center`
    LB0137 no site is an AWS region [not among the sites] add a site with `kind: aws-region`
    "#);
}

#[test]
fn a_text_of_any_length_is_quoted_in_part() {
    let said = of_service(&format!("memory: {}", "y".repeat(1_500)));
    assert!(said.len() < 1_000, "{said}");
}
