//! Where a packet goes, by the blueprint's route tables and what its gateways learn and are told. Pure.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use landbridge_design::blueprint::{
    Blueprint, DataCenter, Gateway, GatewayKind, Region, RouteTable, Target,
};
use landbridge_estate::names::Name;

use crate::translate::PlannedHost;
use crate::translate::gateway::announced;
use crate::translate::internet::{self, has_exit};

/// How a packet gets to where it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// With the address of its sender.
    Plain,
    /// With another: who receives it cannot open a connection to who sent it.
    Translated,
}

/// The ways of a blueprint.
pub(super) struct Ways<'a> {
    blueprint: &'a Blueprint,
    /// The internet's site.
    internet: &'static str,
}

/// What a gateway's or a table's best route leads to. A stated route wins over a learnt one for the same prefix
/// (VPC User Guide, route priority).
struct Best<T>(Option<((u8, bool), T)>);

impl<T> Best<T> {
    fn for_address(
        to: Ipv4Addr,
        stated: impl Iterator<Item = (Ipv4Net, T)>,
        learnt: impl Iterator<Item = (Ipv4Net, T)>,
    ) -> Option<T> {
        let mut best = Self(None);
        stated.for_each(|(prefix, then)| best.offer(to, prefix, true, then));
        learnt.for_each(|(prefix, then)| best.offer(to, prefix, false, then));
        best.0.map(|(_, then)| then)
    }

    fn offer(&mut self, to: Ipv4Addr, prefix: Ipv4Net, stated: bool, then: T) {
        let rank = (prefix.prefix_len(), stated);
        if prefix.contains(&to) && self.0.as_ref().is_none_or(|(best, _)| rank > *best) {
            self.0 = Some((rank, then));
        }
    }
}

impl<'a> Ways<'a> {
    pub(super) fn of(blueprint: &'a Blueprint) -> Self {
        Self { blueprint, internet: internet::site(blueprint) }
    }

    /// Whether a host stands for the internet.
    pub(super) fn on_internet(&self, host: &PlannedHost) -> bool {
        host.site == self.internet
    }

    /// How a packet from one host gets to the other; None when it does not.
    pub(super) fn lead(&self, from: &PlannedHost, to: &PlannedHost) -> Option<Way> {
        if from.site == to.site {
            return Some(Way::Plain);
        }
        if let Some(region) = self.blueprint.regions.iter().find(|r| r.site == *from.site) {
            return self.out(region, table_of(region, from)?, to, false);
        }
        // Nothing on the internet opens a connection to a host of the estate.
        let data_center = self.blueprint.data_centers.iter().find(|d| d.site == *from.site)?;
        self.beyond_data_center(data_center, to, self.blueprint.gateways.len())
    }

