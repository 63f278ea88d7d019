//! `CoDel` (RFC 8289): a queue that drops from its head what has waited too long for too long.

use std::collections::VecDeque;

use crate::time::{Duration, Instant};

/// A wait this long is too long.
const TARGET: u32 = ticks(Duration::from_millis(5));
/// For this long it may be too long, before the first drop.
const INTERVAL: u32 = ticks(Duration::from_millis(100));
/// A queue shorter than a full packet is never dropped from.
const BYTES_MIN: u64 = 1_500;
/// Bits of the reciprocal square root, kept as a fraction.
const FRACTION_BITS: u32 = 16;

/// Time as Linux's `CoDel` counts it: 1,024 ns to the tick, wrapping.
const fn ticks(time: Duration) -> u32 {
    ((time.nanos() >> 10) & 0xffff_ffff) as u32
}

/// Whether `time` has come at `now`, on a clock that wraps.
const fn has_come(time: u32, now: u32) -> bool {
    now.wrapping_sub(time) < 1 << 31
}

/// One packet that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parcel {
    /// Which sending it belongs to, so that a latecomer of one that is over is known as such.
    pub(super) stamp: u32,
    /// The segment it carries.
    pub(super) index: u32,
    /// Its size as an IP packet, in bytes.
    pub(super) bytes: u32,
    /// When it was sent.
    pub(super) sent: Instant,
    /// When it began to wait in this queue.
    pub(super) queued: Instant,
}

/// The waiting packets of one flow.
#[derive(Debug, Clone, Default)]
pub(super) struct CoDel {
    parcels: VecDeque<Parcel>,
    bytes: u64,
    dropping: bool,
    above_until: Option<u32>,
    drop_next: u32,
    count: u32,
    count_before: u32,
    /// One over the square root of `count`.
    inverse_root: u32,
}

impl CoDel {
    pub(super) fn push(&mut self, parcel: Parcel) {
        self.bytes += u64::from(parcel.bytes);
        self.parcels.push_back(parcel);
    }

    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn len(&self) -> usize {
        self.parcels.len()
    }

    /// Takes out the oldest packet, whatever it has waited.
    pub(super) fn pop(&mut self) -> Option<Parcel> {
        let parcel = self.parcels.pop_front()?;
        self.bytes -= u64::from(parcel.bytes);
        Some(parcel)
    }

    /// Takes out the packet that goes next, after dropping those that must go.
    pub(super) fn take(&mut self, now: Instant) -> Option<Parcel> {
        let tick = ticks(now.since(Instant::ZERO));
        let Some(mut parcel) = self.pop() else {
            self.dropping = false;
            return None;
        };
        let waited_too_long = self.is_standing(Some(parcel), now);
        if !self.dropping {
            if !waited_too_long {
                return Some(parcel);
            }
            let next = self.pop();
            self.is_standing(next, now);
            self.begin_dropping(tick);
            return next;
        }
        self.dropping = waited_too_long;
        while self.dropping && has_come(self.drop_next, tick) {
            self.count += 1;
            self.refine_root();
            let next = self.pop();
            self.dropping = self.is_standing(next, now);
            if self.dropping {
                self.drop_next = self.spaced_from(self.drop_next);
            }
            parcel = next?;
        }
        Some(parcel)
    }

    /// Whether the queue has stood for an interval, seen by the packet at its head.
    fn is_standing(&mut self, head: Option<Parcel>, now: Instant) -> bool {
        let waited = head.map_or(0, |parcel| ticks(now.since(parcel.queued)));
        if waited < TARGET || self.bytes < BYTES_MIN {
            self.above_until = None;
            return false;
        }
        let tick = ticks(now.since(Instant::ZERO));
        match self.above_until {
            None => {
                self.above_until = Some(tick.wrapping_add(INTERVAL));
                false
            }
            Some(until) => tick != until && has_come(until, tick),
        }
    }

    fn begin_dropping(&mut self, tick: u32) {
        self.dropping = true;
        let drops_last_time = self.count.wrapping_sub(self.count_before);
        let is_recent = !has_come(self.drop_next.wrapping_add(16 * INTERVAL), tick);
        if (2..1 << 31).contains(&drops_last_time) && is_recent {
            self.count = drops_last_time;
            self.refine_root();
        } else {
            self.count = 1;
            self.inverse_root = (1 << FRACTION_BITS) - 1;
        }
        self.count_before = self.count;
        self.drop_next = self.spaced_from(tick);
    }

    /// The next drop after one at `tick`: an interval over the square root of the count.
    fn spaced_from(&self, tick: u32) -> u32 {
        let spacing = (u64::from(INTERVAL) * u64::from(self.inverse_root)) >> FRACTION_BITS;
        tick.wrapping_add((spacing & 0xffff_ffff) as u32)
    }

    /// One step of Newton's method per drop, as the kernel takes it: soon close, at first not.
    fn refine_root(&mut self) {
        let root = u64::from(self.inverse_root) << FRACTION_BITS;
        let square = (root * root) >> 32;
        let rest = (3u64 << 32).wrapping_sub(u64::from(self.count).wrapping_mul(square)) >> 2;
        let refined = rest.wrapping_mul(root) >> 31;
        self.inverse_root = ((refined >> FRACTION_BITS) & 0xffff) as u32;
    }
}
