//! Bodies on their links: alone where there is room, else shared, and what a break leaves.

use super::connection::{Connection, Stage};
use super::event::{Event, Pending};
use super::fate::Fault;
use super::link::{Body, Entering, Link};
use super::links::Heading;
use super::losing;
use super::sharing::Pool;
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
            rate_max: path.rate_max(),
        };
        let flow = path.flow(heading);
        let course = flow.course;
        let entering = Entering::new(now, rank, body, flow.sender);
        match self.links.begin(course, &entering, &mut flow.sender) {
            Some(at) => {
                exchange.leave(heading, at - round_trip.divided_by(2));
                self.expect(connection, at, heading.arrival());
            }
            None => self.take_note(),
        }
    }

    /// Nobody knows any more when bodies arrive that share links from now on: the links will tell.
    fn take_note(&mut self) {
        while let Some(key) = self.links.joined.pop() {
            let connection = Id::at(key as usize);
            self.overtake(connection);
            if let Stage::Busy { exchange, .. } = &mut self.connections[connection].stage {
                exchange.share();
            }
        }
        while let Some(pool) = self.links.touched.pop() {
            self.await_pool(pool);
        }
    }

    /// Time has passed on a shared link or in a fluid: tells who has arrived, or soon will.
    pub(super) fn look_at(&mut self, pool: Pool) {
        let mut arrivals = std::mem::take(&mut self.arrivals);
        if let Some(watch) = self.links.watch(pool) {
            watch.awaited = None;
        }
        self.links.advance(self.now, pool, &mut arrivals);
        while let Some(link) = self.links.grown.pop() {
            self.schedule(self.now, None, Event::LinkGrew(link));
        }
        for arrival in arrivals.drain(..) {
            let connection = Id::at(arrival.key as usize);
            let it = &mut self.connections[connection];
            let (Some(path), Stage::Busy { exchange, .. }) = (&mut it.path, &mut it.stage) else {
                continue;
            };
            if exchange.body_under_way().is_none() {
                // Its connection broke at the very moment.
                continue;
            }
            let heading = exchange.heading();
            let one_way = path.way.round_trip.divided_by(2);
            exchange.leave(heading, arrival.at - one_way);
            path.flow(heading).sender = arrival.sender;
            self.expect(connection, arrival.at, heading.arrival());
        }
        self.arrivals = arrivals;
        self.links.touched.push(pool);
        self.take_note();
    }

    /// A link carries more than before, so that other links may be asked for more.
    pub(super) fn look_beyond(&mut self, link: Id<Link>) {
        self.links.notice_growth(self.now, link);
        self.take_note();
    }

    /// Keeps one event pending for a shared link or a fluid, never later than anything can leave.
    fn await_pool(&mut self, pool: Pool) {
        let next = self.links.next_look(self.now, pool);
        let Some(watch) = self.links.watch(pool) else {
            return;
        };
        let Some(at) = next else {
            // An event still pending has nothing to tell any more.
            watch.turn = watch.turn.wrapping_add(1);
            watch.awaited = None;
            return;
        };
        if watch.awaited.is_some_and(|awaited| awaited <= at) {
            return;
        }
        watch.turn = watch.turn.wrapping_add(1);
        watch.awaited = Some(at);
        let turn = watch.turn;
        let event = match pool {
            Pool::Link(link) => Event::LinkChanged { link, turn },
            Pool::Fluid(fluid) => Event::FluidChanged { fluid, turn },
        };
        self.schedule(at, None, event);
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
        let course = path.flow(heading).course;
        let through = self.links.stop(self.now, course, connection.number());
        let through = through.map_or(body, |all| transfer::body_of(all).min(body));
        exchange.halt(through);
        self.take_note();
    }
}
