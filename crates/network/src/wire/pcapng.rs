//! Writes frames in the format pcapng (draft-ietf-opsawg-pcapng), which tcpdump and Wireshark read.
//!
//! Both ends of the wire are interfaces of the file, and a frame is written where it entered. A frame that
//! did not come out says so in its comment.

use std::io::{self, Write};

const SECTION: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
const ENHANCED_PACKET: u32 = 6;
const BYTE_ORDER: u32 = 0x1a2b_3c4d;
const ETHERNET: u16 = 1;
const OPTION_COMMENT: u16 = 1;
const OPTION_NAME: u16 = 2;
const OPTION_RESOLUTION: u16 = 9;
/// Times are in units of 10⁻⁹ seconds.
const NANOSECONDS: u8 = 9;

/// A capture file that is being written.
pub(super) struct Capture<W: Write>(W);

impl<W: Write> Capture<W> {
    /// Begins a file whose interfaces are `names`, in that order.
    pub(super) fn begin(mut file: W, names: [&str; 2]) -> io::Result<Self> {
        let mut section = BYTE_ORDER.to_le_bytes().to_vec();
        section.extend([1, 0, 0, 0]);
        section.extend(u64::MAX.to_le_bytes());
        block(&mut file, SECTION, &section)?;
        for name in names {
            let mut interface = ETHERNET.to_le_bytes().to_vec();
            interface.extend([0; 6]);
            option(&mut interface, OPTION_NAME, name.as_bytes());
            option(&mut interface, OPTION_RESOLUTION, &[NANOSECONDS]);
            end_options(&mut interface);
            block(&mut file, INTERFACE, &interface)?;
        }
        Ok(Self(file))
    }

    /// Writes a frame that entered at `interface`, `wall_ns` nanoseconds after 1970.
    pub(super) fn frame(
        &mut self,
        interface: u32,
        wall_ns: u64,
        frame: &[u8],
        comment: Option<&str>,
    ) -> io::Result<()> {
        let length = u32::try_from(frame.len()).map_err(io::Error::other)?;
        let [low, high] = [wall_ns & 0xffff_ffff, wall_ns >> 32]
            .map(|half| u32::try_from(half).expect("half of 64 bits fits 32"));
        let mut body = Vec::with_capacity(frame.len() + 64);
        for field in [interface, high, low, length, length] {
            body.extend(field.to_le_bytes());
        }
        body.extend_from_slice(frame);
        pad(&mut body);
        if let Some(comment) = comment {
            option(&mut body, OPTION_COMMENT, comment.as_bytes());
            end_options(&mut body);
        }
        block(&mut self.0, ENHANCED_PACKET, &body)
    }

    /// Writes out what is buffered.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn block(file: &mut impl Write, kind: u32, body: &[u8]) -> io::Result<()> {
    let length = u32::try_from(body.len() + 12).map_err(io::Error::other)?;
    file.write_all(&kind.to_le_bytes())?;
    file.write_all(&length.to_le_bytes())?;
    file.write_all(body)?;
    file.write_all(&length.to_le_bytes())
}

fn option(body: &mut Vec<u8>, code: u16, value: &[u8]) {
    let length = u16::try_from(value.len()).expect("options are short");
    body.extend(code.to_le_bytes());
    body.extend(length.to_le_bytes());
    body.extend_from_slice(value);
    pad(body);
}

fn end_options(body: &mut Vec<u8>) {
    body.extend([0; 4]);
}

fn pad(body: &mut Vec<u8>) {
    body.resize(body.len().next_multiple_of(4), 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Walks a file's blocks, and checks that both lengths of each agree.
    fn blocks(mut bytes: &[u8]) -> Vec<(u32, Vec<u8>)> {
        let number = |bytes: &[u8]| u32::from_le_bytes(bytes[..4].try_into().expect("four bytes"));
        let mut found = Vec::new();
        while !bytes.is_empty() {
            let length = number(&bytes[4..]) as usize;
            assert_eq!(number(&bytes[length - 4..]) as usize, length);
            found.push((number(bytes), bytes[8..length - 4].to_vec()));
            bytes = &bytes[length..];
        }
        found
    }

    #[test]
    fn a_file_is_a_section_two_interfaces_and_frames() {
        let mut bytes = Vec::new();
        let mut capture = Capture::begin(&mut bytes, ["a", "b"]).expect("memory takes everything");
        capture.frame(1, 0x0000_0001_0000_0002, &[9; 61], Some("lost")).expect("memory takes it");
        let blocks = blocks(&bytes);
        let kinds: Vec<u32> = blocks.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [SECTION, INTERFACE, INTERFACE, ENHANCED_PACKET]);
        let frame = &blocks[3].1;
        assert_eq!(frame[..20], [1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 61, 0, 0, 0, 61, 0, 0, 0]);
        assert_eq!(frame[20..81], [9; 61]);
        assert_eq!(frame[84..88], [1, 0, 4, 0]);
        assert_eq!(frame[88..92], *b"lost");
    }
}
