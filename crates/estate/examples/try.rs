//! try
#![allow(clippy::print_stdout)]
fn main() {
    let p = std::env::args().nth(1).unwrap();
    let b = std::fs::read(&p).unwrap();
    let t = std::time::Instant::now();
    match landbridge_estate::read(&p, &b) {
        Ok((e, w)) => {
            println!("{:?}", t.elapsed());
            if std::env::args().nth(2).is_some() {
                println!("{e:#?}");
            }
            println!(
                "{}",
                landbridge_estate::Diagnostics::new(&p, String::from_utf8(b).unwrap(), w)
                    .render(100, false)
            )
        }
        Err(d) => {
            println!("{:?}", t.elapsed());
            println!("{}", d.render(100, false))
        }
    }
}
