//! Decision 2b: how traffic on a line is encrypted. A line is private, which is not encrypted.

use landbridge_estate::model::ApplicationChanges;
use landbridge_estate::units::BitsPerSecond;

use super::hub::Hub;
use super::line::Line;
use super::link::TUNNEL;
use crate::blueprint::LineEncryption;
use crate::choice::{Against, Choice, Judgement, RuleText, because, candidate};
use crate::decision::Decision;
use crate::facts::Facts;
use crate::pins::Pins;
use crate::reason::Reason;

/// MACsec is offered on dedicated ports from this speed, at chosen locations (Direct Connect User Guide, MAC Security).
const MACSEC_FROM: BitsPerSecond = BitsPerSecond(10_000_000_000);

/// How traffic on a line is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encryption {
    /// Not at all.
    None,
    /// MACsec on the port.
    Macsec,
    /// A private IP VPN to a transit gateway inside the line.
    Ipsec,
    /// TLS in the applications.
    ApplicationTls,
}

impl Choice for Encryption {
    const RULE: &'static RuleText = &RuleText {
        number: "2b",
        key: "line-encryption",
        question: "How is traffic on a line encrypted?",
        decided_by: "encryption, the line's kind and speed, application_changes, peak and the hub",
        candidates: &[
            candidate("none", "none", "encryption in transit is not required"),
            candidate(
                "macsec",
                "MACsec",
                "encryption in transit is required and the line is a dedicated port of 10 Gbps or more",
            ),
            candidate(
                "ipsec",
                "IPsec over the line",
                "no MACsec, application_changes is none, the hub is a transit gateway and the peak is at most a tunnel's 1.25 Gbps",
            ),
            candidate(
                "application-tls",
                "TLS in the applications",
                "encryption in transit is required, and neither MACsec nor IPsec can be had or applications may be changed",
            ),
        ],
    };
    const ALL: &'static [Self] = &[Self::None, Self::Macsec, Self::Ipsec, Self::ApplicationTls];
}

impl From<Encryption> for LineEncryption {
    fn from(encryption: Encryption) -> Self {
        match encryption {
            Encryption::None => Self::None,
            Encryption::Macsec => Self::Macsec,
            Encryption::Ipsec => Self::Ipsec,
            Encryption::ApplicationTls => Self::ApplicationTls,
        }
    }
}

/// Decides how traffic on a line is encrypted.
pub(crate) fn decide(
    facts: &Facts,
    line: Line,
    speed: BitsPerSecond,
    hub: Hub,
    pins: &mut Pins,
) -> (Decision, Encryption) {
    let macsec = line == Line::Dedicated && speed >= MACSEC_FROM;
    let lifted = facts.application_changes.value == ApplicationChanges::None;
    let fits_tunnel = facts.peak.value <= TUNNEL;
    let winner = if !facts.encrypts_in_transit() {
        Encryption::None
    } else if macsec {
        Encryption::Macsec
    } else if hub == Hub::Transit && fits_tunnel && lifted {
        Encryption::Ipsec
    } else {
        Encryption::ApplicationTls
    };
    let impossible = |one| match one {
        Encryption::Macsec if !macsec => Some(Reason::MacsecNeedsPort { speed }),
        Encryption::Ipsec if hub != Hub::Transit => Some(Reason::IpsecNeedsTransitGateway),
        _ => None,
    };
    let reason = match winner {
        Encryption::None => because(Reason::EncryptionNotAsked, facts.encryption.at),
        Encryption::Macsec => because(Reason::MacsecEncryptsPort, facts.encryption.at),
        Encryption::Ipsec => because(Reason::IpsecInsideLine, facts.application_changes.at),
        Encryption::ApplicationTls if lifted => {
            because(Reason::ApplicationsMustEncrypt, facts.encryption.at)
        }
        Encryption::ApplicationTls => {
            because(Reason::ApplicationsMayEncrypt, facts.application_changes.at)
        }
    };
    Judgement {
        subject: None,
        winner,
        because: vec![reason],
        against: &|one| against(facts, winner, one),
        impossible: &impossible,
    }
    .settle(pins)
}

fn against(facts: &Facts, winner: Encryption, one: Encryption) -> Against {
    let peak = facts.peak.value;
    match one {
        Encryption::None => Against::breaks(Reason::LineIsNotEncrypted, facts.encryption.at),
        _ if winner == Encryption::None => Against::needless(Reason::EncryptionNotAsked),
        Encryption::Ipsec if peak > TUNNEL => {
            Against::breaks(Reason::IpsecTooSlow { peak }, facts.peak.at)
        }
        Encryption::Macsec | Encryption::Ipsec => Against::needless(Reason::IpsecNotNeeded),
        Encryption::ApplicationTls => {
            Against::weaker(Reason::ApplicationsNeedNotChange, facts.application_changes.at)
        }
    }
}
