//! Names as an estate writes them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A name: 1 to 63 characters of `a-z`, `0-9` and `-`, beginning with a letter, not ending with `-` (so that it is a DNS label).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Name(String);

/// AWS's name of a region, such as `eu-central-1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct AwsRegion(String);

/// Why a text is not a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The text is empty or longer than 63 characters.
    #[error("a name has 1 to 63 characters, this one has {0}")]
    Length(usize),
    /// A character that a name cannot have, or has not there.
    #[error(
        "a name is made of a-z, 0-9 and '-', begins with a letter and does not end with '-'; {0:?} is not allowed there"
    )]
    Character(char),
    /// Not the form of a region's name.
    #[error("an AWS region is written like eu-central-1")]
    Region,
}

impl Name {
    /// Checks a text and makes it a name.
    pub fn new(text: impl Into<String>) -> Result<Self, NameError> {
        let text = text.into();
        let count = text.chars().count();
        if count == 0 || count > 63 {
            return Err(NameError::Length(count));
        }
        for (i, c) in text.chars().enumerate() {
            let edge = i == 0 || i + 1 == count;
            let ok = match c {
                'a'..='z' => true,
                '0'..='9' => i > 0,
                '-' => !edge,
                _ => false,
            };
            if !ok {
                return Err(NameError::Character(c));
            }
        }
        Ok(Self(text))
    }

    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AwsRegion {
    /// Checks the form of a region's name: an area, a direction and a number. It does not know which regions exist today.
    pub fn new(text: impl Into<String>) -> Result<Self, NameError> {
        let text = text.into();
        let parts: Vec<&str> = text.split('-').collect();
        let words = parts.len() >= 3
            && parts[..parts.len() - 1]
                .iter()
                .all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase()));
        let number =
            parts.last().is_some_and(|p| p.len() == 1 && p.bytes().all(|b| b.is_ascii_digit()));
        if words && number { Ok(Self(text)) } else { Err(NameError::Region) }
    }

    /// The region's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Display for AwsRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}
impl<'de> Deserialize<'de> for AwsRegion {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}
impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}
impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}
impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
