//! Where output goes: data to stdout, everything else to stderr, each with colours where it may.

use std::io::{self, IsTerminal, Write};

use anstream::AutoStream;
use clap::ColorChoice;

use super::stop::Stop;

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people
    Table,
    /// For programs, versioned
    Json,
}

/// Both streams of this process.
#[derive(Debug)]
pub(super) struct Terminal {
    colour: anstream::ColorChoice,
}

impl Terminal {
    /// The streams, coloured as `choice` says.
    pub(super) fn new(choice: ColorChoice) -> Self {
        let colour = match choice {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        Self { colour }
    }

    /// Whether people see colours on stdout.
    pub(super) fn has_colour(&self) -> bool {
        is_coloured(self.colour, AutoStream::choice(&io::stdout()))
    }

    /// Whether people see colours on stderr.
    pub(super) fn has_colour_aside(&self) -> bool {
        is_coloured(self.colour, AutoStream::choice(&io::stderr()))
    }

    /// Whether somebody watches stderr.
    pub(super) fn is_watched() -> bool {
        io::stderr().is_terminal()
    }

    /// Writes data to stdout.
    pub(super) fn print(&mut self, text: &str) -> Result<(), Stop> {
        let mut out = AutoStream::new(io::stdout().lock(), self.colour);
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(|fault| Stop::of_stdout(&fault))
    }

    /// Writes to stderr; what cannot be told there cannot be told at all.
    pub(super) fn tell(&mut self, text: &str) {
        let mut out = AutoStream::new(io::stderr().lock(), self.colour);
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }
}

fn is_coloured(asked: anstream::ColorChoice, found: anstream::ColorChoice) -> bool {
    match asked {
        anstream::ColorChoice::Auto => found != anstream::ColorChoice::Never,
        anstream::ColorChoice::Always | anstream::ColorChoice::AlwaysAnsi => true,
        anstream::ColorChoice::Never => false,
    }
}
