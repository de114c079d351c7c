//! The runbook: numbered steps from an empty account to a tested link, with a gate before each stage that needs one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Display, Write as _};

use landbridge_design::blueprint::{
    Blueprint, DataCenter, Line, LineEncryption, LineKind, Region, Vendor,
};

use crate::OutputFile;
use crate::kit::links::LinkKind;
use crate::kit::router::Router;
use crate::stage::{Gate, Source, Stage, handover, id};
use crate::{interfaces, lines};

mod gates;
mod link;

/// The runbook of a blueprint.
pub(crate) fn file(blueprint: &Blueprint, stages: &[Stage]) -> OutputFile {
    let mut book = Book { text: heading(blueprint), steps: 0 };
    for region in &blueprint.regions {
        book.adopted_vpc(region);
    }
    for stage in stages {
        for gate in gates_before(blueprint, stage) {
            book.gate(blueprint, stage, gate);
        }
        book.apply(stage);
    }
    if blueprint.lines.iter().any(has_macsec) {
        book.macsec();
    }
    let routers: Vec<_> = blueprint
        .data_centers
        .iter()
        .filter_map(|site| Router::of(blueprint, site).map(|router| (site, router)))
        .collect();
    for (site, router) in &routers {
        let own = |line: &&Line| line.data_center == site.site;
        let macsec = blueprint.lines.iter().filter(own).any(has_macsec);
        book.router(stages, site, router, macsec);
    }
    book.names(blueprint);
    if !routers.is_empty() {
        book.acceptance(blueprint);
    }
    book.way_back(blueprint, stages, &routers);
    OutputFile::new("RUNBOOK.md", book.text)
}

/// The kit makes no MACsec: what does must stand below it.
const MACSEC_ON_LINUX: &str =
    "The kit makes no MACsec: on a Linux router, make a MACsec interface on the
port with the line's keys first (wpa_supplicant from 2.11 on has GCM-AES-256, which AWS takes at 10 Gbps), and name that one. ";

/// The runbook while it is written.
struct Book {
    text: String,
    steps: u32,
}

fn heading(blueprint: &Blueprint) -> String {
    let regions: Vec<&str> = blueprint.regions.iter().map(|one| one.region.as_str()).collect();
    let others = match regions.get(1..) {
        Some(others) if !others.is_empty() => {
            format!("\nAsk the others, {}, with `--region`.", others.join(", "))
        }
        _ => String::new(),
    };
    format!(
        "# Runbook of {}

Do the steps in their order. A gate is something that happens outside Terraform: do not go on before it is passed. Every command is
meant to be run in the folder of this file, with credentials for the estate's AWS account in the environment. Needed: Terraform 1.5 or
later, the AWS CLI 2 and jq. The AWS CLI asks one region, so begin with:
```
export AWS_REGION={first}
```{others}

Terraform's state holds the keys that AWS makes. Before the first apply, give each folder under `terraform/` a backend that encrypts
(S3 with a KMS key), or keep the folders on an encrypted disk that only you can read.
",
        blueprint.estate,
        first = regions.first().copied().unwrap_or_default(),
    )
}

/// What must have happened before a stage can be applied.
fn gates_before(blueprint: &Blueprint, stage: &Stage) -> BTreeSet<Gate> {
    let of = |source: &Source| match source {
        Source::Gate(gate) => Some(*gate),
        Source::Stage(_) | Source::Default(_) => None,
    };
    let mut gates: BTreeSet<_> = stage.variables.values().filter_map(|v| of(&v.from)).collect();
    if stage.folder == interfaces::FOLDER {
        let any = |test: fn(&Line) -> bool| blueprint.lines.iter().any(test);
        gates.extend(any(|line| line.kind == LineKind::Dedicated).then_some(Gate::CrossConnect));
        gates.extend(any(has_macsec).then_some(Gate::MacsecKeys));
    }
    gates
}

