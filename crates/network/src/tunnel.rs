//! IPsec tunnels: a charon in each front door, whose TUN is moved into the router.
//!
//! charon finds its files at the usual places of its own host. When one dies, its TUN dies with it, addresses and routes and all;
//! the next one's TUN is moved and set up again, and the end that begins is told to begin again.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::net::UnixStream;
use std::process::Output;
use std::rc::Rc;
use std::time::Duration;

use landbridge_config::strongswan::{Esp, IpsecTunnel};
use landbridge_runtime::Failure;
use landbridge_runtime::daemon::{DaemonSpec, Hook};
use landbridge_runtime::host::{Host, HostError};
use tokio::process::Command;
use tokio::sync::watch;

use crate::kernel::node::{Place, PlumbingError};
use crate::topology::{Tunnel, TunnelEnd};

/// The name of the daemon in a front door.
pub(crate) const DAEMON: &str = "charon";
/// Debian's name for the charon that needs no legacy configuration.
pub(crate) const PROGRAM: &str = "/usr/sbin/charon-systemd";
/// The socket that `swanctl` talks to. It appears when charon serves.
const SOCKET: &str = "/run/charon.vici";
/// Pause between looks for the socket.
const LOOK: Duration = Duration::from_millis(3);

/// A tunnel end that could not be prepared.
#[derive(Debug, thiserror::Error)]
pub enum TunnelError {
    /// Its host could not be entered or written.
    #[error("a front door is out of reach")]
    Host(#[from] HostError),
    /// Its key could not be written.
    #[error("tunnel {tunnel}: cannot write swanctl.conf")]
    Write {
        /// The tunnel.
        tunnel: String,
        /// Why.
        source: io::Error,
    },
    /// swanctl could not be run.
    #[error("tunnel {tunnel}: cannot run swanctl")]
    Run {
        /// The tunnel.
        tunnel: String,
        /// Why.
        source: io::Error,
    },
    /// swanctl failed.
    #[error("tunnel {tunnel}: swanctl {command} failed: {reason}")]
    Refused {
        /// The tunnel.
        tunnel: String,
        /// What it was asked to do.
        command: &'static str,
        /// Its words.
        reason: String,
    },
    /// The TUN could not be moved.
    #[error("tunnel {tunnel}: cannot move its interface into the router")]
    Move {
        /// The tunnel.
        tunnel: String,
        /// Why.
        source: PlumbingError,
    },
}

/// Which end an end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Initiator,
    Responder,
}

/// One end of a tunnel, and what it must know of the other.
struct TunnelSide {
    name: String,
    side: Side,
    config: IpsecTunnel,
    door: Rc<Place>,
    router: Rc<Place>,
    interface: String,
    /// The host of the end that begins.
    initiator: Host,
    /// How often the responder was ready. The initiator begins after the first time.
    responder_ready: Rc<watch::Sender<u32>>,
}

/// The specifications of both daemons of a tunnel, once their files are written.
pub(crate) fn daemons(
    tunnel: &Tunnel,
    place: impl Fn(&str) -> Rc<Place>,
) -> Result<[DaemonSpec; 2], TunnelError> {
    let responder_ready = Rc::new(watch::Sender::new(0));
    let initiator = place(&tunnel.initiator.door).host.clone();
    let ends = [
        (Side::Responder, &tunnel.responder, &tunnel.initiator),
        (Side::Initiator, &tunnel.initiator, &tunnel.responder),
    ];
    let [responder, initiator] = ends.map(|(side, end, other)| {
        Rc::new(TunnelSide {
            name: tunnel.name.clone(),
            side,
            config: config(tunnel, side, end, other),
            door: place(&end.door),
            router: place(&end.router),
            interface: end.interface.clone(),
            initiator: initiator.clone(),
            responder_ready: Rc::clone(&responder_ready),
        })
    });
    Ok([spec(&responder)?, spec(&initiator)?])
}

fn config(tunnel: &Tunnel, side: Side, end: &TunnelEnd, other: &TunnelEnd) -> IpsecTunnel {
    IpsecTunnel {
        name: tunnel.name.clone(),
        local: end.outside,
        remote: other.outside,
        key: tunnel.key.clone(),
        initiates: side == Side::Initiator,
        dpd_delay_s: tunnel.dpd_delay_s,
        dpd_timeout_s: tunnel.dpd_timeout_s,
        esp: Esp::Userspace,
    }
}

