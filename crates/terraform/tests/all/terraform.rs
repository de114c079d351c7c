//! Terraform itself judges the stages, without AWS: every address that it could call is a closed port.
//!
//! The provider comes from a mirror on disk where `LANDBRIDGE_TF_MIRROR` names one, else from wherever Terraform finds it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use landbridge_terraform::OutputFile;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::estates::{INSURER, build, variants};
use crate::tools;

/// Terraform with its provider.
struct Terraform {
    folder: TempDir,
}

impl Terraform {
    /// None where Terraform or its provider cannot be had, after saying so. Not kept for other tests: what is static is never dropped,
    /// and its folder would stay.
    fn get() -> Option<Self> {
        if !tools::are_here(&["terraform"]) {
            return None;
        }
        let terraform = Self { folder: tempfile::tempdir().unwrap() };
        if let Some(mirror) = std::env::var_os("LANDBRIDGE_TF_MIRROR") {
            let path = json!(mirror.to_str().unwrap());
            let config = format!(
                "provider_installation {{\n filesystem_mirror {{\n path = {path}\n include = [\"hashicorp/*\"]\n }}\n}}\n"
            );
            fs::write(terraform.folder.path().join("cli.tfrc"), config).unwrap();
        }
        let first = terraform.folder.path().join("first");
        fs::create_dir(&first).unwrap();
        let settings = build(INSURER).into_iter().find(|f| f.path.ends_with("terraform.tf.json"));
        fs::write(first.join("terraform.tf.json"), settings.unwrap().contents).unwrap();
        let output = terraform.run(&first, &["init", "-input=false", "-backend=false"]);
        if output.status.success() {
            return Some(terraform);
        }
        tools::skip(&format!("terraform init: {}", String::from_utf8_lossy(&output.stderr)));
        None
    }

    /// Runs Terraform in a folder, with the provider that was found first.
    fn run(&self, folder: &Path, arguments: &[&str]) -> Output {
        let lock = self.folder.path().join("first/.terraform.lock.hcl");
        if lock.exists() && !folder.join(".terraform.lock.hcl").exists() {
            fs::copy(lock, folder.join(".terraform.lock.hcl")).unwrap();
        }
        let mut command = Command::new("terraform");
        command.current_dir(folder).args(arguments).arg("-no-color");
        command.env("TF_DATA_DIR", self.folder.path().join("data"));
        command.env("CHECKPOINT_DISABLE", "1").env("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
        let config = self.folder.path().join("cli.tfrc");
        if config.exists() {
            command.env("TF_CLI_CONFIG_FILE", config);
        }
        command.output().unwrap()
    }
}

/// The stages of an estate: their folders' names with their files.
fn stages(files: &[OutputFile]) -> BTreeMap<PathBuf, Vec<&OutputFile>> {
    let mut stages: BTreeMap<PathBuf, Vec<&OutputFile>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.starts_with("terraform")) {
        stages.entry(file.path.parent().unwrap().to_owned()).or_default().push(file);
    }
    stages
}