fn has_macsec(line: &Line) -> bool {
    line.encryption == LineEncryption::Macsec
}

impl Book {
    fn step(&mut self, title: impl Display, text: impl Display) {
        self.steps += 1;
        writeln!(self.text, "\n## {}. {title}\n{text}", self.steps)
            .expect("writing to a String cannot fail");
    }

    fn adopted_vpc(&mut self, region: &Region) {
        let Some(vpc) = &region.vpc.existing else { return };
        let site = id(&[&region.site]);
        self.step(
            format_args!("Look at the existing VPC {vpc}"),
            format_args!(
                "A VPC holds one internet gateway and one virtual private gateway. Where it has one already, let Terraform take it over before
the first apply, for example:
```
terraform -chdir=terraform/1-network init
terraform -chdir=terraform/1-network import aws_internet_gateway.{site} igw-…
```
Its range must be {}, and the subnets of the design must be free in it. Names of interface endpoints and of private zones need both of its DNS
attributes to be true:
```
aws ec2 describe-vpc-attribute --region {region} --vpc-id {vpc} --attribute enableDnsSupport
aws ec2 describe-vpc-attribute --region {region} --vpc-id {vpc} --attribute enableDnsHostnames
```
The VPC itself is named by its id only: nothing here changes or removes it.",
                region.vpc.network,
                region = region.region,
            ),
        );
    }

    fn gate(&mut self, blueprint: &Blueprint, stage: &Stage, gate: Gate) {
        let mut text = gates::text(blueprint, gate);
        let yields: BTreeMap<_, _> = stage
            .variables
            .iter()
            .filter(|(_, variable)| variable.from == Source::Gate(gate))
            .collect();
        if !yields.is_empty() {
            let file = gates::file(stage, gate);
            write!(text, "\n\nWrite what it yields into `{file}`:\n```\n")
                .expect("a String takes all");
            for (name, variable) in yields {
                writeln!(text, "# {}\n{name} = \"…\"", variable.description)
                    .expect("a String takes all");
            }
            text.push_str("```");
        }
        self.step(format_args!("Gate: {}", gates::title(gate)), text);
    }

    fn apply(&mut self, stage: &Stage) {
        let at = format!("terraform -chdir=terraform/{}", stage.folder);
        let mut text =
            format!("{}\n```\n{at} init\n{at} plan -out=plan\n{at} apply plan\n```", stage.about);
        for (to, values) in stage.hands_on_to() {
            let target = format!("terraform/{to}/from-{}.auto.tfvars.json", stage.folder);
            write!(
                text,
                "\nHand on {} to the stage {to}:\n```\n{at} output -json {} > {target}\n```",
                values.join(", "),
                handover(to)
            )
            .expect("writing to a String cannot fail");
        }
        self.step(format_args!("Apply {}", stage.folder), text);
    }

    /// The key hierarchy holds, so that the ports can refuse what is not encrypted.
    fn macsec(&mut self) {
        let at = format!("terraform -chdir=terraform/{}", lines::FOLDER);
        self.step(
            "Let nothing pass unencrypted",
            format_args!(
                "When each line shows `Encryption Up`, apply stage 2 once more with the stricter mode:
```
aws directconnect describe-connections --query 'connections[].[connectionName,portEncryptionStatus]' --output text
echo '{} = \"must_encrypt\"' > terraform/{}/macsec.auto.tfvars
{at} plan -out=plan
{at} apply plan
```
The plan must change the lines in place, and nothing else.",
                lines::MACSEC_MODE,
                lines::FOLDER
            ),
        );
    }

