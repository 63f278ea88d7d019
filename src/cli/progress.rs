//! How far a run has come, on stderr, once it has taken more than a second.

#![expect(
    clippy::disallowed_types,
    reason = "progress is for a person who waits: it needs the wall clock and changes no result"
)]

use std::time::{Duration, Instant as WallClock};

use super::terminal::Terminal;
use crate::time::Instant;

/// Requests between two looks at the clock.
const STRIDE: u64 = 1 << 12;
/// The time between two messages, and before the first one.
const EVERY: Duration = Duration::from_secs(1);

/// Tells how far a run has come.
#[derive(Debug)]
pub(super) struct Progress {
    is_on: bool,
    /// Whether each message replaces the one before.
    is_watched: bool,
    planned: u64,
    ended: u64,
    last: WallClock,
    has_told: bool,
}

impl Progress {
    /// Of a run of `planned` requests, told when somebody watches or when it `is_asked`.
    pub(super) fn new(planned: u64, is_asked: bool) -> Self {
        let is_watched = Terminal::is_watched();
        Self {
            is_on: is_asked || is_watched,
            is_watched,
            planned,
            ended: 0,
            last: WallClock::now(),
            has_told: false,
        }
    }

    /// A request ended at `at`.
    pub(super) fn request_ended(&mut self, at: Instant, terminal: &mut Terminal) {
        self.ended += 1;
        if !self.is_on || !self.ended.is_multiple_of(STRIDE) || self.last.elapsed() < EVERY {
            return;
        }
        self.last = WallClock::now();
        self.has_told = true;
        let percent = u128::from(self.ended) * 100 / u128::from(self.planned.max(1));
        let (begin, end) = if self.is_watched {
            ("\r", "")
        } else {
            ("", "\n")
        };
        terminal.tell(&format!(
            "{begin}{percent:3} %  {} of {} requests, {} simulated{end}",
            self.ended,
            self.planned,
            crate::time::Duration::from_nanos(at.nanos())
        ));
    }

    /// The run is over: leaves no trace on a terminal.
    pub(super) fn finish(&self, terminal: &mut Terminal) {
        if self.has_told && self.is_watched {
            terminal.tell("\r\u{1b}[2K");
        }
    }
}
