//! Hybrid slow start: leaving slow start before the bottleneck's queue overflows.
//!
//! Two signs end it, as in Linux before 2021 and ns-3.37: a train of closely spaced
//! acknowledgements longer than the shortest round trip (the pipe is full), or round trips that
//! have grown by as much again (a queue stands). Because timestamps tick in milliseconds, paths
//! shorter than a tick leave slow start at the first window of 16 segments: an oddity of the
//! reference that decides how fast 100 kB go inside a region.

use crate::time::{Duration, Instant};

const WINDOW_MIN_SEGMENTS: u32 = 16;
const TRAIN_GAP_MAX: Duration = Duration::from_millis(2);
const SAMPLES_MIN: u8 = 8;
const RISE_MIN: Duration = Duration::from_millis(4);
const RISE_MAX: Duration = Duration::from_millis(1_000);

/// What slow start has seen in the present round.
#[derive(Debug, Clone, Copy)]
pub(super) struct HyStart {
    found: bool,
    samples: u8,
    /// The segment whose acknowledgement ends the round; zero before the first one.
    round_end: u32,
    round_start: Instant,
    last_ack: Instant,
    /// The shortest round trip of the round; the longest there is, as long as none was seen.
    round_trip: Duration,
}

impl Default for HyStart {
    fn default() -> Self {
        Self {
            found: false,
            samples: 0,
            round_end: 0,
            round_start: Instant::ZERO,
            last_ack: Instant::ZERO,
            round_trip: Duration::MAX,
        }
    }
}

impl HyStart {
    /// Begins a round when segment `acked` lies beyond the last; `sent` segments end it.
    pub(super) fn note_round(&mut self, now: Instant, acked: u32, sent: u32) {
        if self.round_end == 0 || acked > self.round_end {
            self.begin_round(now, sent);
        }
    }

    /// Begins a round that ends when `sent` segments are acknowledged.
    pub(super) fn begin_round(&mut self, now: Instant, sent: u32) {
        self.round_start = now;
        self.last_ack = now;
        self.round_end = sent;
        self.round_trip = Duration::MAX;
        self.samples = 0;
    }

    /// Whether the end of slow start was found already.
    pub(super) const fn has_found(&self) -> bool {
        self.found
    }

    /// Lets segments be counted from zero again, for the next body on the connection.
    pub(super) const fn begin_body(&mut self) {
        self.round_end = 0;
    }

    /// Looks again for the end of slow start, after a time-out.
    pub(super) const fn forget(&mut self) {
        self.found = false;
    }

    /// Whether slow start is over, judged at an acknowledgement.
    pub(super) fn is_over(
        &mut self,
        now: Instant,
        window_segments: u32,
        round_trip: Duration,
        shortest: Duration,
    ) -> bool {
        if window_segments < WINDOW_MIN_SEGMENTS || self.found {
            return false;
        }
        if now.since(self.last_ack) <= TRAIN_GAP_MAX {
            self.last_ack = now;
            self.found |= now.since(self.round_start) > shortest;
        }
        if self.samples < SAMPLES_MIN {
            self.round_trip = self.round_trip.min(round_trip);
            self.samples += 1;
        } else if self.round_trip > shortest + shortest.clamp(RISE_MIN, RISE_MAX) {
            self.found = true;
        }
        self.found
    }
}
