//! A stage: one Terraform root module, collected resource by resource and written as `*.tf.json`.

use std::collections::BTreeMap;
use std::path::Path;

use landbridge_design::blueprint::{Blueprint, Region};
use landbridge_estate::names::Name;
use serde_json::{Map, Value, json};

use crate::OutputFile;

/// A root module.
pub(crate) struct Stage {
    /// Its folder under `terraform/`.
    pub(crate) folder: &'static str,
    /// What it makes, in one sentence.
    pub(crate) about: &'static str,
    providers: Vec<Provider>,
    files: BTreeMap<&'static str, BTreeMap<&'static str, BTreeMap<String, Value>>>,
    /// What it must be told.
    pub(crate) variables: BTreeMap<String, Variable>,
    outputs: BTreeMap<String, Value>,
    handed_on: BTreeMap<&'static str, BTreeMap<String, Value>>,
    checks: BTreeMap<String, Value>,
}

/// A region's provider. The first region's is the default one.
struct Provider {
    site: Name,
    region: String,
}

/// What a stage must be told.
pub(crate) struct Variable {
    /// What it is and where it is found.
    pub(crate) description: String,
    /// Who gives it.
    pub(crate) from: Source,
}

/// Who gives a variable its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// An earlier stage hands it on.
    Stage(&'static str),
    /// A gate of the runbook yields it.
    Gate(Gate),
    /// It has this value until a later step of the runbook changes it.
    Default(&'static str),
}

/// What happens outside Terraform before a stage can be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gate {
    /// Certificates for Client VPN are made and imported.
    Certificates,
    /// Direct Connect locations are chosen.
    Locations,
    /// A partner has provisioned hosted connections.
    Partner,
    /// The letter of authorisation is with the location and the cross-connect is made.
    CrossConnect,
    /// Both ends of each port have `MACsec` keys.
    MacsecKeys,
    /// AWS has given public addresses for a public virtual interface.
    PublicAddresses,
    /// A transit gateway's attachment to a Direct Connect gateway is known.
    Attachment,
}

impl Stage {
    pub(crate) fn new(folder: &'static str, about: &'static str, blueprint: &Blueprint) -> Self {
        let provider =
            |r: &Region| Provider { site: r.site.clone(), region: r.region.as_str().to_owned() };
        Self {
            folder,
            about,
            providers: blueprint.regions.iter().map(provider).collect(),
            files: BTreeMap::new(),
            variables: BTreeMap::new(),
            outputs: BTreeMap::new(),
            handed_on: BTreeMap::new(),
            checks: BTreeMap::new(),
        }
    }

    /// Adds a resource of a region, with the reason why it is there.
    pub(crate) fn add(&mut self, file: &'static str, of: &Resource<'_>, body: Value) {
        let Value::Object(mut body) = body else { unreachable!("a resource's body is an object") };
        body.insert("//".to_owned(), json!(of.why));
        if let Some(alias) = self.alias(of.site) {
            body.insert("provider".to_owned(), json!(format!("aws.{alias}")));
        }
        let resources = self.files.entry(file).or_default().entry(of.kind).or_default();
        let before = resources.insert(of.id.clone(), Value::Object(body));
        assert!(before.is_none(), "two resources are called {}.{}", of.kind, of.id);
    }

    /// Whether a resource is there already.
    pub(crate) fn holds(&self, file: &str, kind: &str, id: &str) -> bool {
        self.files
            .get(file)
            .and_then(|kinds| kinds.get(kind))
            .is_some_and(|ids| ids.contains_key(id))
    }

    /// The alias of a site's provider; None for the default one and for what belongs to no region.
    fn alias(&self, site: Option<&Name>) -> Option<String> {
        let site = site?;
        let position = self.providers.iter().position(|provider| provider.site == *site)?;
        (position > 0).then(|| id(&[site]))
    }

    /// Asks for a value and gives the expression that stands for it.
    pub(crate) fn ask(&mut self, name: String, description: String, from: Source) -> String {
        let expression = format!("${{var.{name}}}");
        self.variables.insert(name, Variable { description, from });
        expression
    }

    /// Tells the operator and the on-premises kit a value. A secret one is shown only when it is asked for by name.
    pub(crate) fn tell(&mut self, name: String, value: &str, secret: bool) {
        self.outputs.insert(name, json!({ "value": value, "sensitive": secret }));
    }

