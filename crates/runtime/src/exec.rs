//! Runs a client's command inside a host.

use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};

use nix::libc;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::process::Command;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::Failure;
use crate::host::Host;
use crate::protocol::{Exec, Exit, Input};

/// Runs the command to its end, with the client's stdin, stdout and stderr.
///
/// When the returned future is dropped (the client is gone), the command is killed.
pub(crate) async fn exec(
    host: &Host,
    exec: &Exec,
    descriptors: Vec<OwnedFd>,
    mut input: UnboundedReceiver<Input>,
) -> Result<Exit, Failure> {
    let mut child = command(host, exec, descriptors)?
        .spawn()
        .map_err(|error| format!("cannot run {} in {}: {error}", exec.command[0], exec.host))?;
    let group = Group::of(&child);
    loop {
        tokio::select! {
            status = child.wait() => return Ok(exit(status?)),
            Some(Input::Signal(number)) = input.recv() => group.signal(number),
        }
    }
}

fn command(host: &Host, exec: &Exec, descriptors: Vec<OwnedFd>) -> Result<Command, Failure> {
    let Some((program, arguments)) = exec.command.split_first() else {
        return Err("no command was given".into());
    };
    let Ok([stdin, stdout, stderr]) = <[OwnedFd; 3]>::try_from(descriptors) else {
        return Err("stdin, stdout and stderr did not come with the command".into());
    };
    let mut command = host.command(program);
    command
        .args(arguments)
        .envs(exec.environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::from(stdin))
        .stdout(Stdio::from(stdout))
        .stderr(Stdio::from(stderr));
    let mut command = Command::from(command);
    command.kill_on_drop(true);
    if exec.terminal {
        // SAFETY: the closure makes one system call, with integers.
        unsafe { command.pre_exec(control_terminal) };
    }
    Ok(command)
}

/// Makes stdin the terminal of the session that the command leads.
fn control_terminal() -> std::io::Result<()> {
    // SAFETY: TIOCSCTTY takes an integer.
    match unsafe { libc::ioctl(0, libc::TIOCSCTTY, 0) } {
        0 => Ok(()),
        _ => Err(std::io::Error::last_os_error()),
    }
}

fn exit(status: ExitStatus) -> Exit {
    match (status.code(), status.signal()) {
        (None, Some(signal)) => Exit::Signal(signal),
        (code, _) => Exit::Code(code.unwrap_or_default()),
    }
}

/// The process group of a session's leader: a command and what it started.
#[derive(Debug)]
pub(crate) struct Group(Option<Pid>);

impl Group {
    pub(crate) fn of(leader: &tokio::process::Child) -> Group {
        Group(leader.id().map(|id| Pid::from_raw(id.cast_signed())))
    }

    pub(crate) fn signal(&self, number: i32) {
        if let (Some(group), Ok(signal)) = (self.0, Signal::try_from(number)) {
            // An error says that nobody is left to hear it.
            let _ = killpg(group, signal);
        }
    }
}

impl Drop for Group {
    /// What a command or daemon left running ends with it.
    fn drop(&mut self) {
        self.signal(libc::SIGKILL);
    }
}
