//! Bodies over several links at once, as flows of a fluid: each link shared max-min fairly.
//!
//! Where a body may be held up at two links, packets would have to be stepped through both, and
//! through all that others meet besides. Here they are left behind, as in a crowd on one link: a
//! body takes what its window and its own bound allow, or its fair share of the link that holds it
//! back. Bodies with the same links and the same bound form a class. All of a class flow alike: one
//! level rises for them together, and each is done when the level reaches a mark fixed at its entry.
//! So a change costs one update for each class whose rate it changes, however many bodies it has.
//!
//! Amounts are whole numbers, in bits per second times nanoseconds: sums come out the same in
//! whatever order they are made.
//!
//! SIMPLIFIED: queues and losses are not felt where bodies flow over several links; what was in
//! flight when they began to is sent once more; windows double each round trip up to what the
//! receiver takes, from a start known to within a quarter; and bodies stay in the fluid until they
//! have arrived, even when only one link holds them back by then, and so does whoever meets them
//! there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fairness::{Claim, shares};
use super::sending::RECEIVE_WINDOW;
use super::transfer::{Arrival, Transfer};
use super::wire::Segments;
use crate::time::{Duration, Instant};
use crate::units::{BitsPerSecond, Bytes};

/// Bits per second times nanoseconds in a byte.
const BYTE: u128 = 8_000_000_000;

/// The links a class passes, and the most each of its bodies takes, in bits per second.
type Kind = (Arc<[u32]>, u64);

/// Bodies that flow alike.
#[derive(Debug, Clone)]
struct Class {
    rate: u64,
    /// What each body has got since the class is, as of a moment.
    level: u128,
    since: Instant,
    /// The level at which each body is done.
    marks: BTreeSet<(u128, u32)>,
    /// When the first of them is.
    end: Instant,
}

#[derive(Debug, Clone)]
struct Stream {
    transfer: Transfer,
    links: Arc<[u32]>,
    /// What its window allows now, and ever will, in bits per second.
    cap: u64,
    cap_max: u64,
    /// What had got through before it came here, and what is on the wire since.
    before: Bytes,
    wire: u128,
    mark: u128,
    /// When its window doubles.
    widens: Option<Instant>,
}

/// Bodies under way over links that more than one of them passes.
///
/// It decides and the event loop schedules, as with a [`Bottleneck`](super::Bottleneck): after each
/// call the loop asks [`next_change`](Fluid::next_change) and looks again then.
///
/// One body passes both links, one each of them. The narrow link is halved; the wide one has the rest
/// for whom only it holds back:
///
/// ```
/// use std::sync::Arc;
///
/// use vpcsim::sim::tcp::{Fluid, Mss, Sender, Transfer};
/// use vpcsim::time::{Duration, Instant};
/// use vpcsim::units::{BitsPerSecond, Bytes};
///
/// let gigabits = |n: u64| BitsPerSecond(n * 1_000_000_000);
/// let body = |key, gigabytes: u64| Transfer {
///     key,
///     sender: Sender::new(Mss::new(1_448)),
///     body: Bytes(gigabytes * 1_000_000_000),
///     round_trip: Duration::from_millis(1),
///     rate_max: gigabits(10),
/// };
/// let (start, mut fluid) = (Instant::ZERO, Fluid::new(Instant::ZERO));
/// fluid.carry(start, 0, gigabits(10));
/// fluid.carry(start, 1, gigabits(4));
/// for (key, gigabytes, links) in [(1, 2, vec![0, 1]), (2, 8, vec![0]), (3, 2, vec![1])] {
///     let transfer = body(key, gigabytes);
///     fluid.join((start, start), transfer, transfer.body, Arc::from(links));
/// }
/// let mut arrivals = Vec::new();
/// fluid.advance(start + Duration::from_secs(1), &mut arrivals);
/// assert!(fluid.is_full(0) && fluid.load(0) == gigabits(10));
/// assert!(fluid.is_full(1) && fluid.load(1) == gigabits(4));
/// // At 2, 8 and 2 Gbps all take eight seconds, and headers another 0.3.
/// fluid.advance(start + Duration::from_millis(8_200), &mut arrivals);
/// assert!(arrivals.is_empty());
/// fluid.advance(start + Duration::from_millis(8_350), &mut arrivals);
/// assert_eq!(arrivals.len(), 3);
/// ```
#[derive(Debug, Clone)]
pub struct Fluid {
    now: Instant,
    capacities: BTreeMap<u32, BitsPerSecond>,
    streams: BTreeMap<u32, Stream>,
    classes: BTreeMap<Kind, Class>,
    widenings: BTreeSet<(Instant, u32)>,
    ends: BTreeSet<(Instant, Kind)>,
    full: BTreeSet<u32>,
    /// Whether somebody came, went or changed since shares were found.
    is_stale: bool,
    updates: u64,
}

impl Fluid {
    /// Nothing under way.
    pub fn new(now: Instant) -> Self {
        Self {
            now,
            capacities: BTreeMap::new(),
            streams: BTreeMap::new(),
            classes: BTreeMap::new(),
            widenings: BTreeSet::new(),
            ends: BTreeSet::new(),
            full: BTreeSet::new(),
            is_stale: false,
            updates: 0,
        }
    }

