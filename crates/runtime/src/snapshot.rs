//! What of the machine a rehearsal could have changed, to be compared before and after.
//!
//! For tests, and for anybody who wants proof: a rehearsal leaves the machine as it was.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Mounts, interfaces, control groups (but root's), kernel settings and shared memory of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine(BTreeSet<String>);

impl Machine {
    /// Looks at everything once. What cannot be read by this user is left out.
    pub fn take() -> Machine {
        let mut seen = BTreeSet::new();
        let lines = |path: &str| fs::read_to_string(path).unwrap_or_default();
        for line in lines("/proc/self/mountinfo").lines() {
            seen.insert(format!("mount {line}"));
        }
        for name in names("/sys/class/net") {
            seen.insert(format!("interface {name}"));
        }
        for name in names("/dev/shm") {
            seen.insert(format!("shared memory {name}"));
        }
        for kind in ["shm", "sem", "msg"] {
            // Key, id and mode; the later fields tell of use, which changes by itself.
            for line in lines(&format!("/proc/sysvipc/{kind}")).lines().skip(1) {
                let fields: Vec<&str> = line.split_whitespace().take(3).collect();
                seen.insert(format!("System V {kind} {}", fields.join(" ")));
            }
        }
        walk(Path::new("/sys/fs/cgroup"), &mut |path, is_folder| {
            // The machine's root makes and removes them all the time, and nobody inside is it.
            let owner = path.metadata().map_or(0, |metadata| metadata.uid());
            if is_folder && owner != 0 {
                seen.insert(format!("control group {} of {owner}", path.display()));
            }
        });
        for root in ["/proc/sys/net/core", "/proc/sys/net/ipv4", "/proc/sys/net/ipv6"] {
            walk(Path::new(root), &mut |path, is_folder| {
                if let (false, Ok(value)) = (is_folder, fs::read_to_string(path)) {
                    seen.insert(format!("setting {} = {}", path.display(), value.trim()));
                }
            });
        }
        for name in ["hostname", "domainname", "shmmax", "msgmax", "sem"] {
            let value = lines(&format!("/proc/sys/kernel/{name}"));
            seen.insert(format!("setting kernel/{name} = {}", value.trim()));
        }
        Machine(seen)
    }

    /// What is there later and was not before, and the other way round; empty when all is the same.
    pub fn differences(&self, later: &Machine) -> Vec<String> {
        let new = later.0.difference(&self.0).map(|item| format!("new: {item}"));
        let gone = self.0.difference(&later.0).map(|item| format!("gone: {item}"));
        new.chain(gone).collect()
    }
}

/// The namespaces of one rehearsal, remembered so that what is left of them can be found when it is
/// gone.
#[derive(Debug)]
pub struct Footprint {
    namespaces: BTreeSet<String>,
    user: PathBuf,
    /// The kernel gives a namespace's number to the next one when it is free. It does not give away
    /// that of the user namespace while this is open, which tells our processes from others.
    _held: File,
}

impl Footprint {
    /// Looks at a living rehearsal, whose process 1 is `init` on this machine
    /// ([`crate::state::Folder::init_pid`]).
    pub fn of(init: i32) -> io::Result<Footprint> {
        let path = format!("/proc/{init}/ns/user");
        let held = File::open(&path)?;
        let user = fs::read_link(path)?;
        let own: BTreeSet<String> = namespaces(Path::new("/proc/self/ns")).collect();
        let inside = processes().filter(|process| is_in(process, &user));
        let all = inside.flat_map(|process| of_process(&process));
        let namespaces = all.filter(|namespace| !own.contains(namespace)).collect();
        Ok(Footprint { namespaces, user, _held: held })
    }

    /// How many namespaces it has.
    pub fn namespaces(&self) -> usize {
        self.namespaces.len()
    }

    /// Processes of the machine that still are in the rehearsal, or of its user's and hold one of
    /// its namespaces.
    pub fn left(&self) -> Vec<String> {
        let own = fs::read_link("/proc/self/ns/user").unwrap_or_default();
        let this = Path::new("/proc").join(std::process::id().to_string());
        let holds = |process: &PathBuf| {
            let held = || of_process(process).any(|namespace| self.namespaces.contains(&namespace));
            is_in(process, &self.user) || (is_in(process, &own) && *process != this && held())
        };
        let describe = |process: PathBuf| {
            let name = fs::read_to_string(process.join("comm")).unwrap_or_default();
            format!("{} {}", process.display(), name.trim())
        };
        processes().filter(holds).map(describe).collect()
    }
}

fn processes() -> impl Iterator<Item = PathBuf> {
    let numbers = names("/proc").into_iter().filter(|name| name.parse::<u32>().is_ok());
    numbers.map(|number| Path::new("/proc").join(number))
}

/// Whether a process is in this user namespace.
fn is_in(process: &Path, user: &Path) -> bool {
    fs::read_link(process.join("ns/user")).is_ok_and(|namespace| namespace == user)
}

/// The namespaces that a process is in or holds open.
fn of_process(process: &Path) -> impl Iterator<Item = String> + use<> {
    namespaces(&process.join("ns")).chain(namespaces(&process.join("fd")))
}

/// The namespaces that links in this folder lead to, as `net:[4026531840]`.
fn namespaces(folder: &Path) -> impl Iterator<Item = String> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let links = entries.filter_map(|entry| fs::read_link(entry.path()).ok());
    let text = links.filter_map(|link| link.into_os_string().into_string().ok());
    let kinds = ["user:[", "pid:[", "net:[", "mnt:[", "uts:[", "ipc:[", "cgroup:["];
    text.filter(move |text| kinds.iter().any(|kind| text.starts_with(kind)))
}

fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

/// Calls `visit` with everything below `folder`; links are not followed.
fn walk(folder: &Path, visit: &mut dyn FnMut(&Path, bool)) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        visit(&entry.path(), kind.is_dir());
        if kind.is_dir() {
            walk(&entry.path(), visit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_name_what_came_and_what_went() {
        let machine =
            |items: &[&str]| Machine(items.iter().map(|item| (*item).to_owned()).collect());
        let (before, after) = (machine(&["a", "b"]), machine(&["b", "c"]));
        assert_eq!(before.differences(&after), ["new: c", "gone: a"]);
        assert!(before.differences(&before).is_empty());
    }

    #[test]
    fn a_look_sees_the_loopback_interface_and_the_root_mount() {
        let Machine(seen) = Machine::take();
        assert!(seen.contains("interface lo"), "{seen:?}");
        assert!(seen.iter().any(|item| item.starts_with("mount ") && item.contains(" / / ")));
    }
}
