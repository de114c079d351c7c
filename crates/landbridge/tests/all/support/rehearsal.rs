//! A rehearsal that is up, asked as its user would.

use landbridge_outcome::drill::Drill;
use landbridge_outcome::rehearsal::{DaemonStatus, HostStatus, LinkStatus, Status};
use landbridge_runtime::snapshot::Footprint;
use nix::unistd::Pid;

use super::Ran;
use super::place::{Place, eventually_or};

/// A rehearsal of a place.
#[derive(Clone, Copy)]
pub(crate) struct Rehearsal<'a> {
    place: &'a Place,
    name: &'a str,
}

impl<'a> Rehearsal<'a> {
    pub(crate) fn new(place: &'a Place, name: &'a str) -> Self {
        Self { place, name }
    }

    /// Runs a command of the program about this rehearsal.
    pub(crate) fn run(&self, command: &str, arguments: &[&str]) -> Ran {
        self.place.run(&[&[command, "--name", self.name], arguments].concat())
    }

    pub(crate) fn status(&self) -> Status {
        self.ask().unwrap_or_else(|why| panic!("{why}"))
    }

    fn ask(&self) -> Result<Status, String> {
        let ran = self.run("status", &["--json"]);
        serde_json::from_str(&ran.stdout).map_err(|error| format!("{error}: {ran:?}"))
    }

    /// Waits for a state that `status` shows.
    pub(crate) fn eventually(&self, what: &str, is_so: impl Fn(&Status) -> bool) -> Status {
        eventually_or(what, || {
            let status = self.ask()?;
            if is_so(&status) { Ok(status) } else { Err(format!("{status:#?}")) }
        })
    }

    /// Waits until everything is as it should be: sessions stand, nothing is broken, traffic takes the line.
    pub(crate) fn sound(&self) -> Status {
        self.eventually("all is well", |status| {
            let well = |link: &LinkStatus| link.session == "Established" && link.fault.is_none();
            status.links.iter().all(well)
                && link(status, "line-1").in_use
                && status.daemons.iter().all(|daemon| daemon.state == "running")
        })
    }

    /// Runs a shell script in a host.
    pub(crate) fn shell(&self, host: &str, script: &str) -> Ran {
        self.run("exec", &[host, "--", "sh", "-c", script])
    }

    /// What a shell script in a host says; it must go well.
    pub(crate) fn said(&self, host: &str, script: &str) -> String {
        self.shell(host, script).fine()
    }

    /// Runs drills; gives their results and the exit code.
    pub(crate) fn drill(&self, arguments: &[&str]) -> (Vec<Drill>, Option<i32>) {
        let ran = self.run("drill", &[arguments, &["--json"]].concat());
        let drills = serde_json::from_str(&ran.stdout);
        (drills.unwrap_or_else(|error| panic!("{error}: {ran:?}")), ran.code)
    }

    pub(crate) fn is_up(&self) -> bool {
        self.place.folder(self.name).is_running()
    }

    /// Its process 1 on this machine.
    pub(crate) fn init(&self) -> Pid {
        Pid::from_raw(self.place.folder(self.name).init_pid().expect("it is up"))
    }

    /// Its processes and namespaces, so that what is left of them can be found later.
    pub(crate) fn footprint(&self) -> Footprint {
        Footprint::of(self.init().as_raw()).expect("init lives")
    }

    /// Takes it down; `ended` is how that went.
    pub(crate) fn down_as(&self, ended: &str) {
        let done = self.run("down", &["--json"]).json();
        assert_eq!(done, serde_json::json!({ "name": self.name, "ended": ended }));
        assert!(!self.place.folder(self.name).exists(), "its folder is removed");
    }

    pub(crate) fn down(&self) {
        self.down_as("stopped");
    }
}

/// A line or tunnel in a status.
pub(crate) fn link<'s>(status: &'s Status, name: &str) -> &'s LinkStatus {
    status.links.iter().find(|l| l.name == name).unwrap_or_else(|| panic!("{name}: {status:#?}"))
}

/// The only host in a status that stands for this.
pub(crate) fn standing_for<'s>(status: &'s Status, role: &str) -> &'s HostStatus {
    let mut found = status.hosts.iter().filter(|host| host.role == role);
    match (found.next(), found.next()) {
        (Some(only), None) => only,
        _ => panic!("not one {role}: {status:#?}"),
    }
}

/// A daemon in a status.
pub(crate) fn daemon<'s>(status: &'s Status, host: &str, name: &str) -> &'s DaemonStatus {
    let found = status.daemons.iter().find(|d| d.host == host && d.name == name);
    found.unwrap_or_else(|| panic!("{name} on {host}: {status:#?}"))
}
