//! Who reaches whom, found with real packets: a socket in each node, all read by this one process.
//!
//! A question goes from one node to another's address, and an answer goes back to where the question seems to come from. So
//! a pair counts only if both directions work, whatever translates addresses on the way.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::rc::Rc;
use std::time::Duration;

use futures::future::join_all;
use landbridge_runtime::host::{Host, HostError};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

/// The port of every node's socket: discard, which nothing else uses.
const PORT: u16 = 9;
/// A lost question is asked again after this.
const ASK_AGAIN: Duration = Duration::from_millis(10);
/// `number`, `pair`, `kind`.
const LENGTH: usize = 17;
const QUESTION: u8 = 1;
const ANSWER: u8 = 2;

/// A node, and an address that it should reach.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pair {
    /// The node that asks.
    pub from: String,
    /// The node that answers.
    pub to: String,
    /// The address that is asked: the other node's own, or one that is translated to it.
    pub address: Ipv4Addr,
}

/// What became of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// The question arrived, and so did its answer.
    Both,
    /// The question arrived; its answer did not.
    OneWay,
    /// The question did not arrive.
    None,
}

/// A socket that could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ReachError {
    /// There is no such node.
    #[error("there is no node {0:?} to ask from or to")]
    Unknown(String),
    /// A node could not be entered.
    #[error("a node is out of reach")]
    Host(#[from] HostError),
    /// Its socket could not be opened.
    #[error("cannot open a socket in {node}")]
    Socket {
        /// The node.
        node: String,
        /// Why.
        source: io::Error,
    },
}

/// The sockets; opened at a node's first use.
#[derive(Default)]
pub(crate) struct Reacher {
    sockets: RefCell<HashMap<String, Rc<tokio::net::UdpSocket>>>,
    number: Cell<u64>,
}

/// One look at all pairs.
struct Sweep<'a> {
    number: u64,
    pairs: &'a [Pair],
    found: RefCell<Vec<Reach>>,
    /// Pairs that were not answered yet.
    open: Cell<usize>,
    complete: Notify,
}

impl Reacher {
    /// Asks over every pair until all were answered or `patience` is over.
    pub(crate) async fn sweep<'h>(
        &self,
        pairs: &[Pair],
        patience: Duration,
        host: impl Fn(&str) -> Option<&'h Host>,
    ) -> Result<Vec<Reach>, ReachError> {
        let mut sockets = HashMap::new();
        for name in pairs.iter().flat_map(|pair| [&pair.from, &pair.to]) {
            let host = host(name).ok_or_else(|| ReachError::Unknown(name.clone()))?;
            sockets.insert(name.as_str(), self.socket(host)?);
        }
        self.number.set(self.number.get() + 1);
        let sweep = Sweep::new(self.number.get(), pairs);
        if !pairs.is_empty() {
            let listen = join_all(sockets.iter().map(|(node, socket)| sweep.listen(node, socket)));
            let talk = async {
                tokio::select! {
                    () = sweep.ask(&sockets) => {}
                    _ = listen => {}
                    () = sweep.complete.notified() => {}
                }
            };
            // What is not found within the patience is the result.
            let _ = timeout(patience, talk).await;
        }
        Ok(sweep.found.into_inner())
    }

    fn socket(&self, host: &Host) -> Result<Rc<tokio::net::UdpSocket>, ReachError> {
        if let Some(socket) = self.sockets.borrow().get(host.name()) {
            return Ok(Rc::clone(socket));
        }
        let open = || -> io::Result<UdpSocket> {
            let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, PORT))?;
            socket.set_nonblocking(true)?;
            Ok(socket)
        };
        let failed = |source| ReachError::Socket { node: host.name().to_owned(), source };
        let socket = host.in_network(open)?.map_err(failed)?;
        let socket = Rc::new(tokio::net::UdpSocket::from_std(socket).map_err(failed)?);
        self.sockets.borrow_mut().insert(host.name().to_owned(), Rc::clone(&socket));
        Ok(socket)
    }
}

