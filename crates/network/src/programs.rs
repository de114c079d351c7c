//! Where the machine keeps the programs that we run, and what its user must install for those that are not there.

use std::path::{Path, PathBuf};
use std::process::Command;

use landbridge_runtime::doctor::Check;

use crate::firewall;
use crate::kernel::tap;
use crate::topology::Topology;
use crate::tunnel;

/// Folders that an ordinary user's `PATH` often lacks.
const SYSTEM_FOLDERS: [&str; 4] = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin"];
/// Where Debian and Ubuntu keep strongSwan's plugins.
const PLUGINS: &str = "/usr/lib/ipsec/plugins";

/// Something of the machine that some networks need.
struct Part {
    name: &'static str,
    package: &'static str,
    kind: Kind,
    needed: fn(&Topology) -> bool,
}

enum Kind {
    /// A program, and the argument that makes it tell its version.
    Program(&'static str),
    /// A program that starts serving whatever it is asked, and so is not run: its full path.
    Daemon(&'static str),
    /// A plugin of strongSwan.
    Plugin(&'static str),
}

const PARTS: [Part; 6] = [
    Part { name: "bird", package: "bird2", kind: Kind::Program("--version"), needed: has_routers },
    Part {
        name: "charon-systemd",
        package: "charon-systemd",
        kind: Kind::Daemon(tunnel::PROGRAM),
        needed: has_tunnels,
    },
    Part {
        name: "swanctl",
        package: "strongswan-swanctl",
        // `--version` asks a daemon for its own.
        kind: Kind::Program("--help"),
        needed: has_tunnels,
    },
    Part {
        name: "strongSwan's kernel-libipsec",
        package: "libcharon-extra-plugins",
        kind: Kind::Plugin("libstrongswan-kernel-libipsec.so"),
        needed: has_tunnels,
    },
    Part {
        name: "strongSwan's openssl",
        package: "libstrongswan-standard-plugins",
        kind: Kind::Plugin("libstrongswan-openssl.so"),
        needed: has_tunnels,
    },
    Part {
        name: "nft",
        package: "nftables",
        kind: Kind::Program("--version"),
        needed: has_firewalls,
    },
];

fn has_routers(topology: &Topology) -> bool {
    topology.nodes.iter().any(|node| node.bgp.is_some())
}

fn has_tunnels(topology: &Topology) -> bool {
    !topology.tunnels.is_empty()
}

fn has_firewalls(topology: &Topology) -> bool {
    topology.nodes.iter().any(firewall::is_needed)
}

/// Looks for everything that any network may need: rows of `doctor`.
pub fn doctor() -> Vec<Check> {
    PARTS.iter().map(Part::check).collect()
}

/// Versions of the programs that tell one, in their own words.
pub fn versions() -> Vec<String> {
    PARTS.iter().filter_map(|part| part.version(&part.path()?)).collect()
}

/// What `topology` needs and the machine lacks, found without running anything.
pub(crate) fn missing(topology: &Topology) -> Vec<Check> {
    let needed = PARTS.iter().filter(|part| (part.needed)(topology));
    let mut missing: Vec<Check> =
        needed.filter(|part| part.path().is_none()).map(Part::check).collect();
    let device = !topology.wires.is_empty() || has_tunnels(topology);
    if device && !Path::new(tap::DEVICE).exists() {
        let reason = format!("there is no {}", tap::DEVICE);
        missing.push(Check::missing("TUN and TAP", reason, "sudo modprobe tun"));
    }
    missing
}

/// The full path of a program, or its bare name, so that the failed start names it.
pub(crate) fn find(name: &str) -> String {
    search(name).map_or_else(|| name.to_owned(), |path| path.display().to_string())
}

fn search(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).filter(|folder| folder.is_absolute());
    let folders = folders.chain(SYSTEM_FOLDERS.map(PathBuf::from));
    folders.map(|folder| folder.join(name)).find(|file| file.is_file())
}

impl Part {
    fn path(&self) -> Option<PathBuf> {
        match self.kind {
            Kind::Program(_) => search(self.name),
            Kind::Daemon(path) => Some(PathBuf::from(path)).filter(|path| path.is_file()),
            Kind::Plugin(file) => Some(Path::new(PLUGINS).join(file)).filter(|path| path.is_file()),
        }
    }

    fn version(&self, path: &Path) -> Option<String> {
        match self.kind {
            Kind::Program(argument) => version(path, argument),
            Kind::Daemon(_) | Kind::Plugin(_) => None,
        }
    }

    fn check(&self) -> Check {
        let install = format!("sudo apt-get install {}", self.package);
        let Some(path) = self.path() else {
            let what =
                if matches!(self.kind, Kind::Plugin(_)) { "the plugin" } else { "the program" };
            return Check::missing(self.name, format!("{what} is not installed"), install);
        };
        let version = self.version(&path);
        let is_old = self.name == "bird" && version.as_deref().is_some_and(is_bird_1);
        let seen = version.unwrap_or_else(|| path.display().to_string());
        if is_old {
            return Check::missing(self.name, format!("{seen}, and version 2 is needed"), install);
        }
        Check::ok(self.name, seen)
    }
}

fn is_bird_1(version: &str) -> bool {
    version.split_whitespace().any(|word| word.starts_with("1."))
}

/// The first line that a program says of itself; bird says it on stderr.
fn version(path: &Path, argument: &str) -> Option<String> {
    let output = Command::new(path).arg(argument).output().ok()?;
    let all = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&all);
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    line.contains(|c: char| c.is_ascii_digit()).then(|| line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_cables_needs_no_program() {
        assert_eq!(missing(&Topology::default()), []);
    }

    #[test]
    fn the_old_bird_is_told_from_the_new_one() {
        assert!(is_bird_1("BIRD version 1.6.8"));
        assert!(!is_bird_1("BIRD version 2.0.12"));
    }

    #[test]
    fn every_part_that_is_missing_has_a_fix() {
        let missing = |name| Part {
            name,
            package: "some-package",
            kind: Kind::Program("--version"),
            needed: has_routers,
        };
        let check = missing("no-such-program-anywhere").check();
        assert_eq!(check.fix, "sudo apt-get install some-package");
    }
}
