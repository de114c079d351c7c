//! How text is printed: with colour or without, and how wide.

/// How text is printed. The caller knows whether it writes to a terminal and whether `NO_COLOR` is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to colour. Every view reads the same without.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: u16,
}

/// What a piece of text means, which decides its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// Success.
    Good,
    /// Failure.
    Bad,
    /// To be looked at.
    Warning,
    /// What to do next.
    Hint,
    /// A heading or a name.
    Strong,
    /// Of lesser weight.
    Faint,
}

impl Default for Style {
    fn default() -> Self {
        Self { colour: false, width: 100 }
    }
}

impl Style {
    /// The text in its tone's colour, without what could steer a terminal.
    pub fn paint(self, tone: Tone, text: &str) -> String {
        let text = printable(text);
        match (self.colour, tone.code()) {
            (true, Some(code)) => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            _ => text,
        }
    }
}

impl Tone {
    /// The SGR parameters of the tone's colour.
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Good => Some("32"),
            Self::Bad => Some("1;31"),
            Self::Warning => Some("33"),
            Self::Hint => Some("36"),
            Self::Strong => Some("1"),
            Self::Faint => Some("2"),
        }
    }
}

/// The text with every control character but the line's end replaced: a daemon's message must not steer the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_only_when_asked() {
        let colour = Style { colour: true, ..Style::default() };
        assert_eq!(colour.paint(Tone::Good, "met"), "\u{1b}[32mmet\u{1b}[0m");
        assert_eq!(Style::default().paint(Tone::Good, "met"), "met");
    }

    #[test]
    fn what_could_steer_a_terminal_is_replaced() {
        assert_eq!(Style::default().paint(Tone::Plain, "a\u{1b}[2Jb\r"), "a\u{fffd}[2Jb\u{fffd}");
    }
}
