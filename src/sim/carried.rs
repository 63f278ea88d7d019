//! What holds for everything that links carry, whatever bodies meet on them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::RngSeed;

use super::link::{Body, Entering, Growth, Link};
use super::links::{Course, Links};
use super::sharing::Pool;
use super::tcp::{Mss, OVERHEAD, Sender, queue_packets};
use crate::time::{Duration, Instant};
use crate::units::{BitsPerSecond, Bytes};
use crate::world::Id;

const MSS: u32 = 1_448;

/// Links with what they carry and whether they grow, ways over them, and bodies.
#[derive(Debug, Clone)]
struct Plan {
    links: Vec<(BitsPerSecond, bool)>,
    ways: Vec<Vec<usize>>,
    bodies: Vec<Planned>,
}

#[derive(Debug, Clone, Copy)]
struct Planned {
    way: usize,
    at: Instant,
    bytes: Bytes,
    round_trip: Duration,
    rate_max: BitsPerSecond,
    /// When it is broken off, if it is still under way.
    stops: Option<Instant>,
}

/// So much passed these links between two moments, headers included.
#[derive(Debug, Clone)]
struct Carried {
    way: usize,
    from: Instant,
    until: Instant,
    bytes: Bytes,
}

/// A network in use, as the event loop uses it.
struct Run<'a> {
    plan: &'a Plan,
    links: Links,
    courses: Vec<Option<Course>>,
    looks: Vec<(Pool, Instant)>,
    /// When links have grown of which the others do not know yet.
    grew: Option<Instant>,
    alone: BTreeMap<usize, Instant>,
    arrived: BTreeMap<usize, Instant>,
    stopped: BTreeMap<usize, Bytes>,
    carried: Vec<Carried>,
    /// What each link carries since when.
    rates: Vec<Vec<(Instant, BitsPerSecond)>>,
    /// How often bodies were taken off each link while its device had packets left to send.
    taken_off: Vec<u64>,
    updates: BTreeMap<u32, u64>,
}

impl<'a> Run<'a> {
    /// Everything of `plan` happens; what happens at one moment in the order of the plan, or in the
    /// reverse.
    fn of(plan: &'a Plan, is_reversed: bool) -> Self {
        let mut links = Links::default();
        for (seat, (rate, grows)) in (0u64..).zip(&plan.links) {
            let most = BitsPerSecond(rate.0 * if *grows { 4 } else { 1 });
            let growth = Growth::new(Duration::from_millis(30), most);
            links.all.push(Link::new(*rate, seat).growing(growth));
            links.all.push(Link::new(*rate, seat).growing(growth));
        }
        let mut run = Self {
            plan,
            links,
            courses: vec![None; plan.ways.len()],
            looks: Vec::new(),
            grew: None,
            alone: BTreeMap::new(),
            arrived: BTreeMap::new(),
            stopped: BTreeMap::new(),
            carried: Vec::new(),
            rates: plan
                .links
                .iter()
                .map(|(rate, _)| vec![(Instant::ZERO, *rate)])
                .collect(),
            taken_off: vec![0; plan.links.len()],
            updates: BTreeMap::new(),
        };
        let mut events: Vec<(Instant, bool, usize)> = Vec::new();
        for (key, body) in plan.bodies.iter().enumerate() {
            events.push((body.at, false, key));
            events.extend(body.stops.map(|at| (at, true, key)));
        }
        if is_reversed {
            events.reverse();
        }
        events.sort_by_key(|(at, ..)| *at);
        for (at, stops, key) in events {
            run.look_until(at, is_reversed);
            if stops {
                run.stop(at, key);
            } else {
                run.begin(key);
            }
        }
        run.look_until(Instant::NEVER, is_reversed);
        for (key, at) in std::mem::take(&mut run.alone) {
            run.arrive(key, at);
        }
        run
    }

