//! Pins: honoured, explained, or refused with the nearest name.

use landbridge_design::finding::{Finding, Severity};
use landbridge_design::reason::Reason;
use landbridge_design::{Design, rules};

use crate::estates::{INSURER, designed, refused};

fn pinned(pins: &str) -> String {
    format!("{INSURER}\ndecisions: {{ {pins} }}\n")
}

fn chosen<'a>(design: &'a Design, key: &str) -> &'a str {
    design.decisions.iter().find(|d| d.key == key).expect("it was asked").chosen.key
}

fn about<'a>(design: &'a Design, place: &str) -> &'a Finding {
    let mut found = design.findings.iter().filter(|f| f.code == "LB0204");
    found.find(|f| f.place == place).unwrap_or_else(|| panic!("{:#?}", design.findings))
}

#[test]
fn a_pin_against_a_requirement_is_honoured_and_an_error_names_both_places() {
    let design = designed(&pinned("link: vpn"));
    assert_eq!(chosen(&design, "link"), "vpn");
    assert!(design.blueprint.lines.is_empty());
    let finding = about(&design, "decisions/link");
    assert_eq!(finding.severity, Severity::Error);
    let pin_line = finding.at.expect("the pin has a place").line;
    assert!(finding.message.contains(&format!("pinned at line {pin_line}")), "{}", finding.message);
    assert!(finding.message.contains("against line 14"), "{}", finding.message);
    let decision = design.decisions.iter().find(|d| d.key == "link").unwrap();
    assert_eq!(decision.pinned, finding.at);
    assert_eq!(decision.because[0].reason, Reason::Pinned);
    let winner = decision.rejected.iter().find(|r| r.candidate.key == "direct-connect").unwrap();
    assert_eq!(winner.reason, Reason::PinnedAway);
}

#[test]
fn a_dearer_pin_is_a_note_and_a_weaker_one_a_warning() {
    let design = designed(&pinned("hub: transit-gateway, egress: nat-gateway"));
    assert_eq!(about(&design, "decisions/hub").severity, Severity::Note);
    assert_eq!(about(&design, "aws-frankfurt/egress").severity, Severity::Warning);
    assert_eq!(design.blueprint.regions[0].vpc.nats.len(), 1);
}

#[test]
fn a_pin_of_the_winner_is_silent() {
    let design = designed(&pinned("link: direct-connect"));
    assert!(design.findings.iter().all(|f| f.code != "LB0204"));
    let decision = &design.decisions[0];
    assert!(decision.pinned.is_some() && decision.because.len() > 1);
}

#[test]
fn unknown_keys_are_errors_with_the_nearest_name() {
    let errors = refused(&pinned("lnk: vpn, hub: transit-gatway"));
    let helps: Vec<&str> = errors.iter().filter_map(|e| e.help.as_deref()).collect();
    assert!(helps[0].starts_with("Did you mean `link`?"), "{helps:?}");
    assert!(helps[1].starts_with("Did you mean `transit-gateway`?"), "{helps:?}");
    assert!(errors.iter().all(|e| e.code == "LB0201" && e.at().is_some()));
}

#[test]
fn a_pin_that_cannot_be_built_names_those_that_can() {
    let errors = refused(&pinned("line: hosted, line-encryption: macsec"));
    let help = errors[0].help.as_deref();
    assert_eq!(help, Some("Remove the pin, or pin what can be built: none, application-tls."));
}

#[test]
fn a_pinned_tunnel_below_the_peak_is_not_told_to_pin_what_it_has_not() {
    let design = designed(&pinned("link: vpn"));
    let finding = design.findings.iter().find(|f| f.code == "LB0220").unwrap();
    assert!(finding.fix.contains("`link: direct-connect`"), "{}", finding.fix);
}

#[test]
fn what_cannot_be_built_is_refused() {
    for pins in [
        "link: vpn, hub: direct-connect-gateway",
        "link: vpn, resilience: second-location",
        "line: hosted, line-encryption: macsec",
        "line-encryption: ipsec",
        "resilience: none",
        "line: hosted, aws-apis: public-interface",
        "staff-access: client-vpn",
        "subnets: private",
        "link: internet, names: both",
    ] {
        let errors = refused(&pinned(pins));
        assert!(
            errors.iter().all(|e| e.code == "LB0202" && e.at().is_some()),
            "{pins}: {errors:#?}"
        );
    }
}

#[test]
fn a_pin_that_nobody_asks_for_is_noted() {
    let design = designed(&pinned("link: vpn, line-encryption: none"));
    let unused = design.findings.iter().find(|f| f.code == "LB0205").unwrap();
    assert_eq!(unused.place, "decisions/line-encryption");
}

#[test]
fn every_candidate_can_be_pinned_without_a_panic() {
    for rule in rules() {
        for candidate in rule.candidates {
            let text = pinned(&format!("{}: {}", rule.key, candidate.candidate.key));
            let estate = crate::estates::read(&text);
            match landbridge_design::design(&estate) {
                Ok(design) => assert_eq!(chosen(&design, rule.key), candidate.candidate.key),
                Err(errors) => assert!(errors.iter().all(|e| e.code == "LB0202"), "{errors:#?}"),
            }
        }
    }
}
