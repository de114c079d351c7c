//! The text of `bird.conf` for bird 2.0.12 and later.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ipnet::Ipv4Net;

use super::{Bfd, Bird, Placeholders, Session};

impl Bird {
    /// The whole `bird.conf`. The same router gives the same bytes.
    ///
    /// Names that we make hold a `-`, which a [`Session`]'s name cannot: so they never meet.
    pub fn to_text(&self) -> String {
        self.to_template(&BTreeMap::new())
    }

    /// The same file with placeholders in sessions of these names, for a kit that learns addresses and passwords only when AWS has
    /// made the other end.
    pub fn to_template(&self, placeholders: &BTreeMap<String, Placeholders>) -> String {
        let none = Placeholders::default();
        let mut text = format!("log stderr all;\nrouter id {};\n\n", self.router_id);
        text.push_str("protocol device { scan time 1; }\n");
        if self.sessions.iter().any(|session| session.bfd.is_some()) {
            text.push_str("protocol bfd 'bfd-all' { }\n");
        }
        self.write_origin(&mut text);
        self.write_kernel(&mut text);
        self.write_common(&mut text);
        for session in &self.sessions {
            let placeholders = placeholders.get(&session.name).unwrap_or(&none);
            write_session(&mut text, session, placeholders, self.asn);
        }
        text
    }

    /// Our own prefixes stay in bird's table: only routes learnt by BGP go into the kernel, where an `unreachable` route
    /// would hide the LAN's real ones.
    fn write_origin(&self, text: &mut String) {
        if self.originates.is_empty() {
            return;
        }
        text.push_str("\nprotocol static 'own-prefixes' {\n  ipv4 { import all; };\n");
        for originated in &self.originates {
            line(text, format_args!("  route {} unreachable;", originated.prefix.trunc()));
        }
        text.push_str("}\n");
    }

    fn write_kernel(&self, text: &mut String) {
        text.push_str("\nprotocol kernel 'kernel-main' {\n");
        text.push_str("  ipv4 { import none; export where source = RTS_BGP; };\n}\n");
        for table in &self.propagate_to {
            let name = format!("'table-{table}'");
            line(text, format_args!("\nipv4 table {name};"));
            line(text, format_args!("protocol pipe 'pipe-{table}' {{"));
            line(text, format_args!("  table master4; peer table {name};"));
            text.push_str("  import none; export where source = RTS_BGP;\n}\n");
            line(text, format_args!("protocol kernel 'kernel-{table}' {{"));
            line(text, format_args!("  kernel table {table};"));
            line(text, format_args!("  ipv4 {{ table {name}; import none; export all; }};\n}}"));
        }
    }

    /// What all sessions share. bird reads a connect delay of 0 as 1, the least that it waits.
    /// A session ends with its link's carrier, as on a hardware router. Graceful restart is off because it would keep a dead line's routes, against BFD.
    fn write_common(&self, text: &mut String) {
        text.push_str("\ntemplate bgp 'bgp-common' {\n");
        line(text, format_args!("  local as {};", self.asn));
        text.push_str(
            "  direct;\n  check link on;\n  connect delay time 1;\n  connect retry time 2;\n",
        );
        text.push_str("  error wait time 1, 5;\n  graceful restart off;\n}\n");
    }
}

fn write_session(text: &mut String, session: &Session, given: &Placeholders, asn: u32) {
    let or = |placeholder: &Option<String>, known: std::net::Ipv4Addr| {
        placeholder.clone().unwrap_or_else(|| known.to_string())
    };
    let neighbor = or(&given.neighbor, session.neighbor);
    line(text, format_args!("\nprotocol bgp {} from 'bgp-common' {{", session.name));
    line(text, format_args!("  neighbor {neighbor} as {};", session.neighbor_asn));
    line(text, format_args!("  source address {};", or(&given.local, session.local)));
    if let Some(password) = &given.password {
        line(text, format_args!("  password \"{password}\";"));
    }
    line(text, format_args!("  hold time {};", session.hold_s));
    line(text, format_args!("  keepalive time {};", session.keepalive_s));
    line(text, format_args!("  passive {};", if session.passive { "on" } else { "off" }));
    line(text, format_args!("  bfd {};", bfd(session.bfd)));
    text.push_str("  ipv4 {\n    next hop self;\n    import filter {\n");
    let preference = format!("bgp_local_pref = {};", session.preference);
    write_filter(text, &session.accepts, "+", &preference);
    text.push_str("    };\n    export filter {\n");
    let prepend = vec![format!("bgp_path.prepend({asn});"); usize::from(session.prepend)];
    write_filter(text, &session.announces, "", &prepend.join(" "));
    text.push_str("    };\n  };\n}\n");
}

/// A filter that accepts prefixes of the list, after `then`, and refuses the rest. `longer` is `+` where longer prefixes match too.
fn write_filter(text: &mut String, prefixes: &[Ipv4Net], longer: &str, then: &str) {
    if !prefixes.is_empty() {
        let set: Vec<_> = prefixes.iter().map(|p| format!("{}{longer}", p.trunc())).collect();
        let body = if then.is_empty() { String::new() } else { format!("{then} ") };
        line(text, format_args!("      if net ~ [ {} ] then {{ {body}accept; }}", set.join(", ")));
    }
    text.push_str("      reject;\n");
}

fn bfd(bfd: Option<Bfd>) -> String {
    let Some(Bfd { interval_ms, multiplier }) = bfd else { return "off".to_owned() };
    format!(
        "{{ min rx interval {interval_ms} ms; min tx interval {interval_ms} ms; multiplier {multiplier}; }}"
    )
}

fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    writeln!(text, "{arguments}").expect("writing to a String cannot fail");
}

#[cfg(test)]
mod tests {
    use super::super::tests::{router, session};
    use super::*;

    #[test]
    fn router_with_a_line_and_a_tunnel() {
        insta::assert_snapshot!(router().to_text());
    }

    #[test]
    fn placeholders_stand_where_values_will() {
        let placeholders = Placeholders {
            local: Some("@LOCAL@".to_owned()),
            neighbor: Some("@NEIGHBOR@".to_owned()),
            password: Some("@KEY@".to_owned()),
        };
        let text = router().to_template(&BTreeMap::from([("line_1".to_owned(), placeholders)]));
        assert!(text.contains(
            "neighbor @NEIGHBOR@ as 64512;\n  source address @LOCAL@;\n  password \"@KEY@\";"
        ));
        assert_eq!(text.matches('@').count(), 6, "{text}");
    }

    #[test]
    fn nothing_is_accepted_or_announced_by_empty_lists() {
        let mut router = router();
        router.sessions = vec![session()];
        router.sessions[0].accepts.clear();
        router.sessions[0].announces.clear();
        let text = router.to_text();
        assert!(!text.contains("accept;"), "{text}");
        assert_eq!(text.matches("reject;").count(), 2, "{text}");
    }

    #[test]
    fn only_learnt_routes_reach_the_kernel() {
        let text = router().to_text();
        for (at, _) in text.match_indices("protocol kernel 'kernel-main'") {
            assert!(text[at..].contains("import none; export where source = RTS_BGP;"));
        }
        assert!(!text.contains("protocol direct"), "{text}");
    }
}
