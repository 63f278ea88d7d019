//! One link that several connections share, in one direction: who has room to himself, who shares.
//!
//! While the flows of a link together want no more than it carries, each is alone in all but
//! name: its arrival is computed at once and no event belongs to the link. When one comes for
//! whom there is no room, all of them go into a [`Bottleneck`] as if they had been there from
//! their beginning, until it has run empty.

use super::joint::Joint;
use super::sharing::Watch;
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
    /// Which of several links of one rate it is.
    seat: u64,
    growth: Option<Growth>,
    /// Bodies with room to themselves; none while any share.
    alone: Vec<Alone>,
    /// Bodies that share from now on, in any order.
    entering: Vec<Entering>,
    shared: Option<Box<Bottleneck>>,
    /// What it has to do with other links, when ways of several links pass it. Then it has nobody
    /// alone: whether there is room hangs on the others too.
    pub(super) joint: Option<Box<Joint>>,
    /// When it is looked at again.
    pub(super) watch: Watch,
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

/// A body that shares a link, and how it began.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entering {
    /// When it began.
    pub(super) began: Instant,
    /// Its place among those that began then.
    rank: Rank,
    /// What it is.
    pub(super) transfer: Transfer,
}

impl Entering {
    /// A body that begins `now`, from an end that has learnt so much.
    pub(super) fn new(now: Instant, rank: Rank, body: Body, sender: Sender) -> Self {
        Self {
            began: now,
            rank,
            transfer: Transfer {
                key: body.key,
                sender,
                body: body.bytes,
                round_trip: body.round_trip,
                rate_max: body.rate_max,
            },
        }
    }

    /// When it arrives if it has a link of this rate to itself, and when its last byte leaves it;
    /// `sender` learns at once what it learns by then.
    pub(super) fn alone_at(
        &self,
        rate: BitsPerSecond,
        sender: &mut Sender,
    ) -> Option<(Instant, Instant)> {
        let (began, transfer) = (self.began, &self.transfer);
        let lane = Lane::new(transfer.rate_max.min(rate), transfer.round_trip);
        let mut at = lane.arrival(sender, began, transfer.body);
        if at.is_none() {
            at = lane.arrival_of_long(sender, began, transfer.body);
        }
        at.map(|at| (at, at - transfer.round_trip.divided_by(2)))
    }

    /// How far it has got `now` if it had a link of this rate to itself: what its device had taken,
    /// and had had the time to send.
    pub(super) fn replayed(&self, rate: BitsPerSecond, now: Instant) -> Option<Bytes> {
        let mut link = Bottleneck::new(rate).fluid_above(FLUID_ABOVE);
        link.send(self.began, self.transfer);
        let through = link.stop(now, self.transfer.key)?;
        let rate = u128::from(self.transfer.rate_max.min(rate).0);
        let elapsed = u128::from(now.since(self.began).nanos());
        let on_wire = rate * elapsed / 8_000_000_000;
        let payload = u128::from(self.transfer.sender.mss().bytes());
        let most = on_wire * payload / (payload + u128::from(OVERHEAD.0));
        Some(through.min(Bytes(u64::try_from(most).unwrap_or(u64::MAX))))
    }
}

impl Link {
    /// An idle link; `seat` tells it from others of its rate.
    pub(super) fn new(rate: BitsPerSecond, seat: u64) -> Self {
        Self {
            rate,
            seat,
            growth: None,
            alone: Vec::new(),
            entering: Vec::new(),
            shared: None,
            joint: None,
            watch: Watch::default(),
        }
    }

    /// The same link, carrying twice as much whenever it has been full for a while.
    pub(super) fn growing(mut self, growth: Growth) -> Self {
        self.growth = Some(growth);
        self
    }

    /// When it grows, if it stays full until then.
    pub(super) fn grows_at(&self) -> Option<Instant> {
        let growth = self.growth.filter(|growth| self.rate < growth.most)?;
        Some(growth.full_since? + growth.delay)
    }

    /// Notes whether it is full `now`; says whether it has grown, having been full for so long.
    pub(super) fn grow(&mut self, now: Instant, is_full: bool) -> bool {
        let is_due = is_full && self.grows_at().is_some_and(|at| at <= now);
        let Some(growth) = &mut self.growth else {
            return false;
        };
        if !is_full {
            growth.full_since = None;
        } else if is_due || growth.full_since.is_none() {
            growth.full_since = Some(now);
        }
        if is_due {
            self.rate = BitsPerSecond(self.rate.0.saturating_mul(2)).min(growth.most);
        }
        is_due
    }

    /// Nobody is on it any more.
    pub(super) fn rest(&mut self) {
        if let Some(growth) = &mut self.growth {
            growth.full_since = None;
        }
    }

    /// Which of several links of one rate it is.
    pub(super) const fn seat(&self) -> u64 {
        self.seat
    }

    /// What it carries.
    pub(super) const fn rate(&self) -> BitsPerSecond {
        self.rate
    }

    /// What it will ever carry.
    pub(super) fn most(&self) -> BitsPerSecond {
        let grown = self.growth.map_or(self.rate, |growth| growth.most);
        grown.max(self.rate)
    }

