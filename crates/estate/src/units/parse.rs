//! From text to quantities. All arithmetic is checked: no text makes a number wrap or lose digits.

use std::str::FromStr;

use super::error::{Quantity, UnitError, Wrong};
use super::{BitsPerSecond, Bytes, Growth, GrowthPeriod, Millis, Percent, Period};

/// A unit's text and how many of the smallest unit it is.
pub(super) type Unit = (&'static str, u64);

/// Units of data, the smallest first.
pub(super) const SIZES: &[Unit] = &[
    ("B", 1),
    ("kB", 1_000),
    ("KiB", 1 << 10),
    ("MB", 1_000_000),
    ("MiB", 1 << 20),
    ("GB", 1_000_000_000),
    ("GiB", 1 << 30),
    ("TB", 1_000_000_000_000),
    ("TiB", 1 << 40),
    ("PB", 1_000_000_000_000_000),
    ("PiB", 1 << 50),
];

/// Units of data rate, the smallest first.
pub(super) const RATES: &[Unit] = &[
    ("bps", 1),
    ("kbps", 1_000),
    ("Mbps", 1_000_000),
    ("Gbps", 1_000_000_000),
    ("Tbps", 1_000_000_000_000),
];

/// Units of time, the smallest first; of two with the same length the last is written for more than one.
pub(super) const TIMES: &[Unit] = &[
    ("ms", 1),
    ("s", 1_000),
    ("min", 60_000),
    ("h", 3_600_000),
    ("day", 86_400_000),
    ("days", 86_400_000),
];

const PERIODS: &[&str] = &["day", "days", "month", "months", "year", "years"];
const GROWTH_PERIODS: &[&str] = &["day", "month", "year"];

/// What people write instead of a unit that exists, where the nearest spelling would mislead.
const USUAL_SLIPS: &[(&str, &str)] = &[
    ("m", "min"),
    ("sec", "s"),
    ("secs", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("minute", "min"),
    ("minutes", "min"),
    ("hour", "h"),
    ("hours", "h"),
    ("d", "days"),
    ("K", "KiB"),
    ("KB", "kB"),
    ("M", "MiB"),
    ("G", "GiB"),
    ("T", "TiB"),
    ("Gb", "GiB"),
    ("Mb", "MiB"),
    ("Gbit/s", "Gbps"),
    ("Mbit/s", "Mbps"),
    ("mo", "months"),
    ("y", "years"),
];

impl FromStr for Bytes {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        scaled(text, SIZES).map(Self).map_err(|wrong| Quantity::Size.error(wrong))
    }
}

impl FromStr for BitsPerSecond {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        scaled(text, RATES).map(Self).map_err(|wrong| Quantity::Rate.error(wrong))
    }
}

impl FromStr for Millis {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        scaled(text, TIMES).map(Self).map_err(|wrong| Quantity::Time.error(wrong))
    }
}

impl FromStr for Percent {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        percent(text).map_err(|wrong| Quantity::Percent.error(wrong))
    }
}

impl FromStr for Period {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        period(text).map_err(|wrong| Quantity::Period.error(wrong))
    }
}

impl FromStr for Growth {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        growth(text).map_err(|wrong| Quantity::Growth.error(wrong))
    }
}

impl Quantity {
    fn error(self, wrong: Wrong) -> UnitError {
        UnitError { quantity: self, wrong }
    }
}

fn percent(text: &str) -> Result<Percent, Wrong> {
    let parts = Parts::of(text)?;
    match parts.unit {
        "%" => {}
        "" => return Err(Wrong::NoUnit(text.into())),
        other => return Err(Wrong::UnknownUnit(other.into(), Some("%"))),
    }
    match parts.times(1_000)? {
        thousandths @ 0..=100_000 => {
            u32::try_from(thousandths).map(Percent).map_err(|_| Wrong::TooLarge(text.into()))
        }
        _ => Err(Wrong::TooLarge(text.into())),
    }
}

