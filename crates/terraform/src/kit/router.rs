//! A data centre's edge router: its BGP sessions, tunnels and links, in the types that a rehearsal uses too.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use landbridge_config::bird::{Bfd, Bird, Originated, Placeholders, Session, session_name};
use landbridge_config::strongswan::{Esp, IpsecTunnel, PreSharedKey};
use landbridge_design::blueprint::{
    BgpSession, Blueprint, DataCenter, Line, PublicInterface, Tunnel, Vendor,
};
use landbridge_estate::names::Name;

use super::links::{Link, LinkKind};
use super::placeholder;
use crate::network::gateways::announced;
use crate::stage::id;

/// AWS's autonomous system on public virtual interfaces (docs.aws.amazon.com/directconnect, "Public virtual interfaces").
const PUBLIC_ASN: u32 = 7_224;
/// Seconds between probes of a tunnel's other end: AWS's own interval.
const DPD_DELAY_S: u32 = 10;

/// A data centre's edge router.
pub(crate) struct Router {
    /// Its vendor.
    pub(crate) vendor: Vendor,
    /// Its BGP daemon.
    pub(crate) bird: Bird,
    placeholders: BTreeMap<String, Placeholders>,
    /// Its tunnels, in the order of their `if_id`.
    pub(crate) tunnels: Vec<TunnelEnd>,
    /// Its interfaces towards AWS.
    pub(crate) links: Vec<Link>,
}

/// The customer's end of a tunnel.
pub(crate) struct TunnelEnd {
    /// Its configuration; the address and key of the other end are placeholders.
    pub(crate) config: IpsecTunnel,
    output: String,
}

impl TunnelEnd {
    /// Its `swanctl` file.
    pub(crate) fn template(&self) -> String {
        let [address, key] =
            ["address", "key"].map(|what| placeholder(&format!("{}_{what}", self.output)));
        self.config.swanctl_template(&address, &key)
    }

    /// The placeholder for the other end's address.
    pub(crate) fn remote(&self) -> String {
        placeholder(&format!("{}_address", self.output))
    }
}

impl Router {
    /// The router of a data centre; None when nothing links it to AWS.
    pub(crate) fn of(blueprint: &Blueprint, data_center: &DataCenter) -> Option<Self> {
        let edge = data_center.router.as_ref()?;
        let lines = blueprint.lines.iter().filter(|line| line.data_center == data_center.site);
        let vpns: Vec<_> =
            blueprint.vpns.iter().filter(|vpn| vpn.data_center == data_center.site).collect();
        let bird = Bird {
            router_id: edge.router_id,
            asn: edge.asn,
            originates: Vec::new(),
            sessions: Vec::new(),
            propagate_to: Vec::new(),
        };
        let mut router = Self {
            vendor: edge.vendor,
            bird,
            placeholders: BTreeMap::new(),
            tunnels: Vec::new(),
            links: Vec::new(),
        };
        router.originate(&edge.announces);
        for line in lines {
            router.add_line(blueprint, data_center, line, &edge.announces);
        }
        for vpn in vpns {
            let remote = Remote::of(blueprint, &vpn.gateway);
            for tunnel in &vpn.tunnels {
                router.add_tunnel(&remote, tunnel, vpn.customer_address, &edge.announces);
            }
        }
        (!router.links.is_empty()).then_some(router)
    }

    /// The text of `bird.conf`.
    pub(crate) fn bird_template(&self) -> String {
        self.bird.to_template(&self.placeholders)
    }

    /// While IPsec is inside a line, the line's own session carries only the tunnels' ends: nothing else can leave unencrypted.
    fn add_line(
        &mut self,
        blueprint: &Blueprint,
        data_center: &DataCenter,
        line: &Line,
        ours: &[Ipv4Net],
    ) {
        let remote = Remote::of(blueprint, &line.gateway);
        let end = line.ipsec.as_ref().map(|ipsec| Ipv4Net::from(ipsec.customer_address));
        let accepts = line.ipsec.as_ref().map_or(remote.ranges, |ipsec| vec![ipsec.amazon_block]);
        let announces = end.map_or(ours.to_vec(), |end| vec![end]);
        let name = session_name(line.name.as_str());
        let session = session(&name, remote.asn, &line.bgp, accepts, announces);
        let password = placeholder(&format!("{}_bgp_key", id(&[&line.name])));
        let given = Placeholders { password: Some(password), ..Placeholders::default() };
        self.placeholders.insert(name, given);
        self.bird.sessions.push(session);
        let port = id(&[&line.name]);
        let kind = LinkKind::Vlan { port: port.clone(), vlan: line.vlan };
        self.link(&line.name, kind, line.bgp.customer.to_string());
        if let Some(public) = &line.public_interface {
            self.add_public(line, public, &port);
        }
        if let Some((ipsec, end)) = line.ipsec.as_ref().zip(end) {
            self.originate(&[end]);
            // The router's address in the LAN is on its interface there.
            if ipsec.customer_address != data_center.gateway {
                self.links.push(Link::loopback(end));
            }
            let remote = Remote::of(blueprint, &ipsec.gateway);
            for tunnel in &ipsec.tunnels {
                self.add_tunnel(&remote, tunnel, ipsec.customer_address, ours);
            }
        }
    }

