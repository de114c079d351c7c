//! What happens outside Terraform, gate by gate.

use landbridge_design::blueprint::{Blueprint, Line, LineKind};

use crate::lines::bandwidth;
use crate::stage::{Gate, Stage};

/// A gate's title.
pub(super) fn title(gate: Gate) -> &'static str {
    match gate {
        Gate::Certificates => "certificates for staff access",
        Gate::Locations => "Direct Connect locations",
        Gate::Partner => "hosted connections from the partner",
        Gate::CrossConnect => "letter of authorisation and cross-connect",
        Gate::MacsecKeys => "MACsec keys",
        Gate::PublicAddresses => "addresses of public virtual interfaces",
        Gate::Attachment => "the transit gateway's attachment",
    }
}

/// The file that takes what a gate yields for a stage.
pub(super) fn file(stage: &Stage, gate: Gate) -> String {
    let name = match gate {
        Gate::Certificates => "certificates",
        Gate::Locations => "locations",
        Gate::Partner => "partner",
        Gate::CrossConnect => "cross-connect",
        Gate::MacsecKeys => "macsec",
        Gate::PublicAddresses => "public-addresses",
        Gate::Attachment => "attachment",
    };
    format!("terraform/{}/{name}.auto.tfvars", stage.folder)
}

/// What to do.
pub(super) fn text(blueprint: &Blueprint, gate: Gate) -> String {
    match gate {
        Gate::Certificates => "Make a certificate for the Client VPN server and a root that signs people's certificates. Both kinds need keyUsage and
extendedKeyUsage (serverAuth or clientAuth). Import both into ACM with `aws acm import-certificate`."
            .to_owned(),
        Gate::Locations => locations(blueprint),
        Gate::Partner => format!(
            "Order these hosted connections from a Direct Connect partner for the estate's account, and wait until each shows in
`aws directconnect describe-connections` as `ordering`. Have each made with the tag of the table: a hosted connection carries one virtual
interface, and its tag is the partner's to set. Stage 2 accepts them.\n{}",
            lines(blueprint, LineKind::Hosted)
        ),
        Gate::CrossConnect => cross_connect(),
        Gate::MacsecKeys => macsec_keys(),
        Gate::PublicAddresses => "The two ends of a public virtual interface have public addresses. Take a /31 of your own, or ask AWS support for one: open a case for
Direct Connect with the line's connection id, and attach the letter of authorisation. Write both with their prefix length."
            .to_owned(),
        Gate::Attachment => "AWS attaches the Direct Connect gateway to the transit gateway by itself, within the first stage's last minutes. Find the
attachment:
```
aws ec2 describe-transit-gateway-attachments --filters Name=resource-type,Values=direct-connect-gateway
```"
        .to_owned(),
    }
}

fn locations(blueprint: &Blueprint) -> String {
    format!(
        "Choose where the lines end. Lines of different location numbers must go to different buildings, and their fibres must not share a
duct on the way: have the carrier state that. `aws directconnect describe-locations` lists codes, speeds and MACsec.\n{}",
        lines(blueprint, LineKind::Dedicated)
    )
}

/// The pair goes in by a command, because Terraform would write it into its files and its state.
fn macsec_keys() -> String {
    "For each line make a key pair, CKN and CAK, of 64 hexadecimal digits each, in a file that only you can read. AWS keeps it in
Secrets Manager. Set the same pair on the router's port, with GCM-AES-XPN-256, and remove the file.
```
umask 077
{ openssl rand -hex 32; openssl rand -hex 32; } |
  jq -Rn --arg id dxcon-… '{connectionId: $id, ckn: input, cak: input}' > macsec.json
aws directconnect associate-mac-sec-key --cli-input-json file://macsec.json
```"
        .to_owned()
}

fn cross_connect() -> String {
    "AWS offers a letter of authorisation for each line within 72 hours of its order; it holds for 90 days. For each id among the
values handed on by stage 2:
```
aws directconnect describe-loa --connection-id dxcon-… --query loaContent --output text | base64 -d > loa.pdf
```
Send it to the location or the carrier with the order for the cross-connect. Optical levels at both ends are the commonest fault: ask
for them. Wait, days or weeks, until the line is there:
```
aws directconnect describe-connections --query 'connections[].[connectionName,connectionState]' --output text
```
Go on when every line is `available`. A virtual interface cannot be made before."
        .to_owned()
}

fn lines(blueprint: &Blueprint, kind: LineKind) -> String {
    let row = |line: &Line| {
        format!(
            "\n| {} | {} | {} | {} | {} | {} |",
            line.name,
            line.data_center,
            bandwidth(line),
            line.location,
            line.device,
            line.vlan
        )
    };
    let rows: String = blueprint.lines.iter().filter(|line| line.kind == kind).map(row).collect();
    format!(
        "\n| line | from | speed | location | device | 802.1Q tag |\n| --- | --- | --- | --- | --- | --- |{rows}"
    )
}
