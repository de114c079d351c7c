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

    /// Without one thing, sites lose each other.
    SINGLE_POINT = "LB0210";
    /// Several zones share one NAT.
    SHARED_NAT = "LB0211";
    /// A region has one zone.
    ONE_ZONE = "LB0212";
    /// An internet address of a router carries nothing.
    UNUSED_UPLINK = "LB0213";
    /// Sites are not joined with each other.
    NOT_JOINED = "LB0214";

    /// A tunnel carries less than the peak.
    TUNNEL_BELOW_PEAK = "LB0220";
    /// A line carries less than the peak.
    LINE_BELOW_PEAK = "LB0221";
    /// More prefixes than a virtual interface takes.
    TOO_MANY_PREFIXES = "LB0222";
    /// More than a gateway takes.
    GATEWAY_LIMIT = "LB0223";
    /// More virtual interfaces than a connection takes.
    TOO_MANY_INTERFACES = "LB0224";
    /// A fault is noticed later than the objective allows.
    NOTICED_TOO_LATE = "LB0225";
    /// A subnet has fewer addresses than are needed in it.
    SUBNET_FULL = "LB0226";
    /// A router's number does not go into a virtual interface.
    NUMBER_TOO_LARGE = "LB0227";

    /// A subnet, or a VPC, has a range that it cannot have.
    BAD_RANGE = "LB0230";
    /// An address lies outside its subnet, is reserved, or is used twice.
    BAD_ADDRESS = "LB0231";
    /// A link's addresses are reserved or used twice.
    BAD_LINK_ADDRESSES = "LB0232";
    /// Ranges of two joined sites overlap.
    SITES_OVERLAP = "LB0233";
    /// An autonomous system number is used twice.
    ASN_TWICE = "LB0234";
    /// A name refers to nothing.
    DANGLING = "LB0235";

    /// The backup's prefix is more specific than the line's.
    BACKUP_WINS = "LB0240";
    /// BFD works only once the router is configured for it.
    BFD_INACTIVE = "LB0241";
    /// Traffic to S3 takes the internet.
    PUBLIC_TRAFFIC = "LB0242";
    /// Something crosses the line unencrypted.
    CLEAR_TEXT = "LB0243";
    /// A private NAT gateway's way leads to an internet gateway.
    PRIVATE_NAT_DROPPED = "LB0244";
    /// A host is exposed to the internet.
    EXPOSED_HOST = "LB0245";
    /// An adopted VPC holds things that the design does not know.
    ADOPTED_VPC = "LB0246";
    /// A line takes weeks.
    LINE_TAKES_WEEKS = "LB0247";
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
mod tests {
    use super::*;

    #[test]
    fn no_page_is_an_orphan() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../codes");
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut pages: Vec<String> = names
            .filter_map(|name| name.to_str()?.strip_suffix(".md").map(str::to_owned))
            .filter(|code| code.starts_with("LB02"))
            .collect();
        pages.sort();
        assert_eq!(pages, codes().collect::<Vec<_>>());
    }

    #[test]
    fn each_page_has_a_title_a_meaning_and_a_fix() {
        for code in codes() {
            let page = code_page(code).unwrap();
            assert!(page.starts_with(&format!("# {code}: ")), "{code}");
            assert!(page.contains("\n## What to do\n"), "{code}");
        }
        assert_eq!(code_page("LB0200"), None);
    }

    #[test]
    fn each_code_is_reported_somewhere() {
        let sources = sources(concat!(env!("CARGO_MANIFEST_DIR"), "/src").as_ref());
        for name in NAMES {
            let used = format!("codes::{name}");
            assert!(sources.contains(&used), "{used} is never reported");
        }
    }

    fn sources(folder: &std::path::Path) -> String {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries
            .map(|path| {
                if path.is_dir() { sources(&path) } else { std::fs::read_to_string(&path).unwrap() }
            })
            .collect()
    }
}
