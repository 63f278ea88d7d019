//! How long requests took, counted by whole microseconds.

use std::collections::BTreeMap;

use crate::time::Duration;

/// As many bits of every latency are kept, three digits: a thousand steps from one power of two to the
/// next, so that memory does not grow with requests.
const BITS: u32 = 11;

/// Latencies that wait to be counted.
const RECENT: usize = 32;

/// How many bits of an entry of [`Latency::counts`] are its count.
const COUNT_BITS: u32 = 16;

/// Latencies of many requests.
///
/// Thousands of clients each have one of these, and one client's requests take similar times: a
/// sorted list of the steps that occurred, four bytes each, is a twentieth of a histogram that has
/// room for all.
#[derive(Debug, Clone, Default)]
#[repr(C)]
pub struct Latency {
    /// How many they are.
    waiting: usize,
    /// The steps of the last few, not yet counted.
    recent: [u32; RECENT],
    /// In ascending order: the number of a step, and how many latencies lie in it, as far as that
    /// fits.
    counts: Vec<u32>,
    /// How often a count has been full and begun again.
    full: BTreeMap<u32, u64>,
}

/// The number of the step that holds `us` microseconds; steps are counted from 0 without gaps.
fn step_of(us: u64) -> u32 {
    let us = us.min(1 << 63);
    let shift = (u64::BITS - us.leading_zeros()).saturating_sub(BITS);
    // INVARIANT: at most 53 is shifted by, so all steps fit 16 bits.
    let within = u32::try_from(us >> shift).unwrap_or(u32::MAX);
    (shift << (BITS - 1)) + within
}

/// The least microseconds of a step.
fn least_of(step: u32) -> u64 {
    let shift = (step >> (BITS - 1)).saturating_sub(1);
    u64::from(step - (shift << (BITS - 1))) << shift
}

fn entry(step: u32, count: u32) -> u32 {
    (step << COUNT_BITS) | count
}

/// The step and the count of an entry.
fn parts(entry: u32) -> (u32, u32) {
    (entry >> COUNT_BITS, entry & ((1 << COUNT_BITS) - 1))
}

/// Adds the ascending list `more` to another in place, which grows as far as it must and no
/// further; counts that are full begin again.
fn add_all(counts: &mut Vec<u32>, full: &mut BTreeMap<u32, u64>, more: &[u32]) {
    let mut read = counts.len();
    let is_new = |entry: &&u32| {
        let step = parts(**entry).0;
        counts
            .binary_search_by_key(&step, |known| parts(*known).0)
            .is_err()
    };
    let new = more.iter().filter(is_new).count();
    counts.reserve_exact(new);
    counts.resize(read + new, 0);
    let mut write = counts.len();
    // From the end, so that nothing is overwritten that has still to be read.
    for new in more.iter().rev() {
        let (step, count) = parts(*new);
        while read > 0 && parts(counts[read - 1]).0 > step {
            read -= 1;
            write -= 1;
            counts[write] = counts[read];
        }
        if read > 0 && parts(counts[read - 1]).0 == step {
            let sum = parts(counts[read - 1]).1 + count;
            counts[read - 1] = entry(step, parts(sum).1);
            if sum >> COUNT_BITS > 0 {
                *full.entry(step).or_default() += 1;
            }
        } else {
            write -= 1;
            counts[write] = *new;
        }
    }
}

impl Latency {
    /// Adds one latency.
    pub(in crate::report) fn add(&mut self, took: Duration) {
        if self.waiting == RECENT {
            self.settle();
        }
        self.recent[self.waiting] = step_of(took.nanos() / 1_000);
        self.waiting += 1;
    }

    /// Counts the recent ones.
    pub(super) fn settle(&mut self) {
        let recent = &mut self.recent[..self.waiting];
        recent.sort_unstable();
        let mut more = [0; RECENT];
        let mut length = 0;
        for step in recent {
            if length > 0 && parts(more[length - 1]).0 == *step {
                more[length - 1] += 1;
            } else {
                more[length] = entry(*step, 1);
                length += 1;
            }
        }
        add_all(&mut self.counts, &mut self.full, &more[..length]);
        self.waiting = 0;
    }

    /// Adds all of `other`.
    pub(super) fn merge(&mut self, other: &Self) {
        self.settle();
        let mut other = other.clone();
        other.settle();
        add_all(&mut self.counts, &mut self.full, &other.counts);
        for (step, times) in other.full {
            *self.full.entry(step).or_default() += times;
        }
    }

