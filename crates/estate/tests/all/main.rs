//! Reads whole files as the program does, good and bad ones.

mod bytes;
mod examples;
mod fuzz;
mod objectives;
mod pages;
mod schema;
mod sites;
mod support;
mod values;
mod workloads;
