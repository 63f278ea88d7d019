//! A link that bodies share, at the grain that suits who is on it.

use super::alone::Lane;
use super::crowd::Crowd;
use super::race::{Loss, Race};
use super::transfer::{Arrival, Transfer};
use super::wire::Pace;
use crate::time::Instant;
use crate::units::{BitsPerSecond, Bytes};

/// Bodies that are stepped packet by packet, at most; more are a crowd.
///
/// With this many, shares are even to within a few per cent and single losses even out.
const RACE_MAX: usize = 64;

/// Longer bodies flow as a fluid unless somebody wants it otherwise: slow start and the first
/// losses are a few per cent of their time.
const BODY_MAX: Bytes = Bytes(1 << 30);

/// The narrowest link of some paths, and what is on it.
///
/// It decides and the event loop schedules: after each call the loop asks [`next_change`] and
/// looks again then. Under way, a body costs one look per round trip at most.
///
/// [`next_change`]: Bottleneck::next_change
///
/// ```
/// use vpcsim::sim::tcp::{Bottleneck, Mss, Sender, Transfer};
/// use vpcsim::time::{Duration, Instant};
/// use vpcsim::units::{BitsPerSecond, Bytes};
///
/// let mut link = Bottleneck::new(BitsPerSecond(1_000_000_000));
/// let body = |key| Transfer {
///     key,
///     sender: Sender::new(Mss::new(1_448)),
///     body: Bytes(100_000),
///     round_trip: Duration::from_millis(1),
///     rate_max: BitsPerSecond(1_000_000_000),
/// };
/// link.send(Instant::ZERO, body(1));
/// link.send(Instant::ZERO, body(2));
/// let mut arrivals = Vec::new();
/// while let Some(at) = link.next_change() {
///     link.advance(at, &mut arrivals);
/// }
/// assert_eq!(arrivals.len(), 2);
/// assert!(arrivals.iter().all(|arrival| arrival.at < Instant::ZERO + Duration::from_millis(6)));
/// ```
#[derive(Debug, Clone)]
pub struct Bottleneck {
    rate: BitsPerSecond,
    loss: Option<Loss>,
    /// Longer bodies flow as a fluid.
    body_max: Bytes,
    /// Draws of that luck that are spent.
    drawn: u64,
    alone: Option<Alone>,
    load: Load,
    /// Arrivals that came to light before they were asked for.
    held: Vec<Arrival>,
}

/// A short body that met nobody so far; its arrival stands unless somebody comes.
#[derive(Debug, Clone, Copy)]
struct Alone {
    began: Instant,
    before: Transfer,
    arrival: Arrival,
}

#[derive(Debug, Clone)]
enum Load {
    Idle,
    Race(Box<Race>),
    Crowd(Box<Crowd>),
}

impl Bottleneck {
    /// An idle link that loses nothing but what overflows.
    pub fn new(rate: BitsPerSecond) -> Self {
        Self {
            rate,
            loss: None,
            body_max: BODY_MAX,
            drawn: 0,
            alone: None,
            load: Load::Idle,
            held: Vec::new(),
        }
    }

    /// The same link, losing segments at random besides.
    ///
    /// SIMPLIFIED: a crowd (over 64 bodies) and bodies over 1 GiB do not feel random loss.
    #[must_use]
    pub fn losing(mut self, loss: Loss) -> Self {
        self.loss = (loss.probability > 0.0).then_some(loss);
        self
    }

    /// The same link, looked at less closely: bodies longer than `limit` flow as a fluid, and cost
    /// no more than short ones.
    #[must_use]
    pub fn fluid_above(mut self, limit: Bytes) -> Self {
        self.body_max = limit;
        self
    }

    /// Lets the sending end begin `transfer` at `now`.
    ///
    /// INVARIANT: `now` is not before any moment this link was told of, and no body under way
    /// has the same key.
    pub fn send(&mut self, now: Instant, transfer: Transfer) {
        let is_free = self.alone.is_none() && matches!(self.load, Load::Idle);
        if is_free && self.loss.is_none() {
            let lane = Lane {
                pace: Pace::of(self.rate.min(transfer.rate_max)),
                round_trip: transfer.round_trip,
            };
            let mut sender = transfer.sender;
            if let Some(at) = lane.arrival(&mut sender, now, transfer.body) {
                let arrival = Arrival {
                    key: transfer.key,
                    at,
                    sender,
                };
                self.alone = Some(Alone {
                    began: now,
                    before: transfer,
                    arrival,
                });
                return;
            }
        }
        self.gather(&transfer);
        if let Load::Race(race) = &mut self.load {
            race.advance(now, &mut self.held);
            if race.len() < RACE_MAX && transfer.body <= self.body_max {
                return race.send(now, transfer);
            }
        }
        self.join_crowd(now, now, transfer);
    }

