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

    /// Ends the attempt under way, wherever it is, and what carries it.
    fn abandon(&mut self, id: Id<Request>, code: Code) {
        let reason = Some(Reason::bare(code));
        if let Some(connection) = self.requests[id].connection {
            self.halt(connection);
            return self.fail(connection, Outcome::Stall, reason);
        }
        let client = self.client_of(id);
        self.programs[client.index()].pool.forget(id);
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
