//! A topology of hosts, wires, routers and tunnels, and its life in the kernel.
#![cfg(target_os = "linux")]

pub mod topology;
mod kernel;
mod segments;
pub mod wire;
pub use kernel::netlink::StepError;
pub use kernel::node::PlumbingError;
pub use wire::client::WireError;
