//! A copy of this program in new namespaces, with mapped ids and chosen descriptors.
//!
//! The caller may have many threads, so between the clone and the exec the child makes system
//! calls only, all prepared beforehand. It always executes `/proc/self/exe`: the ids inside need
//! not be able to reach the program by its path.

use std::ffi::CStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::process::Command;
use std::ptr;

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::libc::{self, c_char, c_int, c_long};
use nix::sched::CloneFlags;
use nix::sys::wait::WaitStatus;
use nix::unistd::{geteuid, pipe2};

use crate::idmap::{IdMapError, IdMaps, Range, kernel_text};
use crate::role::Role;
use crate::{inherited, pidfd};

/// What the programs inside find in their environment; nothing of the user's reaches them.
const ENVIRONMENT: [&CStr; 3] = [
    c"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    c"HOME=/root",
    c"LANG=C.UTF-8",
];

/// Descriptors at and above this number are out of the way of those that the child is given.
const PARKED: RawFd = 100;

/// How a child that fails before it runs the program says at which step it did.
const FAILED_STEPS: [(c_int, &str); 4] = [
    (121, "it could not arrange its open files"),
    (122, "the launcher did not map its ids"),
    (123, "it could not become root inside"),
    (124, "it could not execute the program again"),
];

/// What a sandbox is made from.
pub(crate) struct Plan<'a> {
    /// What the program shall be inside.
    pub(crate) role: Role,
    /// Namespaces besides the user namespace.
    pub(crate) namespaces: CloneFlags,
    /// Descriptors to hand over, with the numbers that they get (see [`inherited`]).
    pub(crate) inherit: Vec<(RawFd, BorrowedFd<'a>)>,
    /// Where stdout and stderr go.
    pub(crate) output: BorrowedFd<'a>,
}

