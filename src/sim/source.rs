//! One source of requests: when the next one comes, and the luck of each.

use super::target::Target;
use crate::engine::{Chance, Purpose, Stream};
use crate::time::Instant;
use crate::world::Id;
use crate::world::plan::{Load, Spacing};

/// A load of the plan while it runs; it knows of one request to come, never of all.
#[derive(Debug)]
pub(super) struct Source {
    /// What its requests lead to at first.
    pub(super) target: Id<Target>,
    /// How long S3 thinks about each attempt.
    pub(super) first_byte: Stream,
    /// The jitter before each further attempt.
    pub(super) back_off: Stream,
    /// Which attempts meet an error of the server.
    pub(super) server_error: Stream,
    gaps: Stream,
    /// How many requests have come.
    pub(super) arrived: u64,
}

impl Source {
    /// The source for `load`, before its first request.
    pub(super) fn new(load: &Load, target: Id<Target>, chance: Chance) -> Self {
        Self {
            target,
            first_byte: chance.stream(&load.id, Purpose::FirstByte),
            back_off: chance.stream(&load.id, Purpose::BackOff),
            server_error: chance.stream(&load.id, Purpose::ServerError),
            gaps: chance.stream(&load.id, Purpose::Arrival),
            arrived: 0,
        }
    }

    /// When the next request comes, the last having come at `last`; none when all have.
    ///
    /// Evenly spaced requests begin at the load's start; independent ones one gap after it.
    pub(super) fn next_arrival(&self, load: &Load, last: Instant) -> Option<Instant> {
        if self.arrived >= load.count {
            return None;
        }
        let last = last.max(load.start);
        Some(match load.spacing {
            Spacing::Constant(_) if self.arrived == 0 => load.start,
            Spacing::Constant(gap) => last + gap,
            Spacing::Poisson(mean) => last + self.gaps.draw(self.arrived).exponential(mean),
        })
    }

    /// The number under which the luck of an attempt is drawn; requests have fewer than 64.
    pub(super) fn draw_number(request: u64, attempt: usize) -> u64 {
        (request << 6) | (attempt as u64 & 63)
    }
}
