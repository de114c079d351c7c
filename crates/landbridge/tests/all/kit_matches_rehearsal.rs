//! What is rehearsed is what gets deployed: the kit's router and the rehearsed one agree in every BGP session and tunnel.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use landbridge_design::Design;
use landbridge_network::topology::Topology;
use landbridge_rehearsal::translate::{Tuning, translate};

/// Every estate of the examples and of the rehearsal's tests.
fn designs() -> Vec<(PathBuf, Design)> {
    let folder = |path: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut found = Vec::new();
    for folder in [folder("../../examples"), folder("../rehearsal/tests/estates")] {
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be listed").path();
            let text = std::fs::read(&path).expect("it can be read");
            let (estate, _) = landbridge_estate::read("estate.yaml", &text).expect("it is right");
            found.push((path, landbridge_design::design(&estate).expect("it can be designed")));
        }
    }
    found
}

fn rehearsed(design: &Design) -> Topology {
    translate(&design.blueprint, Tuning::default(), || "a.key".to_owned()).topology
}

/// The kit's files of one data centre, by their path within its folder.
fn kit(design: &Design, site: &str) -> BTreeMap<String, String> {
    let folder = Path::new("on-premises").join(site);
    let inside = |path: &Path| Some(path.strip_prefix(&folder).ok()?.to_str()?.to_owned());
    let files = landbridge_terraform::build(design).into_iter();
    files.filter_map(|file| Some((inside(&file.path)?, file.contents))).collect()
}

/// The sessions of a `bird.conf`, each with its text. Passwords are the kit's alone: AWS makes them.
fn sessions(bird: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut name = None;
    for line in bird.lines().filter(|line| !line.trim_start().starts_with("password")) {
        if let Some(rest) = line.strip_prefix("protocol bgp ") {
            name = rest.split(' ').next().map(str::to_owned);
        }
        if let Some(name) = &name {
            let text = found.entry(name.clone()).or_default();
            text.push_str(line);
            text.push('\n');
        }
        if line == "}" {
            name = None;
        }
    }
    found
}

/// Lines that say who the router is.
fn identity(bird: &str) -> Vec<&str> {
    let said = |line: &&str| line.starts_with("router id") || line.starts_with("  local as");
    bird.lines().filter(said).collect()
}

/// Prefixes that it originates.
fn originated(bird: &str) -> BTreeSet<&str> {
    bird.lines().filter(|line| line.trim_start().starts_with("route ")).collect()
}

#[test]
fn routers_have_the_same_sessions() {
    let mut compared = 0;
    for (path, design) in designs() {
        let topology = rehearsed(&design);
        for data_center in &design.blueprint.data_centers {
            let files = kit(&design, data_center.site.as_str());
            let Some(deployed) = files.get("router/bird.conf") else { continue };
            let router = format!("{}/router", data_center.site);
            let node = topology.nodes.iter().find(|node| node.name == router);
            let bird = node.and_then(|node| node.bgp.as_ref()).expect("the router is rehearsed");
            let (rehearsed, place) = (bird.to_text(), format!("{} {router}", path.display()));
            assert_eq!(identity(deployed), identity(&rehearsed), "{place}");
            let mut deployed_sessions = sessions(deployed);
            // AWS's public addresses are not rehearsed, and a rehearsal says so.
            deployed_sessions.retain(|name, _| !name.contains("_public"));
            assert_eq!(deployed_sessions, sessions(&rehearsed), "{place}");
            assert!(originated(deployed).is_superset(&originated(&rehearsed)), "{place}");
            compared += deployed_sessions.len();
        }
    }
    assert!(compared > 50, "only {compared} sessions were compared");
}

#[test]
fn routers_have_the_same_tunnels() {
    let mut compared = 0;
    for (path, design) in designs() {
        let topology = rehearsed(&design);
        for data_center in &design.blueprint.data_centers {
            let router = format!("{}/router", data_center.site);
            let here = topology.tunnels.iter().filter(|tunnel| tunnel.initiator.router == router);
            let rehearsed: BTreeMap<String, [String; 2]> = here
                .map(|tunnel| {
                    let local = format!("local_addrs = {}", tunnel.initiator.outside);
                    let probes = format!("dpd_delay = {}s", tunnel.dpd_delay_s);
                    (format!("router/tunnels/{}.conf", tunnel.name), [local, probes])
                })
                .collect();
            let files = kit(&design, data_center.site.as_str());
            let deployed: Vec<_> =
                files.iter().filter(|(path, _)| path.contains("/tunnels/")).collect();
            let names: Vec<&String> = deployed.iter().map(|(path, _)| *path).collect();
            let place = format!("{} {router}", path.display());
            assert_eq!(names, rehearsed.keys().collect::<Vec<_>>(), "{place}");
            for (path, text) in deployed {
                let missing: Vec<_> =
                    rehearsed[path].iter().filter(|line| !text.contains(*line)).collect();
                assert!(missing.is_empty(), "{place} {path}: {missing:?} in {text}");
                compared += 1;
            }
        }
    }
    assert!(compared > 30, "only {compared} tunnels were compared");
}
