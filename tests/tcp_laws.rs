//! What must hold of TCP's times whatever the link, the bodies and the luck.

use proptest::prelude::*;
use vpcsim::engine::{Chance, Purpose};
use vpcsim::sim::tcp::{Arrival, Bottleneck, Loss, Mss, OVERHEAD, Sender, Transfer};
use vpcsim::time::{Duration, Instant};
use vpcsim::units::{BitsPerSecond, Bytes};

/// A body to send: when, how large, and over which round trip.
#[derive(Debug, Clone, Copy)]
struct Sent {
    at: Instant,
    body: Bytes,
    round_trip: Duration,
}

fn transfer(key: usize, sent: &Sent) -> Transfer {
    Transfer {
        key: u32::try_from(key).expect("few bodies"),
        sender: Sender::new(Mss::new(1_448)),
        body: sent.body,
        round_trip: sent.round_trip,
        rate_max: BitsPerSecond(u64::MAX),
    }
}

/// Runs as an event loop does: each body at its time, each change when it is due.
fn run(mut link: Bottleneck, bodies: &[Sent]) -> Vec<Arrival> {
    let mut arrivals = Vec::new();
    for (key, sent) in bodies.iter().enumerate() {
        while let Some(at) = link.next_change().filter(|at| *at <= sent.at) {
            link.advance(at, &mut arrivals);
        }
        link.send(sent.at, transfer(key, sent));
    }
    let mut looks = 0u32;
    while let Some(at) = link.next_change() {
        link.advance(at, &mut arrivals);
        looks += 1;
        assert!(looks < 100_000, "the link never comes to rest");
    }
    assert!(link.is_empty());
    arrivals
}

/// A link that is stepped packet by packet, because it might lose something; it never does.
fn stepped(rate: BitsPerSecond) -> Bottleneck {
    let luck = Chance::new(1).stream("link", Purpose::Loss);
    Bottleneck::new(rate).losing(Loss {
        probability: f64::MIN_POSITIVE,
        luck,
    })
}

/// How long the next body on a connection takes.
fn fetch(link: &mut Bottleneck, at: Instant, transfer: &mut Transfer) -> Duration {
    let mut arrivals = Vec::new();
    link.send(at, *transfer);
    while let Some(at) = link.next_change() {
        link.advance(at, &mut arrivals);
    }
    transfer.sender = arrivals[0].sender;
    arrivals[0].at.since(at)
}

fn bodies(most: usize) -> impl Strategy<Value = Vec<Sent>> {
    let body = (0..200_000u64, 1..3_000_000u64, 100..100_000u64);
    proptest::collection::vec(body, 1..most).prop_map(|mut bodies| {
        bodies.sort_unstable();
        let sent = |(at_us, bytes, round_trip_us): (u64, u64, u64)| Sent {
            at: Instant::ZERO + Duration::from_micros(at_us),
            body: Bytes(bytes),
            round_trip: Duration::from_micros(round_trip_us),
        };
        bodies.into_iter().map(sent).collect()
    })
}

fn rates() -> impl Strategy<Value = BitsPerSecond> {
    prop_oneof![Just(10), Just(100), Just(1_000), Just(5_000), 5..3_000u64]
        .prop_map(|mbps| BitsPerSecond(mbps * 1_000_000))
}

/// The least that `body` weighs on the wire.
fn weight(body: Bytes) -> Bytes {
    Bytes(body.0 + body.0.div_ceil(1_448) * OVERHEAD.0)
}

