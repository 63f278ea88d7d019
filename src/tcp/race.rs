//! Several bodies over one bottleneck, packet by packet: who loses what, and when each is done.

use super::fifo::Fifo;
use super::receiver::{Ack, Receiver};
use super::sender::Sender;
use super::sending::Sending;
use super::wire::{OVERHEAD, SACK, Segments, occupancy};
use crate::engine::Queue;
use crate::time::{Duration, Instant};
use crate::units::{BitsPerSecond, Bytes};

#[derive(Debug, Clone, Copy)]
enum Moment {
    Started,
    Acked(Ack),
    TimerRang,
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
    link: Fifo,
    runners: Vec<Runner>,
    moments: Queue<(u32, Moment)>,
    out: Vec<u32>,
    unfinished: usize,
}

impl Race {
    /// A link of this rate with room for `queue_packets` waiting packets, and nobody on it.
    pub fn new(rate: BitsPerSecond, queue_packets: usize) -> Self {
        Self {
            link: Fifo::new(rate, queue_packets),
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
                self.link.offer(now, OVERHEAD);
                sending.send(sender, now, &mut out);
            }
            Moment::Acked(ack) => sending.acknowledge(sender, now, ack, &mut out),
            Moment::TimerRang => self.ring(now, number, &mut out),
        }
        for index in out.drain(..) {
            self.transmit(now, number, index);
        }
        self.out = out;
        self.set_timer(number);
    }

    fn transmit(&mut self, now: Instant, number: usize, index: u32) {
        let runner = &mut self.runners[number];
        let segments = runner.sending.board.segments;
        let packet = Bytes(u64::from(segments.size(index)) + OVERHEAD.0);
        let Some(left) = self.link.offer(now, packet) else {
            return;
        };
        let arrived = left + runner.one_way;
        if let Some(ack) = runner.receiver.wait_is_over(arrived) {
            self.reply(arrived, number, ack);
        }
        let runner = &mut self.runners[number];
        let ack = runner.receiver.arrive(index, arrived, now);
        if runner.finished.is_none() && runner.receiver.next() == segments.count {
            runner.finished = Some(arrived);
            self.unfinished -= 1;
        }
        if let Some(ack) = ack {
            self.reply(arrived, number, ack);
        }
    }

    fn reply(&mut self, at: Instant, number: usize, ack: Ack) {
        let size = if ack.beyond == u32::MAX { OVERHEAD } else { SACK };
        let back = self.runners[number].one_way + occupancy(self.link.rate, size);
        self.schedule(at + back, number, Moment::Acked(ack));
    }

    fn ring(&mut self, now: Instant, number: usize, out: &mut Vec<u32>) {
        let runner = &mut self.runners[number];
        runner.timer = None;
        let back = runner.one_way + occupancy(self.link.rate, OVERHEAD);
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
        let back = runner.one_way + occupancy(self.link.rate, OVERHEAD);
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
