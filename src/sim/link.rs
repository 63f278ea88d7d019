//! One link that several connections share, in one direction: who has room to himself, who shares.
//!
//! While the flows of a link together want no more than it carries, each is alone in all but
//! name: its arrival is computed at once and no event belongs to the link. When one comes for
//! whom there is no room, all of them go into a [`Bottleneck`] as if they had been there from
//! their beginning, until it has run empty.

use super::tcp::{Arrival, Bottleneck, Lane, OVERHEAD, Sender, Transfer};
use crate::time::{Duration, Instant};
use crate::units::{BitsPerSecond, Bytes};

/// Bodies longer than this share a link as fluids.
///
/// SIMPLIFIED: on a shared link the slow start of bodies over 4 MiB, and of all that share it with
/// them, is left out but for its doubling; packet by packet they would cost thousands of steps
/// each for a few milliseconds of difference.
const FLUID_ABOVE: Bytes = Bytes(4 << 20);

/// A link in one direction, and the bodies on it.
#[derive(Debug)]
pub(super) struct Link {
    rate: BitsPerSecond,
    growth: Option<Growth>,
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

/// How a link comes to carry more when it is full for long (NAT-05, IFE-23).
#[derive(Debug, Clone, Copy)]
pub(super) struct Growth {
    /// How long it must be full to carry twice as much.
    pub(super) delay: Duration,
    /// What it carries at most.
    pub(super) most: BitsPerSecond,
    /// Since when it has been full, without a break or a growth.
    full_since: Option<Instant>,
}

impl Growth {
    /// After so long, up to so much.
    pub(super) fn new(delay: Duration, most: BitsPerSecond) -> Self {
        Self {
            delay,
            most,
            full_since: None,
        }
    }
}

/// What decides who goes first among bodies that begin at one moment: load and number of the
/// request, so that the order of events does not.
pub(super) type Rank = (u32, u64);

/// What a link needs to know of a body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body {
    /// Its connection.
    pub(super) key: u32,
    /// What is to be sent.
    pub(super) bytes: Bytes,
    /// The round trip of its way.
    pub(super) round_trip: Duration,
    /// The most its flow may have (BW-01).
    pub(super) rate_max: BitsPerSecond,
}

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
    /// It has room to itself, and arrives at this moment.
    Alone(Instant),
    /// It shares the link, and so do these from now on, which had room to themselves before.
    Sharing(Vec<u32>),
}

impl Link {
    /// An idle link.
    pub(super) fn new(rate: BitsPerSecond) -> Self {
        Self {
            rate,
            growth: None,
            alone: Vec::new(),
            entering: Vec::new(),
            shared: None,
            turn: 0,
            awaited: None,
        }
    }

    /// The same link, carrying twice as much whenever it has been full for a while.
    pub(super) fn growing(mut self, growth: Growth) -> Self {
        self.growth = Some(growth);
        self
    }

    /// It grows no further than to `most`, which may be more than it carries now.
    pub(super) fn grow_to(&mut self, most: BitsPerSecond) {
        if let Some(growth) = &mut self.growth {
            growth.most = most;
        }
    }

    /// When it grows, if it stays full until then.
    fn grows_at(&self) -> Option<Instant> {
        let growth = self.growth.filter(|growth| self.rate < growth.most)?;
        Some(growth.full_since? + growth.delay)
    }

    fn grow(&mut self, now: Instant) {
        let is_due = self.grows_at().is_some_and(|at| at <= now);
        let is_full = self.shared.is_some();
        let Some(growth) = &mut self.growth else {
            return;
        };
        if !is_full {
            growth.full_since = None;
        } else if is_due || growth.full_since.is_none() {
            growth.full_since = Some(now);
        }
        if let (true, Some(shared)) = (is_due, &mut self.shared) {
            self.rate = BitsPerSecond(self.rate.0.saturating_mul(2)).min(growth.most);
            shared.carry(now, self.rate);
        }
    }

    /// What it carries.
    pub(super) const fn rate(&self) -> BitsPerSecond {
        self.rate
    }