    /// A public virtual interface: AWS gives both addresses, and announces all of its public ranges.
    fn add_public(&mut self, line: &Line, public: &PublicInterface, port: &str) {
        let output = |what: &str| format!("{port}_public_{what}");
        let label = format!("{}-public", line.name);
        let name = session_name(&label);
        let anywhere = Ipv4Net::default();
        let session = Session {
            local: Ipv4Addr::UNSPECIFIED,
            neighbor: Ipv4Addr::UNSPECIFIED,
            ..session(&name, PUBLIC_ASN, &line.bgp, vec![anywhere], public.announces.clone())
        };
        let given = Placeholders {
            local: Some(placeholder(&output("customer_host"))),
            neighbor: Some(placeholder(&output("amazon_host"))),
            password: Some(placeholder(&output("bgp_key"))),
        };
        self.placeholders.insert(name, given);
        self.bird.sessions.push(session);
        self.originate(&public.announces);
        let kind = LinkKind::Vlan { port: port.to_owned(), vlan: public.vlan };
        let name = Name::new(label).unwrap_or_else(|_| line.name.clone());
        self.link(&name, kind, placeholder(&output("customer_address")));
    }

    fn add_tunnel(&mut self, remote: &Remote, tunnel: &Tunnel, local: Ipv4Addr, ours: &[Ipv4Net]) {
        let if_id = u32::try_from(self.tunnels.len()).unwrap_or(u32::MAX) + 1;
        let name = session_name(tunnel.name.as_str());
        let session = session(&name, remote.asn, &tunnel.bgp, remote.ranges.clone(), ours.to_vec());
        self.bird.sessions.push(session);
        self.link(&tunnel.name, LinkKind::Xfrm { if_id }, tunnel.bgp.customer.to_string());
        let config = IpsecTunnel {
            name: tunnel.name.to_string(),
            local,
            remote: Ipv4Addr::UNSPECIFIED,
            key: PreSharedKey(String::new()),
            initiates: true,
            dpd_delay_s: DPD_DELAY_S,
            dpd_timeout_s: seconds(tunnel.dpd_timeout.0).into(),
            esp: Esp::Kernel { if_id },
        };
        self.tunnels.push(TunnelEnd { config, output: id(&[&tunnel.name]) });
    }

    fn originate(&mut self, prefixes: &[Ipv4Net]) {
        for &prefix in prefixes {
            let originated = Originated { prefix };
            if !self.bird.originates.contains(&originated) {
                self.bird.originates.push(originated);
            }
        }
    }

    fn link(&mut self, name: &Name, kind: LinkKind, address: String) {
        let interface = match name.as_str() {
            short if short.len() <= 15 => short.to_owned(),
            _ => format!("link{}", self.links.len() + 1),
        };
        self.links.push(Link { interface, kind, address });
    }
}

/// What a session knows of AWS's end.
struct Remote {
    asn: u32,
    ranges: Vec<Ipv4Net>,
}

impl Remote {
    fn of(blueprint: &Blueprint, gateway: &Name) -> Self {
        let gateway = blueprint.gateway(gateway);
        let gateway = gateway.expect("a blueprint names only gateways that it holds");
        Self { asn: gateway.asn, ranges: announced(blueprint, gateway) }
    }
}

fn session(
    name: &str,
    neighbor_asn: u32,
    bgp: &BgpSession,
    accepts: Vec<Ipv4Net>,
    announces: Vec<Ipv4Net>,
) -> Session {
    Session {
        name: name.to_owned(),
        local: bgp.customer.addr(),
        neighbor: bgp.amazon.addr(),
        neighbor_asn,
        hold_s: seconds(bgp.hold.0),
        keepalive_s: seconds(bgp.keepalive.0),
        bfd: bgp.bfd.map(|bfd| Bfd {
            interval_ms: u32::try_from(bfd.interval.0).unwrap_or(u32::MAX),
            multiplier: bfd.multiplier,
        }),
        passive: false,
        preference: bgp.local_preference,
        prepend: bgp.prepend,
        accepts,
        announces,
    }
}

fn seconds(millis: u64) -> u16 {
    u16::try_from(millis.div_ceil(1_000)).unwrap_or(u16::MAX)
}