fn period(text: &str) -> Result<Period, Wrong> {
    let parts = Parts::of(text)?;
    let make = match parts.unit {
        "" => return Err(Wrong::NoUnit(text.into())),
        "day" | "days" => Period::Days,
        "month" | "months" => Period::Months,
        "year" | "years" => Period::Years,
        other => return Err(unknown(other, PERIODS.iter().copied())),
    };
    u32::try_from(parts.times(1)?).map(make).map_err(|_| Wrong::TooLarge(text.into()))
}

fn growth(text: &str) -> Result<Growth, Wrong> {
    let Some((amount, per)) = text.split_once('/') else {
        scaled(text, SIZES)?;
        return Err(Wrong::NoUnit(text.into()));
    };
    let amount = Bytes(scaled(amount.trim(), SIZES)?);
    let per = match per.trim() {
        "day" => GrowthPeriod::Day,
        "month" => GrowthPeriod::Month,
        "year" => GrowthPeriod::Year,
        other => return Err(unknown(other, GROWTH_PERIODS.iter().copied())),
    };
    Ok(Growth { amount, per })
}

/// Reads a number with one of `units`.
fn scaled(text: &str, units: &[Unit]) -> Result<u64, Wrong> {
    let parts = Parts::of(text)?;
    if parts.unit.is_empty() {
        return Err(Wrong::NoUnit(text.into()));
    }
    match units.iter().find(|(name, _)| *name == parts.unit) {
        Some((_, factor)) => parts.times(*factor),
        None => Err(unknown(parts.unit, units.iter().map(|(name, _)| *name))),
    }
}

/// A number and its unit, apart. The number is `digits` divided by ten to the power of `decimals`.
struct Parts<'a> {
    text: &'a str,
    digits: u128,
    decimals: u32,
    unit: &'a str,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Result<Self, Wrong> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Wrong::Empty);
        }
        if let Some(rest) = text.strip_prefix('-')
            && rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '.')
        {
            return Err(Wrong::Negative(text.into()));
        }
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        if unit.starts_with(',') && !number.is_empty() {
            return Err(Wrong::Comma(text.into()));
        }
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let malformed = whole.is_empty()
            || fraction.contains('.')
            || (number.contains('.') && fraction.is_empty());
        if malformed {
            return Err(Wrong::NoNumber(text.into()));
        }
        let fraction = fraction.trim_end_matches('0');
        let digits = whole
            .bytes()
            .chain(fraction.bytes())
            .try_fold(0_u128, |n, d| n.checked_mul(10)?.checked_add(u128::from(d - b'0')))
            .ok_or_else(|| Wrong::TooLarge(text.into()))?;
        let decimals = u32::try_from(fraction.len()).map_err(|_| Wrong::TooFine(text.into()))?;
        Ok(Self { text, digits, decimals, unit: unit.trim() })
    }

    /// The number times `factor`, which must be whole.
    fn times(&self, factor: u64) -> Result<u64, Wrong> {
        let too_large = || Wrong::TooLarge(self.text.into());
        let too_fine = || Wrong::TooFine(self.text.into());
        let product = self.digits.checked_mul(u128::from(factor)).ok_or_else(too_large)?;
        let divisor = 10_u128.checked_pow(self.decimals).ok_or_else(too_fine)?;
        if product % divisor != 0 {
            return Err(too_fine());
        }
        u64::try_from(product / divisor).map_err(|_| too_large())
    }
}

fn unknown(unit: &str, known: impl Iterator<Item = &'static str>) -> Wrong {
    let known: Vec<&'static str> = known.collect();
    let slip = USUAL_SLIPS
        .iter()
        .find(|(slip, meant)| *slip == unit && known.contains(meant))
        .map(|(_, meant)| *meant);
    let other_case = || known.iter().find(|name| name.eq_ignore_ascii_case(unit)).copied();
    let near = || known.iter().find(|name| strsim::osa_distance(name, unit) == 1).copied();
    Wrong::UnknownUnit(unit.into(), slip.or_else(other_case).or_else(near))
}
