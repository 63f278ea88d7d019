//! What is remembered of one request until its twin is known: a few words, whatever it carried.

use indexmap::{IndexMap, IndexSet};

use super::{Aspect, Authorisation, asked};
use crate::report::path::Path;
use crate::report::reason;
use crate::time::Duration;
use crate::trace::{Outcome, RequestRecord};
use crate::world::World;
use crate::world::plan::Plan;

/// What became of one request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) outcome: Outcome,
    /// Why it was not served, as a word of [`Words`].
    pub(super) why: u32,
    /// The way of its last attempt, as a word of [`Words`].
    pub(super) path: u32,
    pub(super) latency: Duration,
}

/// In what two requests differ. Latency alone counts from `latency_least` on; beside other changes it
/// is judged for the whole group, so that those that change alike stay together.
pub(super) fn differences(before: Seen, after: Seen, latency_least: Duration) -> Vec<Aspect> {
    let mut found = Vec::new();
    if before.outcome != after.outcome {
        found.push(Aspect::Outcome);
    }
    if before.why != after.why {
        found.push(Aspect::Why);
    }
    if before.path != after.path {
        found.push(Aspect::Path);
    }
    if Authorisation::of(before.outcome) != Authorisation::of(after.outcome) {
        found.push(Aspect::Authorisation);
    }
    let (before, after) = (before.latency.nanos(), after.latency.nanos());
    let gap = before.abs_diff(after);
    if found.is_empty() && gap > 0 && gap >= latency_least.nanos() {
        found.push(Aspect::Latency);
    }
    found
}

/// Texts that many requests share, each kept once; the names of both designs are in it, so that
/// equal words mean equal names.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    known: IndexSet<String>,
}

impl Words {
    /// The text of `word`.
    pub(super) fn text(&self, word: u32) -> &str {
        self.known
            .get_index(word as usize)
            .map_or("", String::as_str)
    }

    fn word(&mut self, text: String) -> u32 {
        u32::try_from(self.known.insert_full(text).0).unwrap_or(u32::MAX)
    }

    /// What is worth remembering of `request`.
    pub(super) fn seen(&mut self, world: &World, request: &RequestRecord) -> Seen {
        let last = request.attempts.last();
        let reason = last.and_then(|attempt| attempt.reason);
        let why = match reason.filter(|_| !request.outcome.is_served()) {
            None => String::new(),
            Some(why) => {
                let code = why.code.name();
                match reason::rests_on(world, &why) {
                    nothing if nothing.is_empty() => code.to_owned(),
                    something => format!("{code}  {something}"),
                }
            }
        };
        let path = Path::of(last.and_then(|attempt| attempt.way.as_deref()));
        Seen {
            outcome: request.outcome,
            why: self.word(why),
            path: self.word(path.words(world)),
            latency: request.finished.since(request.arrived),
        }
    }
}

/// The sources of requests of both designs by id, in the order they were met.
pub(super) type Loads = IndexMap<String, Source>;

/// What is known of one source of requests.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) client: String,
    pub(super) asked: String,
}

/// Adds the sources of `plan` that are not known yet, and gives each one's position among all.
pub(super) fn add(loads: &mut Loads, world: &World, plan: &Plan) -> Vec<usize> {
    let mut positions = Vec::new();
    for load in &plan.loads {
        let entry = loads.entry(load.id.clone());
        positions.push(entry.index());
        entry.or_insert_with(|| Source {
            client: world.clients.name(load.client).to_owned(),
            asked: asked::words(&load.call),
        });
    }
    positions
}
