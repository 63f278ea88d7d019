//! Transfer times worked out by hand: what a textbook says must come out.

use vpcsim::sim::tcp::{Arrival, Bottleneck, Mss, Sender, Transfer, connect_time};
use vpcsim::time::{Duration, Instant};
use vpcsim::units::{BitsPerSecond, Bytes};

const MSS: Mss = Mss::new(1_448);
/// Bytes of a full segment, of an acknowledgement, of the client's acknowledgement and request.
const SEGMENT: u64 = 1_502;
const ACK: u64 = 54;
const REQUEST: u64 = 500 + 2 * ACK;

fn finish(link: &mut Bottleneck) -> Vec<Arrival> {
    let mut arrivals = Vec::new();
    while let Some(at) = link.next_change() {
        link.advance(at, &mut arrivals);
    }
    arrivals
}

fn transfer(key: u32, bytes: u64, round_trip: Duration) -> Transfer {
    let body = Bytes(bytes);
    Transfer {
        key,
        sender: Sender::new(MSS),
        body,
        round_trip,
        rate_max: BitsPerSecond(u64::MAX),
    }
}

/// From the SYN to the last byte, over a link of its own, in seconds.
fn fetch(mbps: u64, round_trip: Duration, bytes: u64) -> f64 {
    let mut link = Bottleneck::new(BitsPerSecond(mbps * 1_000_000));
    link.call(Instant::ZERO, transfer(0, bytes, round_trip), Bytes(500));
    finish(&mut link)[0].at.as_secs_f64()
}

/// Seconds that `bytes` occupy a link of `mbps`.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn wire(mbps: u64, bytes: u64) -> f64 {
    bytes as f64 * 8.0 / (mbps as f64 * 1e6)
}

/// `connect`, the request's way, and the half round trip that the answer's first bit needs.
fn until_answer(mbps: u64, round_trip: Duration) -> f64 {
    let rate = BitsPerSecond(mbps * 1_000_000);
    let connected = connect_time(round_trip, rate).as_secs_f64();
    connected + round_trip.as_secs_f64() + wire(mbps, REQUEST + ACK)
}

#[test]
fn times_worked_out_by_hand() {
    let ms = Duration::from_millis;
    let rounds = |mbps, round_trip: Duration, count: f64| {
        count * (round_trip.as_secs_f64() + wire(mbps, 2 * SEGMENT + ACK))
    };
    let table = [
        // Eight segments fit into the first window.
        ("one window", 100, ms(20), 8 * 1_448, wire(100, 8 * SEGMENT)),
        // 10, 20 and the last 40 of 70: two round trips more.
        (
            "two doublings",
            1_000,
            ms(20),
            70 * 1_448,
            rounds(1_000, ms(20), 2.0) + wire(1_000, 40 * SEGMENT),
        ),
        // 10 + 20 + ... + 160 = 310, and 90 more.
        (
            "five doublings",
            1_000,
            ms(50),
            400 * 1_448,
            rounds(1_000, ms(50), 5.0) + wire(1_000, 90 * SEGMENT),
        ),
        // Ten segments last longer than a round trip: the link never rests.
        (
            "a slow link",
            10,
            ms(2),
            5_000 * 1_448,
            wire(10, 5_000 * SEGMENT),
        ),
    ];
    for (name, mbps, round_trip, bytes, expected) in table {
        let expected = until_answer(mbps, round_trip) + expected;
        let time = fetch(mbps, round_trip, bytes);
        assert!(
            (time / expected - 1.0).abs() < 1e-4,
            "{name}: {time} s, by hand {expected} s"
        );
    }
}

#[test]
fn the_receive_window_bounds_a_long_fat_path() {
    let time = fetch(10_000, Duration::from_millis(100), 512 << 20);
    let at_best = f64::from(512 / 16) * 0.1;
    assert!(
        time > at_best && time < at_best * 1.6,
        "{time} s, at best {at_best} s"
    );
}

#[test]
fn a_link_is_shared_fairly_by_few_and_by_many() {
    for flows in [2, 8, 64, 65, 1_000] {
        let mut link = Bottleneck::new(BitsPerSecond(100_000_000));
        for key in 0..flows {
            link.send(
                Instant::ZERO,
                transfer(key, 1_448_000, Duration::from_millis(2)),
            );
        }
        let times: Vec<f64> = finish(&mut link)
            .iter()
            .map(|a| a.at.as_secs_f64())
            .collect();
        let whole = wire(100, u64::from(flows) * 1_000 * SEGMENT);
        let last = times.iter().copied().fold(0.0, f64::max);
        let mean = times.iter().sum::<f64>() / f64::from(flows);
        assert!(
            (last / whole - 1.0).abs() < 0.05,
            "{flows} flows: last {last} s of {whole} s"
        );
        assert!(
            mean > 0.8 * whole,
            "{flows} flows: mean {mean} s of {whole} s"
        );
    }
}

#[test]
fn a_kept_alive_connection_remembers_and_forgets() {
    let round_trip = Duration::from_millis(20);
    let mut link = Bottleneck::new(BitsPerSecond(1_000_000_000));
    let mut sender = Sender::new(MSS);
    let mut time = |at: Instant| {
        link.send(
            at,
            Transfer {
                sender,
                ..transfer(0, 200_000, round_trip)
            },
        );
        let arrival = finish(&mut link)[0];
        sender = arrival.sender;
        arrival.at.since(at)
    };
    let first = time(Instant::ZERO);
    let second = time(Instant::ZERO + Duration::from_secs(1));
    let rested = time(Instant::ZERO + Duration::from_secs(600));
    assert!(second.times(2) < first, "warm {second}, cold {first}");
    assert!(
        rested > second && rested <= first,
        "rested {rested}, cold {first}"
    );
}
