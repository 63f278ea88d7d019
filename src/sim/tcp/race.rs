//! A few bodies over one bottleneck, packet by packet: who waits, who loses, when each arrives.
//!
//! Which of eight flows loses its packets when a queue overflows decides who is done first, and
//! no rate or round knows it. So while few flows share a link, the sending ends, the queue and the
//! receiving ends are stepped through segment by segment. None of these steps is an event of the
//! run: a race is advanced by a round trip at a time and tells when to look again.

use super::codel::Parcel;
use super::device::Device;
use super::receiver::Ack;
use super::ring::Ring;
use super::runner::Runner;
use super::transfer::{Arrival, Transfer};
use super::wire::{OVERHEAD, PACKET_HEADERS, SACK, SYN};
use crate::engine::{Queue, Stream};
use crate::time::Instant;
use crate::units::{BitsPerSecond, Bytes};

/// The segment number of a packet without payload that is not answered.
const BARE_ACK: u32 = u32::MAX;
/// The segment number of a SYN-ACK.
const SYN_ACK: u32 = u32::MAX - 1;

/// A moment in the life of one body.
#[derive(Debug, Clone, Copy)]
enum Moment {
    Called,
    /// The answer to a SYN that was sent then is here.
    Connected(Instant),
    Started,
    Acked,
    TimerRang,
    Arrived,
    /// A packet has left the flow's own link and comes to the shared one.
    Passed,
    OwnRoomMade,
    RoomMade,
}

/// Segments that vanish on the wire, drawn one by one.
#[derive(Debug, Clone, Copy)]
pub struct Loss {
    /// The share of segments lost, 0 to 1.
    pub probability: f64,
    /// Which ones: one draw per segment.
    pub luck: Stream,
}

/// Bodies that share one link.
#[derive(Debug, Clone)]
pub(super) struct Race {
    rate: BitsPerSecond,
    link: Device,
    uplink: Ring,
    /// What all runners together may have, were the link wide enough.
    wanted: u128,
    loss: Option<Loss>,
    drawn: u64,
    runners: Vec<Option<Runner>>,
    running: usize,
    stamps: u32,
    moments: Queue<(u32, u32, Moment)>,
    out: Vec<u32>,
}

impl Race {
    /// An empty link whose queue is sized for `first`'s round trip and segments; `drawn` draws
    /// of its luck are spent already.
    pub(super) fn new(
        rate: BitsPerSecond,
        first: &Transfer,
        loss: Option<Loss>,
        drawn: u64,
    ) -> Self {
        Self {
            rate,
            link: Device::new(rate, first.round_trip, first.sender.mss()),
            uplink: Ring::new(rate, usize::MAX),
            wanted: 0,
            loss,
            drawn,
            runners: Vec::new(),
            running: 0,
            stamps: 0,
            moments: Queue::new(),
            out: Vec::new(),
        }
    }

    /// Lets the server begin to send at `at`.
    pub(super) fn send(&mut self, at: Instant, transfer: Transfer) {
        let slot = self.enter(transfer, Bytes(0));
        self.schedule(at, slot, Moment::Started);
    }

    /// Lets the client connect at `at` and ask for the body with a request of this size.
    pub(super) fn call(&mut self, at: Instant, transfer: Transfer, request: Bytes) {
        let slot = self.enter(transfer, request);
        let syn_left = self.uplink.transmit(at, SYN);
        let half = transfer.round_trip.divided_by(2);
        self.schedule(syn_left + half, slot, Moment::Called);
    }

    /// How many draws of the link's luck are spent.
    pub(super) const fn drawn(&self) -> u64 {
        self.drawn
    }

    /// How many bodies are under way.
    pub(super) const fn len(&self) -> usize {
        self.running
    }

    /// The bodies under way.
    pub(super) fn under_way(&self) -> impl Iterator<Item = Transfer> {
        self.runners.iter().flatten().map(|runner| runner.transfer)
    }

    /// Stops the body `key`; returns how many of its bytes had arrived. What is already in the
    /// queue still takes its time on the link.
    pub(super) fn stop(&mut self, key: u32) -> Option<Bytes> {
        let is_it = |slot: &Option<Runner>| slot.as_ref().is_some_and(|r| r.transfer.key == key);
        let slot = self.runners.iter().position(is_it)?;
        let runner = self.leave(slot)?;
        Some(runner.delivered())
    }

    /// Takes every body out, each with the bytes that are not acknowledged.
    pub(super) fn disband(&mut self) -> impl Iterator<Item = (Transfer, Bytes)> {
        (self.running, self.wanted) = (0, 0);
        self.runners.drain(..).flatten().map(|runner| {
            let board = &runner.sending.board;
            (runner.transfer, Bytes(board.remaining_from(board.first)))
        })
    }

    /// Steps through all that happens up to `until`; arrivals are appended to `arrivals`.
    pub(super) fn advance(&mut self, until: Instant, arrivals: &mut Vec<Arrival>) {
        while self.moments.peek_time().is_some_and(|at| at <= until) {
            let Some((now, (slot, stamp, moment))) = self.moments.pop() else {
                break;
            };
            self.step(now, (slot as usize, stamp), moment, arrivals);
        }
    }