    /// A body begins `now`; the sending end learns at once what it learns when it is alone.
    pub(super) fn begin(
        &mut self,
        now: Instant,
        rank: Rank,
        body: Body,
        sender: &mut Sender,
    ) -> Begun {
        self.alone.retain(|alone| alone.leaves > now);
        let entering = Entering {
            began: now,
            rank,
            transfer: Transfer {
                key: body.key,
                sender: *sender,
                body: body.bytes,
                round_trip: body.round_trip,
                rate_max: body.rate_max,
            },
        };
        if self.has_room(body.rate_max) {
            if self.alone.capacity() == 0 {
                // Most links never carry more than one body.
                self.alone.reserve_exact(1);
            }
            self.alone.push(Alone {
                entering,
                leaves: Instant::NEVER,
            });
            let lane = Lane::new(body.rate_max.min(self.rate), body.round_trip);
            let mut at = lane.arrival(sender, now, body.bytes);
            if at.is_none() {
                at = lane.arrival_of_long(sender, now, body.bytes);
            }
            if let (Some(at), Some(alone)) = (at, self.alone.last_mut()) {
                alone.leaves = at - body.round_trip.divided_by(2);
                return Begun::Alone(at);
            }
            self.alone.pop();
        }
        let joined = self.alone.drain(..).map(|alone| alone.entering);
        let first = self.entering.len();
        self.entering.extend(joined);
        let joined = self.entering[first..].iter().map(|it| it.transfer.key);
        let joined = joined.collect();
        self.entering.push(entering);
        Begun::Sharing(joined)
    }

    /// Whether one flow more finds room beside the others.
    fn has_room(&self, rate_max: BitsPerSecond) -> bool {
        if self.shared.is_some() || !self.entering.is_empty() {
            return false;
        }
        let wants = |rate_max: BitsPerSecond| u128::from(rate_max.min(self.rate).0);
        let others = self.alone.iter();
        let others = others.map(|it| wants(it.entering.transfer.rate_max));
        others.sum::<u128>() + wants(rate_max) <= u128::from(self.rate.0)
    }

    /// When the link must be looked at again; none when nobody shares it.
    pub(super) fn next_look(&self, now: Instant) -> Option<Instant> {
        if !self.entering.is_empty() {
            return Some(now);
        }
        let next = self.shared.as_ref()?.next_change()?;
        let next = self.grows_at().map_or(next, |grows| grows.min(next));
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
        self.grow(now);
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

    /// How far a body with room to itself had got: what its device had taken, and had had the time
    /// to send.
    fn replayed(&self, it: Entering, now: Instant) -> Option<Bytes> {
        let mut link = Bottleneck::new(self.rate).fluid_above(FLUID_ABOVE);
        link.send(it.began, it.transfer);
        let through = link.stop(now, it.transfer.key)?;
        let rate = u128::from(it.transfer.rate_max.min(self.rate).0);
        let elapsed = u128::from(now.since(it.began).nanos());
        let on_wire = rate * elapsed / 8_000_000_000;
        let payload = u128::from(it.transfer.sender.mss().bytes());
        let most = on_wire * payload / (payload + u128::from(OVERHEAD.0));
        Some(through.min(Bytes(u64::try_from(most).unwrap_or(u64::MAX))))
    }
}

#[cfg(test)]
mod tests {
    use super::{Begun, Body, Growth, Link};
    use crate::sim::tcp::{Mss, Sender};
    use crate::time::{Duration, Instant};
    use crate::units::{BitsPerSecond, Bytes};

    const GIGABIT: BitsPerSecond = BitsPerSecond(1_000_000_000);

    fn at(us: u64) -> Instant {
        Instant::ZERO + Duration::from_micros(us)
    }

    fn body(key: u32, bytes: u64) -> Body {
        Body {
            key,
            bytes: Bytes(bytes),
            round_trip: Duration::from_millis(1),
            rate_max: GIGABIT,
        }
    }

    fn begin(link: &mut Link, us: u64, key: u32, bytes: u64) -> Result<Instant, Vec<u32>> {
        let mut sender = Sender::new(Mss::new(1_448));
        match link.begin(at(us), (key, 1), body(key, bytes), &mut sender) {
            Begun::Alone(at) => Ok(at),
            Begun::Sharing(joined) => Err(joined),
        }
    }

