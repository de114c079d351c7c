//! The process that is a wire: two TAPs, a control socket, and one thread that waits on all three.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime};

use landbridge_runtime::clock;
use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::time::TimeSpec;

use super::control::{self, Answer, Condition, Counters, Request, WireStats};
use super::pcapng::Capture;
use super::queue::{Fate, Queue, Spare};
use crate::exact;
use crate::kernel::tap;

/// The hidden subcommand of the program that runs [`wire_main`].
pub const SUBCOMMAND: &str = "__wire";

/// Frames read at one end before the others get their turn.
const TURN: usize = 64;
/// More than the longest frame that a TAP gives without offloads.
const LONGEST_FRAME: usize = 65_536;
/// Names of the ends in a capture.
const END_NAMES: [&str; 2] = ["a", "b"];

/// Runs a wire until its supervisor is gone. The one argument after the subcommand is the wire's name.
pub fn wire_main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let name = arguments.into_iter().next().unwrap_or_default();
    let outcome = exact::wake_in_time().and_then(|()| run(&name.to_string_lossy()));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The last words go to the log; if that is gone too, nobody is left to tell.
            let _ = writeln!(io::stderr(), "the wire ends: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(name: &str) -> io::Result<()> {
    let socket = control::connect(name)?;
    let control = socket.as_fd();
    let Some(mut wire) = join(control)? else { return Ok(()) };
    loop {
        wire.deliver()?;
        let [asked, a, b] = wire.wait(control)?;
        if asked && !answer(control, &mut wire)? {
            return Ok(());
        }
        for (end, ready) in [a, b].into_iter().enumerate() {
            if ready {
                wire.take(end)?;
            }
        }
    }
}

/// The first request brings the ends.
fn join(control: BorrowedFd<'_>) -> io::Result<Option<Wire>> {
    let Some((request, files)) = control::receive::<Request>(control)? else { return Ok(None) };
    let (Request::Join(condition), Ok(ends)) = (request, <[File; 2]>::try_from(files)) else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "expected two TAPs"));
    };
    let mut wire = Wire::new(ends);
    wire.set(condition)?;
    control::send(control, &Answer::Done, &[])?;
    Ok(Some(wire))
}

/// Answers one request; false when the supervisor is gone.
fn answer(control: BorrowedFd<'_>, wire: &mut Wire) -> io::Result<bool> {
    let Some((request, files)) = control::receive::<Request>(control)? else { return Ok(false) };
    let answer = match request {
        Request::Join(_) => Answer::Failed("the wire has its ends already".to_owned()),
        Request::Set(condition) => done(wire.set(condition)),
        Request::Capture => done(wire.capture(files)),
        Request::StopCapture => done(wire.stop_capture()),
        Request::Stats => Answer::Stats(wire.stats()),
    };
    control::send(control, &answer, &[])?;
    Ok(true)
}

fn done(result: io::Result<()>) -> Answer {
    result.map_or_else(|error| Answer::Failed(error.to_string()), |()| Answer::Done)
}

/// Both directions are indexed by the end where frames enter.
struct Wire {
    ends: [File; 2],
    queues: [Queue; 2],
    counters: [Counters; 2],
    spare: Spare,
    buffer: Vec<u8>,
    capture: Option<Capture<BufWriter<File>>>,
    began: Instant,
}

impl Wire {
    fn new(ends: [File; 2]) -> Self {
        let began = clock::now();
        let wall = clock::wall().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let seed = u64::from(wall.subsec_nanos()) ^ (u64::from(std::process::id()) << 32);
        Self {
            ends,
            queues: [Queue::new(seed), Queue::new(!seed)],
            counters: [Counters::default(); 2],
            spare: Spare::default(),
            buffer: vec![0; LONGEST_FRAME],
            capture: None,
            began,
        }
    }

    fn now(&self) -> u64 {
        let since = clock::now().duration_since(self.began);
        u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
    }

