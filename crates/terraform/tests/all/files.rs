//! What holds of the files of every design, without asking any program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use landbridge_terraform::OutputFile;
use serde_json::Value;

use crate::estates::{INSURER, build, variants};

/// Every estate of the tests, by name.
fn all() -> Vec<(&'static str, String)> {
    let mut all: Vec<_> = variants().iter().map(|v| (v.name, v.text())).collect();
    all.push(("insurer", INSURER.to_owned()));
    all
}

/// A root module: all of its files put together.
#[derive(Default)]
struct Module {
    /// Bodies by address.
    resources: BTreeMap<String, Value>,
    variables: BTreeMap<String, Value>,
    outputs: BTreeMap<String, Value>,
    /// How resources name its providers besides the default one.
    providers: BTreeSet<String>,
    text: String,
}

fn modules(files: &[OutputFile]) -> BTreeMap<PathBuf, Module> {
    let mut modules: BTreeMap<PathBuf, Module> = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.to_string_lossy().ends_with(".tf.json")) {
        let module = modules.entry(file.path.parent().unwrap().to_owned()).or_default();
        let json: Value = serde_json::from_str(&file.contents).unwrap();
        for (kind, resources) in json["resource"].as_object().into_iter().flatten() {
            for (id, body) in resources.as_object().unwrap() {
                let before = module.resources.insert(format!("{kind}.{id}"), body.clone());
                assert!(before.is_none(), "{kind}.{id} stands in two files");
            }
        }
        for provider in json["provider"]["aws"].as_array().into_iter().flatten() {
            let alias = provider["alias"].as_str();
            module.providers.extend(alias.map(|alias| format!("aws.{alias}")));
        }
        module.variables.extend(members(&json["variable"]));
        module.outputs.extend(members(&json["output"]));
        module.text.push_str(&file.contents);
    }
    modules
}

fn members(value: &Value) -> impl Iterator<Item = (String, Value)> {
    value.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone()))
}

/// The resources and variables that expressions of a text name.
fn references(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("${") {
        let expression = &text[at + 2..at + text[at..].find('}').unwrap()];
        let word = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        for path in expression.split(|c| !word(c)) {
            let parts: Vec<_> = path.split('.').collect();
            let names_something = parts[0] == "var" || parts[0].starts_with("aws_");
            if names_something && parts.len() >= 2 {
                found.insert(format!("{}.{}", parts[0], parts[1]));
            }
        }
    }
    found
}

#[test]
fn every_reference_resolves() {
    for (name, text) in all() {
        for (folder, module) in modules(&build(&text)) {
            for reference in references(&module.text) {
                let there = match reference.strip_prefix("var.") {
                    Some(variable) => module.variables.contains_key(variable),
                    None => module.resources.contains_key(&reference),
                };
                assert!(there, "{name}: {} names {reference}", folder.display());
            }
            for body in module.resources.values() {
                let provider = body["provider"].as_str();
                assert!(
                    provider.is_none_or(|p| module.providers.contains(p)),
                    "{name}: {provider:?}"
                );
                for needed in body["depends_on"].as_array().into_iter().flatten() {
                    let there = module.resources.contains_key(needed.as_str().unwrap());
                    assert!(there, "{name}: {needed}");
                }
            }
        }
    }
}

#[test]
fn every_resource_says_why_it_is_there() {
    for (name, text) in all() {
        for module in modules(&build(&text)).values() {
            for (address, body) in &module.resources {
                let why = body["//"].as_str().unwrap_or_default();
                assert!(why.ends_with('.'), "{name}: {address}: {why:?}");
            }
        }
    }
}

#[test]
fn reasons_of_the_insurers_hub_and_line_are_its_decisions() {
    let files = build(INSURER);
    let text: String = files.iter().map(|file| file.contents.as_str()).collect();
    for decision in
        ["Decision 1 (link)", "Decision 2 (resilience)", "Decision 3 (hub)", "Decision 5 (subnets)"]
    {
        assert!(text.contains(decision), "{decision}");
    }
}

#[test]
fn the_same_design_gives_the_same_bytes() {
    for (name, text) in all() {
        assert_eq!(build(&text), build(&text), "{name}");
    }
}

