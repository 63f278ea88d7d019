//! The loop nobody can beat by much: this workload alone, everything but its events known.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::measure::{Measured, Watch};

const ROUND_TRIP_NS: u64 = 1_000_000;
/// 100 kB at 1 Gbit/s.
const ANSWER_NS: u64 = 800_000;
const REQUEST_NS: u64 = 4_000;
const IDLE_NS: u64 = 5_000_000_000;
const PAUSE_NS: u64 = 10_000_000_000;

/// One client, between two events.
#[derive(Debug, Clone, Copy)]
struct Client {
    luck: u64,
    left: u32,
    on_connection: u32,
    last_used: u64,
    stage: Stage,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    Beginning,
    Opening,
    Asking,
    Answering,
}

/// What the run came to.
#[derive(Debug, Default)]
struct Tally {
    served: u64,
    opened: u64,
    latency_ns: u64,
}

/// Runs so many clients that together make so many requests.
pub(crate) fn run(clients: u64, requests: u64) -> Measured {
    let each = u32::try_from(requests / clients).unwrap_or(u32::MAX);
    let watch = Watch::start();
    let mut tally = Tally::default();
    let mut events = BinaryHeap::new();
    let mut all: Vec<Client> = Vec::new();
    for number in 0..clients {
        events.push(Reverse((number * 1_000, number)));
        all.push(Client {
            luck: number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            left: each,
            on_connection: 10,
            last_used: 0,
            stage: Stage::Beginning,
        });
    }
    while let Some(Reverse((now, number))) = events.pop() {
        let position = usize::try_from(number).unwrap_or(usize::MAX);
        if let Some(next) = all[position].step(now, &mut tally) {
            events.push(Reverse((next, number)));
        }
    }
    assert_eq!(tally.served, u64::from(each) * clients);
    assert!(tally.opened > 0 && tally.latency_ns > 0);
    watch.stop(tally.served)
}

impl Client {
    /// What follows at `now`, and when.
    fn step(&mut self, now: u64, tally: &mut Tally) -> Option<u64> {
        let at = match self.stage {
            Stage::Beginning if self.left == 0 => return None,
            Stage::Beginning => {
                let is_open = self.on_connection < 10 && now - self.last_used < IDLE_NS;
                if is_open {
                    self.stage = Stage::Asking;
                    return Some(now + ROUND_TRIP_NS / 2 + REQUEST_NS);
                }
                self.on_connection = 0;
                tally.opened += 1;
                self.stage = Stage::Opening;
                now + ROUND_TRIP_NS
            }
            Stage::Opening => {
                self.stage = Stage::Asking;
                now + ROUND_TRIP_NS / 2 + REQUEST_NS
            }
            Stage::Asking => {
                self.stage = Stage::Answering;
                now + ROUND_TRIP_NS / 2 + ANSWER_NS
            }
            Stage::Answering => {
                tally.served += 1;
                tally.latency_ns += ROUND_TRIP_NS + ANSWER_NS + REQUEST_NS;
                self.left -= 1;
                self.on_connection += 1;
                self.last_used = now;
                self.stage = Stage::Beginning;
                now + self.pause()
            }
        };
        Some(at)
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
