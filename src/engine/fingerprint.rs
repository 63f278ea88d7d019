//! A run in 64 bits: equal runs have equal fingerprints, and checkpoints tell where two parted.

use std::fmt;
use std::ops::Range;

use super::mix::{GOLDEN, mix};
use crate::time::Instant;

/// At most this many checkpoints are kept; then every second one is dropped.
const CHECKPOINTS_MAX: usize = 4_096;

/// A running fold of every event of a run, in order.
///
/// Two runs that should be equal are compared in two passes with little memory: the first finds
/// the stretch in which they part, the second looks at each event of that stretch.
///
/// ```
/// use vpcsim::{engine::Fingerprint, time::Instant};
/// let run = |odd_one: u64, mut print: Fingerprint| {
///     for n in 0..10_000 {
///         print.fold(Instant::from_nanos(n), u64::from(n == odd_one));
///     }
///     print
/// };
/// let (one, other) = (run(7_777, Fingerprint::new()), run(20_000, Fingerprint::new()));
/// assert_ne!(one.to_string(), other.to_string());
/// let stretch = one.first_difference(&other).unwrap();
/// assert!(stretch.contains(&7_777) && stretch.end - stretch.start <= 1_024);
///
/// let near = Fingerprint::close_up(stretch);
/// let found = run(7_777, near.clone()).first_difference(&run(20_000, near));
/// assert_eq!(found, Some(7_777..7_778));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    state: u64,
    events: u64,
    first: u64,
    spacing: u64,
    next: u64,
    checkpoints: Vec<u64>,
}

impl Fingerprint {
    /// Nothing folded yet; a checkpoint every 1,024 events, wider apart as the run grows.
    pub const fn new() -> Self {
        Self {
            state: GOLDEN,
            events: 0,
            first: 0,
            spacing: 1_024,
            next: 1_024,
            checkpoints: Vec::new(),
        }
    }

    /// As [`Fingerprint::new`], but with a checkpoint after each event from `stretch.start` on.
    pub const fn close_up(stretch: Range<u64>) -> Self {
        Self {
            state: GOLDEN,
            events: 0,
            first: stretch.start,
            spacing: 1,
            next: stretch.start + 1,
            checkpoints: Vec::new(),
        }
    }

    /// Folds in the next event: when it happened and what it was, in 64 bits.
    pub fn fold(&mut self, at: Instant, what: u64) {
        self.state = mix(self.state ^ at.nanos())
            .wrapping_mul(GOLDEN)
            .wrapping_add(what)
            .rotate_left(29);
        self.events += 1;
        if self.events == self.next {
            self.remember();
        }
    }

    /// The fingerprint of everything folded so far.
    pub const fn value(&self) -> u64 {
        mix(self.state ^ self.events)
    }

    /// How many events were folded.
    pub const fn events(&self) -> u64 {
        self.events
    }

    /// Where two runs parted: a range of event numbers (from 0) that holds the first event that
    /// differs, or `None` when the runs are equal. Both must have been made the same way.
    pub fn first_difference(&self, other: &Self) -> Option<Range<u64>> {
        if self.value() == other.value() {
            return None;
        }
        let spacing = self.spacing.max(other.spacing);
        let every = |print: &Self| {
            let step = usize::try_from(spacing / print.spacing).unwrap_or(1).max(1);
            print
                .checkpoints
                .iter()
                .skip(step - 1)
                .step_by(step)
                .copied()
                .collect::<Vec<_>>()
        };
        let (mine, theirs) = (every(self), every(other));
        let equal = mine.iter().zip(&theirs).take_while(|(a, b)| a == b).count() as u64;
        let start = self.first.max(other.first) + equal * spacing;
        let end = (start + spacing).min(self.events.max(other.events));
        Some(start..end.max(start + 1))
    }

    fn remember(&mut self) {
        self.checkpoints.push(self.state);
        if self.checkpoints.len() == CHECKPOINTS_MAX {
            let mut number = 0;
            self.checkpoints.retain(|_| {
                number += 1;
                number % 2 == 0
            });
            self.spacing *= 2;
        }
        self.next = self.events + self.spacing;
    }
}

impl Default for Fingerprint {
    fn default() -> Self {
        Self::new()
    }
}

/// Sixteen hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.value())
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;
    use crate::time::Instant;

    fn run(events: u64, odd_one: u64) -> Fingerprint {
        let mut print = Fingerprint::new();
        for n in 0..events {
            print.fold(Instant::from_nanos(n / 3), u64::from(n == odd_one));
        }
        print
    }

    #[test]
    fn long_runs_keep_few_checkpoints_and_still_find_the_stretch() {
        let (one, other) = (run(9_000_000, u64::MAX), run(4_000_000, 3_999_999));
        assert!(one.checkpoints.len() < super::CHECKPOINTS_MAX);
        assert!(one.first_difference(&other).unwrap().contains(&3_999_999));
        assert_eq!(one.first_difference(&one.clone()), None);
    }

    #[test]
    fn a_run_that_stops_early_differs_from_its_end_on() {
        let (one, other) = (run(5_000, u64::MAX), run(4_999, u64::MAX));
        assert!(one.first_difference(&other).unwrap().contains(&4_999));
        assert_eq!(run(0, 0).to_string().len(), 16);
    }
}
