//! Ctrl-C and termination as something that can be waited for, so that a command can clean up.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};

use landbridge_runtime::state::Folder;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};

/// Becomes readable when the user interrupts. To be made before any thread is.
pub(crate) struct Interrupt(Arc<SignalFd>);

impl Interrupt {
    /// Takes interrupts of this process from now on.
    pub(crate) fn catch() -> io::Result<Self> {
        let mut signals = SigSet::empty();
        for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
            signals.add(signal);
        }
        signals.thread_block()?;
        Ok(Self(Arc::new(SignalFd::with_flags(&signals, SfdFlags::SFD_CLOEXEC)?)))
    }

    /// Takes the rehearsal down as soon as the user interrupts; whoever waits for its answer then hears that it ended.
    pub(crate) fn take_down(&self, folder: &Folder) -> TakenDown {
        let (signals, folder) = (Arc::clone(&self.0), folder.clone());
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            let mut waiting = [PollFd::new(signals.as_fd(), PollFlags::POLLIN)];
            while poll(&mut waiting, PollTimeout::NONE) == Err(nix::errno::Errno::EINTR) {}
            let mut done = shared.ended.lock().unwrap_or_else(PoisonError::into_inner);
            if !*done {
                shared.interrupted.store(true, Ordering::SeqCst);
                // The main thread reports what it finds; a second attempt is the user's.
                let _ = landbridge_runtime::down(&folder);
                *done = true;
            }
        });
        TakenDown(state)
    }
}

impl AsFd for Interrupt {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

#[derive(Default)]
struct State {
    interrupted: AtomicBool,
    /// Held while the rehearsal is being taken down, so that it is done once.
    ended: std::sync::Mutex<bool>,
}

/// Whether a rehearsal was taken down by an interrupt.
pub(crate) struct TakenDown(Arc<State>);

impl TakenDown {
    /// Takes it down now, unless that was done. Tells whether the user had interrupted.
    pub(crate) fn finish(
        &self,
        folder: &Folder,
    ) -> (bool, Result<(), landbridge_runtime::DownError>) {
        let mut done = self.0.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let result = if *done { Ok(()) } else { landbridge_runtime::down(folder).map(drop) };
        *done = true;
        (self.0.interrupted.load(Ordering::SeqCst), result)
    }
}
