//! What lines and tunnels end at: virtual private, Direct Connect and transit gateways, and how they are joined.

use std::collections::BTreeSet;

use ipnet::Ipv4Net;
use landbridge_design::blueprint::{
    Association, Blueprint, Gateway, GatewayKind, Peer, Region, SubnetKind,
};
use landbridge_estate::names::Name;
use serde_json::json;

use super::Network;
use super::vpc::{subnet_id, vpc_id};
use crate::stage::{Resource, id, reference};

const FILE: &str = "gateways";

/// The expression for a gateway's id.
pub(crate) fn gateway_reference(blueprint: &Blueprint, name: &Name) -> String {
    let kind = match blueprint.gateway(name).map(|gateway| &gateway.kind) {
        Some(GatewayKind::VirtualPrivate { .. }) => "aws_vpn_gateway",
        Some(GatewayKind::DirectConnect { .. }) => "aws_dx_gateway",
        Some(GatewayKind::Transit { .. }) => "aws_ec2_transit_gateway",
        None => panic!("the blueprint has no gateway called {name}"),
    };
    reference(kind, &id(&[name]), "id")
}

/// The site of a gateway's region; None for a Direct Connect gateway, which is in every region.
pub(crate) fn gateway_site(gateway: &Gateway) -> Option<&Name> {
    match &gateway.kind {
        GatewayKind::VirtualPrivate { region } | GatewayKind::Transit { region, .. } => {
            Some(region)
        }
        GatewayKind::DirectConnect { .. } => None,
    }
}

/// Ranges on AWS's side that a gateway announces to data centres.
pub(crate) fn announced(blueprint: &Blueprint, gateway: &Gateway) -> Vec<Ipv4Net> {
    let vpc = |site: &Name| blueprint.region(site).map(|region| region.vpc.network);
    let mut ranges: Vec<Ipv4Net> = match &gateway.kind {
        GatewayKind::VirtualPrivate { region } => vpc(region).into_iter().collect(),
        GatewayKind::DirectConnect { associations } => {
            associations.iter().flat_map(|a| a.prefixes.iter().copied()).collect()
        }
        GatewayKind::Transit { region, peers } => {
            let behind = peers.iter().flat_map(|peer| peer.prefixes.iter().copied());
            vpc(region).into_iter().chain(behind).collect()
        }
    };
    // What peers reach of data centres is announced by them, not to them.
    let routers = blueprint.data_centers.iter().filter_map(|site| site.router.as_ref());
    let customers: Vec<_> = routers.flat_map(|router| router.announces.iter()).collect();
    ranges.retain(|range| !customers.contains(&range));
    ranges.sort();
    ranges.dedup();
    ranges
}

