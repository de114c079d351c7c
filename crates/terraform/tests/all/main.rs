//! From the text of an estate to files that Terraform, bird, strongSwan and a shell take.

mod estates;
mod files;
mod kit;
mod terraform;
mod tools;