#[test]
fn no_two_files_have_one_path() {
    for (name, text) in all() {
        let files = build(&text);
        let paths: BTreeSet<_> = files.iter().map(|file| &file.path).collect();
        assert_eq!(paths.len(), files.len(), "{name}");
        assert!(paths.iter().all(|path| path.is_relative()), "{name}");
    }
}

#[test]
fn subnets_of_a_vpc_have_ranges_of_their_own() {
    for (name, text) in all() {
        for module in modules(&build(&text)).values() {
            let subnets = module.resources.iter().filter(|(at, _)| at.starts_with("aws_subnet."));
            let ranges: Vec<_> = subnets.map(|(_, body)| body["cidr_block"].to_string()).collect();
            let distinct: BTreeSet<_> = ranges.iter().collect();
            assert_eq!(distinct.len(), ranges.len(), "{name}");
        }
    }
}

/// Each input of a stage is an output of an earlier one, or stands in the runbook before the stage is applied.
#[test]
fn every_input_comes_from_an_earlier_stage_or_a_gate() {
    for (name, text) in all() {
        let files = build(&text);
        let runbook = &files.iter().find(|f| f.path.ends_with("RUNBOOK.md")).unwrap().contents;
        let mut handed_on: BTreeSet<(String, String)> = BTreeSet::new();
        for (folder, module) in modules(&files) {
            let stage = folder.file_name().unwrap().to_str().unwrap().to_owned();
            let before = runbook.find(&format!("Apply {stage}")).unwrap();
            let gates: Vec<_> = runbook[..before]
                .split("\n## ")
                .filter(|step| step.contains(&format!("`terraform/{stage}/")))
                .collect();
            let needed = module.variables.iter().filter(|(_, body)| body.get("default").is_none());
            for (variable, _) in needed {
                let handed = handed_on.contains(&(stage.clone(), variable.clone()));
                let told = gates.iter().any(|g| g.contains(&format!("\n{variable} = \"")));
                assert!(handed || told, "{name}: nobody gives {stage} {variable}");
                assert!(!(handed && told), "{name}: two give {stage} {variable}");
            }
            for (output, body) in &module.outputs {
                let Some(to) = output.strip_prefix("for_") else { continue };
                for (variable, _) in members(&body["value"]) {
                    handed_on.insert((to.replace('_', "-"), variable));
                }
            }
        }
        for (to, variable) in handed_on {
            let folder = PathBuf::from("terraform").join(&to);
            let module = &modules(&files)[&folder];
            assert!(module.variables.contains_key(&variable), "{name}: {to} has no {variable}");
        }
    }
}

#[test]
fn no_file_holds_a_key_and_every_key_is_a_secret_output() {
    for (name, text) in all() {
        let files = build(&text);
        for module in modules(&files).values() {
            for (address, body) in &module.resources {
                for option in
                    ["tunnel1_preshared_key", "tunnel2_preshared_key", "bgp_auth_key", "cak"]
                {
                    assert!(body.get(option).is_none(), "{name}: {address} sets {option}");
                }
            }
            for (output, body) in module.outputs.iter().filter(|(o, _)| o.ends_with("_key")) {
                assert_eq!(body["sensitive"], true, "{name}: {output}");
            }
        }
        for file in files.iter().filter(|f| f.path.to_string_lossy().contains("tunnels/")) {
            let secret = file.contents.lines().find(|line| line.contains("secret =")).unwrap();
            assert!(secret.contains("\"@") && secret.contains("_KEY@\""), "{name}: {secret}");
        }
    }
}

#[test]
fn every_placeholder_of_the_kit_is_an_output() {
    for (name, text) in all() {
        let files = build(&text);
        let modules = modules(&files);
        let outputs: BTreeSet<_> = modules.values().flat_map(|m| m.outputs.keys()).collect();
        for file in files.iter().filter(|f| f.path.to_string_lossy().contains("/router/")) {
            for found in file.contents.split('@').skip(1).step_by(2) {
                let output = found.to_ascii_lowercase();
                assert!(outputs.contains(&output), "{name}: no output {output}");
            }
        }
    }
}

