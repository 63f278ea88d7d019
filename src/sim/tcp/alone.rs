//! A short body alone on its link: its arrival computed at once, without a single event.
//!
//! Alone on a link, a body no longer than the device's queue can neither wait for others nor be
//! lost: each round's packets follow each other without a gap, the first of them a round trip
//! after the first pair of the round before. That makes three cases, each exact to the packet:
//!
//! 1. the window is at least twice the body: one burst;
//! 2. slow start's end is known: rounds of the window, a few additions each;
//! 3. slow start may end anywhere: acknowledgement by acknowledgement, for the sake of `HyStart`.
//!
//! Most requests on a kept-alive connection are of the first kind.

use super::sender::Sender;
use super::wire::{OVERHEAD, Pace, Segments};
use crate::time::{Duration, Instant};
use crate::units::{BitsPerSecond, Bytes};

/// Segments that any device's queue holds.
const SEGMENTS_MAX: u32 = 200;
const PAIRS_MAX: usize = SEGMENTS_MAX as usize / 2 + 1;

/// A path on which a body is alone: its narrowest link's speed and its round trip.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lane {
    pub(super) pace: Pace,
    pub(super) round_trip: Duration,
}

impl Lane {
    /// A path with this narrowest link and round trip.
    pub fn new(rate: BitsPerSecond, round_trip: Duration) -> Self {
        Self {
            pace: Pace::of(rate),
            round_trip,
        }
    }

    /// When the last byte of `body` arrives if the sending end begins at `now` and nobody else
    /// comes; `None` when the body is too long (over 200 segments) to be computed at once.
    ///
    /// ```
    /// use vpcsim::sim::tcp::{Lane, Mss, Sender};
    /// use vpcsim::time::{Duration, Instant};
    /// use vpcsim::units::{BitsPerSecond, Bytes};
    /// let lane = Lane::new(BitsPerSecond(1_000_000_000), Duration::from_millis(1));
    /// let mut sender = Sender::new(Mss::new(1_448));
    /// let at = lane.arrival(&mut sender, Instant::ZERO, Bytes(1_448)).unwrap();
    /// assert_eq!(at.nanos(), 500_000 + 12_016 + 432);
    /// assert_eq!(lane.arrival(&mut sender, at, Bytes(1 << 30)), None);
    /// ```
    pub fn arrival(&self, sender: &mut Sender, now: Instant, body: Bytes) -> Option<Instant> {
        if body.0 > u64::from(SEGMENTS_MAX) * u64::from(sender.mss().bytes()) {
            return None;
        }
        let segments = Segments::of(body, sender.mss());
        let start = if sender.is_fresh() {
            now + self.pace.time_for(OVERHEAD)
        } else {
            now
        };
        sender.wake(now);
        let left = if 2 * u64::from(segments.count) * u64::from(segments.mss) <= sender.window_bytes
        {
            start + self.pace.time_for(segments.on_wire(0, segments.count))
        } else if sender.hystart.has_found() || !sender.is_in_slow_start() {
            by_rounds(*self, sender, segments, start)
        } else {
            by_acknowledgements(*self, sender, segments, (now, start))
        };
        sender.note_activity(left + self.round_trip);
        Some(left + self.round_trip.divided_by(2))
    }
}

fn by_rounds(lane: Lane, sender: &mut Sender, segments: Segments, start: Instant) -> Instant {
    let Lane { pace, round_trip } = lane;
    let clock = round_trip
        + pace.time_for(OVERHEAD)
        + pace.time_for(segments.on_wire(0, 2.min(segments.count)));
    let (mut begun, mut sent) = (start, 0);
    let mut window = sender.window_segments();
    while segments.count - sent > window {
        let burst = pace.time_for(segments.on_wire(sent, sent + window));
        begun += burst.max(clock);
        sent += window;
        sender.grow_by_round(begun, window);
        window = sender.window_segments();
    }
    let rest = segments.count - sent;
    sender.grow_by_round(begun + clock, rest);
    begun + pace.time_for(segments.on_wire(sent, segments.count))
}

fn by_acknowledgements(
    lane: Lane,
    sender: &mut Sender,
    segments: Segments,
    (now, start): (Instant, Instant),
) -> Instant {
    let Lane { pace, round_trip } = lane;
    let back = round_trip + pace.time_for(OVERHEAD);
    let full = pace.time_for(segments.on_wire(0, 1));
    let mut pairs = [(Instant::ZERO, Instant::ZERO); PAIRS_MAX];
    let (mut sent, mut free_at) = (0, start);
    let mut burst = |sent: &mut u32, at: Instant, up_to: u32, pairs: &mut [(Instant, Instant)]| {
        while *sent < up_to.min(segments.count) {
            let time = if *sent + 1 == segments.count {
                pace.time_for(segments.on_wire(*sent, *sent + 1))
            } else {
                full
            };
            free_at = free_at.max(at) + time;
            let pair = &mut pairs[*sent as usize / 2];
            *pair = (
                if (*sent).is_multiple_of(2) {
                    at
                } else {
                    pair.0
                },
                free_at,
            );
            *sent += 1;
        }
        free_at
    };
    let mut left = burst(&mut sent, now, sender.window_segments(), &mut pairs);
    for number in 0..segments.count / 2 {
        let (echo, departed) = pairs[number as usize];
        let at = departed + back;
        let acked = 2 * number + 2;
        sender.round_trip.sample(echo, at);
        sender.observe(at);
        sender.grow(at, 2, (acked, sent));
        left = burst(&mut sent, at, acked + sender.window_segments(), &mut pairs);
    }
    left.max(start)
}
