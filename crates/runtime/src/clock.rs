//! The one place that reads clocks. Everything else is handed a time, or asks here, so that what
//! depends on time is easy to find.
#![allow(clippy::disallowed_methods)] // This module is what the others are told to use.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use nix::time::{ClockId, clock_gettime};

/// The monotonic clock: for measuring how long something took.
pub fn now() -> Instant {
    Instant::now()
}

/// The monotonic clock since the machine started: for times that processes compare with each other.
#[expect(clippy::missing_panics_doc, reason = "the clock is always there")]
pub fn monotonic() -> Duration {
    let time = clock_gettime(ClockId::CLOCK_MONOTONIC).map(Duration::from);
    time.expect("Linux always has a monotonic clock")
}

/// The wall clock: for telling a reader when something happened. It may jump.
pub fn wall() -> SystemTime {
    SystemTime::now()
}

/// The wall clock as RFC 3339 text in UTC, with milliseconds.
pub fn wall_text() -> String {
    let since = wall().duration_since(UNIX_EPOCH).unwrap_or_default();
    let milliseconds = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    let time = jiff::Timestamp::from_millisecond(milliseconds).unwrap_or(jiff::Timestamp::MAX);
    format!("{time:.3}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn wall_text_is_rfc_3339_with_milliseconds() {
        let text = super::wall_text();
        assert!(text.parse::<jiff::Timestamp>().is_ok(), "{text}");
        assert_eq!(text.len(), "2026-01-02T03:04:05.678Z".len(), "{text}");
    }
}
