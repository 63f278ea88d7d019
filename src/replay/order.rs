//! Entries in order of time, although a log holds them in slight disorder.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::entry::Entry;

/// How many entries are looked ahead. CloudTrail and access logs tell nothing about order; in
/// practice entries are seconds to minutes apart from their place.
pub const LOOK_AHEAD: usize = 4_096;

/// The next entries of a log, the earliest first.
#[derive(Debug, Default)]
pub(super) struct Order {
    waiting: BinaryHeap<Reverse<Waiting>>,
    /// The moment of the last entry that left: its second, and nanoseconds within it.
    last: Option<(i64, u64)>,
}

#[derive(Debug, PartialEq, Eq)]
struct Waiting {
    within: u64,
    entry: Entry,
}

/// An entry whose turn it is.
#[derive(Debug)]
pub(super) struct Next {
    pub(super) entry: Entry,
    /// When it is taken to have been made: the second, and nanoseconds within it.
    pub(super) second: i64,
    pub(super) within: u64,
    /// Whether that is later than the log says: its place was already past.
    pub(super) is_late: bool,
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |it: &Self| (it.entry.second, it.within, it.entry.number);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Order {
    /// Whether no further entry is looked at.
    pub(super) fn is_full(&self) -> bool {
        self.waiting.len() >= LOOK_AHEAD
    }

    /// How many entries are held.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Takes an entry up that was made `within` nanoseconds of its second.
    pub(super) fn push(&mut self, entry: Entry, within: u64) {
        self.waiting.push(Reverse(Waiting { within, entry }));
    }

    /// The earliest entry; one that comes too late takes the time of the one before.
    pub(super) fn pop(&mut self) -> Option<Next> {
        let Reverse(Waiting { within, entry }) = self.waiting.pop()?;
        let told = (entry.second, within);
        let last = self.last.unwrap_or(told);
        let (second, within) = told.max(last);
        self.last = Some((second, within));
        Some(Next {
            is_late: told < last,
            second,
            within,
            entry,
        })
    }
}