    /// Lets a client connect at `now` through this link and ask for `transfer` with a request of
    /// `request` bytes: the handshake's packets queue like any others.
    pub fn call(&mut self, now: Instant, transfer: Transfer, request: Bytes) {
        self.gather(&transfer);
        if let Load::Race(race) = &mut self.load {
            race.advance(now, &mut self.held);
            if race.len() < RACE_MAX && transfer.body <= self.body_max {
                return race.call(now, transfer, request);
            }
        }
        let start = now + transfer.round_trip + transfer.round_trip.divided_by(2);
        self.join_crowd(now, start, transfer);
    }

    /// When to look again: nothing arrives before. `None` when nothing is under way.
    pub fn next_change(&self) -> Option<Instant> {
        if let Some(held) = self.held.first() {
            return Some(held.at);
        }
        if let Some(alone) = &self.alone {
            return Some(alone.arrival.at);
        }
        match &self.load {
            Load::Idle => None,
            Load::Race(race) => race.next_change(),
            Load::Crowd(crowd) => crowd.next_change(),
        }
    }

    /// Lets time pass up to `now`; what has arrived by then is appended to `arrivals`, in order.
    pub fn advance(&mut self, now: Instant, arrivals: &mut Vec<Arrival>) {
        arrivals.append(&mut self.held);
        if let Some(alone) = self.alone.take_if(|alone| alone.arrival.at <= now) {
            arrivals.push(alone.arrival);
        }
        let is_over = match &mut self.load {
            Load::Idle => return,
            Load::Race(race) => {
                race.advance(now, arrivals);
                self.drawn = race.drawn();
                race.len() == 0
            }
            Load::Crowd(crowd) => {
                crowd.advance(now, arrivals);
                crowd.len() == 0
            }
        };
        if is_over {
            self.load = Load::Idle;
        }
    }

    /// Makes the link carry `rate` from `now` on, up to when time has passed on it; whatever is under
    /// way goes on as a crowd.
    pub fn carry(&mut self, now: Instant, rate: BitsPerSecond) {
        if let Some(alone) = self.alone {
            self.gather(&alone.before);
        }
        if let Load::Race(race) = &mut self.load {
            race.advance(now, &mut self.held);
        }
        self.rate = rate;
        if !self.is_empty() {
            let mut crowd = self.crowd(now);
            crowd.carry(now, rate);
            self.load = Load::Crowd(crowd);
        }
    }

    /// Stops body `key` at `now`, as a reset does; returns the bytes that got through, or `None`
    /// when no such body is under way.
    pub fn stop(&mut self, now: Instant, key: u32) -> Option<Bytes> {
        if let Some(alone) = self.alone {
            self.gather(&alone.before);
        }
        match &mut self.load {
            Load::Idle => None,
            Load::Race(race) => {
                race.advance(now, &mut self.held);
                race.stop(key)
            }
            Load::Crowd(crowd) => {
                crowd.advance(now, &mut self.held);
                crowd.stop(now, key)
            }
        }
    }

    /// What is under way, each body as it was when it began.
    pub fn under_way(&self) -> Vec<Transfer> {
        let mut found: Vec<Transfer> = match &self.load {
            Load::Idle => Vec::new(),
            Load::Race(race) => race.under_way().collect(),
            Load::Crowd(crowd) => crowd.under_way().collect(),
        };
        found.extend(self.alone.map(|alone| alone.before));
        found
    }

    /// How many bodies are under way.
    pub fn len(&self) -> usize {
        let others = match &self.load {
            Load::Idle => 0,
            Load::Race(race) => race.len(),
            Load::Crowd(crowd) => crowd.len(),
        };
        others + usize::from(self.alone.is_some())
    }

    /// Whether nothing is under way.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes a race of an idle link or of a body that is no longer alone: its start is replayed.
    fn gather(&mut self, first: &Transfer) {
        if matches!(self.load, Load::Idle) {
            let alone = self.alone.take();
            let first = alone.map_or(*first, |alone| alone.before);
            let mut race = Race::new(self.rate, &first, self.loss, self.drawn);
            if let Some(alone) = alone {
                race.send(alone.began, alone.before);
            }
            self.load = Load::Race(Box::new(race));
        }
    }

    /// Lets `transfer` begin at `start` in a crowd, made of whatever is under way.
    fn join_crowd(&mut self, now: Instant, start: Instant, transfer: Transfer) {
        let mut crowd = self.crowd(now);
        crowd.join(start, transfer, transfer.body);
        self.load = Load::Crowd(crowd);
    }

    /// Whatever is under way as a crowd, taken off the link.
    fn crowd(&mut self, now: Instant) -> Box<Crowd> {
        match std::mem::replace(&mut self.load, Load::Idle) {
            Load::Crowd(crowd) => crowd,
            Load::Idle => Box::new(Crowd::new(self.rate, now)),
            Load::Race(mut race) => {
                self.drawn = race.drawn();
                let mut crowd = Box::new(Crowd::new(self.rate, now));
                for (transfer, left) in race.disband() {
                    crowd.join(now, transfer, left);
                }
                crowd
            }
        }
    }
}
