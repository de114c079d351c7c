//! A design as it comes out of the insurer's estate.

use landbridge_design::decision::{Because, Candidate, Decision, Rejected};
use landbridge_design::finding::{Finding, Severity};
use landbridge_design::reason::Reason;
use landbridge_design::{Assumption, Design, Undesigned};
use landbridge_estate::span::Span;
use landbridge_estate::units::BitsPerSecond;

use super::network::insurer;

fn at(line: u32) -> Span {
    Span { line, ..Span::default() }
}

fn link() -> Decision {
    let candidate = |key, title| Candidate { key, title };
    Decision {
        number: "1",
        key: "link",
        subject: None,
        question: "What joins the data centres and AWS?",
        chosen: candidate("direct-connect", "Direct Connect"),
        because: vec![Because { reason: Reason::LineIsSteady, at: Some(at(13)) }],
        rejected: vec![
            Rejected {
                candidate: candidate("internet", "public internet"),
                reason: Reason::InternetFails { unencrypted: true, uneven: true, exposed: true },
            },
            Rejected {
                candidate: candidate("vpn", "site-to-site VPN"),
                reason: Reason::TunnelFails {
                    uneven: true,
                    peak: Some(BitsPerSecond(2_000_000_000)),
                },
            },
        ],
        pinned: None,
    }
}

/// The insurer's design, with one decision and one finding of each severity but error.
pub(crate) fn design() -> Design {
    let finding = |code, severity, place: &str, message: &str, fix: &str, line| Finding {
        code,
        severity,
        place: place.into(),
        message: message.into(),
        fix: fix.into(),
        at: Some(at(line)),
    };
    Design {
        decisions: vec![link()],
        blueprint: insurer(),
        findings: vec![
            finding(
                "LB0201",
                Severity::Warning,
                "frankfurt-dc/router",
                "One router carries every line and tunnel: when it fails, both sides are parted.",
                "Add a second router, and end a line or tunnel at each.",
                38,
            ),
            finding(
                "LB0210",
                Severity::Note,
                "vpn-1",
                "A tunnel carries 1.25 Gbps, less than the line that it backs up.",
                "Accept the lower rate while the line is down, or add a second line.",
                17,
            ),
        ],
        assumptions: vec![Assumption {
            place: "frankfurt-dc/lan".into(),
            text: "Hosts are in 10.10.0.0/24, numbered from its first addresses.".into(),
            ask: "Do hosts have other addresses today?".into(),
        }],
        undesigned: vec![Undesigned {
            place: "services/quotes".into(),
            what: "task definition, launch type, load balancing and scaling".into(),
            at: Some(at(52)),
        }],
    }
}