    /// The latency that `percent` of the requests do not exceed, in microseconds, exact to three
    /// digits: the longest of its step; `None` when there were none.
    ///
    /// ```
    /// use vpcsim::report::summary::Latency;
    /// assert_eq!(Latency::default().percentile_us(50.0), None);
    /// ```
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count, rounded up; a float cast saturates"
    )]
    pub fn percentile_us(&self, percent: f64) -> Option<u64> {
        let mut all = self.clone();
        all.settle();
        let total: u64 = all.steps().map(|(_, count)| count).sum();
        let wanted = (percent / 100.0).clamp(0.0, 1.0) * total as f64;
        let mut left = (libm::ceil(wanted) as u64).max(1);
        for (step, count) in all.steps() {
            if count >= left {
                return Some(least_of(step + 1) - 1);
            }
            left -= count;
        }
        None
    }

    /// Each step that occurred, in ascending order, and how often.
    fn steps(&self) -> impl Iterator<Item = (u32, u64)> {
        self.counts.iter().map(|entry| {
            let (step, count) = parts(*entry);
            let full = self.full.get(&step).copied().unwrap_or_default();
            (step, u64::from(count) + (full << COUNT_BITS))
        })
    }

    /// The longest, in microseconds.
    pub fn max_us(&self) -> Option<u64> {
        self.percentile_us(100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Latency, least_of, step_of};
    use crate::time::Duration;
    use hdrhistogram::Histogram;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    #[test]
    fn percentiles_are_exact_to_three_digits() {
        let mut some = Latency::default();
        let mut others = Latency::default();
        for ms in 1..=1_000 {
            let half = if ms % 2 == 0 { &mut some } else { &mut others };
            half.add(Duration::from_millis(ms));
        }
        some.merge(&others);
        for (percent, ms) in [(50.0, 500), (99.0, 990), (100.0, 1_000)] {
            let found = some.percentile_us(percent).unwrap();
            let wanted = ms * 1_000;
            assert!(
                found.abs_diff(wanted) * 1_000 <= wanted,
                "{percent}: {found}"
            );
        }
    }

    #[test]
    fn a_step_holds_any_number() {
        let (mut fast, mut slow) = (Latency::default(), Latency::default());
        for _ in 0..200_000 {
            fast.add(Duration::from_millis(1));
        }
        for _ in 0..99_999 {
            slow.add(Duration::from_millis(2));
        }
        slow.add(Duration::from_millis(1));
        fast.merge(&slow);
        let found = |percent| fast.percentile_us(percent).map(|us| us / 1_000);
        assert_eq!(found(66.667), Some(1), "200,001 of 300,000");
        assert_eq!(found(66.668), Some(2));
        assert_eq!(fast.steps().map(|(_, count)| count).sum::<u64>(), 300_000);
    }

    #[test]
    fn steps_are_counted_without_gaps() {
        let mut before = 0;
        for us in 0..20_000 {
            let step = step_of(us);
            assert!(step == before || step == before + 1, "{us}");
            assert!(
                least_of(step) <= us && step_of(least_of(step)) == step,
                "{us}"
            );
            before = step;
        }
        assert!(step_of(u64::MAX) < 1 << 16);
        assert_eq!(step_of(least_of(step_of(u64::MAX))), step_of(u64::MAX));
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]
        #[test]
        fn the_list_tells_what_a_histogram_of_all_would(
            parts in proptest::collection::vec(
                proptest::collection::vec((0..50u32, any::<u64>()), 0..200), 1..4),
        ) {
            let mut whole = Histogram::<u64>::new(3).unwrap();
            let mut latency = Latency::default();
            for part in &parts {
                let mut one = Latency::default();
                for (bits, any) in part {
                    let took = Duration::from_nanos(any >> (13 + bits));
                    one.add(took);
                    whole.record(took.nanos() / 1_000).unwrap();
                }
                latency.merge(&one);
            }
            for percent in [0.1, 10.0, 50.0, 90.0, 99.0, 99.9, 100.0] {
                let expected = (!whole.is_empty()).then(|| whole.value_at_quantile(percent / 100.0));
                prop_assert_eq!(latency.percentile_us(percent), expected);
            }
        }
    }
}
