//! Stage 3: virtual interfaces on lines that are available, and IPsec inside lines.

use landbridge_design::blueprint::{Blueprint, GatewayKind, Line, LineIpsec, PublicInterface};
use serde_json::{Value, json};

use crate::lines::{connection_variable, line_site};
use crate::network;
use crate::network::gateways::gateway_reference;
use crate::network::vpn::Connection;
use crate::reasons::Reasons;
use crate::stage::{Gate, Resource, Source, Stage, id, reference};

/// The stage's folder.
pub(crate) const FOLDER: &str = "3-virtual-interfaces";
const FILE: &str = "virtual-interfaces";
/// The plain size of packets. Larger ones need every router and port on the way to carry them.
const MTU: u32 = 1_500;

/// Virtual interfaces, and what depends on them.
pub(crate) fn stage(blueprint: &Blueprint, reasons: &Reasons<'_>) -> Stage {
    let mut stage = Stage::new(FOLDER, "Virtual interfaces on the lines.", blueprint);
    for line in &blueprint.lines {
        let mut interfaces = Interfaces { blueprint, reasons, stage: &mut stage, line };
        interfaces.add_virtual_interface();
        if let Some(public) = &line.public_interface {
            interfaces.add_public(public);
        }
        if let Some(ipsec) = &line.ipsec {
            interfaces.add_ipsec(ipsec);
        }
    }
    stage
}

/// The gateways that stage 1 hands on to this one.
pub(crate) fn hand_on_gateways(network: &mut Stage, blueprint: &Blueprint) {
    let ends = blueprint.lines.iter().map(|line| &line.gateway);
    let tunnels = blueprint.lines.iter().filter_map(|line| line.ipsec.as_ref().map(|i| &i.gateway));
    for gateway in ends.chain(tunnels) {
        let variable = format!("{}_id", id(&[gateway]));
        network.hand_on(FOLDER, variable, &gateway_reference(blueprint, gateway));
    }
}

struct Interfaces<'a> {
    blueprint: &'a Blueprint,
    reasons: &'a Reasons<'a>,
    stage: &'a mut Stage,
    line: &'a Line,
}

impl Interfaces<'_> {
    fn add_virtual_interface(&mut self) {
        let kind = if self.line.transit {
            "aws_dx_transit_virtual_interface"
        } else {
            "aws_dx_private_virtual_interface"
        };
        let mut body = self.common(&self.line.name, self.line.vlan);
        body["mtu"] = json!(MTU);
        body["customer_address"] = json!(self.line.bgp.customer);
        body["amazon_address"] = json!(self.line.bgp.amazon);
        let (attribute, gateway) = self.gateway();
        body[attribute] = json!(gateway);
        let why = self.reasons.of("The line's way into the network on AWS.", "link", None);
        let name = id(&[&self.line.name]);
        self.add(kind, name.clone(), why, body);
        self.stage.tell(format!("{name}_bgp_key"), &reference(kind, &name, "bgp_auth_key"), true);
    }

    /// What all kinds of virtual interface have. AWS makes the BGP key.
    fn common(&mut self, name: &impl serde::Serialize, vlan: u16) -> Value {
        let router =
            self.blueprint.data_center(&self.line.data_center).and_then(|d| d.router.as_ref());
        let connection = self.connection();
        json!({
            "connection_id": connection,
            "name": name,
            "vlan": vlan,
            "address_family": "ipv4",
            "bgp_asn": router.expect("a linked data centre has a router").asn,
            "tags": { "Name": name },
            "timeouts": { "create": "60m", "delete": "60m" },
        })
    }

    fn connection(&mut self) -> String {
        let about = format!("Connection of {}", self.line.name);
        let from = Source::Stage(crate::lines::FOLDER);
        self.stage.ask(connection_variable(self.line), about, from)
    }

    fn gateway(&mut self) -> (&'static str, String) {
        let gateway = self.ask_gateway(&self.line.gateway);
        match self.blueprint.gateway(&self.line.gateway).map(|g| &g.kind) {
            Some(GatewayKind::VirtualPrivate { .. }) => ("vpn_gateway_id", gateway),
            _ => ("dx_gateway_id", gateway),
        }
    }

    fn ask_gateway(&mut self, gateway: &landbridge_estate::names::Name) -> String {
        let from = Source::Stage(network::FOLDER);
        self.stage.ask(format!("{}_id", id(&[gateway])), format!("Id of {gateway}"), from)
    }

    fn add_public(&mut self, public: &PublicInterface) {
        let label = format!("{}-public", self.line.name);
        let mut body = self.common(&label, public.vlan);
        body["route_filter_prefixes"] = json!(public.announces);
        for (attribute, whose) in [("customer_address", "our"), ("amazon_address", "AWS's")] {
            let variable = format!("{}_public_{attribute}", id(&[&self.line.name]));
            let about = format!(
                "{whose} address on the public virtual interface of {}, with its prefix length",
                self.line.name
            );
            let from = Source::Gate(Gate::PublicAddresses);
            body[attribute] = json!(self.stage.ask(variable, about, from));
        }
        let name = format!("{}-public", id(&[&self.line.name]));
        let kind = "aws_dx_public_virtual_interface";
        let why = self.reasons.of("AWS's public addresses over the line.", "aws-apis", None);
        self.add(kind, name.clone(), why, body);
        let prefix = format!("{}_public", id(&[&self.line.name]));
        let address = reference(kind, &name, "customer_address");
        self.stage.tell(format!("{prefix}_customer_address"), &address, false);
        for end in ["customer", "amazon"] {
            let host = format!("${{split(\"/\", {kind}.{name}.{end}_address)[0]}}");
            self.stage.tell(format!("{prefix}_{end}_host"), &host, false);
        }
        self.stage.tell(format!("{prefix}_bgp_key"), &reference(kind, &name, "bgp_auth_key"), true);
    }

    /// A private IP VPN needs the attachment of the Direct Connect gateway to the transit gateway, which AWS makes by itself and no
    /// resource of Terraform shows: its id comes from a gate.
    fn add_ipsec(&mut self, ipsec: &LineIpsec) {
        let line = self.line;
        let about =
            format!("Id (tgw-attach-…) of the attachment of {} to {}", line.gateway, ipsec.gateway);
        let variable = format!("{}_attachment_id", id(&[&ipsec.gateway]));
        let attachment = self.stage.ask(variable, about, Source::Gate(Gate::Attachment));
        let gateway = self.ask_gateway(&ipsec.gateway);
        let connection = Connection {
            name: &line.name,
            data_center: &line.data_center,
            address: ipsec.customer_address,
            gateway: &ipsec.gateway,
            tunnels: &ipsec.tunnels,
            private: Some(attachment),
        };
        connection.add(self.stage, self.blueprint, self.reasons, &gateway);
    }

    fn add(&mut self, kind: &'static str, id: String, why: String, body: Value) {
        let site = line_site(self.blueprint, self.line);
        self.stage.add(FILE, &Resource { kind, id, site, why }, body);
    }
}
