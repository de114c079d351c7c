//! Address translation and filtering: rules for nftables, written as its JSON. Pure, but for [`apply`].

use std::process::Stdio;

use landbridge_runtime::host::Host;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::topology::{Firewall, Node, SharedAddress};

/// Our only table in a node.
const TABLE: &str = "landbridge";

/// Rules that nft did not take.
#[derive(Debug, thiserror::Error)]
pub enum FirewallError {
    /// nft could not be run.
    #[error("node {node}: cannot run nft")]
    Run {
        /// The node.
        node: String,
        /// Why.
        source: std::io::Error,
    },
    /// nft refused the rules.
    #[error("node {node}: nft refused the rules: {reason}")]
    Refused {
        /// The node.
        node: String,
        /// Its words.
        reason: String,
    },
}

/// Whether a node has rules.
pub(crate) fn is_needed(node: &Node) -> bool {
    node.firewall.is_some() || !node.shared.is_empty()
}

/// Sets a node's rules, in one transaction.
pub(crate) async fn apply(host: &Host, node: &Node) -> Result<(), FirewallError> {
    let rules = rules(node);
    let node = host.name().to_owned();
    let run = async {
        let mut command = Command::from(host.command("nft"));
        command.args(["-j", "-f", "-"]).stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(rules.to_string().as_bytes()).await?;
        }
        child.wait_with_output().await
    };
    match run.await {
        Err(source) => Err(FirewallError::Run { node, source }),
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let reason = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            Err(FirewallError::Refused { node, reason })
        }
    }
}

/// The rules as one JSON document.
pub(crate) fn rules(node: &Node) -> Value {
    let mut commands = vec![
        json!({"add": {"table": {"family": "ip", "name": TABLE}}}),
        chain("prerouting", "nat", "prerouting", -100, "accept"),
        chain("postrouting", "nat", "postrouting", 100, "accept"),
    ];
    commands.extend(node.shared.iter().flat_map(shared));
    if let Some(firewall) = &node.firewall {
        commands.push(chain("forward", "filter", "forward", 0, "drop"));
        commands.push(chain("input", "filter", "input", 0, "accept"));
        commands.extend(translations(firewall));
        commands.extend(filters(firewall));
    }
    json!({ "nftables": commands })
}

/// The two rules of an address that another node uses too.
fn shared(shared: &SharedAddress) -> [Value; 2] {
    let SharedAddress { address, peer, behind } = shared;
    let inwards = [
        is("saddr", peer.to_string()),
        is("daddr", address.to_string()),
        json!({"dnat": {"addr": behind}}),
    ];
    let outwards = [
        is("saddr", behind.to_string()),
        is("daddr", peer.to_string()),
        json!({"snat": {"addr": address}}),
    ];
    [rule("prerouting", &inwards), rule("postrouting", &outwards)]
}

/// Pairs go first: a host with an address of its own outside does not share the gateway's.
fn translations(firewall: &Firewall) -> Vec<Value> {
    let outside = &firewall.outside;
    let mut rules = Vec::new();
    for (inner, outer) in &firewall.one_to_one {
        let inwards =
            [enters(outside), is("daddr", outer.to_string()), json!({"dnat": {"addr": inner}})];
        let outwards =
            [leaves(outside), is("saddr", inner.to_string()), json!({"snat": {"addr": outer}})];
        rules.push(rule("prerouting", &inwards));
        rules.push(rule("postrouting", &outwards));
    }
    for source in &firewall.masquerade {
        let rewritten =
            [leaves(outside), is("saddr", prefix(*source)), json!({"masquerade": null})];
        rules.push(rule("postrouting", &rewritten));
    }
    rules
}

/// What may pass: answers, what a pair or a masqueraded source opens, and between inner interfaces everything.
fn filters(firewall: &Firewall) -> Vec<Value> {
    let outside = &firewall.outside;
    let accept = || json!({"accept": null});
    let mut rules = Vec::new();
    for chain in ["forward", "input"] {
        rules.push(rule(chain, &[known(), accept()]));
    }
    for (inner, _) in &firewall.one_to_one {
        rules.push(rule("forward", &[enters(outside), is("daddr", inner.to_string()), accept()]));
        rules.push(rule("forward", &[leaves(outside), is("saddr", inner.to_string()), accept()]));
    }
    for source in &firewall.masquerade {
        rules.push(rule("forward", &[leaves(outside), is("saddr", prefix(*source)), accept()]));
    }
    let inner =
        [interface("!=", "iifname", outside), interface("!=", "oifname", outside), accept()];
    rules.push(rule("forward", &inner));
    // A NAT gateway is nobody's host: from outside only pings and errors reach it.
    let not_icmp =
        json!({"match": {"op": "!=", "left": {"meta": {"key": "l4proto"}}, "right": "icmp"}});
    rules.push(rule("input", &[enters(outside), not_icmp, json!({"drop": null})]));
    rules
}