#[test]
fn an_adopted_vpc_is_neither_made_nor_changed() {
    let variant = variants().into_iter().find(|v| v.name == "existing").unwrap();
    let modules = modules(&build(&variant.text()));
    let network = &modules[&PathBuf::from("terraform/1-network")];
    assert!(!network.resources.contains_key("aws_vpc.aws"));
    assert!(!network.resources.contains_key("aws_default_security_group.aws"));
    let subnets: Vec<_> =
        network.resources.iter().filter(|(at, _)| at.starts_with("aws_subnet.")).collect();
    assert!(!subnets.is_empty());
    assert!(subnets.iter().all(|(_, body)| body["vpc_id"] == "vpc-0123456789abcdef0"));
}

#[test]
fn the_insurer_runbook() {
    let files = build(INSURER);
    let runbook = files.iter().find(|file| file.path.ends_with("RUNBOOK.md")).unwrap();
    let titles: Vec<_> = runbook.contents.lines().filter(|line| line.starts_with("## ")).collect();
    insta::assert_snapshot!(titles.join("\n"));
}

/// The runbook of a variant.
fn runbook(name: &str) -> String {
    let variant = variants().into_iter().find(|v| v.name == name).unwrap();
    let files = build(&variant.text());
    files.into_iter().find(|file| file.path.ends_with("RUNBOOK.md")).unwrap().contents
}

#[test]
fn a_runbook_asks_for_nothing_that_the_estate_has_not() {
    let tunnels = runbook("vpn");
    for word in ["aws directconnect", "cross-connect", "prevent_destroy", "which port"] {
        assert!(!tunnels.contains(word), "{word}\n{tunnels}");
    }
    assert!(tunnels.contains("describe-vpn-connections") && tunnels.contains("restart strongswan"));
    let lines = runbook("macsec");
    for word in ["describe-vpn-connections", "swanctl", "landbridge-tunnels"] {
        assert!(!lines.contains(word), "{word}\n{lines}");
    }
    for word in ["export AWS_REGION=eu-central-1", "makes no MACsec", "prevent_destroy"] {
        assert!(lines.contains(word), "{word}\n{lines}");
    }
    assert!(runbook("transit").contains("eu-west-1, with `--region`"));
    assert!(runbook("existing").contains("enableDnsHostnames"));
}

#[test]
fn an_ordered_line_is_not_deleted_in_passing() {
    let variant = variants().into_iter().find(|v| v.name == "two-by-two").unwrap();
    let modules = modules(&build(&variant.text()));
    let order = &modules[&PathBuf::from("terraform/2-line-order")];
    let lines: Vec<_> =
        order.resources.iter().filter(|(at, _)| at.starts_with("aws_dx_connection.")).collect();
    assert_eq!(lines.len(), 4);
    assert!(lines.iter().all(|(_, body)| body["lifecycle"]["prevent_destroy"] == true));
}

#[test]
fn data_centres_have_locations_of_their_own() {
    let variant = variants().into_iter().find(|v| v.name == "two-sites-with-lines").unwrap();
    let modules = modules(&build(&variant.text()));
    let order = &modules[&PathBuf::from("terraform/2-line-order")];
    let at = |line: &str| order.resources[&format!("aws_dx_connection.{line}")].clone();
    assert_eq!(at("line_1")["location"], "${var.dc_location_1}");
    assert_eq!(at("line_3")["location"], "${var.dc_two_location_1}");
    let condition = at("line_3")["lifecycle"]["precondition"]["condition"].to_string();
    assert!(!condition.contains("dc_location"), "{condition}");
}

#[test]
fn the_estates_of_these_tests_reach_every_kind_of_resource() {
    let mut kinds = BTreeSet::new();
    for (_, text) in all() {
        for module in modules(&build(&text)).values() {
            kinds
                .extend(module.resources.keys().map(|at| at.split('.').next().unwrap().to_owned()));
        }
    }
    let kinds: Vec<_> = kinds.into_iter().collect();
    insta::assert_snapshot!(kinds.join("\n"));
}

/// AWS answers a second order for the same customer gateway with the first one.
#[test]
fn a_region_has_one_customer_gateway_for_each_address() {
    for (name, text) in all() {
        for module in modules(&build(&text)).values() {
            let mut known = BTreeSet::new();
            let gateways =
                module.resources.iter().filter(|(at, _)| at.starts_with("aws_customer_gateway."));
            for (at, body) in gateways {
                let key = format!("{} {}", body["provider"], body["ip_address"]);
                assert!(known.insert(key), "{name}: {at}");
            }
        }
    }
}
