//! The pending events of a run, popped in order of time; a monotone radix heap of six bits a level.
//!
//! Simulated time only moves forward, which a binary heap cannot use and a radix heap can. Times
//! are written in digits of six bits; an entry lies at the level of the highest digit in which its
//! time differs from `base`, in the bucket of that digit. When the clock comes near a bucket, its
//! few entries are sorted and wait in a row to be popped; many are spread over the level below.
//! Each entry so moves two or three times in its life, by appending to a vector, however many are
//! pending. A queue that never holds more than a few is a binary heap and nothing else.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::ticket::{Ticket, TieOrder};
use crate::time::Instant;

/// A queue of events that gives back the earliest first.
///
/// Events of one moment come in order of class, then source entity, then the order in which that
/// source scheduled them. The order in which *different* sources scheduled theirs has no
/// influence, so that neither sharding nor the order of a scenario's lines changes a run.
///
/// ```
/// use vpcsim::{engine::Queue, time::Instant};
/// let noon = Instant::from_nanos(12);
/// let mut queue = Queue::new();
/// queue.schedule(noon, 1, 7, "seven's first");
/// queue.schedule(noon, 1, 3, "three's");
/// queue.schedule(noon, 1, 7, "seven's second");
/// queue.schedule(noon, 0, 9, "a lower class goes first");
/// let mut order = Vec::new();
/// while let Some((at, event)) = queue.pop() {
///     assert_eq!(at, noon);
///     order.push(event);
/// }
/// assert_eq!(order, ["a lower class goes first", "three's", "seven's first", "seven's second"]);
/// ```
///
/// Events lie in the queue by value: keep them small (32 bytes).
#[derive(Debug, Clone)]
pub struct Queue<E> {
    order: TieOrder,
    now: Instant,
    len: usize,
    /// What comes next, the last first: everything before `horizon` when it was filled.
    row: Vec<Entry<E>>,
    /// What was scheduled before `horizon` since then, lowest ticket on top.
    late: BinaryHeap<Reverse<Entry<E>>>,
    /// Everything from here on lies in the buckets; none when there is no such moment.
    horizon: Option<u64>,
    /// What the digits of the times in the buckets are compared with; never after `horizon`.
    base: u64,
    /// Eleven, or none as long as they have not been needed.
    levels: Vec<Level<E>>,
    /// Bit `l` is set when level `l` holds anything.
    filled: u16,
    counters: Vec<u32>,
}

/// How many bits of a time are a digit.
const DIGIT_BITS: usize = 6;

/// How many digits a time has.
const LEVELS: usize = 11;

/// Up to so many entries are sorted instead of being spread.
const ROW_MAX: usize = 48;

/// The entries whose time differs from the base in this digit and in no higher one.
#[derive(Debug, Clone)]
struct Level<E> {
    /// By that digit.
    buckets: [Vec<Entry<E>>; 1 << DIGIT_BITS],
    /// Bit `d` is set when bucket `d` holds anything.
    filled: u64,
}

#[derive(Debug, Clone)]
struct Entry<E> {
    ticket: Ticket,
    event: E,
}

impl<E> Level<E> {
    fn empty() -> Self {
        Self {
            buckets: std::array::from_fn(|_| Vec::new()),
            filled: 0,
        }
    }
}

impl<E> Queue<E> {
    /// An empty queue at [`Instant::ZERO`], ties in the stable order.
    pub fn new() -> Self {
        Self::with_order(TieOrder::Stable)
    }

    /// An empty queue at [`Instant::ZERO`] that breaks ties between sources by `order`.
    pub fn with_order(order: TieOrder) -> Self {
        Self {
            order,
            now: Instant::ZERO,
            len: 0,
            row: Vec::new(),
            late: BinaryHeap::new(),
            horizon: None,
            base: 0,
            levels: Vec::new(),
            filled: 0,
            counters: Vec::new(),
        }
    }

    /// Puts `event` in the queue, to happen at `at`.
    ///
    /// Among events of one moment a lower `class` goes first, then a lower `source`. `source` is
    /// the index of the entity that schedules; the queue keeps four bytes for each index up to
    /// the highest seen. A moment that has passed counts as now: causes never follow effects.
    pub fn schedule(&mut self, at: Instant, class: u8, source: u32, event: E) {
        let at = at.max(self.now);
        let counter = self.next_counter(source);
        let source = match self.order {
            TieOrder::Stable => source,
            TieOrder::Random(seed) => Ticket::disguise(source, seed, at, class),
        };
        self.len += 1;
        let entry = Entry {
            ticket: Ticket::new(at, class, source, counter),
            event,
        };
        if self.horizon.is_none_or(|horizon| at.nanos() < horizon) {
            self.late.push(Reverse(entry));
            if self.late.len() > ROW_MAX {
                self.spread();
            }
        } else {
            self.place(entry);
        }
    }

