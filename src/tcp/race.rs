//! Several bodies over one bottleneck, packet by packet: who loses what, and when each is done.

use super::codel::Parcel;
use super::fair_queue::FairQueue;
use super::receiver::{Ack, Receiver};
use super::sender::Sender;
use super::ring::{Ring, queue_packets};
use super::sending::Sending;
use super::wire::{Mss, OVERHEAD, PACKET_HEADERS, SACK, Segments, occupancy};
use crate::engine::Queue;
use crate::time::{Duration, Instant};
use crate::units::{BitsPerSecond, Bytes};

const BARE_ACK: u32 = u32::MAX;
const FRAMING: u64 = 2;

#[derive(Debug, Clone, Copy)]
enum Moment {
    Started,
    Acked(Ack),
    TimerRang,
    RoomMade,
}

#[derive(Debug, Clone)]
struct Runner {
    sender: Sender,
    sending: Sending,
    receiver: Receiver,
    one_way: Duration,
    finished: Option<Instant>,
    timer: Option<Instant>,
}

/// Bodies that share one link.
#[derive(Debug, Clone)]
pub struct Race {
    ring: Ring,
    waiting: FairQueue,
    room_awaited: bool,
    runners: Vec<Runner>,
    moments: Queue<(u32, Moment)>,
    out: Vec<u32>,
    unfinished: usize,
}

impl Race {
    /// A link of this rate, as its users' round trip and segments size its queue, and nobody on it.
    pub fn new(rate: BitsPerSecond, round_trip: Duration, mss: Mss) -> Self {
        Self {
            ring: Ring::new(rate, queue_packets(rate, round_trip, mss)),
            waiting: FairQueue::new(mss.bytes() + PACKET_HEADERS),
            room_awaited: false,
            runners: Vec::new(),
            moments: Queue::new(),
            out: Vec::new(),
            unfinished: 0,
        }
    }

    /// Lets `body` start at `at`; returns its number.
    pub fn join(&mut self, at: Instant, sender: Sender, body: Bytes, round_trip: Duration) -> usize {
        let number = self.runners.len();
        self.runners.push(Runner {
            sender,
            sending: Sending::new(Segments::of(body, sender.mss)),
            receiver: Receiver::new(),
            one_way: round_trip.divided_by(2),
            finished: None,
            timer: None,
        });
        self.unfinished += 1;
        self.schedule(at, number, Moment::Started);
        number
    }

    /// When the last byte of body `number` arrived; `None` while it has not.
    pub fn finished(&self, number: usize) -> Option<Instant> {
        self.runners[number].finished
    }

    /// Runs until every body is done.
    pub fn run(&mut self) {
        while self.unfinished > 0 {
            let Some((now, (number, moment))) = self.moments.pop() else {
                return;
            };
            self.step(now, number as usize, moment);
        }
    }

    fn schedule(&mut self, at: Instant, number: usize, moment: Moment) {
        let source = u32::try_from(number).unwrap_or(u32::MAX);
        self.moments.schedule(at, 0, source, (source, moment));
    }

    fn step(&mut self, now: Instant, number: usize, moment: Moment) {
        let mut out = std::mem::take(&mut self.out);
        let runner = &mut self.runners[number];
        let Runner { sender, sending, .. } = runner;
        match moment {
            Moment::Started => {
                sender.wake(now);
                // The request is acknowledged before the answer begins.
                self.enqueue(now, number, BARE_ACK);
                let Runner { sender, sending, .. } = &mut self.runners[number];
                sending.send(sender, now, &mut out);
            }
            Moment::Acked(ack) => sending.acknowledge(sender, now, ack, &mut out),
            Moment::TimerRang => self.ring(now, number, &mut out),
            Moment::RoomMade => self.room_awaited = false,
        }
        for index in out.drain(..) {
            self.enqueue(now, number, index);
        }
        self.drain(now);
        self.out = out;
        self.set_timer(number);
    }

    fn enqueue(&mut self, now: Instant, number: usize, index: u32) {
        let payload = if index == BARE_ACK {
            0
        } else {
            self.runners[number].sending.board.segments.size(index)
        };
        let bytes = payload + PACKET_HEADERS;
        let flow = u32::try_from(number).unwrap_or(u32::MAX);
        self.waiting.push(flow, Parcel { index, bytes, sent: now });
        self.drain(now);
    }

    fn drain(&mut self, now: Instant) {
        while self.ring.has_room(now) {
            let Some((flow, parcel)) = self.waiting.pop(now) else {
                return;
            };
            let on_wire = Bytes(u64::from(parcel.bytes) + FRAMING);
            let left = self.ring.transmit(now, on_wire);
            if parcel.index != BARE_ACK {
                self.deliver(left, flow as usize, parcel);
            }
        }
        if !self.waiting.is_empty() && !self.room_awaited {
            self.room_awaited = true;
            if let Some(at) = self.ring.next_room() {
                self.schedule(at, 0, Moment::RoomMade);
            }
        }
    }

    fn deliver(&mut self, left: Instant, number: usize, parcel: Parcel) {
        let runner = &mut self.runners[number];
        let arrived = left + runner.one_way;
        if let Some(ack) = runner.receiver.wait_is_over(arrived) {
            self.reply(arrived, number, ack);
        }
        let runner = &mut self.runners[number];
        let ack = runner.receiver.arrive(parcel.index, arrived, parcel.sent);
        if runner.finished.is_none() && runner.receiver.next() == runner.sending.board.segments.count {
            runner.finished = Some(arrived);
            self.unfinished -= 1;
        }
        if let Some(ack) = ack {
            self.reply(arrived, number, ack);
        } else {
            self.set_timer(number);
        }
    }

    fn reply(&mut self, at: Instant, number: usize, ack: Ack) {
        let size = if ack.beyond == u32::MAX { OVERHEAD } else { SACK };
        let back = self.runners[number].one_way + occupancy(self.ring.rate, size);
        self.schedule(at + back, number, Moment::Acked(ack));
    }

    fn ring(&mut self, now: Instant, number: usize, out: &mut Vec<u32>) {
        let runner = &mut self.runners[number];
        runner.timer = None;
        let back = runner.one_way + occupancy(self.ring.rate, OVERHEAD);
        if let Some(ack) = runner.receiver.wait_is_over(now - back) {
            runner.sending.acknowledge(&mut runner.sender, now, ack, out);
        }
        if runner.sending.deadline.is_some_and(|deadline| deadline <= now) {
            runner.sending.time_out(&mut runner.sender, now, out);
        }
    }

    /// Keeps one timer pending per body, re-armed when it rings too early.
    fn set_timer(&mut self, number: usize) {
        let runner = &self.runners[number];
        let back = runner.one_way + occupancy(self.ring.rate, OVERHEAD);
        let delayed_ack = runner.receiver.due().map(|due| due + back);
        let wanted = match (delayed_ack, runner.sending.deadline) {
            (Some(one), Some(other)) => one.min(other),
            (Some(at), None) | (None, Some(at)) => at,
            (None, None) => return,
        };
        if runner.timer.is_none_or(|pending| wanted < pending) {
            self.runners[number].timer = Some(wanted);
            self.schedule(wanted, number, Moment::TimerRang);
        }
    }
}
