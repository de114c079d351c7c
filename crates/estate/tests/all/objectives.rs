//! Requirements, backup and recovery that cannot be meant.

use insta::assert_snapshot as says;

use crate::support::{found, good, insurer, refused, text_at_root, warned, with};

#[test]
fn a_regions_loss_without_a_second_region() {
    says!(refused(insurer("survives: [host, zone, line, gateway]", "survives: [host, region]")), @r#"
    LB0151

      × the loss of a region needs a second region to survive
        ╭─[estate.yaml:27:3]
     26 │ sites:
     27 │   frankfurt-dc:
        ·   ▲
        ·   ╰── the sites
     28 │     kind: data-center
        ╰────
         ╭─[estate.yaml:110:20]
     109 │   rpo: 15 min
     110 │   survives: [host, region]
         ·                    ───┬──
         ·                       ╰── the file has no second region
         ╰────
      help: add a site with `kind: aws-region` and `purpose: recovery`, or do not promise this

    1 error in estate.yaml.
    "#);
}

#[test]
fn a_region_whose_loss_costs_nothing() {
    let text = text_at_root("examples/insurer-next.yaml").replace("rpo: 1 min", "rpo: 0 s");
    says!(refused(text), @r#"
    LB0152

      × no data at all may be lost with a region, which nothing can promise
         ╭─[estate.yaml:111:8]
     110 │   rto: 1 h
     111 │   rpo: 0 s
         ·        ─┬─
         ·         ╰── copies in another region always lag
     112 │   survives: [host, zone, line, gateway, region]
         ·                                         ───┬──
         ·                                            ╰── lost with its last writes
         ╰────
      help: write what may be lost, such as `rpo: 1 min`

    1 error in estate.yaml.
    "#);
}

#[test]
fn zero_is_no_objective() {
    says!(refused(with("recovery: { rto: 0 h, rpo: 15 min }\nrequirements: { connectivity: { peak: 0 Gbps, max_outage: 0 s } }\n")), @r#"
    LB0102

      × `rto` is zero, and must be more
        ╭─[estate.yaml:11:18]
     10 │     zones: 3
     11 │ recovery: { rto: 0 h, rpo: 15 min }
        ·                  ─┬─
        ·                   ╰── zero
     12 │ requirements: { connectivity: { peak: 0 Gbps, max_outage: 0 s } }
        ╰────
      help: write how much `rto` really is

    LB0102

      × `peak` is zero, and must be more
        ╭─[estate.yaml:12:39]
     11 │ recovery: { rto: 0 h, rpo: 15 min }
     12 │ requirements: { connectivity: { peak: 0 Gbps, max_outage: 0 s } }
        ·                                       ───┬──
        ·                                          ╰── zero
        ╰────
      help: write how much `peak` really is

    LB0102

      × `max_outage` is zero, and must be more
        ╭─[estate.yaml:12:59]
     11 │ recovery: { rto: 0 h, rpo: 15 min }
     12 │ requirements: { connectivity: { peak: 0 Gbps, max_outage: 0 s } }
        ·                                                           ─┬─
        ·                                                            ╰── zero
        ╰────
      help: write how much `max_outage` really is

    3 errors in estate.yaml.
    "#);
}

#[test]
fn availability_that_asks_for_nothing_or_for_everything() {
    says!(refused(insurer("99.5%", "100%")), @r#"
    LB0152

      × nothing is available all the time
        ╭─[estate.yaml:22:17]
     21 │     custom_images: true             # their own machine image
     22 │   availability: 100%
        ·                 ──┬─
        ·                   ╰── cannot be met
     23 │   application_changes: none         # lift and shift
        ╰────
      help: write what is needed; 99.99% is under an hour of outage a year

    1 error in estate.yaml.
    "#);
    says!(refused(insurer("99.5%", "0%")), @r#"
    LB0152

      × an availability of 0% asks for nothing
        ╭─[estate.yaml:22:17]
     21 │     custom_images: true             # their own machine image
     22 │   availability: 0%
        ·                 ─┬
        ·                  ╰── asks for nothing
     23 │   application_changes: none         # lift and shift
        ╰────
      help: write what is needed; 99.99% is under an hour of outage a year

    1 error in estate.yaml.
    "#);
}

#[test]
fn more_may_be_lost_than_copies_reach_back() {
    says!(warned(&insurer("rpo: 15 min", "rpo: 40 days")), @r#"
    LB0152

      ⚠ 40 days of data may be lost, but copies are kept for 35 days
         ╭─[estate.yaml:104:18]
     103 │ backup:
     104 │   keep: { daily: 35 days, monthly: 12 months }
         ·                  ───┬───
         ·                     ╰── daily copies are kept so long
     105 │   covers: [policies, claims-documents]
         ╰────
         ╭─[estate.yaml:109:8]
     108 │   rto: 4 h
     109 │   rpo: 40 days
         ·        ───┬───
         ·           ╰── longer than any daily copy lasts
     110 │   survives: [host, zone, line, gateway]
         ╰────
      help: is the unit of `rpo` right? It is mostly minutes or hours

    1 warning in estate.yaml.
    "#);
}

#[test]
fn maintenance_windows() {
    says!(refused(insurer("duration: 3 h", "duration: 90 min")), @r#"
    LB0150

      × a maintenance window cannot last 90 min
         ╭─[estate.yaml:101:63]
     100 │   scripts: true                     # one script on every host of both sides
     101 │   maintenance: { window: "sun 02:00 Europe/Berlin", duration: 90 min }
         ·                                                               ───┬──
         ·                                                                  ╰── not 1 to 24 whole hours
     102 │
         ╰────
      help: Systems Manager takes windows of 1 h to 24 h, in whole hours

    1 error in estate.yaml.
    "#);
    for wrong in ["0 h", "30 min", "25 h", "2 days"] {
        let codes: Vec<&str> = found(&insurer("duration: 3 h", &format!("duration: {wrong}")))
            .iter()
            .map(|d| d.code)
            .collect();
        assert_eq!(codes, ["LB0150"], "{wrong}");
    }
    for right in ["1 h", "60 min", "24 h", "1 day"] {
        good(&insurer("duration: 3 h", &format!("duration: {right}")));
    }
}

#[test]
fn backups() {
    says!(refused(insurer("keep: { daily: 35 days, monthly: 12 months }", "keep: {}")), @r#"
    LB0153

      × the backup keeps nothing
         ╭─[estate.yaml:104:9]
     103 │ backup:
     104 │   keep: {}
         ·         ┬
         ·         ╰── neither `daily` nor `monthly`
     105 │   covers: [policies, claims-documents]
         ╰────
      help: write how long copies are kept: `keep: { daily: 35 days }`

    1 error in estate.yaml.
    "#);
    says!(warned(&insurer("monthly: 12 months", "monthly: 1 month")), @r#"
    LB0153

      ⚠ monthly copies are dropped before the daily ones, so they serve nothing
         ╭─[estate.yaml:104:36]
     103 │ backup:
     104 │   keep: { daily: 35 days, monthly: 1 month }
         ·                  ───┬───           ───┬───
         ·                     │                 ╰── monthly copies are kept so long
         ·                     ╰── daily copies at least as long
     105 │   covers: [policies, claims-documents]
         ╰────
      help: keep monthly copies longer than daily ones, or leave them out

    1 warning in estate.yaml.
    "#);
    says!(refused(insurer("covers: [policies, claims-documents]", "covers: []")), @r#"
    LB0125

      × `covers` of `backup` is empty
         ╭─[estate.yaml:105:11]
     104 │   keep: { daily: 35 days, monthly: 12 months }
     105 │   covers: []
         ·           ┬
         ·           ╰── nothing in it
     106 │
         ╰────
      help: write at least one entry under `covers`

    1 error in estate.yaml.
    "#);
    says!(refused(insurer("daily: 35 days", "daily: 0 days")), @r#"
    LB0102

      × `daily` is zero, and must be more
         ╭─[estate.yaml:104:18]
     103 │ backup:
     104 │   keep: { daily: 0 days, monthly: 12 months }
         ·                  ───┬──
         ·                     ╰── zero
     105 │   covers: [policies, claims-documents]
         ╰────
      help: write how much `daily` really is

    LB0152

      ⚠ 15 min of data may be lost, but copies are kept for 0 days
         ╭─[estate.yaml:104:18]
     103 │ backup:
     104 │   keep: { daily: 0 days, monthly: 12 months }
         ·                  ───┬──
         ·                     ╰── daily copies are kept so long
     105 │   covers: [policies, claims-documents]
         ╰────
         ╭─[estate.yaml:109:8]
     108 │   rto: 4 h
     109 │   rpo: 15 min
         ·        ───┬──
         ·           ╰── longer than any daily copy lasts
     110 │   survives: [host, zone, line, gateway]
         ╰────
      help: is the unit of `rpo` right? It is mostly minutes or hours

    1 error and 1 warning in estate.yaml.
    "#);
}

#[test]
fn staff_access() {
    let staff =
        "requirements: { staff_access: { users: 40, reach: [vpc, on-premises, each-other] } }\n";
    let estate = good(&with(staff));
    let access = estate.requirements.staff_access.expect("staff access");
    assert_eq!((access.users.value, access.reach.len()), (40, 3));
    says!(refused(with("requirements: { staff_access: { users: 0, reach: [] } }\n")), @r#"
    LB0102

      × `users`: 0 is not enough, there must be at least 1
        ╭─[estate.yaml:11:40]
     10 │     zones: 3
     11 │ requirements: { staff_access: { users: 0, reach: [] } }
        ·                                        ┬
        ·                                        ╰── zero
        ╰────
      help: write a whole number from 1 to 1000000, without a unit

    LB0125

      × `reach` of `staff_access` is empty
        ╭─[estate.yaml:11:50]
     10 │     zones: 3
     11 │ requirements: { staff_access: { users: 0, reach: [] } }
        ·                                                  ┬
        ·                                                  ╰── nothing in it
        ╰────
      help: write at least one entry under `reach`

    2 errors in estate.yaml.
    "#);
    says!(refused(with("requirements: { staff_access: {} }\n")), @r#"
    LB0011

      × `staff_access` has no `users`
        ╭─[estate.yaml:11:31]
     10 │     zones: 3
     11 │ requirements: { staff_access: {} }
        ·                               ┬
        ·                               ╰── `users` is missing here
        ╰────
      help: add `users:`

    LB0011

      × `staff_access` has no `reach`
        ╭─[estate.yaml:11:31]
     10 │     zones: 3
     11 │ requirements: { staff_access: {} }
        ·                               ┬
        ·                               ╰── `reach` is missing here
        ╰────
      help: add `reach:`

    2 errors in estate.yaml.
    "#);
}
