//! A client of bird's control socket: the state of sessions, the route in use, and switching sessions.
//!
//! bird's answers are lines with a four-digit code; the last one has a space after the code, the others a `-`, and lines that
//! begin with a space belong to the code before them. [`parse`] makes sense of them.

mod parse;

use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;

use ipnet::Ipv4Net;
use landbridge_runtime::host::{Host, HostError};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::sync::Mutex;

use parse::Line;

/// Where bird reads its configuration in its host.
pub(crate) const CONFIG: &str = "/etc/bird/bird.conf";
/// The folder of its socket.
pub(crate) const FOLDER: &str = "/run/bird";
/// Where it listens.
pub(crate) const SOCKET: &str = "/run/bird/bird.ctl";
/// bird answers within milliseconds, if it answers.
const PATIENCE: Duration = Duration::from_secs(2);
/// The code of "Network not found": an answer, not a fault.
const NO_ROUTE: u16 = 8001;

/// A question that bird did not answer.
#[derive(Debug, thiserror::Error)]
pub enum BirdError {
    /// Its host could not be entered.
    #[error("cannot enter bird's host")]
    Host(#[from] HostError),
    /// The connection could not be made or broke.
    #[error("cannot talk to bird on {node}")]
    Talk {
        /// The node.
        node: String,
        /// What happened.
        source: io::Error,
    },
    /// bird did not do as it was told.
    #[error("bird on {node} refused {command:?}: {reason}")]
    Refused {
        /// The node.
        node: String,
        /// The command.
        command: String,
        /// bird's words.
        reason: String,
    },
}

/// A BGP session as its router reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionState {
    /// Its name.
    pub name: String,
    /// BGP's own word: `Established`, `Active`, `Connect`, `Idle` …; `Down` when it was switched off.
    pub state: String,
    /// The neighbour's address.
    pub neighbor: Option<Ipv4Addr>,
    /// Since when it has been so: the time of day, with milliseconds, by the machine's clock.
    pub since: String,
    /// Routes taken over from the neighbour.
    pub imported: u64,
    /// Routes told to the neighbour.
    pub exported: u64,
    /// Why it went down last, in bird's words.
    pub last_error: Option<String>,
}

impl SessionState {
    /// Whether routes are exchanged.
    pub fn is_established(&self) -> bool {
        self.state == "Established"
    }
}

/// The route that a router uses for an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path {
    /// The prefix that matched.
    pub prefix: Ipv4Net,
    /// What the route was learnt by: a BGP session's name, or one of bird's other protocols.
    pub protocol: String,
    /// The interface that packets leave by; none where they go nowhere.
    pub interface: Option<String>,
    /// The neighbour that they go to.
    pub next_hop: Option<Ipv4Addr>,
}

/// What to do with a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SessionAction {
    /// Let it come up.
    Enable,
    /// Take it down in good order and keep it down: what maintenance does.
    Disable,
    /// Take it down and let it come up again.
    Restart,
}

/// A client of one router's bird. Commands wait for each other; a broken connection is made again.
pub(crate) struct BirdClient {
    host: Host,
    stream: Mutex<Option<BufReader<UnixStream>>>,
}

impl BirdClient {
    pub(crate) fn new(host: Host) -> Self {
        Self { host, stream: Mutex::new(None) }
    }

    /// All BGP sessions, in the order of the configuration.
    pub(crate) async fn sessions(&self) -> Result<Vec<SessionState>, BirdError> {
        Ok(parse::sessions(&self.ask("show protocols all").await?))
    }

    /// The route in use for an address.
    pub(crate) async fn path(&self, to: Ipv4Addr) -> Result<Option<Path>, BirdError> {
        let command = format!("show route table master4 for {to} primary");
        Ok(parse::path(&self.ask(&command).await?))
    }

    /// Switches a session.
    pub(crate) async fn switch(&self, name: &str, action: SessionAction) -> Result<(), BirdError> {
        let verb = match action {
            SessionAction::Enable => "enable",
            SessionAction::Disable => "disable",
            SessionAction::Restart => "restart",
        };
        self.ask(&format!("{verb} {name}")).await.map(drop)
    }

    /// Whether bird answers.
    pub(crate) async fn is_up(&self) -> bool {
        self.ask("show status").await.is_ok()
    }

    async fn ask(&self, command: &str) -> Result<Vec<Line>, BirdError> {
        let mut kept = self.stream.lock().await;
        if let Some(stream) = kept.as_mut()
            && let Ok(lines) = exchange(stream, command).await
        {
            return self.judge(command, lines);
        }
        // bird may have been started anew since the last question.
        *kept = None;
        let mut stream = self.connect().await?;
        let lines = exchange(&mut stream, command).await.map_err(|error| self.broken(error))?;
        *kept = Some(stream);
        self.judge(command, lines)
    }

    async fn connect(&self) -> Result<BufReader<UnixStream>, BirdError> {
        let stream = self.host.enter(|| {
            let stream = std::os::unix::net::UnixStream::connect(SOCKET)?;
            stream.set_nonblocking(true)?;
            Ok(stream)
        })?;
        let stream = stream.and_then(UnixStream::from_std).map_err(|error| self.broken(error))?;
        let mut stream = BufReader::new(stream);
        read_answer(&mut stream).await.map_err(|error| self.broken(error))?;
        Ok(stream)
    }

    fn judge(&self, command: &str, lines: Vec<Line>) -> Result<Vec<Line>, BirdError> {
        match lines.last() {
            Some(last) if last.code >= 8000 && last.code != NO_ROUTE => Err(BirdError::Refused {
                node: self.host.name().to_owned(),
                command: command.to_owned(),
                reason: last.text.clone(),
            }),
            _ => Ok(lines),
        }
    }

    fn broken(&self, source: io::Error) -> BirdError {
        BirdError::Talk { node: self.host.name().to_owned(), source }
    }
}

async fn exchange(stream: &mut BufReader<UnixStream>, command: &str) -> io::Result<Vec<Line>> {
    stream.write_all(format!("{command}\n").as_bytes()).await?;
    read_answer(stream).await
}

async fn read_answer(stream: &mut BufReader<UnixStream>) -> io::Result<Vec<Line>> {
    let read = async {
        let mut lines: Vec<Line> = Vec::new();
        loop {
            let mut text = String::new();
            if stream.read_line(&mut text).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let (line, last) = parse::line(&text, lines.last().map_or(0, |line| line.code))?;
            lines.push(line);
            if last {
                return Ok(lines);
            }
        }
    };
    tokio::time::timeout(PATIENCE, read)
        .await
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}
