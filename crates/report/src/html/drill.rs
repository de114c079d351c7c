//! One drill: what was broken, what it cost, and how it went over time.

use landbridge_outcome::drill::{Drill, Expectation, Stream, Way};
use maud::{Markup, html};

use super::timeline::timeline;
use super::{badge, class};
use crate::words;

/// All drills.
pub(super) fn all(drills: &[Drill]) -> Markup {
    html! {
        section id="drills" {
            h2 { "Drills" }
            @if drills.is_empty() { p { "No drill ran." } }
            @for drill in drills { (one(drill)) }
        }
    }
}

fn one(drill: &Drill) -> Markup {
    let (verdict, tone) = words::verdict(&drill.verdict);
    let state = words::verdict_key(&drill.verdict);
    html! {
        article id={ "drill-" (drill.name) } class={ "drill edge " (class(tone)) }
            data-testid={ "drill-" (drill.name) } data-state=(state) {
            h3 { (drill.name) " " (badge(&format!("drill-verdict-{}", drill.name), state, tone, verdict)) }
            p { (drill.fault) }
            @if let Some(why) = drill.verdict.why() {
                p class=(class(tone)) { (words::sentence(verdict)) ": " (why) "." }
            }
            (figures(drill))
            @for stream in &drill.streams { (timeline(drill, stream)) }
            (legend(drill))
            (ways(drill))
            (streams(&drill.streams))
            (expectations(&drill.expected))
            (trust(drill))
        }
    }
}

fn figures(drill: &Drill) -> Markup {
    let allowed = drill.objective.as_ref().map(|o| format!("{} allowed", o.max_outage));
    let aws = drill.documented.as_ref();
    html! {
        dl.figures {
            (figure("Outage", &words::time(drill.outage_ms), allowed.as_deref()))
            (figure("Requests lost", &words::count(drill.lost), Some(&format!("of {} sent", words::count(drill.sent())))))
            (figure("Lost after repair", &words::count(drill.lost_after_repair), None))
            (figure("Detected after", &words::maybe_time(drill.detected_ms), None))
            (figure("Back after repair in", &words::maybe_time(drill.restored_ms), None))
            @if let Some(aws) = aws {
                (figure("AWS documents", &words::time(aws.figure_ms), Some(&format!("for {}", aws.what))))
            }
        }
    }
}

fn figure(name: &str, value: &str, note: Option<&str>) -> Markup {
    html! {
        div { dt { (name) } dd { (value) } @if let Some(note) = note { dd.small { (note) } } }
    }
}

/// What the letters of the timelines mean, with their times.
fn legend(drill: &Drill) -> Markup {
    let mark = |letter: &str, class: &str, words: &str, at: f64| {
        html! { li { b class={ "mark " (class) } { (letter) } " " (words) " at " (words::time(at)) } }
    };
    html! {
        @if !drill.streams.is_empty() {
            ul.legend {
                (mark("F", "fault", "fault", drill.fault_at_ms))
                @if let Some(ms) = drill.detected_ms { (mark("D", "detected", "detected", drill.fault_at_ms + ms)) }
                (mark("R", "repair", "repair", drill.repair_at_ms))
                @if let Some(ms) = drill.restored_ms { (mark("B", "back", "back on its way", drill.repair_at_ms + ms)) }
                li { b.swatch.sent {} " answered" }
                li { b.swatch.lost {} " lost" }
            }
        }
    }
}

/// The ways that the routers reported, one router a row.
fn ways(drill: &Drill) -> Markup {
    let routers = words::distinct(drill.before.iter().map(|way| (&way.router, &way.towards)));
    let by = |ways: &[Way], key: (&String, &String)| {
        let way = ways.iter().find(|way| (&way.router, &way.towards) == key);
        way.and_then(|way| way.by.clone()).unwrap_or_else(|| "no way".into())
    };
    html! {
        @if !routers.is_empty() {
            div.scroll { table {
                caption { "The way that each router used" }
                thead { tr { th { "Router" } th { "Towards" } th { "Before" } th { "During" } th { "After" } } }
                tbody { @for key in routers { tr {
                    th scope="row" { (key.0) } td { (key.1) }
                    td { (by(&drill.before, key)) } td { (by(&drill.during, key)) } td { (by(&drill.after, key)) }
                } } }
            } }
        }
    }
}

fn streams(streams: &[Stream]) -> Markup {
    html! {
        @if !streams.is_empty() {
            div.scroll { table {
                caption { "The probes" }
                thead { tr {
                    th { "From" } th { "To" } th.number { "Sent" } th.number { "Lost" } th.number { "Lost there" }
                    th.number { "Longest gap" } th.number { "Round trip median" } th.number { "Round trip 99 %" }
                    th.number { "Probe late 99 %" } th.number { "Probe late at most" }
                } }
                tbody { @for stream in streams { (stream_row(stream)) } }
            } }
        }
    }
}

fn stream_row(stream: &Stream) -> Markup {
    html! { tr {
        th scope="row" { (stream.from) } td { (stream.to) }
        td.number { (words::count(stream.sent)) }
        td.number { (words::count(stream.lost)) }
        td.number { (words::count(stream.lost_forth)) }
        td.number { (words::time(stream.longest_gap_ms)) }
        td.number { (words::time(stream.rtt_p50_ms)) }
        td.number { (words::time(stream.rtt_p99_ms)) }
        td.number { (words::time(stream.lateness_p99_ms)) }
        td.number { (words::time(stream.lateness_max_ms)) }
    } }
}

/// What was listed beforehand as failing or working, and what it did.
fn expectations(expected: &[Expectation]) -> Markup {
    html! {
        @if !expected.is_empty() {
            div.scroll { table {
                caption { "Listed before the drill, and what it did" }
                thead { tr { th { "What" } th { "Expected to" } th { "It" } } }
                tbody { @for (i, one) in expected.iter().enumerate() { (expectation(i, one)) } }
            } }
        }
    }
}

fn expectation(number: usize, one: &Expectation) -> Markup {
    let held = one.expected_to_work == one.worked;
    let (state, class) = if held { ("held", "good") } else { ("broken", "bad") };
    html! {
        tr data-testid={ "expectation-" (number) } data-state=(state) {
            th scope="row" { (one.what) }
            td { @if one.expected_to_work { "work" } @else { "fail" } }
            td class=(class) {
                @if one.worked { "worked" } @else { "failed" }
                @if !held { ", otherwise than expected" }
            }
        }
    }
}

/// Where the figures come from, and how far to trust them.
fn trust(drill: &Drill) -> Markup {
    html! {
        p.small {
            "How far to trust it: " b { (drill.trust) } ", " (words::trust_meaning(drill.trust)) "."
            @if !drill.tuned.is_empty() {
                " " span.warning { "Timers that are not AWS's: " (words::list(&drill.tuned)) "." }
            }
            @if let Some(objective) = &drill.objective { " The objective is " (objective.source) "." }
            @if let Some(aws) = &drill.documented { " AWS's figure: " (aws.source) "." }
        }
    }
}
