//! What a host sees of the machine, and what it cannot do to it.

use std::fs;

use crate::support::{Place, as_root_and_user, open_to_all};

as_root_and_user!(
    a_host_has_its_own_names_files_and_devices,
    the_machine_cannot_be_changed_from_inside,
    nobodys_files_are_seen_inside,
    root_inside_is_not_the_machines_root,
    hosts_share_no_folder,
);

const TWO_HOSTS: &str = r#"{"hosts":["one","two"]}"#;

fn a_host_has_its_own_names_files_and_devices(place: &Place) {
    place.up("own", TWO_HOSTS);
    let show = |script| place.shell("own", "one", script).stdout;
    assert_eq!(show("hostname; cat /etc/hostname"), "one.test\none.test\n");
    assert_eq!(show("cat /etc/resolv.conf"), "nameserver 192.0.2.53\n");
    assert!(show("cat /etc/hosts").contains("127.0.1.1 one.test"));
    assert_eq!(show("ls /sys/class/net"), "lo\n");
    assert_eq!(show("ls /run"), "given\n");
    assert_eq!(
        show("ls /tmp /var/tmp /dev/shm /var/lib | sort -u | tr -d '\\n'"),
        "/dev/shm:/tmp:/var/lib:/var/tmp:"
    );
    assert_eq!(show("cat /proc/sys/net/ipv4/ip_forward"), "0\n");
    let machine = fs::read_to_string("/etc/passwd").expect("the machine has users");
    assert_eq!(show("cat /etc/passwd"), machine);
    place.down("own");
}

fn the_machine_cannot_be_changed_from_inside(place: &Place) {
    let outside = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder can be made");
    let file = outside.path().join("precious");
    fs::write(&file, "as it was").expect("the folder is ours");
    open_to_all(outside.path());
    place.give(outside.path());
    place.give(&file);
    place.up("change", TWO_HOSTS);
    let file_path = file.display();
    for attempt in [
        format!("echo changed > {file_path}"),
        format!("rm {file_path}"),
        format!("mount -o remount,rw,bind / && echo changed > {file_path}"),
        "touch /usr/landbridge-was-here".to_owned(),
        "mkdir /sys/fs/cgroup/landbridge-was-here".to_owned(),
        "echo 61 > /proc/sys/vm/swappiness".to_owned(),
        "echo 1 > /proc/sys/kernel/sysrq".to_owned(),
        "mknod /tmp/disk b 254 0 && cat /tmp/disk".to_owned(),
    ] {
        let ran = place.shell("change", "one", &attempt);
        assert_ne!(ran.code, Some(0), "{attempt}: {ran:?}");
    }
    // What a host may write is its own.
    let ran = place.shell(
        "change",
        "one",
        "echo x >> /etc/passwd && touch /etc/ssl/new && rm /etc/hosts",
    );
    assert_eq!(ran.code, Some(0), "{ran:?}");
    place.down("change");
    assert_eq!(fs::read_to_string(&file).expect("the file is there"), "as it was");
    assert!(!fs::read_to_string("/etc/passwd").expect("the machine has users").ends_with("x\n\n"));
}

fn nobodys_files_are_seen_inside(place: &Place) {
    place.up("hidden", TWO_HOSTS);
    let ran = place.shell("hidden", "one", "ls -A /root /home /var/lib");
    assert_eq!(ran.stdout, "/home:\n\n/root:\n\n/var/lib:\n", "{ran:?}");
    let state = place.rehearsal("hidden");
    let ran = place.shell("hidden", "one", &format!("ls {}", state.path().display()));
    assert_ne!(ran.code, Some(0), "{ran:?}");
    // What covers them cannot be taken away, and no descriptor of the supervisor's leads around.
    for attempt in [
        "umount /home && umount /home",
        "umount -l /sys && umount -l /home && umount -l /home && umount -l /home",
        "ls -d /proc/[0-9]*/fd/*/../control.sock",
        "ls -d /proc/[0-9]*/root/home/*",
        "ls -d /proc/[0-9]*/cwd/home/*",
    ] {
        let ran = place.shell("hidden", "one", attempt);
        assert_ne!(ran.code, Some(0), "{attempt}: {ran:?}");
    }
    assert_eq!(place.shell("hidden", "one", "ls -A /home /root").stdout, "/home:\n\n/root:\n");
    place.down("hidden");
}

fn root_inside_is_not_the_machines_root(place: &Place) {
    place.up("ids", TWO_HOSTS);
    assert_eq!(place.shell("ids", "one", "id -u; id -g").stdout, "0\n0\n");
    let init = place.rehearsal("ids").init_pid().expect("it is up");
    let status = fs::read_to_string(format!("/proc/{init}/status")).expect("init lives");
    for kind in ["Uid:", "Gid:"] {
        let line = status.lines().find(|line| line.starts_with(kind)).expect("it has ids");
        assert!(line.split_whitespace().skip(1).all(|id| id != "0"), "{line}");
    }
    place.down("ids");
}

fn hosts_share_no_folder(place: &Place) {
    place.up("apart", TWO_HOSTS);
    let write = "for folder in /run /tmp /var/tmp /dev/shm /home /root /var/lib /etc; do touch $folder/mark || exit 1; done";
    assert_eq!(place.shell("apart", "one", write).code, Some(0));
    let look = "ls -d /run/mark /tmp/mark /var/tmp/mark /dev/shm/mark /home/mark /root/mark /var/lib/mark /etc/mark";
    let ran = place.shell("apart", "two", look);
    assert_eq!(ran.stdout, "", "{ran:?}");
    place.down("apart");
}
