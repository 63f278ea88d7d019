//! Connections that have been silent for so long that somebody on their way forgot them.

use super::connection::{Connection, Stage};
use super::event::Event;
use super::fate::Fault;
use super::simulation::Simulation;
use crate::network::Phase;
use crate::time::Instant;
use crate::trace::way::End;
use crate::trace::{About, Code, Reason, Recorder};
use crate::units::Bytes;
use crate::world::host::Location;
use crate::world::{Id, Place};

impl<R: Recorder> Simulation<'_, R> {
    /// An idle connection is to be used again: notes what its next packet meets when a NAT gateway,
    /// an interface endpoint or its host's security groups have forgotten it.
    pub(super) fn find_out_who_forgot(&mut self, id: Id<Connection>) {
        let it = &self.connections[id];
        let (Some(since), None) = (it.idle_since(), it.broken) else {
            return;
        };
        let silence = self.now.since(since);
        if silence < Connection::SHORTEST_MEMORY {
            return;
        }
        let keepalive = self.world.clients[it.client].tcp_keepalive;
        let fault = match it.forgotten_after(silence, keepalive) {
            Some(code) => Some(Fault::Reset(Reason::bare(code))),
            None => self.untracked(id, since),
        };
        if let Some(fault) = fault {
            self.connections[id].broken = Some((self.now, fault));
            self.tell_break(id, fault.reason(), None);
        }
    }

    /// What a connection meets that its host's security groups track no more: its packets, and the
    /// answers, pass only where a rule admits them as if they were the first (SG-12).
    fn untracked(&mut self, id: Id<Connection>, since: Instant) -> Option<Fault> {
        let it = &mut self.connections[id];
        let path = it.path.as_mut().filter(|path| path.was_tracked)?;
        let client = &self.world.clients[it.client];
        let host = client.host;
        let patience = self.world.hosts[host].tracking.idle_timeout;
        let is_refreshed = client.tcp_keepalive.is_some_and(|every| every < patience);
        let stands_in_vpc = matches!(self.world.hosts[host].location, Location::Vpc(_));
        if !stands_in_vpc || is_refreshed || self.now.since(since) < patience {
            return None;
        }
        let phase = Phase::Established { was_tracked: false };
        match self.ways.way(&self.world, host, path.to, phase).end {
            End::Connected | End::Refused(_) => None,
            End::Silent(_) => {
                let about = About::Place(Place::Host(host));
                let reason = Reason::new(Code::ConntrackIdleTimeout, about);
                Some(Fault::Silence(reason))
            }
        }
    }

    /// S3 begins its answer at `at`; when that is so late that the connection is forgotten by then,
    /// the answer finds no way back, and the client waits for it in vain.
    pub(super) fn await_answer(&mut self, id: Id<Connection>, at: Instant) {
        let it = &mut self.connections[id];
        let manner = self.manners.manner(it.manner);
        let silence = at.since(self.now);
        let Some(code) = it.forgotten_after(silence, manner.tcp_keepalive) else {
            return self.expect(id, at, Event::AnswerBegan);
        };
        let mut gives_up = self.now;
        if let Stage::Busy { exchange, .. } = &mut it.stage {
            gives_up = exchange.silent_since(self.now) + manner.read_timeout;
            exchange.halt(Bytes(0));
        }
        let reason = Reason::bare(code);
        it.broken = Some((self.now, Fault::Silence(reason)));
        self.tell_break(id, reason, None);
        self.expect(id, gives_up, Event::ReadTimedOut);
    }
}
