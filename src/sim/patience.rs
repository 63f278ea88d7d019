//! Limits a client sets to whole attempts and whole calls, however busy they are.

use super::event::{Event, Wanted};
use super::manner::Manner;
use super::request::Request;
use super::simulation::Simulation;
use crate::trace::{Attempt, Code, Outcome, Reason, Recorder};
use crate::units::Bytes;
use crate::world::Id;
use crate::world::client::Client;

impl<R: Recorder> Simulation<'_, R> {
    /// A call has begun: schedules the end of the client's patience with all of it.
    pub(super) fn limit_call(&mut self, id: Id<Request>) {
        let client = self.client_of(id);
        if let Some(limit) = self.manner_of(client).call_timeout {
            let turn = self.requests[id].serial;
            let event = Event::CallTimedOut(Wanted { request: id, turn });
            self.schedule(self.now + limit, Some(client), event);
        }
    }

    /// An attempt has begun: schedules the end of the client's patience with it.
    pub(super) fn limit_attempt(&mut self, id: Id<Request>) {
        let client = self.client_of(id);
        if let Some(limit) = self.manner_of(client).attempt_timeout {
            let event = Event::AttemptTimedOut(self.wanted(id));
            self.schedule(self.now + limit, Some(client), event);
        }
    }

    /// A request waits for a free connection: schedules the end of the client's patience with that.
    pub(super) fn limit_wait(&mut self, id: Id<Request>) {
        let client = self.client_of(id);
        if let Some(limit) = self.manner_of(client).pool_timeout {
            let event = Event::PoolTimedOut(self.wanted(id));
            self.schedule(self.now + limit, Some(client), event);
        }
    }

    fn manner_of(&self, client: Id<Client>) -> &Manner {
        self.manners.manner(self.programs[client.index()].manner)
    }

    /// A request at this step of its way; what is scheduled for it is void after the next step.
    pub(super) fn wanted(&self, request: Id<Request>) -> Wanted {
        let turn = self.requests[request].turn;
        Wanted { request, turn }
    }

    /// An attempt took too long as a whole.
    pub(super) fn give_up_attempt(&mut self, id: Id<Request>) {
        self.abandon(id, Code::ClientAttemptTimeout);
    }

    /// No connection became free in time; who has one by now goes on.
    pub(super) fn give_up_waiting(&mut self, id: Id<Request>) {
        if self.requests[id].connection.is_none() {
            self.abandon(id, Code::ClientPoolTimeout);
        }
    }

    /// A call took too long with all its attempts; nothing is tried again.
    pub(super) fn give_up_call(&mut self, id: Id<Request>) {
        self.requests[id].is_over = true;
        self.abandon(id, Code::ClientCallTimeout);
    }

    /// The first of those whom their client's own pace keeps back is to go when that allows it, as
    /// far as is known now.
    pub(super) fn plan_sending(&mut self, client: Id<Client>) {
        let pace = self.programs[client.index()].pace.as_mut();
        let Some((request, at)) = pace.and_then(|pace| pace.next(self.now)) else {
            return;
        };
        self.requests[request].turn = self.next_turn();
        let event = Event::SendAllowed(self.wanted(request));
        self.schedule(at, Some(client), event);
    }

    /// A request that its client's own pace kept back may go.
    pub(super) fn let_go(&mut self, request: Id<Request>) {
        let client = self.client_of(request);
        if let Some(pace) = &mut self.programs[client.index()].pace {
            pace.let_go(self.now);
        }
        self.send_attempt(request);
        self.plan_sending(client);
    }

    /// A request waits neither for a connection nor for its turn any more.
    fn stop_waiting(&mut self, client: Id<Client>, request: Id<Request>) {
        let program = &mut self.programs[client.index()];
        program.pool.forget(request);
        if let Some(pace) = &mut program.pace {
            pace.forget(request);
            self.plan_sending(client);
        }
    }

    /// Ends the attempt under way, wherever it is, and what carries it.
    fn abandon(&mut self, id: Id<Request>, code: Code) {
        let reason = Some(Reason::bare(code));
        if let Some(connection) = self.requests[id].connection {
            self.halt(connection);
            return self.fail(connection, Outcome::Stall, reason);
        }
        let client = self.client_of(id);
        self.stop_waiting(client, id);
        let request = &mut self.requests[id];
        // An attempt that its client's own pace has kept back until now never began.
        let started = request.attempt_began.min(self.now);
        request.attempts.push(Attempt {
            started,
            finished: self.now,
            outcome: Outcome::Stall,
            reason,
            way: None,
            region: None,
            is_reused: false,
            sent: Bytes(0),
            received: Bytes(0),
        });
        self.proceed(id, Outcome::Stall, None);
    }
}
