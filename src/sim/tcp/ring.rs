//! The device's own queue: packets in the order of their transmission, each with its time.

use std::collections::VecDeque;

use super::wire::{Mss, PACKET_HEADERS, Pace};
use crate::time::{Duration, Instant};
use crate::units::{BitsPerSecond, Bytes};

/// Packets a device's queue holds at least.
const PACKETS_MIN: u64 = 200;

/// A link and the packets waiting in its device for transmission.
#[derive(Debug, Clone)]
pub(super) struct Ring {
    pub(super) pace: Pace,
    capacity: usize,
    /// When each waiting packet's transmission begins.
    starts: VecDeque<Instant>,
    free_at: Instant,
}

impl Ring {
    /// A link whose device has room for `capacity` waiting packets.
    pub(super) fn new(rate: BitsPerSecond, capacity: usize) -> Self {
        Self {
            pace: Pace::of(rate),
            capacity,
            starts: VecDeque::new(),
            free_at: Instant::ZERO,
        }
    }

    /// Whether the device takes another packet at `now`.
    pub(super) fn has_room(&mut self, now: Instant) -> bool {
        while self.starts.front().is_some_and(|start| *start <= now) {
            self.starts.pop_front();
        }
        self.starts.len() < self.capacity
    }

    /// Whether the device transmits nothing at `now`.
    pub(super) fn is_free(&self, now: Instant) -> bool {
        self.free_at <= now
    }

    /// When the next waiting packet leaves the queue and makes room for another.
    pub(super) fn next_room(&self) -> Option<Instant> {
        self.starts.front().copied()
    }

    /// Takes a packet in at `now`; returns when its last bit has left.
    ///
    /// INVARIANT: packets are given in order of time, and only while there is room.
    pub(super) fn transmit(&mut self, now: Instant, packet: Bytes) -> Instant {
        if self.free_at > now {
            self.starts.push_back(self.free_at);
        }
        self.free_at = self.free_at.max(now) + self.pace.time_for(packet);
        self.free_at
    }
}

/// The queue a device is given: one bandwidth-delay product of full packets, at least 200.
///
/// ```
/// use vpcsim::{sim::tcp::{Mss, queue_packets}, time::Duration, units::BitsPerSecond};
/// let (rate, mss) = (BitsPerSecond(1_000_000_000), Mss::new(1_448));
/// assert_eq!(queue_packets(rate, Duration::from_millis(2), mss), 200);
/// assert_eq!(queue_packets(rate, Duration::from_millis(150), mss), 12_500);
/// ```
pub fn queue_packets(rate: BitsPerSecond, round_trip: Duration, mss: Mss) -> usize {
    let bit_nanos = u128::from(rate.0) * u128::from(round_trip.nanos());
    let product = bit_nanos / (8_000_000_000 * u128::from(mss.bytes() + PACKET_HEADERS));
    usize::try_from(product.max(PACKETS_MIN.into())).unwrap_or(usize::MAX)
}