fn spec(end: &Rc<TunnelSide>) -> Result<DaemonSpec, TunnelError> {
    end.write_files()?;
    let mut spec = DaemonSpec::new(&end.door.host, DAEMON, PROGRAM);
    let (at_ready, at_plumb) = (Rc::clone(end), Rc::clone(end));
    spec.ready = Hook::new(move || {
        let end = Rc::clone(&at_ready);
        async move { end.wait_for_socket().await.map_err(Failure::from) }
    });
    spec.plumb = Hook::new(move || {
        let end = Rc::clone(&at_plumb);
        async move { end.join().await.map_err(Failure::from) }
    });
    Ok(spec)
}

impl TunnelSide {
    fn write_files(&self) -> Result<(), TunnelError> {
        let host = &self.door.host;
        host.write_file("strongswan.conf", self.config.strongswan_conf().as_bytes())?;
        let secret = self.config.swanctl_conf();
        host.enter(|| write_secret(&secret))?
            .map_err(|source| TunnelError::Write { tunnel: self.name.clone(), source })
    }

    /// A former charon leaves its socket behind, so only a connection proves that it serves.
    async fn wait_for_socket(&self) -> Result<(), TunnelError> {
        while self.door.host.enter(|| UnixStream::connect(SOCKET).map(drop))?.is_err() {
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Gives the daemon its interface and its tunnel.
    async fn join(&self) -> Result<(), TunnelError> {
        self.move_interface()
            .map_err(|source| TunnelError::Move { tunnel: self.name.clone(), source })?;
        match self.side {
            Side::Responder => self.wait_for_initiator().await,
            Side::Initiator => {
                // The loaded tunnel begins by itself, and one that is refused does not begin again.
                let mut ready = self.responder_ready.subscribe();
                let _ = ready.wait_for(|times| *times > 0).await;
                self.swanctl(&self.door.host, "--load-all", &[]).await
            }
        }
    }

    async fn wait_for_initiator(&self) -> Result<(), TunnelError> {
        self.swanctl(&self.door.host, "--load-all", &[]).await?;
        let mut again = false;
        self.responder_ready.send_modify(|times| {
            again = *times > 0;
            *times += 1;
        });
        if again {
            self.begin_again().await;
        }
        Ok(())
    }

    /// The initiator believes in the dead daemon's tunnel until its peer detection gives up. Whatever goes wrong
    /// here (its daemon may be gone too) that detection mends later.
    async fn begin_again(&self) {
        let forget = ["--ike", &self.name, "--force", "--timeout", "1"];
        let _ = self.swanctl(&self.initiator, "--terminate", &forget).await;
        let begin = ["--child", &self.name, "--timeout", "2"];
        let _ = self.swanctl(&self.initiator, "--initiate", &begin).await;
    }

    fn move_interface(&self) -> Result<(), PlumbingError> {
        let router = &self.router;
        self.door.take_tun(router, &self.interface)?;
        router.run(router.plan.tunnel_steps(&self.interface))
    }

    async fn swanctl(
        &self,
        host: &Host,
        command: &'static str,
        arguments: &[&str],
    ) -> Result<(), TunnelError> {
        let tunnel = || self.name.clone();
        let mut process = Command::from(host.command("swanctl"));
        process.arg(command).args(arguments).stdin(std::process::Stdio::null()).kill_on_drop(true);
        let output = process.output().await;
        let output = output.map_err(|source| TunnelError::Run { tunnel: tunnel(), source })?;
        if output.status.success() {
            return Ok(());
        }
        Err(TunnelError::Refused { tunnel: tunnel(), command, reason: last_words(&output) })
    }
}

fn last_words(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    let text = String::from_utf8_lossy(&both);
    let lines: Vec<&str> = text.lines().rev().take(3).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("; ")
}

/// Holds the key, so that only its owner may read it.
fn write_secret(text: &str) -> io::Result<()> {
    let path = "/etc/swanctl/swanctl.conf";
    std::fs::create_dir_all("/etc/swanctl")?;
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}