#[test]
fn terraform_validates_every_stage_of_the_insurer() {
    let Some(terraform) = Terraform::get() else { return };
    let folder = tempfile::tempdir().unwrap();
    let files = build(INSURER);
    let stages = stages(&files);
    assert_eq!(stages.len(), 3);
    for (stage, files) in stages {
        fs::create_dir_all(folder.path().join(&stage)).unwrap();
        for file in files {
            fs::write(folder.path().join(&file.path), &file.contents).unwrap();
        }
        let output = terraform.run(&folder.path().join(&stage), &["validate"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", stage.display());
        assert!(!String::from_utf8_lossy(&output.stdout).contains("Warning"), "{output:?}");
    }
}

/// Planning takes Terraform many seconds whatever there is to plan: so all stages of all estates are put into one module, each
/// resource under a name of its own.
#[test]
fn terraform_plans_every_stage_of_every_estate_without_aws() {
    let Some(terraform) = Terraform::get() else { return };
    let mut all = Merged::default();
    all.add("insurer", &build(INSURER));
    for variant in variants() {
        all.add(variant.name, &build(&variant.text()));
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("main.tf.json"), all.module().to_string()).unwrap();
    fs::write(folder.path().join("terraform.tfvars.json"), all.values().to_string()).unwrap();
    let output = terraform.run(folder.path(), &["plan", "-input=false", "-lock=false"]);
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let planned = format!("Plan: {} to add, 0 to change, 0 to destroy.", all.count);
    assert!(all.count > 500 && said.contains(&planned), "{} resources, {errors}", all.count);
}

/// Root modules of many estates in one.
#[derive(Default)]
struct Merged {
    sections: BTreeMap<String, Map<String, Value>>,
    providers: BTreeMap<String, Value>,
    settings: Value,
    count: usize,
}

impl Merged {
    fn add(&mut self, estate: &str, files: &[OutputFile]) {
        for (stage, files) in stages(files) {
            let suffix = format!("__{estate}__{}", stage.file_name().unwrap().to_str().unwrap());
            let json: Vec<Value> =
                files.iter().map(|file| serde_json::from_str(&file.contents).unwrap()).collect();
            let addresses: Vec<String> = json.iter().flat_map(addresses).collect();
            self.count += addresses.len();
            for file in json {
                self.add_file(file, &addresses, &suffix);
            }
        }
    }

    fn add_file(&mut self, mut file: Value, addresses: &[String], suffix: &str) {
        rename(&mut file, addresses, suffix);
        for provider in file["provider"]["aws"].as_array_mut().into_iter().flatten() {
            harmless(provider);
            let alias = provider["alias"].as_str().unwrap_or_default().to_owned();
            let before = self.providers.insert(alias, provider.clone());
            assert!(before.is_none_or(|before| before["region"] == provider["region"]));
        }
        if file.get("terraform").is_some() {
            self.settings = file["terraform"].clone();
        }
        for (kind, resources) in members(&file["resource"]) {
            let section = self.sections.entry(kind).or_default();
            section.extend(members(&resources).map(|(id, body)| (format!("{id}{suffix}"), body)));
        }
        self.sections.entry("variable".to_owned()).or_default().extend(members(&file["variable"]));
        for kind in ["output", "check"] {
            let named = members(&file[kind]).map(|(id, body)| (format!("{id}{suffix}"), body));
            self.sections.entry(kind.to_owned()).or_default().extend(named);
        }
    }

    fn module(&self) -> Value {
        let of = |name: &str| self.sections.get(name).cloned().unwrap_or_default();
        let resources: BTreeMap<_, _> =
            self.sections.iter().filter(|(name, _)| name.starts_with("aws_")).collect();
        json!({
            "terraform": self.settings,
            "provider": { "aws": self.providers.values().collect::<Vec<_>>() },
            "variable": of("variable"),
            "output": of("output"),
            "check": of("check"),
            "resource": resources,
        })
    }

    /// A value of the right form for each variable.
    fn values(&self) -> Value {
        let value = |name: &String| match name.as_str() {
            "macsec_mode" => "should_encrypt".to_owned(),
            arn if arn.ends_with("_arn") => {
                format!("arn:aws:acm:eu-central-1:123456789012:certificate/{arn}")
            }
            address if address.ends_with("customer_address") => "203.0.113.8/31".to_owned(),
            address if address.ends_with("amazon_address") => "203.0.113.9/31".to_owned(),
            other => other.to_owned(),
        };
        self.sections["variable"].keys().map(|name| (name.clone(), json!(value(name)))).collect()
    }
}

/// Credentials that are none, and no question to AWS whether they are any.
fn harmless(provider: &mut Value) {
    let settings = json!({
        "access_key": "none",
        "secret_key": "none",
        "skip_credentials_validation": true,
        "skip_metadata_api_check": true,
        "skip_requesting_account_id": true,
        "max_retries": 1,
    });
    provider.as_object_mut().unwrap().extend(members(&settings));
}

fn addresses(file: &Value) -> Vec<String> {
    let of = |(kind, resources): (String, Value)| {
        members(&resources).map(|(id, _)| format!("{kind}.{id}")).collect::<Vec<_>>()
    };
    members(&file["resource"]).flat_map(of).collect()
}

fn members(value: &Value) -> impl Iterator<Item = (String, Value)> {
    value.as_object().cloned().unwrap_or_default().into_iter()
}

/// Puts a suffix behind each mention of an address.
fn rename(value: &mut Value, addresses: &[String], suffix: &str) {
    match value {
        Value::String(text) => *text = renamed(text, addresses, suffix),
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, addresses, suffix)),
        Value::Object(members) => {
            members.values_mut().for_each(|member| rename(member, addresses, suffix));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn renamed(text: &str, addresses: &[String], suffix: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let mut text = text.to_owned();
    for address in addresses {
        let mut from = 0;
        while let Some(found) = text[from..].find(address.as_str()) {
            from += found + address.len();
            if !text[from..].starts_with(word) {
                text.insert_str(from, suffix);
                from += suffix.len();
            }
        }
    }
    text
}
