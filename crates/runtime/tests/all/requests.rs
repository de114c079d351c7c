//! The control socket: answers, progress, descriptors, cancelling, and who may speak.

use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::process::Stdio;

use landbridge_runtime::events;
use nix::unistd::geteuid;

use crate::support::{Place, as_root_and_user, eventually};

as_root_and_user!(
    progress_comes_before_the_answer,
    a_descriptor_travels_with_its_request,
    a_request_ends_with_its_client,
    nonsense_is_answered_and_harms_nobody,
    only_the_owner_may_speak,
);

const ONE_HOST: &str = r#"{"hosts":["one"]}"#;

fn progress_comes_before_the_answer(place: &Place) {
    place.up("count", ONE_HOST);
    let ran = place.run(&["ask", "count", r#"{"Count":3}"#]);
    assert_eq!(ran.stdout, "progress 1\nprogress 2\nprogress 3\nanswer 3\n", "{ran:?}");
    place.down("count");
}

fn a_descriptor_travels_with_its_request(place: &Place) {
    place.up("descriptor", ONE_HOST);
    let ran = place.run(&["ask", "descriptor", r#"{"Write":"from inside; "}"#]);
    assert_eq!(ran.stdout, "from inside; answer 0\n", "{ran:?}");
    place.down("descriptor");
}

fn a_request_ends_with_its_client(place: &Place) {
    place.up("cancel", ONE_HOST);
    let mut command = place.command(&["ask", "cancel", "\"Wait\""]);
    let mut child = command.stdout(Stdio::null()).spawn().expect("the program can be run");
    let folder = place.rehearsal("cancel");
    let told = |text: &str| events::read(&folder).iter().any(|event| event.text == text);
    eventually("it is being answered", || told("waits"));
    child.kill().expect("it is our child");
    child.wait().expect("it is our child");
    eventually("the request is cancelled", || told("was cancelled"));
    place.down("cancel");
}

fn speak(place: &Place, name: &str, text: &[u8]) -> String {
    let path = place.rehearsal(name).path().join("control.sock");
    let mut stream = UnixStream::connect(path).expect("the socket is there");
    let mut answer = String::new();
    // A stranger is cut off; that is an answer, too.
    let _ = stream.write_all(text);
    let _ = stream.read_to_string(&mut answer);
    answer
}

fn nonsense_is_answered_and_harms_nobody(place: &Place) {
    place.up("nonsense", ONE_HOST);
    // Speaking for the ordinary user is not possible in root's test process, but being ignored is.
    let answer = speak(place, "nonsense", b"{\"no\": such request}\n");
    let heard = place.is_callers();
    assert_eq!(answer.contains("the request is not understood"), heard, "{answer}");
    speak(place, "nonsense", b"\xff\xfe\n");
    drop(UnixStream::connect(place.rehearsal("nonsense").path().join("control.sock")));
    assert!(place.status("nonsense").ready);
    place.down("nonsense");
}

fn only_the_owner_may_speak(place: &Place) {
    place.up("owner", ONE_HOST);
    let socket = place.rehearsal("owner").path().join("control.sock");
    let mode = std::fs::metadata(&socket).expect("the socket is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let answer = speak(place, "owner", b"\"ping\"\n");
    assert_eq!(answer, if place.is_callers() { "{\"done\":null}\n" } else { "" });
    if geteuid().is_root() && place.is_callers() {
        // Somebody else, to whom the way was opened by mistake, is kept out by the socket's mode.
        let other = Place::of(65_534, 65_534);
        let ran =
            other.command(&["status", "owner"]).env("LANDBRIDGE_STATE", place.state()).output();
        assert!(!ran.expect("the program can be run").status.success());
    }
    place.down("owner");
}
