//! Data centres and regions, each with the fields of its kind and no others.

use std::collections::HashMap;

use ipnet::Ipv4Net;

use super::checker::{Checker, Owner};
use super::{inner, topology};
use crate::codes::{OTHER_KIND_OF_SITE, REGION};
use crate::diagnostic::Diagnostic;
use crate::file::{ContractFile, ExistingFile, HostGroupFile, RouterFile, SiteFile, SiteKind};
use crate::model::{Contract, DataCenter, Existing, HostGroup, Region, RegionPurpose, Router};
use crate::names::{AwsRegion, Name};
use crate::regions;
use crate::span::{Located, Span};
use crate::written::{Block, Section};

/// The sites that could be built, and what is known of all of them.
#[derive(Default)]
pub(super) struct Sites {
    pub(super) data_centers: Vec<DataCenter>,
    pub(super) regions: Vec<Region>,
    /// Where each data centre is in `data_centers`.
    by_name: HashMap<Name, usize>,
    /// Where the section begins.
    pub(super) at: Span,
    /// How many sites of each kind the file has, whether or not they could be built.
    pub(super) data_centers_written: usize,
    /// See `data_centers_written`.
    pub(super) regions_written: usize,
    /// Every network that could be read, with its site.
    pub(super) networks: Vec<(Name, Located<Ipv4Net>)>,
}

impl Sites {
    /// The data centre of that name, if it could be built.
    pub(super) fn data_center(&self, name: &Name) -> Option<&DataCenter> {
        self.data_centers.get(*self.by_name.get(name)?)
    }
}

/// Reads the sites and checks them against each other.
pub(super) fn sites(check: &mut Checker, section: Section<SiteFile>) -> Sites {
    let count = |kind| section.entries.iter().filter(|(_, file)| looks_like(file) == kind).count();
    let mut sites = Sites {
        at: section.at,
        data_centers_written: count(SiteKind::DataCenter),
        regions_written: count(SiteKind::AwsRegion),
        ..Sites::default()
    };
    for (name, file) in check.entries("sites", "site", section) {
        let owner = Owner::of("site", &name.value, name.at);
        let stated = check.required(&owner, "kind", file.kind.clone()).map(|kind| kind.value);
        if let Some(network) = file.network.good() {
            let network = Located { value: *network, at: file.network.at };
            sites.networks.push((name.value.clone(), network));
        }
        if let Some(kind) = stated {
            other_kinds_fields(check, &name, kind, &file);
        }
        match looks_like(&file) {
            SiteKind::DataCenter => {
                let Some(site) = data_center(check, &owner, name, file) else { continue };
                sites.by_name.insert(site.name.value.clone(), sites.data_centers.len());
                sites.data_centers.push(site);
            }
            SiteKind::AwsRegion => sites.regions.extend(region(check, &owner, name, file)),
        }
    }
    topology::check(check, &sites);
    sites
}

/// The site's kind. Without a good one it is taken for what it looks like, so that its values are checked all the same.
fn looks_like(file: &SiteFile) -> SiteKind {
    match file.kind.good() {
        Some(kind) => *kind,
        None if file.region.is_there() => SiteKind::AwsRegion,
        None => SiteKind::DataCenter,
    }
}

/// Notes fields that belong to the other kind of site.
fn other_kinds_fields(check: &mut Checker, name: &Located<Name>, kind: SiteKind, file: &SiteFile) {
    let data_center = [
        ("hypervisor", file.hypervisor.is_there(), file.hypervisor.at),
        ("router", file.router.is_there(), file.router.at),
        ("dns_domain", file.dns_domain.is_there(), file.dns_domain.at),
        ("hosts", file.hosts.at.line > 0, file.hosts.at),
        ("contract", file.contract.is_there(), file.contract.at),
    ];
    let region = [
        ("region", file.region.is_there(), file.region.at),
        ("zones", file.zones.is_there(), file.zones.at),
        ("purpose", file.purpose.is_there(), file.purpose.at),
        ("existing", file.existing.is_there(), file.existing.at),
    ];
    let (others, this, other): (&[_], _, _) = match kind {
        SiteKind::DataCenter => (&region, "a data centre", "an AWS region"),
        SiteKind::AwsRegion => (&data_center, "an AWS region", "a data centre"),
    };
    for (key, _, at) in others.iter().filter(|(_, there, _)| *there) {
        let message = format!("`{key}` belongs to {other}, and `{}` is {this}", name.value);
        check.add(
            Diagnostic::error(OTHER_KIND_OF_SITE, message)
                .label(*at, format!("only for {other}"))
                .label(name.at, this)
                .help(format!("remove `{key}`, or correct `kind`")),
        );
    }
}

