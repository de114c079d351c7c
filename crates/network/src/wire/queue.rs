//! What becomes of a frame on a wire: lost, or delivered at a certain time. No clock, no I/O.
//!
//! One [`Queue`] is one direction. Times are nanoseconds of any clock that only goes forward.

use std::collections::VecDeque;

use crate::topology::Quality;

/// Frames wait this long for a slow wire at most; a router's buffer is about as deep.
const DEEPEST_WAIT_NS: u64 = 100_000_000;
/// Bytes in flight at most: 25 ms at 10 Gbit/s, or 250 ms at 1 Gbit/s.
const MOST_BYTES: usize = 32 << 20;

/// What became of a frame that entered the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It will come out.
    Carried,
    /// Lost by the wire's loss rate.
    Lost,
    /// Swallowed: this direction is cut.
    Cut,
    /// The wire is slower than what enters it.
    Full,
}

/// One direction of a wire.
pub(super) struct Queue {
    quality: Quality,
    cut: bool,
    random: Random,
    /// When the sender's end is free for the next frame.
    free_at: u64,
    /// When the last frame comes out. None may overtake it.
    last_due: u64,
    bytes: usize,
    waiting: VecDeque<(u64, Vec<u8>)>,
}

impl Queue {
    /// A direction that carries everything. `seed` decides its losses and jitter.
    pub(super) fn new(seed: u64) -> Self {
        Self {
            quality: Quality::default(),
            cut: false,
            random: Random::new(seed),
            free_at: 0,
            last_due: 0,
            bytes: 0,
            waiting: VecDeque::new(),
        }
    }

    /// Sets the quality of frames that enter from now on.
    pub(super) fn set_quality(&mut self, quality: Quality) {
        self.quality = quality;
    }

    /// Cuts or mends the direction. What is in flight when it is cut is gone; tells how many frames.
    pub(super) fn set_cut(&mut self, cut: bool) -> usize {
        self.cut = cut;
        if !cut {
            return 0;
        }
        self.bytes = 0;
        self.waiting.drain(..).count()
    }

    /// Takes a frame at `now`. A carried one comes out of [`Queue::leave`] later, or at once.
    pub(super) fn enter(&mut self, now: u64, frame: &[u8], spare: &mut Spare) -> Fate {
        if self.cut {
            return Fate::Cut;
        }
        let Quality { delay_us, jitter_us, loss_ppm, rate_bps } = self.quality;
        if loss_ppm > 0 && self.random.below(1_000_000) < u64::from(loss_ppm) {
            return Fate::Lost;
        }
        let start = self.free_at.max(now);
        if start - now > DEEPEST_WAIT_NS || self.bytes + frame.len() > MOST_BYTES {
            return Fate::Full;
        }
        self.free_at = start + transmission_ns(frame.len(), rate_bps);
        let jitter = self.random.below(u64::from(jitter_us) * 1_000 + 1);
        let due = self.free_at + u64::from(delay_us) * 1_000 + jitter;
        self.last_due = due.max(self.last_due);
        self.bytes += frame.len();
        self.waiting.push_back((self.last_due, spare.fill(frame)));
        Fate::Carried
    }

    /// The next frame that is due at `now`.
    pub(super) fn leave(&mut self, now: u64) -> Option<Vec<u8>> {
        if self.next_due()? > now {
            return None;
        }
        let (_, frame) = self.waiting.pop_front()?;
        self.bytes -= frame.len();
        Some(frame)
    }

    /// When the next frame comes out.
    pub(super) fn next_due(&self) -> Option<u64> {
        self.waiting.front().map(|(due, _)| *due)
    }
}

/// How long a frame occupies a wire, with preamble, checksum and gap as on Ethernet (24 bytes).
fn transmission_ns(length: usize, rate_bps: u64) -> u64 {
    let bits = (length as u128 + 24) * 8;
    let nanoseconds = (bits * 1_000_000_000).checked_div(u128::from(rate_bps));
    nanoseconds.map_or(0, |ns| u64::try_from(ns).unwrap_or(u64::MAX / 4))
}

/// Buffers that were used and can be used again: no allocation a frame.
#[derive(Default)]
pub(super) struct Spare(Vec<Vec<u8>>);

impl Spare {
    const MOST: usize = 1024;

    fn fill(&mut self, frame: &[u8]) -> Vec<u8> {
        let mut buffer = self.0.pop().unwrap_or_default();
        buffer.clear();
        buffer.extend_from_slice(frame);
        buffer
    }

    pub(super) fn give_back(&mut self, buffer: Vec<u8>) {
        if self.0.len() < Self::MOST {
            self.0.push(buffer);
        }
    }
}

