//! `fq_codel` (RFC 8290): Linux's default queue, a fair share for each flow and `CoDel` in each.
//!
//! What a device has no room for waits here. It seldom fills up; it drops when packets wait
//! longer than 5 ms for 100 ms. Flows take turns of one full packet, new ones first.

use std::collections::VecDeque;

use super::codel::{CoDel, Parcel};
use crate::time::Instant;

/// Packets it holds for all flows together.
const PACKETS_MAX: usize = 10_240;
/// Packets dropped at once from the longest queue when it is full.
const BATCH: usize = 64;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Turn {
    #[default]
    None,
    New,
    Old,
}

#[derive(Debug, Clone, Default)]
struct Flow {
    queue: CoDel,
    turn: Turn,
    deficit: i64,
}

/// The queue in front of a device.
#[derive(Debug, Clone)]
pub(super) struct FairQueue {
    quantum: i64,
    flows: Vec<Flow>,
    new: VecDeque<u32>,
    old: VecDeque<u32>,
    len: usize,
}

impl FairQueue {
    /// An empty queue on a link that carries packets of up to `mtu` bytes.
    pub(super) fn new(mtu: u32) -> Self {
        Self {
            quantum: mtu.into(),
            flows: Vec::new(),
            new: VecDeque::new(),
            old: VecDeque::new(),
            len: 0,
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes in a packet of `flow`.
    pub(super) fn push(&mut self, flow: u32, parcel: Parcel) {
        let place = flow as usize;
        if place >= self.flows.len() {
            self.flows.resize_with(place + 1, Flow::default);
        }
        let state = &mut self.flows[place];
        state.queue.push(parcel);
        if state.turn == Turn::None {
            state.turn = Turn::New;
            state.deficit = self.quantum;
            self.new.push_back(flow);
        }
        self.len += 1;
        if self.len > PACKETS_MAX {
            self.drop_from_longest();
        }
    }

    /// Takes out the packet whose turn it is, with its flow.
    pub(super) fn pop(&mut self, now: Instant) -> Option<(u32, Parcel)> {
        loop {
            let flow = self.next_in_turn()?;
            let state = &mut self.flows[flow as usize];
            let before = state.queue.len();
            let parcel = state.queue.take(now);
            self.len -= before - state.queue.len();
            if let Some(parcel) = parcel {
                state.deficit -= i64::from(parcel.bytes);
                return Some((flow, parcel));
            }
            if self.new.pop_front().is_some() {
                state.turn = Turn::Old;
                self.old.push_back(flow);
            } else {
                state.turn = Turn::None;
                self.old.pop_front();
            }
        }
    }

    /// The flow at the head of the lists that has not used up its share; it stays there.
    fn next_in_turn(&mut self) -> Option<u32> {
        loop {
            let flow = *self.new.front().or(self.old.front())?;
            let state = &mut self.flows[flow as usize];
            if state.deficit > 0 {
                return Some(flow);
            }
            state.deficit += self.quantum;
            state.turn = Turn::Old;
            if self.new.pop_front().is_none() {
                self.old.pop_front();
            }
            self.old.push_back(flow);
        }
    }

    fn drop_from_longest(&mut self) {
        let queues = self.flows.iter_mut().map(|flow| &mut flow.queue);
        let Some(longest) = queues.max_by_key(|queue| queue.bytes()) else {
            return;
        };
        let enough = longest.bytes() / 2;
        for _ in 0..BATCH {
            if longest.bytes() <= enough || longest.pop().is_none() {
                return;
            }
            self.len -= 1;
        }
    }
}
