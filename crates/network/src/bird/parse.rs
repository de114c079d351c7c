//! What bird's answers mean. Pure.

use std::io;

use super::{Path, SessionState};

/// A row of `show protocols`.
const PROTOCOL: u16 = 1002;
/// Details of the row before.
const DETAILS: u16 = 1006;
/// Routes of a table.
const ROUTE: u16 = 1007;

/// One line of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) code: u16,
    pub(super) text: String,
}

/// One line as it came. `former` is the code of the line before. Also tells whether it is the answer's last.
pub(super) fn line(raw: &str, former: u16) -> io::Result<(Line, bool)> {
    let raw = raw.trim_end_matches('\n');
    // Lines that begin with a space go on, those with a plus sign are messages meanwhile.
    if let Some(text) = raw.strip_prefix([' ', '+']) {
        return Ok((Line { code: former, text: text.to_owned() }, false));
    }
    let strange = || io::Error::new(io::ErrorKind::InvalidData, format!("bird said {raw:?}"));
    let (code, rest) = raw.split_at_checked(4).ok_or_else(strange)?;
    let code = code.parse().map_err(|_| strange())?;
    match rest.as_bytes().first() {
        Some(b'-') => Ok((Line { code, text: rest[1..].to_owned() }, false)),
        Some(b' ') | None => Ok((Line { code, text: rest.trim_start().to_owned() }, true)),
        _ => Err(strange()),
    }
}

/// The BGP sessions of an answer to `show protocols all`.
pub(super) fn sessions(lines: &[Line]) -> Vec<SessionState> {
    let mut found: Vec<SessionState> = Vec::new();
    let mut is_bgp = false;
    for line in lines {
        if line.code == PROTOCOL {
            let columns: Vec<&str> = line.text.split_whitespace().collect();
            is_bgp = columns.get(1) == Some(&"BGP");
            if is_bgp {
                found.push(session(&columns));
            }
        } else if line.code == DETAILS
            && is_bgp
            && let Some(session) = found.last_mut()
        {
            detail(session, &line.text);
        }
    }
    found
}

fn session(columns: &[&str]) -> SessionState {
    let column = |index: usize| columns.get(index).copied().unwrap_or_default().to_owned();
    SessionState {
        name: column(0),
        state: column(5),
        neighbor: None,
        since: column(4),
        imported: 0,
        exported: 0,
        last_error: None,
    }
}

fn detail(session: &mut SessionState, text: &str) {
    let Some((label, value)) = text.split_once(':') else { return };
    let value = value.trim();
    match label.trim() {
        "BGP state" => value.clone_into(&mut session.state),
        "Neighbor address" => session.neighbor = value.parse().ok(),
        "Last error" => session.last_error = Some(value.to_owned()),
        "Routes" => {
            session.imported = counted(value, "imported");
            session.exported = counted(value, "exported");
        }
        _ => {}
    }
}

/// The number before a word: 3 of `3 imported, 1 exported`.
fn counted(text: &str, word: &str) -> u64 {
    let mut parts = text.split(", ").filter_map(|part| part.split_once(' '));
    parts.find(|(_, what)| *what == word).and_then(|(count, _)| count.parse().ok()).unwrap_or(0)
}

/// The first route of an answer to `show route`: its first line, then where it leads.
pub(super) fn path(lines: &[Line]) -> Option<Path> {
    let mut routes = lines.iter().filter(|line| line.code == ROUTE).map(|line| line.text.as_str());
    let mut found = routes.find_map(heading)?;
    // "via 169.254.0.2 on e0" or "dev e0"
    let words: Vec<&str> = routes.next().unwrap_or_default().split_whitespace().collect();
    match words.as_slice() {
        ["via", next_hop, "on", interface, ..] => {
            found.next_hop = next_hop.parse().ok();
            found.interface = Some((*interface).to_owned());
        }
        ["dev", interface, ..] => found.interface = Some((*interface).to_owned()),
        _ => {}
    }
    Some(found)
}

/// `10.2.0.0/16  unicast [line_1 19:48:54.937] * (100) [AS65002i]`
fn heading(text: &str) -> Option<Path> {
    let prefix = text.split_whitespace().next()?.parse().ok()?;
    let (_, rest) = text.split_once('[')?;
    let protocol = rest.split_whitespace().next()?.trim_matches('\'').to_owned();
    Some(Path { prefix, protocol, interface: None, next_hop: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Splits a recorded answer as the client does.
    fn lines(text: &str) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for raw in text.lines() {
            let former = lines.last().map_or(0, |line| line.code);
            let (line, last) = line(raw, former).expect("a recorded line");
            lines.push(line);
            assert_eq!(last, lines.len() == text.lines().count(), "{raw:?}");
        }
        lines
    }

    /// Recorded from bird 2.0.12, shortened.
    const PROTOCOLS: &str = "\
2002-Name       Proto      Table      State  Since         Info
1002-own1       Static     master4    up     19:48:53.966  
1006-  Channel ipv4
     Routes:         1 imported, 0 exported, 1 preferred
 
1002-line_1     BGP        ---        up     19:48:54.835  Established   
1006-  BGP state:          Established
     Neighbor address: 169.254.0.2
     Neighbor AS:      65002
   Channel ipv4
     State:          UP
     Routes:         1 imported, 2 exported, 1 preferred
     Route change stats:     received   rejected   filtered    ignored   accepted
 
1002-tunnel_2   BGP        ---        start  19:48:53.966  Active        Socket: Connection refused
1006-  BGP state:          Active
     Neighbor address: 169.254.0.3
     Last error:       Socket: Connection refused
 
1002-line_3     BGP        ---        down   19:48:58.706  
1006-  BGP state:          Down
     Neighbor address: 169.254.0.9
 
0000 ";

    #[test]
    fn sessions_are_the_bgp_protocols() {
        let found = sessions(&lines(PROTOCOLS));
        let shown: Vec<String> = found
            .iter()
            .map(|s| {
                format!("{} {} {}/{} {:?}", s.name, s.state, s.imported, s.exported, s.last_error)
            })
            .collect();
        assert_eq!(
            shown,
            [
                "line_1 Established 1/2 None",
                "tunnel_2 Active 0/0 Some(\"Socket: Connection refused\")",
                "line_3 Down 0/0 None",
            ]
        );
        assert_eq!(found[0].neighbor, Some([169, 254, 0, 2].into()));
        assert_eq!(found[0].since, "19:48:54.835");
        assert!(found[0].is_established() && !found[2].is_established());
    }

    #[test]
    fn a_route_names_its_session_interface_and_next_hop() {
        let answer = "1007-Table master4:\n 10.2.0.0/16          unicast [line_1 19:48:54.937] * (100) [AS65002i]\n \tvia 169.254.0.2 on e0\n0000 ";
        let expected = Path {
            prefix: "10.2.0.0/16".parse().expect("a prefix of the test"),
            protocol: "line_1".to_owned(),
            interface: Some("e0".to_owned()),
            next_hop: Some([169, 254, 0, 2].into()),
        };
        assert_eq!(path(&lines(answer)), Some(expected));
    }

    #[test]
    fn a_route_to_nowhere_has_no_interface_and_no_route_is_none() {
        let answer = "1007-Table master4:\n 10.1.0.0/16          unreachable [own-prefixes 19:48:54.937] * (200)\n0000 ";
        let found = path(&lines(answer)).expect("there is a route");
        assert_eq!((found.protocol.as_str(), found.interface), ("own-prefixes", None));
        assert_eq!(path(&lines("8001 Network not found")), None);
    }
}
