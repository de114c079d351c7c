//! The program: one file a command.
fn main() {}
