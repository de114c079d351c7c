//! Names: Route 53 Resolver endpoints, inwards and outwards, and the rules that forward.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use landbridge_design::blueprint::{ForwardBy, NameForwarding, Region};
use landbridge_estate::names::Name;
use serde_json::{Value, json};

use super::Network;
use super::security::Rule;
use super::vpc::{subnet_id, vpc_id};
use crate::stage::{id, reference};

const FILE: &str = "names";

impl Network<'_> {
    /// A region has at most one endpoint a direction: forwardings share it.
    pub(super) fn add_names(&mut self) {
        let blueprint = self.blueprint;
        for region in &blueprint.regions {
            let asked = || blueprint.names.iter().filter(|n| n.asked_in == region.site);
            let outwards = asked().find_map(|forwarding| match &forwarding.by {
                ForwardBy::OutboundEndpoint { subnets, .. } => Some(subnets),
                ForwardBy::OnPremisesForwarder { .. } => None,
            });
            if let Some(subnets) = outwards {
                self.add_outbound(region, subnets);
            }
            for (domain, resolvers) in forwarded(asked()) {
                self.add_rule_for(region, domain, &resolvers);
            }
            let answered = || blueprint.names.iter().filter(|n| n.answered_in == region.site);
            let inwards = answered().find_map(|forwarding| match &forwarding.by {
                ForwardBy::OnPremisesForwarder { subnets, endpoint } => Some((subnets, endpoint)),
                ForwardBy::OutboundEndpoint { .. } => None,
            });
            if let Some((subnets, addresses)) = inwards {
                self.add_inbound(region, subnets, addresses);
            }
            let domains: BTreeSet<_> = answered().map(|forwarding| &forwarding.domain).collect();
            for domain in domains.into_iter().filter(|domain| !is_of_aws(domain)) {
                self.add_zone(region, domain);
            }
        }
    }

    fn add_outbound(&mut self, region: &Region, subnets: &[Name]) {
        let asked = self.blueprint.names.iter().filter(|n| n.asked_in == region.site);
        let resolvers: BTreeSet<_> = forwarded(asked).into_values().flatten().collect();
        let rules: Vec<_> = resolvers.iter().map(|r| format!("{r}/32")).flat_map(dns).collect();
        let name = format!("{}-outbound", id(&[&region.site]));
        let about = "Lets questions for names out to the data centres";
        let group = self.add_security_group(region, &name, about, &vpc_id(region), &[], &rules);
        let addresses: Vec<_> =
            subnets.iter().map(|s| json!({ "subnet_id": subnet_id(region, s) })).collect();
        let why = "Asks a data centre's resolvers for its names.";
        self.add_resolver(region, &name, "OUTBOUND", &group, &addresses, why);
    }

    fn add_inbound(&mut self, region: &Region, subnets: &[Name], addresses: &[Ipv4Addr]) {
        let rules: Vec<_> = self.own_networks().into_iter().flat_map(dns).collect();
        let name = format!("{}-inbound", id(&[&region.site]));
        let about = "Lets the estate ask for names of AWS";
        let group = self.add_security_group(region, &name, about, &vpc_id(region), &rules, &[]);
        let interface = |(subnet, address): (&Name, &Ipv4Addr)| json!({ "subnet_id": subnet_id(region, subnet), "ip": address });
        let interfaces: Vec<_> = subnets.iter().zip(addresses).map(interface).collect();
        let why = "Answers forwarders in the data centres.";
        self.add_resolver(region, &name, "INBOUND", &group, &interfaces, why);
    }

    fn add_resolver(
        &mut self,
        region: &Region,
        name: &str,
        direction: &str,
        group: &str,
        interfaces: &[Value],
        why: &str,
    ) {
        let body = json!({
            "name": name,
            "direction": direction,
            "security_group_ids": [group],
            "ip_address": interfaces,
        });
        let why = self.reasons.of(why, "names", None);
        self.add(FILE, region, "aws_route53_resolver_endpoint", name.to_owned(), why, body);
    }

    fn add_rule_for(&mut self, region: &Region, domain: &str, resolvers: &BTreeSet<Ipv4Addr>) {
        let name = zone_name(region, domain);
        let endpoint = format!("{}-outbound", id(&[&region.site]));
        let body = json!({
            "rule_type": "FORWARD",
            "name": domain.replace('.', "-"),
            "domain_name": domain,
            "resolver_endpoint_id": reference("aws_route53_resolver_endpoint", &endpoint, "id"),
            "target_ip": resolvers.iter().map(|ip| json!({ "ip": ip })).collect::<Vec<_>>(),
        });
        let why =
            self.reasons.of("A data centre's names are asked of its resolvers.", "names", None);
        self.add(FILE, region, "aws_route53_resolver_rule", name.clone(), why, body);
        let body = json!({
            "resolver_rule_id": reference("aws_route53_resolver_rule", &name, "id"),
            "vpc_id": vpc_id(region),
        });
        let why = "The rule holds for this VPC.".to_owned();
        self.add(FILE, region, "aws_route53_resolver_rule_association", name, why, body);
    }

    /// A private zone for the region's own names, seen from every VPC of the estate.
    fn add_zone(&mut self, region: &Region, domain: &str) {
        let vpc = |other: &Region| json!({ "vpc_id": vpc_id(other), "vpc_region": other.region.as_str() });
        let vpcs: Vec<_> = self.blueprint.regions.iter().map(vpc).collect();
        let body = json!({
            "name": domain,
            "comment": format!("Names of {}", region.site),
            "vpc": vpcs,
        });
        let why = self.reasons.of("The region's own names.", "names", None);
        self.add(FILE, region, "aws_route53_zone", zone_name(region, domain), why, body);
    }
}

/// Domains that are asked of data centres, each with all resolvers that know it.
fn forwarded<'a>(
    names: impl Iterator<Item = &'a NameForwarding>,
) -> BTreeMap<&'a str, BTreeSet<Ipv4Addr>> {
    let mut domains: BTreeMap<&str, BTreeSet<Ipv4Addr>> = BTreeMap::new();
    for forwarding in names {
        if let ForwardBy::OutboundEndpoint { resolvers, .. } = &forwarding.by {
            domains.entry(&forwarding.domain).or_default().extend(resolvers);
        }
    }
    domains
}

/// Names of AWS's own APIs are answered by AWS: by the private zones of interface endpoints.
fn is_of_aws(domain: &str) -> bool {
    domain == "amazonaws.com" || domain.ends_with(".amazonaws.com")
}

fn zone_name(region: &Region, domain: &str) -> String {
    format!("{}-{}", id(&[&region.site]), domain.replace('.', "_"))
}

/// Questions for names, over both transports.
fn dns(cidr: impl Into<String>) -> [Rule; 2] {
    let cidr = cidr.into();
    ["udp", "tcp"].map(|protocol| Rule { protocol, port: Some(53), cidr: cidr.clone() })
}
