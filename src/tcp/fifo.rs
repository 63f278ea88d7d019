//! The queue in front of a link: first in, first out, and full is lost.

use std::collections::VecDeque;

use super::wire::occupancy;
use crate::time::{Duration, Instant};
use crate::units::{BitsPerSecond, Bytes};

/// Packets a queue holds at least.
const PACKETS_MIN: u64 = 200;
/// The packet size that a bandwidth-delay product is counted in.
const PACKET_BYTES: u64 = 1_500;

/// A link and the packets waiting for it.
#[derive(Debug, Clone)]
pub(super) struct Fifo {
    pub(super) rate: BitsPerSecond,
    capacity: usize,
    /// When each waiting packet's transmission begins.
    starts: VecDeque<Instant>,
    free_at: Instant,
}

impl Fifo {
    /// A link with room for `capacity` waiting packets.
    pub(super) const fn new(rate: BitsPerSecond, capacity: usize) -> Self {
        Self {
            rate,
            capacity,
            starts: VecDeque::new(),
            free_at: Instant::ZERO,
        }
    }

    /// When the last bit of a packet offered at `now` has left, or `None` when it is dropped.
    ///
    /// INVARIANT: packets are offered in order of time.
    pub(super) fn offer(&mut self, now: Instant, packet: Bytes) -> Option<Instant> {
        while self.starts.front().is_some_and(|start| *start <= now) {
            self.starts.pop_front();
        }
        if self.free_at > now {
            if self.starts.len() >= self.capacity {
                return None;
            }
            self.starts.push_back(self.free_at);
        }
        self.free_at = self.free_at.max(now) + occupancy(self.rate, packet);
        Some(self.free_at)
    }
}

/// The queue length that routers are given: one bandwidth-delay product, at least 200 packets.
pub fn queue_packets(rate: BitsPerSecond, round_trip: Duration) -> usize {
    let bit_nanos = u128::from(rate.0) * u128::from(round_trip.nanos());
    let product = bit_nanos / (8_000_000_000 * u128::from(PACKET_BYTES));
    usize::try_from(product.max(PACKETS_MIN.into())).unwrap_or(usize::MAX)
}
