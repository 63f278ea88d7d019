//! CUBIC: how the congestion window grows after slow start and what a loss leaves of it.
//!
//! RFC 8312 with the constants and integer steps of Linux (and of ns-3.37, which follows it):
//! windows in whole segments, one segment more for every `count` segments acknowledged.

use crate::time::{Duration, Instant};

/// Segments per second cubed: the steepness of the curve.
const STEEPNESS: f64 = 0.4;
/// What is left of the window after a loss.
const DECREASE: f64 = 0.7;
/// Before the first loss the window grows by at least one segment per this many.
const COUNT_MAX_BEFORE_LOSS: u32 = 20;
/// Samples this soon after a loss still carry the full queue.
const SETTLING: Duration = Duration::from_millis(10);

/// One connection's CUBIC curve.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cubic {
    /// When the curve began; never, as long as there is none.
    epoch: Instant,
    window_before_loss: u32,
    plateau: u32,
    /// Seconds from the epoch's start to the plateau.
    rise_s: f64,
    acked: u32,
    /// The shortest round trip seen; the longest there is, as long as none was.
    delay_min: Duration,
}

impl Default for Cubic {
    fn default() -> Self {
        Self {
            epoch: Instant::NEVER,
            window_before_loss: 0,
            plateau: 0,
            rise_s: 0.0,
            acked: 0,
            delay_min: Duration::MAX,
        }
    }
}

impl Cubic {
    /// Notes a round trip; returns the shortest so far, or `None` while the path is settling.
    pub(super) fn observe(&mut self, now: Instant, round_trip: Duration) -> Option<Duration> {
        if self.epoch != Instant::NEVER && now.since(self.epoch) < SETTLING {
            return None;
        }
        self.delay_min = self.delay_min.min(round_trip);
        Some(self.delay_min)
    }

    /// How many segments the window of `window` segments gains (0 or 1) when `acked` more have
    /// been acknowledged.
    pub(super) fn growth(&mut self, now: Instant, window: u32, acked: u32) -> u32 {
        self.acked += acked;
        let count = self.count(now, window);
        if self.acked < count {
            return 0;
        }
        self.acked -= count;
        1
    }

    /// As [`Cubic::growth`], for a whole round of acknowledgements at once.
    pub(super) fn growth_of_round(&mut self, now: Instant, window: u32, acked: u32) -> u32 {
        self.acked += acked;
        let count = self.count(now, window);
        let gain = self.acked / count;
        self.acked -= gain * count;
        gain
    }

    /// How many acknowledged segments earn one segment of window.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole segments, as Linux counts; a float cast saturates"
    )]
    fn count(&mut self, now: Instant, window: u32) -> u32 {
        if self.epoch == Instant::NEVER {
            self.begin_epoch(now, window);
        }
        let epoch = self.epoch;
        let ahead = match self.delay_min {
            Duration::MAX => Duration::ZERO,
            shortest => shortest,
        };
        let since_plateau_s = (now.since(epoch) + ahead).as_secs_f64() - self.rise_s;
        let distance = libm::fabs(since_plateau_s);
        let offset = (STEEPNESS * distance * distance * distance) as u32;
        let target = if since_plateau_s < 0.0 {
            self.plateau.saturating_sub(offset)
        } else {
            self.plateau.saturating_add(offset)
        };
        let mut count = if target > window {
            window / (target - window)
        } else {
            window.saturating_mul(100)
        };
        if self.window_before_loss == 0 {
            count = count.min(COUNT_MAX_BEFORE_LOSS);
        }
        count.max(2)
    }

    fn begin_epoch(&mut self, now: Instant, window: u32) {
        self.epoch = now;
        if self.window_before_loss <= window {
            self.rise_s = 0.0;
            self.plateau = window;
        } else {
            self.rise_s = libm::cbrt(f64::from(self.window_before_loss - window) / STEEPNESS);
            self.plateau = self.window_before_loss;
        }
    }

    /// Ends the epoch at a loss; returns the slow-start threshold in segments.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a u32 fits a u32"
    )]
    pub(super) fn after_loss(&mut self, window: u32) -> u32 {
        self.window_before_loss = if window < self.window_before_loss {
            // Fast convergence: who loses below the last peak makes room for newcomers.
            (f64::from(window) * (1.0 + DECREASE) / 2.0) as u32
        } else {
            window
        };
        self.epoch = Instant::NEVER;
        ((f64::from(window) * DECREASE) as u32).max(2)
    }

    /// Forgets everything, as after a retransmission time-out.
    pub(super) fn forget(&mut self) {
        let acked = self.acked;
        let epoch = self.epoch;
        *self = Self {
            epoch,
            acked,
            ..Self::default()
        };
    }

    /// Moves the curve on by an idle spell, so that silence does not count as growth.
    pub(super) fn pause(&mut self, idle: Duration) {
        if self.epoch != Instant::NEVER {
            self.epoch += idle;
        }
    }
}
