//! Lines that fail under open connections: what TCP waits out, and what it does not.
//!
//! A packet that vanishes in a dead line is sent again, ever more rarely. When another line has
//! taken over in the meantime, or the same one works again, the connection goes on as if nothing
//! had been; its two ends never learn of it. A client gives up only when its read time-out is
//! shorter than that (DX-10, TCP-03).

use super::connection::{Connection, Path, Stage};
use super::event::Event;
use super::exchange::Rest;
use super::fate::Fault;
use super::knocking::{self, Knock};
use super::links::Heading;
use super::simulation::Simulation;
use crate::network::Phase;
use crate::time::{Duration, Instant};
use crate::trace::{Code, Reason, Recorder};
use crate::units::Bytes;
use crate::world::Id;

/// How long TCP waits before it sends the first lost packet again; each later wait is twice as
/// long (TCP-03).
const FIRST_WAIT: Duration = Duration::from_millis(200);
/// The longest such wait.
const WAIT_MAX: Duration = Duration::from_secs(120);

/// When TCP, whose packets vanish since `cut`, sends one again at or after `now`.
fn next_repetition(cut: Instant, now: Instant) -> Instant {
    let (mut at, mut wait) = (cut + FIRST_WAIT, FIRST_WAIT);
    while at < now {
        wait = wait.times(2).min(WAIT_MAX);
        at += wait;
    }
    at
}

impl<R: Recorder> Simulation<'_, R> {
    /// The line under a connection is cut: nothing gets through until another way is found, or
    /// the client gives up.
    pub(super) fn cut(&mut self, id: Id<Connection>, change: u32, reason: Reason) {
        self.halt(id);
        let it = &mut self.connections[id];
        let client = &self.world.clients[it.client];
        match it.stage {
            Stage::Busy { exchange, .. } => {
                let gives_up = exchange.silent_since(self.now) + client.read_timeout;
                self.expect(id, gives_up, Event::ReadTimedOut);
            }
            Stage::Connecting {
                began,
                syns,
                patience,
                ..
            } => {
                // The handshake is lost, and begins again with the next SYN.
                let (at, event): (_, fn(_) -> _) = match knocking::after(began, syns, patience) {
                    Knock::Again(at) => (at.max(self.now), Event::SynRepeated),
                    Knock::GiveUp(at) => (at.max(self.now), Event::ConnectTimedOut),
                };
                return self.expect(id, at, event);
            }
            Stage::Idle(_) | Stage::Closed | Stage::Resolving { .. } => {}
        }
        let it = &mut self.connections[id];
        it.broken = Some((self.now, Fault::Silence(reason)));
        it.cut_by = Some(change);
    }

    /// Packets go other ways again: finds out whether a connection whose line was cut has one.
    pub(super) fn look_for_way(&mut self, id: Id<Connection>, change: u32) {
        let it = &mut self.connections[id];
        let (Some(path), Some((cut, _))) = (&mut it.path, it.broken) else {
            return;
        };
        let host = self.world.clients[it.client].host;
        let (to, was_tracked) = (path.to, path.was_tracked);
        let phase = Phase::Established { was_tracked };
        let new = self.ways.way(&self.world, host, to, phase).clone();
        if !path.way.is_same_connection(&new) {
            if new.connects() {
                let reason = Reason::bare(Code::PathReplaced);
                it.broken = Some((self.now, Fault::Reset(reason)));
                it.cut_by = None;
                if let Stage::Busy { .. } = it.stage {
                    self.expect(id, self.now + new.round_trip, Event::ConnectionReset);
                }
                self.tell_break(id, reason, Some(change));
            }
            return;
        }
        let at = next_repetition(cut, self.now);
        if let Stage::Busy { exchange, .. } = &it.stage {
            let patience = self.world.clients[it.client].read_timeout;
            if at >= exchange.silent_since(cut) + patience {
                return;
            }
        }
        it.broken = None;
        it.cut_by = None;
        let links = self.links.of(&self.world, self.now, host, &new);
        *path = Path::new(self.now, to, new, links);
        path.was_tracked = was_tracked;
        if let Stage::Busy { .. } = it.stage {
            self.expect(id, at, Event::ConnectionResumed);
        }
    }

    /// A packet that was sent again got through: what is left of the exchange follows.
    pub(super) fn resume(&mut self, id: Id<Connection>) {
        let Stage::Busy { exchange, .. } = &mut self.connections[id].stage else {
            return;
        };
        match exchange.resume() {
            Rest::Request(rest) => {
                if !self.swallow(id, rest) {
                    self.carry(id, Heading::Up, rest);
                }
            }
            Rest::Thinking(begins) => {
                self.expect(id, begins.max(self.now), Event::AnswerBegan);
            }
            Rest::Answer(rest) => self.carry(id, Heading::Down, rest),
        }
    }

    /// Whether the way swallows a body of so many bytes because its packets are too large for a
    /// tunnel and nobody says so: then nothing comes back until the client gives up (TCP-21).
    pub(super) fn swallow(&mut self, id: Id<Connection>, body: Bytes) -> bool {
        let it = &mut self.connections[id];
        let Some(path) = &it.path else {
            return false;
        };
        let hole = path.way.swallows(body);
        let Some(reason) = hole else {
            return false;
        };
        if let Stage::Busy { exchange, .. } = &mut it.stage {
            exchange.halt(Bytes(0));
        }
        it.broken = Some((self.now, Fault::Silence(reason)));
        let gives_up = self.now + self.world.clients[it.client].read_timeout;
        self.expect(id, gives_up, Event::ReadTimedOut);
        true
    }

    /// A connection whose packets take another way than before knows its new links from its next
    /// exchange on.
    pub(super) fn refresh(&mut self, id: Id<Connection>) {
        let it = &mut self.connections[id];
        let Some(path) = it.path.as_mut().filter(|path| path.is_stale) else {
            return;
        };
        let host = self.world.clients[it.client].host;
        let links = self.links.of(&self.world, self.now, host, &path.way);
        let was_tracked = path.was_tracked;
        *path = Path::new(self.now, path.to, path.way.clone(), links);
        path.was_tracked = was_tracked;
    }
}

#[cfg(test)]
mod tests {
    use super::next_repetition;
    use crate::time::{Duration, Instant};

    #[test]
    fn lost_packets_are_repeated_ever_more_rarely() {
        let at = |ms: u64| Instant::ZERO + Duration::from_millis(ms);
        for (now_ms, next_ms) in [
            (1_000, 1_200),
            (1_200, 1_200),
            (1_201, 1_600),
            (2_000, 2_400),
            (10_000, 13_600),
            (91_000, 103_200),
        ] {
            assert_eq!(
                next_repetition(at(1_000), at(now_ms)),
                at(next_ms),
                "TCP-03"
            );
        }
    }
}