    /// When to look again: the next arrival, or the earliest moment an unforeseen one could be.
    ///
    /// An arrival is foreseen as soon as its last packet enters the device's queue. Only a step
    /// can put it there, half a round trip before; what is left to send takes its time besides,
    /// but for a packet that may just be streaming through.
    pub(super) fn next_change(&self) -> Option<Instant> {
        let runners = self.runners.iter().flatten();
        let next_step = self.moments.peek_time().unwrap_or(Instant::NEVER);
        let earliest = runners.map(|runner| {
            runner.arrived.unwrap_or_else(|| {
                let left = runner.transfer.body.0 - runner.delivered().0;
                let after_first = left.saturating_sub(runner.streamed_bytes());
                next_step + runner.one_way + self.link.pace().time_for(Bytes(after_first))
            })
        });
        earliest.min()
    }

    fn enter(&mut self, transfer: Transfer, request: Bytes) -> usize {
        self.stamps = self.stamps.wrapping_add(1);
        self.running += 1;
        let runner = Runner::new(self.stamps, transfer, request, self.rate);
        self.wanted += u128::from(runner.rate.0);
        let free = self.runners.iter().position(Option::is_none);
        let slot = free.unwrap_or(self.runners.len());
        if slot == self.runners.len() {
            self.runners.push(Some(runner));
        } else {
            self.runners[slot] = Some(runner);
        }
        slot
    }

    fn leave(&mut self, slot: usize) -> Option<Runner> {
        let runner = self.runners[slot].take()?;
        self.running -= 1;
        self.wanted -= u128::from(runner.rate.0);
        Some(runner)
    }

    fn schedule(&mut self, at: Instant, slot: usize, moment: Moment) {
        let stamp = self.runners[slot].as_ref().map_or(0, |runner| runner.stamp);
        let slot = place(slot);
        self.moments.schedule(at, 0, slot, (slot, stamp, moment));
    }

    fn runner(&mut self, slot: usize, stamp: u32) -> Option<&mut Runner> {
        let runner = self.runners.get_mut(slot)?.as_mut()?;
        (runner.stamp == stamp).then_some(runner)
    }

    fn step(
        &mut self,
        now: Instant,
        (slot, stamp): (usize, u32),
        moment: Moment,
        arrivals: &mut Vec<Arrival>,
    ) {
        if matches!(moment, Moment::RoomMade) {
            self.link.room_is_made();
            self.drain(now);
            return;
        }
        let mut out = std::mem::take(&mut self.out);
        let Some(runner) = self.runner(slot, stamp) else {
            self.out = out;
            return;
        };
        let mut greeting = None;
        match moment {
            Moment::Called => greeting = Some(SYN_ACK),
            Moment::Started => {
                // The first request on a connection is acknowledged at once, before the answer.
                greeting = runner.transfer.sender.is_fresh().then_some(BARE_ACK);
                runner.transfer.sender.wake(now);
                runner
                    .sending
                    .send(&mut runner.transfer.sender, now, &mut out);
                runner.finish_if_empty(now);
            }
            Moment::Acked => {
                if let Some((_, ack)) = runner.on_way.pop_front() {
                    runner.acknowledge(now, ack, &mut out);
                }
            }
            Moment::TimerRang => runner.ring(now, &mut out),
            Moment::Arrived => {
                arrivals.extend(runner.settled(&mut out));
                self.leave(slot);
            }
            Moment::Passed => {
                if let Some(parcel) = runner.come_through(now) {
                    self.link.push(place(slot), parcel);
                    self.drain(now);
                }
            }
            Moment::OwnRoomMade => {
                runner.own_room_is_made();
                self.drain_own(now, slot);
            }
            Moment::Connected(syn_ack_sent) => self.connect(now, slot, syn_ack_sent),
            Moment::RoomMade => {}
        }
        for index in greeting.into_iter().chain(out.drain(..)) {
            self.enqueue(now, slot, index);
        }
        self.out = out;
        self.announce(slot);
        self.set_timer(slot);
    }

    fn announce(&mut self, slot: usize) {
        if let Some(Runner {
            arrived: Some(at),
            sending,
            ..
        }) = &self.runners[slot]
            && sending.board.segments.count == 0
        {
            self.schedule(*at, slot, Moment::Arrived);
        }
    }

    fn enqueue(&mut self, now: Instant, slot: usize, index: u32) {
        let Some(runner) = &mut self.runners[slot] else {
            return;
        };
        let bytes = match index {
            BARE_ACK => PACKET_HEADERS,
            SYN_ACK => PACKET_HEADERS + 4,
            index => PACKET_HEADERS + runner.sending.board.segments.size(index),
        };
        let parcel = Parcel {
            stamp: runner.stamp,
            index,
            bytes,
            sent: now,
            queued: now,
        };
        if let Some(own) = &mut runner.own {
            own.push(0, parcel);
            self.drain_own(now, slot);
        } else {
            self.link.push(place(slot), parcel);
            self.drain(now);
        }
    }

