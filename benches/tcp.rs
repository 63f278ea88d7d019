//! Times the TCP model: a short body alone, a few in a race, ten thousand in a crowd.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use vpcsim::sim::tcp::{Arrival, Bottleneck, Fluid, Lane, Mss, Sender, Transfer};
use vpcsim::time::{Duration, Instant};
use vpcsim::units::{BitsPerSecond, Bytes};

const GIGABIT: BitsPerSecond = BitsPerSecond(1_000_000_000);

fn transfer(key: u32, sender: Sender, bytes: u64) -> Transfer {
    let round_trip = Duration::from_millis(1);
    Transfer {
        key,
        sender,
        body: Bytes(bytes),
        round_trip,
        rate_max: GIGABIT,
    }
}

fn finish(link: &mut Bottleneck, arrivals: &mut Vec<Arrival>) -> Instant {
    let mut now = Instant::ZERO;
    while let Some(at) = link.next_change() {
        now = at;
        link.advance(at, arrivals);
    }
    now
}

/// Bodies of 100 kB on one connection, as the replay workload sends them: the ten of a new
/// connection, and one more on a connection long used.
fn alone(c: &mut Criterion) {
    let mut group = c.benchmark_group("tcp/alone");
    let lane = Lane::new(GIGABIT, Duration::from_millis(1));
    let pause = Duration::from_millis(1);
    for (name, mss) in [("mss-1448", 1_448), ("mss-8448", 8_448)] {
        group.throughput(Throughput::Elements(10));
        group.bench_function(format!("first-10x100kB/{name}"), |b| {
            let mut now = Instant::ZERO;
            b.iter(|| {
                let mut sender = Sender::new(Mss::new(mss));
                for _ in 0..10 {
                    let at = lane.arrival(&mut sender, now, black_box(Bytes(100_000)));
                    now = at.unwrap_or(now) + pause;
                }
            });
        });
        group.throughput(Throughput::Elements(1));
        group.bench_function(format!("one-more-100kB/{name}"), |b| {
            let mut now = Instant::ZERO;
            let mut sender = Sender::new(Mss::new(mss));
            b.iter(|| {
                let at = lane.arrival(&mut sender, now, black_box(Bytes(100_000)));
                now = at.unwrap_or(now) + pause;
                now
            });
        });
    }
    group.bench_function("8kB-over-a-bottleneck", |b| {
        let mut link = Bottleneck::new(GIGABIT);
        let mut arrivals = Vec::new();
        let mut now = Instant::ZERO;
        let mut sender = Sender::new(Mss::new(8_448));
        b.iter(|| {
            link.send(now, black_box(transfer(0, sender, 8_000)));
            now = link.next_change().unwrap_or(now);
            arrivals.clear();
            link.advance(now, &mut arrivals);
            sender = arrivals[0].sender;
            now += pause;
        });
    });
    group.finish();
}

fn several(c: &mut Criterion) {
    let mut group = c.benchmark_group("tcp/several");
    group.sample_size(10);
    for (name, flows, bytes) in [
        ("race-8x1MB", 8, 1_000_000),
        ("crowd-10000x1MB", 10_000, 1_000_000),
    ] {
        group.throughput(Throughput::Elements(u64::from(flows)));
        group.bench_function(name, |b| {
            b.iter(|| {
                let mut link = Bottleneck::new(GIGABIT);
                let mut arrivals = Vec::new();
                for key in 0..flows {
                    link.send(
                        Instant::ZERO,
                        transfer(key, Sender::new(Mss::new(1_448)), bytes),
                    );
                }
                black_box(finish(&mut link, &mut arrivals))
            });
        });
    }
    group.finish();
}

/// Ten thousand bodies over two links that hold them back, on three ways.
fn confluence(c: &mut Criterion) {
    let mut group = c.benchmark_group("tcp/fluid");
    group.sample_size(10);
    let flows = 10_000;
    let ways: [Arc<[u32]>; 3] = [Arc::new([0, 1]), Arc::new([0]), Arc::new([1])];
    group.throughput(Throughput::Elements(u64::from(flows)));
    group.bench_function("two-links-10000x1MB", |b| {
        b.iter(|| {
            let mut fluid = Fluid::new(Instant::ZERO);
            fluid.carry(Instant::ZERO, 0, GIGABIT);
            fluid.carry(Instant::ZERO, 1, GIGABIT);
            let mut arrivals = Vec::new();
            let mut now = Instant::ZERO;
            for (key, way) in (0..flows).zip(ways.iter().cycle()) {
                now = Instant::ZERO + Duration::from_micros(key.into());
                fluid.advance(now, &mut arrivals);
                let body = transfer(key, Sender::new(Mss::new(1_448)), 1_000_000);
                fluid.join((now, now), body, body.body, way.clone());
            }
            while let Some(at) = fluid.next_change() {
                now = at;
                fluid.advance(at, &mut arrivals);
            }
            black_box(now)
        });
    });
    group.finish();
}

criterion_group!(benches, alone, several, confluence);
criterion_main!(benches);
