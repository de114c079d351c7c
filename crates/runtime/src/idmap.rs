//! Which ids of the machine stand for the ids inside a rehearsal.
//!
//! For an ordinary user, 0 inside is the user and 1… are the subordinate ids of `/etc/subuid` and
//! `/etc/subgid`. For root, 0… are a subordinate range too: root's own line if there is one, else
//! a range that nobody's line holds. So root inside is never the machine's root.

use std::fs;
use std::io;

use nix::unistd::{Uid, User, geteuid, getgid};

/// How many ids a rehearsal has when it may choose: 0 to 65535, with `nobody` among them.
const WANTED: u32 = 0x1_0000;

/// Where the search for a range of root's begins: above what `useradd` and directory services give
/// out, below 2³¹, which some programs take for a negative number.
const FREE_FROM: u32 = 0x7000_0000;

/// Ids inside a user namespace, and what they are on the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) inside: u32,
    pub(crate) outside: u32,
    pub(crate) count: u32,
}

/// The maps of one user namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdMaps {
    pub(crate) uids: Vec<Range>,
    pub(crate) gids: Vec<Range>,
}

/// Why there are no maps.
#[derive(Debug, thiserror::Error)]
pub enum IdMapError {
    /// The user has no line, so that the system will not map any id but its own.
    #[error("{file} has no line for user {user}, so no subordinate ids can be mapped")]
    NoLine {
        /// `/etc/subuid` or `/etc/subgid`.
        file: &'static str,
        /// The user's name.
        user: String,
    },
    /// A file could not be read.
    #[error("cannot read {file}")]
    Read {
        /// `/etc/subuid` or `/etc/subgid`.
        file: &'static str,
        /// The kernel's answer.
        source: io::Error,
    },
}

impl IdMaps {
    /// The maps of the user who runs this process.
    pub(crate) fn of_caller() -> Result<IdMaps, IdMapError> {
        let user = Caller::current();
        let of_file = |file: &'static str, own: u32| {
            let text = match fs::read_to_string(file) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
                text => text.map_err(|source| IdMapError::Read { file, source })?,
            };
            let ranges = user.ranges(&text, own);
            ranges.ok_or_else(|| IdMapError::NoLine { file, user: user.name.clone() })
        };
        Ok(IdMaps {
            uids: of_file("/etc/subuid", user.uid)?,
            gids: of_file("/etc/subgid", getgid().as_raw())?,
        })
    }

    /// What id 0 inside is on the machine.
    pub(crate) fn root(&self) -> (u32, u32) {
        let first = |ranges: &[Range]| ranges.first().map_or(0, |range| range.outside);
        (first(&self.uids), first(&self.gids))
    }
}

/// The lines that `/proc/PID/uid_map` takes.
pub(crate) fn kernel_text(ranges: &[Range]) -> String {
    let line = |range: &Range| format!("{} {} {}\n", range.inside, range.outside, range.count);
    ranges.iter().map(line).collect()
}

struct Caller {
    name: String,
    uid: u32,
}

impl Caller {
    fn current() -> Caller {
        let uid = geteuid();
        let user = User::from_uid(uid).ok().flatten();
        Caller { name: user.map_or_else(|| uid.to_string(), |user| user.name), uid: uid.as_raw() }
    }

    /// The map for an own id (of the user or its group), from the text of `/etc/sub{u,g}id`.
    fn ranges(&self, text: &str, own: u32) -> Option<Vec<Range>> {
        let lines: Vec<Line> = text.lines().filter_map(Line::parse).collect();
        let mine = lines.iter().filter(|line| line.is_of(self));
        if Uid::from_raw(self.uid).is_root() {
            let largest = mine.max_by_key(|line| line.count).filter(|line| line.count >= WANTED);
            let outside = largest.map_or_else(|| free_range(&lines), |line| Some(line.first));
            return outside.map(|outside| vec![Range { inside: 0, outside, count: WANTED }]);
        }
        let mut ranges = vec![Range { inside: 0, outside: own, count: 1 }];
        let mut inside = 1;
        for line in mine {
            let count = line.count.min(WANTED - inside);
            if count > 0 {
                ranges.push(Range { inside, outside: line.first, count });
                inside += count;
            }
        }
        (ranges.len() > 1).then_some(ranges)
    }
}

