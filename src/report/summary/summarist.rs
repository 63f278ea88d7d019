//! Listens to a run and keeps only what its summary needs.

use super::periods::{Paths, Periods, Usage};
use super::services;
use super::tally::Tally;
use super::transfers;
use super::{
    BreakLine, Breaks, ChangeLine, ClientLine, LoadLine, PathLine, PathShare, Subject, Summary,
};
use crate::cost::{Bill, Ledger};
use crate::diagnostic::Sources;
use crate::report::replays::{self, ReplayLine};
use crate::report::{change, limits};
use crate::time::Instant;
use crate::trace;
use crate::trace::record::{Break, TransferRecord};
use crate::trace::{Recorder, RequestRecord};
use crate::world::change::Rejection;
use crate::world::client::Client;
use crate::world::plan::Plan;
use crate::world::{Change, Id, World};

/// Listens to a run; [`Summarist::finish`] tells what it came to.
#[derive(Debug, Clone)]
pub struct Summarist {
    /// By load.
    tallies: Vec<Tally>,
    /// By client.
    opened: Vec<u64>,
    /// By change of the plan.
    changes: Vec<Told>,
    /// Breaks without a change.
    other_breaks: Breaks,
    periods: Periods,
    paths: Paths,
    replays: Vec<ReplayLine>,
    transfers: transfers::Counts,
    ledger: Ledger,
    ended: Instant,
    events: u64,
    fingerprint: u64,
}

/// What was told of one change.
#[derive(Debug, Clone, Default)]
struct Told {
    asked: Option<Instant>,
    refused: Option<Rejection>,
    applied: Option<Instant>,
    breaks: Breaks,
}

impl Summarist {
    /// A listener to a run of `plan`.
    pub fn new(world: &World, plan: &Plan) -> Self {
        Self {
            tallies: vec![Tally::default(); plan.loads.len()],
            opened: vec![0; world.clients.len()],
            changes: vec![Told::default(); plan.changes.len()],
            replays: replays::lines_of(plan),
            other_breaks: Breaks::default(),
            periods: Periods::default(),
            paths: Paths::default(),
            transfers: transfers::Counts::new(),
            ledger: Ledger::new(world, plan),
            ended: Instant::ZERO,
            events: 0,
            fingerprint: 0,
        }
    }

    /// What the run came to; `world` and `plan` are those it began with, `sources` the texts they
    /// were built from.
    pub fn finish(
        mut self,
        world: &World,
        plan: &Plan,
        sources: &Sources,
        subject: Subject,
    ) -> Summary {
        self.tallies.iter_mut().for_each(Tally::settle);
        let changes = self.changes.iter().zip(&plan.changes);
        let timeline = changes.filter_map(|(told, planned)| {
            let (call, subject) = match &planned.change {
                Change::Refused(_) => change::as_written(sources, planned.span),
                known => (
                    change::call(known).to_owned(),
                    change::subject(world, known),
                ),
            };
            Some(ChangeLine {
                at: told.asked?,
                call,
                subject,
                refused: told.refused.clone(),
                applied: told.applied,
                broken: break_lines(world, &told.breaks),
            })
        });
        let clients = self.clients(world, plan);
        let mut summary = Summary {
            services: services::lines(world, &clients),
            day: world.day,
            ended: self.ended,
            events: self.events,
            fingerprint: self.fingerprint,
            timeline: timeline.collect(),
            other_breaks: break_lines(world, &self.other_breaks),
            clients,
            loads: self.loads(world, plan),
            replays: self.replays.clone(),
            transfers: transfers::lines(std::mem::take(&mut self.transfers), world, plan),
            bill: Bill::of(&self.ledger),
            limits: Vec::new(),
            subject,
        };
        summary.limits = limits::touched(world, plan, &summary);
        summary
    }

    fn clients(&self, world: &World, plan: &Plan) -> Vec<ClientLine> {
        let mut sums: Vec<Option<Tally>> = vec![None; world.clients.len()];
        for (load, part) in plan.loads.iter().zip(&self.tallies) {
            // Any client may get requests of a log; those that got none are no clients of the run.
            if load.replay.is_some() && part.requests == 0 {
                continue;
            }
            if let Some(sum) = sums.get_mut(load.client.index()) {
                sum.get_or_insert_default().merge(part);
            }
        }
        let mut lines = Vec::new();
        for ((id, client), tally) in world.clients.iter().zip(sums) {
            let Some(tally) = tally else {
                continue;
            };
            lines.push(ClientLine {
                client: world.clients.name(id).to_owned(),
                host: world.hosts.name(client.host).to_owned(),
                opened: self.opened[id.index()],
                broken: self.broken(id),
                paths: self.path_lines(world, &tally.usage),
                tally,
            });
        }
        lines
    }

