//! The sender's idea of the round trip, and when it gives up waiting for an acknowledgement.

use crate::time::{Duration, Instant};

/// RFC 6298's lower bound, which the reference keeps (Linux itself goes down to 200 ms).
const TIMEOUT_MIN: Duration = Duration::from_secs(1);
const TIMEOUT_MAX: Duration = Duration::from_secs(60);
const MILLISECOND_NS: u64 = 1_000_000;

/// A smoothed round trip and its variation, as RFC 6298 keeps them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RoundTrip {
    smoothed_ns: u64,
    variation_ns: u64,
    backed_off: u8,
}

impl RoundTrip {
    /// Takes in the sample of a segment sent at `sent` and acknowledged at `now`.
    ///
    /// Timestamps tick in milliseconds, so that is how exactly a round trip is known: below one
    /// tick it reads as a microsecond. Slow start's end hangs on this (see `hystart`).
    pub(super) fn sample(&mut self, sent: Instant, now: Instant) {
        let ticks = now.nanos() / MILLISECOND_NS - sent.nanos() / MILLISECOND_NS;
        let sample = if ticks == 0 {
            1_000
        } else {
            ticks * MILLISECOND_NS
        };
        self.backed_off = 0;
        if self.smoothed_ns == 0 {
            self.smoothed_ns = sample;
            self.variation_ns = sample / 2;
            return;
        }
        let deviation = sample.abs_diff(self.smoothed_ns);
        self.smoothed_ns = (7 * self.smoothed_ns + sample) / 8;
        self.variation_ns = (3 * self.variation_ns + deviation) / 4;
    }

    /// The smoothed estimate.
    pub(super) const fn smoothed(&self) -> Duration {
        Duration::from_nanos(self.smoothed_ns)
    }

    /// How long to wait for an acknowledgement before everything counts as lost.
    pub(super) fn timeout(&self) -> Duration {
        let margin = (4 * self.variation_ns).max(MILLISECOND_NS);
        let base = Duration::from_nanos(self.smoothed_ns + margin).max(TIMEOUT_MIN);
        base.times(1 << self.backed_off.min(6)).min(TIMEOUT_MAX)
    }

    /// Doubles the next wait; a fresh sample undoes it.
    pub(super) const fn back_off(&mut self) {
        self.backed_off = self.backed_off.saturating_add(1);
    }

    /// Keeps the wait as computed, after an acknowledgement of new data.
    pub(super) const fn forgive(&mut self) {
        self.backed_off = 0;
    }
}
