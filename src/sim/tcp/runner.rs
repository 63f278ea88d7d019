//! One body in a race: its sending end, its receiving end, and the timers of both.

use std::collections::VecDeque;

use super::receiver::{Ack, Receiver};
use super::sending::Sending;
use super::transfer::{Arrival, Transfer};
use super::wire::Segments;
use crate::time::{Duration, Instant};
use crate::units::Bytes;

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
}

impl Runner {
    pub(super) fn new(stamp: u32, transfer: Transfer, request: Bytes) -> Self {
        Self {
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

    pub(super) fn acknowledge(&mut self, now: Instant, ack: Ack, out: &mut Vec<u32>) {
        self.transfer.sender.note_activity(now);
        self.sending
            .acknowledge(&mut self.transfer.sender, now, ack, out);
    }

    pub(super) fn ring(&mut self, now: Instant, back: Duration, out: &mut Vec<u32>) {
        self.timer = None;
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
