//! What the estate must achieve.

use super::checker::{Checker, Owner};
use crate::codes::OBJECTIVE;
use crate::diagnostic::Diagnostic;
use crate::file::{ConnectivityFile, OperationsFile, RequirementsFile, StaffAccessFile};
use crate::model::{
    ApplicationChanges, Connectivity, Encryption, HostAccess, Inbound, Latency, Operations,
    Outbound, Requirements, StaffAccess, Throughput,
};
use crate::scalar::Count;
use crate::span::Located;
use crate::units::{BitsPerSecond, Percent};
use crate::written::Block;

/// Rate that is assumed where none is stated.
const DEFAULT_PEAK: BitsPerSecond = BitsPerSecond(100_000_000);

/// Availability that is aimed at where none is stated: 99.5 %.
const DEFAULT_AVAILABILITY: Percent = Percent(99_500);

/// The requirements, with the defaults that the model documents.
pub(super) fn requirements(check: &mut Checker, block: Block<RequirementsFile>) -> Requirements {
    let file = check.block("requirements", block).map_or_else(Default::default, |b| b.value);
    let availability = check.or("availability", file.availability, DEFAULT_AVAILABILITY);
    possible_availability(check, &availability);
    let changes = file.application_changes;
    Requirements {
        inbound: check.or("inbound", file.inbound, Inbound::None),
        outbound: check.or("outbound", file.outbound, Outbound::None),
        encryption: check.or("encryption", file.encryption, Encryption::InTransitAndAtRest),
        connectivity: connectivity(check, file.connectivity),
        operations: operations(check, file.operations),
        availability,
        application_changes: check.or("application_changes", changes, ApplicationChanges::None),
        accounts: check.or("accounts", file.accounts, Count(1)).map(|count| count.0),
        staff_access: staff_access(check, file.staff_access),
    }
}

fn possible_availability(check: &mut Checker, availability: &Located<Percent>) {
    let (message, label) = match availability.value.0 {
        0 => ("an availability of 0% asks for nothing", "asks for nothing"),
        100_000 => ("nothing is available all the time", "cannot be met"),
        _ => return,
    };
    check.add(
        Diagnostic::error(OBJECTIVE, message)
            .label(availability.at, label)
            .help("write what is needed; 99.99% is under an hour of outage a year"),
    );
}

fn connectivity(check: &mut Checker, block: Block<ConnectivityFile>) -> Connectivity {
    let file = check.block("connectivity", block).map_or_else(Default::default, |b| b.value);
    let peak = check.or("peak", file.peak, DEFAULT_PEAK);
    check.not_zero("peak", Some(&peak));
    let max_outage = check.value("max_outage", file.max_outage);
    check.not_zero("max_outage", max_outage.as_ref());
    Connectivity {
        latency: check.or("latency", file.latency, Latency::Normal),
        throughput: check.or("throughput", file.throughput, Throughput::BestEffort),
        peak,
        max_outage,
    }
}

fn operations(check: &mut Checker, block: Block<OperationsFile>) -> Operations {
    let file = check.block("operations", block).map_or_else(Default::default, |b| b.value);
    let same_tools = file.same_tools_everywhere;
    Operations {
        same_tools_everywhere: check.or("same_tools_everywhere", same_tools, false),
        team_knows: check.list("team_knows", file.team_knows),
        host_access: check.or("host_access", file.host_access, HostAccess::None),
        custom_images: check.or("custom_images", file.custom_images, false),
    }
}

fn staff_access(check: &mut Checker, block: Block<StaffAccessFile>) -> Option<StaffAccess> {
    let Located { value: file, at } = check.block("staff_access", block)?;
    let owner = Owner::block("staff_access", at);
    let users = check.required(&owner, "users", file.users);
    let reach = check.required_list(&owner, "reach", file.reach);
    Some(StaffAccess { users: users?.map(|count| count.0), reach })
}
