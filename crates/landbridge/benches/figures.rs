//! The figures of landbridge beside those of what one would use without it, in one run, one after the other.
//!
//! `cargo bench -p landbridge` runs it; `docs/benchmarks.md` tells the method and what was seen. Rounds: `LANDBRIDGE_BENCH_ROUNDS`, 5 by default.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use landbridge_runtime::clock;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_landbridge");

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    // `cargo test --benches` only wants to know whether it can be built.
    if std::env::args().any(|argument| argument == "--test") {
        return ExitCode::SUCCESS;
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the benchmark failed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let rounds =
        std::env::var("LANDBRIDGE_BENCH_ROUNDS").ok().and_then(|r| r.parse().ok()).unwrap_or(5);
    let folder = tempfile::tempdir()?;
    println!("{rounds} rounds each, interleaved; median (lowest to highest)\n");
    rehearsals(folder.path(), rounds)?;
    designs(folder.path(), rounds)
}

/// What was seen in several rounds.
#[derive(Default)]
struct Seen(Vec<f64>);

impl Seen {
    fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    }

    fn text(&self, unit: &str) -> String {
        let (low, high) =
            self.0.iter().fold((f64::MAX, 0.0_f64), |(l, h), v| (l.min(*v), h.max(*v)));
        format!("{:.0} {unit} ({low:.0} to {high:.0})", self.median())
    }
}

fn row(name: &str, seen: &Seen, unit: &str, goal: &str) {
    println!("{name:<58} {:<28} {goal}", seen.text(unit));
}

fn ratio(name: &str, ours: &Seen, peer: &Seen) {
    println!("{name:<58} {:.2} ×", ours.median() / peer.median());
}

/// Bringing the insurer up and down, its memory, and its line's drills.
fn rehearsals(folder: &Path, rounds: usize) -> Result<()> {
    let (mut up, mut down, mut memory) = (Seen::default(), Seen::default(), Seen::default());
    let (mut each, mut batch) = (Seen::default(), Seen::default());
    let (mut cut, mut bare, mut planned) = (Seen::default(), Seen::default(), Seen::default());
    for _ in 0..rounds {
        each.0.push(plumbing("each")?);
        batch.0.push(plumbing("batch")?);
        let (facts, took) =
            timed(|| landbridge(folder, &["up", &example("insurer.yaml"), "--json"]))?;
        up.0.push(took);
        memory.0.push(number(&facts["memory_kib"]) / 1024.0);
        let drills = landbridge(folder, &["drill", "line-cut", "line-maintenance", "--json"])?;
        cut.0.push(number(&drills[0]["outage_ms"]));
        planned.0.push(number(&drills[1]["lost"]));
        let (_, took) = timed(|| landbridge(folder, &["down", "--json"]))?;
        down.0.push(took);
        bare.0.push(bare_bird()?);
    }
    row("insurer up, every pair of hosts reaches each other", &up, "ms", "goal ≤ 2000");
    row("  peer: its 22 namespaces alone, an ip process a command", &each, "ms", "");
    row("  peer: its 22 namespaces alone, ip -batch", &batch, "ms", "");
    ratio("  ours whole / ip, namespaces alone", &up, &each);
    row("insurer down", &down, "ms", "goal ≤ 300");
    row("memory of the whole rehearsal (PSS)", &memory, "MiB", "goal ≤ 60");
    row("silent cut at BFD 3 × 300 ms, longest gap", &cut, "ms", "goal ≤ 1000");
    row("  peer: bare bird in namespaces made by hand", &bare, "ms", "");
    ratio("  ours / bare bird", &cut, &bare);
    row("planned cut and return, requests lost", &planned, "", "goal 0");
    Ok(())
}

