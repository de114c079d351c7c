//! The codes of this crate and their pages.

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub(crate) const $name: &str = $code;)*

        /// Every code of this crate with its page, in the order of the codes.
        const PAGES: &[(&str, &str)] =
            &[$(($code, include_str!(concat!("../../../../codes/", $code, ".md")))),*];

        /// The names of the constants, for the test that each is used.
        #[cfg(test)]
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

codes! {
    /// A pin names no decision, or no candidate of it.
    PIN_UNKNOWN = "LB0201";
    /// A pin cannot be built in this estate.
    PIN_IMPOSSIBLE = "LB0202";
    /// A network does not hold what it must.
    DOES_NOT_FIT = "LB0203";
    /// A pin was honoured against the rule.
    PIN_CONTRADICTS = "LB0204";
    /// A pin answers a question that the estate does not ask.
    PIN_UNUSED = "LB0205";
}

/// The page that explains a code of this crate, as Markdown.
pub fn code_page(code: &str) -> Option<&'static str> {
    let at = PAGES.binary_search_by_key(&code, |(code, _)| code).ok()?;
    Some(PAGES[at].1)
}

/// Every code of this crate, sorted.
pub fn codes() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(code, _)| *code)
}