    /// An end without a link neither sends nor takes anything, and the kernel would still take frames from a TAP.
    fn set(&mut self, condition: Condition) -> io::Result<()> {
        let Condition { quality, blackhole, carrier } = condition;
        let down = !(carrier.a && carrier.b);
        for (from, cut) in [blackhole.a_to_b, blackhole.b_to_a].into_iter().enumerate() {
            self.queues[from].set_quality(quality);
            let gone = self.queues[from].set_cut(cut || down);
            self.counters[from].dropped += gone as u64;
        }
        tap::carrier(&self.ends[0], carrier.a)?;
        tap::carrier(&self.ends[1], carrier.b)
    }

    fn capture(&mut self, files: Vec<File>) -> io::Result<()> {
        let file = files.into_iter().next().ok_or(io::ErrorKind::InvalidInput)?;
        self.capture = Some(Capture::begin(BufWriter::new(file), END_NAMES)?);
        Ok(())
    }

    fn stop_capture(&mut self) -> io::Result<()> {
        self.capture.take().map_or(Ok(()), |mut capture| capture.flush())
    }

    fn stats(&self) -> WireStats {
        let [a_to_b, b_to_a] = self.counters;
        WireStats { a_to_b, b_to_a }
    }

    /// Waits until something can be read or a frame is due: (control, end a, end b).
    fn wait(&self, control: BorrowedFd<'_>) -> io::Result<[bool; 3]> {
        let interest = |fd| PollFd::new(fd, PollFlags::POLLIN);
        let [a, b] = &self.ends;
        let mut waiting = [interest(control), interest(a.as_fd()), interest(b.as_fd())];
        let due = self.queues.iter().filter_map(Queue::next_due).min();
        let now = self.now();
        let timeout = due.map(|due| Duration::from_nanos(due.saturating_sub(now)));
        match ppoll(&mut waiting, timeout.map(TimeSpec::from), None) {
            Ok(_) | Err(nix::Error::EINTR) => {}
            Err(errno) => return Err(errno.into()),
        }
        Ok(waiting.map(|fd| fd.any().unwrap_or(false)))
    }

    /// Reads what entered at an end.
    fn take(&mut self, end: usize) -> io::Result<()> {
        for _ in 0..TURN {
            let length = match self.ends[end].read(&mut self.buffer) {
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            };
            let now = self.now();
            let frame = &self.buffer[..length];
            let fate = self.queues[end].enter(now, frame, &mut self.spare);
            if fate != Fate::Carried {
                self.counters[end].dropped += 1;
            }
            self.record(end, length, fate);
        }
        Ok(())
    }

    /// A capture that cannot be written ends; the wire goes on.
    fn record(&mut self, end: usize, length: usize, fate: Fate) {
        let Some(capture) = &mut self.capture else { return };
        let comment = match fate {
            Fate::Carried => None,
            Fate::Lost => Some("lost by the wire"),
            Fate::Cut => Some("swallowed: the wire is cut"),
            Fate::Full => Some("dropped: the wire is full"),
        };
        let wall = clock::wall().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let wall_ns = u64::try_from(wall.as_nanos()).unwrap_or(u64::MAX);
        let interface = u32::from(end == 1);
        if capture.frame(interface, wall_ns, &self.buffer[..length], comment).is_err() {
            self.capture = None;
        }
    }

    /// Writes what is due at the other end.
    fn deliver(&mut self) -> io::Result<()> {
        let now = self.now();
        for from in [0, 1] {
            while let Some(frame) = self.queues[from].leave(now) {
                let written = (&self.ends[1 - from]).write(&frame);
                let counters = &mut self.counters[from];
                match written {
                    Ok(length) => {
                        counters.frames += 1;
                        counters.bytes += length as u64;
                    }
                    Err(error) if refused(&error) => counters.dropped += 1,
                    Err(error) => return Err(error),
                }
                self.spare.give_back(frame);
            }
        }
        Ok(())
    }
}

/// The far interface is down (`EIO`), or its queue is full.
fn refused(error: &io::Error) -> bool {
    use nix::libc::{EAGAIN, EIO, ENOBUFS, ENOMEM};
    matches!(error.raw_os_error(), Some(EAGAIN | EIO | ENOBUFS | ENOMEM))
}
