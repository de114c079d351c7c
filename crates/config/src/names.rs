//! Configuration of unbound as a data centre's forwarder: which domains are asked for where.

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

/// A forwarder in a data centre.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forwarder {
    /// The address that it answers on.
    pub listens: Ipv4Addr,
    /// Who may ask.
    pub clients: Vec<Ipv4Net>,
    /// Domains that others answer.
    pub zones: Vec<Zone>,
}

/// A domain that others answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// The domain, without a dot at its end.
    pub domain: String,
    /// Resolvers that know it.
    pub servers: Vec<Ipv4Addr>,
}

impl Forwarder {
    /// The text of a file for `/etc/unbound/unbound.conf.d`.
    pub fn unbound_conf(&self) -> String {
        let mut text = format!("server:\n  interface: {}\n", self.listens);
        for client in &self.clients {
            line(&mut text, format_args!("  access-control: {client} allow"));
        }
        for zone in &self.zones {
            // Private zones are not signed, and answer with private addresses: both are meant.
            line(&mut text, format_args!("  domain-insecure: \"{}\"", zone.domain));
            line(&mut text, format_args!("  private-domain: \"{}\"", zone.domain));
        }
        for zone in &self.zones {
            line(&mut text, format_args!("forward-zone:\n  name: \"{}\"", zone.domain));
            for server in &zone.servers {
                line(&mut text, format_args!("  forward-addr: {server}"));
            }
        }
        text
    }
}

fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    writeln!(text, "{arguments}").expect("writing to a String cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwards_a_domain() {
        let forwarder = Forwarder {
            listens: Ipv4Addr::new(10, 10, 0, 2),
            clients: vec!["10.10.0.0/16".parse().unwrap()],
            zones: vec![Zone {
                domain: "aws.insurer.example".to_owned(),
                servers: vec![Ipv4Addr::new(10, 20, 0, 10), Ipv4Addr::new(10, 20, 1, 10)],
            }],
        };
        insta::assert_snapshot!(forwarder.unbound_conf(), @r#"
        server:
          interface: 10.10.0.2
          access-control: 10.10.0.0/16 allow
          domain-insecure: "aws.insurer.example"
          private-domain: "aws.insurer.example"
        forward-zone:
          name: "aws.insurer.example"
          forward-addr: 10.20.0.10
          forward-addr: 10.20.1.10
        "#);
    }
}
