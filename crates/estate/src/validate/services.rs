//! Services: what they run, where, and what they call.

use super::checker::{Checker, Owner};
use super::inner;
use super::names::{Kind, Names};
use super::sites::Sites;
use crate::codes::{CONTRACT, HEALTH_WITHOUT_PORT, SCALING, SELF_USE, TOO_LARGE_FOR_HOSTS};
use crate::diagnostic::Diagnostic;
use crate::file::{ScalingFile, ServiceFile};
use crate::model::{Contract, ContractCover, Scaling, Service};
use crate::names::Name;
use crate::scalar::{Count, MilliCpu};
use crate::span::Located;
use crate::units::Bytes;
use crate::written::{Block, Section};

/// Processors and memory of a copy where none are stated.
const DEFAULT_CPU: MilliCpu = MilliCpu(250);
const DEFAULT_MEMORY: Bytes = Bytes(512 << 20);

/// Reads the services.
pub(super) fn services(
    check: &mut Checker,
    names: &Names,
    sites: &Sites,
    section: Section<ServiceFile>,
) -> Vec<Service> {
    let mut built = Vec::with_capacity(section.entries.len());
    for (name, file) in check.entries("services", "service", section) {
        let Some(service) = service(check, names, name, file) else { continue };
        fits_a_host(check, sites, &service);
        let Service { name, today, leaves, .. } = &service;
        within_contract(check, sites, "service", name, today, leaves.as_ref());
        built.push(service);
    }
    built
}

fn service(
    check: &mut Checker,
    names: &Names,
    name: Located<Name>,
    file: ServiceFile,
) -> Option<Service> {
    let owner = Owner::of("service", &name.value, name.at);
    let image = inner(check.required(&owner, "image", file.image), |image| image.0);
    let today = check.required(&owner, "today", file.today);
    let today = today.and_then(|site| names.site(check, "today", site));
    let leaves = check.value("leaves", file.leaves);
    let replicas = check.or("replicas", file.replicas, Count(1)).map(|n| n.0);
    let cpu_milli = check.or("cpu", file.cpu, DEFAULT_CPU).map(|cpu| cpu.0);
    let memory = check.or("memory", file.memory, DEFAULT_MEMORY);
    check.not_zero("memory", Some(&memory));
    let has_port = file.port.is_there();
    let port = inner(check.value("port", file.port), |port| port.0);
    let health = inner(check.value("health", file.health), |path| path.0);
    health_has_port(check, health.as_ref(), has_port);
    let uses = check.list("uses", file.uses);
    let uses = others(check, &name, uses);
    let kinds = [Kind::Service, Kind::Database, Kind::Files];
    let uses = names.references(check, "uses", &kinds, uses);
    let scaling = scaling(check, file.scaling, &replicas);
    Some(Service {
        name,
        image: image?,
        today: today?,
        leaves,
        replicas,
        cpu_milli,
        memory,
        port,
        health,
        uses,
        scaling,
    })
}

/// What the service uses besides itself.
fn others(
    check: &mut Checker,
    name: &Located<Name>,
    mut uses: Vec<Located<Name>>,
) -> Vec<Located<Name>> {
    if let Some(at) = uses.iter().position(|used| used.value == name.value) {
        let itself = uses.remove(at);
        let message = format!("the service `{}` uses itself", name.value);
        check.add(
            Diagnostic::error(SELF_USE, message)
                .label(itself.at, "this very service")
                .help("remove it; copies of one service need not be named"),
        );
    }
    uses
}

fn health_has_port(check: &mut Checker, health: Option<&Located<String>>, has_port: bool) {
    let Some(health) = health.filter(|_| !has_port) else { return };
    check.add(
        Diagnostic::error(HEALTH_WITHOUT_PORT, "the health check has no port to ask")
            .label(health.at, "asked on which port?")
            .help("add `port:` to the service"),
    );
}

