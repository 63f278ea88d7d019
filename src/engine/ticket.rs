//! The place of an event in the order of a run: its time, then what breaks a tie.

use std::cmp::Ordering;

use super::mix::{GOLDEN, mix};
use crate::time::Instant;

/// In which order events of one moment and one class happen.
///
/// Real simultaneity has no order, so a result that hangs on it is suspect: running a scenario
/// under several random orders shows whether it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TieOrder {
    /// By source entity, then in the order in which that source scheduled them.
    #[default]
    Stable,
    /// The sources of each moment in an order drawn from this seed; one source's own events keep
    /// their order, because that order is a cause and not an accident.
    Random(u64),
}

/// A 16-byte key: the time, and the tie packed as class (8 bits), source (32), counter (24).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) at: Instant,
    tie: u64,
}

const COUNTER_BITS: u32 = 24;

impl Ticket {
    pub(super) fn new(at: Instant, class: u8, source: u32, counter: u32) -> Self {
        let tie = (u64::from(class) << (32 + COUNTER_BITS))
            | (u64::from(source) << COUNTER_BITS)
            | (u64::from(counter) & ((1 << COUNTER_BITS) - 1));
        Self { at, tie }
    }

    /// `source` under another name, by a rule that is one-to-one within each moment and class.
    pub(super) fn disguise(source: u32, seed: u64, at: Instant, class: u8) -> u32 {
        let key = mix(mix(seed ^ u64::from(class)) ^ at.nanos().wrapping_mul(GOLDEN));
        let (low, high) = ((key & 0xffff_ffff) as u32, (key >> 32) as u32);
        // Each step can be undone, so two sources never get the same disguise.
        let mut name = source ^ low;
        name = (name ^ (name >> 16))
            .wrapping_mul(0x7feb_352d)
            .wrapping_add(high);
        name = (name ^ (name >> 15)).wrapping_mul(0x846c_a68b);
        name ^ (name >> 16)
    }
}

impl Ord for Ticket {
    /// INVARIANT: one source has fewer than 2^23 events pending for one moment, so the wrapped
    /// difference of two counters tells which was scheduled first.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mine, theirs) = (self.tie >> COUNTER_BITS, other.tie >> COUNTER_BITS);
        let lead = self.tie.wrapping_sub(other.tie) << (64 - COUNTER_BITS);
        let later = match lead {
            0 => Ordering::Equal,
            lead if lead >> 63 == 0 => Ordering::Greater,
            _ => Ordering::Less,
        };
        (self.at, mine).cmp(&(other.at, theirs)).then(later)
    }
}

impl PartialOrd for Ticket {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::Ticket;
    use crate::time::Instant;

    #[test]
    fn time_then_class_then_source_then_counter() {
        let at = Instant::from_nanos;
        let ordered = [
            Ticket::new(at(1), 9, 9, 9),
            Ticket::new(at(2), 0, 9, 9),
            Ticket::new(at(2), 1, 0, 9),
            Ticket::new(at(2), 1, 1, 0xff_fffe),
            Ticket::new(at(2), 1, 1, 0xff_ffff),
            Ticket::new(at(2), 1, 1, 0x100_0000),
            Ticket::new(at(2), 1, 1, 0x100_0001),
            Ticket::new(at(2), 1, u32::MAX, 0),
            Ticket::new(at(2), 255, 0, 0),
        ];
        assert!(ordered.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn no_two_sources_share_a_disguise() {
        let mut names: Vec<u32> = (0..50_000)
            .map(|source| Ticket::disguise(source, 42, Instant::from_nanos(7), 3))
            .collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 50_000);
    }
}