    /// Hands a value on to a later stage, as the value of its variable.
    pub(crate) fn hand_on(&mut self, to: &'static str, variable: String, value: &str) {
        self.handed_on.entry(to).or_default().insert(variable, json!(value));
    }

    /// Adds a check that warns after each apply.
    pub(crate) fn check(&mut self, name: String, condition: &str, message: &str) {
        let assert = json!({ "condition": condition, "error_message": message });
        self.checks.insert(name, json!({ "assert": assert }));
    }

    /// Later stages that get values of this one.
    pub(crate) fn hands_on_to(&self) -> impl Iterator<Item = (&'static str, Vec<&str>)> {
        self.handed_on.iter().map(|(to, values)| (*to, values.keys().map(String::as_str).collect()))
    }

    /// Whether it makes anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The files of the root module.
    pub(crate) fn files(&self, estate: &Name) -> Vec<OutputFile> {
        let mut contents = BTreeMap::from([("terraform", self.settings(estate))]);
        for (file, resources) in &self.files {
            contents.insert(file, json!({ "resource": resources }));
        }
        if !self.variables.is_empty() {
            contents.insert("variables", json!({ "variable": self.variable_blocks() }));
        }
        let outputs = self.output_blocks();
        if !outputs.is_empty() {
            contents.insert("outputs", json!({ "output": outputs }));
        }
        if !self.checks.is_empty() {
            contents.insert("checks", json!({ "check": self.checks }));
        }
        let folder = Path::new("terraform").join(self.folder);
        let file = |(name, value): (&str, Value)| {
            OutputFile::new(folder.join(format!("{name}.tf.json")), pretty(&value))
        };
        contents.into_iter().map(file).collect()
    }

    /// The provider is pinned to its major version. Terraform's own version is not: checkov reads no module that requires one.
    fn settings(&self, estate: &Name) -> Value {
        let aws = json!({ "source": "hashicorp/aws", "version": "~> 5.100" });
        json!({
            "//": format!("{} State is kept in this folder until a backend is added.", self.about),
            "terraform": { "required_providers": { "aws": aws } },
            "provider": { "aws": self.provider_blocks(estate) },
        })
    }

    fn provider_blocks(&self, estate: &Name) -> Vec<Value> {
        let tags = json!({ "tags": { "Estate": estate, "ManagedBy": "landbridge" } });
        let block = |provider: &Provider| {
            let mut block = Map::new();
            block.insert("region".to_owned(), json!(provider.region));
            block.insert("default_tags".to_owned(), tags.clone());
            if let Some(alias) = self.alias(Some(&provider.site)) {
                block.insert("alias".to_owned(), json!(alias));
            }
            Value::Object(block)
        };
        self.providers.iter().map(block).collect()
    }

    fn variable_blocks(&self) -> BTreeMap<&String, Value> {
        let block = |variable: &Variable| {
            let mut block = json!({ "type": "string", "description": variable.description });
            if let Source::Default(default) = variable.from {
                block["default"] = json!(default);
            }
            block
        };
        self.variables.iter().map(|(name, variable)| (name, block(variable))).collect()
    }

    fn output_blocks(&self) -> BTreeMap<String, Value> {
        let mut outputs = self.outputs.clone();
        for (to, values) in &self.handed_on {
            outputs.insert(handover(to), json!({ "value": values }));
        }
        outputs
    }
}

/// What a resource is and why it is there.
pub(crate) struct Resource<'a> {
    /// Its type, such as `aws_vpc`.
    pub(crate) kind: &'static str,
    /// Its name within the type.
    pub(crate) id: String,
    /// The region site that it is in; None for what belongs to no region.
    pub(crate) site: Option<&'a Name>,
    /// Why it is there.
    pub(crate) why: String,
}

/// The output that holds all that one stage hands on to another.
pub(crate) fn handover(to: &str) -> String {
    format!("for_{}", to.replace('-', "_"))
}

/// A Terraform name from names of the estate. They hold no `_`, so that different names stay different.
pub(crate) fn id(parts: &[&Name]) -> String {
    let parts: Vec<_> = parts.iter().map(|part| part.as_str().replace('-', "_")).collect();
    parts.join("-")
}

/// An expression for an attribute of a resource.
pub(crate) fn reference(kind: &str, id: &str, attribute: &str) -> String {
    format!("${{{kind}.{id}.{attribute}}}")
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("a JSON value can always be written");
    text.push('\n');
    text
}
