//! Commands in hosts: exit status, streams, signals, terminals.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::process::Stdio;

use nix::libc;
use nix::pty::{Winsize, openpty};
use nix::sys::signal::{SIGKILL, SIGTERM, kill};
use nix::unistd::{Pid, setsid};

use crate::support::{Place, as_root_and_user, eventually};

as_root_and_user!(
    a_commands_exit_status_is_told,
    a_command_has_the_clients_streams,
    signals_reach_the_command,
    a_command_ends_with_its_client,
    what_cannot_be_run_is_told,
    a_command_at_a_terminal_has_job_control_and_its_size,
);

const ONE_HOST: &str = r#"{"hosts":["one"]}"#;

fn a_commands_exit_status_is_told(place: &Place) {
    place.up("codes", ONE_HOST);
    assert_eq!(place.shell("codes", "one", "exit 0").code, Some(0));
    assert_eq!(place.shell("codes", "one", "exit 42").code, Some(42));
    assert_eq!(place.shell("codes", "one", "kill -TERM $$").code, Some(128 + 15));
    place.down("codes");
}

fn a_command_has_the_clients_streams(place: &Place) {
    place.up("streams", ONE_HOST);
    let mut command =
        place.command(&["exec", "streams", "one", "sh", "-c", "tr a-z A-Z; echo oops >&2"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program can be run");
    let mut stdin = child.stdin.take().expect("it is piped");
    // More than a pipe holds.
    let text = "words and more words\n".repeat(20_000);
    let writer = std::thread::spawn({
        let text = text.clone();
        move || stdin.write_all(text.as_bytes())
    });
    let output = child.wait_with_output().expect("it is our child");
    writer.join().expect("it does not panic").expect("all was taken");
    assert_eq!(String::from_utf8_lossy(&output.stdout), text.to_uppercase());
    assert_eq!(output.stderr, b"oops\n");
    let ran = place.shell(
        "streams",
        "one",
        "pwd; ls /proc/self/fd | wc -l; test -t 0; echo $?; echo $HOME",
    );
    // 0, 1, 2, and the one that `ls` lists with.
    assert_eq!(ran.stdout, "/\n4\n1\n/root\n");
    place.down("streams");
}

fn signals_reach_the_command(place: &Place) {
    place.up("signals", ONE_HOST);
    let script = "trap 'echo caught; exit 9' TERM; echo waiting; while :; do sleep 0.01; done";
    let mut command = place.command(&["exec", "signals", "one", "sh", "-c", script]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the program can be run");
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    assert_eq!(next(&mut lines), "waiting");
    kill(Pid::from_raw(child.id().cast_signed()), SIGTERM).expect("it lives");
    assert_eq!(next(&mut lines), "caught");
    assert_eq!(child.wait().expect("it is our child").code(), Some(9));
    place.down("signals");
}

fn next(lines: &mut impl Iterator<Item = std::io::Result<String>>) -> String {
    lines.next().expect("there is a line").expect("it can be read")
}

fn a_command_ends_with_its_client(place: &Place) {
    place.up("ends", ONE_HOST);
    let script = "sleep 54321 & echo started; wait";
    let mut command = place.command(&["exec", "ends", "one", "sh", "-c", script]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the program can be run");
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    assert_eq!(next(&mut lines), "started");
    kill(Pid::from_raw(child.id().cast_signed()), SIGKILL).expect("it lives");
    child.wait().expect("it is our child");
    let look = "cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -c 'sleep 5432[1]'";
    eventually("it is killed with what it started", || {
        place.shell("ends", "one", look).stdout == "0\n"
    });
    place.down("ends");
}

fn what_cannot_be_run_is_told(place: &Place) {
    place.up("errors", r#"{"hosts":["one","two"]}"#);
    let ran = place.run(&["exec", "errors", "three", "true"]);
    assert_eq!(ran.stderr, "there is no host three; there are one, two\n");
    let ran = place.run(&["exec", "errors", "one", "no-such-program"]);
    assert!(ran.stderr.starts_with("cannot run no-such-program in one: No such file"), "{ran:?}");
    let ran = place.run(&["exec", "errors", "one"]);
    assert_eq!(ran.stderr, "no command was given\n");
    place.down("errors");
}

/// A user at a terminal: types, and sees what is shown.
struct Typist {
    terminal: File,
    seen: String,
}

impl Typist {
    fn types(&mut self, text: &str) {
        self.terminal.write_all(text.as_bytes()).expect("the terminal takes keys");
    }

    fn sees(&mut self, text: &str) {
        let mut bytes = [0; 4096];
        while !self.seen.contains(text) {
            match self.terminal.read(&mut bytes) {
                Ok(length @ 1..) => self.seen += &String::from_utf8_lossy(&bytes[..length]),
                end => panic!("{end:?} before {text:?} was seen: {:?}", self.seen),
            }
        }
        self.seen.clear();
    }

    fn resizes(&mut self, rows: u16, columns: u16) {
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        // SAFETY: the call takes a pointer to a window size, which outlives it.
        let result =
            unsafe { libc::ioctl(self.terminal.as_raw_fd(), libc::TIOCSWINSZ, &raw const size) };
        assert_eq!(result, 0);
    }
}

fn a_command_at_a_terminal_has_job_control_and_its_size(place: &Place) {
    place.up("terminal", ONE_HOST);
    let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
    let pair = openpty(&size, None).expect("a terminal can be had");
    let end = || Stdio::from(pair.slave.try_clone().expect("it can be cloned"));
    let mut command = place.command(&["exec", "terminal", "one", "sh"]);
    command.env("TERM", "vt100").stdin(end()).stdout(end()).stderr(end());
    // SAFETY: the closure makes two system calls, with integers.
    unsafe {
        command.pre_exec(|| {
            setsid()?;
            match libc::ioctl(0, libc::TIOCSCTTY, 0) {
                0 => Ok(()),
                _ => Err(std::io::Error::last_os_error()),
            }
        });
    }
    let mut child = command.spawn().expect("the program can be run");
    drop((command, pair.slave));
    let mut user = Typist { terminal: File::from(pair.master), seen: String::new() };
    user.types("stty -echo; PS1='next\"> '; echo size $(stty size) kind $TERM\r");
    user.sees("size 24 80 kind vt100");
    user.resizes(33, 101);
    eventually("the size arrives", || {
        user.types("stty size; echo asked\r");
        user.sees("asked\r\n");
        user.types("test \"$(stty size)\" = '33 101'; echo answer=$?\r");
        let mut bytes = [0; 4096];
        while !user.seen.contains("answer=") || !user.seen.trim_end().ends_with(['0', '1', '>']) {
            let length = user.terminal.read(&mut bytes).expect("the terminal shows");
            user.seen += &String::from_utf8_lossy(&bytes[..length]);
        }
        std::mem::take(&mut user.seen).contains("answer=0")
    });
    user.types("sleep 10000; echo code $?\r");
    eventually("the command is in the foreground", || {
        let look = "cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -c 'sleep 1000[0]'";
        place.shell("terminal", "one", look).stdout == "1\n"
    });
    user.types("\x03");
    user.sees("next\"> ");
    user.types("echo last; exit 7\r");
    user.sees("last");
    assert_eq!(child.wait().expect("it is our child").code(), Some(7));
    place.down("terminal");
}