    /// From a data centre's router to another site.
    fn beyond_data_center(
        &self,
        from: &'a DataCenter,
        to: &PlannedHost,
        hops: usize,
    ) -> Option<Way> {
        if to.site == self.internet {
            return has_exit(from).then_some(Way::Translated);
        }
        let told = |gateway: &'a Gateway| {
            announced(self.blueprint, gateway).into_iter().map(move |prefix| (prefix, gateway))
        };
        // What is told of the same prefix twice leads to the same region.
        let ends = self.ends(from).into_iter().flat_map(told);
        self.through(Best::for_address(to.address, ends, [].into_iter())?, to, hops)
    }

    /// Out of a VPC by a route table; `translated` once a NAT gateway was passed.
    fn out(
        &self,
        region: &'a Region,
        table: &'a RouteTable,
        to: &PlannedHost,
        translated: bool,
    ) -> Option<Way> {
        let vpc = &region.vpc;
        let stated = table.routes.iter().map(|route| (route.destination, route.target.clone()));
        let learnt = self.propagated(region).filter(|_| table.propagates);
        match Best::for_address(to.address, stated, learnt)? {
            // Hosts have no public address: only what a NAT gateway sends passes.
            Target::InternetGateway => {
                (translated && to.site == self.internet).then_some(Way::Translated)
            }
            Target::Nat(_) if translated => None,
            Target::Nat(name) => {
                let nat = vpc.nats.iter().find(|nat| nat.name == name)?;
                let subnet = vpc.subnets.iter().find(|subnet| subnet.name == nat.subnet)?;
                let table = vpc.route_tables.iter().find(|t| t.name == subnet.route_table)?;
                self.out(region, table, to, true).map(|_| Way::Translated)
            }
            Target::Gateway(name) => {
                let gateway = self.blueprint.gateway(&name)?;
                self.through(gateway, to, self.blueprint.gateways.len())
            }
        }
    }

    /// What a region's virtual private gateway learns and propagates.
    fn propagated(&self, region: &'a Region) -> impl Iterator<Item = (Ipv4Net, Target)> {
        let here = self.blueprint.gateways.iter().filter(|gateway| {
            matches!(&gateway.kind, GatewayKind::VirtualPrivate { region: site } if *site == region.site)
        });
        here.flat_map(|gateway| {
            let target = Target::Gateway(gateway.name.clone());
            self.learnt(gateway).into_iter().map(move |(prefix, _)| (prefix, target.clone()))
        })
    }

    /// On from a gateway, over so many gateways at most.
    fn through(&self, gateway: &'a Gateway, to: &PlannedHost, hops: usize) -> Option<Way> {
        let next =
            |name: &Name| self.through(self.blueprint.gateway(name)?, to, hops.checked_sub(1)?);
        match &gateway.kind {
            GatewayKind::VirtualPrivate { region } | GatewayKind::Transit { region, .. }
                if *region == *to.site.as_str() =>
            {
                Some(Way::Plain)
            }
            GatewayKind::DirectConnect { associations } => {
                let leads = |prefixes: &[Ipv4Net]| prefixes.iter().any(|p| p.contains(&to.address));
                associations.iter().find(|a| leads(&a.prefixes)).and_then(|a| next(&a.gateway))
            }
            GatewayKind::VirtualPrivate { .. } => self.to_data_center(gateway, to, hops),
            GatewayKind::Transit { peers, .. } => {
                let peers =
                    peers.iter().flat_map(|peer| peer.prefixes.iter().map(move |p| (*p, peer)));
                let stated = peers.map(|(prefix, peer)| (prefix, Some(&peer.gateway)));
                let learnt = self.learnt(gateway).into_iter().map(|(prefix, _)| (prefix, None));
                match Best::for_address(to.address, stated, learnt)? {
                    Some(peer) => next(peer),
                    None => self.to_data_center(gateway, to, hops),
                }
            }
        }
    }

    /// From a gateway to the data centre that announces the address to it, and on from there when it announces everything.
    fn to_data_center(&self, gateway: &Gateway, to: &PlannedHost, hops: usize) -> Option<Way> {
        let learnt = self.learnt(gateway).into_iter();
        let data_center = Best::for_address(to.address, [].into_iter(), learnt)?;
        if data_center.site == *to.site {
            return Some(Way::Plain);
        }
        self.beyond_data_center(data_center, to, hops.checked_sub(1)?)
    }

    /// What data centres announce to a gateway, over its own links or a Direct Connect gateway's.
    fn learnt(&self, gateway: &Gateway) -> Vec<(Ipv4Net, &'a DataCenter)> {
        let leads = |end: &&Gateway| match &end.kind {
            GatewayKind::DirectConnect { associations } => {
                associations.iter().any(|a| a.gateway == gateway.name)
            }
            _ => end.name == gateway.name,
        };
        let linked = self.blueprint.data_centers.iter().filter(|d| self.ends(d).iter().any(leads));
        let announces = |d: &'a DataCenter| {
            d.router.iter().flat_map(|r| &r.announces).map(move |prefix| (*prefix, d))
        };
        linked.flat_map(announces).collect()
    }

    /// The gateways that a data centre exchanges its routes with. With IPsec inside a line those are at the tunnels' end.
    fn ends(&self, data_center: &DataCenter) -> Vec<&'a Gateway> {
        let blueprint = self.blueprint;
        let lines = blueprint.lines.iter().filter(|line| line.data_center == data_center.site);
        let lines = lines.map(|line| line.ipsec.as_ref().map_or(&line.gateway, |i| &i.gateway));
        let vpns = blueprint.vpns.iter().filter(|vpn| vpn.data_center == data_center.site);
        let names = lines.chain(vpns.map(|vpn| &vpn.gateway));
        names.filter_map(|name| blueprint.gateway(name)).collect()
    }
}

/// The route table of the host's subnet.
fn table_of<'a>(region: &'a Region, host: &PlannedHost) -> Option<&'a RouteTable> {
    let vpc = &region.vpc;
    let host = vpc.hosts.iter().find(|h| h.address == host.address)?;
    let subnet = vpc.subnets.iter().find(|s| s.name == host.subnet)?;
    vpc.route_tables.iter().find(|t| t.name == subnet.route_table)
}