    /// Takes out the earliest event and moves now to its time; `None` when nothing is pending.
    pub fn pop(&mut self) -> Option<(Instant, E)> {
        if self.row.is_empty() && self.late.is_empty() {
            self.fill_row();
        }
        let entry = match (self.row.last(), self.late.peek()) {
            (Some(next), Some(Reverse(late))) if late.ticket < next.ticket => {
                self.late.pop().map(|Reverse(entry)| entry)
            }
            (Some(_), _) => self.row.pop(),
            (None, _) => self.late.pop().map(|Reverse(entry)| entry),
        }?;
        self.now = entry.ticket.at;
        self.len -= 1;
        Some((entry.ticket.at, entry.event))
    }

    /// Makes the next few events known, if none are, and gives all that are: they come next unless
    /// others are scheduled before them. The last of them comes first; none when they were given
    /// before.
    pub fn foresee(&mut self) -> impl Iterator<Item = &E> + Clone {
        let is_new = self.row.is_empty() && self.late.is_empty();
        if is_new {
            self.fill_row();
        }
        let known = if is_new { self.row.as_slice() } else { &[] };
        known.iter().map(|entry| &entry.event)
    }

    /// When the next event happens; `None` when nothing is pending.
    pub fn peek_time(&self) -> Option<Instant> {
        let row = self.row.last().map(|entry| entry.ticket.at);
        let late = self.late.peek().map(|Reverse(entry)| entry.ticket.at);
        match (row, late) {
            (Some(row), Some(late)) => Some(row.min(late)),
            (None, None) if self.filled != 0 => {
                let (level, digit) = self.lowest_bucket();
                let entries = self.levels[level].buckets[digit].iter();
                entries.map(|entry| entry.ticket.at).min()
            }
            (row, late) => row.or(late),
        }
    }

    /// How many events are pending.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    fn next_counter(&mut self, source: u32) -> u32 {
        let index = source as usize;
        if index >= self.counters.len() {
            self.counters.resize(index + 1, 0);
        }
        let counter = self.counters[index];
        self.counters[index] = counter.wrapping_add(1);
        counter
    }

    /// Puts an entry into the bucket of its time, which is not before `horizon`.
    fn place(&mut self, entry: Entry<E>) {
        let at = entry.ticket.at.nanos();
        let differing = at ^ self.base;
        // The base itself has no higher digit that differs: it lies at the lowest level.
        let level = differing.checked_ilog2().unwrap_or(0) as usize / DIGIT_BITS;
        let digit = digit_of(at, level);
        let holder = &mut self.levels[level];
        holder.buckets[digit].push(entry);
        holder.filled |= 1 << digit;
        self.filled |= 1 << level;
    }

    /// Too many came late: puts all that wait outside the buckets into them, unless they are all
    /// for one moment.
    fn spread(&mut self) {
        let now = self.now.nanos();
        if self.horizon.is_some_and(|horizon| horizon - now <= 1) {
            return;
        }
        if self.levels.is_empty() {
            self.levels.resize_with(LEVELS, Level::empty);
        }
        // INVARIANT: what lies in the buckets differs from now in the same digit as from the old
        // base, because both lie before the horizon.
        self.base = now;
        self.horizon = Some(now);
        for entry in std::mem::take(&mut self.row) {
            self.place(entry);
        }
        for Reverse(entry) in std::mem::take(&mut self.late) {
            self.place(entry);
        }
    }

    fn lowest_bucket(&self) -> (usize, usize) {
        let level = self.filled.trailing_zeros() as usize;
        (level, self.levels[level].filled.trailing_zeros() as usize)
    }

    /// Lets the earliest entries wait in a row, in their order; nothing may wait there before.
    fn fill_row(&mut self) {
        while self.filled != 0 {
            let (level, digit) = self.lowest_bucket();
            let holder = &mut self.levels[level];
            holder.filled &= !(1 << digit);
            if holder.filled == 0 {
                self.filled &= !(1 << level);
            }
            let shift = level * DIGIT_BITS;
            let above = (u64::MAX << shift) << DIGIT_BITS;
            self.base = (self.base & above) | ((digit as u64) << shift);
            let bucket = &mut holder.buckets[digit];
            if level == 0 || bucket.len() <= ROW_MAX {
                self.horizon = self.base.checked_add(1 << shift);
                self.row.append(bucket);
                self.row.sort_unstable_by(|one, other| other.cmp(one));
                return;
            }
            let mut entries = std::mem::take(bucket);
            for entry in entries.drain(..) {
                self.place(entry);
            }
            self.levels[level].buckets[digit] = entries;
        }
    }
}

fn digit_of(time: u64, level: usize) -> usize {
    (time >> (level * DIGIT_BITS) & ((1 << DIGIT_BITS) - 1)) as usize
}