impl<'a> Sweep<'a> {
    fn new(number: u64, pairs: &'a [Pair]) -> Self {
        Self {
            number,
            pairs,
            found: RefCell::new(vec![Reach::None; pairs.len()]),
            open: Cell::new(pairs.len()),
            complete: Notify::new(),
        }
    }

    /// Asks, and asks again what was not answered.
    async fn ask(&self, sockets: &HashMap<&str, Rc<tokio::net::UdpSocket>>) {
        loop {
            for (index, pair) in self.pairs.iter().enumerate() {
                if self.found.borrow()[index] != Reach::Both {
                    // What cannot even be sent (no route) is what we want to know.
                    let packet = self.packet(index, QUESTION);
                    let to = SocketAddr::from((pair.address, PORT));
                    let _ = sockets[pair.from.as_str()].send_to(&packet, to).await;
                }
            }
            sleep(ASK_AGAIN).await;
        }
    }

    async fn listen(&self, node: &str, socket: &tokio::net::UdpSocket) {
        let mut packet = [0; LENGTH];
        loop {
            // An error is a former packet's: somebody said that it cannot be delivered.
            let Ok((length, from)) = socket.recv_from(&mut packet).await else { continue };
            if length == LENGTH
                && let Some(answer) = self.hear(node, &packet)
            {
                let _ = socket.send_to(&answer, from).await;
            }
        }
    }

    /// Takes a packet that arrived at a node; gives what to send back.
    fn hear(&self, node: &str, packet: &[u8; LENGTH]) -> Option<[u8; LENGTH]> {
        let field = |at: usize| u64::from_be_bytes(packet[at..at + 8].try_into().expect("8 bytes"));
        let index = usize::try_from(field(8)).ok()?;
        let pair = self.pairs.get(index).filter(|_| field(0) == self.number)?;
        let reach = &mut self.found.borrow_mut()[index];
        match packet[16] {
            QUESTION if pair.to == node => {
                if *reach == Reach::None {
                    *reach = Reach::OneWay;
                }
                Some(self.packet(index, ANSWER))
            }
            ANSWER if pair.from == node => {
                if std::mem::replace(reach, Reach::Both) != Reach::Both {
                    self.open.set(self.open.get() - 1);
                }
                if self.open.get() == 0 {
                    self.complete.notify_one();
                }
                None
            }
            _ => None,
        }
    }

    fn packet(&self, index: usize, kind: u8) -> [u8; LENGTH] {
        let mut packet = [0; LENGTH];
        packet[..8].copy_from_slice(&self.number.to_be_bytes());
        packet[8..16].copy_from_slice(&(index as u64).to_be_bytes());
        packet[16] = kind;
        packet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs() -> Vec<Pair> {
        let pair = |from: &str, to: &str| Pair {
            from: from.to_owned(),
            to: to.to_owned(),
            address: Ipv4Addr::LOCALHOST,
        };
        vec![pair("a", "b"), pair("b", "a")]
    }

    #[test]
    fn only_the_right_node_of_this_sweep_counts() {
        let pairs = pairs();
        let (sweep, old) = (Sweep::new(7, &pairs), Sweep::new(6, &pairs));
        assert_eq!(sweep.hear("b", &old.packet(0, QUESTION)), None);
        assert_eq!(sweep.hear("c", &sweep.packet(0, QUESTION)), None);
        assert_eq!(*sweep.found.borrow(), [Reach::None; 2]);

        let answer = sweep.hear("b", &sweep.packet(0, QUESTION)).expect("an answer");
        assert_eq!(*sweep.found.borrow(), [Reach::OneWay, Reach::None]);
        assert_eq!(sweep.hear("b", &answer), None);
        assert_eq!(sweep.hear("a", &answer), None);
        assert_eq!(*sweep.found.borrow(), [Reach::Both, Reach::None]);
    }
}
