//! The JSON schema is fresh, and asks for the same keys as the parser.

use std::env;
use std::fs;

use landbridge_estate::{json_schema, read};
use serde_json::{Value, json};

use crate::support::{at_root, text_at_root};

const PATH: &str = "schema/estate.schema.json";

#[test]
fn the_schema_in_the_repository_is_fresh() {
    let fresh = format!("{:#}\n", json_schema());
    if env::var_os("UPDATE_GENERATED").is_some() {
        fs::create_dir_all(at_root("schema")).expect("the folder of the schema");
        fs::write(at_root(PATH), &fresh).expect("the schema is written");
    }
    assert!(text_at_root(PATH) == fresh, "{PATH} is stale: run the tests with UPDATE_GENERATED=1");
}

/// An estate in which every key of the format is written.
fn everything() -> Value {
    json!({
        "estate": "everything",
        "requirements": {
            "inbound": "sites", "outbound": "internet", "encryption": "at-rest",
            "connectivity": { "latency": "lowest", "throughput": "consistent", "peak": "1 Gbps", "max_outage": "1 s" },
            "operations": { "same_tools_everywhere": true, "team_knows": ["docker"], "host_access": "ssh", "custom_images": false },
            "availability": "99.9%", "application_changes": "configuration", "accounts": 1,
            "staff_access": { "users": 3, "reach": ["vpc"] },
        },
        "sites": {
            "dc": {
                "kind": "data-center", "network": "10.10.0.0/16", "hypervisor": "hyper-v", "dns_domain": "corp.example",
                "router": { "vendor": "juniper-junos", "asn": 65010, "public_addresses": ["192.0.2.2"] },
                "hosts": { "h": { "count": 2, "cpu": 4, "memory": "8 GiB", "tags": { "tier": "apps" } } },
                "contract": { "ends": "2027-03-31", "covers": "half" },
            },
            "aws": {
                "kind": "aws-region", "region": "eu-central-1", "network": "10.20.0.0/16", "zones": 2, "purpose": "workloads",
                "existing": { "vpc": "vpc-0a1b2c3d", "accounts": ["111122223333"] },
            },
        },
        "services": {
            "app": {
                "image": "app:1", "today": "dc", "leaves": "2027-01-31", "replicas": 2, "cpu": 0.5, "memory": "1 GiB",
                "port": 80, "health": "/", "uses": ["db", "share"],
                "scaling": { "from": 1, "to": 3, "target_cpu": "60%" },
            },
        },
        "databases": {
            "db": {
                "engine": "postgresql", "version": 15, "runs_in": "bare-metal", "today": "dc", "leaves": "2027-01-31",
                "size": "1 TB", "growth": "1 GiB/day", "downtime": "5 min", "readers": { "reports": "light" },
            },
        },
        "files": {
            "share": {
                "protocol": "smb", "today": "dc", "written_by": ["app"], "read_by": ["app"], "size": "1 TiB",
                "new_per_day": "1 GiB", "hot_for": "7 days", "cold_after": "1 year",
            },
        },
        "fleet": { "scripts": true, "maintenance": { "window": "mon 01:00 UTC", "duration": "2 h" } },
        "backup": { "keep": { "daily": "7 days", "monthly": "6 months" }, "covers": ["db", "share"] },
        "recovery": { "rto": "1 h", "rpo": "1 min", "survives": ["zone"] },
        "decisions": { "link": "vpn" },
    })
}

#[test]
fn everything_is_read() {
    let text = everything().to_string();
    if let Err(errors) = read("everything.json", text.as_bytes()) {
        panic!("{errors}: {:#?}", errors.list());
    }
}

/// Walks a value along its schema and calls `visit` for every mapping with fixed keys: its path and its schema.
fn walk(
    schema: &Value,
    root: &Value,
    value: &Value,
    path: &str,
    visit: &mut impl FnMut(&str, &Value),
) {
    let schema = match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => root.pointer(&reference[1..]).expect("the definition"),
        None => schema,
    };
    let Some(object) = value.as_object() else { return };
    if schema.get("properties").is_some() {
        visit(path, schema);
    }
    for (key, inner) in object {
        let inside =
            schema.pointer(&format!("/properties/{key}")).or(schema.get("additionalProperties"));
        let inside = inside.unwrap_or_else(|| panic!("the schema does not know {path}/{key}"));
        walk(inside, root, inner, &format!("{path}/{key}"), visit);
    }
}

/// Codes of the file without the key at `path/key`.
fn codes_without(path: &str, key: &str) -> Vec<&'static str> {
    let mut value = everything();
    let holder = value.pointer_mut(path).and_then(Value::as_object_mut).expect("the mapping");
    assert!(holder.remove(key).is_some(), "{path}/{key} is not in the file with everything");
    match read("estate.json", value.to_string().as_bytes()) {
        Ok((_, warnings)) => warnings.iter().map(|d| d.code).collect(),
        Err(errors) => errors.list().iter().map(|d| d.code).collect(),
    }
}

/// A key is missing; or all sites are; or what a backup keeps.
const MISSING: [&str; 3] = ["LB0011", "LB0137", "LB0153"];

#[test]
fn the_schema_requires_exactly_the_keys_that_the_parser_misses() {
    let (schema, value) = (json_schema(), everything());
    let mut mappings = Vec::new();
    walk(&schema, &schema, &value, "", &mut |path, schema| {
        mappings.push((path.to_owned(), schema.clone()));
    });
    assert!(mappings.len() >= 18, "only {} mappings were found", mappings.len());
    for (path, schema) in mappings {
        let mut required: Vec<&str> = strings(schema.get("required"));
        if value.pointer(&path).and_then(|site| site.get("kind")) == Some(&json!("aws-region")) {
            required.extend(strings(schema.pointer("/then/required")));
        }
        for key in value.pointer(&path).and_then(Value::as_object).expect("the mapping").keys() {
            let missed = codes_without(&path, key).iter().any(|code| MISSING.contains(code));
            assert_eq!(missed, required.contains(&key.as_str()), "{path}/{key}");
        }
    }
}

fn strings(list: Option<&Value>) -> Vec<&str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn every_key_is_described() {
    let schema = json_schema();
    let definitions = schema["$defs"].as_object().expect("definitions");
    for (name, definition) in definitions.iter().chain([(&"Estate".to_owned(), &schema)]) {
        for (key, property) in definition["properties"].as_object().expect("properties") {
            let described = property["description"].as_str().is_some_and(|text| text.len() > 8);
            assert!(described, "{name}.{key} has no description");
        }
    }
}