impl Network<'_> {
    pub(super) fn add_gateway(&mut self, gateway: &Gateway) {
        match &gateway.kind {
            GatewayKind::VirtualPrivate { region } => self.add_virtual_private(gateway, region),
            GatewayKind::DirectConnect { associations } => {
                self.add_direct_connect(gateway);
                for association in associations {
                    self.add_association(gateway, association);
                }
            }
            GatewayKind::Transit { region, peers } => {
                self.add_transit(gateway, region);
                for peer in peers {
                    self.add_peer(gateway, region, peer);
                }
            }
        }
        let output = format!("{}_id", id(&[&gateway.name]));
        self.stage.tell(output, &gateway_reference(self.blueprint, &gateway.name), false);
    }

    fn region(&self, site: &Name) -> &Region {
        self.blueprint.region(site).expect("a blueprint names only regions that it holds")
    }

    fn add_virtual_private(&mut self, gateway: &Gateway, site: &Name) {
        let body = json!({
            "vpc_id": vpc_id(self.region(site)),
            "amazon_side_asn": gateway.asn.to_string(),
            "tags": { "Name": gateway.name },
        });
        let why = self.reasons.of("The VPC's end of lines and tunnels.", "hub", None);
        self.add_hub(Some(site), "aws_vpn_gateway", id(&[&gateway.name]), why, body);
    }

    fn add_direct_connect(&mut self, gateway: &Gateway) {
        let body = json!({ "name": gateway.name, "amazon_side_asn": gateway.asn.to_string() });
        let why = self.reasons.of("Leads lines to gateways of any region.", "hub", None);
        self.add_hub(None, "aws_dx_gateway", id(&[&gateway.name]), why, body);
    }

    fn add_association(&mut self, gateway: &Gateway, association: &Association) {
        let body = json!({
            "dx_gateway_id": gateway_reference(self.blueprint, &gateway.name),
            "associated_gateway_id": gateway_reference(self.blueprint, &association.gateway),
            "allowed_prefixes": association.prefixes,
            "timeouts": { "create": "60m", "update": "60m", "delete": "60m" },
        });
        let why = self.reasons.of("Announces these ranges to the data centre.", "hub", None);
        let name = id(&[&gateway.name, &association.gateway]);
        let associated = self.blueprint.gateway(&association.gateway);
        let site = associated.and_then(gateway_site);
        self.add_hub(site, "aws_dx_gateway_association", name, why, body);
    }

    fn add_transit(&mut self, gateway: &Gateway, site: &Name) {
        let blocks: BTreeSet<_> = self
            .blueprint
            .lines
            .iter()
            .filter_map(|line| line.ipsec.as_ref())
            .filter(|ipsec| ipsec.gateway == gateway.name)
            .map(|ipsec| ipsec.amazon_block)
            .collect();
        let mut body = json!({
            "description": format!("{} of {}", gateway.name, self.blueprint.estate),
            "amazon_side_asn": gateway.asn,
            "tags": { "Name": gateway.name },
        });
        if !blocks.is_empty() {
            body["transit_gateway_cidr_blocks"] = json!(blocks);
        }
        let why = self.reasons.of("Joins VPC, lines and tunnels.", "hub", None);
        self.add_hub(Some(site), "aws_ec2_transit_gateway", id(&[&gateway.name]), why, body);
        self.add_attachment(gateway, site);
    }

    fn add_attachment(&mut self, gateway: &Gateway, site: &Name) {
        let region = self.region(site);
        let body = json!({
            "transit_gateway_id": gateway_reference(self.blueprint, &gateway.name),
            "vpc_id": vpc_id(region),
            "subnet_ids": attached_subnets(region),
            "tags": { "Name": format!("{}-{site}", gateway.name) },
        });
        let why = self.reasons.of("Attaches the VPC, with an interface in each zone.", "hub", None);
        let kind = "aws_ec2_transit_gateway_vpc_attachment";
        self.add_hub(Some(site), kind, id(&[&gateway.name]), why, body);
    }

    /// The address of what must be there before a route can lead to a gateway.
    pub(super) fn attachment(&self, gateway: &Name) -> Option<String> {
        let transit = matches!(self.blueprint.gateway(gateway)?.kind, GatewayKind::Transit { .. });
        transit.then(|| format!("aws_ec2_transit_gateway_vpc_attachment.{}", id(&[gateway])))
    }

    /// A peering is made once, by the gateway that comes first by name, and accepted by the other. Each side has its own routes.
    fn add_peer(&mut self, gateway: &Gateway, site: &Name, peer: &Peer) {
        let other = self.blueprint.gateway(&peer.gateway);
        let Some(other_site) = other.and_then(gateway_site).cloned() else { return };
        let asks = gateway.name < peer.gateway;
        let (first, second) =
            if asks { (&gateway.name, &peer.gateway) } else { (&peer.gateway, &gateway.name) };
        let name = id(&[first, second]);
        if asks {
            self.add_peering(&name, (&gateway.name, site), (&peer.gateway, &other_site));
        }
        for prefix in &peer.prefixes {
            self.add_peer_route(gateway, site, &name, *prefix);
        }
    }

    fn add_peering(&mut self, name: &str, asks: (&Name, &Name), accepts: (&Name, &Name)) {
        let body = json!({
            "transit_gateway_id": gateway_reference(self.blueprint, asks.0),
            "peer_transit_gateway_id": gateway_reference(self.blueprint, accepts.0),
            "peer_region": self.region(accepts.1).region.as_str(),
            "tags": { "Name": format!("{}-{}", asks.0, accepts.0) },
        });
        let kind = "aws_ec2_transit_gateway_peering_attachment";
        let why = self.reasons.of("Joins two regions.", "hub", None);
        self.add_hub(Some(asks.1), kind, name.to_owned(), why, body);
        let body = json!({
            "transit_gateway_attachment_id": reference(kind, name, "id"),
            "tags": { "Name": format!("{}-{}", asks.0, accepts.0) },
        });
        let why = "A peering holds only once the other side accepts it.".to_owned();
        let kind = "aws_ec2_transit_gateway_peering_attachment_accepter";
        self.add_hub(Some(accepts.1), kind, name.to_owned(), why, body);
    }

    fn add_peer_route(&mut self, gateway: &Gateway, site: &Name, peering: &str, prefix: Ipv4Net) {
        let table = "association_default_route_table_id";
        let name = id(&[&gateway.name]);
        let accepter = "aws_ec2_transit_gateway_peering_attachment_accepter";
        let body = json!({
            "destination_cidr_block": prefix,
            "transit_gateway_attachment_id": reference(accepter, peering, "id"),
            "transit_gateway_route_table_id": reference("aws_ec2_transit_gateway", &name, table),
        });
        let why = "Peerings carry no BGP: what is behind one is a static route.".to_owned();
        let to = format!("{}_{}", prefix.addr().to_string().replace('.', "_"), prefix.prefix_len());
        let route = format!("{name}-to_{to}");
        self.add_hub(Some(site), "aws_ec2_transit_gateway_route", route, why, body);
    }

    fn add_hub(
        &mut self,
        site: Option<&Name>,
        kind: &'static str,
        id: String,
        why: String,
        body: serde_json::Value,
    ) {
        self.stage.add(FILE, &Resource { kind, id, site, why }, body);
    }
}

/// One subnet a zone: an attachment takes no two of one zone. Those that reach no internet come first, because the attachment's
/// interfaces need none.
fn attached_subnets(region: &Region) -> Vec<String> {
    let in_zone = |zone: &String| {
        let candidates = region.vpc.subnets.iter().filter(|subnet| subnet.zone == *zone);
        candidates.min_by_key(|subnet| match subnet.kind {
            SubnetKind::Private => 0,
            SubnetKind::Isolated => 1,
            SubnetKind::Public => 2,
        })
    };
    let zones = region.vpc.zones.iter().filter_map(|zone| in_zone(&zone.name));
    zones.map(|subnet| subnet_id(region, &subnet.name)).collect()
}