    fn finish(link: &mut Link, from: Instant) -> Vec<(u32, Instant)> {
        let (mut now, mut arrivals) = (from, Vec::new());
        while let Some(next) = link.next_look(now) {
            now = next;
            link.advance(now, &mut arrivals);
        }
        arrivals.iter().map(|it| (it.key, it.at)).collect()
    }

    /// Eight segments take 96 microseconds on the wire and arrive half a millisecond later.
    #[test]
    fn who_finds_room_is_alone() {
        let mut narrow = Link::new(GIGABIT);
        let first = begin(&mut narrow, 0, 1, 8 * 1_448).unwrap();
        assert_eq!(first, at(500) + Duration::from_nanos(96_128 + 432));
        let gone = begin(&mut narrow, 97, 2, 1_000).unwrap();
        assert!(gone > at(597), "it is alone once the other has left");
        assert_eq!(begin(&mut narrow, 98, 3, 8_000).unwrap_err(), [2]);
        assert!(begin(&mut narrow, 98, 4, 8_000).unwrap_err().is_empty());
        let arrived = finish(&mut narrow, at(98));
        let keys: Vec<u32> = arrived.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, [2, 3, 4]);
        assert_eq!(arrived[0].1, gone, "who was first is not held up");
        assert!(
            begin(&mut narrow, 5_000, 5, 8_000).is_ok(),
            "the link is free again"
        );

        let mut wide = Link::new(BitsPerSecond(2_500_000_000));
        assert!(begin(&mut wide, 0, 1, 8_000).is_ok());
        assert!(begin(&mut wide, 0, 2, 8_000).is_ok());
        assert_eq!(begin(&mut wide, 0, 3, 8_000).unwrap_err(), [1, 2]);
    }

    /// 1.25 GB in the first ten seconds, 2.5 GB in the next, and the rest at four gigabits.
    #[test]
    fn a_full_link_grows_and_an_idle_one_does_not() {
        let four = BitsPerSecond(4_000_000_000);
        let mut link = Link::new(GIGABIT).growing(Growth::new(Duration::from_secs(10), four));
        for key in 0..8 {
            let _either = begin(&mut link, 0, key, 2_500_000_000);
        }
        let arrived = finish(&mut link, at(0));
        let last = arrived.last().expect("all arrive").1.nanos() / 1_000_000;
        let seconds = 20_000 + (20_000 - 3_750) * 2;
        assert!(
            (seconds..seconds * 107 / 100).contains(&last),
            "NAT-05, IFE-23: {last} ms"
        );
        assert_eq!(link.rate(), four);
        let mut link = Link::new(GIGABIT).growing(Growth::new(Duration::from_secs(10), four));
        for second in 0..100 {
            assert!(begin(&mut link, second * 1_000_000, 1, 80_000_000).is_ok());
        }
        assert_eq!(
            link.rate(),
            GIGABIT,
            "one flow at a time, which it can carry"
        );
    }

    #[test]
    fn the_order_of_those_who_begin_at_once_is_their_rank() {
        let arrivals = |order: [u32; 3]| {
            let mut link = Link::new(GIGABIT);
            for key in order {
                let _either = begin(&mut link, 7, key, 300_000);
            }
            finish(&mut link, at(7))
        };
        assert_eq!(arrivals([1, 2, 3]), arrivals([3, 1, 2]));
        assert_eq!(arrivals([1, 2, 3]), arrivals([2, 3, 1]));
    }

    #[test]
    fn who_is_stopped_got_through_in_part() {
        let mut link = Link::new(GIGABIT);
        assert!(begin(&mut link, 0, 1, 100_000_000).is_ok());
        // A tenth of a second carries 12.5 MB, headers included, less slow start.
        let through = link.stop(at(100_000), 1).expect("it was under way");
        assert!((11_000_000..12_050_000).contains(&through.0), "{through}");
        assert_eq!(link.stop(at(100_000), 1), None);
        assert!(
            begin(&mut link, 100_000, 2, 8_000).is_ok(),
            "the link is free again"
        );
        assert!(begin(&mut link, 100_000, 3, 8_000).is_err());
        // A microsecond carries 125 bytes, headers included.
        assert_eq!(link.stop(at(100_001), 3), Some(Bytes(120)));
        link.advance(at(100_001), &mut Vec::new());
        assert!(link.stop(at(100_002), 2).is_some());
        assert_eq!(link.next_look(at(100_002)), None);
    }
}
