//! Stage 1: VPCs, gateways, VPN and names, which need nothing but an account.

use landbridge_design::blueprint::Blueprint;

use crate::interfaces;
use crate::reasons::Reasons;
use crate::stage::Stage;

mod client_vpn;
mod endpoints;
pub(crate) mod gateways;
mod names;
mod nat;
mod security;
mod vpc;
pub(crate) mod vpn;

/// The stage's folder.
pub(crate) const FOLDER: &str = "1-network";

/// VPCs, gateways, VPN and names.
pub(crate) fn stage(blueprint: &Blueprint, reasons: &Reasons<'_>) -> Stage {
    let about = "Networks on AWS, the gateways that lines end at, VPN and names.";
    let mut stage = Stage::new(FOLDER, about, blueprint);
    let mut network = Network { blueprint, reasons, stage: &mut stage };
    for region in &blueprint.regions {
        network.add_vpc(region);
        network.add_nats(region);
        network.add_endpoints(region);
    }
    for gateway in &blueprint.gateways {
        network.add_gateway(gateway);
    }
    for vpn in &blueprint.vpns {
        network.add_vpn(vpn);
    }
    network.add_names();
    for client_vpn in &blueprint.client_vpns {
        network.add_client_vpn(client_vpn);
    }
    interfaces::hand_on_gateways(&mut stage, blueprint);
    stage
}

/// The stage while it is filled.
pub(crate) struct Network<'a> {
    pub(crate) blueprint: &'a Blueprint,
    pub(crate) reasons: &'a Reasons<'a>,
    pub(crate) stage: &'a mut Stage,
}
