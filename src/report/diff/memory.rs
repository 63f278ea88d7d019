//! Listens to the run of the first design and remembers a few words of each request.

use std::collections::BTreeMap;

use super::seen::{self, Loads, Seen, Words};
use crate::cost::Ledger;
use crate::report::replays::{self, ReplayLine};
use crate::time::Instant;
use crate::trace::record::Break;
use crate::trace::tally::Tally;
use crate::trace::{Recorder, RequestRecord};
use crate::world::change::Rejection;
use crate::world::client::Client;
use crate::world::plan::Plan;
use crate::world::{Id, World};

/// What became of every request of the first design.
#[derive(Debug, Clone)]
pub struct Memory {
    pub(super) words: Words,
    pub(super) loads: Loads,
    /// By position among `loads`, then by number.
    pub(super) requests: Vec<BTreeMap<u64, Seen>>,
    /// By load of the plan that is run: its position among `loads`.
    positions: Vec<usize>,
    pub(super) replays: Vec<ReplayLine>,
    pub(super) ledger: Ledger,
}

impl Memory {
    /// A listener to the run of `plan` in `world`.
    pub fn new(world: &World, plan: &Plan) -> Self {
        let mut loads = Loads::default();
        let positions = seen::add(&mut loads, world, plan);
        Self {
            words: Words::default(),
            requests: vec![BTreeMap::new(); loads.len()],
            loads,
            positions,
            replays: replays::lines_of(plan),
            ledger: Ledger::new(world, plan),
        }
    }
}

impl Recorder for Memory {
    fn request_ended(&mut self, world: &World, plan: &Plan, request: &RequestRecord) {
        self.ledger.request_ended(world, plan, request);
        let seen = self.words.seen(world, request);
        let position = self.positions.get(request.load as usize);
        if let Some(requests) = position.and_then(|at| self.requests.get_mut(*at)) {
            requests.insert(request.number, seen);
        }
    }

    fn connection_opened(&mut self, _: Instant, _: Id<Client>) {}

    fn connection_broken(&mut self, _: &Break) {}

    fn change_asked(&mut self, _: Instant, _: usize, _: Option<&Rejection>) {}

    fn change_applied(&mut self, at: Instant, change: usize, world: &World) {
        self.ledger.change_applied(at, change, world);
    }

    fn log_replayed(&mut self, position: usize, tally: &Tally) {
        replays::hear(&mut self.replays, position, tally);
    }

    fn run_ended(&mut self, at: Instant, events: u64, fingerprint: u64) {
        self.ledger.run_ended(at, events, fingerprint);
    }
}
