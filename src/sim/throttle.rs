//! How many requests S3 takes for one prefix: reads and writes, each at a rate of its own.

use indexmap::IndexMap;

use super::request::Request;
use super::source::Source;
use crate::aws::region::Region;
use crate::time::{Duration, Instant};
use crate::trace::{About, Code, Reason};
use crate::units::PerHourMilli;
use crate::world::bucket::Bucket;
use crate::world::call::Call;
use crate::world::plan::Plan;
use crate::world::{Id, World};

/// How much of its rate a prefix takes at once, after it has rested.
///
/// AWS: the rates are published, the patience is not; a prefix takes what one second brings.
const BURST: Duration = Duration::from_secs(1);

/// What counts together: a bucket, one of its partitioned prefixes by position, reads or writes.
type Kind = (Id<Bucket>, usize, bool);

/// How far each prefix's rate is used up.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    prefixes: IndexMap<Kind, Prefix>,
}

/// What counts together, in use.
#[derive(Debug)]
pub(super) struct Prefix {
    /// When it will have recovered from all it took.
    recovered: Instant,
}

/// The prefix under which all requests of a load fall, as long as the world is the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownPrefix {
    epoch: u32,
    region: Region,
    prefix: Id<Prefix>,
}

impl Throttle {
    /// Why S3 in `region` does not take `request`, one of `source`, at `now`, or `None` when it does
    /// (S3R-10).
    ///
    /// SIMPLIFIED: S3 splits busy prefixes off gradually and by itself; here a bucket has the
    /// partitioned prefixes that its scenario writes, from the start. Refused requests do not
    /// count, and retries count as any other request.
    pub(super) fn refusal(
        &mut self,
        (world, plan): (&World, &Plan),
        (source, request): (&mut Source, &Request),
        region: Region,
        now: Instant,
    ) -> Option<Reason> {
        let known = source.prefix.filter(|known| {
            request.own.is_none() && known.epoch == world.epoch && known.region == region
        });
        let prefix = if let Some(known) = known {
            known.prefix
        } else {
            let call = &request.asked(plan).call;
            let bucket = call.bucket.as_ref()?.existing(world, region)?;
            let prefix = self.prefix(&world.buckets[bucket], (bucket, call, request.number));
            let is_of_all = request.own.is_none();
            if is_of_all && world.buckets[bucket].partitioned_prefixes.is_empty() {
                source.prefix = Some(KnownPrefix {
                    epoch: world.epoch,
                    region,
                    prefix,
                });
            }
            prefix
        };
        let ((bucket, _, is_read), prefix) = self.prefixes.get_index_mut(prefix.index())?;
        let rate = if *is_read {
            world.settings.prefix_reads
        } else {
            world.settings.prefix_writes
        };
        let takes = admits(&mut prefix.recovered, rate, now);
        (!takes).then(|| Reason::new(Code::S3SlowDown, About::Bucket(*bucket)))
    }

    fn prefix(
        &mut self,
        bucket: &Bucket,
        (id, call, number): (Id<Bucket>, &Call, u64),
    ) -> Id<Prefix> {
        let kind = (
            id,
            partition(bucket, call, number),
            call.operation.is_read(),
        );
        let entry = self.prefixes.entry(kind);
        let place = entry.index();
        entry.or_insert(Prefix {
            recovered: Instant::ZERO,
        });
        Id::at(place)
    }
}

/// Takes one request when the rate allows it.
fn admits(recovered: &mut Instant, rate: PerHourMilli, now: Instant) -> bool {
    if rate.0 == 0 {
        return false;
    }
    let from = now.max(*recovered);
    let after = from + rate.spacing();
    let takes = after.since(now) <= BURST;
    if takes {
        *recovered = after;
    }
    takes
}

/// Which of a bucket's prefixes a request falls under: the longest that fits, or the rest.
fn partition(bucket: &Bucket, call: &Call, number: u64) -> usize {
    let prefixes = &bucket.partitioned_prefixes;
    if prefixes.is_empty() {
        return 0;
    }
    let key = match &call.key {
        Some(key) => key.key(number),
        None => call.listing.prefix.clone().unwrap_or_default(),
    };
    let fitting = prefixes.iter().enumerate();
    let fitting = fitting.filter(|(_, prefix)| key.starts_with(prefix.as_str()));
    let longest = fitting.max_by_key(|(_, prefix)| prefix.len());
    longest.map_or(0, |(position, _)| position + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_at_once_and_then_the_rate() {
        // S3R-10
        let rate = PerHourMilli(4 * 3_600 * 1_000);
        let mut recovered = Instant::ZERO;
        let at = |ms| Instant::ZERO + Duration::from_millis(ms);
        let taken = |recovered: &mut Instant, ms, count: usize| {
            (0..count)
                .filter(|_| admits(recovered, rate, at(ms)))
                .count()
        };
        assert_eq!(taken(&mut recovered, 0, 10), 4);
        assert_eq!(taken(&mut recovered, 250, 10), 1);
        assert_eq!(taken(&mut recovered, 1_250, 10), 4);
        assert_eq!(taken(&mut recovered, 9_000, 10), 4);
    }
}