fn chain(name: &str, kind: &str, hook: &str, priority: i32, policy: &str) -> Value {
    json!({"add": {"chain": {
        "family": "ip", "table": TABLE, "name": name,
        "type": kind, "hook": hook, "prio": priority, "policy": policy,
    }}})
}

fn rule(chain: &str, statements: &[Value]) -> Value {
    json!({"add": {"rule": {"family": "ip", "table": TABLE, "chain": chain, "expr": statements}}})
}

fn enters(name: &str) -> Value {
    interface("==", "iifname", name)
}

fn leaves(name: &str) -> Value {
    interface("==", "oifname", name)
}

fn interface(op: &str, key: &str, name: &str) -> Value {
    json!({"match": {"op": op, "left": {"meta": {"key": key}}, "right": name}})
}

fn is(field: &str, value: impl Into<Value>) -> Value {
    let left = json!({"payload": {"protocol": "ip", "field": field}});
    json!({"match": {"op": "==", "left": left, "right": value.into()}})
}

/// The state of connections that were let in before, or that answer them. A translated one shows its translated
/// addresses to filters that come after the translation.
fn known() -> Value {
    let right = json!(["established", "related"]);
    json!({"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": right}})
}

fn prefix(net: ipnet::Ipv4Net) -> Value {
    json!({"prefix": {"addr": net.network(), "len": net.prefix_len()}})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node() -> Node {
        let firewall = Firewall {
            outside: "wan".to_owned(),
            masquerade: vec!["10.1.0.0/16".parse().expect("a prefix of the test")],
            one_to_one: vec![([10, 1, 0, 10].into(), [198, 18, 0, 10].into())],
        };
        Node { firewall: Some(firewall), ..Node::default() }
    }

    /// The rules of a chain, one a line, in a short form of our own.
    fn shown(node: &Node, chain: &str) -> Vec<String> {
        let rules = rules(node);
        let all = rules["nftables"].as_array().expect("a list of commands").iter();
        let mine = all.map(|c| &c["add"]["rule"]).filter(|rule| rule["chain"] == chain);
        let text = |statement: &Value| match statement["match"].as_object() {
            Some(m) => {
                format!("{}{}{}", m["left"], m["op"].as_str().unwrap_or_default(), m["right"])
            }
            None => statement.to_string(),
        };
        mine.map(|rule| {
            let statements = rule["expr"].as_array().expect("a list of statements");
            statements.iter().map(text).collect::<Vec<_>>().join(" ").replace('"', "")
        })
        .collect()
    }

    #[test]
    fn pairs_are_translated_before_the_shared_address() {
        insta::assert_snapshot!(shown(&node(), "postrouting").join("\n"), @r"
        {meta:{key:oifname}}==wan {payload:{field:saddr,protocol:ip}}==10.1.0.10 {snat:{addr:198.18.0.10}}
        {meta:{key:oifname}}==wan {payload:{field:saddr,protocol:ip}}=={prefix:{addr:10.1.0.0,len:16}} {masquerade:null}
        ");
        assert_eq!(shown(&node(), "prerouting").len(), 1);
    }

    #[test]
    fn from_outside_only_pairs_are_let_in() {
        let entering: Vec<String> = shown(&node(), "forward")
            .into_iter()
            .filter(|rule| rule.contains("{meta:{key:iifname}}==wan"))
            .collect();
        insta::assert_snapshot!(entering.join("\n"), @"{meta:{key:iifname}}==wan {payload:{field:daddr,protocol:ip}}==10.1.0.10 {accept:null}");
    }

    #[test]
    fn a_shared_address_is_told_apart_by_the_peer_and_filters_nothing() {
        let shared = SharedAddress {
            address: [10, 1, 0, 1].into(),
            peer: [100, 64, 0, 1].into(),
            behind: [169, 254, 240, 1].into(),
        };
        let node = Node { shared: vec![shared], ..Node::default() };
        let both = [shown(&node, "prerouting"), shown(&node, "postrouting")].concat();
        insta::assert_snapshot!(both.join("\n"), @r"
        {payload:{field:saddr,protocol:ip}}==100.64.0.1 {payload:{field:daddr,protocol:ip}}==10.1.0.1 {dnat:{addr:169.254.240.1}}
        {payload:{field:saddr,protocol:ip}}==169.254.240.1 {payload:{field:daddr,protocol:ip}}==100.64.0.1 {snat:{addr:10.1.0.1}}
        ");
        assert!(shown(&node, "forward").is_empty());
    }
}