impl<E> Default for Queue<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.ticket == other.ticket
    }
}

impl<E> Eq for Entry<E> {}

impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for Entry<E> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.ticket.cmp(&other.ticket)
    }
}

#[cfg(test)]
mod tests {
    use super::{Queue, TieOrder};
    use crate::time::Instant;
    use proptest::prelude::*;
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    /// A step of a random run: schedule so far ahead, with a class and a source, or pop.
    #[derive(Debug, Clone)]
    enum Step {
        Schedule(u64, u8, u32),
        Pop,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let ahead = prop_oneof![0..4u64, 0..2_000u64, any::<u64>().prop_map(|t| t >> 4)];
        let step = prop_oneof![
            3 => (ahead, 0..4u8, 0..6u32).prop_map(|(t, c, s)| Step::Schedule(t, c, s)),
            2 => Just(Step::Pop),
        ];
        proptest::collection::vec(step, 0..800)
    }

    proptest! {
        #[test]
        fn pops_exactly_as_a_binary_heap_of_full_keys(steps in steps()) {
            let mut queue = Queue::new();
            let mut heap = BinaryHeap::new();
            let mut counters = [0u64; 6];
            let mut now = 0;
            for (number, step) in steps.into_iter().chain(vec![Step::Pop; 800]).enumerate() {
                match step {
                    Step::Schedule(ahead, class, source) => {
                        let at = ahead.saturating_add(now);
                        queue.schedule(Instant::from_nanos(at), class, source, number);
                        let counter = &mut counters[source as usize];
                        *counter += 1;
                        heap.push(Reverse((at, class, source, *counter, number)));
                    }
                    Step::Pop => {
                        let known: Vec<usize> = queue.foresee().copied().collect();
                        prop_assert!(known.len() <= heap.len());
                        let next = heap.peek().map(|Reverse(key)| Instant::from_nanos(key.0));
                        prop_assert_eq!(queue.peek_time(), next);
                        let expected = heap.pop().map(|Reverse(key)| (key.0, key.4));
                        let popped = queue.pop().map(|(at, event)| (at.nanos(), event));
                        prop_assert_eq!(popped, expected);
                        now = expected.map_or(now, |(at, _)| at);
                    }
                }
                prop_assert_eq!(queue.len(), heap.len());
            }
        }

        #[test]
        fn the_order_in_which_sources_schedule_changes_nothing(
            mut events in proptest::collection::vec((0..5u64, 0..3u8, 0..5u32), 0..60),
            order in prop_oneof![Just(TieOrder::Stable), any::<u64>().prop_map(TieOrder::Random)],
        ) {
            let drained = |events: &[(u64, u8, u32)]| {
                let mut queue = Queue::with_order(order);
                for &(at, class, source) in events {
                    queue.schedule(Instant::from_nanos(at), class, source, (at, class, source));
                }
                std::iter::from_fn(|| queue.pop()).collect::<Vec<_>>()
            };
            let one_way = drained(&events);
            events.sort_by_key(|&(_, _, source)| Reverse(source));
            prop_assert_eq!(drained(&events), one_way);
        }

        #[test]
        fn a_random_order_permutes_only_the_sources_of_equal_moments(
            events in proptest::collection::vec((0..3u64, 0..2u8, 0..20u32), 0..80),
            seed: u64,
        ) {
            let mut queue = Queue::with_order(TieOrder::Random(seed));
            for (number, &(at, class, source)) in events.iter().enumerate() {
                queue.schedule(Instant::from_nanos(at), class, source, (class, source, number));
            }
            let popped: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
            prop_assert_eq!(popped.len(), events.len());
            for pair in popped.windows(2) {
                let ((t1, (c1, s1, n1)), (t2, (c2, s2, n2))) = (pair[0], pair[1]);
                prop_assert!((t1, c1) <= (t2, c2));
                prop_assert!((t1, c1, s1) != (t2, c2, s2) || n1 < n2, "a source's own order");
            }
        }
    }

    #[test]
    fn random_orders_differ() {
        let order = |seed| {
            let mut queue = Queue::with_order(TieOrder::Random(seed));
            for source in 0..20 {
                queue.schedule(Instant::ZERO, 0, source, source);
            }
            std::iter::from_fn(move || queue.pop()).collect::<Vec<_>>()
        };
        assert_ne!(order(1), order(2));
        assert_eq!(order(1), order(1));
    }

    #[test]
    fn the_past_counts_as_now() {
        let mut queue = Queue::new();
        queue.schedule(Instant::from_nanos(10), 0, 0, "first");
        queue.pop();
        queue.schedule(Instant::from_nanos(3), 0, 0, "late");
        assert_eq!(queue.pop(), Some((Instant::from_nanos(10), "late")));
    }
}
