//! Listens to the run of the second design and compares each request with its twin in the first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::cost::CostDiff;
use super::memory::Memory;
use super::seen::{self, Seen, differences};
use super::{Aspect, Authorisation, Design, Diff, Group, LoadDiff, Side};
use crate::cost::Ledger;
use crate::report::replays::{self, ReplayLine};
use crate::report::summary::Latency;
use crate::time::{Duration, Instant};
use crate::trace::record::Break;
use crate::trace::tally::Tally;
use crate::trace::{Outcome, Recorder, RequestRecord};
use crate::world::change::Rejection;
use crate::world::client::Client;
use crate::world::plan::Plan;
use crate::world::{Id, World};

/// Compares the requests of a run with those of the first.
#[derive(Debug, Clone)]
pub struct Comparer {
    memory: Memory,
    latency_least: Duration,
    /// By load of the plan that is run: its position among all loads.
    positions: Vec<usize>,
    /// By position among all loads.
    comparisons: Vec<Comparison>,
    replays: Vec<ReplayLine>,
    ledger: Ledger,
}

/// What is known so far about the requests of one source.
#[derive(Debug, Clone, Default)]
struct Comparison {
    unchanged: u64,
    only_after: u64,
    groups: BTreeMap<Alike, Members>,
}

/// What requests of one group have in common: in what they change, and both sides' outcome, reason
/// and path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Alike {
    changes: Vec<Aspect>,
    before: (Outcome, u32, u32),
    after: (Outcome, u32, u32),
}

/// The requests of one group.
#[derive(Debug, Clone, Default)]
struct Members {
    requests: u64,
    first: u64,
    before: Latency,
    after: Latency,
}

impl Members {
    /// In what they change, which is latency too when their medians are `least_us` apart.
    fn changes(&self, mut changes: Vec<Aspect>, least_us: u64) -> Vec<Aspect> {
        let medians = [&self.before, &self.after].map(|side| side.percentile_us(50.0));
        if let [Some(before), Some(after)] = medians
            && before.abs_diff(after) >= least_us.max(1)
            && !changes.contains(&Aspect::Latency)
        {
            changes.push(Aspect::Latency);
        }
        changes
    }
}

impl Comparer {
    /// A listener to the run of `plan` in `world`, the second design; latencies that differ by
    /// less than `latency_least` count as equal.
    pub fn new(mut memory: Memory, world: &World, plan: &Plan, latency_least: Duration) -> Self {
        let positions = seen::add(&mut memory.loads, world, plan);
        memory.requests.resize(memory.loads.len(), BTreeMap::new());
        Self {
            comparisons: vec![Comparison::default(); memory.loads.len()],
            memory,
            latency_least,
            positions,
            replays: replays::lines_of(plan),
            ledger: Ledger::new(world, plan),
        }
    }

    /// What changes from `before` to `after`.
    pub fn finish(self, before: Design, after: Design, seed: u64) -> Diff {
        let Memory {
            words,
            loads,
            requests,
            replays,
            ledger,
            ..
        } = self.memory;
        let least_us = self.latency_least.nanos() / 1_000;
        let parts = loads.into_iter().zip(self.comparisons).zip(requests);
        let loads = parts.map(|(((id, source), comparison), left)| {
            let side = |(outcome, why, path): (Outcome, u32, u32), latency| Side {
                outcome,
                why: words.text(why).to_owned(),
                path: words.text(path).to_owned(),
                authorisation: Authorisation::of(outcome),
                latency,
            };
            let groups = comparison.groups.into_iter().map(|(alike, members)| Group {
                requests: members.requests,
                first: members.first,
                changes: members.changes(alike.changes, least_us),
                before: side(alike.before, members.before),
                after: side(alike.after, members.after),
            });
            let mut groups: Vec<Group> = groups.collect();
            groups.sort_by_key(|group| (Reverse(group.requests), group.first));
            LoadDiff {
                id,
                client: source.client,
                asked: source.asked,
                unchanged: comparison.unchanged,
                only_before: left.len() as u64,
                only_after: comparison.only_after,
                groups,
            }
        });
        Diff {
            before,
            after,
            seed,
            latency_least: self.latency_least,
            loads: loads.collect(),
            replays: [replays, self.replays],
            cost: CostDiff::of([ledger, self.ledger]),
        }
    }

    fn compare(&mut self, position: usize, number: u64, after: Seen) {
        let (Some(comparison), Some(twins)) = (
            self.comparisons.get_mut(position),
            self.memory.requests.get_mut(position),
        ) else {
            return;
        };
        let Some(before) = twins.remove(&number) else {
            comparison.only_after += 1;
            return;
        };
        let changes = differences(before, after, self.latency_least);
        if changes.is_empty() {
            comparison.unchanged += 1;
            return;
        }
        let alike = Alike {
            changes,
            before: (before.outcome, before.why, before.path),
            after: (after.outcome, after.why, after.path),
        };
        let members = comparison.groups.entry(alike).or_default();
        members.first = match members.requests {
            0 => number,
            _ => members.first.min(number),
        };
        members.requests += 1;
        members.before.add(before.latency);
        members.after.add(after.latency);
    }
}

impl Recorder for Comparer {
    fn request_ended(&mut self, world: &World, plan: &Plan, request: &RequestRecord) {
        self.ledger.request_ended(world, plan, request);
        let after = self.memory.words.seen(world, request);
        if let Some(position) = self.positions.get(request.load as usize) {
            self.compare(*position, request.number, after);
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
