//! The two processes of a stream. Both say one line of JSON when they begin, and report when their stdin closes.

use std::ffi::OsString;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::os::fd::AsFd;
use std::process::ExitCode;
use std::time::Duration;

use landbridge_runtime::clock;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll, ppoll};
use nix::sys::time::TimeSpec;
use serde::Serialize;

use super::analysis::{EchoReport, Request, SenderReport};
use crate::exact;

/// The hidden subcommand of the program that runs [`probe_main`].
pub const SUBCOMMAND: &str = "__stream";

/// Bytes of a request and of its answer. The first eight are its number.
const LENGTH: usize = 64;
/// How long answers are waited for after the last request.
const LAST_ANSWERS: Duration = Duration::from_millis(500);

/// Runs one process of a stream: `echo`, or `send ADDRESS:PORT INTERVAL_US`.
pub fn probe_main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<String> =
        arguments.into_iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = exact::wake_in_time().and_then(|()| match words.as_slice() {
        ["echo"] => echo(),
        ["send", target, interval] => match (target.parse(), interval.parse()) {
            (Ok(target), Ok(interval)) => send(target, Duration::from_micros(interval)),
            _ => Err(io::ErrorKind::InvalidInput.into()),
        },
        _ => Err(io::ErrorKind::InvalidInput.into()),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The last words go to the supervisor's log; if that is gone too, nobody is left to tell.
            let _ = writeln!(io::stderr(), "the probe ends: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Answers every request until stdin closes, then tells which came.
fn echo() -> io::Result<()> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    socket.set_nonblocking(true)?;
    say(&socket.local_addr()?.port())?;
    let mut report = EchoReport::default();
    let stdin = io::stdin();
    let mut packet = [0; LENGTH];
    loop {
        let mut waiting = [wait_for(&socket), wait_for(&stdin)];
        retry(|| poll(&mut waiting, PollTimeout::NONE))?;
        while let Ok((length, from)) = socket.recv_from(&mut packet) {
            if let Some(number) = number(&packet[..length]) {
                report.note(number);
                // An answer that cannot be sent is a lost one.
                let _ = socket.send_to(&packet[..length], from);
            }
        }
        if waiting[1].any() == Some(true) {
            return say(&report);
        }
    }
}

/// Asks until stdin closes, then tells what became of the requests.
fn send(target: SocketAddr, interval: Duration) -> io::Result<()> {
    let mut stream = Stream::begin(target, interval)?;
    let stdin = io::stdin();
    say(&ns(stream.started))?;
    loop {
        stream.ask();
        let mut waiting = [wait_for(&stream.socket), wait_for(&stdin)];
        let pause = TimeSpec::from(stream.until_due());
        retry(|| ppoll(&mut waiting, Some(pause), None))?;
        let over = waiting[1].any() == Some(true);
        stream.hear();
        if over {
            stream.hear_the_last()?;
            return say(&SenderReport::new(ns(stream.started), &stream.requests));
        }
    }
}

struct Stream {
    socket: UdpSocket,
    started: Duration,
    interval: u64,
    requests: Vec<Request>,
    /// Requests without an answer so far.
    open: usize,
}

impl Stream {
    fn begin(target: SocketAddr, interval: Duration) -> io::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        socket.set_nonblocking(true)?;
        socket.connect(target)?;
        let interval = ns(interval).max(1);
        Ok(Self { socket, started: clock::monotonic(), interval, requests: Vec::new(), open: 0 })
    }

    fn now(&self) -> u64 {
        ns(clock::monotonic().saturating_sub(self.started))
    }

    fn next_due(&self) -> u64 {
        self.requests.len() as u64 * self.interval
    }

    fn until_due(&self) -> Duration {
        Duration::from_nanos(self.next_due().saturating_sub(self.now()))
    }

    /// Sends every request that is due. One that cannot be sent (no route) stays without an answer.
    fn ask(&mut self) {
        while self.next_due() <= self.now() {
            let number = self.requests.len() as u64;
            let mut packet = [0; LENGTH];
            packet[..8].copy_from_slice(&number.to_be_bytes());
            let request = Request { due: self.next_due(), sent: self.now(), answered: None };
            let _ = self.socket.send(&packet);
            self.requests.push(request);
            self.open += 1;
        }
    }

    /// Takes all answers that are there. An error among them is an ICMP message to a former request.
    fn hear(&mut self) {
        let mut packet = [0; LENGTH];
        loop {
            match self.socket.recv(&mut packet) {
                Ok(length) => self.note(&packet[..length]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(_) => {}
            }
        }
    }

    fn note(&mut self, packet: &[u8]) {
        let now = self.now();
        let index = number(packet).and_then(|number| usize::try_from(number).ok());
        let Some(request) = index.and_then(|index| self.requests.get_mut(index)) else { return };
        if request.answered.is_none() {
            request.answered = Some(now);
            self.open -= 1;
        }
    }

    /// Waits for answers that are still on their way. Requests that were lost long ago are not waited for.
    fn hear_the_last(&mut self) -> io::Result<()> {
        let end = self.now() + ns(LAST_ANSWERS);
        while self.is_expecting() && self.now() < end {
            let mut waiting = [wait_for(&self.socket)];
            let pause = TimeSpec::from(Duration::from_nanos(end - self.now().min(end)));
            retry(|| ppoll(&mut waiting, Some(pause), None))?;
            self.hear();
        }
        Ok(())
    }

    fn is_expecting(&self) -> bool {
        let since = self.now().saturating_sub(ns(LAST_ANSWERS));
        let recent = self.requests.iter().rev().take_while(|request| request.sent >= since);
        self.open > 0 && recent.into_iter().any(|request| request.answered.is_none())
    }
}

fn number(packet: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(packet.first_chunk().copied()?))
}

fn wait_for(source: &impl AsFd) -> PollFd<'_> {
    PollFd::new(source.as_fd(), PollFlags::POLLIN)
}

fn retry(mut wait: impl FnMut() -> nix::Result<i32>) -> io::Result<()> {
    match wait() {
        Ok(_) | Err(nix::Error::EINTR) => Ok(()),
        Err(errno) => Err(errno.into()),
    }
}

fn say(value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    let mut stdout = io::stdout().lock();
    stdout.write_all(&line)?;
    stdout.flush()
}

fn ns(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
