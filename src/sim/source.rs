//! One source of requests: when the next one comes, and the luck of each.

use super::target::Target;
use super::throttle::KnownPrefix;
use crate::aws::region::Region;
use crate::aws::s3_operation::Subject;
use crate::engine::{Chance, Purpose, Stream};
use crate::s3;
use crate::time::Instant;
use crate::units::Bytes;
use crate::world::Id;
use crate::world::client::Client;
use crate::world::plan::{Load, Spacing, ThinkTime};

/// A load of the plan while it runs; it knows of one request to come, never of all.
///
/// What every request needs of its load stands here once more, side by side: with many thousand
/// loads, each look at one is a wait for memory.
#[derive(Debug)]
#[repr(C)]
pub(super) struct Source {
    /// Who makes its requests.
    pub(super) client: Id<Client>,
    /// What its requests lead to at first.
    pub(super) target: Id<Target>,
    /// The source by whose spacing its requests come: itself, or the first of its mix.
    pub(super) leader: u32,
    /// The Region its requests are signed for at first.
    pub(super) signing_region: Region,
    /// Whether they read or write an object.
    pub(super) is_about_object: bool,
    /// Whether the SDK refuses them before it sends anything (AP-37).
    pub(super) is_refused: bool,
    /// Whether they go through a Multi-Region Access Point.
    pub(super) is_multi_region: bool,
    /// Whether what comes are transfers, each of requests of its own.
    pub(super) is_transfer: bool,
    /// Whether its spacing brings the requests of a mix.
    pub(super) leads_mix: bool,
    /// How many are to come by its spacing or have come.
    pub(super) awaited: u64,
    /// How many come by its spacing, those of a whole mix included.
    arrivals: u64,
    /// How many of its requests have come.
    pub(super) arrived: u64,
    /// How many have come by its spacing, those of a whole mix included.
    pub(super) led: u64,
    /// The size of what each uploads.
    pub(super) upload: Bytes,
    spacing: Spacing,
    thoughts: Stream,
    /// How long S3 thinks about each attempt.
    pub(super) first_byte: Stream,
    /// The prefix in S3 for which all of its requests count, once that is known.
    pub(super) prefix: Option<KnownPrefix>,
    start: Instant,
    /// The jitter before each further attempt.
    pub(super) back_off: Stream,
    /// Which attempts meet an error of the server.
    pub(super) server_error: Stream,
    gaps: Stream,
}

impl Source {
    /// The source for `load`, which stands at `position` in the plan, before its first request.
    pub(super) fn new(load: &Load, position: usize, target: Id<Target>, chance: Chance) -> Self {
        let call = &load.call;
        let leader = match load.spacing {
            Spacing::Led(leader) => leader,
            Spacing::Poisson(_)
            | Spacing::Constant(_)
            | Spacing::Bursts(..)
            | Spacing::Trace(_)
            | Spacing::ClosedLoop(..) => u32::try_from(position).unwrap_or(u32::MAX),
        };
        Self {
            leader,
            prefix: None,
            client: load.client,
            signing_region: s3::signing_region_for(call),
            upload: call.size,
            is_about_object: call.operation.subject() == Subject::Object,
            is_refused: s3::client_refusal(call).is_some(),
            is_multi_region: call.multi_region().is_some(),
            start: load.start,
            spacing: load.spacing.clone(),
            arrivals: load.arrivals(),
            is_transfer: load.transfer.is_some(),
            leads_mix: load.mix.is_some(),
            target,
            first_byte: chance.stream(&load.id, Purpose::FirstByte),
            back_off: chance.stream(&load.id, Purpose::BackOff),
            server_error: chance.stream(&load.id, Purpose::ServerError),
            gaps: chance.stream(&load.id, Purpose::Arrival),
            thoughts: chance.stream(&load.id, Purpose::ThinkTime),
            arrived: 0,
            led: 0,
            awaited: 0,
        }
    }

    /// When the next request comes, the last having come at `last`; none when all have, or when it
    /// is an answer that brings the next.
    ///
    /// Evenly spaced requests begin at the load's start; independent ones one gap after it.
    pub(super) fn next_arrival(&self, last: Instant) -> Option<Instant> {
        if self.awaited >= self.arrivals {
            return None;
        }
        let last = last.max(self.start);
        Some(match &self.spacing {
            Spacing::Constant(_) | Spacing::Bursts(..) if self.awaited == 0 => self.start,
            Spacing::Constant(gap) => last + *gap,
            Spacing::Poisson(mean) => last + self.gaps.draw(self.awaited).exponential(*mean),
            Spacing::Bursts(size, every) => {
                if self.awaited.is_multiple_of((*size).max(1)) {
                    last + *every
                } else {
                    last
                }
            }
            Spacing::Trace(moments) => {
                let place = usize::try_from(self.awaited).ok()?;
                self.start + *moments.get(place)?
            }
            Spacing::ClosedLoop(users, _) if self.awaited < u64::from(*users) => self.start,
            Spacing::ClosedLoop(..) | Spacing::Led(_) => return None,
        })
    }

    /// When a user whose answer has come `now` asks again; never, where nobody waits for answers
    /// or all requests are on their way.
    pub(super) fn after_answer(&self, now: Instant) -> Option<Instant> {
        let Spacing::ClosedLoop(_, think) = self.spacing else {
            return None;
        };
        if self.awaited >= self.arrivals {
            return None;
        }
        Some(match think {
            ThinkTime::Constant(time) => now + time,
            ThinkTime::Exponential(mean) => {
                now + self.thoughts.draw(self.awaited).exponential(mean)
            }
            ThinkTime::Pauses(usual, one_in, pause) => {
                let is_pause = self.thoughts.draw(self.awaited).uniform_below(one_in) == 0;
                now + if is_pause { pause } else { usual }
            }
        })
    }

    /// The number under which the luck of an attempt is drawn; requests have fewer than 64.
    pub(super) fn draw_number(request: u64, attempt: usize) -> u64 {
        (request << 6) | (attempt as u64 & 63)
    }
}
