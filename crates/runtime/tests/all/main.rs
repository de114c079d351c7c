//! Rehearsals on this machine, each in namespaces, folders and names of its own.
#![allow(clippy::print_stderr)] // A skipped test says so.

mod support;

mod daemons;
mod ends;
mod exec;
mod hosts;
mod requests;
mod starts;
