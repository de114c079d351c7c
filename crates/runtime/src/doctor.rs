//! Whether this machine lets this user run a rehearsal, found by trying.
//!
//! A probe goes the way of a real start (same namespaces, ids and mounts) and reports each step;
//! `explain` turns what it found into rows with the exact fix.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::fd::AsFd;
use std::path::Path;

use nix::fcntl::OFlag;
use nix::unistd::{Uid, User, geteuid, pipe2};
use serde::{Deserialize, Serialize};

use crate::idmap::IdMaps;
use crate::role::Role;
use crate::sandbox::{Plan, Sandbox, SandboxError};
use crate::{Failure, host, inherited, init, launch, report, seal};

/// How a prerequisite was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckStatus {
    /// As it should be.
    Ok,
    /// A rehearsal works, but something in it may not.
    Warning,
    /// No rehearsal works.
    Missing,
}

/// One prerequisite: a row of `doctor`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What is checked.
    pub name: String,
    /// How it was found.
    pub status: CheckStatus,
    /// What was seen.
    pub reason: String,
    /// What to do about it, mostly a command to copy; empty when nothing is to be done.
    pub fix: String,
}

impl Check {
    /// A row for what is as it should be.
    pub fn ok(name: &str, reason: impl Into<String>) -> Check {
        Check {
            name: name.to_owned(),
            status: CheckStatus::Ok,
            reason: reason.into(),
            fix: String::new(),
        }
    }

    /// A row for what is missing.
    pub fn missing(name: &str, reason: impl Into<String>, fix: impl Into<String>) -> Check {
        let (name, status) = (name.to_owned(), CheckStatus::Missing);
        Check { name, status, reason: reason.into(), fix: fix.into() }
    }

    /// A row for what may do harm.
    pub fn warning(name: &str, reason: impl Into<String>, fix: impl Into<String>) -> Check {
        Check { status: CheckStatus::Warning, ..Check::missing(name, reason, fix) }
    }
}

/// Checks what every rehearsal needs of the machine. Programs that only some need are checked by
/// those who start them.
pub fn check() -> Vec<Check> {
    let facts = Facts::gather();
    let mut checks = vec![explain_ids(&facts)];
    if checks[0].status != CheckStatus::Missing {
        match probe() {
            Ok(steps) => checks.extend(explain(&steps, &facts)),
            Err(error) => checks.push(explain_refusal(&error, &facts)),
        }
    }
    checks
}

/// What of the machine's configuration explains a refusal.
#[derive(Debug, Clone)]
struct Facts {
    user: String,
    /// How many ids can be mapped, or why none can.
    ids: Result<u32, String>,
    limits: Vec<Limit>,
}

/// A setting of the machine that keeps an ordinary user from namespaces, or everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    /// Ubuntu 24.04 and later.
    AppArmor,
    /// Hardened Debian.
    CloneForbidden,
    NoneAllowed,
}

impl Limit {
    const ALL: [Limit; 3] = [Limit::AppArmor, Limit::CloneForbidden, Limit::NoneAllowed];

    /// The setting, and the value that limits.
    fn setting(self) -> (&'static str, &'static str) {
        match self {
            Limit::AppArmor => ("kernel/apparmor_restrict_unprivileged_userns", "1"),
            Limit::CloneForbidden => ("kernel/unprivileged_userns_clone", "0"),
            Limit::NoneAllowed => ("user/max_user_namespaces", "0"),
        }
    }

    fn applies(self, is_root: bool) -> bool {
        let (name, value) = self.setting();
        let text = fs::read_to_string(Path::new("/proc/sys").join(name)).unwrap_or_default();
        text.trim() == value && (!is_root || self == Limit::NoneAllowed)
    }
}

impl Facts {
    fn gather() -> Facts {
        let uid = geteuid();
        let count = |maps: &IdMaps| maps.uids.iter().map(|range| range.count).sum();
        Facts {
            user: name_of(uid),
            ids: IdMaps::of_caller().as_ref().map(count).map_err(|error| report::chain(error)),
            limits: Limit::ALL.into_iter().filter(|limit| limit.applies(uid.is_root())).collect(),
        }
    }
}

fn name_of(uid: Uid) -> String {
    User::from_uid(uid).ok().flatten().map_or_else(|| uid.to_string(), |user| user.name)
}

const IDS: &str = "subordinate ids";
const NAMESPACES: &str = "user namespaces";

