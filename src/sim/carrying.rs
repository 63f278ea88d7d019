//! Bodies on their links: alone where there is room, else shared, and what a break leaves.

use super::connection::{Connection, Stage};
use super::event::{Event, Pending};
use super::fate::Fault;
use super::link::{Begun, Body, Link};
use super::links::Heading;
use super::losing;
use super::simulation::Simulation;
use super::transfer;
use crate::trace::{Code, Reason, Recorder};
use crate::units::Bytes;
use crate::world::Id;

impl Heading {
    /// What happens when a whole body has arrived.
    fn arrival(self) -> fn(Pending) -> Event {
        match self {
            Self::Up => Event::RequestReachedS3,
            Self::Down => Event::AnswerArrived,
        }
    }
}

impl<R: Recorder> Simulation<'_, R> {
    /// A request or an answer with so much of a body leaves its end.
    pub(super) fn carry(&mut self, connection: Id<Connection>, heading: Heading, body: Bytes) {
        let now = self.now;
        let it = &mut self.connections[connection];
        let (Some(path), Stage::Busy { request, exchange }) = (&mut it.path, &mut it.stage) else {
            return;
        };
        if body == Bytes(0) {
            let mut at = now + transfer::head_alone(path.way.round_trip, path.rate);
            if path.way.loss > 0 {
                let luck = self.programs[it.client.index()].fortune();
                let delay = losing::delay_under(path.way.loss, luck);
                let patience = self.world.clients[it.client].read_timeout;
                if delay > patience {
                    exchange.halt(Bytes(0));
                    let fault = Fault::Silence(Reason::bare(Code::PacketLoss));
                    it.broken = Some((now, fault));
                    return self.expect(connection, now + patience, Event::ReadTimedOut);
                }
                at += delay;
            }
            exchange.leave(heading, at - path.way.round_trip.divided_by(2));
            return self.expect(connection, at, heading.arrival());
        }
        let request = &self.requests[*request];
        let rank = (request.load, request.number);
        let round_trip = path.way.round_trip;
        let body = Body {
            key: connection.number(),
            bytes: transfer::with_head(body),
            round_trip,
            rate_max: path.rate,
        };
        let flow = path.flow(heading);
        let id = flow.link;
        match self.links[id].begin(now, rank, body, &mut flow.sender) {
            Begun::Alone(at) => {
                exchange.leave(heading, at - round_trip.divided_by(2));
                self.expect(connection, at, heading.arrival());
            }
            Begun::Sharing(joined) => {
                for key in joined {
                    self.share(Id::at(key as usize));
                }
                self.share(connection);
                self.await_link(id);
            }
        }
    }

    /// Nobody knows yet when the body under way arrives: its link will tell.
    fn share(&mut self, connection: Id<Connection>) {
        self.overtake(connection);
        if let Stage::Busy { exchange, .. } = &mut self.connections[connection].stage {
            exchange.share();
        }
    }

    /// Time has passed on a shared link: tells who has arrived.
    pub(super) fn look_at_link(&mut self, id: Id<Link>) {
        let mut arrivals = std::mem::take(&mut self.arrivals);
        let link = &mut self.links[id];
        link.awaited = None;
        link.advance(self.now, &mut arrivals);
        for arrival in arrivals.drain(..) {
            let connection = Id::at(arrival.key as usize);
            let it = &mut self.connections[connection];
            let (Some(path), Stage::Busy { exchange, .. }) = (&mut it.path, &it.stage) else {
                continue;
            };
            if exchange.body_under_way().is_none() {
                // Its connection broke at the very moment.
                continue;
            }
            let heading = exchange.heading();
            path.flow(heading).sender = arrival.sender;
            self.expect(connection, arrival.at, heading.arrival());
        }
        self.arrivals = arrivals;
        self.await_link(id);
    }

    /// Keeps one event pending for a shared link, never later than anything can arrive.
    fn await_link(&mut self, id: Id<Link>) {
        let link = &mut self.links[id];
        let Some(at) = link.next_look(self.now) else {
            // An event still pending has nothing to tell any more.
            link.turn = link.turn.wrapping_add(1);
            link.awaited = None;
            return;
        };
        if link.awaited.is_some_and(|awaited| awaited <= at) {
            return;
        }
        link.turn = link.turn.wrapping_add(1);
        link.awaited = Some(at);
        let turn = link.turn;
        self.schedule(at, None, Event::LinkChanged { link: id, turn });
    }

    /// What is under way on a connection stops: notes how much of it got through.
    pub(super) fn halt(&mut self, connection: Id<Connection>) {
        let it = &mut self.connections[connection];
        let (Some(path), Stage::Busy { exchange, .. }) = (&mut it.path, &mut it.stage) else {
            return;
        };
        let Some(body) = exchange.body_under_way() else {
            return;
        };
        let heading = exchange.heading();
        let id = path.flow(heading).link;
        let through = self.links[id].stop(self.now, connection.number());
        let through = through.map_or(body, |all| transfer::body_of(all).min(body));
        exchange.halt(through);
        self.await_link(id);
    }
}
