//! Services, databases and file shares that do not go together.

use insta::assert_snapshot as says;
use landbridge_estate::model::Downtime;

use crate::support::{changed, found, good, insurer, refused, warned, with};

const DATABASE: &str =
    "{ engine: postgresql, version: 15, runs_in: container, today: dc, size: 400 GiB }";

#[test]
fn unknown_names() {
    says!(refused(with("services:\n  quotes: { image: 'quotes:1', today: dcc, uses: [ledgr, wholly-different] }\n  ledger: { image: 'ledger:1', today: dc }\n")), @r#"
    LB0121

      × `today`: there is no site `dcc`
        ╭─[estate.yaml:12:39]
     11 │ services:
     12 │   quotes: { image: 'quotes:1', today: dcc, uses: [ledgr, wholly-different] }
        ·                                       ─┬─
        ·                                        ╰── not in this file
     13 │   ledger: { image: 'ledger:1', today: dc }
        ╰────
      help: did you mean `dc`?

    LB0121

      × `uses`: there is no service, database or file share `ledgr`
        ╭─[estate.yaml:12:51]
     11 │ services:
     12 │   quotes: { image: 'quotes:1', today: dcc, uses: [ledgr, wholly-different] }
        ·                                                   ──┬──
        ·                                                     ╰── not in this file
     13 │   ledger: { image: 'ledger:1', today: dc }
        ╰────
      help: did you mean `ledger`?

    LB0121

      × `uses`: there is no service, database or file share `wholly-different`
        ╭─[estate.yaml:12:58]
     11 │ services:
     12 │   quotes: { image: 'quotes:1', today: dcc, uses: [ledgr, wholly-different] }
        ·                                                          ────────┬───────
        ·                                                                  ╰── not in this file
     13 │   ledger: { image: 'ledger:1', today: dc }
        ╰────
      help: name a service, database or file share of this file, or add one called `wholly-different`

    3 errors in estate.yaml.
    "#);
}

#[test]
fn unknown_names_everywhere() {
    let text = insurer("written_by: [document-intake]", "written_by: [document-intak]")
        .replace("read_by: [claims-analytics, quotes]", "read_by: [claims-analytic, quotes]")
        .replace("covers: [policies, claims-documents]", "covers: [policy, claims-document]");
    let messages: Vec<String> =
        found(&text).into_iter().filter(|d| d.code == "LB0121").map(|d| d.message).collect();
    assert_eq!(
        messages,
        [
            "`written_by`: there is no service `document-intak`",
            "`read_by`: there is no service `claims-analytic`",
            "`covers`: there is no database or file share `policy`",
            "`covers`: there is no database or file share `claims-document`",
        ]
    );
}

#[test]
fn names_of_another_kind() {
    says!(refused(with("services:\n  quotes: { image: 'quotes:1', today: quotes, uses: [aws] }\nbackup: { keep: { daily: 1 day }, covers: [quotes] }\n")), @r#"
    LB0122

      × `today`: `quotes` is a service, not a site
        ╭─[estate.yaml:12:39]
     11 │ services:
     12 │   quotes: { image: 'quotes:1', today: quotes, uses: [aws] }
        ·   ───┬──                              ───┬──
        ·      │                                   ╰── a site is expected
        ·      ╰── this service
     13 │ backup: { keep: { daily: 1 day }, covers: [quotes] }
        ╰────
      help: name a site

    LB0122

      × `uses`: `aws` is a site, not a service, database or file share
       ╭─[estate.yaml:6:3]
     5 │     network: 10.10.0.0/16
     6 │   aws:
       ·   ─┬─
       ·    ╰── this site
     7 │     kind: aws-region
       ╰────
        ╭─[estate.yaml:12:54]
     11 │ services:
     12 │   quotes: { image: 'quotes:1', today: quotes, uses: [aws] }
        ·                                                      ─┬─
        ·                                                       ╰── a service, database or file share is expected
     13 │ backup: { keep: { daily: 1 day }, covers: [quotes] }
        ╰────
      help: name a service, database or file share

    LB0122

      × `covers`: `quotes` is a service, not a database or file share
        ╭─[estate.yaml:13:44]
     11 │ services:
     12 │   quotes: { image: 'quotes:1', today: quotes, uses: [aws] }
        ·   ───┬──
        ·      ╰── this service
     13 │ backup: { keep: { daily: 1 day }, covers: [quotes] }
        ·                                            ───┬──
        ·                                               ╰── a database or file share is expected
        ╰────
      help: name a database or file share

    3 errors in estate.yaml.
    "#);
}

#[test]
fn one_name_for_two_services() {
    says!(refused(with("services:\n  quotes: { image: 'quotes:1', today: dc }\n  quotes: { image: 'quotes:2', today: dc }\n")), @r#"
    LB0120

      × two things are called `quotes`
        ╭─[estate.yaml:13:3]
     11 │ services:
     12 │   quotes: { image: 'quotes:1', today: dc }
        ·   ───┬──
        ·      ╰── taken here
     13 │   quotes: { image: 'quotes:2', today: dc }
        ·   ───┬──
        ·      ╰── this service has a name that is taken
        ╰────
      help: give one of the two another name

    1 error in estate.yaml.
    "#);
}

#[test]
fn one_name_for_a_service_and_a_database() {
    says!(refused(with(&format!("services:\n  policies: {{ image: 'p:1', today: dc }}\ndatabases:\n  policies: {DATABASE}\n"))), @r#"
    LB0120

      × two things are called `policies`
        ╭─[estate.yaml:14:3]
     11 │ services:
     12 │   policies: { image: 'p:1', today: dc }
        ·   ────┬───
        ·       ╰── taken here
     13 │ databases:
     14 │   policies: { engine: postgresql, version: 15, runs_in: container, today: dc, size: 400 GiB }
        ·   ────┬───
        ·       ╰── this database has a name that is taken
        ╰────
      help: give one of the two another name

    1 error in estate.yaml.
    "#);
}

#[test]
fn a_service_with_an_error_is_still_known_by_its_name() {
    let text = with(
        "services:\n  a: { image: 'a:1', today: dc, uses: [b] }\n  b: { image: none, today: dc }\n",
    );
    let codes: Vec<&str> = found(&text).into_iter().map(|d| d.code).collect();
    assert_eq!(codes, ["LB0111"]);
}

#[test]
fn a_service_that_uses_itself() {
    says!(refused(with("services:\n  quotes: { image: 'quotes:1', today: dc, uses: [quotes] }\n")), @r#"
    LB0124

      × the service `quotes` uses itself
        ╭─[estate.yaml:12:50]
     11 │ services:
     12 │   quotes: { image: 'quotes:1', today: dc, uses: [quotes] }
        ·                                                  ───┬──
        ·                                                     ╰── this very service
        ╰────
      help: remove it; copies of one service need not be named

    1 error in estate.yaml.
    "#);
}

#[test]
fn an_entry_twice_is_a_warning_and_is_dropped() {
    let text = with(
        "services:\n  a: { image: 'a:1', today: dc, uses: [b, b] }\n  b: { image: 'b:1', today: dc }\n",
    );
    says!(warned(&text), @r#"
    LB0123

      ⚠ `uses` has an entry twice
        ╭─[estate.yaml:12:43]
     11 │ services:
     12 │   a: { image: 'a:1', today: dc, uses: [b, b] }
        ·                                        ┬  ┬
        ·                                        │  ╰── again
        ·                                        ╰── the first time
     13 │   b: { image: 'b:1', today: dc }
        ╰────
      help: keep one of the two; or was another one meant?

    1 warning in estate.yaml.
    "#);
}

#[test]
fn scaling() {
    let scaling = |text: &str| {
        with(&format!("services:\n  quotes: {{ image: 'quotes:1', today: dc, {text} }}\n"))
    };
    says!(refused(scaling("scaling: { from: 12, to: 3, target_cpu: 60% }")), @r#"
    LB0140

      × scaling goes from 12 down to 3
        ╭─[estate.yaml:12:60]
     11 │ services:
     12 │   quotes: { image: 'quotes:1', today: dc, scaling: { from: 12, to: 3, target_cpu: 60% } }
        ·                                                            ─┬      ┬
        ·                                                             │      ╰── the most copies, which are fewer
        ·                                                             ╰── the fewest copies
        ╰────
      help: write the smaller number as `from`

    1 error in estate.yaml.
    "#);
    says!(refused(scaling("scaling: { from: 3, to: 12, target_cpu: 0% }")), @r#"
    LB0140

      × copies can never bring the processors' use to 0%
        ╭─[estate.yaml:12:83]
     11 │ services:
     12 │   quotes: { image: 'quotes:1', today: dc, scaling: { from: 3, to: 12, target_cpu: 0% } }
        ·                                                                                   ─┬
        ·                                                                                    ╰── cannot be reached
        ╰────
      help: write the use at which another copy is needed, such as 60%

    1 error in estate.yaml.
    "#);
    says!(warned(&scaling("replicas: 2, scaling: { from: 3, to: 12, target_cpu: 60% }")), @r#"
    LB0140

      ⚠ 2 copies lie outside the scaling from 3 to 12
        ╭─[estate.yaml:12:53]
     11 │ services:
     12 │   quotes: { image: 'quotes:1', today: dc, replicas: 2, scaling: { from: 3, to: 12, target_cpu: 60% } }
        ·                                                     ┬                   ┬      ─┬
        ·                                                     │                   │       ╰── the most copies
        ·                                                     │                   ╰── the fewest copies
        ·                                                     ╰── so many at first
        ╰────
      help: begin with a number that the scaling allows

    1 warning in estate.yaml.
    "#);
    says!(refused(scaling("scaling: { from: 3 }")), @r#"
    LB0011

      × `scaling` has no `to`
        ╭─[estate.yaml:12:52]
     11 │ services:
     12 │   quotes: { image: 'quotes:1', today: dc, scaling: { from: 3 } }
        ·                                                    ┬
        ·                                                    ╰── `to` is missing here
        ╰────
      help: add `to:`

    LB0011

      × `scaling` has no `target_cpu`
        ╭─[estate.yaml:12:52]
     11 │ services:
     12 │   quotes: { image: 'quotes:1', today: dc, scaling: { from: 3 } }
        ·                                                    ┬
        ·                                                    ╰── `target_cpu` is missing here
        ╰────
      help: add `target_cpu:`

    2 errors in estate.yaml.
    "#);
}

#[test]
fn a_health_check_without_a_port() {
    says!(refused(with("services:\n  quotes: { image: 'quotes:1', today: dc, health: /healthz }\n")), @r#"
    LB0142

      × the health check has no port to ask
        ╭─[estate.yaml:12:51]
     11 │ services:
     12 │   quotes: { image: 'quotes:1', today: dc, health: /healthz }
        ·                                                   ────┬───
        ·                                                       ╰── asked on which port?
        ╰────
      help: add `port:` to the service

    1 error in estate.yaml.
    "#);
    // A port that is wrong is not also missing.
    let text =
        with("services:\n  quotes: { image: 'quotes:1', today: dc, port: 0, health: /healthz }\n");
    assert_eq!(found(&text).len(), 1);
}

#[test]
fn a_service_that_fits_on_no_host() {
    says!(warned(&insurer("memory: 256 MiB", "memory: 256 GiB")), @r#"
    LB0143

      ⚠ no host of `frankfurt-dc` has the processors and the memory that a copy of `quotes` needs
        ╭─[estate.yaml:27:3]
     26 │ sites:
     27 │   frankfurt-dc:
        ·   ──────┬─────
        ·         ╰── where it runs today
     28 │     kind: data-center
        ╰────
        ╭─[estate.yaml:50:13]
     49 │     cpu: 0.25
     50 │     memory: 256 GiB
        ·             ───┬───
        ·                ╰── more than a host has
     51 │     port: 8080
        ╰────
      help: is the unit right, and is every group of hosts written down?

    1 warning in estate.yaml.
    "#);
}

#[test]
fn what_stays_beyond_the_contract() {
    let text = changed(
        "kind: data-center",
        "kind: data-center\n    contract: { ends: 2027-03-31, covers: all }",
    ) + "services:\n  late: { image: 'a:1', today: dc, leaves: 2027-06-30 }\n  in-time: { image: 'a:1', today: dc, leaves: 2027-03-31 }\n"
        + &format!("databases:\n  stays: {DATABASE}\n");
    says!(warned(&text), @r#"
    LB0141

      ⚠ the service `late` is still at its site when the contract ends
       ╭─[estate.yaml:5:23]
     4 │     kind: data-center
     5 │     contract: { ends: 2027-03-31, covers: all }
       ·                       ─────┬────
       ·                            ╰── the contract of `dc` ends
     6 │     network: 10.10.0.0/16
       ╰────
        ╭─[estate.yaml:13:44]
     12 │ services:
     13 │   late: { image: 'a:1', today: dc, leaves: 2027-06-30 }
        ·                                            ─────┬────
        ·                                                 ╰── leaves later
     14 │   in-time: { image: 'a:1', today: dc, leaves: 2027-03-31 }
        ╰────
      help: write `leaves: 2027-03-31` or an earlier date

    LB0141

      ⚠ the database `stays` is still at its site when the contract ends
       ╭─[estate.yaml:5:23]
     4 │     kind: data-center
     5 │     contract: { ends: 2027-03-31, covers: all }
       ·                       ─────┬────
       ·                            ╰── the contract of `dc` ends
     6 │     network: 10.10.0.0/16
       ╰────
        ╭─[estate.yaml:16:3]
     15 │ databases:
     16 │   stays: { engine: postgresql, version: 15, runs_in: container, today: dc, size: 400 GiB }
        ·   ──┬──
        ·     ╰── has no `leaves`, so it stays
        ╰────
      help: write `leaves: 2027-03-31` or an earlier date

    2 warnings in estate.yaml.
    "#);
}

#[test]
fn a_file_share_and_its_users_disagree() {
    says!(warned(&insurer("read_by: [claims-analytics, quotes]", "read_by: [claims-analytics, ledger]")), @r#"
    LB0144

      ⚠ `quotes` uses `claims-documents`, but neither reads nor writes it
        ╭─[estate.yaml:53:22]
     52 │     health: /healthz
     53 │     uses: [policies, claims-documents, ledger]
        ·                      ────────┬───────
        ·                              ╰── used here
     54 │     scaling: { from: 3, to: 12, target_cpu: 60% }
        ╰────
      help: add `quotes` to `read_by` or `written_by` of `claims-documents`

    LB0144

      ⚠ `ledger` reads or writes `claims-documents`, but does not use it
        ╭─[estate.yaml:89:3]
     88 │ files:
     89 │   claims-documents:
        ·   ────────┬───────
        ·           ╰── of this file share
     90 │     protocol: nfs
        ╰────
        ╭─[estate.yaml:93:33]
     92 │     written_by: [document-intake]
     93 │     read_by: [claims-analytics, ledger]
        ·                                 ───┬──
        ·                                    ╰── named here
     94 │     size: 12 TiB
        ╰────
      help: add `claims-documents` to `uses` of `ledger`

    2 warnings in estate.yaml.
    "#);
}

#[test]
fn cold_before_it_is_no_longer_hot() {
    says!(refused(insurer("cold_after: 365 days", "cold_after: 5 days")), @r#"
    LB0145

      × files are cold after 5 days, but hot for 7 days
        ╭─[estate.yaml:96:14]
     95 │     new_per_day: 40 GiB
     96 │     hot_for: 7 days
        ·              ───┬──
        ·                 ╰── still hot
     97 │     cold_after: 5 days
        ·                 ───┬──
        ·                    ╰── already cold
     98 │
        ╰────
      help: `cold_after` counts from the day a file was written, as `hot_for` does

    1 error in estate.yaml.
    "#);
}

#[test]
fn a_version_with_its_minor_number() {
    says!(refused(with(&format!("databases:\n  p: {}\n", DATABASE.replace("15", "15.4")))), @r#"
    LB0102

      × `version`: `15.4` is not a whole number
        ╭─[estate.yaml:12:37]
     11 │ databases:
     12 │   p: { engine: postgresql, version: 15.4, runs_in: container, today: dc, size: 400 GiB }
        ·                                     ──┬─
        ·                                       ╰── not a whole number
        ╰────
      help: write a whole number from 9 to 30, without a unit

    1 error in estate.yaml.
    "#);
}

#[test]
fn downtime_is_none_or_a_time() {
    let downtime = |text: &str| {
        with(&format!(
            "databases:\n  p: {}\n",
            DATABASE.replace('}', &format!(", downtime: {text} }}"))
        ))
    };
    assert_eq!(good(&downtime("none")).databases[0].downtime.value, Downtime::None);
    assert_eq!(good(&downtime("0 s")).databases[0].downtime.value, Downtime::None);
    let five = "5 min".parse().expect("a time");
    assert_eq!(good(&downtime("5 min")).databases[0].downtime.value, Downtime::AtMost(five));
    says!(refused(downtime("short")), @r#"
    LB0101

      × `downtime`: `short` does not begin with a number
        ╭─[estate.yaml:12:98]
     11 │ databases:
     12 │   p: { engine: postgresql, version: 15, runs_in: container, today: dc, size: 400 GiB , downtime: short }
        ·                                                                                                  ──┬──
        ·                                                                                                    ╰── not a length of time
        ╰────
      help: write `none`, or the time that it may be down, such as 15 min

    1 error in estate.yaml.
    "#);
}
