//! The state of a running rehearsal.

use landbridge_outcome::rehearsal::{DaemonStatus, HostStatus, LinkKind, LinkStatus, Status};

use crate::style::{Style, Tone};
use crate::terminal::page::Page;
use crate::terminal::table::{Cell, Table, cell, left, right};
use crate::words;

/// The state of a running rehearsal: links, daemons, hosts.
pub fn status(status: &Status, style: Style) -> String {
    let mut page = Page::new(style);
    let since =
        format!("(estate {}), up for {}", status.estate, words::time(status.up_s * 1_000.0));
    page.line(&[(Tone::Strong, &status.name), (Tone::Plain, &since)]);
    section(&mut page, "Lines and tunnels", &links(&status.links), status.links.is_empty());
    section(&mut page, "Daemons", &daemons(&status.daemons), status.daemons.is_empty());
    section(&mut page, "Hosts", &hosts(&status.hosts), status.hosts.is_empty());
    page.finish()
}

fn section(page: &mut Page, title: &str, table: &Table, empty: bool) {
    page.heading(title);
    if empty {
        page.line(&[(Tone::Faint, "none")]);
    } else {
        page.table(table);
    }
}

fn links(links: &[LinkStatus]) -> Table {
    let mut table = Table::new(vec![
        left("Name"),
        left("Kind"),
        left("BGP session"),
        left("Traffic"),
        left("Fault"),
    ]);
    for link in links {
        table.row(link_row(link));
    }
    table
}

fn link_row(link: &LinkStatus) -> Vec<Cell> {
    let kind = match link.kind {
        LinkKind::Line => "line",
        LinkKind::Tunnel => "tunnel",
    };
    let up = link.session == "Established";
    let (traffic, tone) = match (link.in_use, up) {
        (true, _) => ("in use", Tone::Good),
        (false, true) => ("standby", Tone::Plain),
        (false, false) => ("down", Tone::Bad),
    };
    let fault = link.fault.as_deref();
    vec![
        cell(Tone::Strong, &link.name),
        cell(Tone::Plain, kind),
        cell(if up { Tone::Good } else { Tone::Bad }, &link.session),
        cell(tone, traffic),
        cell(fault.map_or(Tone::Faint, |_| Tone::Bad), fault.unwrap_or("–")),
    ]
}

fn daemons(daemons: &[DaemonStatus]) -> Table {
    let mut table = Table::new(vec![
        left("Host"),
        left("Daemon"),
        left("State"),
        right("Process"),
        right("Restarts"),
        left("Last failure"),
    ]);
    for daemon in daemons {
        table.row(daemon_row(daemon));
    }
    table
}

fn daemon_row(daemon: &DaemonStatus) -> Vec<Cell> {
    let state = match daemon.state.as_str() {
        "running" => Tone::Good,
        "failed" => Tone::Bad,
        _ => Tone::Warning,
    };
    let restarts = if daemon.restarts > 0 { Tone::Warning } else { Tone::Faint };
    vec![
        cell(Tone::Strong, &daemon.host),
        cell(Tone::Plain, &daemon.name),
        cell(state, &daemon.state),
        cell(Tone::Plain, daemon.pid.map_or("–".into(), |pid| pid.to_string())),
        cell(restarts, daemon.restarts.to_string()),
        cell(Tone::Plain, daemon.last_failure.as_deref().unwrap_or("–")),
    ]
}

fn hosts(hosts: &[HostStatus]) -> Table {
    let mut table = Table::new(vec![left("Name"), left("Stands for"), left("Addresses")]);
    for host in hosts {
        table.row(vec![
            cell(Tone::Strong, &host.name),
            cell(Tone::Plain, &host.role),
            cell(Tone::Plain, host.addresses.join(", ")),
        ]);
    }
    table
}

#[cfg(test)]
mod tests;
