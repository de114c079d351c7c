//! Where in the estate file a value stands, carried with the value so that a reason can point at it.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

/// A place in the estate file.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Span {
    /// Line, counted from 1; 0 when the value is a default that the file does not state.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
    /// Offset of the first byte.
    pub offset: usize,
    /// Length in bytes.
    pub length: usize,
}

impl From<serde_saphyr::Location> for Span {
    fn from(at: serde_saphyr::Location) -> Self {
        let span = at.span();
        let narrow = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        Self {
            line: u32::try_from(at.line()).unwrap_or(u32::MAX),
            column: u32::try_from(at.column()).unwrap_or(u32::MAX),
            offset: narrow(span.byte_offset().unwrap_or(span.offset())),
            length: narrow(span.byte_len().unwrap_or(span.len())),
        }
    }
}

/// A value with its place in the file. Reads like the value itself.
///
/// Equality ignores the place: two estates that say the same are the same.
#[derive(Clone, Copy, Debug)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub at: Span,
}

impl<T> Located<T> {
    /// A value that the file does not state (a default).
    pub fn unstated(value: T) -> Self {
        Self { value, at: Span::default() }
    }

    /// The same place with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Located<U> {
        Located { value: change(self.value), at: self.at }
    }

    /// Whether the file states the value.
    pub fn is_stated(&self) -> bool {
        self.at.line > 0
    }
}

impl<T> Deref for Located<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}
impl<T: Eq> Eq for Located<T> {}