    /// Moves packets from a flow's own queue to its own device while it has room.
    ///
    /// SIMPLIFIED: While the link is wide enough for all flows on it, their packets are not held
    /// up there; those on their way through when one flow more comes do not see it.
    fn drain_own(&mut self, now: Instant, slot: usize) {
        while let Some(runner) = &mut self.runners[slot] {
            let Some((left, parcel)) = runner.pass_own(now) else {
                break;
            };
            let is_wide = self.wanted <= u128::from(self.rate.0) && self.link.is_idle(left);
            if is_wide && runner.passing.is_empty() {
                self.launch(left, slot, parcel);
            } else {
                runner.passing.push_back(parcel);
                self.schedule(left, slot, Moment::Passed);
            }
        }
        let own = self.runners[slot]
            .as_mut()
            .and_then(|runner| runner.own.as_mut());
        if let Some(at) = own.and_then(|own| own.awaits_room()) {
            self.schedule(at, slot, Moment::OwnRoomMade);
        }
    }

    /// Moves packets from the link's queue to its device while it has room.
    fn drain(&mut self, now: Instant) {
        loop {
            let runners = &self.runners;
            let streams = |flow: u32| {
                let runner = runners.get(flow as usize).and_then(Option::as_ref);
                runner.is_some_and(|runner| runner.own.is_some())
            };
            let Some((left, flow, parcel)) = self.link.pass(now, streams) else {
                break;
            };
            self.launch(left, flow as usize, parcel);
        }
        if let Some(at) = self.link.awaits_room() {
            self.moments.schedule(at, 0, 0, (0, 0, Moment::RoomMade));
        }
    }

    /// A packet leaves the last link, and arrives unless it is lost on the wire.
    fn launch(&mut self, left: Instant, slot: usize, parcel: Parcel) {
        let is_data = parcel.index < SYN_ACK;
        if !(is_data && self.vanishes()) {
            self.deliver(left, slot, parcel);
        }
    }

    fn vanishes(&mut self) -> bool {
        let Some(loss) = self.loss else { return false };
        self.drawn += 1;
        loss.luck.draw(self.drawn).happens(loss.probability)
    }

    fn deliver(&mut self, left: Instant, slot: usize, parcel: Parcel) {
        let Some(runner) = self.runner(slot, parcel.stamp) else {
            return;
        };
        let arrived = left + runner.one_way;
        match parcel.index {
            BARE_ACK => return,
            SYN_ACK => return self.schedule(arrived, slot, Moment::Connected(parcel.sent)),
            _ => {}
        }
        let overdue = runner.receiver.wait_is_over(arrived);
        let ack = runner.receiver.arrive(parcel.index, arrived, parcel.sent);
        let complete = runner.receiver.next() == runner.sending.board.segments.count;
        if complete && runner.arrived.is_none() {
            runner.arrived = Some(arrived);
            self.schedule(arrived, slot, Moment::Arrived);
        }
        for ack in overdue.into_iter().chain(ack) {
            self.reply(arrived, slot, ack);
        }
        self.set_timer(slot);
    }

    /// The client has its answer: it acknowledges and asks.
    fn connect(&mut self, now: Instant, slot: usize, syn_ack_sent: Instant) {
        let Some(runner) = &mut self.runners[slot] else {
            return;
        };
        let greeted = self.uplink.transmit(now, OVERHEAD);
        let asked = self
            .uplink
            .transmit(now, Bytes(OVERHEAD.0 + runner.request.0));
        let (answered, started) = (greeted + runner.one_way, asked + runner.one_way);
        runner.transfer.sender = runner
            .transfer
            .sender
            .after_handshake(syn_ack_sent, answered);
        self.schedule(started, slot, Moment::Started);
    }

    /// Sends an acknowledgement back.
    ///
    /// SIMPLIFIED: acknowledgements never wait for each other or get lost on the way back; they
    /// are a thirtieth of the data's weight.
    fn reply(&mut self, at: Instant, slot: usize, ack: Ack) {
        let size = if ack.beyond == u32::MAX {
            OVERHEAD
        } else {
            SACK
        };
        let Some(runner) = &mut self.runners[slot] else {
            return;
        };
        let on_wire = runner.pace().time_for(size);
        let acked = at + runner.one_way + on_wire;
        runner.on_way.push_back((acked, ack));
        self.schedule(acked, slot, Moment::Acked);
    }

    /// Keeps one timer pending per body, re-armed when it rings too early.
    fn set_timer(&mut self, slot: usize) {
        let Some(runner) = &mut self.runners[slot] else {
            return;
        };
        let back = runner.pace().time_for(OVERHEAD);
        let delayed_ack = runner.receiver.due().map(|due| due + runner.one_way + back);
        let wanted = match (delayed_ack, runner.sending.deadline) {
            (Some(one), Some(other)) => one.min(other),
            (Some(at), None) | (None, Some(at)) => at,
            (None, None) => return,
        };
        if runner.timer.is_none_or(|pending| wanted < pending) {
            runner.timer = Some(wanted);
            self.schedule(wanted, slot, Moment::TimerRang);
        }
    }
}

fn place(slot: usize) -> u32 {
    u32::try_from(slot).unwrap_or(u32::MAX)
}
