//! A node's kernel settings, written inside its network namespace.

use std::fs;
use std::io;
use std::path::Path;

/// IPv6 would only cost time: duplicate address detection and multicast on every interface.
const NO_IPV6: [(&str, &str); 2] =
    [("ipv6/conf/all/disable_ipv6", "1"), ("ipv6/conf/default/disable_ipv6", "1")];

/// A router's packets may come back another way than they went (line out, tunnel in), and it must
/// not tell hosts to go around it.
const ROUTER: [(&str, &str); 6] = [
    ("ipv4/ip_forward", "1"),
    ("ipv4/conf/all/rp_filter", "0"),
    ("ipv4/conf/default/rp_filter", "0"),
    ("ipv4/conf/all/send_redirects", "0"),
    ("ipv4/conf/default/send_redirects", "0"),
    // Routes over a line without carrier must go at once, as on a hardware router.
    ("ipv4/conf/default/ignore_routes_with_linkdown", "1"),
];

/// Writes them. `default` settings count for interfaces made later, so this comes first.
pub(super) fn write(forwards: bool) -> io::Result<()> {
    for (path, value) in NO_IPV6 {
        // A kernel without IPv6 has nothing to switch off.
        match put(path, value) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            other => other?,
        }
    }
    let router = ROUTER.iter().filter(|_| forwards);
    router.into_iter().try_for_each(|(path, value)| put(path, value))
}

fn put(path: &str, value: &str) -> io::Result<()> {
    fs::write(Path::new("/proc/sys/net").join(path), value)
}