/// One line of `/etc/subuid`: `user:first:count`, the user by name or number.
struct Line<'a> {
    user: &'a str,
    first: u32,
    count: u32,
}

impl Line<'_> {
    fn parse(text: &str) -> Option<Line<'_>> {
        let mut fields = text.trim().split(':');
        let (user, first, count) = (fields.next()?, fields.next()?, fields.next()?);
        let (first, count) = (first.parse().ok()?, count.parse().ok()?);
        let usable = fields.next().is_none() && count > 0 && count <= u32::MAX - first;
        usable.then_some(Line { user, first, count })
    }

    fn is_of(&self, caller: &Caller) -> bool {
        self.user == caller.name || self.user.parse() == Ok(caller.uid)
    }

    /// The first id after the line's range.
    fn end(&self) -> u32 {
        self.first + self.count
    }
}

/// The lowest range from [`FREE_FROM`] on that overlaps no line.
fn free_range(lines: &[Line]) -> Option<u32> {
    let is_free = |first: u32| {
        let end = first.checked_add(WANTED)?;
        Some(lines.iter().all(|line| line.end() <= first || end <= line.first))
    };
    let after_lines = lines.iter().map(Line::end).filter(|end| *end > FREE_FROM);
    let mut candidates: Vec<u32> = std::iter::once(FREE_FROM).chain(after_lines).collect();
    candidates.sort_unstable();
    candidates.into_iter().find(|first| is_free(*first) == Some(true))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn caller(name: &str, uid: u32) -> Caller {
        Caller { name: name.to_owned(), uid }
    }

    fn range(inside: u32, outside: u32, count: u32) -> Range {
        Range { inside, outside, count }
    }

    fn text_of(user: &str, lines: &[(u32, u32)]) -> String {
        let line = |(first, count): &(u32, u32)| format!("{user}:{first}:{count}");
        lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_user_is_zero_inside_and_its_lines_follow() {
        let text = "other:1:2\nann:100000:65536\n1001:300000:10\nann:broken\n";
        let ranges = caller("ann", 1001).ranges(text, 1001);
        assert_eq!(ranges, Some(vec![range(0, 1001, 1), range(1, 100_000, 65_535)]));
        let ranges = caller("bob", 1001).ranges(text, 77);
        assert_eq!(ranges, Some(vec![range(0, 77, 1), range(1, 300_000, 10)]));
    }

    #[test]
    fn a_user_without_a_line_has_no_maps() {
        assert_eq!(caller("ann", 1001).ranges("annabel:100000:65536\n", 1001), None);
    }

    #[test]
    fn root_takes_its_own_line_and_else_a_free_range() {
        let root = caller("root", 0);
        assert_eq!(root.ranges("root:200000:65536\n", 0), Some(vec![range(0, 200_000, 65_536)]));
        assert_eq!(root.ranges("", 0), Some(vec![range(0, FREE_FROM, 65_536)]));
        let taken = format!("ann:{}:65536\n", FREE_FROM - 1);
        assert_eq!(root.ranges(&taken, 0), Some(vec![range(0, FREE_FROM + 65_535, 65_536)]));
    }

    #[test]
    fn the_kernel_reads_one_line_a_range() {
        assert_eq!(kernel_text(&[range(0, 5, 1), range(1, 9, 2)]), "0 5 1\n1 9 2\n");
    }

    proptest! {
        #[test]
        fn root_never_shares_ids_with_anybody(
            lines in prop::collection::vec((0x6fff_0000_u32..0x7010_0000, 1_u32..0x4_0000), 0..12)
        ) {
            let text = text_of("u", &lines);
            let ranges = caller("root", 0).ranges(&text, 0).expect("there is room above");
            let own = ranges[0];
            for (first, count) in lines {
                prop_assert!(first + count <= own.outside || own.outside + own.count <= first);
            }
            prop_assert!(own.outside > 0);
        }

        #[test]
        fn a_users_ids_inside_are_contiguous_and_at_most_all(
            lines in prop::collection::vec((1_u32..0x7000_0000, 0_u32..0x2_0000), 1..6)
        ) {
            let text = text_of("ann", &lines);
            if let Some(ranges) = caller("ann", 1001).ranges(&text, 1001) {
                let mut next = 0;
                for range in ranges {
                    prop_assert_eq!(range.inside, next);
                    next += range.count;
                }
                prop_assert!(next <= WANTED);
            }
        }
    }
}
