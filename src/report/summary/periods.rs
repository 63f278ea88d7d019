//! The stretches of a run between changes, and the paths that were used in each.

use std::sync::Arc;

use indexmap::IndexSet;

use crate::aws::region::Region;
use crate::report::path::Path;
use crate::time::Instant;
use crate::trace::{Attempt, Way};

/// When changes took effect; each begins a period.
#[derive(Debug, Clone, Default)]
pub(super) struct Periods {
    /// In ascending order.
    starts: Vec<Instant>,
}

impl Periods {
    /// A change took effect at `at`; several at one moment begin one period.
    pub(super) fn begin(&mut self, at: Instant) {
        if self.starts.last() != Some(&at) {
            self.starts.push(at);
        }
    }

    /// The period that `at` lies in, from 0.
    pub(super) fn of(&self, at: Instant) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    /// When a period begins.
    pub(super) fn start(&self, period: usize) -> Instant {
        match period.checked_sub(1) {
            None => Instant::ZERO,
            Some(before) => self.starts.get(before).copied().unwrap_or(Instant::NEVER),
        }
    }
}

/// Every path that was seen.
#[derive(Debug, Clone, Default)]
pub(super) struct Paths {
    seen: IndexSet<Path>,
}

impl Paths {
    /// The path at `position`.
    pub(super) fn at(&self, position: usize) -> Option<&Path> {
        self.seen.get_index(position)
    }

    /// The position of the path of an attempt.
    fn position(&mut self, attempt: &Attempt) -> usize {
        self.seen.insert_full(Path::of_attempt(attempt)).0
    }
}

/// How many attempts ended in each period on each path. Their ends count, not their beginnings:
/// one that waits for a connection takes the path of the moment it gets it.
#[derive(Debug, Clone, Default)]
#[repr(C)]
pub(super) struct Usage {
    /// The way that was looked up last, and what has gone it since: most attempts go the same way
    /// as the one before.
    last: Option<Last>,
    /// By period, then by path.
    counts: Vec<Vec<u64>>,
}

/// A way and the Region at its end, its period and path, and how many attempts are not yet among the counts.
#[derive(Debug, Clone)]
struct Last {
    way: Arc<Way>,
    region: Option<Region>,
    period: usize,
    path: usize,
    count: u64,
}

impl Usage {
    /// Counts an attempt.
    pub(super) fn add(&mut self, period: usize, attempt: &Attempt, paths: &mut Paths) {
        match (&attempt.way, &mut self.last) {
            (Some(way), Some(last))
                if last.period == period
                    && last.region == attempt.region
                    && Arc::ptr_eq(way, &last.way) =>
            {
                last.count += 1;
            }
            (Some(way), _) => {
                self.settle();
                let path = paths.position(attempt);
                self.last = Some(Last {
                    way: Arc::clone(way),
                    region: attempt.region,
                    period,
                    path,
                    count: 1,
                });
            }
            (None, _) => *self.slot(period, paths.position(attempt)) += 1,
        }
    }

    /// Adds up what is not yet among the counts; before it they are not whole.
    pub(super) fn settle(&mut self) {
        if let Some(last) = self.last.take() {
            *self.slot(last.period, last.path) += last.count;
        }
    }

    /// Adds all of `other`.
    pub(super) fn merge(&mut self, other: &Self) {
        for (period, counts) in other.counts.iter().enumerate() {
            for (path, count) in counts.iter().enumerate() {
                *self.slot(period, path) += count;
            }
        }
    }

    /// The counts by period, each with the position of its path, the most used first; unused
    /// paths are left out.
    pub(super) fn by_period(&self) -> impl Iterator<Item = (usize, Vec<(usize, u64)>)> {
        self.counts.iter().enumerate().map(|(period, counts)| {
            let used = counts.iter().copied().enumerate();
            let mut used: Vec<_> = used.filter(|(_, count)| *count > 0).collect();
            used.sort_by_key(|(path, count)| (std::cmp::Reverse(*count), *path));
            (period, used)
        })
    }

    fn slot(&mut self, period: usize, path: usize) -> &mut u64 {
        if self.counts.len() <= period {
            if self.counts.is_empty() {
                self.counts.reserve_exact(period + 1);
            }
            self.counts.resize(period + 1, Vec::new());
        }
        let counts = &mut self.counts[period];
        if counts.len() <= path {
            if counts.is_empty() {
                counts.reserve_exact(path + 1);
            }
            counts.resize(path + 1, 0);
        }
        &mut counts[path]
    }
}