    /// A link carries `rate` from `now` on.
    pub fn carry(&mut self, now: Instant, link: u32, rate: BitsPerSecond) {
        self.now = self.now.max(now);
        if self.capacities.insert(link, rate) != Some(rate) {
            self.is_stale = true;
        }
    }

    /// Lets what is `left` of a body that began at `began` flow over `links` from `now` on.
    ///
    /// INVARIANT: each link is told what it [carries](Fluid::carry) before time goes on.
    pub fn join(
        &mut self,
        (began, now): (Instant, Instant),
        transfer: Transfer,
        left: Bytes,
        links: Arc<[u32]>,
    ) {
        self.now = self.now.max(now);
        let left = Bytes(left.0.clamp(1, transfer.body.0.max(1)));
        let segments = Segments::of(left, transfer.sender.mss());
        let wire = u128::from(segments.on_wire(0, segments.count).0) * BYTE;
        let round = transfer.round_trip.max(Duration::from_micros(1));
        let in_a_round = |window: u64| {
            let bits = u128::from(window) * BYTE / u128::from(round.nanos());
            u64::try_from(bits).unwrap_or(u64::MAX).max(1)
        };
        let cap_max = in_a_round(RECEIVE_WINDOW.0).min(transfer.rate_max.0.max(1));
        let doublings = (now.since(began).nanos() / round.nanos()).min(40);
        let window = u128::from(roughly(transfer.sender.window_bytes)) << doublings;
        let window = u64::try_from(window)
            .unwrap_or(u64::MAX)
            .min(RECEIVE_WINDOW.0);
        let stream = Stream {
            transfer,
            links,
            cap: in_a_round(window).min(cap_max),
            cap_max,
            before: Bytes(transfer.body.0.saturating_sub(left.0)),
            wire,
            mark: 0,
            widens: None,
        };
        let key = transfer.key;
        self.streams.insert(key, stream);
        self.put(key, wire);
    }

    /// Takes body `key` out at `now`; returns how many of its bytes had left, or `None` when no such
    /// body is under way.
    pub fn stop(&mut self, now: Instant, key: u32) -> Option<Bytes> {
        self.now = self.now.max(now);
        let left = self.take(key)?;
        let stream = self.streams.remove(&key)?;
        let here = u128::from(stream.transfer.body.0 - stream.before.0);
        let through = here * (stream.wire - left.min(stream.wire)) / stream.wire.max(1);
        Some(Bytes(
            stream.before.0 + u64::try_from(through).unwrap_or_default(),
        ))
    }

    /// When to look again; `None` when nothing is under way.
    pub fn next_change(&self) -> Option<Instant> {
        if self.is_stale {
            return Some(self.now);
        }
        let end = self.ends.first().map(|(at, _)| *at);
        let widening = self.widenings.first().map(|(at, _)| *at);
        match (end, widening) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }

    /// Lets everything flow up to `until`. Bodies whose last byte has left by then are appended to
    /// `arrivals`, with the moment at which it arrives.
    pub fn advance(&mut self, until: Instant, arrivals: &mut Vec<Arrival>) {
        loop {
            self.find_shares();
            let Some(at) = self.next_change().filter(|at| *at <= until) else {
                break;
            };
            self.now = self.now.max(at);
            while let Some((_, kind)) = self.ends.first().filter(|(at, _)| *at <= self.now) {
                let kind = kind.clone();
                self.finish_first(&kind, arrivals);
            }
            while let Some(&(at, key)) = self.widenings.first().filter(|(at, _)| *at <= self.now) {
                self.widenings.remove(&(at, key));
                self.widen(key);
            }
        }
        self.now = self.now.max(until);
    }

    /// Takes over all that flows in another fluid.
    pub fn absorb(&mut self, mut other: Self) {
        self.now = self.now.max(other.now);
        self.capacities.append(&mut other.capacities);
        self.streams.append(&mut other.streams);
        self.classes.append(&mut other.classes);
        self.widenings.append(&mut other.widenings);
        self.ends.append(&mut other.ends);
        self.updates += other.updates;
        self.is_stale = true;
    }

    /// Whether a link holds somebody back.
    pub fn is_full(&self, link: u32) -> bool {
        self.full.contains(&link)
    }

    /// The bodies under way.
    pub fn keys(&self) -> impl Iterator<Item = u32> {
        self.streams.keys().copied()
    }

    /// The links that are or were passed.
    pub fn links(&self) -> impl Iterator<Item = u32> {
        self.capacities.keys().copied()
    }

    /// What a link carries now, headers included.
    pub fn load(&self, link: u32) -> BitsPerSecond {
        let passing = self
            .classes
            .iter()
            .filter(|((links, _), _)| links.contains(&link));
        BitsPerSecond(
            passing
                .map(|(_, class)| class.rate * class.marks.len() as u64)
                .sum(),
        )
    }

    /// How often a class was given another rate: what changes cost.
    pub const fn updates(&self) -> u64 {
        self.updates
    }

    /// How many bodies are under way.
    pub fn len(&self) -> usize {
        self.streams.len()
    }

