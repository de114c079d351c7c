//! From quantities to text. The largest unit that divides a value exactly is taken, so that the text reads back as the same value.

use std::fmt;

use super::parse::{RATES, SIZES, TIMES, Unit};
use super::{BitsPerSecond, Bytes, Growth, GrowthPeriod, Millis, Percent, Period, UnitError};

fn write_scaled(f: &mut fmt::Formatter<'_>, value: u64, units: &[Unit]) -> fmt::Result {
    let fits = |(_, factor): &&Unit| value != 0 && value.is_multiple_of(*factor);
    let (name, factor) = units.iter().rev().find(fits).unwrap_or(&units[0]);
    let count = value / factor;
    let name = if count == 1 && *name == "days" { "day" } else { name };
    write!(f, "{count} {name}")
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_scaled(f, self.0, SIZES)
    }
}

impl fmt::Display for BitsPerSecond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_scaled(f, self.0, RATES)
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_scaled(f, self.0, TIMES)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, thousandths) = (self.0 / 1_000, self.0 % 1_000);
        if thousandths == 0 {
            return write!(f, "{whole}%");
        }
        let fraction = format!("{thousandths:03}");
        write!(f, "{whole}.{}%", fraction.trim_end_matches('0'))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match self {
            Self::Days(n) => (n, "day"),
            Self::Months(n) => (n, "month"),
            Self::Years(n) => (n, "year"),
        };
        write!(f, "{count} {unit}{}", if *count == 1 { "" } else { "s" })
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per = match self.per {
            GrowthPeriod::Day => "day",
            GrowthPeriod::Month => "month",
            GrowthPeriod::Year => "year",
        };
        write!(f, "{}/{per}", self.amount)
    }
}

/// Serde reads and writes each quantity as its text.
macro_rules! as_text {
    ($($quantity:ty),*) => {$(
        impl From<$quantity> for String {
            fn from(value: $quantity) -> Self {
                value.to_string()
            }
        }
        impl TryFrom<String> for $quantity {
            type Error = UnitError;
            fn try_from(text: String) -> Result<Self, UnitError> {
                text.parse()
            }
        }
    )*};
}
as_text!(Bytes, BitsPerSecond, Millis, Percent, Period, Growth);
