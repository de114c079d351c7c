//! How wide text is, guessed without a font: from the widths of a wide common one, so that no reader's font needs more.

/// The kinds of text in the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Font {
    /// A site's name.
    Title,
    /// A thing's name.
    Name,
    /// What is said about it.
    Small,
    /// An address.
    Mono,
}

impl Font {
    /// Height of the letters in units of the picture.
    pub(super) fn size(self) -> i32 {
        match self {
            Self::Title => 16,
            Self::Name => 13,
            Self::Small | Self::Mono => 12,
        }
    }

    /// The CSS class that sets size, weight and family.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Title => "t",
            Self::Name => "n",
            Self::Small => "s",
            Self::Mono => "m",
        }
    }

    /// The most room that a text takes, in units of the picture.
    pub(super) fn width(self, text: &str) -> i32 {
        let per_mille: i32 = text.chars().map(|c| self.per_mille(c)).sum();
        (per_mille * self.size()).div_euclid(1_000) + 1
    }

    /// The text, cut and ended with `…` where it would be wider than so many units.
    pub(super) fn fit(self, text: &str, width: i32) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let mut kept: Vec<char> = text.chars().collect();
        loop {
            let cut: String = kept.iter().chain(['…'].iter()).collect();
            if kept.pop().is_none() || self.width(&cut) <= width {
                return cut;
            }
        }
    }

    /// A character's width in thousandths of the letters' height.
    fn per_mille(self, c: char) -> i32 {
        let regular = match c {
            _ if self == Self::Mono => return if c.is_ascii() { 610 } else { 1_000 },
            'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '|' | '\'' | '!' | '·' => 340,
            'f' | 't' | 'r' | '(' | ')' | '/' | '-' | ' ' => 420,
            'm' | 'w' | 'M' | 'W' | '%' | '@' => 990,
            'A'..='Z' => 770,
            _ if c.is_ascii() => 640,
            _ => 1_000,
        };
        match self {
            Self::Title | Self::Name => regular * 110 / 100,
            Self::Small | Self::Mono => regular,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_fits_is_left_alone() {
        assert_eq!(Font::Name.fit("router", 200), "router");
    }

    proptest! {
        #[test]
        fn what_is_cut_fits(text in "[a-z0-9.-]{1,63}", width in 30_i32..400) {
            let cut = Font::Name.fit(&text, width);
            prop_assert!(Font::Name.width(&cut) <= width);
            prop_assert!(cut == text || cut.ends_with('…'));
        }
    }
}