/// Why a sandbox could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The kernel refused the namespaces.
    #[error("cannot make a user namespace")]
    Clone(#[source] io::Error),
    /// There are no ids to map.
    #[error(transparent)]
    Ids(#[from] IdMapError),
    /// The ids could not be mapped.
    #[error("cannot map ids with {with}")]
    Map {
        /// The program or file that maps them.
        with: &'static str,
        /// Why not.
        source: io::Error,
    },
    /// A pipe or descriptor could not be prepared.
    #[error("cannot prepare descriptors")]
    Prepare(#[from] io::Error),
}

/// The running child. Closing [`Sandbox::lifeline`] tells it that its launcher is gone.
#[derive(Debug)]
pub(crate) struct Sandbox {
    pub(crate) pid: i32,
    pub(crate) pidfd: OwnedFd,
    lifeline: File,
}

impl Sandbox {
    pub(crate) fn spawn(plan: &Plan) -> Result<Sandbox, SandboxError> {
        let maps = IdMaps::of_caller()?;
        let (reading, writing) = pipe2(OFlag::O_CLOEXEC).map_err(io::Error::from)?;
        let prepared = Prepared::new(plan, &reading)?;
        let (pid, pidfd) = clone(plan.namespaces, &prepared).map_err(SandboxError::Clone)?;
        drop(reading);
        let mut sandbox = Sandbox { pid, pidfd, lifeline: File::from(writing) };
        if let Err(error) = sandbox.map_ids(&maps) {
            sandbox.kill();
            sandbox.wait();
            return Err(error);
        }
        Ok(sandbox)
    }

    /// Lets the child outlive this process.
    pub(crate) fn release(&mut self) -> io::Result<()> {
        self.lifeline.write_all(b"r")
    }

    pub(crate) fn kill(&self) {
        pidfd::kill(self.pidfd.as_fd());
    }

    /// Waits for the child's end and says how it came, if that is worth telling.
    pub(crate) fn wait(&self) -> Option<String> {
        match pidfd::reap(self.pidfd.as_fd()) {
            Some(WaitStatus::Exited(_, code)) => {
                let step = FAILED_STEPS.iter().find(|(failed, _)| *failed == code);
                step.map(|(_, text)| (*text).to_owned())
            }
            Some(WaitStatus::Signaled(_, signal, _)) => Some(format!("{signal} ended it")),
            _ => None,
        }
    }

    fn map_ids(&mut self, maps: &IdMaps) -> Result<(), SandboxError> {
        for (file, program, ranges) in
            [("uid_map", "newuidmap", &maps.uids), ("gid_map", "newgidmap", &maps.gids)]
        {
            let direct = geteuid().is_root();
            let mapped = if direct {
                write_map(self.pid, file, ranges)
            } else {
                run_mapper(program, self.pid, ranges)
            };
            let with = if direct { file } else { program };
            mapped.map_err(|source| SandboxError::Map { with, source })?;
        }
        // A child that died already is found by whoever waits for its reports.
        let _ = self.lifeline.write_all(b"m");
        Ok(())
    }
}

fn write_map(pid: i32, file: &str, ranges: &[Range]) -> io::Result<()> {
    fs::write(format!("/proc/{pid}/{file}"), kernel_text(ranges))
}

/// An ordinary user's ids are mapped by a privileged program of the system, which holds them
/// against `/etc/subuid`.
fn run_mapper(program: &str, pid: i32, ranges: &[Range]) -> io::Result<()> {
    let numbers = ranges.iter().flat_map(|range| [range.inside, range.outside, range.count]);
    let output = Command::new(program)
        .arg(pid.to_string())
        .args(numbers.map(|number| number.to_string()))
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}

/// Everything that the child needs, so that it need not allocate.
struct Prepared {
    lifeline: OwnedFd,
    null: OwnedFd,
    output: OwnedFd,
    inherit: Vec<(RawFd, OwnedFd)>,
    arguments: Vec<*const c_char>,
    environment: Vec<*const c_char>,
}

impl Prepared {
    fn new(plan: &Plan, lifeline: &OwnedFd) -> io::Result<Prepared> {
        let inherit = plan.inherit.iter().map(|(number, fd)| Ok((*number, park(*fd)?)));
        let terminated = |strings: &[&'static CStr]| {
            strings.iter().map(|text| text.as_ptr()).chain([ptr::null()]).collect::<Vec<_>>()
        };
        Ok(Prepared {
            lifeline: park(lifeline.as_fd())?,
            null: park(File::options().read(true).open("/dev/null")?.as_fd())?,
            output: park(plan.output)?,
            inherit: inherit.collect::<io::Result<_>>()?,
            arguments: terminated(&[c"landbridge", plan.role.argument()]),
            environment: terminated(&ENVIRONMENT),
        })
    }

    /// What the child does. Only system calls, and none through a wrapper that would look for this
    /// process's other threads, which the child does not have.
    fn become_program(&self) -> ! {
        let step = if !self.arrange_files() {
            0
        } else if !wait_for_maps() {
            1
        } else if !become_root() {
            2
        } else {
            // SAFETY: both lists end with a null pointer and point to constant strings.
            unsafe {
                libc::execve(
                    c"/proc/self/exe".as_ptr(),
                    self.arguments.as_ptr(),
                    self.environment.as_ptr(),
                )
            };
            3
        };
        // SAFETY: ends this process at once, without running anything of the parent's.
        unsafe { libc::_exit(FAILED_STEPS[step].0) }
    }

    fn arrange_files(&self) -> bool {
        let standard = [(0, &self.null), (1, &self.output), (2, &self.output)];
        let own = [(inherited::LIFELINE, &self.lifeline)];
        let given = self.inherit.iter().map(|(number, fd)| (*number, fd));
        // SAFETY: these calls take integers only.
        unsafe {
            close_range(3, PARKED - 1)
                && standard
                    .into_iter()
                    .chain(own)
                    .chain(given)
                    .all(|(number, fd)| libc::dup2(fd.as_raw_fd(), number) == number)
                && close_range(PARKED, RawFd::MAX)
        }
    }
}

/// A copy of a descriptor whose number is out of the way.
fn park(fd: BorrowedFd) -> io::Result<OwnedFd> {
    let number = fcntl(fd, FcntlArg::F_DUPFD_CLOEXEC(PARKED))?;
    // SAFETY: the kernel just made this descriptor for us.
    Ok(unsafe { OwnedFd::from_raw_fd(number) })
}

/// SAFETY of callers: nothing that they use afterwards may be open in the range.
unsafe fn close_range(first: RawFd, last: RawFd) -> bool {
    // SAFETY: takes integers only.
    unsafe { libc::syscall(libc::SYS_close_range, first, last, 0) == 0 }
}

fn wait_for_maps() -> bool {
    let mut byte = 0_u8;
    // SAFETY: `byte` has room for the one byte that is read.
    unsafe { libc::read(inherited::LIFELINE, (&raw mut byte).cast(), 1) == 1 }
}

/// Takes id 0 of the new namespace, a session of its own, folder `/`, and no blocked signal.
fn become_root() -> bool {
    let no_signals = 0_u64;
    let zero: c_long = 0;
    // SAFETY: integers, a null list of length 0, a constant path, and 8 bytes of signal mask.
    unsafe {
        libc::syscall(libc::SYS_setgroups, zero, ptr::null::<libc::gid_t>()) == 0
            && libc::syscall(libc::SYS_setresgid, zero, zero, zero) == 0
            && libc::syscall(libc::SYS_setresuid, zero, zero, zero) == 0
            && libc::syscall(libc::SYS_setsid) >= 0
            && libc::syscall(libc::SYS_chdir, c"/".as_ptr()) == 0
            && libc::syscall(
                libc::SYS_rt_sigprocmask,
                libc::SIG_SETMASK,
                &raw const no_signals,
                ptr::null_mut::<u64>(),
                size_of::<u64>(),
            ) == 0
    }
}

/// The arguments of `clone3` that every kernel which has it knows.
#[repr(C)]
#[derive(Default)]
struct CloneArguments {
    flags: u64,
    pidfd: u64,
    child_tid: u64,
    parent_tid: u64,
    exit_signal: u64,
    stack: u64,
    stack_size: u64,
    tls: u64,
}

/// Forks into a new user namespace (and others); the child becomes the program.
fn clone(namespaces: CloneFlags, child: &Prepared) -> io::Result<(i32, OwnedFd)> {
    let mut pidfd: c_int = -1;
    let flags = namespaces | CloneFlags::CLONE_NEWUSER;
    let unsigned = |flags: c_int| u64::from(flags.cast_unsigned());
    let arguments = CloneArguments {
        flags: unsigned(flags.bits() | libc::CLONE_PIDFD),
        pidfd: (&raw mut pidfd) as u64,
        exit_signal: unsigned(libc::SIGCHLD),
        ..CloneArguments::default()
    };
    // SAFETY: the structure is laid out as the kernel's and outlives the call; memory is copied,
    // not shared, so that the child, which only makes system calls, cannot disturb the parent.
    let pid =
        unsafe { libc::syscall(libc::SYS_clone3, &raw const arguments, size_of_val(&arguments)) };
    match pid {
        0 => child.become_program(),
        // SAFETY: the kernel put a new descriptor there.
        1.. => Ok((i32::try_from(pid).unwrap_or(i32::MAX), unsafe { OwnedFd::from_raw_fd(pidfd) })),
        _ => Err(io::Error::last_os_error()),
    }
}