fn data_center(
    check: &mut Checker,
    owner: &Owner,
    name: Located<Name>,
    file: SiteFile,
) -> Option<DataCenter> {
    let network = check.required(owner, "network", file.network);
    let hypervisor = check.value("hypervisor", file.hypervisor);
    let router = router(check, file.router);
    let dns_domain = check.value("dns_domain", file.dns_domain);
    let hosts = hosts(check, file.hosts);
    let contract = contract(check, file.contract);
    Some(DataCenter { name, network: network?, hypervisor, router, dns_domain, hosts, contract })
}

fn router(check: &mut Checker, block: Block<RouterFile>) -> Option<Router> {
    let Located { value: file, at } = check.block("router", block)?;
    let owner = Owner::block("router", at);
    let vendor = check.required(&owner, "vendor", file.vendor);
    let asn = check.required(&owner, "asn", file.asn);
    let addresses = check.required_list(&owner, "public_addresses", file.public_addresses);
    let public_addresses = addresses.into_iter().map(|a| a.map(|a| a.0)).collect();
    Some(Router { vendor: vendor?, asn: asn?.map(|asn| asn.0), public_addresses })
}

fn hosts(check: &mut Checker, section: Section<HostGroupFile>) -> Vec<HostGroup> {
    let entries = check.entries("hosts", "group of hosts", section);
    entries.into_iter().filter_map(|(name, file)| host_group(check, name, file)).collect()
}

fn host_group(check: &mut Checker, name: Located<Name>, file: HostGroupFile) -> Option<HostGroup> {
    let owner = Owner::of("group of hosts", &name.value, name.at);
    let count = check.required(&owner, "count", file.count);
    let cpu = check.required(&owner, "cpu", file.cpu);
    let memory = check.required(&owner, "memory", file.memory);
    check.not_zero("memory", memory.as_ref());
    let tags = check.entries("tags", "tag", file.tags);
    let tags = tags
        .into_iter()
        .filter_map(|(key, value)| Some((key.value.0, check.value("tags", value)?.value.0)))
        .collect();
    let (count, cpu) = (count?.map(|n| n.0), cpu?.map(|n| n.0));
    Some(HostGroup { name, count, cpu, memory: memory?, tags })
}

fn contract(check: &mut Checker, block: Block<ContractFile>) -> Option<Contract> {
    let Located { value: file, at } = check.block("contract", block)?;
    let owner = Owner::block("contract", at);
    let ends = check.required(&owner, "ends", file.ends);
    let covers = check.required(&owner, "covers", file.covers);
    Some(Contract { ends: ends?, covers: covers? })
}

fn region(
    check: &mut Checker,
    owner: &Owner,
    name: Located<Name>,
    file: SiteFile,
) -> Option<Region> {
    let region = check.required(owner, "region", file.region);
    if let Some(region) = &region {
        known(check, region);
    }
    let network = check.required(owner, "network", file.network);
    let zones = check.required(owner, "zones", file.zones);
    let purpose = check.or("purpose", file.purpose, RegionPurpose::Workloads);
    let existing = existing(check, file.existing);
    let zones = inner(zones, |zones| zones.0);
    Some(Region { name, region: region?, network: network?, zones: zones?, purpose, existing })
}

/// A region that nobody knew at the end of 2025 may be new, and is more often a slip.
fn known(check: &mut Checker, region: &Located<AwsRegion>) {
    let name = region.value.as_str();
    if regions::is_known(name) {
        return;
    }
    let help = match regions::nearest(name) {
        Some(near) => format!("did you mean `{near}`? If AWS opened it since, all is well"),
        None => "if AWS opened it since, all is well".into(),
    };
    check.add(
        Diagnostic::warning(REGION, format!("AWS had no region `{name}` at the end of 2025"))
            .label(region.at, "not known here")
            .help(help),
    );
}

fn existing(check: &mut Checker, block: Block<ExistingFile>) -> Option<Existing> {
    let file = check.block("existing", block)?.value;
    let vpc = inner(check.value("vpc", file.vpc), |id| id.0);
    let accounts = check.list("accounts", file.accounts);
    let accounts = accounts.into_iter().map(|account| account.map(|a| a.0)).collect();
    Some(Existing { vpc, accounts })
}
