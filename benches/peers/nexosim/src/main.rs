//! *S3 GET replay* on nexosim: each client a model that schedules its own next event; the same
//! events, waits and luck as the bare loop in `benches/replay/bare.rs`.
//!
//! Called with the clients and the requests; prints requests, processor time, wall time (ns),
//! memory before and at its peak (kB).

use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use nexosim::model::{Context, Model, schedulable};
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};

const ROUND_TRIP_NS: u64 = 1_000_000;
/// 100 kB at 1 Gbit/s.
const ANSWER_NS: u64 = 800_000;
const REQUEST_NS: u64 = 4_000;
const IDLE_NS: u64 = 5_000_000_000;
const PAUSE_NS: u64 = 10_000_000_000;

static SERVED: AtomicU64 = AtomicU64::new(0);
static OPENED: AtomicU64 = AtomicU64::new(0);

#[derive(Serialize, Deserialize)]
struct Client {
    number: u64,
    luck: u64,
    left: u32,
    on_connection: u32,
    last_used: u64,
    stage: Stage,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum Stage {
    Beginning,
    Opening,
    Asking,
    Answering,
}

#[Model]
impl Client {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        let first = Duration::from_nanos(1 + self.number * 1_000);
        let _ = cx.schedule_event(first, schedulable!(Self::step), ());
    }

    #[nexosim(schedulable)]
    fn step(&mut self, _: (), cx: &Context<Self>) {
        let now = nanos(cx.time());
        let wait = match self.stage {
            Stage::Beginning if self.left == 0 => return,
            Stage::Beginning if self.on_connection < 10 && now - self.last_used < IDLE_NS => {
                self.stage = Stage::Asking;
                ROUND_TRIP_NS / 2 + REQUEST_NS
            }
            Stage::Beginning => {
                self.on_connection = 0;
                OPENED.fetch_add(1, Ordering::Relaxed);
                self.stage = Stage::Opening;
                ROUND_TRIP_NS
            }
            Stage::Opening => {
                self.stage = Stage::Asking;
                ROUND_TRIP_NS / 2 + REQUEST_NS
            }
            Stage::Asking => {
                self.stage = Stage::Answering;
                ROUND_TRIP_NS / 2 + ANSWER_NS
            }
            Stage::Answering => {
                SERVED.fetch_add(1, Ordering::Relaxed);
                self.left -= 1;
                self.on_connection += 1;
                self.last_used = now;
                self.stage = Stage::Beginning;
                self.pause()
            }
        };
        let _ = cx.schedule_event(Duration::from_nanos(wait), schedulable!(Self::step), ());
    }

    /// One request in a hundred comes after a long pause.
    fn pause(&mut self) -> u64 {
        self.luck ^= self.luck << 13;
        self.luck ^= self.luck >> 7;
        self.luck ^= self.luck << 17;
        if self.luck.is_multiple_of(100) {
            PAUSE_NS
        } else {
            1_000
        }
    }
}

fn nanos(time: MonotonicTime) -> u64 {
    let since = time.duration_since(MonotonicTime::EPOCH);
    since.as_secs() * 1_000_000_000 + u64::from(since.subsec_nanos())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let numbers: Result<Vec<u64>, _> = std::env::args().skip(1).map(|word| word.parse()).collect();
    let [clients, requests] = numbers?[..] else {
        return Err("usage: replay-nexosim CLIENTS REQUESTS".into());
    };
    let each = u32::try_from(requests / clients)?;
    let _ = fs::write("/proc/self/clear_refs", "5");
    let before_kb = memory_kb("VmRSS:");
    let (wall, processor) = (Instant::now(), processor_ns());
    let mut bench = SimInit::with_num_threads(1);
    for number in 0..clients {
        let client = Client {
            number,
            luck: number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            left: each,
            on_connection: 10,
            last_used: 0,
            stage: Stage::Beginning,
        };
        bench = bench.add_model(client, Mailbox::with_capacity(1), "client");
    }
    let mut simulation = bench.init(MonotonicTime::EPOCH)?;
    simulation.run()?;
    let wall_ns = wall.elapsed().as_nanos();
    let cpu_ns = processor_ns() - processor;
    let peak_kb = memory_kb("VmHWM:");
    let served = SERVED.load(Ordering::Relaxed);
    assert_eq!(served, u64::from(each) * clients);
    assert!(OPENED.load(Ordering::Relaxed) > 0);
    println!("{served} {cpu_ns} {wall_ns} {before_kb} {peak_kb}");
    Ok(())
}

/// Processor time of all threads so far.
fn processor_ns() -> u64 {
    let Ok(tasks) = fs::read_dir("/proc/self/task") else {
        return 0;
    };
    let each = tasks.filter_map(|task| {
        let text = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<u64>().ok()
    });
    each.sum()
}

fn memory_kb(line: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|it| it.strip_prefix(line));
    let word = line.and_then(|rest| rest.split_whitespace().next());
    word.and_then(|word| word.parse().ok()).unwrap_or(0)
}
