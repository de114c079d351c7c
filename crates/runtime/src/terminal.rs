//! Runs a command in a host for a user at a terminal, or in a pipe.
//!
//! At a terminal the command gets one of its own, whose other end is held here: so it has job
//! control, and the user's terminal never leaves the user's session. In a pipe the command gets
//! stdin, stdout and stderr themselves, and the signals that come here are passed on.

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::{Winsize, openpty};
use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nix::sys::termios::{SetArg, Termios, cfmakeraw, tcgetattr, tcsetattr};

use crate::client::{Client, ClientError};
use crate::protocol::{Exec, Exit, Frame, Input, Request};

/// The signals that are meant for the command.
const PASSED_ON: [Signal; 6] = [
    Signal::SIGINT,
    Signal::SIGQUIT,
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGUSR1,
    Signal::SIGUSR2,
];

const LAST_OUTPUT_WITHIN_MS: u8 = 100;

/// Runs `command` in `host` with this process's stdin, stdout and stderr; says how it ended.
///
/// To be called on the process's only thread: it takes over the process's signals.
pub fn run(mut client: Client, host: &str, command: &[String]) -> Result<Exit, ClientError> {
    let signals = watch_signals().map_err(io::Error::from)?;
    let at_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    let request = Request::<()>::Exec(Exec {
        host: host.to_owned(),
        command: command.to_vec(),
        environment: std::env::var("TERM")
            .ok()
            .map(|kind| ("TERM".to_owned(), kind))
            .into_iter()
            .collect(),
        terminal: at_terminal,
    });
    let mut terminal = if at_terminal {
        let (terminal, other_end) = Terminal::open()?;
        let other_end = other_end.as_fd();
        client.send(&request, &[other_end, other_end, other_end])?;
        Some(terminal)
    } else {
        let (stdin, stdout, stderr) = (io::stdin(), io::stdout(), io::stderr());
        client.send(&request, &[stdin.as_fd(), stdout.as_fd(), stderr.as_fd()])?;
        None
    };
    relay(&mut client, &signals, terminal.as_mut())
}

/// Carries signals, input and output until the command ended.
fn relay(
    client: &mut Client,
    signals: &SignalFd,
    mut terminal: Option<&mut Terminal>,
) -> Result<Exit, ClientError> {
    loop {
        let mut watched = vec![
            PollFd::new(client.as_fd(), PollFlags::POLLIN),
            PollFd::new(signals.as_fd(), PollFlags::POLLIN),
        ];
        let stdin = io::stdin();
        if let Some(terminal) = &terminal {
            watched.extend(terminal.watched(stdin.as_fd()));
        }
        match poll(&mut watched, PollTimeout::NONE) {
            Ok(_) | Err(Errno::EINTR) => {}
            Err(errno) => return Err(io::Error::from(errno).into()),
        }
        let awake: Vec<bool> = watched.iter().map(|fd| fd.any() == Some(true)).collect();
        while let Ok(Some(signal)) = signals.read_signal() {
            pass_on(signal.ssi_signo, client, terminal.as_deref())?;
        }
        if let Some(terminal) = &mut terminal {
            terminal.carry(awake.get(3) == Some(&true))?;
        }
        if awake[0] {
            let exit = answer(client.receive()?);
            terminal.map_or(Ok(()), Terminal::finish)?;
            return exit;
        }
    }
}

fn answer(frame: Frame) -> Result<Exit, ClientError> {
    match frame {
        Frame::Done(value) => serde_json::from_value(value).map_err(ClientError::Answer),
        Frame::Failed(reason) => Err(ClientError::Refused(reason)),
        Frame::Progress(_) => Err(ClientError::Refused("a command has no progress".to_owned())),
    }
}

fn watch_signals() -> nix::Result<SignalFd> {
    let mut watched = SigSet::empty();
    for signal in PASSED_ON {
        watched.add(signal);
    }
    watched.add(Signal::SIGWINCH);
    watched.thread_block()?;
    SignalFd::with_flags(&watched, SfdFlags::SFD_CLOEXEC | SfdFlags::SFD_NONBLOCK)
}

