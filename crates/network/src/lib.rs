//! A topology of hosts, wires, routers and tunnels, and its life in the kernel.

pub mod topology;