fn scaling(
    check: &mut Checker,
    block: Block<ScalingFile>,
    replicas: &Located<u32>,
) -> Option<Scaling> {
    let Located { value: file, at } = check.block("scaling", block)?;
    let owner = Owner::block("scaling", at);
    let from = inner(check.required(&owner, "from", file.from), |n| n.0);
    let to = inner(check.required(&owner, "to", file.to), |n| n.0);
    let target_cpu = check.required(&owner, "target_cpu", file.target_cpu);
    let scaling = Scaling { from: from?, to: to?, target_cpu: target_cpu? };
    possible_scaling(check, &scaling, replicas);
    Some(scaling)
}

fn possible_scaling(check: &mut Checker, scaling: &Scaling, replicas: &Located<u32>) {
    let Scaling { from, to, target_cpu } = scaling;
    if target_cpu.0 == 0 {
        check.add(
            Diagnostic::error(SCALING, "copies can never bring the processors' use to 0%")
                .label(target_cpu.at, "cannot be reached")
                .help("write the use at which another copy is needed, such as 60%"),
        );
    }
    if from.value > to.value {
        let message = format!("scaling goes from {} down to {}", from.value, to.value);
        check.add(
            Diagnostic::error(SCALING, message)
                .label(from.at, "the fewest copies")
                .label(to.at, "the most copies, which are fewer")
                .help("write the smaller number as `from`"),
        );
    } else if replicas.is_stated() && !(from.value..=to.value).contains(&replicas.value) {
        let message = format!(
            "{} copies lie outside the scaling from {} to {}",
            replicas.value, from.value, to.value
        );
        check.add(
            Diagnostic::warning(SCALING, message)
                .label(replicas.at, "so many at first")
                .label(from.at, "the fewest copies")
                .label(to.at, "the most copies")
                .help("begin with a number that the scaling allows"),
        );
    }
}

/// A service that runs in a data centre today must fit on one of its hosts.
fn fits_a_host(check: &mut Checker, sites: &Sites, service: &Service) {
    let site = sites.data_center(&service.today);
    let Some(site) = site.filter(|site| !site.hosts.is_empty()) else { return };
    let fits = |cpu: u32, memory: Bytes| {
        u64::from(service.cpu_milli.value) <= u64::from(cpu) * 1_000
            && service.memory.value <= memory
    };
    if site.hosts.iter().any(|group| fits(group.cpu.value, group.memory.value)) {
        return;
    }
    let message = format!(
        "no host of `{}` has the processors and the memory that a copy of `{}` needs",
        site.name.value, service.name.value
    );
    let wanted = if service.memory.is_stated() { service.memory.at } else { service.cpu_milli.at };
    check.add(
        Diagnostic::warning(TOO_LARGE_FOR_HOSTS, message)
            .label(wanted, "more than a host has")
            .label(site.name.at, "where it runs today")
            .help("is the unit right, and is every group of hosts written down?"),
    );
}

/// What runs at a site whose whole contract ends must have left by then.
pub(super) fn within_contract(
    check: &mut Checker,
    sites: &Sites,
    what: &str,
    name: &Located<Name>,
    today: &Located<Name>,
    leaves: Option<&Located<jiff::civil::Date>>,
) {
    let contract = sites.data_center(today).and_then(|site| site.contract.as_ref());
    let Some(Contract { ends, covers }) = contract else { return };
    if covers.value != ContractCover::All || leaves.is_some_and(|date| date.value <= ends.value) {
        return;
    }
    let (at, label) = match leaves {
        Some(date) => (date.at, "leaves later"),
        None => (name.at, "has no `leaves`, so it stays"),
    };
    let message =
        format!("the {what} `{}` is still at its site when the contract ends", name.value);
    check.add(
        Diagnostic::warning(CONTRACT, message)
            .label(at, label)
            .label(ends.at, format!("the contract of `{}` ends", today.value))
            .help(format!("write `leaves: {}` or an earlier date", ends.value)),
    );
}
