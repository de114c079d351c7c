//! Configuration of strongSwan for one route-based IPsec tunnel: `strongswan.conf` and `swanctl.conf`.
//!
//! The same tunnel is written for a customer's router (kernel ESP with an xfrm interface) and for a rehearsal (userspace ESP on a TUN).

use std::fmt;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

mod text;

/// One IPsec tunnel, seen from one of its ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IpsecTunnel {
    /// Its name: letters, digits and `-`.
    pub name: String,
    /// Our outside address.
    pub local: Ipv4Addr,
    /// The other end's outside address.
    pub remote: Ipv4Addr,
    /// The pre-shared key.
    pub key: PreSharedKey,
    /// Who begins: the customer's side does, AWS's waits. Start the waiting end first: one that is refused does not begin again.
    pub initiates: bool,
    /// Dead peer detection: seconds between probes.
    pub dpd_delay_s: u32,
    /// Seconds without an answer until the tunnel is given up.
    pub dpd_timeout_s: u32,
    /// How packets are encrypted and where they come out.
    pub esp: Esp,
}

/// How packets are encrypted and where they come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Esp {
    /// By the kernel, out of an xfrm interface with this id: a customer's router.
    Kernel {
        /// The interface's `if_id`.
        if_id: u32,
    },
    /// By charon itself, out of the TUN `ipsec0`: a rehearsal.
    Userspace,
}

/// A pre-shared key. Never shown by `Debug`, so that it reaches no log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PreSharedKey(pub String);

impl fmt::Debug for PreSharedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreSharedKey(hidden)")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn tunnel(esp: Esp) -> IpsecTunnel {
        IpsecTunnel {
            name: "vpn-1-tunnel-1".to_owned(),
            local: Ipv4Addr::new(192, 0, 2, 2),
            remote: Ipv4Addr::new(198, 51, 100, 2),
            key: PreSharedKey("a.key_of.the_tests".to_owned()),
            initiates: false,
            dpd_delay_s: 10,
            dpd_timeout_s: 30,
            esp,
        }
    }

    #[test]
    fn debug_output_hides_the_key() {
        for esp in [Esp::Userspace, Esp::Kernel { if_id: 7 }] {
            let tunnel = tunnel(esp);
            for shown in
                [format!("{tunnel:?}"), format!("{tunnel:#?}"), format!("{:?}", tunnel.key)]
            {
                assert!(!shown.contains("a.key_of.the_tests"), "{shown}");
            }
        }
    }
}
