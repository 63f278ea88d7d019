//! The pending events of a run, popped in order of time; a monotone radix heap.
//!
//! Simulated time only moves forward, which a binary heap cannot use and a radix heap can: an
//! entry lies in the bucket of the highest bit in which its time differs from now, and moves to a
//! lower bucket only when the clock comes near. Each entry moves a few times in its life, by
//! appending to a vector, however many are pending.

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
    /// What happens at `now`, lowest ticket on top.
    due: BinaryHeap<Reverse<Entry<E>>>,
    /// Bucket `b` holds entries whose time differs from `now` in bit `b` and in no higher bit.
    buckets: [Bucket<E>; 64],
    /// Bit `b` is set when bucket `b` holds anything.
    filled: u64,
    counters: Vec<u32>,
}

#[derive(Debug, Clone)]
struct Bucket<E> {
    entries: Vec<Entry<E>>,
    earliest: Instant,
}

#[derive(Debug, Clone)]
struct Entry<E> {
    ticket: Ticket,
    event: E,
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
            due: BinaryHeap::new(),
            buckets: std::array::from_fn(|_| Bucket {
                entries: Vec::new(),
                earliest: Instant::NEVER,
            }),
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
        self.place(Entry {
            ticket: Ticket::new(at, class, source, counter),
            event,
        });
    }

    /// Takes out the earliest event and moves now to its time; `None` when nothing is pending.
    pub fn pop(&mut self) -> Option<(Instant, E)> {
        if self.due.is_empty() && self.filled != 0 {
            if let Some(entry) = self.only_entry_of_lowest_bucket() {
                return Some((entry.ticket.at, entry.event));
            }
            self.open_lowest_bucket();
        }
        let Reverse(entry) = self.due.pop()?;
        self.len -= 1;
        Some((entry.ticket.at, entry.event))
    }

    /// When the next event happens; `None` when nothing is pending.
    pub fn peek_time(&self) -> Option<Instant> {
        if !self.due.is_empty() {
            Some(self.now)
        } else if self.filled != 0 {
            Some(self.buckets[self.lowest_bucket()].earliest)
        } else {
            None
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

    fn place(&mut self, entry: Entry<E>) {
        let at = entry.ticket.at;
        let differing = at.nanos() ^ self.now.nanos();
        if differing == 0 {
            self.due.push(Reverse(entry));
            return;
        }
        let index = differing.ilog2() as usize;
        let bucket = &mut self.buckets[index];
        bucket.entries.push(entry);
        bucket.earliest = bucket.earliest.min(at);
        self.filled |= 1 << index;
    }

    fn lowest_bucket(&self) -> usize {
        self.filled.trailing_zeros() as usize
    }

    /// The shortest way, which sparse queues take almost always: nothing to sort, nothing to move.
    fn only_entry_of_lowest_bucket(&mut self) -> Option<Entry<E>> {
        let index = self.lowest_bucket();
        let bucket = &mut self.buckets[index];
        if bucket.entries.len() != 1 {
            return None;
        }
        let entry = bucket.entries.pop()?;
        self.now = bucket.earliest;
        bucket.earliest = Instant::NEVER;
        self.filled &= !(1 << index);
        self.len -= 1;
        Some(entry)
    }

    /// Moves now to the earliest pending time and spreads that bucket's entries over lower ones.
    fn open_lowest_bucket(&mut self) {
        let index = self.lowest_bucket();
        let bucket = &mut self.buckets[index];
        let mut entries = std::mem::take(&mut bucket.entries);
        self.now = bucket.earliest;
        bucket.earliest = Instant::NEVER;
        self.filled &= !(1 << index);
        for entry in entries.drain(..) {
            self.place(entry);
        }
        self.buckets[index].entries = entries;
    }
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
        proptest::collection::vec(step, 0..400)
    }

    proptest! {
        #[test]
        fn pops_exactly_as_a_binary_heap_of_full_keys(steps in steps()) {
            let mut queue = Queue::new();
            let mut heap = BinaryHeap::new();
            let mut counters = [0u64; 6];
            let mut now = 0;
            for (number, step) in steps.into_iter().chain(vec![Step::Pop; 400]).enumerate() {
                match step {
                    Step::Schedule(ahead, class, source) => {
                        let at = ahead.saturating_add(now);
                        queue.schedule(Instant::from_nanos(at), class, source, number);
                        let counter = &mut counters[source as usize];
                        *counter += 1;
                        heap.push(Reverse((at, class, source, *counter, number)));
                    }
                    Step::Pop => {
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
