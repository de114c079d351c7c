//! The text of `strongswan.conf` and `swanctl.conf` for strongSwan 5.9.8 and later.

use std::fmt::{Display, Write as _};

use super::{Esp, IpsecTunnel};

/// IKE and ESP as AWS takes them: AES-256-GCM with a 16-byte tag, SHA-256 and the elliptic-curve group 19.
const IKE_PROPOSAL: &str = "aes256gcm16-prfsha256-ecp256";
const ESP_PROPOSAL: &str = "aes256gcm16-ecp256";
/// New ESP keys after so many seconds, a little before AWS's hour ends.
const REKEY_S: u32 = 3_300;
/// Seconds until a message without an answer is sent again.
const PATIENCE_S: u32 = 2;

impl IpsecTunnel {
    /// The daemon's `strongswan.conf`. It serves several tunnels of one daemon when all have the same timers and the same ESP.
    ///
    /// `openssl` is the only cipher plugin: with the slower ones before it, userspace ESP has a tenth of the throughput.
    pub fn strongswan_conf(&self) -> String {
        let mut text = "charon-systemd {\n".to_owned();
        text.push_str(self.esp.daemon_settings());
        write!(
            text,
            "  install_routes = no
  retransmit_base = 1
  retransmit_timeout = {PATIENCE_S}
  retransmit_tries = {}
  syslog {{ }}
  filelog {{
    stderr {{
      default = 1
    }}
  }}
  plugins {{
{}    vici {{
      socket = unix:///run/charon.vici
    }}
  }}
}}
swanctl {{
  load = random openssl
}}
",
            self.retransmits(),
            self.esp.plugin_settings(),
        )
        .expect("writing to a String cannot fail");
        text
    }

    /// How often a message without an answer is sent again. With IKEv2 strongSwan has no timeout of its own for dead peers: it asks
    /// after `dpd_delay` of silence and gives up when this many repetitions stay without an answer.
    fn retransmits(&self) -> u32 {
        let asking_s = self.dpd_timeout_s.saturating_sub(self.dpd_delay_s);
        (asking_s / PATIENCE_S).saturating_sub(1).max(1)
    }

    /// The `swanctl.conf` with this tunnel and its key. Whoever writes it lets only its owner read it.
    pub fn swanctl_conf(&self) -> String {
        self.swanctl(self.remote, &quoted(&self.key.0))
    }

    /// The same file with texts in place of the remote address and the key, for a kit that learns both only when AWS has made the
    /// connection. The fields `remote` and `key` are not read. The key text stands between double quotes.
    pub fn swanctl_template(&self, remote: &str, key: &str) -> String {
        self.swanctl(remote, &format!("\"{key}\""))
    }

    fn swanctl(&self, remote: impl Display, secret: &str) -> String {
        let Self { name, local, .. } = self;
        let mut text = String::new();
        write!(
            text,
            "connections {{
  {name} {{
    version = 2
    local_addrs = {local}
    remote_addrs = {remote}
    proposals = {IKE_PROPOSAL}
    encap = yes
    mobike = no
    keyingtries = 0
    dpd_delay = {}s
    local {{
      auth = psk
      id = {local}
    }}
    remote {{
      auth = psk
      id = {remote}
    }}
    children {{
      {name} {{
{}      }}
    }}
  }}
}}
secrets {{
  ike-{name} {{
    id-1 = {local}
    id-2 = {remote}
    secret = {secret}
  }}
}}
",
            self.dpd_delay_s,
            self.child(),
        )
        .expect("writing to a String cannot fail");
        text
    }

    /// The child of one route-based tunnel: it takes all traffic, and BGP decides what enters it. The end that begins also begins
    /// again; the other one forgets a dead tunnel and waits.
    fn child(&self) -> String {
        let (start, dpd, close) =
            if self.initiates { ("start", "restart", "start") } else { ("none", "clear", "none") };
        let mut lines = vec![
            "local_ts = 0.0.0.0/0".to_owned(),
            "remote_ts = 0.0.0.0/0".to_owned(),
            format!("esp_proposals = {ESP_PROPOSAL}"),
            format!("rekey_time = {REKEY_S}s"),
            format!("start_action = {start}"),
            format!("dpd_action = {dpd}"),
            format!("close_action = {close}"),
        ];
        if let Esp::Kernel { if_id } = self.esp {
            lines.push(format!("if_id_in = {if_id}"));
            lines.push(format!("if_id_out = {if_id}"));
        }
        lines.iter().fold(String::new(), |text, line| text + "        " + line + "\n")
    }
}

impl Esp {
    fn daemon_settings(self) -> &'static str {
        match self {
            Self::Kernel { .. } => {
                "  load = random nonce openssl kdf kernel-netlink socket-default vici\n"
            }
            // kernel-libipsec puts a 0.0.0.0/0 route into a table of its own, whatever install_routes says. Behind the main
            // table it does no harm. Without user and group, charon drops to a user that a rootless namespace lacks.
            Self::Userspace => concat!(
                "  load = random nonce openssl kdf kernel-libipsec kernel-netlink socket-default vici\n",
                "  user = root\n  group = root\n  routing_table_prio = 40000\n",
            ),
        }
    }

    fn plugin_settings(self) -> &'static str {
        match self {
            Self::Kernel { .. } => "",
            Self::Userspace => "    kernel-libipsec {\n      allow_peer_ts = yes\n    }\n",
        }
    }
}

/// A secret as strongSwan reads it back: text between quotes where that is safe, else hexadecimal. A text that begins with `0` is
/// never left as text, because `0x` and `0s` announce other notations.
fn quoted(secret: &str) -> String {
    let plain = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
    if !secret.is_empty() && !secret.starts_with('0') && secret.chars().all(plain) {
        return format!("\"{secret}\"");
    }
    secret.bytes().fold("0x".to_owned(), |hex, byte| hex + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::tunnel;
    use super::*;
    use crate::strongswan::PreSharedKey;

    #[test]
    fn rehearsal_files() {
        insta::assert_snapshot!(tunnel(Esp::Userspace).strongswan_conf());
        insta::assert_snapshot!(tunnel(Esp::Userspace).swanctl_conf());
    }

    #[test]
    fn customer_router_files() {
        let tunnel = IpsecTunnel { initiates: true, ..tunnel(Esp::Kernel { if_id: 11 }) };
        insta::assert_snapshot!(tunnel.strongswan_conf());
        insta::assert_snapshot!(tunnel.swanctl_template("@ADDRESS@", "@KEY@"));
    }

    #[test]
    fn keys_with_a_notation_of_their_own_are_written_in_hexadecimal() {
        assert_eq!(quoted("0xabc"), "0x3078616263");
        assert_eq!(quoted("a\"}\nconnections {"), "0x61227d0a636f6e6e656374696f6e73207b");
        assert_eq!(quoted("aB3._"), "\"aB3._\"");
    }

    proptest! {
        #[test]
        fn no_key_can_leave_its_line(key in any::<String>()) {
            let calm = tunnel(Esp::Userspace);
            let mut odd = calm.clone();
            odd.key = PreSharedKey(key);
            let (calm, odd) = (calm.swanctl_conf(), odd.swanctl_conf());
            prop_assert_eq!(calm.lines().count(), odd.lines().count());
            let differing = calm.lines().zip(odd.lines()).filter(|(a, b)| a != b).count();
            prop_assert!(differing <= 1);
        }
    }
}
