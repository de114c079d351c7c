//! Names, images and paths.

use schemars::{Schema, json_schema};

use super::{Problem, Scalar};
use crate::codes::{IMAGE, NAME, PATH};
use crate::names::{Name, NameError};

/// The pattern of [`Name`].
pub(crate) const NAME_PATTERN: &str = "^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$";

impl Scalar for Name {
    fn parse(text: &str) -> Result<Self, Problem> {
        Name::new(text).map_err(|error| {
            let help = match name_like(text) {
                Some(name) => format!("write {name}"),
                None => "begin with a letter and use a-z, 0-9 and `-`, at most 63 in all".into(),
            };
            let label = match error {
                NameError::Length(0) => "no name",
                NameError::Length(_) => "too long",
                _ => "not a name",
            };
            Problem::new(NAME, format!("`{text}` is not a name: {error}"), label, help)
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": NAME_PATTERN })
    }
}

/// The nearest name to a text that is none: `Quotes_Service` becomes `quotes-service`.
fn name_like(text: &str) -> Option<Name> {
    let letters = text.trim().to_ascii_lowercase().replace(['_', ' ', '.', '/'], "-");
    Name::new(letters.trim_matches('-')).ok()
}

/// A container image with its tag or digest.
#[derive(Clone, Debug)]
pub(crate) struct Image(pub(crate) String);

impl Scalar for Image {
    fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = |what: &str| {
            let help = "write an image with its tag, such as quotes:1.4";
            Err(Problem::new(IMAGE, format!("`{text}` {what}"), what, help))
        };
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"._-/:@".contains(&b);
        if text.is_empty() || text.len() > 512 || !text.bytes().all(allowed) {
            return wrong("is not an image");
        }
        // A colon before the last slash belongs to the registry's port.
        let last = text.rsplit('/').next().unwrap_or(text);
        let Some((repository, version)) = last.split_once(['@', ':']) else {
            return wrong("has no tag");
        };
        if version.is_empty() {
            return wrong("has an empty tag");
        }
        let capital = |b: u8| b.is_ascii_uppercase();
        if repository.is_empty() || text.starts_with('/') || repository.bytes().any(capital) {
            return wrong("is not an image");
        }
        Ok(Self(text.into()))
    }

    fn schema() -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[A-Za-z0-9._/:-]*[a-z0-9._-]+[:@][A-Za-z0-9._:@-]+$",
            "examples": ["quotes:1.4"],
        })
    }
}

/// The path of an HTTP request.
#[derive(Clone, Debug)]
pub(crate) struct HttpPath(pub(crate) String);

impl Scalar for HttpPath {
    fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = |what: &str, help: String| {
            Err(Problem::new(PATH, format!("`{text}` {what}"), what, help))
        };
        if text.contains("://") {
            return wrong("is a URL, not a path", "write only the path, such as /healthz".into());
        }
        if !text.starts_with('/') {
            return wrong("does not begin with `/`", format!("write /{text}"));
        }
        if text.len() > 1_024 || !text.bytes().all(|b| b.is_ascii_graphic()) {
            let help = "use printable ASCII without spaces, at most 1024 characters";
            return wrong("is not an HTTP path", help.into());
        }
        Ok(Self(text.into()))
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": "^/", "examples": ["/healthz"] })
    }
}

/// A decision's or a candidate's key. The design knows which exist.
impl Scalar for String {
    fn parse(text: &str) -> Result<Self, Problem> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
        if !text.is_empty() && text.len() <= 100 && text.chars().all(allowed) {
            return Ok(text.into());
        }
        let help = "write a decision and one of its candidates as `landbridge design` names them";
        Err(Problem::new(NAME, format!("`{text}` is not a key"), "not a key", help))
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": "^[a-z0-9._-]{1,100}$" })
    }
}
