//! Text for terminals. Each view is a function from a value and a [`Style`](crate::style::Style) to text that ends with a newline.
//!
//! Everything reads the same without colour. A view is made of a [`page::Page`]; tables are made by [`table::Table`].

pub mod design;
pub mod doctor;
pub mod drills;
mod network;
mod page;
pub mod rehearsal;
pub mod status;
mod table;
