//! A host of a rehearsal: a network, mount and UTS namespace of its own.
//!
//! Three descriptors hold the namespaces; no process has to live inside. A host sees the machine's
//! programs, its own `/etc`, `/run`, `/tmp`, `/var/tmp`, `/dev/shm`, `/home`, `/root`, `/sys` and
//! hostname, and nobody's files.
//!
//! Only a process inside a rehearsal (see `supervisor`) may make one.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Component, Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::thread;

use nix::sched::{CloneFlags, setns, unshare};
use nix::unistd::{sethostname, setsid};

use crate::etc;
use crate::mounts::{self, MountError};

/// Folders that every host has for itself, empty and writable, with their modes.
const OWN_FOLDERS: [(&str, u32); 6] = [
    ("/run", 0o755),
    ("/var/tmp", 0o1777),
    ("/dev/shm", 0o1777),
    ("/home", 0o755),
    ("/root", 0o700),
    // Last: the others are prepared in what it covers.
    ("/tmp", 0o1777),
];

/// Where a host's own tmpfs is while the host is being made.
const STAGE: &str = "/tmp";

/// What a host is made from.
#[derive(Debug, Clone, Default)]
pub struct HostSpec {
    /// The name that the rehearsal knows the host by.
    pub name: String,
    /// The name that the host knows itself by.
    pub hostname: String,
    /// Files to write before anything runs: a path (relative ones are below `/etc`) and contents.
    /// `hosts` and `resolv.conf` replace the plain ones that a host gets by itself.
    pub files: Vec<(String, Vec<u8>)>,
    /// More folders that this host sees empty and writable. They must exist on the machine.
    pub folders: Vec<String>,
}

/// A failed operation on a host.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// A step of making or entering a host was refused by the kernel.
    #[error("host {host}: cannot {step}")]
    Step {
        /// The host's name.
        host: String,
        /// What was tried.
        step: String,
        /// The kernel's answer.
        source: io::Error,
    },
    /// One of its own file systems could not be mounted.
    #[error("host {host}: cannot make its own file systems")]
    Mount {
        /// The host's name.
        host: String,
        /// Which one, and why.
        source: MountError,
    },
}

/// A host; cheap to clone. Its namespaces live as long as a clone or a process inside does.
#[derive(Debug, Clone)]
pub struct Host(Arc<Namespaces>);

#[derive(Debug)]
struct Namespaces {
    name: String,
    network: OwnedFd,
    mounts: OwnedFd,
    uts: OwnedFd,
}

impl Host {
    /// Makes a host and writes its files. IP forwarding is off, and no interface is up.
    pub fn create(spec: &HostSpec) -> Result<Host, HostError> {
        on_thread(&spec.name, || create_here(spec)).map(|namespaces| Host(Arc::new(namespaces)))
    }

    /// The name that the rehearsal knows the host by.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The host's network namespace, to move an interface into.
    pub fn net_fd(&self) -> BorrowedFd<'_> {
        self.0.network.as_fd()
    }

    /// Runs `f` on a thread of its own inside the host's network namespace; files are the
    /// supervisor's. Sockets that `f` returns stay in the host's network.
    pub fn in_network<T: Send>(&self, f: impl FnOnce() -> T + Send) -> Result<T, HostError> {
        on_thread(self.name(), || {
            self.0.join_network().map_err(|error| step(self.name(), "enter its network", error))?;
            Ok(f())
        })
    }

    /// Runs `f` on a thread of its own wholly inside the host: network, files and hostname.
    pub fn enter<T: Send>(&self, f: impl FnOnce() -> T + Send) -> Result<T, HostError> {
        on_thread(self.name(), || {
            self.0.join().map_err(|error| step(self.name(), "enter it", error))?;
            Ok(f())
        })
    }

    /// A command that will run inside the host, in a session of its own, in folder `/`, with no
    /// open file but stdin, stdout and stderr. For tokio: `tokio::process::Command::from(…)`.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        let namespaces = Arc::clone(&self.0);
        // SAFETY: the closure makes system calls only; it takes no lock and allocates nothing.
        unsafe {
            command.pre_exec(move || {
                namespaces.join()?;
                setsid()?;
                close_on_exec_from(3)
            });
        }
        command
    }

    /// Writes a file inside the host, with its parent folders, replacing what was there at once.
    /// Relative paths are below `/etc`.
    pub fn write_file(&self, path: &str, contents: &[u8]) -> Result<(), HostError> {
        self.enter(|| write_file_here(path, contents))?
            .map_err(|error| step(self.name(), &format!("write {path}"), error))
    }
}

impl Namespaces {
    fn join_network(&self) -> io::Result<()> {
        Ok(setns(&self.network, CloneFlags::CLONE_NEWNET)?)
    }

    /// Enters all three; the caller must share its root and current folder with no other thread.
    fn join(&self) -> io::Result<()> {
        self.join_network()?;
        setns(&self.uts, CloneFlags::CLONE_NEWUTS)?;
        Ok(setns(&self.mounts, CloneFlags::CLONE_NEWNS)?)
    }
}

