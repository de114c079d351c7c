//! The whole design, from the text of an estate.

mod estates;
mod insurer;
mod pins;
mod properties;
mod shapes;
