//! Private ways to AWS's own APIs.

use crate::blueprint::{Endpoint, EndpointKind, Subnet, SubnetKind};
use crate::decisions::Apis;

/// What container hosts on either side call: ECS, Systems Manager, ECR, logs, and S3 for layers of images and for files
/// (Amazon ECS Developer Guide and Systems Manager User Guide, VPC endpoints).
const SERVICES: [&str; 10] = [
    "ecs",
    "ecs-agent",
    "ecs-telemetry",
    "ssm",
    "ssmmessages",
    "ec2messages",
    "ecr.api",
    "ecr.dkr",
    "logs",
    "s3",
];

/// The older way of Systems Manager's agent, which falls back to it only where `ssmmessages` is not allowed.
const OLDER_MESSAGES: &str = "ec2messages";
/// Regions opened from 2024 on, which have no `ec2messages` (Systems Manager User Guide, "ec2messages, ssmmessages, and other API
/// operations", 2025).
const WITHOUT_OLDER_MESSAGES: [&str; 6] = [
    "ap-east-2",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "eusc-de-east-1",
    "mx-central-1",
];

/// The endpoints of a VPC, interfaces in the private subnet of each zone.
pub(super) fn all(apis: Apis, region: &str, subnets: &[Subnet]) -> Vec<Endpoint> {
    let gateway =
        Endpoint { service: "s3".into(), kind: EndpointKind::Gateway, subnets: Vec::new() };
    match apis {
        Apis::Public => Vec::new(),
        Apis::PublicInterface | Apis::GatewayEndpoint => vec![gateway],
        Apis::InterfaceEndpoints => SERVICES
            .iter()
            .filter(|service| {
                **service != OLDER_MESSAGES || !WITHOUT_OLDER_MESSAGES.contains(&region)
            })
            .map(|service| interface(service, subnets))
            .chain([gateway])
            .collect(),
    }
}

fn interface(service: &str, subnets: &[Subnet]) -> Endpoint {
    let private = subnets.iter().filter(|subnet| is_workloads(subnet));
    Endpoint {
        service: service.into(),
        kind: EndpointKind::Interface,
        subnets: private.map(|subnet| subnet.name.clone()).collect(),
    }
}

/// Whether a subnet holds workloads, rather than only a private NAT gateway.
pub(super) fn is_workloads(subnet: &Subnet) -> bool {
    subnet.kind == SubnetKind::Private && subnet.route_table.as_str() != "nat"
}
