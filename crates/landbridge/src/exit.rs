//! Exit codes: one enum for the whole program.

use std::process::ExitCode;

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Fine,
    /// The estate or the request is wrong.
    Wrong,
    /// A drill missed its objective.
    Missed,
    /// A prerequisite is missing on this machine.
    Prerequisite,
    /// The command line is wrong.
    Usage,
    /// A fault of landbridge itself.
    Bug,
    /// The user interrupted it, and it cleaned up.
    Interrupted,
    /// What a command run inside a host ended with.
    Command(u8),
}

impl Exit {
    /// The number that the shell sees. 64 and 70 are those of `sysexits.h`.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Wrong => 1,
            Self::Missed => 3,
            Self::Prerequisite => 4,
            Self::Usage => 64,
            Self::Bug => 70,
            // As shells tell of a command that SIGINT ended.
            Self::Interrupted => 130,
            Self::Command(code) => code,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}
