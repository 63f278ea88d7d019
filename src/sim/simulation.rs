//! The event loop: it alone holds the queue, and puts what happened to the models.

use std::collections::BTreeMap;

use super::connection::Connection;
use super::event::{Event, Pending};
use super::foresight::Foresight;
use super::links::Links;
use super::manner::Manners;
use super::parts::Transfer;
use super::program::Program;
use super::queries::Queries;
use super::racing::Race;
use super::request::Request;
use super::sharing::Pool;
use super::slots::Slots;
use super::source::Source;
use super::tables::Tables;
use super::target::Targets;
use super::tcp::Arrival;
use super::throttle::Throttle;
use crate::engine::{Chance, Fingerprint, Queue, TieOrder};
use crate::network::Ways;
use crate::replay::{Reading, Replayed};
use crate::s3::Desk;
use crate::time::Instant;
use crate::trace::{Attempt, Recorder};
use crate::world::Calendar;
use crate::world::change::Change;
use crate::world::client::Client;
use crate::world::plan::{Plan, Spacing};
use crate::world::{Id, World};

/// One run: a world, what is to be done in it, and everything under way.
///
/// Its memory holds what is under way at one moment, never what has ended: that is told to the
/// recorder and forgotten.
#[derive(Debug)]
pub struct Simulation<'a, R> {
    pub(super) world: World,
    pub(super) plan: &'a Plan,
    pub(super) recorder: &'a mut R,
    pub(super) now: Instant,
    queue: Queue<Event>,
    fingerprint: Fingerprint,
    turn: u32,
    pub(super) sources: Vec<Source>,
    /// The logs that are replayed, and the next request of each.
    pub(super) readings: Vec<Reading<'a>>,
    pub(super) upcoming: Vec<Option<Replayed>>,
    pub(super) programs: Vec<Program>,
    pub(super) manners: Manners,
    pub(super) targets: Targets,
    pub(super) ways: Ways,
    pub(super) links: Links,
    pub(super) tables: Tables,
    pub(super) queries: Queries,
    pub(super) desk: Desk,
    pub(super) throttle: Throttle,
    pub(super) calendar: Calendar,
    pub(super) requests: Slots<Request>,
    pub(super) transfers: Slots<Transfer>,
    /// How many transfers of each load have begun.
    pub(super) transferred: BTreeMap<u32, u64>,
    pub(super) connections: Slots<Connection>,
    /// Connections that race another one for the same request.
    pub(super) races: BTreeMap<Id<Connection>, Race>,
    /// Changes that served requests made and that have not taken effect yet.
    pub(super) effects: Slots<Change>,
    /// Emptied lists, so that a request needs no memory of its own.
    pub(super) spare_attempts: Vec<Vec<Attempt>>,
    /// What a link tells, emptied after each look.
    pub(super) arrivals: Vec<Arrival>,
}

/// The source of the timeline's own events; clients come after it.
const TIMELINE: u32 = 0;

impl<'a, R: Recorder> Simulation<'a, R> {
    /// A run of `plan` in `world` that has not begun.
    ///
    /// Same world, plan and `seed`: the same run, whatever else the machine does.
    pub fn new(world: World, plan: &'a Plan, seed: u64, recorder: &'a mut R) -> Self {
        let chance = Chance::new(seed);
        let mut targets = Targets::default();
        let sources = plan.loads.iter().enumerate().map(|(position, load)| {
            let target = targets.of(position, &load.call, load.call.address.region);
            Source::new(load, position, target, chance)
        });
        let sources = sources.collect();
        let readings = plan
            .replays
            .iter()
            .map(|replay| Reading::open(&world, plan, replay, chance))
            .collect();
        let (manners, whose) = Manners::of(&world.clients);
        let programs = world
            .clients
            .iter()
            .zip(whose)
            .map(|((id, client), manner)| {
                Program::new(world.clients.name(id), (client, manner), chance)
            })
            .collect();
        let calendar = Calendar::of(world.day);
        Self {
            world,
            plan,
            recorder,
            now: Instant::ZERO,
            queue: Queue::new(),
            fingerprint: Fingerprint::new(),
            turn: 0,
            sources,
            readings,
            upcoming: vec![None; plan.replays.len()],
            programs,
            manners,
            targets,
            ways: Ways::default(),
            links: Links::default(),
            tables: Tables::default(),
            queries: Queries::default(),
            desk: Desk::default(),
            throttle: Throttle::default(),
            calendar,
            requests: Slots::new(),
            transfers: Slots::new(),
            transferred: BTreeMap::new(),
            connections: Slots::new(),
            races: BTreeMap::new(),
            effects: Slots::new(),
            spare_attempts: Vec::new(),
            arrivals: Vec::new(),
        }
    }