    /// Whether nothing is under way.
    pub fn is_empty(&self) -> bool {
        self.streams.is_empty()
    }

    /// Gives every class its fair share, if anything has changed.
    fn find_shares(&mut self) {
        if !std::mem::take(&mut self.is_stale) {
            return;
        }
        let claims: Vec<Claim<'_>> = self
            .classes
            .iter()
            .map(|((links, cap), class)| Claim {
                links,
                wants: *cap,
                flows: class.marks.len() as u64,
            })
            .collect();
        let capacity = |link| self.capacities.get(&link).map_or(u64::MAX, |rate| rate.0);
        let found = shares(capacity, &claims);
        self.full = found.full;
        for ((kind, class), rate) in self.classes.iter_mut().zip(found.rates) {
            // Of more flows than bits in a second each gets one all the same, or none would end.
            let rate = rate.max(1);
            if class.rate != rate {
                class.settle(self.now);
                class.rate = rate;
                class.set_end(self.now, kind, &mut self.ends);
                self.updates += 1;
            }
        }
    }

    /// The first body of a class is done: it leaves its links and is on its way.
    fn finish_first(&mut self, kind: &Kind, arrivals: &mut Vec<Arrival>) {
        let first = self.classes.get(kind).and_then(|class| class.marks.first());
        let Some(key) = first.map(|(_, key)| *key) else {
            return;
        };
        let rate = self.classes.get(kind).map_or(0, |class| class.rate);
        self.take(key);
        let Some(Stream { transfer, .. }) = self.streams.remove(&key) else {
            return;
        };
        let at = self.now + transfer.round_trip.divided_by(2);
        let window = u128::from(rate) * u128::from(transfer.round_trip.nanos()) / BYTE;
        let mut sender = transfer.sender;
        sender.settle(at, u64::try_from(window).unwrap_or(u64::MAX));
        arrivals.push(Arrival { key, at, sender });
    }

    fn widen(&mut self, key: u32) {
        let Some(left) = self.take(key) else {
            return;
        };
        if let Some(stream) = self.streams.get_mut(&key) {
            stream.cap = stream.cap.saturating_mul(2).min(stream.cap_max);
            self.put(key, left);
        }
    }

    /// Puts a body with so much left into the class of its bound.
    fn put(&mut self, key: u32, left: u128) {
        let now = self.now;
        let Some(stream) = self.streams.get_mut(&key) else {
            return;
        };
        let kind = (stream.links.clone(), stream.cap);
        let class = self.classes.entry(kind.clone());
        let class = class.or_insert_with(|| Class::new(now));
        class.settle(now);
        stream.mark = class.level + left;
        class.marks.insert((stream.mark, key));
        class.set_end(now, &kind, &mut self.ends);
        if stream.cap < stream.cap_max {
            let widens = now + stream.transfer.round_trip.max(Duration::from_micros(1));
            stream.widens = Some(widens);
            self.widenings.insert((widens, key));
        }
        self.is_stale = true;
    }

    /// Takes a body out of its class; returns what it has left.
    fn take(&mut self, key: u32) -> Option<u128> {
        let stream = self.streams.get_mut(&key)?;
        if let Some(widens) = stream.widens.take() {
            self.widenings.remove(&(widens, key));
        }
        let kind = (stream.links.clone(), stream.cap);
        let class = self.classes.get_mut(&kind)?;
        class.settle(self.now);
        let left = stream.mark.saturating_sub(class.level);
        class.marks.remove(&(stream.mark, key));
        class.set_end(self.now, &kind, &mut self.ends);
        if class.marks.is_empty() {
            self.classes.remove(&kind);
        }
        self.is_stale = true;
        Some(left)
    }
}

impl Class {
    fn new(now: Instant) -> Self {
        Self {
            rate: 0,
            level: 0,
            since: now,
            marks: BTreeSet::new(),
            end: Instant::NEVER,
        }
    }

    fn settle(&mut self, now: Instant) {
        self.level += u128::from(self.rate) * u128::from(now.since(self.since).nanos());
        self.since = self.since.max(now);
    }

    /// Notes when the first body is done, the level being that of `now`.
    fn set_end(&mut self, now: Instant, kind: &Kind, ends: &mut BTreeSet<(Instant, Kind)>) {
        let first = self.marks.first().map(|(mark, _)| *mark);
        let end = match first {
            Some(mark) if self.rate > 0 => {
                let rest = mark.saturating_sub(self.level).div_ceil(self.rate.into());
                now + Duration::from_nanos(u64::try_from(rest).unwrap_or(u64::MAX))
            }
            Some(_) | None => Instant::NEVER,
        };
        if end != self.end {
            ends.remove(&(self.end, kind.clone()));
            if end < Instant::NEVER {
                ends.insert((end, kind.clone()));
            }
            self.end = end;
        }
    }
}

/// A window to its three leading binary digits, so that few classes come of many histories.
fn roughly(window_bytes: u64) -> u64 {
    let digits = u64::BITS - window_bytes.leading_zeros();
    let dropped = digits.saturating_sub(3);
    (window_bytes >> dropped) << dropped
}
