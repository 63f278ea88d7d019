//! Listens to a run and keeps what its pictures show, in memory that does not grow.

use super::bins::{Bins, Kind};
use crate::time::Instant;
use crate::trace::record::Break;
use crate::trace::{Recorder, RequestRecord};
use crate::world::change::Rejection;
use crate::world::client::Client;
use crate::world::plan::Plan;
use crate::world::{Id, World};

/// What a run's pictures show.
#[derive(Debug, Clone, Default)]
pub struct Film {
    pub(super) bins: Bins,
    pub(super) ended: Instant,
}

impl Recorder for Film {
    fn request_ended(&mut self, _: &World, _: &Plan, request: &RequestRecord) {
        for attempt in &request.attempts {
            self.bins.at(attempt.finished).attempts += 1;
        }
        let bin = self.bins.at(request.finished);
        let kind = Kind::of(request.outcome);
        bin.ended[kind as usize] += 1;
        if kind == Kind::Served {
            bin.latency.add(request.finished.since(request.arrived));
        }
    }

    fn connection_opened(&mut self, at: Instant, _: Id<Client>) {
        self.bins.at(at).open(at);
    }

    fn connection_closed(&mut self, at: Instant, _: Id<Client>) {
        self.bins.at(at).close(at);
    }

    fn connection_broken(&mut self, broken: &Break) {
        self.bins.at(broken.at).broken += 1;
    }

    fn change_asked(&mut self, _: Instant, _: usize, _: Option<&Rejection>) {}

    fn change_applied(&mut self, _: Instant, _: usize, _: &World) {}

    fn run_ended(&mut self, at: Instant, _: u64, _: u64) {
        self.ended = at;
    }
}
