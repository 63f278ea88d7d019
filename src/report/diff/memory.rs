//! Listens to the run of the first design and remembers a few words of each request.

use std::collections::BTreeMap;

use super::seen::{self, Loads, Seen, Words};
use crate::time::Instant;
use crate::trace::record::Break;
use crate::trace::{Recorder, RequestRecord};
use crate::world::change::Rejection;
use crate::world::client::Client;
use crate::world::plan::Plan;
use crate::world::{Id, World};

/// What became of every request of the first design.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    pub(super) words: Words,
    pub(super) loads: Loads,
    /// By position among `loads`, then by number.
    pub(super) requests: Vec<BTreeMap<u64, Seen>>,
    /// By load of the plan that is run: its position among `loads`.
    positions: Vec<usize>,
}

impl Memory {
    /// A listener to the run of `plan` in `world`.
    pub fn new(world: &World, plan: &Plan) -> Self {
        let mut memory = Self::default();
        memory.positions = seen::add(&mut memory.loads, world, plan);
        memory.requests = vec![BTreeMap::new(); memory.loads.len()];
        memory
    }
}

impl Recorder for Memory {
    fn request_ended(&mut self, world: &World, _: &Plan, request: &RequestRecord) {
        let seen = self.words.seen(world, request);
        let position = self.positions.get(request.load as usize);
        if let Some(requests) = position.and_then(|at| self.requests.get_mut(*at)) {
            requests.insert(request.number, seen);
        }
    }

    fn connection_opened(&mut self, _: Instant, _: Id<Client>) {}

    fn connection_broken(&mut self, _: &Break) {}

    fn change_asked(&mut self, _: Instant, _: usize, _: Option<&Rejection>) {}

    fn change_applied(&mut self, _: Instant, _: usize, _: &World) {}

    fn run_ended(&mut self, _: Instant, _: u64, _: u64) {}
}