/// Designing large estates.
fn designs(folder: &Path, rounds: usize) -> Result<()> {
    println!();
    let mut seen: Vec<(usize, PathBuf, Seen)> = Vec::new();
    for services in [100, 1_000, 5_000] {
        let path = folder.join(format!("{services}.yaml"));
        std::fs::write(&path, large_estate(services)?)?;
        seen.push((services, path, Seen::default()));
    }
    for _ in 0..rounds {
        for (_, path, times) in &mut seen {
            let path = path.display().to_string();
            let (design, took) = timed(|| landbridge(folder, &["design", &path, "--json"]))?;
            assert!(design["blueprint"].is_object(), "a design holds a blueprint");
            times.0.push(took);
        }
    }
    for (services, _, times) in &seen {
        let goal = if *services == 1_000 { "goal ≤ 100" } else { "" };
        row(&format!("design, {services} services and 204 subnets, as JSON"), times, "ms", goal);
    }
    Ok(())
}

/// The milliseconds that something took.
fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, f64)> {
    let start = clock::now();
    let done = work()?;
    Ok((done, start.elapsed().as_secs_f64() * 1_000.0))
}

/// Runs the program and reads its JSON. A missed objective is no failure here.
fn landbridge(folder: &Path, arguments: &[&str]) -> Result<Value> {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).env("LANDBRIDGE_STATE", folder.join("state")).stderr(Stdio::piped());
    let output = command.output()?;
    if !matches!(output.status.code(), Some(0 | 3)) {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(format!("landbridge {}: {text}", arguments.join(" ")).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn plumbing(how: &str) -> Result<f64> {
    let mut command = Command::new("unshare");
    command.args(["-Urnm", "--map-root-user"]).arg(peer("plumbing.sh")).arg(how);
    Ok(last_line(command)?.trim().parse()?)
}

fn bare_bird() -> Result<f64> {
    let mut command = Command::new("unshare");
    // A daemon of bird's drops to no other user here, so one mapped id is enough.
    command.args(["-Urnmpf", "--map-root-user", "--mount-proc", "--kill-child"]);
    command.arg(peer("bird.sh")).arg(PROGRAM);
    let report: Value = serde_json::from_str(&last_line(command)?)?;
    let gaps = report["losses"].as_array().ok_or("the probe reports losses")?.iter();
    Ok(gaps.map(|run| number(&run["gap_ms"])).fold(0.0, f64::max))
}

fn last_line(mut command: Command) -> Result<String> {
    let output = command.stderr(Stdio::piped()).output()?;
    if !output.status.success() {
        return Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let text = String::from_utf8(output.stdout)?;
    Ok(text.lines().last().unwrap_or_default().to_owned())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

fn peer(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers").join(name)
}

fn example(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name).display().to_string()
}

/// An estate of many services in 17 regions of 6 zones: 204 subnets, two a zone.
fn large_estate(services: usize) -> Result<String> {
    let mut text = String::from(
        "estate: large\nrequirements:\n  outbound: none\n  connectivity: { latency: lowest, throughput: consistent, peak: 5 Gbps }\nsites:\n  dc:\n    kind: data-center\n    network: 10.200.0.0/16\n    router: { vendor: linux, asn: 65010, public_addresses: [192.0.2.2] }\n    hosts:\n      container-host: { count: 20, cpu: 8, memory: 32 GiB }\n",
    );
    for region in 1..=17 {
        writeln!(
            text,
            "  region-{region}:\n    kind: aws-region\n    region: eu-central-{}\n    network: 10.{region}.0.0/16\n    zones: 6",
            region % 9 + 1
        )?;
    }
    text += "services:\n";
    for service in 1..=services {
        let leaves = if service % 2 == 0 { "\n    leaves: 2027-03-31" } else { "" };
        let uses = if service > 1 {
            format!("\n    uses: [service-{}, store]", service / 2)
        } else {
            String::new()
        };
        writeln!(
            text,
            "  service-{service}:\n    image: app:{service}\n    today: dc{leaves}{uses}\n    replicas: 2\n    port: 8080"
        )?;
    }
    text += "databases:\n  store:\n    engine: postgresql\n    version: 15\n    runs_in: container\n    today: dc\n    leaves: 2027-03-31\n    size: 100 GiB\n    downtime: none\n";
    Ok(text)
}
