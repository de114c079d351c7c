//! What a user at a terminal sees: colour, unless `NO_COLOR` is set, and progress that goes away.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;

use nix::pty::{Winsize, openpty};

use crate::support::{command, program};

const INSURER: &str = "examples/insurer.yaml";

/// Runs the program at a terminal of 100 columns; gives everything that the terminal showed.
fn at_terminal(arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let size = Winsize { ws_row: 30, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0 };
    let pair = openpty(&size, None).expect("a terminal can be had");
    let end = || Stdio::from(pair.slave.try_clone().expect("it can be cloned"));
    let mut command = command(arguments);
    command.env_remove("NO_COLOR").env_remove("COLUMNS").env("TERM", "xterm");
    command.envs(environment.iter().copied());
    let mut child =
        command.stdin(end()).stdout(end()).stderr(end()).spawn().expect("the program can be run");
    drop((command, pair.slave));
    let (mut shown, mut bytes) = (Vec::new(), [0; 4096]);
    let mut terminal = File::from(pair.master);
    // The last one to close it makes reading an error.
    while let Ok(length @ 1..) = terminal.read(&mut bytes) {
        shown.extend_from_slice(&bytes[..length]);
    }
    child.wait().expect("it is our child");
    String::from_utf8_lossy(&shown).into_owned()
}

#[test]
fn no_color_is_respected() {
    for arguments in [&["design", INSURER][..], &["explain", "link"], &["check", "no/such.yaml"]] {
        assert!(at_terminal(arguments, &[]).contains("\u{1b}["), "{arguments:?}: colour");
        let plain = at_terminal(arguments, &[("NO_COLOR", "1")]);
        assert!(!plain.contains("\u{1b}["), "{arguments:?}: {plain}");
        // An empty one says nothing (no-color.org).
        assert!(at_terminal(arguments, &[("NO_COLOR", "")]).contains("\u{1b}["), "{arguments:?}");
    }
}

#[test]
fn text_fits_the_terminal_and_reads_the_same_without_colour() {
    let plain = at_terminal(&["design", INSURER], &[("NO_COLOR", "1")]);
    for line in plain.lines() {
        assert!(line.trim_end().chars().count() <= 100, "{line}");
    }
    let piped = program(&["design", INSURER]).fine();
    assert_eq!(plain.replace("\r\n", "\n"), piped);
}
