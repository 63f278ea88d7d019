//! A long body alone on its link: slow start, then rounds until the link is full, then its pace.
//!
//! Once a body's packets follow each other without a gap, nothing it does to its own queue makes
//! it faster or, as long as the queue never runs empty, slower. So the packets matter only until
//! then: acknowledgement by acknowledgement while slow start may end anywhere, round by round
//! after that.

use std::collections::VecDeque;

use super::alone::Lane;
use super::sender::Sender;
use super::sending::RECEIVE_WINDOW;
use super::wire::{OVERHEAD, Segments};
use crate::time::Instant;
use crate::units::Bytes;

impl Lane {
    /// When the last byte of `body` arrives if the sending end begins at `now` and nobody else
    /// comes; for bodies of any length up to 2^32 segments, `None` beyond.
    ///
    /// SIMPLIFIED: A long body alone never loses a packet: the queue that it fills is dropped
    /// from only when it has stood for 100 ms, and seldom runs empty afterwards.
    ///
    /// ```
    /// use vpcsim::sim::tcp::{Lane, Mss, Sender};
    /// use vpcsim::time::{Duration, Instant};
    /// use vpcsim::units::{BitsPerSecond, Bytes};
    /// let lane = Lane::new(BitsPerSecond(1_000_000_000), Duration::from_millis(1));
    /// let mut sender = Sender::new(Mss::new(1_448));
    /// let at = lane.arrival_of_long(&mut sender, Instant::ZERO, Bytes(1 << 30)).unwrap();
    /// let least = 8.589_934_592 * 1_502.0 / 1_448.0;
    /// assert!(at.as_secs_f64() > least && at.as_secs_f64() < least * 1.01);
    /// ```
    pub fn arrival_of_long(
        &self,
        sender: &mut Sender,
        now: Instant,
        body: Bytes,
    ) -> Option<Instant> {
        let segments = Segments::of(body, sender.mss());
        if segments.count == u32::MAX || segments.count == 0 {
            return None;
        }
        let start = if sender.is_fresh() {
            now + self.pace.time_for(OVERHEAD)
        } else {
            now
        };
        sender.wake(now);
        let left = match self.through_slow_start(sender, segments, (now, start)) {
            Flight::Over(left) => left,
            Flight::Out { begun, from, to } => self.until_full(sender, segments, begun, (from, to)),
        };
        sender.note_activity(left + self.round_trip);
        Some(left + self.round_trip.divided_by(2))
    }

    /// Sends the first window and, while slow start may end at any acknowledgement, all that
    /// follows.
    fn through_slow_start(
        &self,
        sender: &mut Sender,
        segments: Segments,
        (now, start): (Instant, Instant),
    ) -> Flight {
        let back = self.round_trip + self.pace.time_for(OVERHEAD);
        let full = self.pace.time_for(segments.on_wire(0, 1));
        let mut pairs: VecDeque<(Instant, Instant)> = VecDeque::new();
        let (mut sent, mut acked, mut free_at, mut at) = (0, 0, start, now);
        loop {
            let up_to = window(sender).saturating_add(acked).min(segments.count);
            while sent < up_to {
                free_at = free_at.max(at) + full;
                match pairs.back_mut().filter(|_| sent % 2 == 1) {
                    Some(pair) => pair.1 = free_at,
                    None => pairs.push_back((at, free_at)),
                }
                sent += 1;
            }
            let is_settled = sender.hystart.has_found() || !sender.is_in_slow_start();
            if sent == segments.count && (is_settled || pairs.is_empty()) {
                sender.grow_by_round(free_at + back, sent - acked.min(sent));
                let short = Bytes(u64::from(segments.mss - segments.last_bytes));
                return Flight::Over(free_at - self.pace.time_for(short));
            }
            let Some((echo, departed)) = pairs.front().copied().filter(|_| !is_settled) else {
                let first = pairs.front().map_or(free_at, |(_, departed)| *departed);
                return Flight::Out {
                    begun: first - full.times(2),
                    from: acked,
                    to: sent,
                };
            };
            pairs.pop_front();
            at = departed + back;
            acked += 2;
            // The last pair may be a single segment.
            let news = 2 - acked.saturating_sub(sent);
            sender.round_trip.sample(echo, at);
            sender.observe(at);
            sender.grow(at, news, (acked, sent));
        }
    }

    /// Goes on by rounds from a flight of segments that began to leave at `begun`; returns when
    /// the last segment has left.
    fn until_full(
        &self,
        sender: &mut Sender,
        segments: Segments,
        mut begun: Instant,
        (mut from, mut to): (u32, u32),
    ) -> Instant {
        let clock = self.round_trip
            + self.pace.time_for(OVERHEAD)
            + self
                .pace
                .time_for(segments.on_wire(0, 2.min(segments.count)));
        loop {
            let burst = self.pace.time_for(segments.on_wire(from, to));
            if burst >= clock || to == segments.count {
                sender.grow_by_round(begun + clock, to - from);
                return begun + self.pace.time_for(segments.on_wire(from, segments.count));
            }
            begun += clock;
            sender.grow_by_round(begun, to - from);
            let window = window(sender);
            if window == widest(sender) {
                let rounds = (segments.count - to) / window;
                let whole = rounds.saturating_sub(1);
                to += whole * window;
                begun += clock.times(whole.into());
            }
            from = to;
            to = to.saturating_add(window).min(segments.count);
        }
    }
}

/// How far slow start brought a body.
enum Flight {
    /// All of it left, the last segment at this moment.
    Over(Instant),
    /// These segments are out, the first of them since this moment.
    Out { begun: Instant, from: u32, to: u32 },
}

/// Segments that sender and receiver let be under way.
fn window(sender: &Sender) -> u32 {
    sender.window_segments().min(widest(sender))
}

fn widest(sender: &Sender) -> u32 {
    let segments = RECEIVE_WINDOW.0 / u64::from(sender.mss().bytes());
    u32::try_from(segments).unwrap_or(u32::MAX).max(1)
}
