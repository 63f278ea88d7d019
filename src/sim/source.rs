//! One source of requests: when the next one comes, and the luck of each.

use super::target::Target;
use crate::aws::region::Region;
use crate::aws::s3_operation::Subject;
use crate::engine::{Chance, Purpose, Stream};
use crate::s3;
use crate::time::Instant;
use crate::units::Bytes;
use crate::world::Id;
use crate::world::client::Client;
use crate::world::plan::{Load, Spacing};

/// A load of the plan while it runs; it knows of one request to come, never of all.
///
/// What every request needs of its load stands here once more, side by side: with many thousand
/// loads, each look at one is a wait for memory.
#[derive(Debug)]
pub(super) struct Source {
    /// Who makes its requests.
    pub(super) client: Id<Client>,
    /// The Region its requests are signed for at first.
    pub(super) signing_region: Region,
    /// The size of what each uploads.
    pub(super) upload: Bytes,
    /// Whether they read or write an object.
    pub(super) is_about_object: bool,
    /// Whether the SDK refuses them before it sends anything (AP-37).
    pub(super) is_refused: bool,
    /// Whether they go through a Multi-Region Access Point.
    pub(super) is_multi_region: bool,
    start: Instant,
    spacing: Spacing,
    count: u64,
    /// What its requests lead to at first.
    pub(super) target: Id<Target>,
    /// How long S3 thinks about each attempt.
    pub(super) first_byte: Stream,
    /// The jitter before each further attempt.
    pub(super) back_off: Stream,
    gaps: Stream,
    /// How many requests have come.
    pub(super) arrived: u64,
}

impl Source {
    /// The source for `load`, before its first request.
    pub(super) fn new(load: &Load, target: Id<Target>, chance: Chance) -> Self {
        let call = &load.call;
        Self {
            client: load.client,
            signing_region: s3::signing_region_for(call),
            upload: call.size,
            is_about_object: call.operation.subject() == Subject::Object,
            is_refused: s3::client_refusal(call).is_some(),
            is_multi_region: call.multi_region().is_some(),
            start: load.start,
            spacing: load.spacing,
            count: load.count,
            target,
            first_byte: chance.stream(&load.id, Purpose::FirstByte),
            back_off: chance.stream(&load.id, Purpose::BackOff),
            gaps: chance.stream(&load.id, Purpose::Arrival),
            arrived: 0,
        }
    }

    /// When the next request comes, the last having come at `last`; none when all have.
    ///
    /// Evenly spaced requests begin at the load's start; independent ones one gap after it.
    pub(super) fn next_arrival(&self, last: Instant) -> Option<Instant> {
        if self.arrived >= self.count {
            return None;
        }
        let last = last.max(self.start);
        Some(match self.spacing {
            Spacing::Constant(_) if self.arrived == 0 => self.start,
            Spacing::Constant(gap) => last + gap,
            Spacing::Poisson(mean) => last + self.gaps.draw(self.arrived).exponential(mean),
        })
    }

    /// The number under which the luck of an attempt is drawn; requests have fewer than 64.
    pub(super) fn draw_number(request: u64, attempt: usize) -> u64 {
        (request << 6) | (attempt as u64 & 63)
    }
}
