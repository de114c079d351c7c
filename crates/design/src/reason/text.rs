//! The sentence of each reason.

use std::borrow::Cow;
use std::fmt;

use landbridge_estate::units::BitsPerSecond;

use super::Reason;

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl Reason {
    // A table: long, but each line stands alone, and the compiler sees a missing one.
    #[allow(clippy::too_many_lines)]
    fn sentence(&self) -> Cow<'static, str> {
        match self {
            Self::Pinned => "The estate pins it.".into(),
            Self::PinnedAway => "The rule chooses it, but the estate pins another.".into(),
            Self::InternetSuffices => "The workloads are public and nothing asks for more than the internet gives.".into(),
            Self::TunnelNotNeeded => "The workloads are public and nothing asks for encryption: a tunnel adds a part that can fail.".into(),
            Self::LineIsSteady => "Traffic stays off the internet, so delay and throughput are the line's own.".into(),
            Self::LineNotNeeded => "A line takes weeks to order and its port is paid by the hour; nothing here asks for it.".into(),
            Self::HostedIsPoliced => "A hosted connection drops what exceeds its rate at any moment; throughput must be consistent.".into(),
            Self::DedicatedNotNeeded => "A port of one's own is more than best-effort traffic needs.".into(),
            Self::LinkHasNoLine => "The link is a VPN: there is no line.".into(),
            Self::NoPrivateLink => "No private line or tunnel joins the sites.".into(),
            Self::LinkHasLines => "The link is a line, so a VPN connection alone does not describe it.".into(),
            Self::LineMustBeSurvived => "The estate must survive a line's loss, and without a second way VPC traffic is dropped.".into(),
            Self::SecondWayNotNeeded => "The objectives do not ask for another way, and each is paid by the hour.".into(),
            Self::VpnBacksUp => "VPC traffic moves to the tunnels when the line fails, for a fraction of a second line's price.".into(),
            Self::TwoTunnelsSuffice => {
                "Its two tunnels end in two zones of AWS; from 99.9% on the objective would ask for more.".into()
            }
            Self::NoSecondAddress => "No router has a second public address for it.".into(),
            Self::EncryptionNotAsked => "Encryption in transit is not required.".into(),
            Self::LineIsNotEncrypted => "A line is private, not encrypted, and encryption in transit is required.".into(),
            Self::MacsecEncryptsPort => "MACsec encrypts everything on the port at its full rate, without a change to applications.".into(),
            Self::IpsecInsideLine => "A private IP VPN to the transit gateway encrypts everything without a change to applications.".into(),
            Self::IpsecNeedsTransitGateway => "IPsec inside a private line ends at a transit gateway, and the hub is not one.".into(),
            Self::IpsecNotNeeded => "Another candidate encrypts the line without the parts that this one adds.".into(),
            Self::ApplicationsMustEncrypt => {
                "Neither MACsec nor IPsec fits this line, so each connection must use TLS.".into()
            }
            Self::ApplicationsMayEncrypt => {
                "Applications may change, so they use TLS and the line needs no further parts.".into()
            }
            Self::ApplicationsNeedNotChange => "What is below the applications can encrypt everything; TLS leaves out what does not speak it.".into(),
            Self::OneVpc => "There is one VPC, and its own gateway costs nothing by the hour.".into(),
            Self::TakesLinesOnly => "A Direct Connect gateway takes lines, and the link is a VPN.".into(),
            Self::OneRegionNeedsNoDirectConnectGateway => "There is one region: the line can end at its VPC's own gateway.".into(),
            Self::TransitNotNeeded => "It is paid by attachment and by traffic, and would connect nothing that is not connected without it.".into(),
            Self::RegionsNeedNotMeet => "It would join the regions' VPCs with each other, is paid by attachment and by traffic, and nothing asks for it.".into(),
            Self::NoStaff => "The estate asks for no access for staff.".into(),
            Self::StaffSitAtSites => "Connections may be opened from the estate's sites only, and the link joins these.".into(),
            Self::LinksSitesNotPeople => "It links sites, not people.".into(),
            Self::StaffAccessNotNeeded => "Nobody asks for it, and each way in has to be guarded.".into(),
            Self::NamesOnBothSides => "Each side asks for names of the other.".into(),
            Self::NamesAskedFromDataCenter => "The data centre asks for names of AWS, and has no domain of its own.".into(),
            Self::NamesAskedFromAws => "The data centre has a domain, and asks for no names of AWS.".into(),
            Self::NoNamesToAsk => "Neither side has names that the other asks for.".into(),
            Self::DataCenterNamesLost => "AWS would not find the data centre's names.".into(),
            Self::AwsNamesLost => "The data centre would not find the names of AWS, those of interface endpoints among them.".into(),
            Self::NoDomain => "No data centre states a dns_domain.".into(),
            Self::EndpointNotAsked => "An endpoint that nobody asks is paid by the hour for nothing.".into(),
            Self::PublicSubnetNeeded => "Internet NAT or public workloads need a subnet that is routed to the internet.".into(),
            Self::PublicSubnetNotNeeded => "Nothing here faces the internet.".into(),
            Self::DatabasesIsolated => "Databases get subnets without a way outside.".into(),
            Self::DatabasesNotIsolated => "Databases would share the workloads' way outside.".into(),
            Self::NoDatabaseHere => "No database will run in this region.".into(),
            Self::OutboundNone => "Workloads must reach nothing outside.".into(),
            Self::OutboundNeeded => "Workloads must reach something outside.".into(),
            Self::OutboundBySites => "Workloads may leave by the estate's sites only, never by an internet gateway.".into(),
            Self::PrivateNatReachesNoInternet => "An internet gateway drops what comes from a private NAT gateway.".into(),
            Self::PrivateNatHidesRange => "What workloads fetch comes through a data centre, whose proxy sees one address a zone.".into(),
            Self::InstanceNeedsCare => "You patch it, size it and script its failover.".into(),
            Self::InstanceIsCheap => "Few containers fetch updates only, and an outage while it is replaced is bearable.".into(),
            Self::OneNatSuffices => "The objective bears the loss of the gateway's zone.".into(),
            Self::OneZoneOneNat => "The region has one zone.".into(),
            Self::NatEachZoneNotNeeded => "Each further gateway is paid by the hour, and the objective does not ask for it.".into(),
            Self::NatGatewayNotNeeded => "It costs more than an instance, and little flows.".into(),
            Self::LeavesPrivateNetwork => "Calls would go to public addresses, and outbound is not `internet`.".into(),
            Self::EndpointsReachedOverLink => "Their private addresses keep calls in the private network, from the VPC and over the link.".into(),
            Self::EndpointsNotNeeded => "Each is paid by the hour and zone, and internet access is allowed.".into(),
            Self::GatewayEndpointServesVpcOnly => "A gateway endpoint serves its own VPC and S3 only, not callers in the data centre.".into(),
            Self::GatewayEndpointForFiles => "Files go to S3, whose gateway endpoint is free of charge.".into(),
            Self::NoFiles => "The estate has no file share whose traffic would be worth it.".into(),
            Self::PublicEndpointsSuffice => "Internet access is allowed, and no file share makes much traffic.".into(),
            Self::FilesThroughNat => "Files would pass NAT, which is paid by the byte.".into(),
            Self::LineReachesPublic => "Files go from the data centre to S3 over the line instead of the internet.".into(),
            Self::PublicInterfaceNeedsLine => "It is a second virtual interface, which only a dedicated line has.".into(),
            Self::InternetFails { unencrypted, uneven, exposed } => {
                internet_fails(*unencrypted, *uneven, *exposed).into()
            }
            Self::TunnelFails { uneven, peak } => tunnel_fails(*uneven, peak.as_ref()).into(),
            Self::TunnelSuffices { peak } => {
                format!("It encrypts, and one tunnel's 1.25 Gbps carry the peak of {peak}.").into()
            }
            Self::LineCarriesPeak { peak } => {
                format!("The peak of {peak} is more than the 1.25 Gbps of a VPN tunnel.").into()
            }
            Self::HostedTooSlow { peak } => {
                format!("Hosted connections end at 25 Gbps, less than the peak of {peak}.").into()
            }
            Self::SpeedCarriesPeak { peak, speed } => {
                format!("{speed} is the smallest speed on offer that carries the peak of {peak}.").into()
            }
            Self::MacsecNeedsPort { speed } => {
                format!("MACsec exists on dedicated ports from 10 Gbps; this line has {speed}.").into()
            }
            Self::IpsecTooSlow { peak } => {
                format!("A tunnel carries 1.25 Gbps, less than the peak of {peak}.").into()
            }
            Self::MeshOfGateways { vpcs } => {
                format!("With {vpcs} VPCs each would need lines or tunnels of its own: a mesh.").into()
            }
            Self::OneAccountOnly { accounts } => format!("It is the gateway of one VPC, and {accounts} accounts share the link.").into(),
            Self::JoinsNoAccounts { accounts } => format!("It leads lines to VPCs, and joins none of the VPCs of {accounts} accounts with each other.").into(),
            Self::LinesReachRegions { regions } => {
                format!("It leads each line to the VPCs of {regions} regions, at no hourly price.").into()
            }
            Self::TooManyGateways { vpcs } => format!("It leads to 20 virtual private gateways at most, and there are {vpcs} VPCs.").into(),
            Self::TransitConnects { vpcs, accounts } => format!("It connects {} of {} with each connection made once.",
                count(*vpcs, "VPC"),
                count(*accounts as usize, "account")).into(),
            Self::StaffMustReach { users } => {
                format!("{} must come in from outside.", count(*users as usize, "person")).into()
            }
            Self::OneNatForZones { zones } => {
                format!("It is a single point of failure for {zones} zones.").into()
            }
            Self::NatEachZone { zones } => {
                format!("Each of {zones} zones keeps its way outside when another fails.").into()
            }

            Self::OneLineDrops { objective } => format!("VPC traffic is dropped when the line fails, and S3's then takes the internet; {objective} does not allow that.").into(),
            Self::OneLocationFallsShort { objective } => format!("Both lines share one building, and AWS's SLA implies nothing for one location; the objective is {objective}.").into(),
            Self::VpnBackupFallsShort { objective } => format!(
                "AWS's SLA implies nothing for one line, and its backup is as good as the internet; the objective is {objective}."
            )
            .into(),
            Self::VpnBackupSlower { peak } => format!(
                "While the line is down, a tunnel gives 1.25 Gbps at the internet's mercy instead of {peak}."
            )
            .into(),
            Self::SecondLineKeepsRate { peak } => {
                format!("A second line keeps {peak} when the first fails; a tunnel would not.").into()
            }
            Self::ImpliedBySla { objective, implied } => {
                format!("AWS's SLA implies {implied} for it, and the objective is {objective}.").into()
            }
            Self::MostOfAllBySla { objective, implied } => {
                format!("AWS's SLA implies {implied} for it, the most of all candidates, and less than the objective of {objective}.").into()
            }
            Self::SlaFallsShort { objective, implied } => {
                format!("AWS's SLA implies {implied} for it, less than the objective of {objective}.").into()
            }
            Self::OneAddressFallsShort { objective } => format!("Both tunnels of one connection end at one address of the data centre; the objective is {objective}.").into(),

        }
    }
}

fn internet_fails(unencrypted: bool, uneven: bool, exposed: bool) -> String {
    let faults = [
        (unencrypted, "does not encrypt"),
        (uneven, "gives delay and throughput at the mercy of others"),
        (exposed, "would need workloads with public addresses"),
    ];
    let faults: Vec<&str> = faults.iter().filter(|(is, _)| *is).map(|(_, text)| *text).collect();
    format!("It {}.", faults.join(", and "))
}

fn tunnel_fails(uneven: bool, peak: Option<&BitsPerSecond>) -> String {
    let uneven = uneven.then(|| "its throughput is at the internet's mercy".to_owned());
    let slow = peak.map(|peak| format!("a tunnel carries 1.25 Gbps of the {peak} needed"));
    let faults: Vec<String> = uneven.into_iter().chain(slow).collect();
    format!("It encrypts, but {}.", faults.join(", and "))
}

fn count(n: usize, noun: &str) -> String {
    match (n, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "person") => format!("{n} people"),
        _ => format!("{n} {noun}s"),
    }
}
