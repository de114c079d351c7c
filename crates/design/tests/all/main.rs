//! The whole design, from the text of an estate.

#[test]
fn dump() {
    let text = include_bytes!("../../../../examples/insurer.yaml");
    let (estate, _) = landbridge_estate::read("insurer.yaml", text)
        .unwrap_or_else(|e| panic!("{}", e.render(100, false)));
    let design = landbridge_design::design(&estate).unwrap();
    std::fs::write("/tmp/design.json", serde_json::to_string_pretty(&design).unwrap()).unwrap();
    for f in &design.findings {
        eprintln!(
            "{:?} {} {} [{:?}]: {} -> {}",
            f.severity,
            f.code,
            f.place,
            f.at.map(|a| a.line),
            f.message,
            f.fix
        );
    }
    for d in &design.decisions {
        eprintln!(
            "{} {} [{}] -> {}",
            d.number,
            d.key,
            d.subject.clone().unwrap_or_default(),
            d.chosen.title
        );
        for b in &d.because {
            eprintln!("     + {} ({:?})", b.reason, b.at.map(|a| a.line));
        }
        for r in &d.rejected {
            eprintln!("     - {}: {}", r.candidate.title, r.reason);
        }
    }
}