fn explain_ids(facts: &Facts) -> Check {
    let add = format!(
        "sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {}",
        facts.user
    );
    match &facts.ids {
        Ok(count @ 65_535..) => Check::ok(IDS, format!("{count} ids can be mapped")),
        Ok(count) => Check::warning(IDS, format!("only {count} ids can be mapped, of 65536"), add),
        Err(reason) => Check::missing(IDS, reason, add),
    }
}

/// Why the sandbox could not even be made.
fn explain_refusal(error: &SandboxError, facts: &Facts) -> Check {
    let reason = report::chain(error);
    let fix = match error {
        SandboxError::Map { source, .. } if source.kind() == io::ErrorKind::NotFound => {
            "sudo apt-get install uidmap"
        }
        _ if facts.limits.contains(&Limit::NoneAllowed) => {
            "sudo sysctl -w user.max_user_namespaces=15000"
        }
        _ if facts.limits.contains(&Limit::CloneForbidden) => {
            "sudo sysctl -w kernel.unprivileged_userns_clone=1"
        }
        _ => "allow user namespaces on this machine (a container around it may forbid them)",
    };
    Check::missing(NAMESPACES, reason, fix)
}

/// A step of the probe, in the order in which a start takes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Step {
    Mounts,
    Hosts,
    Tun,
}