    fn loads(&self, world: &World, plan: &Plan) -> Vec<LoadLine> {
        let loads = plan.loads.iter().zip(&self.tallies);
        loads
            .filter(|(load, tally)| load.replay.is_none() || tally.requests > 0)
            .map(|(load, tally)| LoadLine {
                id: load.id.clone(),
                client: world.clients.name(load.client).to_owned(),
                planned: load.count,
                paths: self.path_lines(world, &tally.usage),
                tally: tally.clone(),
            })
            .collect()
    }

    /// How many connections of a client broke, for whatever reason.
    fn broken(&self, client: Id<Client>) -> u64 {
        let all = self.changes.iter().map(|told| &told.breaks);
        let all = all.chain([&self.other_breaks]).flatten();
        all.filter(|((whose, _), _)| *whose == client.index())
            .map(|(_, (count, _))| count)
            .sum()
    }

    /// One line for each stretch of time with the same paths; periods without attempts join their
    /// neighbours.
    fn path_lines(&self, world: &World, usage: &Usage) -> Vec<PathLine> {
        let mut lines: Vec<PathLine> = Vec::new();
        for (period, used) in usage.by_period().filter(|(_, used)| !used.is_empty()) {
            let ways: Vec<PathShare> = used
                .into_iter()
                .filter_map(|(path, attempts)| self.share(world, path, attempts))
                .collect();
            match lines.last_mut() {
                Some(PathLine { ways: before, .. }) if are_same_paths(before, &ways) => {
                    add(before, &ways);
                }
                _ => {
                    let from = self.periods.start(period);
                    if let Some(before) = lines.last_mut() {
                        before.until = Some(from);
                    }
                    lines.push(PathLine {
                        from,
                        until: None,
                        ways,
                    });
                }
            }
        }
        lines
    }

    fn share(&self, world: &World, path: usize, attempts: u64) -> Option<PathShare> {
        let path = self.paths.at(path)?;
        Some(PathShare {
            words: path.words(world),
            via: path.via.iter().map(|at| world.place_name(*at)).collect(),
            path: path.clone(),
            attempts,
        })
    }
}

/// Whether both stretches know the same paths, in whatever shares.
fn are_same_paths(before: &[PathShare], after: &[PathShare]) -> bool {
    let is_known = |share: &PathShare| before.iter().any(|known| known.path == share.path);
    before.len() == after.len() && after.iter().all(is_known)
}

/// Adds the attempts of `after` to those of the same paths.
fn add(before: &mut [PathShare], after: &[PathShare]) {
    for share in before.iter_mut() {
        let same = after.iter().filter(|more| more.path == share.path);
        share.attempts += same.map(|more| more.attempts).sum::<u64>();
    }
    before.sort_by_key(|share| std::cmp::Reverse(share.attempts));
}

fn break_lines(world: &World, breaks: &Breaks) -> Vec<BreakLine> {
    let lines = breaks.iter();
    lines
        .map(|((client, reason), (count, busy))| BreakLine {
            client: world.clients.name(Id::at(*client)).to_owned(),
            reason: *reason,
            count: *count,
            busy: *busy,
        })
        .collect()
}

impl Recorder for Summarist {
    fn request_ended(&mut self, world: &World, plan: &Plan, request: &RequestRecord) {
        self.ledger.request_ended(world, plan, request);
        if let Some(tally) = self.tallies.get_mut(request.load as usize) {
            tally.add(request, &self.periods, &mut self.paths);
        }
    }

    fn transfer_ended(&mut self, _: &World, _: &Plan, transfer: &TransferRecord) {
        transfers::hear(&mut self.transfers, transfer);
    }

    fn connection_opened(&mut self, _: Instant, client: Id<Client>) {
        if let Some(opened) = self.opened.get_mut(client.index()) {
            *opened += 1;
        }
    }

    fn connection_broken(&mut self, broken: &Break) {
        let told = broken
            .change
            .and_then(|change| self.changes.get_mut(change));
        let breaks = told.map_or(&mut self.other_breaks, |told| &mut told.breaks);
        let key = (broken.client.index(), broken.reason.code);
        let (count, busy) = breaks.entry(key).or_default();
        *count += 1;
        *busy += u64::from(broken.was_busy);
    }

    fn change_asked(&mut self, at: Instant, change: usize, refused: Option<&Rejection>) {
        if let Some(told) = self.changes.get_mut(change) {
            told.asked = Some(at);
            told.refused = refused.cloned();
        }
    }

    fn change_applied(&mut self, at: Instant, change: usize, world: &World) {
        self.ledger.change_applied(at, change, world);
        if let Some(told) = self.changes.get_mut(change) {
            told.applied = Some(at);
        }
        self.periods.begin(at);
    }

    fn log_replayed(&mut self, position: usize, tally: &trace::tally::Tally) {
        replays::hear(&mut self.replays, position, tally);
    }

    fn run_ended(&mut self, at: Instant, events: u64, fingerprint: u64) {
        self.ledger.run_ended(at, events, fingerprint);
        self.ended = at;
        self.events = events;
        self.fingerprint = fingerprint;
    }
}
