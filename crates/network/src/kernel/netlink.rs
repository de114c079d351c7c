//! One namespace's netlink socket. Opened inside the namespace, it can be used from anywhere.

use std::io;

use rtnetlink::packet_core::{
    NLM_F_ACK, NLM_F_DUMP, NLM_F_REQUEST, NetlinkHeader, NetlinkMessage, NetlinkPayload,
};
use rtnetlink::packet_route::RouteNetlinkMessage;
use rtnetlink::sys::protocols::NETLINK_ROUTE;
use rtnetlink::sys::{Socket, SocketAddr};

use super::step::Step;

/// Steps that go into one send. Their answers fit the socket's receive buffer.
const BATCH: usize = 64;
/// An answer to one step is far smaller; a dump fills it in several.
const ANSWER: usize = 32 * 1024;

/// A step that the kernel refused.
#[derive(Debug, thiserror::Error)]
#[error("the kernel refused to {what}")]
pub struct StepError {
    what: String,
    source: io::Error,
}

/// A namespace's netlink socket.
pub(crate) struct Netlink {
    socket: Socket,
    sequence: u32,
}

impl Netlink {
    /// Opens it in the calling thread's network namespace.
    pub(crate) fn open() -> io::Result<Self> {
        let mut socket = Socket::new(NETLINK_ROUTE)?;
        socket.bind_auto()?;
        socket.connect(&SocketAddr::new(0, 0))?;
        Ok(Self { socket, sequence: 0 })
    }

    /// Does all steps in order. A failed one does not stop those after it; the first failure is told.
    pub(crate) fn run(&mut self, steps: Vec<Step>) -> Result<(), StepError> {
        let mut first = None;
        let mut steps = steps.into_iter().peekable();
        while steps.peek().is_some() {
            let batch: Vec<Step> = steps.by_ref().take(BATCH).collect();
            if let Err(error) = self.run_batch(batch) {
                first.get_or_insert(error);
            }
        }
        first.map_or(Ok(()), Err)
    }

    fn run_batch(&mut self, batch: Vec<Step>) -> Result<(), StepError> {
        let begin = self.sequence;
        let mut bytes = Vec::new();
        let mut names = Vec::with_capacity(batch.len());
        for step in batch {
            self.append(&mut bytes, step.flags | NLM_F_ACK, step.message);
            names.push(step.what);
        }
        let failure = |what: &str, source| StepError { what: what.to_owned(), source };
        let error = self.exchange(&bytes, begin, names.len());
        let failed = error.map_err(|source| failure("answer", source))?;
        match failed {
            Some((index, source)) => Err(failure(&names[index], source)),
            None => Ok(()),
        }
    }

    /// Sends, and takes one answer a message. Tells the first message that was refused.
    fn exchange(
        &self,
        bytes: &[u8],
        begin: u32,
        count: usize,
    ) -> io::Result<Option<(usize, io::Error)>> {
        self.socket.send(bytes, 0)?;
        let mut refused = None;
        let mut answered = 0;
        while answered < count {
            for (sequence, answer) in self.receive()? {
                let NetlinkPayload::Error(error) = answer else { continue };
                answered += 1;
                if error.code.is_some() && refused.is_none() {
                    refused = Some((sequence.wrapping_sub(begin + 1) as usize, error.to_io()));
                }
            }
        }
        Ok(refused)
    }

    /// Asks one question and returns all messages of its answer.
    pub(crate) fn ask(
        &mut self,
        question: RouteNetlinkMessage,
        many: bool,
    ) -> io::Result<Vec<RouteNetlinkMessage>> {
        let mut bytes = Vec::new();
        let flags = if many { NLM_F_REQUEST | NLM_F_DUMP } else { NLM_F_REQUEST };
        self.append(&mut bytes, flags, question);
        self.socket.send(&bytes, 0)?;
        let mut found = Vec::new();
        loop {
            for (_, payload) in self.receive()? {
                match payload {
                    NetlinkPayload::InnerMessage(message) => found.push(message),
                    NetlinkPayload::Error(error) => return Err(error.to_io()),
                    NetlinkPayload::Done(_) => return Ok(found),
                    _ => {}
                }
            }
            if !many && !found.is_empty() {
                return Ok(found);
            }
        }
    }

    fn append(&mut self, bytes: &mut Vec<u8>, flags: u16, message: RouteNetlinkMessage) {
        self.sequence = self.sequence.wrapping_add(1);
        let mut header = NetlinkHeader::default();
        header.flags = flags;
        header.sequence_number = self.sequence;
        let mut message = NetlinkMessage::new(header, NetlinkPayload::from(message));
        message.finalize();
        let start = bytes.len();
        bytes.resize(start + message.buffer_len().next_multiple_of(4), 0);
        message.serialize(&mut bytes[start..]);
    }

    fn receive(&self) -> io::Result<Vec<(u32, NetlinkPayload<RouteNetlinkMessage>)>> {
        let mut buffer = Vec::with_capacity(ANSWER);
        self.socket.recv(&mut buffer, 0)?;
        parse(&buffer)
    }
}

/// The messages of one datagram, each with its sequence number.
pub(crate) fn parse(
    mut bytes: &[u8],
) -> io::Result<Vec<(u32, NetlinkPayload<RouteNetlinkMessage>)>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let message = NetlinkMessage::<RouteNetlinkMessage>::deserialize(bytes)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
        let length = (message.header.length as usize).next_multiple_of(4).min(bytes.len());
        let (header, payload) = message.into_parts();
        found.push((header.sequence_number, payload));
        bytes = &bytes[length..];
    }
    Ok(found)
}
