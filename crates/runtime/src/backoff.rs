//! How long to wait before a daemon that ended is started again.

use std::time::Duration;

/// Long enough for a reader of `status` to see that it is down.
const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(10);
/// One that ran this long had not failed at starting.
const STABLE: Duration = Duration::from_secs(30);

/// Counts the failures in a row of one daemon.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The wait after a life that lasted `ran`: doubled with each failure, up to a bound.
    pub(crate) fn after(&mut self, ran: Duration) -> Duration {
        if ran >= STABLE {
            self.failures = 0;
        }
        let wait = FIRST.saturating_mul(2_u32.saturating_pow(self.failures)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        wait
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn waits_are_bounded_and_grow_until_a_stable_life(
            lives in prop::collection::vec(0_u64..60_000, 1..200)
        ) {
            let mut backoff = Backoff::default();
            let mut last = Duration::ZERO;
            for ran in lives.into_iter().map(Duration::from_millis) {
                let wait = backoff.after(ran);
                prop_assert!((FIRST..=LONGEST).contains(&wait));
                if ran >= STABLE {
                    prop_assert_eq!(wait, FIRST);
                } else {
                    prop_assert!(wait >= last);
                }
                last = wait;
            }
        }
    }
}