    /// Breaks ties between sources of one moment in this order instead of the stable one; a result
    /// that changes hangs on accidents.
    #[must_use]
    pub fn with_tie_order(mut self, order: TieOrder) -> Self {
        self.queue = Queue::with_order(order);
        self
    }

    /// Runs until nothing is left to happen, and gives the world as it is then.
    ///
    /// Idle connections that would still time out are not waited for.
    pub fn run(mut self) -> World {
        self.begin();
        while let Some(event) = self.next() {
            self.happen(event);
        }
        for (position, reading) in self.readings.iter().enumerate() {
            self.recorder.log_replayed(position, reading.tally());
        }
        let (events, fingerprint) = (self.fingerprint.events(), self.fingerprint.value());
        self.recorder.run_ended(self.now, events, fingerprint);
        self.world
    }

    /// Schedules what happens first.
    pub(super) fn begin(&mut self) {
        for load in 0..self.plan.loads.len() {
            self.await_arrival(load);
            while let Spacing::ClosedLoop(..) = self.plan.loads[load].spacing
                && self.await_arrival(load)
            {}
        }
        for replay in 0..self.upcoming.len() {
            self.await_replayed(u32::try_from(replay).unwrap_or(u32::MAX));
        }
        self.await_change(0);
    }

    /// The next event, with the clock set to it; it has yet to [happen](Self::happen).
    pub(super) fn next(&mut self) -> Option<Event> {
        loop {
            let foresight = Foresight {
                connections: &self.connections,
                requests: &self.requests,
                sources: &self.sources,
                programs: &self.programs,
            };
            foresight.look(self.queue.foresee().copied());
            let (at, event) = self.queue.pop()?;
            if self.is_overtaken(event) {
                continue;
            }
            self.now = at;
            let subject = u64::from(self.subject(event).number());
            let what = (u64::from(event.kind()) << 32) | subject;
            self.fingerprint.fold(at, what);
            return Some(event);
        }
    }

    /// All events so far.
    pub(super) const fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// Lets an event have its consequences.
    pub(super) fn happen(&mut self, event: Event) {
        match event {
            Event::ChangeAsked(change) => self.ask_change(change),
            Event::ChangeTookEffect(change) => self.apply_change(change),
            Event::EffectTookEffect(effect) => self.apply_effect(effect),
            Event::RequestArrived(load) => self.admit(load),
            Event::RequestReplayed(replay) => self.admit_replayed(replay),
            Event::BackOffEnded(it) => self.try_again(it.request),
            Event::SendAllowed(it) => self.let_go(it.request),
            Event::PoolTimedOut(it) => self.give_up_waiting(it.request),
            Event::AttemptTimedOut(it) => self.give_up_attempt(it.request),
            Event::CallTimedOut(it) => self.give_up_call(it.request),
            Event::NameAsked(it) => self.resolve(it.connection),
            Event::LookupTimedOut(it) => self.give_up_lookup(it.connection),
            Event::SynRepeated(it) => self.knock_again(it.connection),
            Event::ConnectTimedOut(it) => self.give_up_connecting(it.connection),
            Event::ConnectionRefused(it) => self.take_refusal(it.connection),
            Event::FallbackDue(it) => self.begin_second(it.connection),
            Event::SynAnswered(it) => self.win_race(it.connection),
            Event::ConnectionOpened(it) => self.open(it.connection),
            Event::RequestReachedS3(it) => self.judge(it.connection),
            Event::AnswerBegan(it) => self.send_answer(it.connection),
            Event::AnswerArrived(it) => self.take_answer(it.connection),
            Event::ConnectionReset(it) => self.take_reset(it.connection),
            Event::ConnectionResumed(it) => self.resume(it.connection),
            Event::ReadTimedOut(it) => self.give_up_reading(it.connection),
            Event::LinkChanged { link, .. } => self.look_at(Pool::Link(link)),
            Event::LinkGrew(link) => self.look_beyond(link),
            Event::FluidChanged { fluid, .. } => self.look_at(Pool::Fluid(fluid)),
        }
    }

