//! The loss of one stream over time, as SVG whose places are percentages, so that its letters keep their size on a phone.

use landbridge_outcome::drill::{Bucket, Drill, Stream};
use maud::{Markup, html};

use crate::words;

/// The upper edge of the bars, below two rows of marks.
const TOP: u32 = 36;
/// The height of the bars.
const BARS: u32 = 46;
/// The height of the whole.
const HEIGHT: u32 = 104;

/// A stretch of equal buckets.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Run {
    from: usize,
    length: usize,
    bucket: Bucket,
}

/// The timeline of one stream with the marks of its drill.
pub(super) fn timeline(drill: &Drill, stream: &Stream) -> Markup {
    let total = total_ms(drill, stream);
    let gap = words::time(stream.longest_gap_ms);
    let label = format!("{} of {} requests lost, longest gap {gap}", stream.lost, stream.sent);
    html! {
        @if !stream.timeline.is_empty() {
            figure.timeline {
                figcaption { b { (stream.from) } " asks " b { (stream.to) } ": " (label) }
                svg role="img" width="100%" height=(HEIGHT) aria-label=(label) {
                    (bars(stream, total))
                    (ticks(total))
                    (marks(drill, total))
                }
            }
        }
    }
}

/// The length of the axis: the whole stream, and the last mark.
fn total_ms(drill: &Drill, stream: &Stream) -> f64 {
    let buckets = u32::try_from(stream.timeline.len()).unwrap_or(u32::MAX);
    let streamed = f64::from(buckets) * f64::from(stream.bucket_ms);
    let back = drill.repair_at_ms + drill.restored_ms.unwrap_or(0.0);
    streamed.max(back).max(1.0)
}

fn percent(part: f64, whole: f64) -> String {
    format!("{:.3}%", (part / whole * 100.0).clamp(0.0, 100.0))
}

fn bars(stream: &Stream, total: f64) -> Markup {
    let most = stream.timeline.iter().map(|bucket| bucket.sent).max().unwrap_or(0).max(1);
    let width = f64::from(stream.bucket_ms);
    let place = |buckets: usize| f64::from(u32::try_from(buckets).unwrap_or(u32::MAX)) * width;
    html! {
        rect class="track" x="0" y=(TOP) width="100%" height=(BARS) {}
        @for run in runs(&stream.timeline) {
            @let (x, width) = (percent(place(run.from), total), percent(place(run.length), total));
            @let (sent, lost) = (height(run.bucket.sent, most), height(run.bucket.lost, most));
            @if sent > 0 { rect class="sent" x=(x) y=(TOP + BARS - sent) width=(width) height=(sent) {} }
            @if lost > 0 { rect class="lost" x=(x) y=(TOP + BARS - lost) width=(width) height=(lost) {} }
        }
    }
}

/// The height of a bar. A single lost request is still seen.
fn height(number: u32, most: u32) -> u32 {
    let share = u64::from(number) * u64::from(BARS) / u64::from(most);
    u32::try_from(share).unwrap_or(BARS).max(if number > 0 { 2 } else { 0 })
}

/// Neighbouring buckets that say the same, as one.
fn runs(buckets: &[Bucket]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (from, bucket) in buckets.iter().enumerate() {
        match runs.last_mut() {
            Some(last) if last.bucket == *bucket => last.length += 1,
            _ => runs.push(Run { from, length: 1, bucket: *bucket }),
        }
    }
    runs
}

/// At most six ticks at round times, the last one well before the edge so that its words fit.
fn ticks(total: f64) -> Markup {
    let step = step(total);
    let times = (0..7).map(|i| f64::from(i) * step).take_while(|at| *at <= total * 0.93);
    html! {
        @for at in times {
            line class="tick" x1=(percent(at, total)) x2=(percent(at, total)) y1=(TOP) y2=(TOP + BARS + 5) {}
            text x=(percent(at, total)) y=(HEIGHT - 4) dx="2" { (tick_words(at)) }
        }
    }
}

/// A round step that gives at most six ticks.
fn step(total: f64) -> f64 {
    let mut power = 1.0;
    loop {
        for factor in [1.0, 2.0, 5.0] {
            if total / (power * factor) <= 6.0 {
                return power * factor;
            }
        }
        power *= 10.0;
    }
}

fn tick_words(ms: f64) -> String {
    if ms >= 1_000.0 { format!("{} s", ms / 1_000.0) } else { format!("{ms} ms") }
}

/// Fault, detection, repair and return. Neighbours stand in different rows, so that their letters never meet.
fn marks(drill: &Drill, total: f64) -> Markup {
    let detected = drill.detected_ms.map(|ms| drill.fault_at_ms + ms);
    let back = drill.restored_ms.map(|ms| drill.repair_at_ms + ms);
    let marks = [
        ("F", "fault", Some(drill.fault_at_ms), 12),
        ("D", "detected", detected, 28),
        ("R", "repair", Some(drill.repair_at_ms), 12),
        ("B", "back", back, 28),
    ];
    html! {
        @for (letter, class, at, y) in marks {
            @if let Some(at) = at {
                line class={ "mark " (class) } x1=(percent(at, total)) x2=(percent(at, total))
                    y1=(y - 9) y2=(TOP + BARS) {}
                text class={ "mark " (class) } x=(percent(at, total)) y=(y) dx="4" { (letter) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_neighbours_become_one_bar() {
        let full = Bucket { sent: 10, lost: 0 };
        let gone = Bucket { sent: 10, lost: 10 };
        let lengths: Vec<usize> =
            runs(&[full, full, gone, full]).iter().map(|run| run.length).collect();
        assert_eq!(lengths, [2, 1, 1]);
    }

    #[test]
    fn one_lost_request_of_many_is_seen() {
        assert_eq!(height(1, 100_000), 2);
        assert_eq!(height(0, 100_000), 0);
    }

    proptest! {
        #[test]
        fn runs_keep_every_bucket(lost in prop::collection::vec(0_u32..3, 0..200)) {
            let buckets: Vec<Bucket> =
                lost.into_iter().map(|lost| Bucket { sent: 3, lost }).collect();
            let again: Vec<Bucket> = runs(&buckets)
                .into_iter()
                .flat_map(|run| std::iter::repeat_n(run.bucket, run.length))
                .collect();
            prop_assert_eq!(again, buckets);
        }

        #[test]
        fn ticks_are_few_and_at_least_one_step_fits(total in 1.0_f64..1e8) {
            let step = step(total);
            prop_assert!(total / step <= 6.0);
            prop_assert!(step <= total);
        }
    }
}
