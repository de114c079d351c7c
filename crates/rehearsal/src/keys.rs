//! Fresh pre-shared keys, as AWS makes one for each tunnel.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};

/// Bytes of randomness in a key.
const BYTES: usize = 24;

/// A fresh key of letters and digits from the kernel's random source.
pub(crate) fn fresh() -> io::Result<String> {
    let mut random = [0_u8; BYTES];
    File::open("/dev/urandom")?.read_exact(&mut random)?;
    // AWS's keys do not begin with 0 (docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html).
    let mut key = String::from("k");
    for byte in random {
        write!(key, "{byte:02x}").map_err(io::Error::other)?;
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    #[test]
    fn keys_differ_and_fit_aws() {
        let (one, other) = (super::fresh().unwrap(), super::fresh().unwrap());
        assert_ne!(one, other);
        assert!((8..=64).contains(&one.len()) && !one.starts_with('0'));
    }
}