/// Namespaces belong to threads, so whatever changes them runs on one that ends with it.
fn on_thread<T: Send>(
    host: &str,
    f: impl FnOnce() -> Result<T, HostError> + Send,
) -> Result<T, HostError> {
    thread::scope(|scope| {
        let in_own_folder = || {
            unshare(CloneFlags::CLONE_FS)
                .map_err(|errno| step(host, "leave the common folder", errno.into()))?;
            f()
        };
        let thread = thread::Builder::new()
            .name(format!("host {host}"))
            .spawn_scoped(scope, in_own_folder)
            .map_err(|error| step(host, "start a thread", error))?;
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn create_here(spec: &HostSpec) -> Result<Namespaces, HostError> {
    let failed = |what: &'static str| move |error| step(&spec.name, what, error);
    let template = etc::template()
        .map_err(|error| failed("copy /etc")(io::Error::new(error.kind(), error.to_string())))?;
    unshare(CloneFlags::CLONE_NEWNET | CloneFlags::CLONE_NEWNS | CloneFlags::CLONE_NEWUTS)
        .map_err(|errno| failed("make namespaces")(errno.into()))?;
    sethostname(&spec.hostname).map_err(|errno| failed("set its hostname")(errno.into()))?;
    stop_forwarding().map_err(failed("switch IP forwarding off"))?;
    prepare_stage(spec)?;
    mount_own(spec, template)
        .map_err(|source| HostError::Mount { host: spec.name.clone(), source })?;
    write_own_files(spec)?;
    let open = |kind: &str| File::open(format!("/proc/thread-self/ns/{kind}")).map(OwnedFd::from);
    Ok(Namespaces {
        name: spec.name.clone(),
        network: open("net").map_err(failed("hold its network"))?,
        mounts: open("mnt").map_err(failed("hold its mounts"))?,
        uts: open("uts").map_err(failed("hold its hostname"))?,
    })
}

/// A new network namespace inherits the machine's settings, and only routers may forward.
fn stop_forwarding() -> io::Result<()> {
    fs::write("/proc/sys/net/ipv4/ip_forward", "0")?;
    let v6 = Path::new("/proc/sys/net/ipv6/conf/all/forwarding");
    if v6.exists() { fs::write(v6, "0") } else { Ok(()) }
}

/// The host's tmpfs, holding one folder for each that will lie over a shared one.
fn prepare_stage(spec: &HostSpec) -> Result<(), HostError> {
    let mount = |source| HostError::Mount { host: spec.name.clone(), source };
    mounts::tmpfs(Path::new(STAGE), "mode=0700,size=1g").map_err(mount)?;
    own_folders(spec)
        .chain([("/etc", 0o755), ("/etc-work", 0o700)])
        .try_for_each(|(target, mode)| make_folder(&staged(target), mode))
        .map_err(|error| step(&spec.name, "make folders", error))
}

/// Lays the staged folders over the shared ones, and gives the host its own `/etc` and `/sys`.
fn mount_own(spec: &HostSpec, template: &Path) -> Result<(), MountError> {
    mounts::overlay(Path::new("/etc"), template, &staged("/etc"), &staged("/etc-work"))?;
    mounts::sysfs(Path::new("/sys"))?;
    own_folders(spec).try_for_each(|(target, _)| mounts::bind(&staged(target), Path::new(target)))
}

/// Every folder that the host has for itself. Of the usual ones those that the machine has.
fn own_folders(spec: &HostSpec) -> impl Iterator<Item = (&str, u32)> {
    let usual = OWN_FOLDERS.into_iter().filter(|(path, _)| Path::new(path).is_dir());
    spec.folders.iter().map(|path| (path.as_str(), 0o755)).chain(usual)
}

fn staged(target: &str) -> PathBuf {
    Path::new(STAGE).join(target.trim_start_matches('/').replace('/', "-"))
}

fn make_folder(path: &Path, mode: u32) -> io::Result<()> {
    fs::create_dir(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

fn write_own_files(spec: &HostSpec) -> Result<(), HostError> {
    let name = &spec.hostname;
    let usual = [
        ("hostname", format!("{name}\n")),
        ("hosts", format!("127.0.0.1 localhost\n127.0.1.1 {name}\n::1 localhost\n")),
        ("resolv.conf", String::new()),
    ];
    let usual = usual.iter().map(|(path, text)| (*path, text.as_bytes()));
    let given = spec.files.iter().map(|(path, contents)| (path.as_str(), contents.as_slice()));
    for (path, contents) in usual.chain(given) {
        write_file_here(path, contents)
            .map_err(|error| step(&spec.name, &format!("write {path}"), error))?;
    }
    Ok(())
}

/// A rename, and no write in place, so that a reader never sees half a file, and so that a link
/// (`resolv.conf` often is one) is replaced and not followed.
fn write_file_here(path: &str, contents: &[u8]) -> io::Result<()> {
    let path = Path::new("/etc").join(path);
    if path.components().any(|part| part == Component::ParentDir) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path holds '..'"));
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut draft = path.clone().into_os_string();
    draft.push(".draft");
    fs::write(&draft, contents)?;
    fs::rename(&draft, &path)
}

fn close_on_exec_from(first: u32) -> io::Result<()> {
    // SAFETY: the call takes three integers and touches no memory of ours.
    let result = unsafe {
        nix::libc::syscall(
            nix::libc::SYS_close_range,
            first,
            u32::MAX,
            nix::libc::CLOSE_RANGE_CLOEXEC,
        )
    };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

fn step(host: &str, step: &str, source: io::Error) -> HostError {
    HostError::Step { host: host.to_owned(), step: step.to_owned(), source }
}
