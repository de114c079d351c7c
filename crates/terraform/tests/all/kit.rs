//! The on-premises kit, filled in by its own script and judged by bird and the shell.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use landbridge_terraform::OutputFile;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::estates::{INSURER, build, variants};
use crate::tools;

/// A kit on disk, with outputs of stages that were never applied.
struct Kit {
    folder: TempDir,
    site: PathBuf,
    outputs: BTreeMap<String, Value>,
}

impl Kit {
    fn of(text: &str, site: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = build(text);
        let outputs = outputs(&files);
        for file in &files {
            write(folder.path(), file);
        }
        let site = folder.path().join("on-premises").join(site);
        Self { folder, site, outputs }
    }

    fn render(&self) -> Output {
        let outputs = self.folder.path().join("outputs.json");
        fs::write(&outputs, json!(self.outputs).to_string()).unwrap();
        let mut command = Command::new(self.site.join("render.sh"));
        command.arg(self.rendered()).arg(outputs).output().unwrap()
    }

    fn rendered(&self) -> PathBuf {
        self.folder.path().join("rendered")
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.rendered().join(file)).unwrap()
    }
}

fn write(folder: &Path, file: &OutputFile) {
    let path = folder.join(&file.path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, &file.contents).unwrap();
    if file.executable {
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// What `terraform output -json` would print: values of the form that AWS gives.
fn outputs(files: &[OutputFile]) -> BTreeMap<String, Value> {
    let mut outputs = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.ends_with("outputs.tf.json")) {
        let json: Value = serde_json::from_str(&file.contents).unwrap();
        for name in json["output"].as_object().unwrap().keys() {
            let value = match name.rsplit('_').next().unwrap() {
                "key" => format!("Key.of_{name}"),
                "address" if name.contains("customer") => "203.0.113.8/31".to_owned(),
                _ => "203.0.113.9".to_owned(),
            };
            outputs.insert(name.clone(), json!({ "value": value, "sensitive": false }));
        }
    }
    outputs
}

#[test]
fn the_insurer_kit_is_filled_in_and_taken_by_bird() {
    if !tools::are_here(&["jq", "bird"]) {
        return;
    }
    let kit = Kit::of(INSURER, "frankfurt-dc");
    let output = kit.render();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tunnel = kit.read("tunnels/vpn-1-tunnel-1.conf");
    assert!(tunnel.contains("secret = \"Key.of_vpn_1_tunnel_1_key\""), "{tunnel}");
    assert!(tunnel.contains("remote_addrs = 203.0.113.9"), "{tunnel}");
    assert!(kit.read("bird.conf").contains("password \"Key.of_line_1_bgp_key\";"));
    let files = ["bird.conf", "links", "strongswan.conf", "tunnels/vpn-1-tunnel-1.conf"];
    for file in files {
        assert!(!kit.read(file).contains('@'), "{file}");
        let mode = fs::metadata(kit.rendered().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "others can read {file}");
    }
    let links = fs::metadata(kit.rendered().join("links.sh")).unwrap().permissions().mode();
    assert_eq!(links & 0o777, 0o700);
}

#[test]
fn every_router_is_taken_by_bird_once_it_is_filled_in() {
    if !tools::are_here(&["jq", "bird"]) {
        return;
    }
    for variant in variants() {
        let kit = Kit::of(&variant.text(), "dc");
        if !kit.site.join("render.sh").exists() {
            continue;
        }
        let output = kit.render();
        assert!(output.status.success(), "{}: {output:?}", variant.name);
        let file = kit.rendered().join("bird.conf");
        for table in ["bird.conf", "links"] {
            let text = kit.read(table);
            let rows: Vec<_> =
                text.lines().filter(|r| r.contains("unreachable") || table == "links").collect();
            let distinct: std::collections::BTreeSet<_> = rows.iter().collect();
            assert_eq!(rows.len(), distinct.len(), "{}: {text}", variant.name);
        }
        let judged = Command::new("bird").arg("-p").arg("-c").arg(file).output().unwrap();
        let said = String::from_utf8_lossy(&judged.stderr);
        assert!(judged.status.success(), "{}: {said}", variant.name);
    }
}

#[test]
fn a_missing_output_is_named_and_nothing_is_written() {
    if !tools::are_here(&["jq"]) {
        return;
    }
    let mut kit = Kit::of(INSURER, "frankfurt-dc");
    kit.outputs.remove("vpn_1_tunnel_2_key");
    let output = kit.render();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success());
    assert!(said.contains("no output vpn_1_tunnel_2_key"), "{said}");
    assert!(!kit.rendered().exists());
    let left: Vec<_> =
        fs::read_dir(kit.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("rendered")), "{left:?}");
}

