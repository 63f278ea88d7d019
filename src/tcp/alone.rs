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

use super::transfer::Transfer;
use super::wire::{OVERHEAD, Pace, Segments};
use crate::time::Instant;

/// Segments that any device's queue holds.
pub(super) const SEGMENTS_MAX: u32 = 200;
const PAIRS_MAX: usize = SEGMENTS_MAX as usize / 2 + 1;

/// Whether `transfer` is short enough to be computed at once.
pub(super) fn is_short(transfer: &Transfer) -> bool {
    let most = u64::from(SEGMENTS_MAX) * u64::from(transfer.sender.mss().bytes());
    transfer.body.0 <= most
}

/// When the last byte arrives of a body that the sender begins to send at `now`.
pub(super) fn arrival(transfer: &mut Transfer, now: Instant, pace: Pace) -> Instant {
    let segments = Segments::of(transfer.body, transfer.sender.mss());
    let start = if transfer.sender.is_fresh() {
        now + pace.time_for(OVERHEAD)
    } else {
        now
    };
    transfer.sender.wake(now);
    let window = transfer.sender.window_segments();
    let left = if 2 * segments.count <= window {
        start + pace.time_for(segments.on_wire(0, segments.count))
    } else if transfer.sender.hystart.has_found() || !transfer.sender.is_in_slow_start() {
        by_rounds(transfer, segments, start, pace)
    } else {
        by_acknowledgements(transfer, segments, (now, start), pace)
    };
    transfer.sender.note_activity(left + transfer.round_trip);
    left + transfer.round_trip.divided_by(2)
}

fn by_rounds(transfer: &mut Transfer, segments: Segments, start: Instant, pace: Pace) -> Instant {
    let sender = &mut transfer.sender;
    let clock = transfer.round_trip
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
    transfer: &mut Transfer,
    segments: Segments,
    (now, start): (Instant, Instant),
    pace: Pace,
) -> Instant {
    let sender = &mut transfer.sender;
    let back = transfer.round_trip + pace.time_for(OVERHEAD);
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
            *pair = (if *sent % 2 == 0 { at } else { pair.0 }, free_at);
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
