//! Quantities with units: see [`crate::units`].

use schemars::{Schema, json_schema};

use super::{Problem, Scalar};
use crate::codes::QUANTITY;
use crate::units::{BitsPerSecond, Bytes, Growth, Millis, Percent, Period, Quantity, UnitError};

impl From<UnitError> for Problem {
    fn from(error: UnitError) -> Self {
        let noun = error.quantity.noun();
        let help = format!("write {}", error.quantity.how_to_write());
        Self::new(QUANTITY, error.wrong.to_string(), format!("not {noun}"), help)
    }
}

macro_rules! quantity {
    ($($name:ty, $quantity:ident, $pattern:literal, $example:literal;)*) => {$(
        impl Scalar for $name {
            fn parse(text: &str) -> Result<Self, Problem> {
                Ok(text.parse::<$name>()?)
            }
            fn schema() -> Schema {
                json_schema!({
                    "type": "string",
                    "pattern": $pattern,
                    "examples": [$example],
                    "description": Quantity::$quantity.how_to_write(),
                })
            }
        }
    )*};
}

quantity! {
    Bytes, Size, "^\\s*\\d+(\\.\\d+)? *(B|kB|KiB|MB|MiB|GB|GiB|TB|TiB|PB|PiB)\\s*$", "32 GiB";
    BitsPerSecond, Rate, "^\\s*\\d+(\\.\\d+)? *(bps|kbps|Mbps|Gbps|Tbps)\\s*$", "2 Gbps";
    Millis, Time, "^\\s*\\d+(\\.\\d+)? *(ms|s|min|h|days?)\\s*$", "15 min";
    Percent, Percent, "^\\s*\\d+(\\.\\d+)? *%\\s*$", "99.9%";
    Period, Period, "^\\s*\\d+ *(day|month|year)s?\\s*$", "35 days";
    Growth, Growth, "^\\s*\\d+(\\.\\d+)? *(B|kB|KiB|MB|MiB|GB|GiB|TB|TiB|PB|PiB) */ *(day|month|year)\\s*$", "10 GiB/month";
}
