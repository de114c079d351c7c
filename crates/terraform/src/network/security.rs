//! Security groups, rule by rule.

use landbridge_design::blueprint::Region;
use serde_json::json;

use super::Network;
use crate::stage::reference;

const FILE: &str = "security";
/// Every address.
pub(super) const ANYWHERE: &str = "0.0.0.0/0";

/// What a security group lets through.
pub(super) struct Rule {
    /// `tcp`, `udp` or `-1` for all.
    pub(super) protocol: &'static str,
    /// The port; None for all of them.
    pub(super) port: Option<u16>,
    /// The other side.
    pub(super) cidr: String,
}

impl Network<'_> {
    /// Adds a security group and gives the expression for its id.
    pub(super) fn add_security_group(
        &mut self,
        region: &Region,
        name: &str,
        about: &str,
        vpc: &str,
        inwards: &[Rule],
        outwards: &[Rule],
    ) -> String {
        let body = json!({
            "name": name,
            "description": about,
            "vpc_id": vpc,
            "tags": { "Name": name },
        });
        self.add(FILE, region, "aws_security_group", name.to_owned(), format!("{about}."), body);
        let group = reference("aws_security_group", name, "id");
        let kinds = [
            ("aws_vpc_security_group_ingress_rule", "from", inwards),
            ("aws_vpc_security_group_egress_rule", "to", outwards),
        ];
        for (kind, direction, rules) in kinds {
            for rule in rules {
                self.add_rule(region, kind, &group, &rule_name(name, direction, rule), rule);
            }
        }
        group
    }

    fn add_rule(
        &mut self,
        region: &Region,
        kind: &'static str,
        group: &str,
        name: &str,
        rule: &Rule,
    ) {
        let about = match rule.port {
            Some(port) => format!("{} {port}, {}", rule.protocol, rule.cidr),
            None => format!("Everything, {}", rule.cidr),
        };
        let mut body = json!({
            "security_group_id": group,
            "ip_protocol": rule.protocol,
            "cidr_ipv4": rule.cidr,
            "description": about,
        });
        if let Some(port) = rule.port {
            body["from_port"] = json!(port);
            body["to_port"] = json!(port);
        }
        self.add(FILE, region, kind, name.to_owned(), format!("{about}."), body);
    }
}

fn rule_name(group: &str, direction: &str, rule: &Rule) -> String {
    let port =
        rule.port.map_or_else(|| "all".to_owned(), |port| format!("{}_{port}", rule.protocol));
    format!("{group}-{port}_{direction}_{}", rule.cidr.replace(['.', '/'], "_"))
}