#[test]
fn a_value_that_could_leave_its_place_is_refused() {
    if !tools::are_here(&["jq"]) {
        return;
    }
    let mut kit = Kit::of(INSURER, "frankfurt-dc");
    let odd = json!({ "value": "key\"\n}\nsecrets {", "sensitive": true });
    kit.outputs.insert("vpn_1_tunnel_1_key".to_owned(), odd);
    let output = kit.render();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success());
    assert!(said.contains("vpn_1_tunnel_1_key holds odd characters"), "{said}");
    assert!(!said.contains("secrets {"), "{said}");
    assert!(!kit.rendered().exists());
}

#[test]
fn every_script_can_be_parsed() {
    let kit = Kit::of(INSURER, "frankfurt-dc");
    for script in ["render.sh", "install.sh", "router/links.sh", "router/keep-tunnels.sh"] {
        let output = Command::new("sh").arg("-n").arg(kit.site.join(script)).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{script}: {output:?}");
    }
}

/// Runs `links.sh up` with an `ip` that only says what it was told. It finds no interface.
fn links_up(kit: &Kit) -> Output {
    let script = "sysctl() { echo sysctl \"$@\"; }
        ip() { if [ \"$1 $2\" = 'link show' ]; then return 1; fi; echo ip \"$@\"; }
        set -- up; . ./links.sh";
    Command::new("sh").arg("-c").arg(script).current_dir(kit.rendered()).output().unwrap()
}

#[test]
fn ports_are_asked_for_before_anything_is_installed() {
    if !tools::are_here(&["jq"]) {
        return;
    }
    let kit = Kit::of(INSURER, "frankfurt-dc");
    assert!(kit.render().status.success());
    let install = Command::new(kit.site.join("install.sh")).arg(kit.rendered()).output().unwrap();
    let said = String::from_utf8_lossy(&install.stderr).into_owned();
    assert!(!install.status.success() && said.contains("which port each line ends at"), "{said}");
    let links = links_up(&kit);
    let said = String::from_utf8_lossy(&links.stderr).into_owned();
    assert!(!links.status.success() && said.contains("which port line_1 is"), "{said}");
}

#[test]
fn interfaces_are_made_on_the_ports_that_were_named() {
    if !tools::are_here(&["jq"]) {
        return;
    }
    let kit = Kit::of(INSURER, "frankfurt-dc");
    fs::write(kit.site.join("ports"), "# ports\nline_1=eth9\n").unwrap();
    assert!(kit.render().status.success());
    let links = links_up(&kit);
    assert!(links.status.success(), "{links:?}");
    insta::assert_snapshot!(String::from_utf8_lossy(&links.stdout));
}

#[test]
fn a_router_of_another_vendor_gets_its_values_as_a_sheet() {
    let kit = Kit::of(INSURER, "frankfurt-dc");
    let sheet = fs::read_to_string(kit.site.join("ROUTER.md")).unwrap();
    for value in [
        "Cisco IOS-XE",
        "300 ms × 3",
        "65010",
        "GCM-AES-XPN-256",
        "28,800 s",
        "@VPN_1_TUNNEL_1_ADDRESS@",
    ] {
        assert!(sheet.contains(value), "{value}\n{sheet}");
    }
}