/// A small generator (SplitMix64): the same seed gives the same losses.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn below(&mut self, bound: u64) -> u64 {
        if bound <= 1 {
            return 0;
        }
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MS: u64 = 1_000_000;

    fn quality() -> impl Strategy<Value = Quality> {
        let rate = prop_oneof![Just(0), 1_000_000..2_000_000_000_u64];
        (0..50_000_u32, 0..20_000_u32, 0..500_000_u32, rate).prop_map(
            |(delay_us, jitter_us, loss_ppm, rate_bps)| Quality {
                delay_us,
                jitter_us,
                loss_ppm,
                rate_bps,
            },
        )
    }

    fn queue(quality: Quality) -> (Queue, Spare) {
        let mut queue = Queue::new(7);
        queue.set_quality(quality);
        (queue, Spare::default())
    }

    /// Takes everything out, each with the time that it was due.
    fn drain(queue: &mut Queue) -> Vec<(u64, Vec<u8>)> {
        std::iter::from_fn(|| {
            let due = queue.next_due()?;
            assert!(due == 0 || queue.leave(due - 1).is_none(), "nothing leaves before it is due");
            Some((due, queue.leave(due).expect("it is due")))
        })
        .collect()
    }

    proptest! {
        /// Frames keep their order, are never early, and each is carried or counted.
        #[test]
        fn frames_keep_order_and_are_never_early(
            quality in quality(),
            frames in prop::collection::vec((0..5 * MS, 60..1514_usize), 1..200),
        ) {
            let (mut queue, mut spare) = queue(quality);
            let mut now = 0;
            let mut carried = Vec::new();
            for (number, (pause, length)) in frames.iter().enumerate() {
                now += pause;
                let mut frame = vec![0; *length];
                frame[..8].copy_from_slice(&(number as u64).to_be_bytes());
                if queue.enter(now, &frame, &mut spare) == Fate::Carried {
                    carried.push((now, frame));
                }
            }
            let out = drain(&mut queue);
            prop_assert_eq!(out.len(), carried.len());
            let least = u64::from(quality.delay_us) * 1_000;
            for ((entered, frame), (due, left)) in carried.iter().zip(&out) {
                prop_assert_eq!(frame, left);
                prop_assert!(due - entered >= least + transmission_ns(frame.len(), quality.rate_bps));
            }
            prop_assert!(out.is_sorted_by_key(|(due, _)| *due));
        }

        /// Without loss, rate and overflow, a frame comes out within its delay and jitter.
        #[test]
        fn a_lone_frame_is_late_by_delay_and_jitter_only(delay_us in 0..100_000_u32, jitter_us in 0..50_000_u32) {
            let (mut queue, mut spare) = queue(Quality { delay_us, jitter_us, ..Quality::default() });
            prop_assert_eq!(queue.enter(MS, &[0; 60], &mut spare), Fate::Carried);
            let late_us = (queue.next_due().expect("it is carried") - MS) / 1_000;
            prop_assert!((u64::from(delay_us)..=u64::from(delay_us + jitter_us)).contains(&late_us));
        }
    }

    #[test]
    fn a_rate_spaces_frames_and_drops_what_would_wait_too_long() {
        let (mut queue, mut spare) = queue(Quality { rate_bps: 10_000_000, ..Quality::default() });
        let fates: Vec<Fate> = (0..500).map(|_| queue.enter(0, &[0; 1226], &mut spare)).collect();
        let carried = fates.iter().filter(|fate| **fate == Fate::Carried).count();
        assert_eq!(carried, 101, "1 ms a frame, 100 ms of buffer, and the one that is being sent");
        assert!(fates[101..].iter().all(|fate| *fate == Fate::Full));
        let due: Vec<u64> = drain(&mut queue).into_iter().map(|(due, _)| due).collect();
        assert!(due.windows(2).all(|pair| pair[1] - pair[0] == MS), "{due:?}");
    }

    #[test]
    fn losses_are_as_many_as_asked_for() {
        let (mut queue, mut spare) = queue(Quality { loss_ppm: 250_000, ..Quality::default() });
        let lost =
            (0..100_000).filter(|_| queue.enter(0, &[0; 60], &mut spare) == Fate::Lost).count();
        assert!((24_000..26_000).contains(&lost), "{lost} of 100,000");
    }

    #[test]
    fn a_cut_swallows_what_is_in_flight_and_what_follows() {
        let (mut queue, mut spare) = queue(Quality { delay_us: 1_000, ..Quality::default() });
        assert_eq!(queue.enter(0, &[0; 60], &mut spare), Fate::Carried);
        assert_eq!(queue.set_cut(true), 1);
        assert_eq!(queue.enter(0, &[0; 60], &mut spare), Fate::Cut);
        assert_eq!(queue.next_due(), None);
        assert_eq!(queue.set_cut(false), 0);
        assert_eq!(queue.enter(0, &[0; 60], &mut spare), Fate::Carried);
    }
}
