//! A queue and the device behind it: where packets wait before they leave on a link.

use super::codel::Parcel;
use super::fair_queue::FairQueue;
use super::ring::{Ring, queue_packets};
use super::wire::{FRAMING, Mss, PACKET_HEADERS, Pace};
use crate::time::{Duration, Instant};
use crate::units::{BitsPerSecond, Bytes};

/// One link's `fq_codel` and the device that empties it.
#[derive(Debug, Clone)]
pub(super) struct Device {
    ring: Ring,
    waiting: FairQueue,
    /// Whether somebody looks again when the device has room.
    is_awaited: bool,
}

impl Device {
    /// An idle device, its queue sized for this round trip and these segments.
    pub(super) fn new(rate: BitsPerSecond, round_trip: Duration, mss: Mss) -> Self {
        Self {
            ring: Ring::new(rate, queue_packets(rate, round_trip, mss)),
            waiting: FairQueue::new(mss.bytes() + PACKET_HEADERS),
            is_awaited: false,
        }
    }

    /// The speed of the link.
    pub(super) const fn pace(&self) -> Pace {
        self.ring.pace
    }

    /// Whether a packet that came now would wait for nothing.
    pub(super) fn is_idle(&self, now: Instant) -> bool {
        self.waiting.is_empty() && self.ring.is_free(now)
    }

    /// Takes in a packet of `flow`; it waits until it is taken out again.
    pub(super) fn push(&mut self, flow: u32, parcel: Parcel) {
        self.waiting.push(flow, parcel);
    }

    /// The next packet whose transmission is settled at `now`: its flow, and when its last bit
    /// has left.
    ///
    /// A packet of a flow that `streams` in from a slower link is sent on bit by bit as it comes, and so
    /// leaves when its last bit comes, unless others are before it.
    pub(super) fn pass(
        &mut self,
        now: Instant,
        streams: impl Fn(u32) -> bool,
    ) -> Option<(Instant, u32, Parcel)> {
        if !self.ring.has_room(now) {
            return None;
        }
        let (flow, parcel) = self.waiting.pop(now)?;
        let on_wire = Bytes(u64::from(parcel.bytes) + FRAMING.0);
        let lead = if streams(flow) {
            self.ring.pace.time_for(on_wire)
        } else {
            Duration::ZERO
        };
        let left = self.ring.transmit(now - lead, on_wire);
        Some((left, flow, parcel))
    }

    /// When somebody must look again because packets wait for room; told once for each wait.
    pub(super) fn awaits_room(&mut self) -> Option<Instant> {
        if self.waiting.is_empty() || self.is_awaited {
            return None;
        }
        self.is_awaited = true;
        self.ring.next_room()
    }

    /// Notes that somebody looks.
    pub(super) const fn room_is_made(&mut self) {
        self.is_awaited = false;
    }
}