/// A step and, unless it went well, why not.
type Found = (Step, Option<Refusal>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Refusal {
    reason: String,
    /// The device does not exist.
    absent: bool,
}

/// One row a step. What is not reached has no row: its own fix would mislead.
fn explain(steps: &[Found], facts: &Facts) -> Vec<Check> {
    let mut rows = vec![Check::ok(NAMESPACES, "can be made, and ids mapped")];
    rows.extend(steps.iter().map(|(step, refusal)| match (step, refusal) {
        (Step::Mounts, None) => Check::ok(MOUNTS, "the machine's tree can be closed off"),
        (Step::Mounts, Some(refusal)) => explain_mounts(MOUNTS, refusal, facts),
        (Step::Hosts, None) => {
            Check::ok(HOSTS, "a host with its own /etc, /sys and network was made")
        }
        (Step::Hosts, Some(refusal)) => explain_mounts(HOSTS, refusal, facts),
        (Step::Tun, None) => Check::ok(TUN, "can be opened by root inside"),
        (Step::Tun, Some(Refusal { reason, absent: true })) => {
            Check::missing(TUN, reason, "sudo modprobe tun")
        }
        (Step::Tun, Some(refusal)) => {
            Check::missing(TUN, &refusal.reason, "sudo chmod 0666 /dev/net/tun")
        }
    }));
    rows
}

const MOUNTS: &str = "private mounts";
const HOSTS: &str = "hosts";
const TUN: &str = "/dev/net/tun";

fn explain_mounts(name: &str, refusal: &Refusal, facts: &Facts) -> Check {
    let fix = if facts.limits.contains(&Limit::AppArmor) {
        "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (or give the program an \
         AppArmor profile with 'userns,', or run it as root)"
    } else if refusal.reason.contains("overlay") {
        "sudo modprobe overlay"
    } else if refusal.reason.contains("sysfs") || refusal.reason.contains("mount proc") {
        "run it outside a container, or start the container with --privileged"
    } else if refusal.reason.contains("read-only") {
        "run it on Linux 5.12 or later"
    } else {
        "allow mounts in user namespaces on this machine"
    };
    Check::missing(name, &refusal.reason, fix)
}

/// Runs the probe and reads what it found.
fn probe() -> Result<Vec<Found>, SandboxError> {
    let (reading, writing) = pipe2(OFlag::O_CLOEXEC).map_err(io::Error::from)?;
    let null = File::options().write(true).open("/dev/null")?;
    let devices = launch::net_devices(&IdMaps::of_caller()?);
    let mut inherit = vec![(inherited::REPORT, writing.as_fd())];
    inherit.extend(devices.iter().map(|mount| (inherited::NET_DEVICES, mount.as_fd())));
    let sandbox = Sandbox::spawn(&Plan {
        role: Role::Probe,
        namespaces: launch::outer_namespaces(),
        inherit,
        output: null.as_fd(),
    })?;
    drop(writing);
    let mut text = String::new();
    File::from(reading).read_to_string(&mut text)?;
    let ended = sandbox.wait();
    let unread = |_| io::Error::other(ended.unwrap_or_else(|| "the probe ended early".to_owned()));
    Ok(serde_json::from_str(&text).map_err(unread)?)
}

/// What runs inside: tries each step, up to the first of those that the others need.
pub(crate) fn run_probe() -> io::Result<()> {
    let report = File::from(inherited::take(inherited::REPORT)?);
    let devices = inherited::take(inherited::NET_DEVICES).ok();
    let sealed = || seal::lock_mounts().map_err(Failure::from);
    let mounts = init::prepare_mounts(devices).map_err(Failure::from).and_then(|()| sealed());
    let mut found = vec![(Step::Mounts, refusal(mounts))];
    if found[0].1.is_none() {
        // The template for `/etc` lies in the supervisor's `/run`, which is private by now.
        let spec = host::HostSpec {
            name: "probe".to_owned(),
            hostname: "probe".to_owned(),
            ..host::HostSpec::default()
        };
        found.push((
            Step::Hosts,
            refusal(host::Host::create(&spec).map(drop).map_err(Failure::from)),
        ));
        let tun = File::options().read(true).write(true).open(TUN);
        let absent = !Path::new(TUN).exists();
        let tun =
            tun.err().map(|error| Refusal { reason: format!("cannot open it: {error}"), absent });
        found.push((Step::Tun, tun));
    }
    Ok(serde_json::to_writer(report, &found)?)
}

fn refusal(result: Result<(), Failure>) -> Option<Refusal> {
    result.err().map(|error| Refusal { reason: report::chain(&*error), absent: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordinary() -> Facts {
        Facts { user: "ann".to_owned(), ids: Ok(65_536), limits: Vec::new() }
    }

    fn refused(reason: &str) -> Refusal {
        Refusal { reason: reason.to_owned(), absent: false }
    }

    #[test]
    fn a_user_without_ids_is_told_how_to_get_them() {
        let row = explain_ids(&Facts { ids: Err("no line".to_owned()), ..ordinary() });
        assert_eq!(row.status, CheckStatus::Missing);
        assert!(row.fix.ends_with("--add-subgids 100000-165535 ann"), "{}", row.fix);
        assert_eq!(explain_ids(&Facts { ids: Ok(11), ..ordinary() }).status, CheckStatus::Warning);
        assert_eq!(explain_ids(&ordinary()).status, CheckStatus::Ok);
    }

    #[test]
    fn a_missing_mapper_and_forbidden_namespaces_have_fixes_of_their_own() {
        let absent = io::Error::from(io::ErrorKind::NotFound);
        let map = SandboxError::Map { with: "newuidmap", source: absent };
        assert_eq!(explain_refusal(&map, &ordinary()).fix, "sudo apt-get install uidmap");
        let clone = || SandboxError::Clone(io::Error::from_raw_os_error(1));
        let facts = Facts { limits: vec![Limit::CloneForbidden], ..ordinary() };
        assert!(explain_refusal(&clone(), &facts).fix.contains("unprivileged_userns_clone=1"));
        let facts = Facts { limits: vec![Limit::NoneAllowed], ..ordinary() };
        assert!(explain_refusal(&clone(), &facts).fix.contains("max_user_namespaces"));
    }

    #[test]
    fn apparmor_is_named_only_where_it_restricts() {
        let steps =
            [(Step::Mounts, Some(refused("cannot mount tmpfs on /run: Permission denied")))];
        let rows = explain(&steps, &Facts { limits: vec![Limit::AppArmor], ..ordinary() });
        assert!(rows[1].fix.contains("apparmor_restrict_unprivileged_userns=0"), "{rows:?}");
        let rows = explain(&steps, &ordinary());
        assert!(!rows[1].fix.contains("apparmor"), "{rows:?}");
    }

    #[test]
    fn an_unloaded_module_is_told_from_a_closed_device() {
        let closed = explain(&[(Step::Tun, Some(refused("cannot open it")))], &ordinary());
        assert_eq!(closed[1].fix, "sudo chmod 0666 /dev/net/tun");
        let absent = Some(Refusal { absent: true, ..refused("cannot open it") });
        assert_eq!(explain(&[(Step::Tun, absent)], &ordinary())[1].fix, "sudo modprobe tun");
        let overlay =
            refused("host probe: cannot make its own file systems: cannot mount overlay on /etc");
        assert_eq!(
            explain(&[(Step::Hosts, Some(overlay))], &ordinary())[1].fix,
            "sudo modprobe overlay"
        );
    }
}
