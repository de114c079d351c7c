//! What the design took as given because the estate does not say it, and what the owner should check.

use landbridge_estate::model::Estate;
use landbridge_estate::units::BitsPerSecond;
use serde::Serialize;

use crate::blueprint::{Blueprint, DataCenter, HostRole, LineEncryption, NatKind, Region};

/// Something taken as given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assumption {
    /// What it concerns: `frankfurt-dc/lan`.
    pub place: String,
    /// What is taken as given.
    pub text: String,
    /// What to find out before it is deployed.
    pub ask: String,
}

/// Every assumption behind a blueprint.
pub(crate) fn of(estate: &Estate, blueprint: &Blueprint) -> Vec<Assumption> {
    let mut list: Vec<Assumption> = blueprint.data_centers.iter().map(lan).collect();
    list.extend(blueprint.data_centers.iter().filter_map(resolvers));
    list.extend(blueprint.data_centers.iter().filter_map(containers));
    list.extend(blueprint.regions.iter().map(zones));
    list.extend(locations(blueprint));
    list.extend(macsec(blueprint));
    list.extend(proxy(blueprint));
    list.extend(peak(estate, blueprint));
    list
}

fn one(place: impl Into<String>, text: impl Into<String>, ask: impl Into<String>) -> Assumption {
    Assumption { place: place.into(), text: text.into(), ask: ask.into() }
}

fn lan(dc: &DataCenter) -> Assumption {
    one(
        format!("{}/lan", dc.site),
        format!(
            "Hosts are in {}, numbered from its first addresses; the router is {}.",
            dc.lan, dc.gateway
        ),
        "Do hosts have other addresses today?",
    )
}

fn resolvers(dc: &DataCenter) -> Option<Assumption> {
    let resolvers: Vec<String> = dc.resolvers.iter().map(ToString::to_string).collect();
    dc.router.is_some().then(|| {
        one(
            format!("{}/resolvers", dc.site),
            format!("Its name servers are {}.", resolvers.join(" and ")),
            "Which name servers answer and forward in the data centre?",
        )
    })
}

fn containers(dc: &DataCenter) -> Option<Assumption> {
    let hosts = dc.hosts.iter().filter(|host| host.role == HostRole::ContainerHost);
    let names: Vec<&str> = hosts.map(|host| host.name.as_str()).collect();
    let (first, last) = (names.first()?, names.last()?);
    let text = match names.len() {
        1 => format!("{first} runs its containers."),
        _ => format!("{first} to {last} run its containers."),
    };
    Some(one(format!("{}/hosts", dc.site), text, "Which hosts run containers today?"))
}

fn zones(region: &Region) -> Assumption {
    let names: Vec<&str> = region.vpc.zones.iter().map(|zone| zone.name.as_str()).collect();
    one(
        format!("{}/zones", region.site),
        format!("The account has the zones {}.", names.join(", ")),
        format!(
            "What does `aws ec2 describe-availability-zones --region {}` list? Names differ between accounts.",
            region.region
        ),
    )
}

fn locations(blueprint: &Blueprint) -> Option<Assumption> {
    let most = blueprint.lines.iter().map(|line| line.location).max()?;
    let text = match most {
        1 => "Each data centre reaches one Direct Connect location.".into(),
        n => format!("Each data centre reaches {n} Direct Connect locations, by separate paths."),
    };
    let ask = "Which locations offer the port's speed, and by whose fibre are they reached?";
    Some(one("lines/location", text, ask))
}

fn macsec(blueprint: &Blueprint) -> Option<Assumption> {
    let line = blueprint.lines.iter().find(|line| line.encryption == LineEncryption::Macsec)?;
    Some(one(
        format!("{}/encryption", line.name),
        "The location offers MACsec, and the router's port speaks it.",
        "Does the port offer MACsec (AES-256, extended packet numbering from 100 Gbps)?",
    ))
}

fn proxy(blueprint: &Blueprint) -> Option<Assumption> {
    let mut nats = blueprint.regions.iter().flat_map(|region| &region.vpc.nats);
    nats.any(|nat| nat.kind == NatKind::PrivateGateway).then(|| {
        one(
            "data-centers/internet",
            "Each data centre announces a default route and lets AWS's workloads out by its own internet.",
            "Does its firewall let the addresses of the private NAT gateways out?",
        )
    })
}

fn peak(estate: &Estate, blueprint: &Blueprint) -> Option<Assumption> {
    let peak = estate.requirements.connectivity.peak;
    let BitsPerSecond(rate) = peak.value;
    let linked = !blueprint.lines.is_empty() || !blueprint.vpns.is_empty();
    (linked && !peak.is_stated() && rate > 0).then(|| {
        one(
            "requirements/connectivity/peak",
            format!("The link's peak is {}, the default.", peak.value),
            "What is the highest rate between the sites, copies of databases and files included?",
        )
    })
}
