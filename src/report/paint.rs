//! The colours of terminal pages: a few meanings, each with one style.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};

/// What a piece of text means to the reader's eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// A heading.
    Heading,
    /// What the eye should find first.
    Strong,
    /// It went well.
    Good,
    /// It went wrong.
    Bad,
    /// It is worth a look.
    Notable,
    /// Rule ids, units, and whatever may be skipped.
    Faint,
}

/// Paints text, or leaves it plain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    is_on: bool,
}

impl Paint {
    /// With colours when `is_on`.
    pub(super) fn new(is_on: bool) -> Self {
        Self { is_on }
    }

    /// `text` in `tone`.
    pub(super) fn text(self, tone: Tone, text: impl Display) -> String {
        if !self.is_on || tone == Tone::Plain {
            return text.to_string();
        }
        let style = style(tone);
        format!("{style}{text}{style:#}")
    }
}

fn style(tone: Tone) -> Style {
    match tone {
        Tone::Plain => Style::new(),
        Tone::Heading => Style::new().bold().underline(),
        Tone::Strong => Style::new().bold(),
        Tone::Good => AnsiColor::Green.on_default(),
        Tone::Bad => AnsiColor::Red.on_default().bold(),
        Tone::Notable => AnsiColor::Yellow.on_default(),
        Tone::Faint => Style::new().dimmed(),
    }
}
