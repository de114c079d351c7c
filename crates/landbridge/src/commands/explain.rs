//! `landbridge explain`

use clap::Args;
use landbridge_report::terminal;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

/// Explain a decision's rule (`link`) or a code (`LB0101`). Without a name: list them.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The decision's key or the code.
    topic: Option<String>,
}

impl Explain {
    pub(crate) fn run(self, ui: &Ui) -> Result<Exit, Failure> {
        let Some(topic) = self.topic else { return list(ui) };
        if let Some(page) = code_page(&topic.to_uppercase()) {
            ui.show(&page, |_| page.to_owned())?;
        } else if let Some(rule) = landbridge_design::rule(&topic) {
            ui.show(&rule, |style| terminal::design::rule(rule, style))?;
        } else {
            return Err(unknown(&topic));
        }
        Ok(Exit::Fine)
    }
}

fn code_page(code: &str) -> Option<&'static str> {
    landbridge_estate::code_page(code).or_else(|| landbridge_design::code_page(code))
}

fn list(ui: &Ui) -> Result<Exit, Failure> {
    let rules: Vec<_> = landbridge_design::rules().collect();
    ui.show(&rules, |style| terminal::design::rules(&rules, style))?;
    ui.hint("Codes of messages, such as LB0101, are explained too.");
    Ok(Exit::Fine)
}

fn unknown(topic: &str) -> Failure {
    let keys: Vec<&str> = landbridge_design::rules().map(|r| r.key).collect();
    let near = landbridge_estate::nearest(topic, keys.iter().copied());
    let next = near.map_or_else(
        || format!("Decisions: {}.", keys.join(", ")),
        |n| format!("Did you mean {n}?"),
    );
    Failure::wrong(format!("there is no decision and no code {topic:?}")).next(next)
}
