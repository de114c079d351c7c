//! A VPC with its subnets, route tables and routes.

use landbridge_design::blueprint::{GatewayKind, Region, Route, RouteTable, Subnet, Target};
use serde_json::{Value, json};

use super::Network;
use super::gateways::gateway_reference;
use super::nat::nat_target;
use crate::stage::{Resource, id, reference};

const FILE: &str = "vpc";

/// The expression for a region's VPC. An adopted one is named by its id, so that no `destroy` can remove it.
pub(super) fn vpc_id(region: &Region) -> String {
    let made = || reference("aws_vpc", &id(&[&region.site]), "id");
    region.vpc.existing.clone().unwrap_or_else(made)
}

/// The expression for a subnet.
pub(super) fn subnet_id(region: &Region, subnet: &landbridge_estate::names::Name) -> String {
    reference("aws_subnet", &id(&[&region.site, subnet]), "id")
}

impl Network<'_> {
    pub(super) fn add_vpc(&mut self, region: &Region) {
        if region.vpc.existing.is_none() {
            self.add_new_vpc(region);
        }
        if region.vpc.internet_gateway {
            let why = self.reasons.of("The way to the internet.", "egress", Some(&region.site));
            let body = json!({ "vpc_id": vpc_id(region), "tags": { "Name": region.site } });
            self.add(FILE, region, "aws_internet_gateway", id(&[&region.site]), why, body);
        }
        for subnet in &region.vpc.subnets {
            self.add_subnet(region, subnet);
        }
        for table in &region.vpc.route_tables {
            self.add_route_table(region, table);
        }
    }

    fn add_new_vpc(&mut self, region: &Region) {
        let site = id(&[&region.site]);
        let why = self.reasons.of("The region's network.", "subnets", Some(&region.site));
        let body = json!({
            "cidr_block": region.vpc.network,
            "enable_dns_hostnames": true,
            "enable_dns_support": true,
            "tags": { "Name": region.site },
        });
        self.add(FILE, region, "aws_vpc", site.clone(), why, body);
        let why =
            "The VPC's default security group lets nothing through, so that nobody relies on it.";
        let body = json!({ "vpc_id": vpc_id(region), "tags": { "Name": "unused" } });
        self.add(FILE, region, "aws_default_security_group", site, why.to_owned(), body);
    }

    fn add_subnet(&mut self, region: &Region, subnet: &Subnet) {
        let name = id(&[&region.site, &subnet.name]);
        let why = self.reasons.of("A subnet of one zone.", "subnets", Some(&region.site));
        let body = json!({
            "vpc_id": vpc_id(region),
            "cidr_block": subnet.cidr,
            "availability_zone": subnet.zone,
            "map_public_ip_on_launch": false,
            "tags": { "Name": format!("{}-{}", region.site, subnet.name), "Kind": subnet.kind },
        });
        self.add(FILE, region, "aws_subnet", name.clone(), why, body);
        let table = id(&[&region.site, &subnet.route_table]);
        let body = json!({
            "subnet_id": subnet_id(region, &subnet.name),
            "route_table_id": reference("aws_route_table", &table, "id"),
        });
        let why = "What the subnet may reach is said by this route table.";
        self.add(FILE, region, "aws_route_table_association", name, why.to_owned(), body);
    }

    fn add_route_table(&mut self, region: &Region, table: &RouteTable) {
        let name = id(&[&region.site, &table.name]);
        let why = self.reasons.of("Routes of subnets.", "subnets", Some(&region.site));
        let tags = json!({ "Name": format!("{}-{}", region.site, table.name) });
        let body = json!({ "vpc_id": vpc_id(region), "tags": tags });
        self.add(FILE, region, "aws_route_table", name.clone(), why, body);
        for route in &table.routes {
            self.add_route(region, &name, route);
        }
        if table.propagates {
            self.propagate(region, &name);
        }
    }

    fn add_route(&mut self, region: &Region, table: &str, route: &Route) {
        let (address, length) = (route.destination.addr(), route.destination.prefix_len());
        let name = format!("{table}-to_{}_{length}", address.to_string().replace('.', "_"));
        let mut body = json!({
            "route_table_id": reference("aws_route_table", table, "id"),
            "destination_cidr_block": route.destination,
        });
        let (attribute, target) = self.target(region, &route.target);
        body[attribute] = json!(target);
        let why = match &route.target {
            Target::InternetGateway | Target::Nat(_) => {
                self.reasons.of("The way outside.", "egress", Some(&region.site))
            }
            Target::Gateway(gateway) => {
                if let Some(attachment) = self.attachment(gateway) {
                    body["depends_on"] = json!([attachment]);
                }
                self.reasons.of("The way to other sites.", "hub", None)
            }
        };
        self.add(FILE, region, "aws_route", name, why, body);
    }

    /// The attribute of a route that names its target, and the target.
    fn target(&self, region: &Region, target: &Target) -> (&'static str, String) {
        match target {
            Target::InternetGateway => {
                ("gateway_id", reference("aws_internet_gateway", &id(&[&region.site]), "id"))
            }
            Target::Nat(name) => nat_target(region, name),
            Target::Gateway(name) => match self.blueprint.gateway(name).map(|g| &g.kind) {
                Some(GatewayKind::Transit { .. }) => {
                    ("transit_gateway_id", gateway_reference(self.blueprint, name))
                }
                _ => ("gateway_id", gateway_reference(self.blueprint, name)),
            },
        }
    }

    /// Takes over the routes that the VPC's own virtual private gateway learns.
    fn propagate(&mut self, region: &Region, table: &str) {
        let own = self.blueprint.gateways.iter().find(|gateway| {
            matches!(&gateway.kind, GatewayKind::VirtualPrivate { region: site } if *site == region.site)
        });
        let Some(own) = own else { return };
        let why =
            self.reasons.of("What lines and tunnels announce becomes a route here.", "hub", None);
        let body = json!({
            "vpn_gateway_id": gateway_reference(self.blueprint, &own.name),
            "route_table_id": reference("aws_route_table", table, "id"),
        });
        self.add(FILE, region, "aws_vpn_gateway_route_propagation", table.to_owned(), why, body);
    }

    /// Adds a resource of a region.
    pub(super) fn add(
        &mut self,
        file: &'static str,
        region: &Region,
        kind: &'static str,
        id: String,
        why: String,
        body: Value,
    ) {
        self.stage.add(file, &Resource { kind, id, site: Some(&region.site), why }, body);
    }
}
