//! Names and ids as AWS gives them.

use std::fmt;

use schemars::{Schema, json_schema};

use super::{Problem, Scalar};
use crate::codes::{AWS_ID, REGION, TAGS};
use crate::names::AwsRegion;

/// The id of a VPC.
#[derive(Clone, Debug)]
pub(crate) struct VpcId(pub(crate) String);

/// The number of an account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct AccountId(pub(crate) String);

/// The key of a tag.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TagKey(pub(crate) String);

/// The value of a tag.
#[derive(Clone, Debug)]
pub(crate) struct TagValue(pub(crate) String);

impl Scalar for AwsRegion {
    fn parse(text: &str) -> Result<Self, Problem> {
        AwsRegion::new(text).map_err(|_| {
            let help = match zone_of(text) {
                Some(region) => format!("this is a zone; its region is {region}"),
                None => "write a region as AWS names it, such as eu-central-1".into(),
            };
            Problem::new(REGION, format!("`{text}` is not an AWS region"), "not a region", help)
        })
    }

    fn schema() -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[a-z]+(-[a-z]+)+-[0-9]$",
            "examples": ["eu-central-1"],
        })
    }
}

/// The region of an availability zone's name: `eu-central-1a` lies in `eu-central-1`.
fn zone_of(text: &str) -> Option<AwsRegion> {
    let region = text.strip_suffix(|c: char| c.is_ascii_lowercase())?;
    AwsRegion::new(region).ok()
}

impl Scalar for VpcId {
    fn parse(text: &str) -> Result<Self, Problem> {
        let hex = |id: &str| {
            matches!(id.len(), 8 | 17)
                && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        };
        if text.strip_prefix("vpc-").is_some_and(hex) {
            return Ok(Self(text.into()));
        }
        let help = "write the id that AWS shows, such as vpc-0a1b2c3d4e5f60718";
        Err(Problem::new(AWS_ID, format!("`{text}` is not the id of a VPC"), "not an id", help))
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": "^vpc-([0-9a-f]{8}|[0-9a-f]{17})$" })
    }
}

impl Scalar for AccountId {
    fn parse(text: &str) -> Result<Self, Problem> {
        if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Self(text.into()));
        }
        let help = "write the account's 12 digits, without hyphens, leading zeros included";
        let message = format!("`{text}` is not the number of an AWS account");
        Err(Problem::new(AWS_ID, message, "not an account", help))
    }

    fn schema() -> Schema {
        // Without quotes, an editor takes the digits for a number.
        json_schema!({ "type": ["string", "integer"], "pattern": "^[0-9]{12}$" })
    }
}

impl fmt::Display for TagKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Scalar for TagKey {
    fn parse(text: &str) -> Result<Self, Problem> {
        let lower = text.to_ascii_lowercase();
        if lower.starts_with("aws:") {
            let message = format!("`{text}` is kept by AWS for its own tags");
            return Err(Problem::new(TAGS, message, "begins with aws:", "choose another key"));
        }
        tag_text(text, 1, 128).map(Self)
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": 128 })
    }
}

impl Scalar for TagValue {
    fn parse(text: &str) -> Result<Self, Problem> {
        tag_text(text, 0, 256).map(Self)
    }

    fn schema() -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"], "maxLength": 256 })
    }
}

/// Letters, digits, spaces and `_ . : / = + - @`, as AWS documents for tags.
fn tag_text(text: &str, least: usize, most: usize) -> Result<String, Problem> {
    let allowed = |c: char| c.is_alphanumeric() || " _.:/=+-@".contains(c);
    let length = text.chars().count();
    if (least..=most).contains(&length) && text.chars().all(allowed) {
        return Ok(text.into());
    }
    let help =
        format!("use letters, digits, spaces and _ . : / = + - @, {least} to {most} of them");
    Err(Problem::new(TAGS, format!("AWS does not take `{text}` in a tag"), "not for a tag", help))
}
