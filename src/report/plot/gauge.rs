//! Latencies in a fixed number of counters, which can be added up.

use crate::time::Duration;

/// Counters within each doubling of the latency.
const STEPS: u32 = 64;
/// Doublings, from a microsecond on: up to three months.
const OCTAVES: u32 = 43;

/// How many requests took how long, exact to a 64th of a doubling.
#[derive(Debug, Clone, Default)]
pub(super) struct Gauge {
    /// Empty until the first latency comes.
    counts: Vec<u32>,
}

impl Gauge {
    pub(super) fn add(&mut self, took: Duration) {
        if self.counts.is_empty() {
            self.counts = vec![0; (STEPS * OCTAVES) as usize];
        }
        let slot = slot(took.nanos() / 1_000).min(self.counts.len() - 1);
        self.counts[slot] = self.counts[slot].saturating_add(1);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        if self.counts.is_empty() {
            self.counts.clone_from(&other.counts);
            return;
        }
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine = mine.saturating_add(*theirs);
        }
    }

    /// The latency in microseconds that `percent` of the requests do not exceed.
    pub(super) fn percentile_us(&self, percent: u64) -> Option<u64> {
        let all: u64 = self.counts.iter().map(|count| u64::from(*count)).sum();
        let wanted = (all * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let slot = self.counts.iter().position(|count| {
            seen += u64::from(*count);
            seen >= wanted
        })?;
        Some(middle_us(slot))
    }
}

/// The counter of a latency: its highest bit, and the six bits after it.
fn slot(us: u64) -> usize {
    let us = us.max(1);
    let octave = us.ilog2();
    let base = 1u64 << octave;
    let step = u128::from(us - base) * u128::from(STEPS) / u128::from(base);
    let slot = octave * STEPS + u32::try_from(step).unwrap_or(0);
    slot as usize
}

/// The middle of a counter's latencies.
fn middle_us(slot: usize) -> u64 {
    let slot = u32::try_from(slot).unwrap_or(u32::MAX);
    let base = 1u64 << (slot / STEPS).min(62);
    let step = u64::from(slot % STEPS);
    base + (base * step + base / 2) / u64::from(STEPS)
}

#[cfg(test)]
mod tests {
    use super::{Gauge, middle_us, slot};
    use crate::time::Duration;

    #[test]
    fn every_latency_is_near_the_middle_of_its_counter() {
        for us in [1, 2, 3, 17, 100, 999, 12_345, 60_000_000, 5_000_000_000] {
            let middle = middle_us(slot(us));
            assert!(middle.abs_diff(us) * 64 <= us + 64, "{us}: {middle}");
        }
    }

    #[test]
    fn percentiles_count_from_the_fastest() {
        let mut gauge = Gauge::default();
        assert_eq!(gauge.percentile_us(50), None);
        for ms in 1..=100 {
            gauge.add(Duration::from_millis(ms));
        }
        for percent in [50, 90, 99] {
            let found = gauge.percentile_us(percent).unwrap();
            assert!(
                found.abs_diff(percent * 1_000) * 64 <= percent * 1_000,
                "{percent}: {found}"
            );
        }
    }
}