fn check_laws(rate: BitsPerSecond, bodies: &[Sent], arrivals: &[Arrival]) {
    let mut keys: Vec<u32> = arrivals.iter().map(|arrival| arrival.key).collect();
    keys.sort_unstable();
    let all: Vec<u32> = (0..u32::try_from(bodies.len()).expect("few bodies")).collect();
    assert_eq!(keys, all, "each body arrives once");
    for arrival in arrivals {
        let sent = bodies[arrival.key as usize];
        let least = rate.time_for(weight(sent.body)) + sent.round_trip.divided_by(2);
        // Packets and rates are rounded to the nanosecond.
        let slack = Duration::from_nanos(2 + sent.body.0 / 1_448);
        let taken = arrival.at.since(sent.at);
        assert!(
            taken + slack >= least,
            "{taken} is faster than {least}: {sent:?}"
        );
    }
    // Whatever arrived by some moment passed the link between the first start and that moment.
    for last in arrivals {
        let passed = arrivals.iter().filter(|other| other.at <= last.at);
        let total: u64 = passed
            .map(|other| weight(bodies[other.key as usize].body).0)
            .sum();
        let first = bodies
            .iter()
            .map(|sent| sent.at)
            .min()
            .expect("at least one");
        let window = last.at.since(first) + Duration::from_micros(10);
        assert!(
            rate.time_for(Bytes(total)) <= window,
            "more than the link carries by {}",
            last.at
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_few_bodies_keep_the_laws(rate in rates(), bodies in bodies(12)) {
        let arrivals = run(Bottleneck::new(rate), &bodies);
        check_laws(rate, &bodies, &arrivals);
        let again = run(Bottleneck::new(rate), &bodies);
        let times = |arrivals: &[Arrival]| arrivals.iter().map(|a| (a.key, a.at)).collect::<Vec<_>>();
        prop_assert_eq!(times(&arrivals), times(&again));
    }

    #[test]
    fn a_crowd_keeps_the_laws(rate in rates(), bodies in bodies(300)) {
        let arrivals = run(Bottleneck::new(rate), &bodies);
        check_laws(rate, &bodies, &arrivals);
    }

    #[test]
    fn random_loss_only_delays(seed: u64, rate in rates(), bodies in bodies(4), share in 0.0..0.05) {
        let luck = Chance::new(seed).stream("link", Purpose::Loss);
        let link = Bottleneck::new(rate).losing(Loss { probability: share, luck });
        check_laws(rate, &bodies, &run(link, &bodies));
    }

    #[test]
    fn at_once_and_packet_by_packet_agree(
        rate in rates(),
        bytes in 1..289_600u64,
        round_trip_us in 50..200_000u64,
        at_us in 0..5_000u64,
    ) {
        let mut plain = Bottleneck::new(rate);
        let mut stepped = stepped(rate);
        let sent = Sent {
            at: Instant::ZERO + Duration::from_micros(at_us),
            body: Bytes(bytes),
            round_trip: Duration::from_micros(round_trip_us),
        };
        let (mut one, mut other) = (transfer(0, &sent), transfer(0, &sent));
        for number in 0..5 {
            let at = sent.at + Duration::from_micros(700_000 * number);
            let (first, second) = (fetch(&mut plain, at, &mut one), fetch(&mut stepped, at, &mut other));
            let apart = first.nanos().abs_diff(second.nanos());
            // Each packet's time is rounded, or that of the whole burst; on a connection that was
            // used before, the window may be off by what its last acknowledgements added.
            let slack = if number == 0 { 1 + bytes / 1_448 } else { first.nanos() / 10 };
            prop_assert!(apart <= slack, "body {number}: {first} at once, {second} stepped");
        }
    }

    #[test]
    fn more_bytes_never_arrive_sooner(
        rate in rates(),
        bytes in 1..280_000u64,
        more in 1..9_600u64,
        round_trip_us in 50..200_000u64,
    ) {
        let round_trip = Duration::from_micros(round_trip_us);
        let time = |bytes| {
            let sent = Sent { at: Instant::ZERO, body: Bytes(bytes), round_trip };
            run(Bottleneck::new(rate), &[sent])[0].at
        };
        prop_assert!(time(bytes) <= time(bytes + more));
    }

    #[test]
    fn a_newcomer_never_speeds_a_short_body_up(
        rate in rates(),
        bytes in 1..289_600u64,
        other in 1..289_600u64,
        after_us in 0..3_000u64,
    ) {
        let sent = |at_us, bytes| Sent {
            at: Instant::ZERO + Duration::from_micros(at_us),
            body: Bytes(bytes),
            round_trip: Duration::from_millis(1),
        };
        let alone = run(Bottleneck::new(rate), &[sent(0, bytes)])[0].at;
        let both = run(Bottleneck::new(rate), &[sent(0, bytes), sent(after_us, other)]);
        let first = both.iter().find(|arrival| arrival.key == 0).unwrap();
        let rounding = Duration::from_nanos(1 + bytes / 1_448);
        prop_assert!(first.at + rounding >= alone, "{} before {alone}", first.at);
    }

    #[test]
    fn what_is_stopped_got_through_in_part(rate in rates(), bodies in bodies(100), at_us in 0..400_000u64) {
        let mut link = Bottleneck::new(rate);
        let start = bodies.iter().map(|sent| sent.at).max().unwrap();
        for (key, sent) in bodies.iter().enumerate() {
            link.send(start, transfer(key, sent));
        }
        let now = start + Duration::from_micros(at_us);
        let mut arrivals = Vec::new();
        while let Some(at) = link.next_change().filter(|at| *at <= now) {
            link.advance(at, &mut arrivals);
        }
        let under_way = link.len();
        let through = link.stop(now, 0);
        let arrived = arrivals.iter().any(|arrival| arrival.key == 0);
        prop_assert_eq!(through.is_none(), arrived);
        if let Some(through) = through {
            prop_assert!(through <= bodies[0].body);
            prop_assert_eq!(link.len(), under_way - 1);
        }
        prop_assert_eq!(link.stop(now, 0), None);
    }
}
