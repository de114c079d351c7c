//! Site-to-site VPN: customer gateways and connections of two tunnels.

use std::net::Ipv4Addr;

use landbridge_design::blueprint::{Blueprint, Gateway, GatewayKind, Tunnel, Vpn};
use landbridge_estate::names::Name;
use serde_json::{Value, json};

use super::Network;
use super::gateways::{gateway_reference, gateway_site};
use crate::reasons::Reasons;
use crate::stage::{Resource, Stage, id, reference};

const FILE: &str = "vpn";

impl Network<'_> {
    pub(super) fn add_vpn(&mut self, vpn: &Vpn) {
        let connection = Connection {
            name: &vpn.name,
            data_center: &vpn.data_center,
            address: vpn.customer_address,
            gateway: &vpn.gateway,
            tunnels: &vpn.tunnels,
            private: None,
        };
        let gateway = gateway_reference(self.blueprint, &vpn.gateway);
        connection.add(self.stage, self.blueprint, self.reasons, &gateway);
    }
}

/// A VPN connection, over the internet or inside a line.
pub(crate) struct Connection<'a> {
    /// Its name.
    pub(crate) name: &'a Name,
    /// The data centre at its customer end.
    pub(crate) data_center: &'a Name,
    /// The router's end of its tunnels.
    pub(crate) address: Ipv4Addr,
    /// The gateway at AWS's end.
    pub(crate) gateway: &'a Name,
    /// Its two tunnels.
    pub(crate) tunnels: &'a [Tunnel],
    /// The expression for the attachment of the line that it runs inside of.
    pub(crate) private: Option<String>,
}

impl Connection<'_> {
    /// Adds the connection to a stage. `gateway` is the expression for the gateway's id there.
    pub(crate) fn add(
        &self,
        stage: &mut Stage,
        blueprint: &Blueprint,
        reasons: &Reasons<'_>,
        gateway: &str,
    ) {
        let named = blueprint.gateway(self.gateway);
        let site = named.and_then(gateway_site);
        let customer = self.customer_gateway(stage, blueprint, site);
        let key = if self.private.is_some() { "line-encryption" } else { "resilience" };
        let why = reasons.of("Two encrypted tunnels that end in two zones of AWS.", key, None);
        let of = Resource { kind: "aws_vpn_connection", id: id(&[self.name]), site, why };
        stage.add(FILE, &of, self.body(named, gateway, &customer));
        self.tell(stage);
    }

    /// The expression for the customer gateway. A region holds one for each address: AWS answers a second order with the first one,
    /// which two resources would then share.
    fn customer_gateway(
        &self,
        stage: &mut Stage,
        blueprint: &Blueprint,
        site: Option<&Name>,
    ) -> String {
        let router = blueprint.data_center(self.data_center).and_then(|dc| dc.router.as_ref());
        let asn = router.expect("a linked data centre has a router").asn;
        // The older field holds numbers up to 31 bits.
        let field = if asn > 0x7fff_ffff { "bgp_asn_extended" } else { "bgp_asn" };
        let body = json!({
            "type": "ipsec.1",
            "ip_address": self.address,
            field: asn.to_string(),
            "tags": { "Name": format!("{}-{}", self.data_center, self.address) },
        });
        let address = self.address.to_string().replace('.', "_");
        let ends: Vec<_> = std::iter::once(self.data_center).chain(site).collect();
        let name = format!("{}-{address}", id(&ends));
        let kind = "aws_customer_gateway";
        let why =
            format!("What AWS knows of the router of {} at {}.", self.data_center, self.address);
        if !stage.holds(FILE, kind, &name) {
            stage.add(FILE, &Resource { kind, id: name.clone(), site, why }, body);
        }
        reference(kind, &name, "id")
    }

    fn body(&self, named: Option<&Gateway>, gateway: &str, customer: &str) -> Value {
        let transit = matches!(named.map(|g| &g.kind), Some(GatewayKind::Transit { .. }));
        let mut body = json!({
            "type": "ipsec.1",
            "customer_gateway_id": customer,
            "static_routes_only": false,
            "tags": { "Name": self.name },
        });
        body[if transit { "transit_gateway_id" } else { "vpn_gateway_id" }] = json!(gateway);
        if let Some(attachment) = &self.private {
            body["outside_ip_address_type"] = json!("PrivateIpv4");
            body["transport_transit_gateway_attachment_id"] = json!(attachment);
        }
        for (number, tunnel) in (1..).zip(self.tunnels) {
            for (option, value) in options(tunnel) {
                body[format!("tunnel{number}_{option}")] = value;
            }
        }
        body
    }

    /// Tells the kit each tunnel's outside address and key, which AWS makes.
    fn tell(&self, stage: &mut Stage) {
        for (number, tunnel) in (1..).zip(self.tunnels) {
            let of = |what: &str| {
                let attribute = format!("tunnel{number}_{what}");
                reference("aws_vpn_connection", &id(&[self.name]), &attribute)
            };
            let name = id(&[&tunnel.name]);
            stage.tell(format!("{name}_address"), &of("address"), false);
            stage.tell(format!("{name}_key"), &of("preshared_key"), true);
        }
    }
}

/// The options of a tunnel: only the proposal that the kit's strongSwan sends, and no second one. The customer's side begins, so
/// that AWS forgets a dead tunnel and waits.
fn options(tunnel: &Tunnel) -> Vec<(String, Value)> {
    let mut options = vec![
        ("inside_cidr".to_owned(), json!(tunnel.inside)),
        ("ike_versions".to_owned(), json!(["ikev2"])),
        ("startup_action".to_owned(), json!("add")),
        ("dpd_timeout_action".to_owned(), json!("clear")),
        ("dpd_timeout_seconds".to_owned(), json!(tunnel.dpd_timeout.0.div_ceil(1_000))),
    ];
    for phase in ["phase1", "phase2"] {
        options.push((format!("{phase}_encryption_algorithms"), json!(["AES256-GCM-16"])));
        options.push((format!("{phase}_integrity_algorithms"), json!(["SHA2-256"])));
        options.push((format!("{phase}_dh_group_numbers"), json!([19])));
    }
    options
}
