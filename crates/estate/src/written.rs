//! The pieces that the file's shape is made of: values, blocks, lists and sections, each with its place.
//!
//! Reading a piece never fails because a value is wrong, only because the YAML has another shape. So the second pass
//! ([`crate::validate`]) sees the whole file and can tell all that is wrong with it at once.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_saphyr::Spanned;

use crate::names::Name;
use crate::scalar::{Problem, Scalar};
use crate::span::Span;

/// A single value.
#[derive(Clone, Debug)]
pub(crate) struct Written<T> {
    /// What is written.
    pub(crate) state: State<T>,
    /// Where; the default span when it is absent.
    pub(crate) at: Span,
}

/// What the file says of one value.
#[derive(Clone, Debug)]
pub(crate) enum State<T> {
    /// Its key is not there.
    Absent,
    /// Its key is there without a value.
    Blank,
    /// A value.
    Good(T),
    /// A text that is not a value.
    Bad(Problem),
}

impl<T> Default for Written<T> {
    fn default() -> Self {
        Self { state: State::Absent, at: Span::default() }
    }
}

impl<T> Written<T> {
    /// The value, if there is a good one.
    pub(crate) fn good(&self) -> Option<&T> {
        match &self.state {
            State::Good(value) => Some(value),
            _ => None,
        }
    }

    /// Whether its key is there.
    pub(crate) fn is_there(&self) -> bool {
        !matches!(self.state, State::Absent)
    }
}

impl<'de, T: Scalar> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Spanned::<Option<Cow<'de, str>>>::deserialize(deserializer)?;
        let state = match text.value.as_deref().map(T::parse) {
            None => State::Blank,
            Some(Ok(value)) => State::Good(value),
            Some(Err(problem)) => State::Bad(problem),
        };
        Ok(Self { state, at: text.referenced.into() })
    }
}

impl<T: Scalar> JsonSchema for Written<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Value".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        T::schema()
    }
}

/// A mapping with fixed keys that may be left out.
#[derive(Clone, Debug)]
pub(crate) struct Block<T> {
    /// What is written; `Bad` does not occur.
    pub(crate) state: State<T>,
    /// Where it begins; the default span when it is absent.
    pub(crate) at: Span,
}

impl<T> Default for Block<T> {
    fn default() -> Self {
        Self { state: State::Absent, at: Span::default() }
    }
}

impl<T> Block<T> {
    /// Whether its key is there.
    pub(crate) fn is_there(&self) -> bool {
        !matches!(self.state, State::Absent)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Block<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let block = Spanned::<Option<T>>::deserialize(deserializer)?;
        let state = block.value.map_or(State::Blank, State::Good);
        Ok(Self { state, at: block.referenced.into() })
    }
}

impl<T: JsonSchema> JsonSchema for Block<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

/// A list of values.
#[derive(Clone, Debug)]
pub(crate) struct List<T> {
    /// The entries, in the file's order.
    pub(crate) entries: Vec<Written<T>>,
    /// Where it begins; the default span when it is absent.
    pub(crate) at: Span,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), at: Span::default() }
    }
}

impl<T> List<T> {
    /// Whether its key is there.
    pub(crate) fn is_there(&self) -> bool {
        self.at.line > 0
    }
}

impl<'de, T: Scalar> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let list = Spanned::<Option<Vec<Written<T>>>>::deserialize(deserializer)?;
        Ok(Self { entries: list.value.unwrap_or_default(), at: list.referenced.into() })
    }
}

impl<T: Scalar> JsonSchema for List<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "List".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": T::schema(), "uniqueItems": true })
    }
}

/// A mapping from names to things of one kind. Keeps the file's order, and a name that is written twice.
#[derive(Clone, Debug)]
pub(crate) struct Section<V, K = Name> {
    /// Names and things, in the file's order.
    pub(crate) entries: Vec<(Written<K>, V)>,
    /// Where it begins; the default span when it is absent.
    pub(crate) at: Span,
}

impl<V, K> Default for Section<V, K> {
    fn default() -> Self {
        Self { entries: Vec::new(), at: Span::default() }
    }
}

struct EntriesVisitor<V, K>(PhantomData<fn() -> (V, K)>);

impl<'de, V: Deserialize<'de>, K: Scalar> Visitor<'de> for EntriesVisitor<V, K> {
    type Value = Vec<(Written<K>, V)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(entries)
    }
}

/// What a section holds, read as a mapping.
struct Entries<V, K>(Vec<(Written<K>, V)>);

impl<'de, V: Deserialize<'de>, K: Scalar> Deserialize<'de> for Entries<V, K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData)).map(Self)
    }
}

impl<'de, V: Deserialize<'de>, K: Scalar> Deserialize<'de> for Section<V, K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let section = Spanned::<Option<Entries<V, K>>>::deserialize(deserializer)?;
        let entries = section.value.map(|entries| entries.0).unwrap_or_default();
        Ok(Self { entries, at: section.referenced.into() })
    }
}

impl<V: JsonSchema, K: Scalar> JsonSchema for Section<V, K> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("SectionOf{}", V::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "propertyNames": K::schema(),
            "additionalProperties": generator.subschema_for::<V>(),
        })
    }
}