    fn begin(&mut self, key: usize) {
        let body = self.plan.bodies[key];
        let known = self.courses[body.way];
        let course = known.unwrap_or_else(|| {
            let way: Vec<Id<Link>> = self.plan.ways[body.way]
                .iter()
                .map(|n| Id::at(2 * n))
                .collect();
            match way[..] {
                [link] => Course {
                    link: Id::at(link.index() + 1),
                    route: None,
                },
                // Downwards, as most bodies go.
                _ => self.links.courses(body.at, way)[1],
            }
        });
        self.courses[body.way] = Some(course);
        let mut sender = Sender::new(Mss::new(MSS));
        let number = u32::try_from(key).expect("few bodies");
        let wanted = Body {
            key: number,
            bytes: body.bytes,
            round_trip: body.round_trip,
            rate_max: body.rate_max,
        };
        let entering = Entering::new(body.at, (number, 0), wanted, sender);
        let before = self.links.confluences.len();
        if let Some(at) = self.links.begin(course, &entering, &mut sender) {
            self.alone.insert(key, at);
        }
        if self.links.confluences.len() != before {
            self.taken_off.iter_mut().for_each(|times| *times += 1);
        }
        self.take_note(body.at);
    }

    fn stop(&mut self, now: Instant, key: usize) {
        let body = self.plan.bodies[key];
        let is_through = self.alone.get(&key).is_some_and(|at| *at <= now);
        if is_through || self.arrived.contains_key(&key) {
            return;
        }
        self.alone.remove(&key);
        let course = self.courses[body.way].expect("it began");
        let through = self
            .links
            .stop(now, course, u32::try_from(key).expect("few bodies"));
        let through = through.unwrap_or(body.bytes);
        assert!(
            through <= body.bytes,
            "{key} sent {through} of {}",
            body.bytes
        );
        self.stopped.insert(key, through);
        for link in &self.plan.ways[body.way] {
            self.taken_off[*link] += 1;
        }
        self.carry(key, now, through);
        self.take_note(now);
    }

    fn look_until(&mut self, until: Instant, is_reversed: bool) {
        loop {
            if is_reversed {
                self.looks.reverse();
            }
            let next = (0..self.looks.len()).min_by_key(|n| self.looks[*n].1);
            let next = next.map(|n| self.looks[n]).filter(|(_, at)| *at < until);
            if let Some(before) = self
                .grew
                .filter(|at| next.is_none_or(|(_, next)| next > *at))
            {
                self.grew = None;
                for link in std::mem::take(&mut self.links.grown) {
                    self.links.notice_growth(before, link);
                }
                self.take_note(before);
                continue;
            }
            let Some((pool, now)) = next else {
                return;
            };
            let mut arrivals = Vec::new();
            self.links.advance(now, pool, &mut arrivals);
            for arrival in arrivals {
                self.arrive(arrival.key as usize, arrival.at);
            }
            self.grew = (!self.links.grown.is_empty()).then_some(now);
            self.check_fluids(now);
            for (link, rates) in self.rates.iter_mut().enumerate() {
                let rate = self.links.all[2 * link + 1].rate();
                if rates.last().is_some_and(|(_, last)| *last != rate) {
                    rates.push((now, rate));
                }
            }
            self.links.touched.push(pool);
            self.take_note(now);
        }
    }

    fn take_note(&mut self, now: Instant) {
        for key in std::mem::take(&mut self.links.joined) {
            self.alone.remove(&(key as usize));
        }
        for pool in std::mem::take(&mut self.links.touched) {
            self.looks.retain(|(known, _)| *known != pool);
            self.looks
                .extend(self.links.next_look(now, pool).map(|at| (pool, at)));
        }
    }

    fn arrive(&mut self, key: usize, at: Instant) {
        let body = &self.plan.bodies[key];
        assert_eq!(self.arrived.insert(key, at), None, "{key} arrives once");
        self.carry(key, at - body.round_trip.divided_by(2), body.bytes);
    }

    fn carry(&mut self, key: usize, until: Instant, bytes: Bytes) {
        let body = &self.plan.bodies[key];
        let headers = bytes.0.div_ceil(MSS.into()) * OVERHEAD.0;
        self.carried.push(Carried {
            way: body.way,
            from: body.at,
            until,
            bytes: Bytes(bytes.0 + headers),
        });
    }

    /// At no moment does a fluid give a link more than it carries.
    fn check_fluids(&mut self, now: Instant) {
        let settled = |at: Option<Instant>| at.is_none_or(|at| at > now);
        for (number, confluence) in &self.links.confluences {
            if !settled(confluence.fluid.next_change()) {
                continue;
            }
            for link in confluence.fluid.links() {
                let (load, rate) = (
                    confluence.fluid.load(link),
                    self.links.all[link as usize].rate(),
                );
                assert!(load <= rate, "link {link} carries {load} of {rate}");
            }
            self.updates.insert(*number, confluence.fluid.updates());
        }
    }

