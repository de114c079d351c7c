//! Quantities as an estate writes them: `32 GiB`, `2 Gbps`, `7 days`, `99.9%`, `10 GiB/month`.
//!
//! Each unit is a type that is written and read as text with its unit, so nothing downstream guesses one. `parse` reads them,
//! `text` writes them; what is written reads back as the same value.

mod error;
mod parse;
mod text;

use serde::{Deserialize, Serialize};

pub use error::{Quantity, UnitError, Wrong};

/// An amount of data, in bytes. Written with a binary or decimal unit: `400 GiB`, `12 TiB`, `1 TB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bytes(pub u64);

/// A data rate, in bits per second. Written `2 Gbps`, `500 Mbps`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BitsPerSecond(pub u64);

/// A length of time, in milliseconds. Written `5 s`, `15 min`, `4 h`, `7 days`, `250 ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Millis(pub u64);

/// A share of a whole, in thousandths of a percent: `99.95%` is 99 950. At most 100 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Percent(pub u32);

/// A length of calendar time for keeping things. Written `35 days`, `12 months`, `7 years`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// A number of days.
    Days(u32),
    /// A number of calendar months.
    Months(u32),
    /// A number of calendar years.
    Years(u32),
}

/// Growth of data: bytes for each period. Written `10 GiB/month`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Growth {
    /// Bytes added in each period.
    pub amount: Bytes,
    /// The period: a day, a month or a year.
    pub per: GrowthPeriod,
}

/// The period of a [`Growth`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrowthPeriod {
    /// `/day`
    Day,
    /// `/month`
    Month,
    /// `/year`
    Year,
}

impl Period {
    /// Its length in days, with months of 30 and years of 365 days: good enough to compare two periods, not to compute a date.
    pub fn about_days(self) -> u64 {
        match self {
            Self::Days(days) => u64::from(days),
            Self::Months(months) => u64::from(months) * 30,
            Self::Years(years) => u64::from(years) * 365,
        }
    }
}

#[cfg(test)]
mod tests;