    fn router(&mut self, stages: &[Stage], site: &DataCenter, router: &Router, macsec: bool) {
        let outputs: Vec<_> = stages.iter().map(|stage| stage.folder).collect();
        let take: String = outputs.iter().fold(String::new(), |text, folder| {
            text + &format!(
                "terraform -chdir=terraform/{folder} output -json > \"$keys/{folder}.json\"\n"
            )
        });
        let given: Vec<_> =
            outputs.iter().map(|folder| format!("\"$keys/{folder}.json\"")).collect();
        let other = match router.vendor {
            Vendor::Linux => String::new(),
            Vendor::CiscoIosXe | Vendor::JuniperJunos => format!(
                "\nThe estate's router is of another vendor: set the values of `on-premises/{}/ROUTER.md` there, instead of installing this kit. The
kit then serves to compare, or as a second router.",
                site.site
            ),
        };
        let lined = router.links.iter().any(|link| matches!(link.kind, LinkKind::Vlan { .. }));
        let ports = if lined {
            format!(
                "Say in `on-premises/{}/ports` which port of the router each line ends at. {}Then fill in",
                site.site,
                if macsec { MACSEC_ON_LINUX } else { "" }
            )
        } else {
            "Fill in".to_owned()
        };
        let packages = if router.tunnels.is_empty() {
            "bird2"
        } else {
            "bird2, charon-systemd, strongswan-swanctl and\nlibstrongswan-standard-plugins"
        };
        self.step(
            format_args!("Set up the router of {}", site.site),
            format_args!(
                "{ports} what AWS gave, and carry the folder
`{name}-router` to the router. It holds keys: remove it here and there once it is installed.
```
keys=$(mktemp -d)
{take}on-premises/{name}/render.sh {name}-router {given}
rm -r \"$keys\"
```
On the router (Debian 12 or Ubuntu 24.04 with {packages}), with `on-premises/{name}/install.sh` beside the folder, as root:
```
./install.sh {name}-router
```{other}",
                name = site.site,
                given = given.join(" "),
            ),
        );
    }

    fn names(&mut self, blueprint: &Blueprint) {
        for site in &blueprint.data_centers {
            if !blueprint.names.iter().any(|names| names.asked_in == site.site) {
                continue;
            }
            self.step(
                format_args!("Forward names from {}", site.site),
                format_args!(
                    "Each file in `on-premises/{}/forwarders` is for the name server with that address. With unbound, copy it to
`/etc/unbound/unbound.conf.d/landbridge.conf` and run `unbound-checkconf && systemctl reload unbound`. With another server, forward the
same domains to the same addresses.",
                    site.site
                ),
            );
        }
    }

    /// Stages go in the reverse order: what ends at something goes before it.
    fn way_back(
        &mut self,
        blueprint: &Blueprint,
        stages: &[Stage],
        routers: &[(&DataCenter, Router)],
    ) {
        let mut text = "Each step can be taken back on its own, the last one first.\n".to_owned();
        if routers.iter().any(|(_, router)| !router.tunnels.is_empty()) {
            text.push_str(
                "On a router that the kit set up for tunnels:\n```\nsystemctl disable --now landbridge-tunnels.timer
rm /etc/swanctl/conf.d/landbridge-*.conf && systemctl restart strongswan\n```\n",
            );
        }
        if !routers.is_empty() {
            text.push_str(
                "On each router that the kit set up, `systemctl disable --now bird landbridge-links`. Then move each `*.before-landbridge` file back to
its name.\n",
            );
        }
        let ordered = blueprint.lines.iter().any(|line| line.kind == LineKind::Dedicated);
        if ordered {
            writeln!(
                text,
                "Terraform deletes no ordered line by accident: take `prevent_destroy` out of `terraform/{}/lines.tf.json` before you mean to.",
                lines::FOLDER
            )
            .expect("writing to a String cannot fail");
        }
        text.push_str("```\n");
        for stage in stages.iter().rev() {
            writeln!(text, "terraform -chdir=terraform/{} destroy", stage.folder)
                .expect("writing to a String cannot fail");
        }
        text.push_str("```");
        if !blueprint.lines.is_empty() {
            text.push_str("\nA line is paid for until its connection is deleted. Cancel the cross-connect, or the partner's service, as well.");
        }
        self.step("The way back", text);
    }
}
