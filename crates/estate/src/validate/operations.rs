//! Fleet, backup and recovery.

use super::checker::{Checker, Owner};
use super::names::{Kind, Names};
use super::sites::Sites;
use crate::codes::{NO_SECOND_REGION, OBJECTIVE, RETENTION, WINDOW_LENGTH};
use crate::diagnostic::Diagnostic;
use crate::file::{BackupFile, FleetFile, KeepFile, MaintenanceFile, RecoveryFile};
use crate::model::{Backup, Disruption, Fleet, Maintenance, Recovery};
use crate::span::Located;
use crate::units::{Millis, Period};
use crate::written::Block;

const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;

/// How hosts are operated.
pub(super) fn fleet(check: &mut Checker, block: Block<FleetFile>) -> Option<Fleet> {
    let file = check.block("fleet", block)?.value;
    let scripts = check.or("scripts", file.scripts, false);
    let maintenance = maintenance(check, file.maintenance);
    Some(Fleet { scripts, maintenance })
}

fn maintenance(check: &mut Checker, block: Block<MaintenanceFile>) -> Option<Maintenance> {
    let Located { value: file, at } = check.block("maintenance", block)?;
    let owner = Owner::block("maintenance", at);
    let window = check.required(&owner, "window", file.window);
    let duration = check.required(&owner, "duration", file.duration);
    if let Some(duration) = &duration {
        window_length(check, duration);
    }
    Some(Maintenance { window: window?, duration: duration? })
}

/// Systems Manager takes 1 to 24 whole hours (API reference, `CreateMaintenanceWindow`).
fn window_length(check: &mut Checker, duration: &Located<Millis>) {
    if (HOUR..=DAY).contains(&duration.0) && duration.0.is_multiple_of(HOUR) {
        return;
    }
    let message = format!("a maintenance window cannot last {}", duration.value);
    check.add(
        Diagnostic::error(WINDOW_LENGTH, message)
            .label(duration.at, "not 1 to 24 whole hours")
            .help("Systems Manager takes windows of 1 h to 24 h, in whole hours"),
    );
}

/// What is backed up.
pub(super) fn backup(
    check: &mut Checker,
    names: &Names,
    block: Block<BackupFile>,
) -> Option<Backup> {
    let Located { value: file, at } = check.block("backup", block)?;
    let owner = Owner::block("backup", at);
    let keep_at = if file.keep.is_there() { file.keep.at } else { at };
    let keep: KeepFile = check.block("keep", file.keep).map_or_else(Default::default, |b| b.value);
    let written = keep.daily.is_there() || keep.monthly.is_there();
    let daily = check.value("daily", keep.daily);
    let monthly = check.value("monthly", keep.monthly);
    check.not_zero("daily", daily.as_ref());
    check.not_zero("monthly", monthly.as_ref());
    if !written {
        check.add(
            Diagnostic::error(RETENTION, "the backup keeps nothing")
                .label(keep_at, "neither `daily` nor `monthly`")
                .help("write how long copies are kept: `keep: { daily: 35 days }`"),
        );
    }
    longer_than_daily(check, daily.as_ref(), monthly.as_ref());
    let covers = check.required_list(&owner, "covers", file.covers);
    let covers = names.references(check, "covers", &[Kind::Database, Kind::Files], covers);
    Some(Backup { daily, monthly, covers })
}

fn longer_than_daily(
    check: &mut Checker,
    daily: Option<&Located<Period>>,
    monthly: Option<&Located<Period>>,
) {
    let (Some(daily), Some(monthly)) = (daily, monthly) else { return };
    if monthly.about_days() > daily.about_days() {
        return;
    }
    let message = "monthly copies are dropped before the daily ones, so they serve nothing";
    check.add(
        Diagnostic::warning(RETENTION, message)
            .label(monthly.at, "monthly copies are kept so long")
            .label(daily.at, "daily copies at least as long")
            .help("keep monthly copies longer than daily ones, or leave them out"),
    );
}

/// What a disaster may cost.
pub(super) fn recovery(
    check: &mut Checker,
    block: Block<RecoveryFile>,
    sites: &Sites,
    backup: Option<&Backup>,
) -> Option<Recovery> {
    let Located { value: file, at } = check.block("recovery", block)?;
    let owner = Owner::block("recovery", at);
    let rto = check.required(&owner, "rto", file.rto);
    let rpo = check.required(&owner, "rpo", file.rpo);
    check.not_zero("rto", rto.as_ref());
    let survives = check.list("survives", file.survives);
    let region = survives.iter().find(|lost| lost.value == Disruption::Region);
    if let Some(region) = region {
        second_region(check, region, sites);
        if let Some(rpo) = rpo.as_ref().filter(|rpo| rpo.0 == 0) {
            no_loss_across_regions(check, rpo, region);
        }
    }
    if let (Some(rpo), Some(daily)) = (&rpo, backup.and_then(|backup| backup.daily.as_ref())) {
        copies_outlive_loss(check, rpo, daily);
    }
    Some(Recovery { rto: rto?, rpo: rpo?, survives })
}

fn second_region(check: &mut Checker, survives: &Located<Disruption>, sites: &Sites) {
    if sites.regions_written >= 2 {
        return;
    }
    check.add(
        Diagnostic::error(
            NO_SECOND_REGION,
            "the loss of a region needs a second region to survive",
        )
        .label(survives.at, "the file has no second region")
        .label(sites.at, "the sites")
        .help("add a site with `kind: aws-region` and `purpose: recovery`, or do not promise this"),
    );
}

fn no_loss_across_regions(
    check: &mut Checker,
    rpo: &Located<Millis>,
    survives: &Located<Disruption>,
) {
    check.add(
        Diagnostic::error(
            OBJECTIVE,
            "no data at all may be lost with a region, which nothing can promise",
        )
        .label(rpo.at, "copies in another region always lag")
        .label(survives.at, "lost with its last writes")
        .help("write what may be lost, such as `rpo: 1 min`"),
    );
}

/// Data that may be lost is counted back in time; copies must reach back at least as far.
fn copies_outlive_loss(check: &mut Checker, rpo: &Located<Millis>, daily: &Located<Period>) {
    if rpo.0 <= daily.about_days().saturating_mul(DAY) {
        return;
    }
    let message =
        format!("{} of data may be lost, but copies are kept for {}", rpo.value, daily.value);
    check.add(
        Diagnostic::warning(OBJECTIVE, message)
            .label(rpo.at, "longer than any daily copy lasts")
            .label(daily.at, "daily copies are kept so long")
            .help("is the unit of `rpo` right? It is mostly minutes or hours"),
    );
}