    /// What a link carries in all between two moments.
    fn room(&self, link: usize, from: Instant, until: Instant) -> u64 {
        let rates = &self.rates[link];
        let ends = rates
            .iter()
            .skip(1)
            .map(|(at, _)| *at)
            .chain([Instant::NEVER]);
        let spans = rates.iter().zip(ends).map(|((since, rate), end)| {
            let span = end.min(until).since((*since).max(from));
            u128::from(rate.0) * u128::from(span.nanos()) / 8_000_000_000
        });
        u64::try_from(spans.sum::<u128>()).expect("less than 2^64")
    }

    /// Whatever a link carried wholly between two moments fits between them. That holds for all
    /// moments if it holds for those at which bodies begin and end.
    ///
    /// What is left in a device's queue when somebody is taken off counts as sent, and packets
    /// that stream in from a slower link of their flow's own may overlap with others.
    fn check_capacities(&self) {
        for link in 0..self.plan.links.len() {
            let passes = |it: &&Carried| self.plan.ways[it.way].contains(&link);
            let here: Vec<&Carried> = self.carried.iter().filter(passes).collect();
            let most = self.links.all[2 * link + 1].most();
            let queue = queue_packets(most, Duration::from_millis(40), Mss::new(MSS));
            let queue = queue as u64 * (u64::from(MSS) + OVERHEAD.0);
            let packets = 16 * (here.len() as u64) * (u64::from(MSS) + OVERHEAD.0);
            let slack = queue * self.taken_off[link] + packets;
            for from in here.iter().map(|it| it.from) {
                for until in here.iter().map(|it| it.until) {
                    let within = here
                        .iter()
                        .filter(|it| it.from >= from && it.until <= until);
                    let bytes: u64 = within.map(|it| it.bytes.0).sum();
                    let room = self.room(link, from, until);
                    assert!(
                        bytes <= room + slack,
                        "link {link} carried {bytes} between {from} and {until}, which is room for {room} (+ {slack})"
                    );
                }
            }
        }
    }
}

fn plans(can_stop: bool) -> impl Strategy<Value = Plan> {
    let rate =
        select(vec![20u64, 50, 100, 200, 1_000]).prop_map(|mbps| BitsPerSecond(mbps * 1_000_000));
    let links = proptest::collection::vec((rate, any::<bool>()), 1..6);
    links.prop_flat_map(move |links| {
        let all: Vec<usize> = (0..links.len()).collect();
        let way = subsequence(all, 1..=links.len().min(3)).prop_shuffle();
        let ways = proptest::collection::vec(way, 1..6);
        ways.prop_flat_map(move |ways| {
            let body = (
                0..ways.len(),
                prop_oneof![(0..8u64).prop_map(|tens| tens * 10_000), 0..100_000u64],
                prop_oneof![1_000..300_000u64, 300_000..6_000_000u64],
                select(vec![500u64, 1_000, 10_000, 40_000]),
                select(vec![u64::MAX, 5_000_000_000, 100_000_000, 15_000_000]),
                (any::<bool>(), 1..400_000u64)
                    .prop_map(move |(stops, us)| (can_stop && stops && us % 2 == 0).then_some(us)),
            );
            let links = links.clone();
            let bodies = proptest::collection::vec(body, 1..24);
            bodies.prop_map(move |bodies| Plan {
                links: links.clone(),
                ways: ways.clone(),
                bodies: bodies.into_iter().map(planned).collect(),
            })
        })
    })
}