    /// Whether it may be asked for more than it carries, and nobody is held back there yet.
    pub(super) fn is_overfull_asleep(&self) -> bool {
        let joint = self.joint.as_ref();
        joint.is_some_and(|joint| !joint.is_awake && joint.may_ask(self.rate))
    }

    /// A body begins on a link that only its own way passes. With room to itself it arrives at the
    /// moment given, and `sender` learns at once what it learns by then. Otherwise it shares the
    /// link from now on, and so do those who had room to themselves before: `sharing` is told.
    pub(super) fn begin(
        &mut self,
        entering: &Entering,
        sender: &mut Sender,
        sharing: &mut Vec<u32>,
    ) -> Option<Instant> {
        let now = entering.began;
        self.alone.retain(|alone| alone.leaves > now);
        if self.has_room(entering.transfer.rate_max)
            && let Some((at, leaves)) = entering.alone_at(self.rate, sender)
        {
            if self.alone.capacity() == 0 {
                // Most links never carry more than one body.
                self.alone.reserve_exact(1);
            }
            self.alone.push(Alone {
                entering: *entering,
                leaves,
            });
            return Some(at);
        }
        let joined = self.alone.drain(..).map(|alone| alone.entering);
        let first = self.entering.len();
        self.entering.extend(joined);
        self.entering.push(*entering);
        let keys = self.entering[first..].iter().map(|it| it.transfer.key);
        sharing.extend(keys);
        None
    }

    /// A body shares the link from its beginning on.
    pub(super) fn enter(&mut self, entering: Entering) {
        self.entering.push(entering);
    }

    /// Who is under way `now`: those with room to themselves, taken off, each with the moment at which its
    /// last byte leaves; and those who share, who stay.
    pub(super) fn hand_over(&mut self, now: Instant) -> (Vec<(Entering, Instant)>, Vec<Entering>) {
        self.alone.retain(|alone| alone.leaves > now);
        let alone = self.alone.drain(..).map(|it| (it.entering, it.leaves));
        let shared = self.shared.iter().flat_map(|shared| shared.under_way());
        // Its beginning tells how wide its window may be by now; of these that is not known.
        let shared = shared.map(|transfer| Entering {
            began: Instant::ZERO,
            rank: (0, 0),
            transfer,
        });
        let sharing = self.entering.iter().copied().chain(shared).collect();
        (alone.collect(), sharing)
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

    /// Lets time pass on a shared link; what has arrived by `now` is appended to `arrivals`. Says
    /// whether the link has grown.
    pub(super) fn advance(&mut self, now: Instant, arrivals: &mut Vec<Arrival>) -> bool {
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
        let joint = self.joint.as_ref();
        let is_asked = joint.is_none_or(|joint| joint.may_ask(rate));
        let has_grown = self.grow(now, self.shared.is_some() && is_asked);
        if let (true, Some(shared)) = (has_grown, &mut self.shared) {
            shared.carry(now, self.rate);
        }
        has_grown
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
            return it.replayed(self.rate, now);
        }
        let place = self.alone.iter().position(|it| is_it(&it.entering))?;
        let it = self.alone.swap_remove(place).entering;
        it.replayed(self.rate, now)
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, Entering, Growth, Link};
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
        let entering = Entering::new(at(us), (key, 1), body(key, bytes), sender);
        let mut sharing = Vec::new();
        let alone = link.begin(&entering, &mut sender, &mut sharing);
        alone.ok_or(sharing)
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
        let mut narrow = Link::new(GIGABIT, 0);
        let first = begin(&mut narrow, 0, 1, 8 * 1_448).unwrap();
        assert_eq!(first, at(500) + Duration::from_nanos(96_128 + 432));
        let gone = begin(&mut narrow, 97, 2, 1_000).unwrap();
        assert!(gone > at(597), "it is alone once the other has left");
        assert_eq!(begin(&mut narrow, 98, 3, 8_000).unwrap_err(), [2, 3]);
        assert_eq!(begin(&mut narrow, 98, 4, 8_000).unwrap_err(), [4]);
        let arrived = finish(&mut narrow, at(98));
        let keys: Vec<u32> = arrived.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, [2, 3, 4]);
        assert_eq!(arrived[0].1, gone, "who was first is not held up");
        assert!(
            begin(&mut narrow, 5_000, 5, 8_000).is_ok(),
            "the link is free again"
        );

        let mut wide = Link::new(BitsPerSecond(2_500_000_000), 0);
        assert!(begin(&mut wide, 0, 1, 8_000).is_ok());
        assert!(begin(&mut wide, 0, 2, 8_000).is_ok());
        assert_eq!(begin(&mut wide, 0, 3, 8_000).unwrap_err(), [1, 2, 3]);
    }

    /// 1.25 GB in the first ten seconds, 2.5 GB in the next, and the rest at four gigabits.
    #[test]
    fn a_full_link_grows_and_an_idle_one_does_not() {
        let four = BitsPerSecond(4_000_000_000);
        let mut link = Link::new(GIGABIT, 0).growing(Growth::new(Duration::from_secs(10), four));
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
        let mut link = Link::new(GIGABIT, 0).growing(Growth::new(Duration::from_secs(10), four));
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
            let mut link = Link::new(GIGABIT, 0);
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
        let mut link = Link::new(GIGABIT, 0);
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