fn pass_on(
    number: u32,
    client: &mut Client,
    terminal: Option<&Terminal>,
) -> Result<(), ClientError> {
    let number = number.cast_signed();
    if number == libc::SIGWINCH {
        terminal.map_or(Ok(()), |terminal| Ok(copy_window(&terminal.held)?))
    } else {
        client.send_input(Input::Signal(number))
    }
}

/// The held end of the command's terminal. The user's own terminal passes every key on, and is as
/// before when this is dropped.
struct Terminal {
    held: File,
    before: Termios,
    /// Typed, but not taken by the command's terminal yet.
    typed: Vec<u8>,
    stdin_ended: bool,
}

impl Terminal {
    /// The terminal, and the end for the command.
    fn open() -> io::Result<(Terminal, OwnedFd)> {
        let before = tcgetattr(io::stdin())?;
        let pair = openpty(None, &before)?;
        fcntl(&pair.master, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        let held = File::from(pair.master);
        copy_window(&held)?;
        let mut raw = before.clone();
        cfmakeraw(&mut raw);
        tcsetattr(io::stdin(), SetArg::TCSANOW, &raw)?;
        Ok((Terminal { held, before, typed: Vec::new(), stdin_ended: false }, pair.slave))
    }

    /// What to wait for: output, and either room for what was typed or more typing. Always two.
    fn watched<'a>(&'a self, stdin: BorrowedFd<'a>) -> [PollFd<'a>; 2] {
        let room = if self.typed.is_empty() { PollFlags::empty() } else { PollFlags::POLLOUT };
        let more = self.typed.is_empty() && !self.stdin_ended;
        let keys = if more { PollFlags::POLLIN } else { PollFlags::empty() };
        [PollFd::new(self.held.as_fd(), PollFlags::POLLIN | room), PollFd::new(stdin, keys)]
    }

    /// Moves all output, and what is typed as far as there is room.
    fn carry(&mut self, keys: bool) -> io::Result<()> {
        let mut bytes = [0; 8 << 10];
        if keys && !self.stdin_ended && self.typed.is_empty() {
            let length = nix::unistd::read(io::stdin(), &mut bytes)?;
            self.stdin_ended = length == 0;
            self.typed.extend_from_slice(&bytes[..length]);
        }
        if let Ok(taken) = self.held.write(&self.typed) {
            self.typed.drain(..taken);
        }
        // An error says that there is nothing now, or that the command closed its end.
        while let Ok(length @ 1..) = self.held.read(&mut bytes) {
            io::stdout().write_all(&bytes[..length])?;
        }
        io::stdout().flush()
    }

    /// Moves the last output, which the kernel may deliver after it told of the command's end. Not
    /// for long: what the command left behind may hold its terminal open.
    fn finish(&mut self) -> io::Result<()> {
        loop {
            let mut watched = [PollFd::new(self.held.as_fd(), PollFlags::POLLIN)];
            let awake = poll(&mut watched, LAST_OUTPUT_WITHIN_MS)?;
            let more = watched[0].revents().is_some_and(|seen| seen.contains(PollFlags::POLLIN));
            self.carry(false)?;
            if awake == 0 || !more {
                return Ok(());
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = tcsetattr(io::stdin(), SetArg::TCSADRAIN, &self.before);
    }
}

/// Gives the command's terminal the size of the user's; the kernel tells the command.
fn copy_window(held: &File) -> io::Result<()> {
    let mut size = Winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: both calls take a pointer to a window size, which outlives them.
    let result = unsafe {
        match libc::ioctl(0, libc::TIOCGWINSZ, &raw mut size) {
            0 => libc::ioctl(held.as_raw_fd(), libc::TIOCSWINSZ, &raw const size),
            error => error,
        }
    };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
