//! The codes of diagnostics and their pages.
//!
//! `LB00xx`: the file cannot be read. `LB01xx`: it can be read, but what it says cannot be meant.
//! To add one: a line here and a page `codes/LBnnnn.md` (what it means, an example, the fix). A test forbids pages without a code.

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub(crate) const $name: &str = $code;)*

        /// Every code of this crate with its page, in the order of the codes.
        const PAGES: &[(&str, &str)] =
            &[$(($code, include_str!(concat!("../../../codes/", $code, ".md")))),*];

        /// The names of the constants, for the test that each is used.
        #[cfg(test)]
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

codes! {
    /// The file is larger than any estate.
    TOO_BIG = "LB0001";
    /// The file is not UTF-8.
    NOT_UTF8 = "LB0002";
    /// The file says nothing.
    EMPTY = "LB0003";
    /// The file is not YAML.
    NOT_YAML = "LB0004";
    /// A tab stands where YAML wants spaces.
    TAB = "LB0005";
    /// The file holds several documents.
    SEVERAL_DOCUMENTS = "LB0006";
    /// The file unfolds to more than any estate.
    BOMB = "LB0007";
    /// A list, a mapping or a value stands where another of them belongs.
    WRONG_KIND = "LB0008";
    /// A key that does not exist.
    UNKNOWN_KEY = "LB0009";
    /// One key twice in one mapping.
    KEY_TWICE = "LB0010";
    /// A key that must be there is not.
    MISSING = "LB0011";
    /// A key has no value.
    BLANK = "LB0012";

    /// Not a quantity with its unit.
    QUANTITY = "LB0101";
    /// Not a number, or not one that can be.
    NUMBER = "LB0102";
    /// Not one of the words that can stand there.
    WORD = "LB0103";
    /// Not a name.
    NAME = "LB0104";
    /// Not a date, or one that does not exist.
    DATE = "LB0105";
    /// Not a network in CIDR notation, or with host bits set.
    NETWORK = "LB0106";
    /// Not an IPv4 address, or not one of the internet.
    PUBLIC_ADDRESS = "LB0107";
    /// Not a domain name.
    DOMAIN = "LB0108";
    /// Not the name of an AWS region.
    REGION = "LB0109";
    /// Not the id of something in AWS.
    AWS_ID = "LB0110";
    /// Not a container image with its tag.
    IMAGE = "LB0111";
    /// Not an HTTP path.
    PATH = "LB0112";
    /// Not a time of the week with its zone.
    WEEKLY_TIME = "LB0113";
    /// Not a tag that AWS takes.
    TAGS = "LB0114";

    /// One name for two things.
    NAME_TWICE = "LB0120";
    /// A name that names nothing.
    UNKNOWN_NAME = "LB0121";
    /// A name that names another kind of thing.
    WRONG_REFERENCE = "LB0122";
    /// One entry twice in a list.
    ENTRY_TWICE = "LB0123";
    /// A service uses itself.
    SELF_USE = "LB0124";
    /// A list that must have entries has none.
    NO_ENTRIES = "LB0125";

    /// Networks of two sites overlap.
    OVERLAP = "LB0130";
    /// A VPC wider than /16 or narrower than /28, or too narrow for its zones.
    VPC_SIZE = "LB0131";
    /// A network that is not private.
    NOT_PRIVATE = "LB0132";
    /// More hosts than their network has addresses.
    HOSTS_DO_NOT_FIT = "LB0133";
    /// An autonomous system number that cannot be used.
    ASN = "LB0134";
    /// Two routers with one number.
    ASN_TWICE = "LB0135";
    /// A field of another kind of site.
    OTHER_KIND_OF_SITE = "LB0136";
    /// A kind of site is missing.
    NO_SUCH_SITE = "LB0137";

    /// Scaling that cannot be.
    SCALING = "LB0140";
    /// Something runs at a site beyond its contract.
    CONTRACT = "LB0141";
    /// A health check without a port.
    HEALTH_WITHOUT_PORT = "LB0142";
    /// A service that fits on no host of its site.
    TOO_LARGE_FOR_HOSTS = "LB0143";
    /// Use of a file share and its readers and writers disagree.
    FILE_USE = "LB0144";
    /// A file is cold before it is no longer hot.
    HOT_AND_COLD = "LB0145";

    /// A maintenance window that Systems Manager does not take.
    WINDOW_LENGTH = "LB0150";
    /// A region's loss can be survived only with a second region.
    NO_SECOND_REGION = "LB0151";
    /// An objective that nothing can meet.
    OBJECTIVE = "LB0152";
    /// A backup that keeps nothing, or keeps it in the wrong order.
    RETENTION = "LB0153";
    /// More accounts exist than the estate has.
    ACCOUNTS = "LB0154";
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

#[cfg(test)]
mod tests;