fn planned(drawn: (usize, u64, u64, u64, u64, Option<u64>)) -> Planned {
    let (way, at_us, bytes, round_trip_us, rate_max, lasts_us) = drawn;
    let at = Instant::ZERO + Duration::from_micros(at_us);
    // Nobody begins at the very moment at which another is broken off.
    let stops = lasts_us.map(|us| at + Duration::from_micros(us) + Duration::from_nanos(1));
    Planned {
        way,
        at,
        bytes: Bytes(bytes),
        round_trip: Duration::from_micros(round_trip_us),
        rate_max: BitsPerSecond(rate_max),
        stops,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn bytes_are_conserved_and_no_link_carries_more_than_it_can(plan in plans(true)) {
        let run = Run::of(&plan, false);
        for key in 0..plan.bodies.len() {
            let ends = u8::from(run.arrived.contains_key(&key)) + u8::from(run.stopped.contains_key(&key));
            prop_assert_eq!(ends, 1, "body {} ends once", key);
        }
        run.check_capacities();
        prop_assert!(run.links.afloat.len() <= plan.bodies.len());
        prop_assert!(run.links.confluences.is_empty(), "nothing flows for ever");
    }

    #[test]
    fn the_order_of_one_moment_changes_nothing(plan in plans(false)) {
        let (one, other) = (Run::of(&plan, false), Run::of(&plan, true));
        prop_assert_eq!(one.arrived, other.arrived);
    }

    /// The others of its way might as well not be there.
    #[test]
    fn a_lone_body_takes_as_long_as_over_its_narrowest_link(plan in plans(false)) {
        let body = plan.bodies[0];
        let way = plan.ways[body.way].clone();
        let fixed: Vec<_> = plan.links.iter().map(|(rate, _)| (*rate, false)).collect();
        let narrowest = way.iter().copied().min_by_key(|link| plan.links[*link].0);
        let lone = |way: Vec<usize>| Plan { links: fixed.clone(), ways: vec![way], bodies: vec![Planned { way: 0, ..body }] };
        let (whole, narrow) = (lone(way), lone(narrowest.into_iter().collect()));
        prop_assert_eq!(Run::of(&whole, false).arrived, Run::of(&narrow, false).arrived);
    }
}

/// When those who wanted too much have gone, the next has room to himself, although one still flows.
#[test]
fn links_fall_asleep_when_less_is_asked_for() {
    let rate = BitsPerSecond(100_000_000);
    let body = |way, at_ms, bytes, rate_max| Planned {
        way,
        at: Instant::ZERO + Duration::from_millis(at_ms),
        bytes: Bytes(bytes),
        round_trip: Duration::from_millis(1),
        rate_max: BitsPerSecond(rate_max),
        stops: None,
    };
    let half = rate.0 / 2;
    let last = body(0, 1_000, 100_000, half);
    let plan = |bodies| Plan {
        links: vec![(rate, false); 2],
        ways: vec![vec![0, 1], vec![0], vec![1]],
        bodies,
    };
    let (long, wide) = (body(0, 0, 20_000_000, half), 500_000);
    let all = plan(vec![
        long,
        body(1, 0, wide, rate.0),
        body(2, 0, wide, rate.0),
        last,
    ]);
    let run = Run::of(&all, false);
    assert!(!run.updates.is_empty(), "three of them flowed");
    let only = plan(vec![last]);
    assert_eq!(run.arrived[&3], Run::of(&only, false).arrived[&0]);
    assert!(run.arrived[&0] > run.arrived[&3], "one was still under way");
}

fn fleet(flows: u64, every_us: u64) -> Plan {
    let rate = BitsPerSecond(1_000_000_000);
    let body = |n: u64| Planned {
        way: usize::try_from(n % 3).expect("three"),
        at: Instant::ZERO + Duration::from_micros(n * every_us),
        bytes: Bytes(1_000_000),
        round_trip: Duration::from_millis(1),
        rate_max: rate,
        stops: None,
    };
    Plan {
        links: vec![(rate, false); 2],
        ways: vec![vec![0, 1], vec![0], vec![1]],
        bodies: (0..flows).map(body).collect(),
    }
}

/// Two links, three ways, and ever more bodies: what each costs does not grow with their number.
#[test]
fn thousands_of_flows_cost_each_other_nothing() {
    let updates_each = |flows: u64| {
        let plan = fleet(flows, 3);
        let run = Run::of(&plan, false);
        assert_eq!(run.arrived.len() as u64, flows);
        run.updates.values().sum::<u64>().div_ceil(flows)
    };
    let (few, many) = (updates_each(500), updates_each(2_000));
    assert!(many <= 30, "{many} updates of classes for each body");
    assert!(many <= 2 * few, "{many} > 2 * {few}");
}
