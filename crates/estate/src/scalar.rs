//! Single values as the file writes them: each type says how its text is read and how the JSON schema describes it.

mod aws;
mod net;
mod number;
mod text;
mod time;
mod units;
mod words;

use schemars::Schema;

use crate::diagnostic::Diagnostic;
use crate::span::Span;

pub(crate) use aws::{AccountId, TagKey, TagValue, VpcId};
pub(crate) use net::{Asn, PublicAddress};
pub(crate) use number::{Count, MajorVersion, MilliCpu, Port, ZoneCount};
pub(crate) use text::{HttpPath, Image};
pub(crate) use words::DowntimeText;

/// A value that is written as one YAML scalar.
pub(crate) trait Scalar: Sized {
    /// Reads the text. It is never trimmed or changed before.
    fn parse(text: &str) -> Result<Self, Problem>;

    /// What an editor needs to know of the text.
    fn schema() -> Schema;
}

/// Why a scalar's text is not the value that was expected.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    code: &'static str,
    message: String,
    label: String,
    help: String,
}

impl Problem {
    /// `message`: a sentence that quotes the text; `label`: a few words to stand beside the caret; `help`: what to write.
    pub(crate) fn new(
        code: &'static str,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { code, message: message.into(), label: label.into(), help: help.into() }
    }

    /// The diagnostic of this problem with the value of `key`.
    pub(crate) fn at(self, key: &str, at: Span) -> Diagnostic {
        Diagnostic::error(self.code, format!("`{key}`: {}", self.message))
            .label(at, self.label)
            .help(self.help)
    }
}

#[cfg(test)]
mod tests {
    use ipnet::Ipv4Net;
    use jiff::civil::Date;

    use super::*;
    use crate::model::{DnsDomain, WeeklyTime};
    use crate::names::AwsRegion;
    use crate::units::{BitsPerSecond, Bytes, Growth, Millis, Percent, Period};

    /// Whether the examples that an editor offers are read.
    fn examples_are_read<T: Scalar>() {
        let schema = T::schema().to_value();
        let examples = schema["examples"].as_array().expect("examples");
        for example in examples.iter().filter_map(|example| example.as_str()) {
            assert!(T::parse(example).is_ok(), "{example} is offered, but refused");
        }
    }

    #[test]
    fn what_an_editor_offers_is_read() {
        examples_are_read::<Bytes>();
        examples_are_read::<BitsPerSecond>();
        examples_are_read::<Millis>();
        examples_are_read::<Percent>();
        examples_are_read::<Period>();
        examples_are_read::<Growth>();
        examples_are_read::<Ipv4Net>();
        examples_are_read::<DnsDomain>();
        examples_are_read::<AwsRegion>();
        examples_are_read::<Date>();
        examples_are_read::<WeeklyTime>();
        examples_are_read::<Image>();
        examples_are_read::<HttpPath>();
    }
}
