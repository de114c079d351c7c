//! Client VPN for staff.

use landbridge_design::blueprint::{ClientVpn, Region};
use serde_json::json;

use super::Network;
use super::security::Rule;
use super::vpc::{subnet_id, vpc_id};
use crate::stage::{Gate, Source, id, reference};

const FILE: &str = "client-vpn";

impl Network<'_> {
    pub(super) fn add_client_vpn(&mut self, vpn: &ClientVpn) {
        let region = self.blueprint.region(&vpn.region);
        let region = region.expect("a blueprint names only regions that it holds");
        let name = id(&[&vpn.region]);
        self.add_client_endpoint(region, &name, vpn);
        let endpoint = reference("aws_ec2_client_vpn_endpoint", &name, "id");
        for subnet in &vpn.subnets {
            let body = json!({
                "client_vpn_endpoint_id": endpoint,
                "subnet_id": subnet_id(region, subnet),
            });
            let why = self.reasons.of("People come in by this subnet.", "staff-access", None);
            let name = id(&[&vpn.region, subnet]);
            self.add(FILE, region, "aws_ec2_client_vpn_network_association", name, why, body);
        }
        for reached in &vpn.reaches {
            self.add_reach(region, vpn, *reached, &endpoint);
        }
    }

    fn add_client_endpoint(&mut self, region: &Region, name: &str, vpn: &ClientVpn) {
        let everywhere = |reached: &ipnet::Ipv4Net| Rule {
            protocol: "-1",
            port: None,
            cidr: reached.to_string(),
        };
        let outwards: Vec<_> = vpn.reaches.iter().map(everywhere).collect();
        let about = "Lets staff reach the estate";
        let group = format!("{name}-staff");
        let group = self.add_security_group(region, &group, about, &vpc_id(region), &[], &outwards);
        let ask = |of: &str| format!("ARN of the {of} certificate in ACM, in {}", region.region);
        let from = || Source::Gate(Gate::Certificates);
        let server = format!("{name}_server_certificate_arn");
        let server = self.stage.ask(server, ask("Client VPN server's"), from());
        let root = format!("{name}_client_root_certificate_arn");
        let root = self.stage.ask(root, ask("root that signs people's"), from());
        let body = json!({
            "description": format!("Staff access to {}", region.site),
            "client_cidr_block": vpn.clients,
            "vpc_id": vpc_id(region),
            "security_group_ids": [group],
            "server_certificate_arn": server,
            "split_tunnel": true,
            "authentication_options": {
                "type": "certificate-authentication",
                "root_certificate_chain_arn": root,
            },
            "connection_log_options": { "enabled": false },
            "tags": { "Name": format!("{}-staff", region.site) },
        });
        let why = self.reasons.of("Where people's machines connect.", "staff-access", None);
        self.add(FILE, region, "aws_ec2_client_vpn_endpoint", name.to_owned(), why, body);
    }

    /// Lets people reach a range. The VPC's own one has a route from the start, others get one by each subnet.
    fn add_reach(
        &mut self,
        region: &Region,
        vpn: &ClientVpn,
        reached: ipnet::Ipv4Net,
        endpoint: &str,
    ) {
        let range =
            format!("{}_{}", reached.addr().to_string().replace('.', "_"), reached.prefix_len());
        let body = json!({
            "client_vpn_endpoint_id": endpoint,
            "target_network_cidr": reached,
            "authorize_all_groups": true,
        });
        let why = format!("People may reach {reached}.");
        let name = format!("{}-{range}", id(&[&vpn.region]));
        self.add(FILE, region, "aws_ec2_client_vpn_authorization_rule", name, why, body);
        if region.vpc.network.contains(&reached) {
            return;
        }
        for subnet in &vpn.subnets {
            let name = id(&[&vpn.region, subnet]);
            let association = format!("aws_ec2_client_vpn_network_association.{name}");
            let body = json!({
                "client_vpn_endpoint_id": endpoint,
                "destination_cidr_block": reached,
                "target_vpc_subnet_id": subnet_id(region, subnet),
                "depends_on": [association],
            });
            let why = format!("The way from people to {reached}.");
            let name = format!("{name}-{range}");
            self.add(FILE, region, "aws_ec2_client_vpn_route", name, why, body);
        }
    }
}
