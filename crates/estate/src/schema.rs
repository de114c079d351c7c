//! The JSON schema of the file, for editors.

use serde_json::Value;

use crate::file::EstateFile;

/// The JSON schema of an estate file (draft 2020-12), made from the shape that the parser reads.
pub fn json_schema() -> Value {
    schemars::schema_for!(EstateFile).to_value()
}
