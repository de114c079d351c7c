//! Daemons that end, are stopped, or talk too much.

use landbridge_runtime::daemon::{DaemonState, DaemonStatus};
use landbridge_runtime::{events, logs};

use crate::support::{Place, as_root_and_user, eventually};

as_root_and_user!(
    a_killed_daemon_shows_as_failed_and_comes_back_with_its_plumbing,
    a_daemon_stays_stopped_until_it_is_resumed,
    a_chatty_daemon_does_not_fill_the_disk,
);

/// Ends with code 3 as long as `/run/broken` is there.
const DAEMON: &str = r#"{"hosts":["one"],"daemons":[{"host":"one","name":"worker",
    "script":"echo begins; test -e /run/broken && exit 3; touch /run/worker.ready; exec sleep 10000"}]}"#;

fn worker(place: &Place, name: &str) -> DaemonStatus {
    place.status(name).daemons.into_iter().next().expect("there is one daemon")
}

fn pid(status: &DaemonStatus) -> u32 {
    match status.state {
        DaemonState::Running { pid } => pid,
        _ => panic!("it does not run: {status:?}"),
    }
}

fn a_killed_daemon_shows_as_failed_and_comes_back_with_its_plumbing(place: &Place) {
    place.up("killed", DAEMON);
    let before = worker(place, "killed");
    assert_eq!(before.restarts, 0);
    assert_eq!(place.shell("killed", "one", "cat /run/worker.plumbed").stdout, "1");
    let first = pid(&before);
    let ran = place.shell("killed", "one", &format!("touch /run/broken; kill -KILL {first}"));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    eventually("it shows as failed", || {
        matches!(worker(place, "killed").state, DaemonState::Failed { .. })
    });
    eventually(
        "it is tried again, in vain",
        || matches!(worker(place, "killed").state, DaemonState::Failed { exit, .. } if exit == "it ended with code 3"),
    );
    assert_eq!(place.shell("killed", "one", "rm /run/broken").code, Some(0));
    eventually("it runs again", || {
        matches!(worker(place, "killed").state, DaemonState::Running { .. })
    });
    let after = worker(place, "killed");
    assert_ne!(pid(&after), first);
    assert!(after.restarts >= 2);
    assert_eq!(place.shell("killed", "one", "cat /run/worker.plumbed").stdout, "2");
    assert_told(place);
    place.down("killed");
}

fn assert_told(place: &Place) {
    let folder = place.rehearsal("killed");
    let told: Vec<String> = events::read(&folder).into_iter().map(|event| event.text).collect();
    assert!(told.contains(&"worker on one failed: SIGKILL ended it".to_owned()), "{told:?}");
    assert!(told.contains(&"worker on one failed: it ended with code 3".to_owned()), "{told:?}");
    let logs = logs::list(&folder);
    let log = logs.iter().find(|log| log.daemon == "worker").expect("it has a log");
    assert_eq!(log.host, "one");
    let lives = logs::tail(&log.path, 100);
    assert!(lives.len() >= 3 && lives.iter().all(|line| line == "begins"), "{lives:?}");
}

fn a_daemon_stays_stopped_until_it_is_resumed(place: &Place) {
    place.up("stopped", DAEMON);
    let first = pid(&worker(place, "stopped"));
    let stop = r#"{"Stop":{"host":"one","name":"worker"}}"#;
    assert_eq!(place.run(&["ask", "stopped", stop]).stdout, "answer 0\n");
    assert_eq!(worker(place, "stopped").state, DaemonState::Stopped);
    let gone = place.shell("stopped", "one", &format!("test ! -e /proc/{first}"));
    assert_eq!(gone.code, Some(0));
    let resume = r#"{"Resume":{"host":"one","name":"worker"}}"#;
    assert_eq!(place.run(&["ask", "stopped", resume]).stdout, "answer 0\n");
    let after = worker(place, "stopped");
    assert_eq!((pid(&after) == first, after.restarts), (false, 0));
    let unknown = r#"{"Stop":{"host":"one","name":"nobody"}}"#;
    assert_eq!(
        place.run(&["ask", "stopped", unknown]).stderr,
        "there is no daemon nobody on one\n"
    );
    place.down("stopped");
}

fn a_chatty_daemon_does_not_fill_the_disk(place: &Place) {
    let plan = r#"{"hosts":["one"],"daemons":[{"host":"one","name":"chatty",
        "script":"yes | head -c 20000000; echo the end; touch /run/chatty.ready; exec sleep 10000"}]}"#;
    place.up("chatty", plan);
    let folder = place.rehearsal("chatty");
    let log = folder.files().join("logs/one.chatty.log");
    eventually("all is written", || logs::tail(&log, 1) == ["the end"]);
    let sizes = std::fs::read_dir(folder.files().join("logs")).expect("there are logs");
    let total: u64 = sizes.flatten().filter_map(|entry| Some(entry.metadata().ok()?.len())).sum();
    assert!((4 << 20..9 << 20).contains(&total), "{total} bytes are kept");
    place.down("chatty");
}
