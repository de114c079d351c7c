//! What a stream's records mean. Pure.
//!
//! Loss and lateness are told apart: a gap is measured between the times at which requests were really sent, and lies only where
//! requests were lost. A probe that the machine woke late makes no gap, but shows in the lateness.

use serde::{Deserialize, Serialize};

/// Width of a bucket of the timeline in milliseconds.
const BUCKET_MS: u32 = 20;

/// What became of one request. Times are nanoseconds since the stream began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// When it should have been sent.
    pub(super) due: u64,
    /// When it was.
    pub(super) sent: u64,
    /// When its answer came.
    pub(super) answered: Option<u64>,
}

/// What the asking process reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct SenderReport {
    pub(super) started_ns: u64,
    pub(super) sent: u64,
    pub(super) losses: Vec<LossRun>,
    pub(super) rtt: Spread,
    pub(super) lateness: Spread,
    pub(super) timeline: Vec<Bucket>,
}

/// What the answering process reports: runs of requests that it got, each as first number and count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EchoReport {
    pub(super) received: Vec<(u64, u64)>,
}

/// What became of a stream of requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProbeResult {
    /// When the first request was due: nanoseconds of the machine's monotonic clock.
    pub started_ns: u64,
    /// Requests sent.
    pub sent: u64,
    /// Requests without an answer.
    pub lost: u64,
    /// Of these, lost on the way there.
    pub lost_there: u64,
    /// Of these, lost on the way back.
    pub lost_back: u64,
    /// The longest of all gaps, in milliseconds; 0 without loss.
    pub longest_gap_ms: f64,
    /// Every run of lost requests, in order.
    pub losses: Vec<LossRun>,
    /// Round trips of answered requests.
    pub rtt: Spread,
    /// How late requests were sent: the probe's own fault, or its machine's.
    pub lateness: Spread,
    /// Requests over time.
    pub timeline: Vec<Bucket>,
    /// Width of a bucket of the timeline, in milliseconds.
    pub bucket_ms: u32,
}

/// Requests in a row that were lost.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LossRun {
    /// The number of the first, counted from 0.
    pub first: u64,
    /// How many.
    pub count: u64,
    /// When the first was sent, in milliseconds since the stream began.
    pub start_ms: f64,
    /// From the last request answered before to the first answered after, by the times they were sent, in milliseconds.
    pub gap_ms: f64,
}

/// How a measure spreads, in milliseconds; all 0 where nothing was measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The median.
    pub p50_ms: f64,
    /// The 99th percentile.
    pub p99_ms: f64,
    /// The maximum.
    pub max_ms: f64,
}

/// Requests sent in one stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// Sent in it.
    pub sent: u32,
    /// Of these, lost.
    pub lost: u32,
}

impl SenderReport {
    /// Sums up all requests, which are in the order of sending.
    pub(super) fn new(started_ns: u64, requests: &[Request]) -> Self {
        let rtts = requests.iter().filter_map(|r| Some(r.answered?.saturating_sub(r.sent)));
        let lateness = requests.iter().map(|r| r.sent.saturating_sub(r.due));
        Self {
            started_ns,
            sent: requests.len() as u64,
            losses: losses(requests),
            rtt: Spread::of(rtts.collect()),
            lateness: Spread::of(lateness.collect()),
            timeline: timeline(requests),
        }
    }
}

impl ProbeResult {
    /// Puts both sides' reports together.
    pub(super) fn new(sender: SenderReport, echo: &EchoReport) -> Self {
        let lost = sender.losses.iter().map(|run| run.count).sum();
        let back: u64 = sender.losses.iter().map(|run| echo.received_of(run)).sum();
        let longest = sender.losses.iter().map(|run| run.gap_ms).fold(0.0, f64::max);
        Self {
            started_ns: sender.started_ns,
            sent: sender.sent,
            lost,
            lost_there: lost - back,
            lost_back: back,
            longest_gap_ms: longest,
            losses: sender.losses,
            rtt: sender.rtt,
            lateness: sender.lateness,
            timeline: sender.timeline,
            bucket_ms: BUCKET_MS,
        }
    }
}

impl EchoReport {
    /// Notes that a request arrived. Most arrive in order and lengthen the last run.
    pub(super) fn note(&mut self, number: u64) {
        let runs = &mut self.received;
        let after = runs.partition_point(|(first, _)| *first <= number);
        if let Some((first, count)) = after.checked_sub(1).map(|before| runs[before]) {
            if number < first + count {
                return;
            }
            if number == first + count {
                runs[after - 1].1 += 1;
                return;
            }
        }
        runs.insert(after, (number, 1));
    }

    fn received_of(&self, run: &LossRun) -> u64 {
        let overlap = |(first, count): &(u64, u64)| {
            let end = (first + count).min(run.first + run.count);
            end.saturating_sub(*first.max(&run.first))
        };
        self.received.iter().map(overlap).sum()
    }
}

impl Spread {
    fn of(mut nanoseconds: Vec<u64>) -> Self {
        nanoseconds.sort_unstable();
        let Some(last) = nanoseconds.len().checked_sub(1) else { return Self::default() };
        // The nearest rank: the smallest value that so many percent do not exceed.
        let rank = |percent: usize| (nanoseconds.len() * percent).div_ceil(100).saturating_sub(1);
        Self {
            p50_ms: ms(nanoseconds[rank(50)]),
            p99_ms: ms(nanoseconds[rank(99)]),
            max_ms: ms(nanoseconds[last]),
        }
    }
}

