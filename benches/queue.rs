//! Times the event queue beside std's binary heap: pop one, schedule one, at a steady size.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use vpcsim::engine::{Chance, Draw, Purpose, Queue};
use vpcsim::time::{Duration, Instant};

const SIZES: [u32; 4] = [100, 1_000, 100_000, 1_000_000];
const OPERATIONS: u64 = 100_000;

/// Most waits are short and some long, as round trips and idle time-outs are.
fn wait(draw: Draw) -> Duration {
    match draw.uniform_below(100) {
        0..5 => Duration::from_nanos(5_000_000_000),
        5..30 => Duration::from_nanos(1_000_000),
        _ => Duration::from_nanos(draw.bits() >> 43),
    }
}

fn queue(c: &mut Criterion) {
    let luck = Chance::new(1).stream("bench", Purpose::Arrival);
    let mut group = c.benchmark_group("queue");
    group
        .throughput(Throughput::Elements(OPERATIONS))
        .sample_size(10);
    for size in SIZES {
        group.bench_function(BenchmarkId::new("radix", size), |b| {
            let mut queue = Queue::new();
            for source in 0..size {
                queue.schedule(
                    Instant::ZERO + wait(luck.draw(source.into())),
                    0,
                    source,
                    [u64::from(source); 4],
                );
            }
            let mut number = u64::from(size);
            b.iter(|| {
                for _ in 0..OPERATIONS {
                    let Some((at, event)) = queue.pop() else {
                        return;
                    };
                    number += 1;
                    let source = (event[0] & 0xffff_ffff) as u32;
                    queue.schedule(at + wait(luck.draw(number)), 0, source, black_box(event));
                }
            });
        });
        group.bench_function(BenchmarkId::new("std-heap", size), |b| {
            let mut heap = BinaryHeap::new();
            for source in 0..size {
                let source = u64::from(source);
                heap.push(Reverse((
                    Instant::ZERO + wait(luck.draw(source)),
                    source,
                    [source; 4],
                )));
            }
            let mut number = u64::from(size);
            b.iter(|| {
                for _ in 0..OPERATIONS {
                    let Some(Reverse((at, source, event))) = heap.pop() else {
                        return;
                    };
                    number += 1;
                    heap.push(Reverse((
                        at + wait(luck.draw(number)),
                        source,
                        black_box(event),
                    )));
                }
            });
        });
    }
    group.finish();
}

fn chance(c: &mut Criterion) {
    let chance = Chance::new(1);
    let stream = chance.stream("web", Purpose::FirstByte);
    let mut number = 0u64;
    c.bench_function("chance/stream", |b| {
        b.iter(|| chance.stream(black_box("web"), Purpose::Loss));
    });
    c.bench_function("chance/draw", |b| {
        b.iter(|| {
            number += 1;
            stream.draw(black_box(number)).unit()
        });
    });
    c.bench_function("chance/lognormal", |b| {
        b.iter(|| {
            number += 1;
            stream
                .draw(black_box(number))
                .lognormal(Duration::from_millis(100), 0.4)
        });
    });
}

criterion_group!(benches, queue, chance);
criterion_main!(benches);