    /// Schedules the next request of a load.
    ///
    /// Says whether there is one.
    pub(super) fn await_arrival(&mut self, load: usize) -> bool {
        let at = self.sources[load].next_arrival(self.now);
        if let Some(at) = at {
            self.schedule_arrival(load, at);
        }
        at.is_some()
    }

    /// Schedules the next request of a log; only that one is known.
    pub(super) fn await_replayed(&mut self, replay: u32) {
        let at = replay as usize;
        if let Some(next) = self.readings[at].next_request() {
            let (moment, client) = (next.at.max(self.now), next.own.client);
            self.upcoming[at] = Some(next);
            self.schedule(moment, Some(client), Event::RequestReplayed(replay));
        }
    }

    /// An answer has come, and with it perhaps the moment of its user's next request.
    pub(super) fn await_user(&mut self, load: usize) {
        let leader = self.sources[load].leader as usize;
        if let Some(at) = self.sources[leader].after_answer(self.now) {
            self.schedule_arrival(leader, at);
        }
    }

    fn schedule_arrival(&mut self, load: usize, at: Instant) {
        let source = &mut self.sources[load];
        source.awaited += 1;
        let client = source.client;
        let number = u32::try_from(load).unwrap_or(u32::MAX);
        self.schedule(at, Some(client), Event::RequestArrived(number));
    }

    /// Schedules a change of the timeline, and with it, in its time, all later ones.
    pub(super) fn await_change(&mut self, change: u32) {
        if let Some(planned) = self.plan.changes.get(change as usize) {
            self.schedule(planned.at, None, Event::ChangeAsked(change));
        }
    }

    /// Schedules what a connection waits for; whatever it waited for before is overtaken.
    ///
    /// INVARIANT: No event stays pending while four thousand million others are scheduled, so
    /// that a turn names one event only.
    pub(super) fn expect(
        &mut self,
        connection: Id<Connection>,
        at: Instant,
        event: fn(Pending) -> Event,
    ) {
        self.overtake(connection);
        let client = self.connections[connection].client;
        self.schedule(
            at,
            Some(client),
            event(Pending {
                connection,
                turn: self.turn,
            }),
        );
    }

    /// Makes a connection wait for nothing.
    pub(super) fn overtake(&mut self, connection: Id<Connection>) {
        self.connections[connection].turn = self.next_turn();
    }

    /// The number of the next event or step; never zero.
    pub(super) fn next_turn(&mut self) -> u32 {
        self.turn = self.turn.wrapping_add(1).max(1);
        self.turn
    }

    /// Schedules an event that a client, or else the timeline, brings about.
    pub(super) fn schedule(&mut self, at: Instant, client: Option<Id<Client>>, event: Event) {
        let source = client.map_or(TIMELINE, |client| client.number().saturating_add(1));
        self.queue.schedule(at, event.class() as u8, source, event);
    }

