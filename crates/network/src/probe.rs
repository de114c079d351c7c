//! A stream of requests from one host to another, and what became of each.
//!
//! Two processes: one asks at a steady rate, one answers. The supervisor starts both, stops both by closing their stdin, and puts
//! what they saw together ([`analysis`]): what the answering side never got was lost on the way there, the rest on the way back.

mod analysis;
mod process;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Stdio;
use std::time::Duration;

use landbridge_runtime::host::Host;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

pub use analysis::{Bucket, LossRun, ProbeResult, Spread};
pub use process::{SUBCOMMAND, probe_main};

use analysis::{EchoReport, SenderReport};

/// How long a probe's process may take to begin, and to report in the end.
const PATIENCE: Duration = Duration::from_secs(5);

/// A probe that could not be run to its end.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// A process could not be started.
    #[error("cannot start the probe's process in {node}")]
    Start {
        /// The node.
        node: String,
        /// Why.
        source: io::Error,
    },
    /// A process ended early, hung or said something strange.
    #[error("the probe's process in {node} failed")]
    Report {
        /// The node.
        node: String,
        /// Why.
        source: io::Error,
    },
}

/// A running stream. Dropping it ends both processes and forgets what they saw.
pub struct Probe {
    sender: Helper,
    echo: Helper,
    started: Duration,
}

impl Probe {
    /// Starts a stream from one host to an address of another, one request every `interval`.
    pub async fn start(
        from: &Host,
        to: &Host,
        address: Ipv4Addr,
        interval: Duration,
    ) -> Result<Self, ProbeError> {
        let (echo, port) = Helper::start::<u16>(to, &["echo".to_owned()]).await?;
        let target = SocketAddr::from((address, port)).to_string();
        let arguments = ["send".to_owned(), target, interval.as_micros().to_string()];
        let (sender, started_ns) = Helper::start::<u64>(from, &arguments).await?;
        Ok(Self { sender, echo, started: Duration::from_nanos(started_ns) })
    }

    /// When the first request was due, by the machine's monotonic clock (`landbridge_runtime::clock::monotonic`).
    pub fn started(&self) -> Duration {
        self.started
    }

    /// Ends the stream: waits for answers that are on their way, and tells what happened.
    pub async fn stop(self) -> Result<ProbeResult, ProbeError> {
        let sent: SenderReport = self.sender.stop().await?;
        let received: EchoReport = self.echo.stop().await?;
        Ok(ProbeResult::new(sent, &received))
    }
}

/// One of the two processes.
struct Helper {
    node: String,
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Helper {
    /// Starts it and reads its first line.
    async fn start<T: DeserializeOwned>(
        host: &Host,
        arguments: &[String],
    ) -> Result<(Self, T), ProbeError> {
        let node = host.name().to_owned();
        let mut command = Command::from(host.command("/proc/self/exe"));
        command.arg(SUBCOMMAND).args(arguments).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let failed = |source| ProbeError::Start { node: node.clone(), source };
        let mut child = command.spawn().map_err(failed)?;
        let output = child.stdout.take().ok_or_else(|| failed(io::ErrorKind::BrokenPipe.into()))?;
        let mut helper = Self { node, child, output: BufReader::new(output) };
        let mut line = String::new();
        let first = helper.output.read_line(&mut line);
        let first =
            timeout(PATIENCE, first).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        let first = first.and_then(|_| Ok(serde_json::from_str(&line)?));
        let first =
            first.map_err(|source| ProbeError::Report { node: helper.node.clone(), source })?;
        Ok((helper, first))
    }

    /// Closes its stdin and reads what it reports.
    async fn stop<T: DeserializeOwned>(mut self) -> Result<T, ProbeError> {
        drop(self.child.stdin.take());
        let mut text = Vec::new();
        let read = async {
            self.output.read_to_end(&mut text).await?;
            self.child.wait().await
        };
        let read =
            timeout(PATIENCE, read).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        let report = read.and_then(|_| Ok(serde_json::from_slice(&text)?));
        report.map_err(|source| ProbeError::Report { node: self.node, source })
    }
}
