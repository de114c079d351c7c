//! Address translation: NAT gateways, public and private, and NAT instances.

use landbridge_design::blueprint::{Nat, NatKind, Region};
use landbridge_estate::names::Name;
use serde_json::json;

use super::Network;
use super::security::{ANYWHERE, Rule};
use super::vpc::{subnet_id, vpc_id};
use crate::stage::{id, reference};

const FILE: &str = "nat";
/// A NAT instance wins only where little flows, which the smallest size with enough memory for updates carries.
const INSTANCE_TYPE: &str = "t4g.micro";
/// The latest Amazon Linux 2023, looked up by EC2 itself when the instance starts.
const INSTANCE_IMAGE: &str =
    "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

/// The attribute of a route that leads to a NAT, and the expression for it.
pub(super) fn nat_target(region: &Region, name: &Name) -> (&'static str, String) {
    let at = id(&[&region.site, name]);
    let instance = region.vpc.nats.iter().any(|n| n.name == *name && n.kind == NatKind::Instance);
    if instance {
        ("network_interface_id", reference("aws_network_interface", &at, "id"))
    } else {
        ("nat_gateway_id", reference("aws_nat_gateway", &at, "id"))
    }
}

impl Network<'_> {
    pub(super) fn add_nats(&mut self, region: &Region) {
        for nat in &region.vpc.nats {
            match nat.kind {
                NatKind::Gateway => self.add_public_gateway(region, nat),
                NatKind::PrivateGateway => self.add_private_gateway(region, nat),
                NatKind::Instance => self.add_instance(region, nat),
            }
        }
    }

    fn why_nat(&self, region: &Region) -> String {
        self.reasons.of("Translates addresses of private subnets.", "egress", Some(&region.site))
    }

    fn add_public_gateway(&mut self, region: &Region, nat: &Nat) {
        let name = id(&[&region.site, &nat.name]);
        let tags = json!({ "Name": format!("{}-{}", region.site, nat.name) });
        let internet = format!("aws_internet_gateway.{}", id(&[&region.site]));
        let body = json!({ "domain": "vpc", "tags": tags, "depends_on": [internet] });
        let why = "The address under which a NAT gateway is seen on the internet.";
        self.add(FILE, region, "aws_eip", name.clone(), why.to_owned(), body);
        let body = json!({
            "connectivity_type": "public",
            "allocation_id": reference("aws_eip", &name, "id"),
            "subnet_id": subnet_id(region, &nat.subnet),
            "private_ip": nat.address,
            "tags": tags,
            "depends_on": [internet],
        });
        self.add(FILE, region, "aws_nat_gateway", name, self.why_nat(region), body);
    }

    fn add_private_gateway(&mut self, region: &Region, nat: &Nat) {
        let body = json!({
            "connectivity_type": "private",
            "subnet_id": subnet_id(region, &nat.subnet),
            "private_ip": nat.address,
            "tags": { "Name": format!("{}-{}", region.site, nat.name) },
        });
        let name = id(&[&region.site, &nat.name]);
        self.add(FILE, region, "aws_nat_gateway", name, self.why_nat(region), body);
    }

    fn add_instance(&mut self, region: &Region, nat: &Nat) {
        let name = id(&[&region.site, &nat.name]);
        let tags = json!({ "Name": format!("{}-{}", region.site, nat.name) });
        let group = self.add_nat_group(region, nat);
        let body = json!({
            "subnet_id": subnet_id(region, &nat.subnet),
            "private_ips": [nat.address],
            "source_dest_check": false,
            "security_groups": [group],
            "tags": tags,
        });
        let why =
            "Forwards packets of others, so that the check of their addresses is off.".to_owned();
        self.add(FILE, region, "aws_network_interface", name.clone(), why, body);
        let interface = reference("aws_network_interface", &name, "id");
        let internet = format!("aws_internet_gateway.{}", id(&[&region.site]));
        let body = json!({
            "domain": "vpc", "network_interface": interface, "tags": tags, "depends_on": [internet],
        });
        let why = "The address under which the instance is seen on the internet.".to_owned();
        self.add(FILE, region, "aws_eip", name.clone(), why, body);
        self.add_launch_template(region, &name);
        let body = json!({
            "launch_template": {
                "id": reference("aws_launch_template", &name, "id"),
                "version": reference("aws_launch_template", &name, "latest_version"),
            },
            "network_interface": { "network_interface_id": interface, "device_index": 0 },
            "tags": tags,
        });
        self.add(FILE, region, "aws_instance", name, self.why_nat(region), body);
    }

    fn add_nat_group(&mut self, region: &Region, nat: &Nat) -> String {
        let everything = |cidr: String| Rule { protocol: "-1", port: None, cidr };
        let about = "Takes packets of the VPC and passes them on";
        let inwards = [everything(region.vpc.network.to_string())];
        let outwards = [everything(ANYWHERE.to_owned())];
        let name = id(&[&region.site, &nat.name]);
        self.add_security_group(region, &name, about, &vpc_id(region), &inwards, &outwards)
    }

    fn add_launch_template(&mut self, region: &Region, name: &str) {
        let body = json!({
            "image_id": INSTANCE_IMAGE,
            "instance_type": INSTANCE_TYPE,
            "user_data": format!("${{base64encode({})}}", quoted(&start_script(region))),
            "metadata_options": { "http_tokens": "required" },
            "monitoring": { "enabled": true },
            "block_device_mappings": {
                "device_name": "/dev/xvda",
                "ebs": { "encrypted": true, "volume_type": "gp3" },
            },
        });
        let why = "In a launch template the image is looked up at start and no plan wants to replace the instance for a newer one.";
        self.add(FILE, region, "aws_launch_template", name.to_owned(), why.to_owned(), body);
    }
}

/// Makes an instance translate: nft is on the image's own repository, which the elastic address reaches.
fn start_script(region: &Region) -> String {
    let network = region.vpc.network;
    format!(
        "#!/bin/sh
set -eu
dnf install -y nftables
echo net.ipv4.ip_forward=1 > /etc/sysctl.d/90-nat.conf
sysctl --system
cat > /etc/sysconfig/nftables.conf <<'RULES'
table ip nat {{
  chain postrouting {{
    type nat hook postrouting priority srcnat;
    ip saddr {network} ip daddr != {network} masquerade
  }}
}}
RULES
systemctl enable --now nftables
"
    )
}

/// A text as a string literal of Terraform's expressions.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
