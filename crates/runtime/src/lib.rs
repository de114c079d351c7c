//! Launcher, init, supervisor and hosts: where a rehearsal lives on this machine.
