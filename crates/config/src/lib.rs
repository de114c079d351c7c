//! Typed configuration of routers, VPN and names, and its text. Pure.
//!
//! The on-premises kit and a rehearsal write their daemons' files from the same types, so that what was rehearsed is what is deployed.

pub mod bird;
pub mod names;
pub mod strongswan;
