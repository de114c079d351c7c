//! Ranges of subnets: large private ones, smaller isolated ones, small public ones, the same in each zone.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::blueprint::SubnetKind;

/// AWS's smallest subnet (VPC User Guide, subnet sizing).
const SMALLEST: u8 = 28;
/// Public subnets of load balancers have at least 8 free addresses and room to grow (Elastic Load Balancing User Guide).
const PUBLIC_SERVING: u8 = 26;

/// What the subnets of one VPC must be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// Availability zones.
    pub(crate) zones: u8,
    /// Whether there are isolated subnets.
    pub(crate) isolated: bool,
    /// Whether there are public subnets, and whether workloads serve the internet from them.
    pub(crate) public: Option<Serving>,
    /// Whether there are subnets for private NAT gateways.
    pub(crate) private_nat: bool,
}

/// What public subnets are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Serving {
    /// NAT only.
    Nat,
    /// Workloads that the internet reaches.
    Internet,
}

/// A kind of subnet within the plan. Private NAT gateways get private subnets of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    Subnet(SubnetKind),
    PrivateNat,
}

/// The ranges of each kind, one for each zone.
pub(crate) type Ranges = Vec<(Block, Vec<Ipv4Net>)>;

/// Plans the subnets of a VPC. Room for a further zone is kept where there is any, so that adding one moves nothing.
///
/// None: not even the smallest subnets fit.
pub(crate) fn plan(vpc: Ipv4Net, wanted: Wanted) -> Option<Ranges> {
    let roomy = wanted.zones.next_power_of_two();
    let sizes = fitting(vpc, wanted, roomy).map(|sizes| (sizes, roomy));
    let (sizes, slots) =
        sizes.or_else(|| fitting(vpc, wanted, wanted.zones).map(|s| (s, wanted.zones)))?;
    Some(lay_out(vpc, &sizes, slots, wanted.zones))
}

/// Prefix lengths by kind, widest first, of the widest private subnets with which `slots` of each kind fit.
fn fitting(vpc: Ipv4Net, wanted: Wanted, slots: u8) -> Option<Vec<(Block, u8)>> {
    // Never the whole VPC for one subnet, unless nothing smaller exists.
    let widest = (vpc.prefix_len() + 1).min(SMALLEST);
    (widest..=SMALLEST).map(|private| sizes(wanted, private)).find(|sizes| fits(vpc, sizes, slots))
}

fn sizes(wanted: Wanted, private: u8) -> Vec<(Block, u8)> {
    let mut sizes = vec![(Block::Subnet(SubnetKind::Private), private)];
    if wanted.isolated {
        sizes.push((Block::Subnet(SubnetKind::Isolated), (private + 1).min(SMALLEST)));
    }
    if let Some(serving) = wanted.public {
        let public = match serving {
            Serving::Nat => SMALLEST,
            Serving::Internet => (private + 2).clamp(PUBLIC_SERVING.min(private + 2), SMALLEST),
        };
        sizes.push((Block::Subnet(SubnetKind::Public), public));
    }
    if wanted.private_nat {
        sizes.push((Block::PrivateNat, SMALLEST));
    }
    sizes
}

fn fits(vpc: Ipv4Net, sizes: &[(Block, u8)], slots: u8) -> bool {
    let needed: u64 = sizes.iter().map(|(_, prefix)| u64::from(slots) << (32 - prefix)).sum();
    needed <= super::size(vpc)
}

/// Puts blocks one after another. They shrink from kind to kind, so each begins at a multiple of its size.
fn lay_out(vpc: Ipv4Net, sizes: &[(Block, u8)], slots: u8, zones: u8) -> Ranges {
    let mut next = u32::from(vpc.network());
    let mut ranges = Vec::new();
    for (block, prefix) in sizes {
        let step = 1u32 << (32 - prefix);
        let subnets = (0..u32::from(zones))
            .map(|zone| Ipv4Addr::from(next + zone * step))
            .map(|first| Ipv4Net::new(first, *prefix).expect("the prefix is at most 28"))
            .collect();
        ranges.push((*block, subnets));
        // The last block may end at the very end of the address space.
        next = next.wrapping_add(u32::from(slots) * step);
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(zones: u8) -> Wanted {
        Wanted { zones, isolated: true, public: Some(Serving::Nat), private_nat: false }
    }

    fn text(vpc: &str, wanted: Wanted) -> String {
        let Some(ranges) = plan(vpc.parse().unwrap(), wanted) else { return "does not fit".into() };
        let line = |(block, nets): &(Block, Vec<Ipv4Net>)| {
            let nets: Vec<String> = nets.iter().map(ToString::to_string).collect();
            format!("{block:?}: {}\n", nets.join(" "))
        };
        ranges.iter().map(line).collect()
    }

    #[test]
    fn private_subnets_are_large_and_public_ones_small() {
        insta::assert_snapshot!(text("10.20.0.0/16", wanted(3)), @r"
        Subnet(Private): 10.20.0.0/19 10.20.32.0/19 10.20.64.0/19
        Subnet(Isolated): 10.20.128.0/20 10.20.144.0/20 10.20.160.0/20
        Subnet(Public): 10.20.192.0/28 10.20.192.16/28 10.20.192.32/28
        ");
    }

    #[test]
    fn adding_a_fourth_zone_moves_no_subnet() {
        let vpc = "10.20.0.0/16".parse().unwrap();
        let (three, four) = (plan(vpc, wanted(3)).unwrap(), plan(vpc, wanted(4)).unwrap());
        for ((_, before), (_, after)) in three.iter().zip(&four) {
            assert_eq!(before[..], after[..3]);
        }
    }

    #[test]
    fn the_smallest_vpc_holds_one_subnet() {
        let one = Wanted { zones: 1, isolated: false, public: None, private_nat: false };
        assert_eq!(text("10.0.0.0/28", one), "Subnet(Private): 10.0.0.0/28\n");
        assert_eq!(text("10.0.0.0/28", wanted(1)), "does not fit");
        assert_eq!(text("10.0.0.0/25", wanted(3)), "does not fit");
        assert_ne!(text("10.0.0.0/24", wanted(3)), "does not fit");
    }
}
