//! One body in a race: its sending end, its receiving end, and the timers of both.

use std::collections::VecDeque;

use super::codel::Parcel;
use super::device::Device;
use super::receiver::{Ack, Receiver};
use super::sending::Sending;
use super::transfer::{Arrival, Transfer};
use super::wire::{OVERHEAD, Pace, Segments};
use crate::time::{Duration, Instant};
use crate::units::{BitsPerSecond, Bytes};

#[derive(Debug, Clone)]
pub(super) struct Runner {
    pub(super) stamp: u32,
    pub(super) transfer: Transfer,
    pub(super) sending: Sending,
    pub(super) receiver: Receiver,
    pub(super) one_way: Duration,
    /// What the client sends once connected.
    pub(super) request: Bytes,
    pub(super) arrived: Option<Instant>,
    /// Acknowledgements on their way back, each with its arrival.
    pub(super) on_way: VecDeque<(Instant, Ack)>,
    pub(super) timer: Option<Instant>,
    /// The most it may have.
    pub(super) rate: BitsPerSecond,
    pace: Pace,
    /// The link of its own that it passes first, when that is narrower than the shared one.
    pub(super) own: Option<Box<Device>>,
    /// Packets that leave its own link and have not come to the shared one.
    pub(super) passing: VecDeque<Parcel>,
}

impl Runner {
    pub(super) fn new(stamp: u32, transfer: Transfer, request: Bytes, link: BitsPerSecond) -> Self {
        let rate = transfer.rate_max.min(link);
        let own = || Device::new(rate, transfer.round_trip, transfer.sender.mss());
        Self {
            rate,
            pace: Pace::of(rate),
            own: (rate < link).then(|| Box::new(own())),
            passing: VecDeque::new(),
            stamp,
            transfer,
            sending: Sending::new(Segments::of(transfer.body, transfer.sender.mss())),
            receiver: Receiver::new(),
            one_way: transfer.round_trip.divided_by(2),
            request,
            arrived: None,
            on_way: VecDeque::new(),
            timer: None,
        }
    }

    /// The narrowest link it passes.
    pub(super) const fn pace(&self) -> Pace {
        self.pace
    }

    /// The next packet that leaves its own link, and when.
    pub(super) fn pass_own(&mut self, now: Instant) -> Option<(Instant, Parcel)> {
        let own = self.own.as_mut()?;
        own.pass(now, |_| false)
            .map(|(left, _, parcel)| (left, parcel))
    }

    /// Its own link has room again.
    pub(super) fn own_room_is_made(&mut self) {
        if let Some(own) = &mut self.own {
            own.room_is_made();
        }
    }

    /// The packet that comes to the shared link now.
    pub(super) fn come_through(&mut self, now: Instant) -> Option<Parcel> {
        let parcel = self.passing.pop_front()?;
        Some(Parcel {
            queued: now,
            ..parcel
        })
    }

    /// Bytes that leave the shared link at the very moment at which they have come to it.
    pub(super) fn streamed_bytes(&self) -> u64 {
        if self.own.is_some() {
            self.transfer.sender.mss().bytes().into()
        } else {
            0
        }
    }

    pub(super) fn acknowledge(&mut self, now: Instant, ack: Ack, out: &mut Vec<u32>) {
        self.transfer.sender.note_activity(now);
        self.sending
            .acknowledge(&mut self.transfer.sender, now, ack, out);
    }

    pub(super) fn ring(&mut self, now: Instant, out: &mut Vec<u32>) {
        self.timer = None;
        let back = self.pace.time_for(OVERHEAD);
        if let Some(ack) = self.receiver.wait_is_over(now - (self.one_way + back)) {
            self.acknowledge(now, ack, out);
        }
        if self
            .sending
            .deadline
            .is_some_and(|deadline| deadline <= now)
        {
            self.sending.time_out(&mut self.transfer.sender, now, out);
        }
    }

    /// Bytes that have arrived in order, or will when the device's queue has emptied.
    pub(super) fn delivered(&self) -> Bytes {
        Bytes(self.sending.board.segments.between(0, self.receiver.next()))
    }

    /// A body of no bytes has arrived when its acknowledgement has.
    pub(super) fn finish_if_empty(&mut self, now: Instant) {
        if self.sending.board.segments.count == 0 {
            self.arrived = Some(now + self.one_way);
        }
    }

    /// The end: the acknowledgements still on their way are taken in ahead of their time, so
    /// that what the sending end has learnt is known when the body has arrived.
    pub(super) fn settled(&mut self, out: &mut Vec<u32>) -> Option<Arrival> {
        let at = self.arrived?;
        while let Some((acked, ack)) = self.on_way.pop_front() {
            self.acknowledge(acked, ack, out);
        }
        out.clear();
        Some(Arrival {
            key: self.transfer.key,
            at,
            sender: self.transfer.sender,
        })
    }
}
