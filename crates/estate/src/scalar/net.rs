//! Networks, addresses, autonomous system numbers and domain names.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use schemars::{Schema, json_schema};

use super::number::{whole, whole_schema};
use super::{Problem, Scalar};
use crate::codes::{ASN, DOMAIN, NETWORK, PUBLIC_ADDRESS};
use crate::model::DnsDomain;
use crate::networks::{Use, use_of};

/// The number of an autonomous system that a customer's router can have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asn(pub(crate) u32);

/// An address that can be reached over the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PublicAddress(pub(crate) Ipv4Addr);

const CIDR_HELP: &str = "write a network as address/prefix, such as 10.10.0.0/16";

impl Scalar for Ipv4Net {
    fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = |message: String, label: &str| Problem::new(NETWORK, message, label, CIDR_HELP);
        let Some((address, prefix)) = text.split_once('/') else {
            return Err(wrong(format!("`{text}` has no prefix length"), "no prefix length"));
        };
        if address.contains(':') {
            return Err(wrong(format!("`{text}` is IPv6; networks are IPv4 here"), "IPv6"));
        }
        let Ok(address) = address.parse::<Ipv4Addr>() else {
            let message = format!("`{address}` is not an IPv4 address");
            return Err(wrong(message, "not an IPv4 network"));
        };
        let length = prefix.parse::<u8>().ok().filter(|n| *n <= 32 && prefix.len() <= 2);
        let net = length.and_then(|length| Ipv4Net::new(address, length).ok());
        let Some(net) = net else {
            let message = format!("`/{prefix}` is not a prefix length, which is 0 to 32");
            return Err(wrong(message, "no such prefix length"));
        };
        if net.trunc() == net {
            return Ok(net);
        }
        let message = format!("`{text}` is an address inside a network, not the network");
        let help = format!("write {}, if the whole network is meant", net.trunc());
        Err(Problem::new(NETWORK, message, "host bits are set", help))
    }

    fn schema() -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}$",
            "examples": ["10.10.0.0/16"],
        })
    }
}

impl Scalar for PublicAddress {
    fn parse(text: &str) -> Result<Self, Problem> {
        let help = "write the address that the router has on the internet, such as 192.0.2.2";
        let wrong =
            |message: String, label: &str| Problem::new(PUBLIC_ADDRESS, message, label, help);
        let Ok(address) = text.parse::<Ipv4Addr>() else {
            let what = if text.contains('/') {
                "a network, not an address"
            } else if text.contains(':') {
                "not an IPv4 address"
            } else {
                "not an address"
            };
            return Err(wrong(format!("`{text}` is {what}"), what));
        };
        // Addresses kept for documentation pass, because examples are written with them.
        match use_of(address) {
            Use::Internet | Use::Documentation => Ok(Self(address)),
            other => Err(wrong(
                format!("`{text}` is {}, which the internet does not route", other.noun()),
                "not reachable over the internet",
            )),
        }
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "format": "ipv4" })
    }
}

/// Numbers that no customer's router can have: reserved by the IANA registry of autonomous system numbers, or taken by AWS
/// (EC2 API reference, `CreateCustomerGateway`; Site-to-Site VPN user guide, "Virtual private gateway").
const TAKEN: &[(u32, u32, &str)] = &[
    (0, 0, "reserved (RFC 7607)"),
    (7_224, 7_224, "taken by AWS"),
    (9_059, 9_059, "taken by AWS"),
    (10_124, 10_124, "taken by AWS"),
    (16_509, 16_509, "Amazon's own"),
    (17_493, 17_493, "taken by AWS"),
    (17_943, 17_943, "taken by AWS"),
    (23_456, 23_456, "reserved for the transition to 32 bits (RFC 6793)"),
    (64_512, 64_512, "what gateways of AWS take for themselves, and the two ends must differ"),
    (65_535, 65_535, "reserved (RFC 7300)"),
    (65_552, 131_071, "reserved by IANA"),
    (u32::MAX, u32::MAX, "reserved (RFC 7300)"),
];

impl Scalar for Asn {
    fn parse(text: &str) -> Result<Self, Problem> {
        let help = "write a private number, 64513 to 65534 (without a line also 4200000000 to 4294967294), or the \
                    company's own registered one";
        let renamed = |problem: Problem| Problem { code: ASN, help: help.into(), ..problem };
        let n = whole(text, 0, u64::from(u32::MAX)).map_err(renamed)?;
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        match TAKEN.iter().find(|(low, high, _)| (*low..=*high).contains(&n)) {
            Some((.., why)) => {
                Err(Problem::new(ASN, format!("{n} is {why}"), "cannot be used", help))
            }
            None => Ok(Self(n)),
        }
    }

    fn schema() -> Schema {
        whole_schema(1, u64::from(u32::MAX) - 1)
    }
}

impl Scalar for DnsDomain {
    fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = |message: String, label: &str, help: String| {
            Err(Problem::new(DOMAIN, message, label, help))
        };
        let example = || "write a domain such as corp.example.com".to_owned();
        if let Some(rest) = text.strip_suffix('.') {
            let help = format!("write {rest}");
            return wrong(format!("`{text}` ends with a dot"), "without the final dot", help);
        }
        if text.chars().any(|c| c.is_ascii_uppercase()) {
            let help = format!("write {}", text.to_ascii_lowercase());
            return wrong(format!("`{text}` has capital letters"), "in lower case", help);
        }
        let labels: Vec<&str> = text.split('.').collect();
        if text.len() > 253 || !labels.iter().all(|label| is_dns_label(label)) {
            let message = format!("`{text}` is not a domain name");
            return wrong(message, "not a domain name", example());
        }
        if labels.len() < 2 {
            return wrong(format!("`{text}` is a single label"), "no dot in it", example());
        }
        Ok(Self(text.into()))
    }

    fn schema() -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$",
            "examples": ["corp.insurer.example"],
        })
    }
}

/// Letters, digits and inner hyphens, 1 to 63 of them (RFC 1123).
fn is_dns_label(label: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=63).contains(&label.len())
        && label.bytes().all(inner)
        && !label.starts_with('-')
        && !label.ends_with('-')
}
