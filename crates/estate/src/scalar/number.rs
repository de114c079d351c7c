//! Whole numbers, each with the range that it can have.

use schemars::{Schema, json_schema};

use super::{Problem, Scalar};
use crate::codes::NUMBER;

/// A number of things: 1 to 1 000 000. More is a slip, and would only make later steps count for long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count(pub(crate) u32);

/// A TCP port.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Port(pub(crate) u16);

/// Availability zones used in a region. AWS has regions with up to six.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ZoneCount(pub(crate) u8);

/// A PostgreSQL major version.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MajorVersion(pub(crate) u32);

/// Processors, in thousandths.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MilliCpu(pub(crate) u32);

/// Reads a whole number from `low` to `high`.
pub(super) fn whole(text: &str, low: u64, high: u64) -> Result<u64, Problem> {
    let help = format!("write a whole number from {low} to {high}, without a unit");
    let wrong = |message: String, label: &str| Problem::new(NUMBER, message, label, help.as_str());
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong(format!("`{text}` is not a whole number"), "not a whole number"));
    }
    if text.starts_with('-') && digits.bytes().any(|b| b != b'0') {
        return Err(wrong(format!("`{text}` is negative, which it cannot be"), "negative"));
    }
    // Digits alone fail to parse only when there are too many of them.
    match digits.parse().unwrap_or(u64::MAX) {
        0 if low > 0 => Err(wrong("0 is not enough, there must be at least 1".into(), "zero")),
        n if n < low => Err(wrong(format!("{n} is less than {low}"), "too small")),
        n if n > high => Err(wrong(format!("{text} is more than {high}"), "too large")),
        n => Ok(n),
    }
}

/// A schema for whole numbers.
pub(super) fn whole_schema(low: u64, high: u64) -> Schema {
    json_schema!({ "type": "integer", "minimum": low, "maximum": high })
}

macro_rules! whole_number {
    ($($name:ident($inner:ty): $low:literal..=$high:literal;)*) => {$(
        impl Scalar for $name {
            fn parse(text: &str) -> Result<Self, Problem> {
                let n = whole(text, $low, $high)?;
                Ok(Self(<$inner>::try_from(n).unwrap_or(<$inner>::MAX)))
            }
            fn schema() -> Schema {
                whole_schema($low, $high)
            }
        }
    )*};
}

whole_number! {
    Count(u32): 1..=1_000_000;
    Port(u16): 1..=65_535;
    ZoneCount(u8): 1..=6;
    MajorVersion(u32): 9..=30;
}

/// The most processors that one container may ask for, as Amazon ECS documents it for EC2 (192 vCPU).
const MOST_CPU_MILLI: u32 = 192_000;

impl Scalar for MilliCpu {
    fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = |message: String, label: &str| {
            let help = "write a number of processors from 0.001 to 192, such as 0.25";
            Problem::new(NUMBER, message, label, help)
        };
        if text.starts_with('-') {
            return Err(wrong(format!("`{text}` is negative, which it cannot be"), "negative"));
        }
        let Some(milli) = thousandths(text) else {
            return Err(wrong(format!("`{text}` is not a number of processors"), "not a number"));
        };
        match milli {
            0 => Err(wrong(format!("`{text}` processors cannot run anything"), "zero")),
            n if n > MOST_CPU_MILLI => Err(wrong(format!("`{text}` is too large"), "too large")),
            n => Ok(Self(n)),
        }
    }

    fn schema() -> Schema {
        json_schema!({ "type": "number", "exclusiveMinimum": 0, "maximum": MOST_CPU_MILLI / 1_000 })
    }
}

/// A decimal number with up to three places, in thousandths.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > 3 {
        return None;
    }
    let whole: u32 = whole.parse().unwrap_or(u32::MAX);
    let fraction: u32 = format!("{fraction:0<3}").parse().ok()?;
    Some(whole.saturating_mul(1_000).saturating_add(fraction))
}
