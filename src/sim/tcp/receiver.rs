//! The receiving end: what has arrived, and when it says so.

use std::collections::VecDeque;

use crate::time::{Duration, Instant};

/// In-order segments that make one acknowledgement.
const SEGMENTS_PER_ACK: u32 = 2;
/// How long a single in-order segment waits for a second.
const DELAY_MAX: Duration = Duration::from_millis(200);

/// An acknowledgement as it leaves the receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ack {
    /// Every segment below this one has arrived.
    pub(super) up_to: u32,
    /// The segment beyond a hole whose arrival made this acknowledgement; `u32::MAX` for none.
    ///
    /// One is enough: acknowledgements are never lost in this model and each segment beyond a
    /// hole makes its own, so every other block of the SACK option repeats what is known.
    pub(super) beyond: u32,
    /// When the segment that the timestamp echoes was sent.
    pub(super) echo: Instant,
}

/// The state of the receiver of one body.
#[derive(Debug, Clone)]
pub(super) struct Receiver {
    next: u32,
    /// Which segments beyond `next` have arrived, from `next` on.
    beyond: VecDeque<bool>,
    held: u32,
    unacked: u32,
    echo: Instant,
    /// When the pending delayed acknowledgement leaves.
    due: Option<Instant>,
}

impl Receiver {
    pub(super) const fn new() -> Self {
        Self {
            next: 0,
            beyond: VecDeque::new(),
            held: 0,
            unacked: 0,
            echo: Instant::ZERO,
            due: None,
        }
    }

    /// The first segment that has not arrived.
    pub(super) const fn next(&self) -> u32 {
        self.next
    }

    /// When a delayed acknowledgement leaves unless another segment comes first.
    pub(super) const fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Takes in segment `index`, sent at `sent`; returns the acknowledgement it causes.
    ///
    /// In order: every second segment, or after 200 ms. Out of order, filling a hole, or twice:
    /// at once.
    pub(super) fn arrive(&mut self, index: u32, at: Instant, sent: Instant) -> Option<Ack> {
        if index < self.next {
            return Some(self.ack(u32::MAX));
        }
        if index > self.next {
            let place = (index - self.next) as usize;
            if self.beyond.len() <= place {
                self.beyond.resize(place + 1, false);
            }
            let is_new = !std::mem::replace(&mut self.beyond[place], true);
            self.held += u32::from(is_new);
            return Some(self.ack(index));
        }
        if self.unacked == 0 {
            self.echo = sent;
        }
        self.next += 1;
        self.beyond.pop_front();
        let had_held = self.held > 0;
        while self.beyond.front() == Some(&true) {
            self.beyond.pop_front();
            self.next += 1;
            self.held -= 1;
        }
        self.unacked += 1;
        if had_held || self.unacked >= SEGMENTS_PER_ACK {
            return Some(self.ack(u32::MAX));
        }
        self.due = Some(at + DELAY_MAX);
        None
    }

    /// The delayed acknowledgement, when it is due at `at`.
    pub(super) fn wait_is_over(&mut self, at: Instant) -> Option<Ack> {
        let due = self.due?;
        (due <= at).then(|| self.ack(u32::MAX))
    }

    const fn ack(&mut self, beyond: u32) -> Ack {
        self.unacked = 0;
        self.due = None;
        Ack {
            up_to: self.next,
            beyond,
            echo: self.echo,
        }
    }
}
