//! From a request's arrival through its attempts to its end.

use std::sync::Arc;

use super::connection::{Connection, Stage};
use super::event::Event;
use super::parts::{Ended, Transfer};
use super::pool::Turn;
use super::request::Request;
use super::retry::{self, Failure, Next, Tries};
use super::simulation::Simulation;
use super::source::Source;
use super::target::Target;
use crate::aws::region::Region;
use crate::s3;
use crate::time::Instant;
use crate::trace::record::Break;
use crate::trace::{Attempt, Code, Outcome, Reason, Recorder, RequestRecord};
use crate::units::Bytes;
use crate::world::Id;
use crate::world::client::Client;
use crate::world::plan::Load;

/// A request that has just come.
pub(super) struct Coming {
    pub(super) load: u32,
    pub(super) number: u64,
    pub(super) client: Id<Client>,
    pub(super) signing_region: Region,
    pub(super) target: Id<Target>,
    /// What is asked, when that is its own and not its load's: a request of a log or of a transfer.
    pub(super) own: Option<Arc<Load>>,
    /// The transfer it is a part of.
    pub(super) transfer: Option<Id<Transfer>>,
}

impl<R: Recorder> Simulation<'_, R> {
    /// A request has come: it begins its first attempt, and the one after it is awaited.
    pub(super) fn admit(&mut self, leader: u32) {
        let leading = &mut self.sources[leader as usize];
        leading.led += 1;
        let load = if leading.leads_mix {
            let mix = self.plan.loads[leader as usize].mix.as_ref();
            mix.map_or(leader, |mix| mix.load_of(leading.led))
        } else {
            leader
        };
        let source = &mut self.sources[load as usize];
        if source.is_transfer {
            self.await_arrival(leader as usize);
            return self.begin_transfer(load);
        }
        source.arrived += 1;
        let coming = Coming {
            load,
            number: source.arrived,
            client: source.client,
            signing_region: source.signing_region,
            target: source.target,
            own: None,
            transfer: None,
        };
        let request = self.take_up(coming);
        self.await_arrival(leader as usize);
        self.limit_call(request);
        self.begin_attempt(request);
    }

    /// A request of a log has come: it begins its first attempt, and the log's next one is awaited.
    pub(super) fn admit_replayed(&mut self, replay: u32) {
        let Some(next) = self.upcoming[replay as usize].take() else {
            return;
        };
        let call = &next.own.call;
        let coming = Coming {
            load: next.load,
            number: next.number,
            client: next.own.client,
            signing_region: s3::signing_region_for(call),
            target: self.targets.of_one(call, call.address.region),
            own: Some(next.own),
            transfer: None,
        };
        let request = self.take_up(coming);
        self.await_replayed(replay);
        self.limit_call(request);
        self.begin_attempt(request);
    }

    /// A request of a transfer begins its first attempt.
    pub(super) fn start(&mut self, coming: Coming) {
        let request = self.take_up(coming);
        self.limit_call(request);
        self.begin_attempt(request);
    }

    fn take_up(&mut self, coming: Coming) -> Id<Request> {
        let serial = self.next_turn();
        let attempts = self.spare_attempts.pop();
        let attempts = attempts.unwrap_or_else(|| Vec::with_capacity(1));
        self.requests.put(Request {
            client: coming.client,
            load: coming.load,
            number: coming.number,
            arrived: self.now,
            attempt_began: self.now,
            is_reused: false,
            region: None,
            signing_region: coming.signing_region,
            target: coming.target,
            own: coming.own,
            transfer: coming.transfer,
            serial,
            turn: serial,
            connection: None,
            is_over: false,
            paid: 0,
            tries: Tries {
                counted: 1,
                was_redirected: false,
            },
            attempts,
        })
    }

    /// The wait after a failed attempt is over.
    pub(super) fn try_again(&mut self, request: Id<Request>) {
        self.requests[request].tries.counted += 1;
        self.begin_attempt(request);
    }

    /// Begins an attempt, at once or when the client's own pace allows it.
    fn begin_attempt(&mut self, request: Id<Request>) {
        let client = self.client_of(request);
        if let Some(pace) = &mut self.programs[client.index()].pace
            && !pace.ask(self.now, request)
        {
            let is_first = pace.waiting() == 1;
            // Nothing is under way before it may go.
            self.requests[request].attempt_began = Instant::NEVER;
            if is_first {
                self.plan_sending(client);
            }
            return;
        }
        self.send_attempt(request);
    }

    /// Sends an attempt on its way.
    pub(super) fn send_attempt(&mut self, request: Id<Request>) {
        let client = self.client_of(request);
        self.expire_idle(client);
        let wanted = &mut self.requests[request];
        wanted.attempt_began = self.now;
        wanted.is_reused = false;
        wanted.region = None;
        // A log's requests are no series; each is asked for itself.
        let load = wanted.load as usize;
        if (wanted.own.is_some() || self.sources[load].is_refused)
            && let Some(reason) = s3::client_refusal(&wanted.asked(self.plan).call)
        {
            self.give_up_unsent(request, reason);
            return;
        }
        let target = wanted.target;
        self.limit_attempt(request);
        let pool = &mut self.programs[client.index()].pool;
        let turn = pool.ask(request, target, self.now);
        self.take_turn(request, turn);
    }

    /// The SDK refuses a request before it sends anything (AP-37).
    fn give_up_unsent(&mut self, id: Id<Request>, reason: Reason) {
        let outcome = Outcome::ClientError;
        let request = &mut self.requests[id];
        request.attempts.push(Attempt {
            started: request.attempt_began,
            finished: self.now,
            outcome,
            reason: Some(reason),
            way: None,
            region: None,
            is_reused: false,
            sent: Bytes(0),
            received: Bytes(0),
        });
        self.finish(id, outcome);
    }

    /// Closes the idle connections whose time has come.
    pub(super) fn expire_idle(&mut self, client: Id<Client>) {
        while let Some(expired) = self.programs[client.index()].pool.expire(self.now) {
            self.close_as_of(expired.connection, expired.closes);
        }
    }

    /// Brings a request to its connection.
    pub(super) fn take_turn(&mut self, request: Id<Request>, turn: Turn) {
        match turn {
            Turn::Reuse(connection) => {
                self.requests[request].is_reused = true;
                self.send(connection, request);
            }
            Turn::Open => self.look_up(request),
            Turn::OpenInsteadOf(old) => {
                self.close(old);
                self.look_up(request);
            }
            Turn::OpenAfterRace(old) => {
                // SIMPLIFIED: A request that crosses S3's FIN goes out anew at once; the half
                // round trip it takes to notice is left out.
                self.tell_break(old, Reason::bare(Code::S3IdleClose), None);
                self.close(old);
                self.look_up(request);
            }
            Turn::Wait => self.limit_wait(request),
        }
    }

    /// Ends the attempt a connection was for; its request goes on with [`Self::proceed`].
    pub(super) fn end_attempt(
        &mut self,
        connection: Id<Connection>,
        outcome: Outcome,
        reason: Option<Reason>,
    ) -> Option<Id<Request>> {
        let it = &self.connections[connection];
        let id = it.request()?;
        let (sent, received) = it.carried();
        let way = it.path.as_ref().map(|path| path.way.clone());
        let request = &mut self.requests[id];
        request.connection = None;
        request.attempts.push(Attempt {
            started: request.attempt_began,
            finished: self.now,
            outcome,
            reason,
            way,
            region: request.region,
            is_reused: request.is_reused,
            sent,
            received,
        });
        Some(id)
    }

    /// Ends the attempt a connection was for and the connection with it; whoever waits may open a
    /// new one.
    pub(super) fn fail(
        &mut self,
        connection: Id<Connection>,
        outcome: Outcome,
        reason: Option<Reason>,
    ) {
        let request = self.end_attempt(connection, outcome, reason);
        let client = self.connections[connection].client;
        self.close(connection);
        if let Some(next) = self.programs[client.index()].pool.lose() {
            self.take_turn(next, Turn::Open);
        }
        if let Some(request) = request {
            self.proceed(request, outcome, None);
        }
    }

    /// An attempt has ended: so does the request, or it is tried again.
    pub(super) fn proceed(
        &mut self,
        id: Id<Request>,
        outcome: Outcome,
        redirect_to: Option<Region>,
    ) {
        let client = self.client_of(id);
        let turn = self.next_turn();
        let request = &mut self.requests[id];
        request.turn = turn;
        let program = &mut self.programs[client.index()];
        if let Some(pace) = &mut program.pace {
            let is_throttled = retry::failure(outcome) == Some(Failure::Throttled);
            pace.learn(self.now, is_throttled);
            self.plan_sending(client);
        }
        let request = &mut self.requests[id];
        let program = &mut self.programs[client.index()];
        if request.is_over || outcome.is_served() {
            if outcome.is_served() {
                program.purse.earn(request.paid);
            }
            return self.finish(id, outcome);
        }
        let number = Source::draw_number(request.number, request.attempts.len());
        let luck = self.sources[request.load as usize].back_off.draw(number);
        let settings = &self.world.clients[client];
        match retry::next(settings, outcome, redirect_to, request.tries, luck) {
            Next::Finish => self.finish(id, outcome),
            // SIMPLIFIED: A client whose limit for the whole call would end while it waits for
            // another attempt gives up at once instead of then.
            Next::BackOff(wait, _)
                if settings
                    .call_timeout
                    .is_some_and(|limit| self.now + wait >= request.arrived + limit) =>
            {
                self.finish(id, outcome);
            }
            Next::BackOff(wait, failure) => match program.purse.pay(failure) {
                None => self.finish(id, outcome),
                Some(price) => {
                    request.paid = price;
                    // Nothing is under way before then.
                    request.attempt_began = Instant::NEVER;
                    let event = Event::BackOffEnded(self.wanted(id));
                    self.schedule(self.now + wait, Some(client), event);
                }
            },
            Next::Redirect(region) => {
                let load = request.load as usize;
                let target = match &request.own {
                    None => self.targets.of(load, &self.plan.loads[load].call, region),
                    Some(own) => self.targets.of_one(&own.call, region),
                };
                request.tries.was_redirected = true;
                (request.signing_region, request.target) = (region, target);
                self.begin_attempt(id);
            }
        }
    }

    fn finish(&mut self, id: Id<Request>, outcome: Outcome) {
        let client = self.client_of(id);
        let request = &mut self.requests[id];
        request.serial = 0;
        request.turn = 0;
        let (transfer, signing_region) = (request.transfer, request.signing_region);
        let mut record = RequestRecord {
            load: request.load,
            number: request.number,
            client,
            arrived: request.arrived,
            finished: self.now,
            outcome,
            attempts: std::mem::take(&mut request.attempts),
            own: request.own.take(),
            transfer: transfer.map(|transfer| self.transfers[transfer].number),
        };
        self.requests.release(id);
        self.recorder.request_ended(&self.world, self.plan, &record);
        let load = record.load as usize;
        let part = transfer.map(|transfer| (transfer, Ended::of(&record, signing_region)));
        record.attempts.clear();
        self.spare_attempts.push(record.attempts);
        match part {
            Some((transfer, ended)) => self.hear_of_part(transfer, ended),
            None => self.await_user(load),
        }
    }

    /// Closes a connection for good.
    pub(super) fn close(&mut self, connection: Id<Connection>) {
        self.close_as_of(connection, self.now);
    }

    /// The same for one that was closed at `at`, which nobody has seen until now.
    fn close_as_of(&mut self, connection: Id<Connection>, at: Instant) {
        let it = &self.connections[connection];
        if matches!(it.stage, Stage::Idle(_) | Stage::Busy { .. }) {
            self.recorder.connection_closed(at, it.client);
        }
        self.drop_rival(connection);
        self.overtake(connection);
        let it = &mut self.connections[connection];
        it.stage = Stage::Closed;
        self.tables.release(&mut it.entries);
        self.connections.release(connection);
    }

    /// Tells that an open connection broke.
    pub(super) fn tell_break(
        &mut self,
        connection: Id<Connection>,
        reason: Reason,
        change: Option<u32>,
    ) {
        let it = &self.connections[connection];
        self.recorder.connection_broken(&Break {
            at: self.now,
            client: it.client,
            reason,
            change: change.map(|change| change as usize),
            was_busy: it.request().is_some(),
        });
    }

    /// Who makes a request.
    pub(super) fn client_of(&self, request: Id<Request>) -> Id<Client> {
        self.requests[request].client
    }
}
