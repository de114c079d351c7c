//! Why a text is not a quantity.

use std::fmt;

/// Why a text is not the quantity that was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{wrong}; write {}", quantity.how_to_write())]
pub struct UnitError {
    /// What was expected.
    pub quantity: Quantity,
    /// What is wrong with the text.
    pub wrong: Wrong,
}

/// A kind of quantity, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// [`super::Bytes`]
    Size,
    /// [`super::BitsPerSecond`]
    Rate,
    /// [`super::Millis`]
    Time,
    /// [`super::Percent`]
    Percent,
    /// [`super::Period`]
    Period,
    /// [`super::Growth`]
    Growth,
}

/// What is wrong with a quantity's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// There is no text.
    Empty,
    /// The number has no unit.
    NoUnit(String),
    /// The number is below zero.
    Negative(String),
    /// The text does not begin with a number.
    NoNumber(String),
    /// The unit is not known; the nearest that is.
    UnknownUnit(String, Option<&'static str>),
    /// The number has a decimal comma.
    Comma(String),
    /// More than the type can hold, or than the quantity can be.
    TooLarge(String),
    /// The value is not a whole number of the smallest unit.
    TooFine(String),
}

impl Quantity {
    /// How it is written, with an example: completes "write …".
    pub fn how_to_write(self) -> &'static str {
        match self {
            Self::Size => "a size with its unit, such as 32 GiB",
            Self::Rate => "a data rate with its unit, such as 2 Gbps",
            Self::Time => "a time with its unit, such as 15 min",
            Self::Percent => "a percentage from 0% to 100%, such as 99.9%",
            Self::Period => "a period with its unit, such as 35 days",
            Self::Growth => "a size and a period, such as 10 GiB/month",
        }
    }

    /// What it is called: completes "this is not …".
    pub fn noun(self) -> &'static str {
        match self {
            Self::Size => "a size",
            Self::Rate => "a data rate",
            Self::Time => "a length of time",
            Self::Percent => "a percentage",
            Self::Period => "a period",
            Self::Growth => "a growth",
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is no value"),
            Self::NoUnit(text) => write!(f, "`{text}` has no unit"),
            Self::Negative(text) => write!(f, "`{text}` is negative, which it cannot be"),
            Self::NoNumber(text) => write!(f, "`{text}` does not begin with a number"),
            Self::UnknownUnit(unit, Some(near)) => {
                write!(f, "`{unit}` is not a unit here, did you mean `{near}`?")
            }
            Self::UnknownUnit(unit, None) => write!(f, "`{unit}` is not a unit here"),
            Self::Comma(text) => write!(f, "`{text}` has a comma; the decimal sign is a point"),
            Self::TooLarge(text) => write!(f, "`{text}` is too large"),
            Self::TooFine(text) => write!(f, "`{text}` has more decimal places than can be kept"),
        }
    }
}
