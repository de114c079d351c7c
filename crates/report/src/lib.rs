//! What people read: terminal text, the topology picture, the HTML report. Pure: values in, text out; no clock, no file, no terminal.
//!
//! [`terminal`] holds a view a command, printed with a [`style::Style`]; [`svg`] draws the network;
//! [`html`] is the whole as one file.
//!
//! To add a view: a function in the folder of its kind. Words that several views share stand in `words.rs`.

pub mod html;
pub mod style;
pub mod svg;
pub mod terminal;
pub mod words;

mod links;

#[cfg(test)]
mod samples;