    fn is_overtaken(&self, event: Event) -> bool {
        match event {
            Event::LinkChanged { link, turn } => self.links.is_overtaken(Pool::Link(link), turn),
            Event::FluidChanged { fluid, turn } => {
                self.links.is_overtaken(Pool::Fluid(fluid), turn)
            }
            Event::RequestReplayed(_) | Event::LinkGrew(_) => false,
            Event::BackOffEnded(it)
            | Event::SendAllowed(it)
            | Event::PoolTimedOut(it)
            | Event::AttemptTimedOut(it) => self.requests[it.request].turn != it.turn,
            Event::CallTimedOut(it) => self.requests[it.request].serial != it.turn,
            Event::ChangeAsked(_)
            | Event::ChangeTookEffect(_)
            | Event::EffectTookEffect(_)
            | Event::RequestArrived(_)
            | Event::NameAsked(_)
            | Event::LookupTimedOut(_)
            | Event::SynRepeated(_)
            | Event::ConnectTimedOut(_)
            | Event::ConnectionRefused(_)
            | Event::FallbackDue(_)
            | Event::SynAnswered(_)
            | Event::ConnectionOpened(_)
            | Event::RequestReachedS3(_)
            | Event::AnswerBegan(_)
            | Event::AnswerArrived(_)
            | Event::ConnectionReset(_)
            | Event::ConnectionResumed(_)
            | Event::ReadTimedOut(_) => event
                .pending()
                .is_some_and(|pending| self.connections[pending.connection].turn != pending.turn),
        }
    }

    /// Whose event it is, in words that do not depend on how things under way are stored.
    pub(super) fn subject(&self, event: Event) -> Subject {
        match event {
            Event::ChangeAsked(change) | Event::ChangeTookEffect(change) => Subject::Change(change),
            Event::EffectTookEffect(_)
            | Event::LinkChanged { .. }
            | Event::LinkGrew(_)
            | Event::FluidChanged { .. } => Subject::Nobody,
            Event::RequestArrived(load) => Subject::Load(load),
            Event::RequestReplayed(replay) => Subject::Replay(replay),
            Event::BackOffEnded(it)
            | Event::SendAllowed(it)
            | Event::PoolTimedOut(it)
            | Event::AttemptTimedOut(it)
            | Event::CallTimedOut(it) => Subject::Load(self.requests[it.request].load),
            Event::NameAsked(pending)
            | Event::LookupTimedOut(pending)
            | Event::SynRepeated(pending)
            | Event::ConnectTimedOut(pending)
            | Event::ConnectionRefused(pending)
            | Event::FallbackDue(pending)
            | Event::SynAnswered(pending)
            | Event::ConnectionOpened(pending)
            | Event::RequestReachedS3(pending)
            | Event::AnswerBegan(pending)
            | Event::AnswerArrived(pending)
            | Event::ConnectionReset(pending)
            | Event::ConnectionResumed(pending)
            | Event::ReadTimedOut(pending) => {
                Subject::Client(self.connections[pending.connection].client)
            }
        }
    }
}

/// Whose event it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// Nobody's in particular.
    Nobody,
    /// A change of the timeline, by position.
    Change(u32),
    /// A source of requests, by position.
    Load(u32),
    /// A log that is replayed, by position.
    Replay(u32),
    /// A client.
    Client(Id<Client>),
}

impl Subject {
    fn number(self) -> u32 {
        match self {
            Self::Nobody => 0,
            Self::Change(position) | Self::Load(position) | Self::Replay(position) => position,
            Self::Client(client) => client.number(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Simulation;
    use crate::sim::sample::asking;
    use crate::sim::twins::Ends;

    #[test]
    fn ten_times_the_requests_take_ten_times_the_events_and_no_more_memory() {
        let run = |count| {
            let built = asking(r#"Managed("AmazonS3FullAccess")"#, "", count);
            let mut ends = Ends::default();
            let mut run = Simulation::new(built.world, &built.plan, 1, &mut ends);
            run.begin();
            let mut pending = 0;
            while let Some(event) = run.next() {
                run.happen(event);
                pending = pending.max(run.queue.len());
            }
            let kept = (run.requests.len(), run.connections.len(), pending);
            (kept, run.fingerprint.events())
        };
        let ((few, events), (many, events_of_many)) = (run(50), run(500));
        assert_eq!(
            few, many,
            "requests, connections and pending events held at once"
        );
        assert!(
            events_of_many <= 10 * events,
            "{events_of_many} > 10 * {events}"
        );
        assert!(events_of_many >= 4 * 500);
    }
}
