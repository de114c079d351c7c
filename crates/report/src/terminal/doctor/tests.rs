//! How the check of a machine reads.

use super::*;

fn check(name: &str, status: CheckStatus, reason: &str, fix: Option<&str>) -> Check {
    Check { name: name.into(), status, reason: reason.into(), fix: fix.map(Into::into) }
}

#[test]
fn a_fix_stands_unbroken_on_a_line_of_its_own() {
    let checks = [
        check("bird", CheckStatus::Fine, "bird 2.0.12 at /usr/sbin/bird", None),
        check(
            "user namespaces",
            CheckStatus::Missing,
            "an ordinary user cannot make one: kernel.apparmor_restrict_unprivileged_userns is 1 on this machine",
            Some(
                "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0   # or run landbridge as root instead of as an ordinary user",
            ),
        ),
        check("processors", CheckStatus::Warning, "2 processors: figures are pessimistic", None),
    ];
    insta::assert_snapshot!(doctor(&checks, Style::default()), @"
    ok       bird             bird 2.0.12 at /usr/sbin/bird
    missing  user namespaces  an ordinary user cannot make one:
                              kernel.apparmor_restrict_unprivileged_userns is 1 on this machine
                              sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0   # or run landbridge as root instead of as an ordinary user
    warning  processors       2 processors: figures are pessimistic

    1 thing missing. A rehearsal cannot run until the lines above are done.
    ");
}

#[test]
fn a_machine_with_everything_is_told_so() {
    let text = doctor(&[check("bird", CheckStatus::Fine, "there", None)], Style::default());
    insta::assert_snapshot!(text, @"
    ok       bird  there

    A rehearsal can run on this machine.
    ");
}
