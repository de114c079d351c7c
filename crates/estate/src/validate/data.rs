//! Databases and file shares.

use std::collections::{HashMap, HashSet};

use super::checker::{Checker, Owner};
use super::inner;
use super::names::{Kind, Names};
use super::services::within_contract;
use super::sites::Sites;
use crate::codes::{FILE_USE, HOT_AND_COLD};
use crate::diagnostic::Diagnostic;
use crate::file::{DatabaseFile, FileShareFile};
use crate::model::{Database, Downtime, FileShare, ReadLoad, Service};
use crate::names::Name;
use crate::scalar::DowntimeText;
use crate::span::Located;
use crate::units::Period;
use crate::written::{Section, Written};

/// Reads the databases.
pub(super) fn databases(
    check: &mut Checker,
    names: &Names,
    sites: &Sites,
    section: Section<DatabaseFile>,
) -> Vec<Database> {
    let mut built = Vec::with_capacity(section.entries.len());
    for (name, file) in check.entries("databases", "database", section) {
        let Some(database) = database(check, names, name, file) else { continue };
        let Database { name, today, leaves, .. } = &database;
        within_contract(check, sites, "database", name, today, leaves.as_ref());
        built.push(database);
    }
    built
}

fn database(
    check: &mut Checker,
    names: &Names,
    name: Located<Name>,
    file: DatabaseFile,
) -> Option<Database> {
    let owner = Owner::of("database", &name.value, name.at);
    let engine = check.required(&owner, "engine", file.engine);
    let version = inner(check.required(&owner, "version", file.version), |version| version.0);
    let runs_in = check.required(&owner, "runs_in", file.runs_in);
    let today = check.required(&owner, "today", file.today);
    let today = today.and_then(|site| names.site(check, "today", site));
    let leaves = check.value("leaves", file.leaves);
    let size = check.required(&owner, "size", file.size);
    check.not_zero("size", size.as_ref());
    let growth = check.value("growth", file.growth);
    let downtime = check.or("downtime", file.downtime, DowntimeText(Downtime::None));
    let readers = readers(check, file.readers);
    Some(Database {
        name,
        engine: engine?,
        version: version?,
        runs_in: runs_in?,
        today: today?,
        leaves,
        size: size?,
        growth,
        downtime: downtime.map(|downtime| downtime.0),
        readers,
    })
}

fn readers(
    check: &mut Checker,
    section: Section<Written<ReadLoad>>,
) -> Vec<(Located<Name>, Located<ReadLoad>)> {
    let entries = check.entries("readers", "reader", section);
    entries
        .into_iter()
        .filter_map(|(name, load)| {
            let owner = Owner::of("reader", &name.value, name.at);
            let load = check.required(&owner, name.as_str(), load)?;
            Some((name, load))
        })
        .collect()
}

/// Reads the file shares.
pub(super) fn files(
    check: &mut Checker,
    names: &Names,
    sites: &Sites,
    section: Section<FileShareFile>,
) -> Vec<FileShare> {
    let mut built = Vec::with_capacity(section.entries.len());
    for (name, file) in check.entries("files", "file share", section) {
        let Some(share) = file_share(check, names, name, file) else { continue };
        hot_before_cold(check, share.hot_for.as_ref(), share.cold_after.as_ref());
        within_contract(check, sites, "file share", &share.name, &share.today, None);
        built.push(share);
    }
    built
}

fn file_share(
    check: &mut Checker,
    names: &Names,
    name: Located<Name>,
    file: FileShareFile,
) -> Option<FileShare> {
    let owner = Owner::of("file share", &name.value, name.at);
    let protocol = check.required(&owner, "protocol", file.protocol);
    let today = check.required(&owner, "today", file.today);
    let today = today.and_then(|site| names.site(check, "today", site));
    let written_by = check.list("written_by", file.written_by);
    let written_by = names.references(check, "written_by", &[Kind::Service], written_by);
    let read_by = check.list("read_by", file.read_by);
    let read_by = names.references(check, "read_by", &[Kind::Service], read_by);
    let size = check.required(&owner, "size", file.size);
    check.not_zero("size", size.as_ref());
    let new_per_day = check.value("new_per_day", file.new_per_day);
    let hot_for = check.value("hot_for", file.hot_for);
    let cold_after = check.value("cold_after", file.cold_after);
    check.not_zero("cold_after", cold_after.as_ref());
    Some(FileShare {
        name,
        protocol: protocol?,
        today: today?,
        written_by,
        read_by,
        size: size?,
        new_per_day,
        hot_for,
        cold_after,
    })
}

fn hot_before_cold(
    check: &mut Checker,
    hot_for: Option<&Located<Period>>,
    cold_after: Option<&Located<Period>>,
) {
    let (Some(hot), Some(cold)) = (hot_for, cold_after) else { return };
    if hot.about_days() <= cold.about_days() {
        return;
    }
    let message = format!("files are cold after {}, but hot for {}", cold.value, hot.value);
    check.add(
        Diagnostic::error(HOT_AND_COLD, message)
            .label(hot.at, "still hot")
            .label(cold.at, "already cold")
            .help("`cold_after` counts from the day a file was written, as `hot_for` does"),
    );
}

/// A service that uses a file share writes or reads it, and who writes or reads it uses it. Otherwise the design would place one by
/// half of the truth.
pub(super) fn file_use(check: &mut Checker, services: &[Service], files: &[FileShare]) {
    let calls: HashMap<&Name, HashSet<&Name>> = services
        .iter()
        .map(|service| (&service.name.value, service.uses.iter().map(|u| &u.value).collect()))
        .collect();
    let mut named: HashMap<&Name, HashSet<&Name>> = HashMap::new();
    for share in files {
        let of_share = named.entry(&share.name.value).or_default();
        for user in share.written_by.iter().chain(&share.read_by) {
            // A service that could not be built is not in `calls`, and already has a diagnostic.
            let known = calls.get(&user.value).is_none_or(|used| used.contains(&share.name.value));
            if of_share.insert(&user.value) && !known {
                check.add(unused(share, user));
            }
        }
    }
    for service in services {
        for used in &service.uses {
            if named.get(&used.value).is_some_and(|named| !named.contains(&service.name.value)) {
                check.add(neither_reads_nor_writes(service, used));
            }
        }
    }
}

fn unused(share: &FileShare, user: &Located<Name>) -> Diagnostic {
    let (share, user, at) = (&share.name, &user.value, user.at);
    let message = format!("`{user}` reads or writes `{}`, but does not use it", share.value);
    Diagnostic::warning(FILE_USE, message)
        .label(at, "named here")
        .label(share.at, "of this file share")
        .help(format!("add `{}` to `uses` of `{user}`", share.value))
}

fn neither_reads_nor_writes(service: &Service, used: &Located<Name>) -> Diagnostic {
    let (service, share) = (&service.name.value, &used.value);
    let message = format!("`{service}` uses `{share}`, but neither reads nor writes it");
    Diagnostic::warning(FILE_USE, message)
        .label(used.at, "used here")
        .help(format!("add `{service}` to `read_by` or `written_by` of `{share}`"))
}
