//! Private ways to AWS's APIs.

use landbridge_design::blueprint::{Endpoint, EndpointKind, Region};
use serde_json::json;

use super::Network;
use super::security::Rule;
use super::vpc::{subnet_id, vpc_id};
use crate::stage::{id, reference};

const FILE: &str = "endpoints";

impl Network<'_> {
    pub(super) fn add_endpoints(&mut self, region: &Region) {
        let endpoints = &region.vpc.endpoints;
        if endpoints.iter().any(|e| e.kind == EndpointKind::Interface) {
            self.add_endpoint_group(region);
        }
        for endpoint in endpoints {
            match endpoint.kind {
                EndpointKind::Interface => self.add_interface(region, endpoint),
                EndpointKind::Gateway => self.add_gateway_endpoint(region, endpoint),
            }
        }
    }

    /// HTTPS from every network that can reach the interfaces: the estate's own ones.
    fn add_endpoint_group(&mut self, region: &Region) {
        let https = |cidr: String| Rule { protocol: "tcp", port: Some(443), cidr };
        let inwards: Vec<_> = self.own_networks().into_iter().map(https).collect();
        let name = group_name(region);
        let about = "Lets the estate reach the API endpoints";
        self.add_security_group(region, &name, about, &vpc_id(region), &inwards, &[]);
    }

    /// All networks of the estate.
    pub(super) fn own_networks(&self) -> Vec<String> {
        let vpcs = self.blueprint.regions.iter().map(|region| region.vpc.network);
        let sites = self.blueprint.data_centers.iter().map(|site| site.network);
        vpcs.chain(sites).map(|network| network.to_string()).collect()
    }

    fn add_interface(&mut self, region: &Region, endpoint: &Endpoint) {
        let subnets: Vec<_> = endpoint.subnets.iter().map(|s| subnet_id(region, s)).collect();
        let mut body = json!({
            "vpc_id": vpc_id(region),
            "vpc_endpoint_type": "Interface",
            "service_name": service_name(region, endpoint),
            "subnet_ids": subnets,
            "security_group_ids": [reference("aws_security_group", &group_name(region), "id")],
            "private_dns_enabled": true,
            "tags": { "Name": format!("{}-{}", region.site, endpoint.service) },
        });
        if endpoint.service == "s3" {
            // Inside the VPC the gateway endpoint carries S3 free of charge; the private name leads on-premises callers here. Where
            // there is no gateway endpoint, AWS refuses that split, and the name leads everybody here.
            let gateway = region.vpc.endpoints.iter().find(|e| is_s3_gateway(e));
            let split =
                json!({ "private_dns_only_for_inbound_resolver_endpoint": gateway.is_some() });
            body["dns_options"] = split;
            if let Some(gateway) = gateway {
                let first = format!("aws_vpc_endpoint.{}", endpoint_name(region, gateway));
                body["depends_on"] = json!([first]);
            }
        }
        let why = self.reasons.of("An AWS API with addresses of the VPC.", "aws-apis", None);
        self.add(FILE, region, "aws_vpc_endpoint", endpoint_name(region, endpoint), why, body);
    }

    fn add_gateway_endpoint(&mut self, region: &Region, endpoint: &Endpoint) {
        let table = |name| reference("aws_route_table", &id(&[&region.site, name]), "id");
        let tables: Vec<_> = region.vpc.route_tables.iter().map(|t| table(&t.name)).collect();
        let body = json!({
            "vpc_id": vpc_id(region),
            "vpc_endpoint_type": "Gateway",
            "service_name": service_name(region, endpoint),
            "route_table_ids": tables,
            "tags": { "Name": format!("{}-{}", region.site, endpoint.service) },
        });
        let why = self.reasons.of("An AWS API by a route of the VPC.", "aws-apis", None);
        self.add(FILE, region, "aws_vpc_endpoint", endpoint_name(region, endpoint), why, body);
    }
}

fn is_s3_gateway(endpoint: &Endpoint) -> bool {
    endpoint.service == "s3" && endpoint.kind == EndpointKind::Gateway
}

fn group_name(region: &Region) -> String {
    format!("{}-endpoints", id(&[&region.site]))
}

fn service_name(region: &Region, endpoint: &Endpoint) -> String {
    format!("com.amazonaws.{}.{}", region.region, endpoint.service)
}

fn endpoint_name(region: &Region, endpoint: &Endpoint) -> String {
    let kind = match endpoint.kind {
        EndpointKind::Interface => "interface",
        EndpointKind::Gateway => "gateway",
    };
    format!("{}-{}_{kind}", id(&[&region.site]), endpoint.service.replace(['.', '-'], "_"))
}
