//! Interfaces, addresses, routes and neighbours, made over netlink: no `ip` process a command.
//!
//! [`plan`] decides, purely, what each node needs; [`node`] does it inside the node's namespace.

pub(crate) mod netlink;
pub(crate) mod node;
pub(crate) mod plan;
mod settings;
pub(crate) mod step;
pub(crate) mod tap;
