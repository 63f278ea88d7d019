//! One link that several connections share, in one direction: who has room to himself, who shares.
//!
//! While the flows of a link together want no more than it carries, each is alone in all but
//! name: its arrival is computed at once and no event belongs to the link. When one comes for
//! whom there is no room, or that is too long to be computed at once, all of them go into a
//! [`Bottleneck`] as if they had been there from their beginning, until it has run empty.

use super::tcp::{Arrival, Bottleneck, Lane, Transfer};
use crate::time::Instant;
use crate::units::{BitsPerSecond, Bytes};

/// Bodies longer than this share a link as fluids.
///
/// SIMPLIFIED: on a shared link the slow start of bodies over 4 MiB is left out; packet by packet
/// they would cost thousands of steps each for a few milliseconds of difference.
const FLUID_ABOVE: Bytes = Bytes(4 << 20);

/// A link in one direction, and the bodies on it.
#[derive(Debug)]
pub(super) struct Link {
    rate: BitsPerSecond,
    /// Bodies with room to themselves; none while any share.
    alone: Vec<Alone>,
    /// Bodies that share from now on, in any order.
    entering: Vec<Entering>,
    shared: Option<Box<Bottleneck>>,
    /// Which event the link waits for; events with another number come too late.
    pub(super) turn: u32,
    /// When that event comes.
    pub(super) awaited: Option<Instant>,
}

/// What decides who goes first among bodies that begin at one moment: load and number of the
/// request, so that the order of events does not.
pub(super) type Rank = (u32, u64);

#[derive(Debug)]
struct Alone {
    entering: Entering,
    /// When its last byte leaves the link and makes room.
    leaves: Instant,
}

#[derive(Debug, Clone, Copy)]
struct Entering {
    began: Instant,
    rank: Rank,
    transfer: Transfer,
}

/// What becomes of a body that begins.
#[derive(Debug)]
pub(super) enum Begun {
    /// It has room to itself, and arrives so.
    Alone(Arrival),
    /// It shares the link, and so do these from now on, which had room to themselves before.
    Sharing(Vec<u32>),
}

impl Link {
    /// An idle link.
    pub(super) fn new(rate: BitsPerSecond) -> Self {
        Self {
            rate,
            alone: Vec::new(),
            entering: Vec::new(),
            shared: None,
            turn: 0,
            awaited: None,
        }
    }

    /// What it carries.
    pub(super) const fn rate(&self) -> BitsPerSecond {
        self.rate
    }

    /// A body begins `now`.
    pub(super) fn begin(&mut self, now: Instant, rank: Rank, transfer: Transfer) -> Begun {
        let entering = Entering {
            began: now,
            rank,
            transfer,
        };
        self.alone.retain(|alone| alone.leaves > now);
        if let Some(arrival) = self.alone_with_room(now, transfer) {
            self.alone.push(Alone {
                entering,
                leaves: arrival.at - transfer.round_trip.divided_by(2),
            });
            return Begun::Alone(arrival);
        }
        let joined = self.alone.drain(..).map(|alone| alone.entering);
        let first = self.entering.len();
        self.entering.extend(joined);
        let joined = self.entering[first..].iter().map(|it| it.transfer.key);
        let joined = joined.collect();
        self.entering.push(entering);
        Begun::Sharing(joined)
    }

    /// The arrival of a body for which there is room beside the others.
    fn alone_with_room(&self, now: Instant, transfer: Transfer) -> Option<Arrival> {
        if self.shared.is_some() || !self.entering.is_empty() {
            return None;
        }
        let wants = |transfer: &Transfer| u128::from(transfer.rate_max.min(self.rate).0);
        let others = self.alone.iter().map(|it| wants(&it.entering.transfer));
        if others.sum::<u128>() + wants(&transfer) > u128::from(self.rate.0) {
            return None;
        }
        let lane = Lane::new(transfer.rate_max.min(self.rate), transfer.round_trip);
        let mut sender = transfer.sender;
        let at = lane.arrival(&mut sender, now, transfer.body)?;
        Some(Arrival {
            key: transfer.key,
            at,
            sender,
        })
    }

    /// When the link must be looked at again; none when nobody shares it.
    pub(super) fn next_look(&self, now: Instant) -> Option<Instant> {
        if !self.entering.is_empty() {
            return Some(now);
        }
        let next = self.shared.as_ref()?.next_change()?;
        Some(next.max(now))
    }

    /// Lets time pass on a shared link; what has arrived by `now` is appended to `arrivals`.
    pub(super) fn advance(&mut self, now: Instant, arrivals: &mut Vec<Arrival>) {
        let rate = self.rate;
        if !self.entering.is_empty() {
            self.entering.sort_unstable_by_key(|it| (it.began, it.rank));
            let shared = || Box::new(Bottleneck::new(rate).fluid_above(FLUID_ABOVE));
            let shared = self.shared.get_or_insert_with(shared);
            for it in self.entering.drain(..) {
                shared.send(it.began, it.transfer);
            }
        }
        if let Some(shared) = &mut self.shared {
            shared.advance(now, arrivals);
            if shared.is_empty() {
                self.shared = None;
            }
        }
    }

    /// Takes body `key` off the link `now`; gives the bytes that got through, or none when all of
    /// them had left the link before.
    pub(super) fn stop(&mut self, now: Instant, key: u32) -> Option<Bytes> {
        if let Some(shared) = &mut self.shared
            && let Some(through) = shared.stop(now, key)
        {
            return Some(through);
        }
        let is_it = |it: &Entering| it.transfer.key == key;
        if let Some(place) = self.entering.iter().position(is_it) {
            let it = self.entering.swap_remove(place);
            return self.replayed(it, now);
        }
        let place = self.alone.iter().position(|it| is_it(&it.entering))?;
        let it = self.alone.swap_remove(place).entering;
        self.replayed(it, now)
    }

    /// How far a body with room to itself had got.
    fn replayed(&self, it: Entering, now: Instant) -> Option<Bytes> {
        let mut link = Bottleneck::new(self.rate);
        link.send(it.began, it.transfer);
        link.stop(now, it.transfer.key)
    }
}
