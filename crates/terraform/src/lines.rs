//! Stage 2: Direct Connect lines are ordered. A line must be available before a virtual interface can be made on it.

use std::collections::BTreeSet;

use landbridge_design::blueprint::{Blueprint, Line, LineEncryption, LineKind};
use landbridge_estate::names::Name;
use serde_json::json;

use crate::interfaces;
use crate::network::gateways::gateway_site;
use crate::reasons::Reasons;
use crate::stage::{Gate, Resource, Source, Stage, id, reference};

/// The stage's folder.
pub(crate) const FOLDER: &str = "2-line-order";
const FILE: &str = "lines";
/// The variable that says whether a port passes unencrypted traffic.
pub(crate) const MACSEC_MODE: &str = "macsec_mode";

/// Lines.
pub(crate) fn stage(blueprint: &Blueprint, reasons: &Reasons<'_>) -> Stage {
    let mut stage = Stage::new(FOLDER, "Orders the Direct Connect lines.", blueprint);
    for line in &blueprint.lines {
        let connection = match line.kind {
            LineKind::Dedicated => order(&mut stage, blueprint, reasons, line),
            LineKind::Hosted => accept(&mut stage, blueprint, reasons, line),
        };
        stage.hand_on(interfaces::FOLDER, connection_variable(line), &connection);
    }
    check_devices(&mut stage, blueprint);
    stage
}

/// The variable of a later stage that takes a line's connection.
pub(crate) fn connection_variable(line: &Line) -> String {
    format!("{}_connection_id", id(&[&line.name]))
}

/// The region that a line belongs to: its gateway's. A Direct Connect gateway is reached from any: the first one.
pub(crate) fn line_site<'a>(blueprint: &'a Blueprint, line: &Line) -> Option<&'a Name> {
    let gateway = blueprint.gateway(&line.gateway);
    gateway.and_then(gateway_site).or(blueprint.regions.first().map(|region| &region.site))
}

fn order(stage: &mut Stage, blueprint: &Blueprint, reasons: &Reasons<'_>, line: &Line) -> String {
    let name = id(&[&line.name]);
    let macsec = line.encryption == LineEncryption::Macsec;
    let mut body = json!({
        "name": line.name,
        "bandwidth": bandwidth(line),
        "location": location(stage, blueprint, line),
        "tags": { "Name": line.name },
    });
    if macsec {
        body["request_macsec"] = json!(true);
        body["encryption_mode"] = json!(macsec_mode(stage));
    }
    // A line took weeks to get. What would replace it (another speed, another location) must not do so in passing.
    body["lifecycle"] = json!({ "prevent_destroy": true });
    if let Some(precondition) = locations_differ(blueprint, line) {
        body["lifecycle"]["precondition"] = precondition;
    }
    let why = reasons.of("A port at a Direct Connect location.", "line", None);
    let site = line_site(blueprint, line);
    let kind = "aws_dx_connection";
    stage.add(FILE, &Resource { kind, id: name.clone(), site, why }, body);
    stage.tell(format!("{name}_device"), &reference(kind, &name, "aws_device"), false);
    reference(kind, &name, "id")
}

/// The partner makes a hosted connection; its customer accepts it.
fn accept(stage: &mut Stage, blueprint: &Blueprint, reasons: &Reasons<'_>, line: &Line) -> String {
    let name = id(&[&line.name]);
    let about = format!(
        "Id (dxcon-…) of the hosted connection of {} that the partner made for {}",
        bandwidth(line),
        line.name
    );
    let connection = stage.ask(connection_variable(line), about, Source::Gate(Gate::Partner));
    let why = reasons.of("Accepts the partner's connection.", "line", None);
    let site = line_site(blueprint, line);
    let kind = "aws_dx_connection_confirmation";
    let of = Resource { kind, id: name.clone(), site, why };
    stage.add(FILE, &of, json!({ "connection_id": connection }));
    reference(kind, &name, "id")
}

/// A speed as AWS writes it.
pub(crate) fn bandwidth(line: &Line) -> String {
    line.speed.to_string().replace(' ', "")
}

fn location(stage: &mut Stage, blueprint: &Blueprint, line: &Line) -> String {
    let about = format!(
        "Code of Direct Connect location {} of {}, such as those of `aws directconnect describe-locations`",
        line.location, line.data_center
    );
    stage.ask(location_variable(blueprint, line), about, Source::Gate(Gate::Locations))
}

/// Data centres are in different places: each has locations of its own.
fn location_variable(blueprint: &Blueprint, line: &Line) -> String {
    let number = line.location;
    if dedicated(blueprint).all(|other| other.data_center == line.data_center) {
        format!("location_{number}")
    } else {
        format!("{}_location_{number}", id(&[&line.data_center]))
    }
}

fn dedicated(blueprint: &Blueprint) -> impl Iterator<Item = &Line> {
    blueprint.lines.iter().filter(|line| line.kind == LineKind::Dedicated)
}

/// Unencrypted traffic passes until the keys hold at both ends: else a port would stay down while they are set.
fn macsec_mode(stage: &mut Stage) -> String {
    let about =
        "MACsec on the ports: should_encrypt, or must_encrypt once the keys hold at both ends";
    stage.ask(MACSEC_MODE.to_owned(), about.to_owned(), Source::Default("should_encrypt"))
}

/// What makes sure that a data centre's lines meant for different locations are ordered at different ones.
fn locations_differ(blueprint: &Blueprint, line: &Line) -> Option<serde_json::Value> {
    let here = dedicated(blueprint).filter(|other| other.data_center == line.data_center);
    let variables: BTreeSet<_> = here.map(|line| location_variable(blueprint, line)).collect();
    if variables.len() < 2 {
        return None;
    }
    let all: Vec<_> = variables.iter().map(|variable| format!("var.{variable}")).collect();
    let condition = format!("${{length(distinct([{}])) == {}}}", all.join(", "), all.len());
    let message = "Lines of different numbers must go to different locations: one location is one building and one duct.";
    Some(json!({ "condition": condition, "error_message": message }))
}

/// AWS chooses the device. Two lines meant for two devices of one location are checked once both are there.
fn check_devices(stage: &mut Stage, blueprint: &Blueprint) {
    let at = |line: &Line| location_variable(blueprint, line);
    let locations: BTreeSet<_> = dedicated(blueprint).map(at).collect();
    for location in locations {
        let here: Vec<_> = dedicated(blueprint).filter(|line| at(line) == location).collect();
        let devices: BTreeSet<u8> = here.iter().map(|line| line.device).collect();
        if devices.len() < 2 {
            continue;
        }
        let device = |line: &&Line| format!("aws_dx_connection.{}.aws_device", id(&[&line.name]));
        let all: Vec<_> = here.iter().map(device).collect();
        let condition = format!("${{length(distinct([{}])) == {}}}", all.join(", "), devices.len());
        let message = format!(
            "Lines at {location} ended at one AWS device: ask AWS support to move one before it is cross-connected."
        );
        stage.check(format!("devices_at_{location}"), &condition, &message);
    }
}
