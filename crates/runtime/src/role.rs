//! The hidden roles that this program takes when it executes itself.

use std::ffi::CStr;
use std::io::Write;
use std::process::ExitCode;

use crate::{Failure, Rehearsal, doctor, init, remove, report, supervisor};

/// What a process of this program is, besides what its user asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Process 1 of a rehearsal.
    Init,
    /// The one that brings it up and keeps it.
    Supervisor,
    /// Tries what the machine allows.
    Probe,
    /// Removes files of subordinate ids.
    Remove,
}

impl Role {
    const ALL: [Role; 4] = [Role::Init, Role::Supervisor, Role::Probe, Role::Remove];

    /// The program's first argument in this role.
    pub(crate) fn argument(self) -> &'static CStr {
        match self {
            Role::Init => c"__init",
            Role::Supervisor => c"__supervisor",
            Role::Probe => c"__probe",
            Role::Remove => c"__remove",
        }
    }
}

/// To be called first in `main`, while there is one thread: when this process was started in a
/// hidden role, plays it and returns the code to exit with.
pub fn hidden_role<R: Rehearsal>() -> Option<ExitCode> {
    let argument = std::env::args_os().nth(1)?;
    let is_asked = |role: &Role| argument.as_encoded_bytes() == role.argument().to_bytes();
    let result: Result<(), Failure> = match Role::ALL.into_iter().find(is_asked)? {
        Role::Init => init::run().map_err(Into::into),
        Role::Supervisor => supervisor::run::<R>(),
        Role::Probe => doctor::run_probe().map_err(Into::into),
        Role::Remove => remove::run().map_err(Into::into),
    };
    Some(match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Goes to `supervisor.log`, which the launcher opened.
            let _ = writeln!(std::io::stderr(), "{}", report::chain(&*error));
            ExitCode::FAILURE
        }
    })
}