fn losses(requests: &[Request]) -> Vec<LossRun> {
    let mut runs = Vec::new();
    let mut at = 0;
    for run in requests.chunk_by(|a, b| a.answered.is_none() == b.answered.is_none()) {
        let (first, end) = (at, at + run.len());
        at = end;
        if run[0].answered.is_some() {
            continue;
        }
        // At either end of the stream the gap reaches as far as it was looked at.
        let before = requests[first.saturating_sub(1)].sent;
        let after = requests[end.min(requests.len() - 1)].sent;
        runs.push(LossRun {
            first: first as u64,
            count: run.len() as u64,
            start_ms: ms(run[0].sent),
            gap_ms: ms(after - before),
        });
    }
    runs
}

fn timeline(requests: &[Request]) -> Vec<Bucket> {
    let mut buckets: Vec<Bucket> = Vec::new();
    for request in requests {
        let index = request.sent / (u64::from(BUCKET_MS) * 1_000_000);
        let index = usize::try_from(index).unwrap_or(usize::MAX - 1);
        if buckets.len() <= index {
            buckets.resize(index + 1, Bucket::default());
        }
        buckets[index].sent += 1;
        buckets[index].lost += u32::from(request.answered.is_none());
    }
    buckets
}

#[allow(clippy::cast_precision_loss)] // A stream lasts far less than the 104 days of 2⁵³ nanoseconds.
fn ms(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e6
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // The figures of these streams are exact.
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MS: u64 = 1_000_000;

    /// One request a millisecond, answered after 0.2 ms unless lost.
    fn stream(count: u64, lost: impl Fn(u64) -> bool) -> Vec<Request> {
        let request = |n: u64| Request {
            due: n * MS,
            sent: n * MS,
            answered: (!lost(n)).then_some(n * MS + MS / 5),
        };
        (0..count).map(request).collect()
    }

    fn result(requests: &[Request], received: impl Fn(u64) -> bool) -> ProbeResult {
        let mut echo = EchoReport::default();
        (0..requests.len() as u64).filter(|n| received(*n)).for_each(|n| echo.note(n));
        ProbeResult::new(SenderReport::new(0, requests), &echo)
    }

    #[test]
    fn without_loss_there_is_no_gap() {
        let result = result(&stream(100, |_| false), |_| true);
        assert_eq!((result.sent, result.lost, result.losses.len()), (100, 0, 0));
        assert_eq!(result.longest_gap_ms, 0.0);
        assert_eq!(result.rtt, Spread { p50_ms: 0.2, p99_ms: 0.2, max_ms: 0.2 });
    }

    #[test]
    fn a_gap_reaches_from_the_last_answered_to_the_first_answered() {
        let result = result(&stream(100, |n| (10..30).contains(&n) || n == 50), |_| true);
        let expected = [
            LossRun { first: 10, count: 20, start_ms: 10.0, gap_ms: 21.0 },
            LossRun { first: 50, count: 1, start_ms: 50.0, gap_ms: 2.0 },
        ];
        assert_eq!(result.losses, expected);
        assert_eq!(result.longest_gap_ms, 21.0);
        assert_eq!((result.lost, result.lost_there, result.lost_back), (21, 0, 21));
    }

    #[test]
    fn what_the_other_side_never_got_was_lost_on_the_way_there() {
        let result = result(&stream(100, |n| (10..30).contains(&n)), |n| !(10..25).contains(&n));
        assert_eq!((result.lost_there, result.lost_back), (15, 5));
    }

    #[test]
    fn a_late_probe_makes_lateness_and_no_gap() {
        let mut requests = stream(100, |_| false);
        for request in &mut requests[40..51] {
            request.sent = 51 * MS;
            request.answered = Some(51 * MS + MS / 5);
        }
        let result = result(&requests, |_| true);
        assert_eq!((result.longest_gap_ms, result.lateness.max_ms), (0.0, 11.0));
    }

    #[test]
    fn a_stream_that_is_lost_to_its_end_has_a_gap_to_its_end() {
        let result = result(&stream(100, |n| n >= 90), |_| false);
        assert_eq!(result.longest_gap_ms, 10.0);
        assert_eq!(result.timeline.len(), 5);
        assert_eq!(result.timeline[4], Bucket { sent: 20, lost: 10 });
    }

    proptest! {
        /// Arrivals in any order, with repetitions, are noted as the set that they are.
        #[test]
        fn arrivals_are_a_set(numbers in prop::collection::vec(0_u64..60, 0..120)) {
            let mut echo = EchoReport::default();
            for number in &numbers {
                echo.note(*number);
            }
            let count = |first, count| echo.received_of(&LossRun { first, count, start_ms: 0.0, gap_ms: 0.0 });
            for n in 0..60 {
                prop_assert_eq!(count(n, 1), u64::from(numbers.contains(&n)));
            }
            let distinct: std::collections::HashSet<_> = numbers.iter().collect();
            prop_assert_eq!(count(0, 60), distinct.len() as u64);
        }

        /// Every request is counted once, in the losses or not, and in one bucket.
        #[test]
        fn nothing_is_counted_twice(lost in prop::collection::vec(any::<bool>(), 1..300)) {
            let requests = stream(lost.len() as u64, |n| lost[usize::try_from(n).expect("small")]);
            let result = result(&requests, |_| true);
            let expected = lost.iter().filter(|lost| **lost).count() as u64;
            prop_assert_eq!(result.lost, expected);
            prop_assert_eq!(result.lost_back, expected);
            prop_assert_eq!(result.timeline.iter().map(|b| u64::from(b.sent)).sum::<u64>(), result.sent);
            prop_assert_eq!(result.timeline.iter().map(|b| u64::from(b.lost)).sum::<u64>(), expected);
        }
    }
}
