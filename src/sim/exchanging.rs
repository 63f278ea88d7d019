//! From a request on an open connection to its answer, or to the break that comes instead.

use super::connection::{Connection, Stage};
use super::event::Event;
use super::exchange::{Exchange, Following, Reply};
use super::fate::Fault;
use super::links::Heading;
use super::pool::{Freed, Idle};
use super::request::Request;
use super::simulation::Simulation;
use super::source::Source;
use crate::aws::region::Region;
use crate::aws::s3_operation::Subject;
use crate::engine::Draw;
use crate::s3;
use crate::scenario::client::Scheme;
use crate::time::{Duration, Instant};
use crate::trace::{About, Code, Outcome, Reason, Recorder, S3Error};
use crate::units::Bytes;
use crate::world::Id;
use crate::world::fault::{ServerFault, WHOLE};
use crate::world::settings::Settings;

impl From<&s3::Answer> for Reply {
    fn from(answer: &s3::Answer) -> Self {
        Self {
            outcome: answer.outcome,
            reason: answer.reason,
            received: answer.received,
            redirect_to: answer.redirect_to,
        }
    }
}

/// How long S3 takes for everything that reads and writes no object, and to refuse.
///
/// SIMPLIFIED: AWS publishes no figure; refusals and metadata take ten milliseconds.
const QUICK_ANSWER: Duration = Duration::from_millis(10);

/// How long S3 thinks before the first byte of its answer.
fn thinking(settings: &Settings, source: &Source, request: &Request, reply: &Reply) -> Duration {
    let is_about_object = match &request.own {
        None => source.is_about_object,
        Some(own) => own.call.operation.subject() == Subject::Object,
    };
    if !(reply.outcome.is_served() && is_about_object) {
        return QUICK_ANSWER;
    }
    let spread = f64::from(settings.first_byte_spread_percent) / 100.0;
    let number = Source::draw_number(request.number, request.attempts.len());
    let luck = source.first_byte.draw(number);
    luck.lognormal(settings.first_byte, spread)
}

impl<R: Recorder> Simulation<'_, R> {
    /// Sends a request over an open connection, which may turn out to be open no more.
    pub(super) fn send(&mut self, connection: Id<Connection>, request: Id<Request>) {
        self.find_out_who_forgot(connection);
        self.requests[request].connection = Some(connection);
        let wanted = &self.requests[request];
        let (load, own) = (wanted.load as usize, wanted.own.clone());
        let source = &self.sources[load];
        let (upload, is_multi_region) = match &own {
            None => (source.upload, source.is_multi_region),
            Some(own) => (own.call.size, own.call.multi_region().is_some()),
        };
        self.refresh(connection);
        let it = &mut self.connections[connection];
        let Some(path) = &it.path else {
            return;
        };
        // AWS: a request goes to the bucket that was the right one when it set out; a failover
        // meanwhile is for those that come after it (MRAP-24).
        self.requests[request].region = if is_multi_region {
            let series = &self.plan.loads[load].call;
            let call = own.as_deref().map_or(series, |own| &own.call);
            s3::region_reached(&self.world, call, &path.way)
        } else {
            path.way.s3_region
        };
        it.stage = Stage::Busy {
            request,
            exchange: Exchange::begin(upload),
        };
        let manner = self.manners.manner(it.manner);
        let (at, event): (_, fn(_) -> _) = match it.broken.map(|(_, fault)| fault) {
            None => {
                if !self.swallow(connection, upload) {
                    self.carry(connection, Heading::Up, upload);
                }
                return;
            }
            Some(Fault::Reset(_)) => (self.now + path.way.round_trip, Event::ConnectionReset),
            Some(fault @ Fault::Silence(_)) => {
                // What is sent now waits for another way, if the line was cut.
                it.broken = Some((self.now, fault));
                if let Stage::Busy { exchange, .. } = &mut it.stage {
                    exchange.halt(Bytes(0));
                }
                (self.now + manner.read_timeout, Event::ReadTimedOut)
            }
        };
        self.expect(connection, at, event);
    }

    /// S3 judges a request by the world as it is now: a connection carries no permission from one
    /// request to the next (TCP-17).
    pub(super) fn judge(&mut self, connection: Id<Connection>) {
        let it = &mut self.connections[connection];
        let (Stage::Busy { request, exchange }, Some(path)) = (&mut it.stage, &it.path) else {
            return;
        };
        let request = &self.requests[*request];
        let load = request.load as usize;
        let manner = self.manners.manner(it.manner);
        let source = &mut self.sources[load];
        let signing_region = request.signing_region;
        let region = request.region.unwrap_or(signing_region);
        let attempt = Source::draw_number(request.number, request.attempts.len());
        let refused = self
            .world
            .faults
            .server_fault(region)
            .and_then(|fault| server_error(fault, region, source.server_error.draw(attempt)));
        // Who is turned away by a fault is no load for a prefix.
        let refused = refused.or_else(|| {
            let asks = (&mut *source, request);
            let told = (&self.world, self.plan);
            let busy = self.throttle.refusal(told, asks, region, self.now)?;
            Some(Reply::from(&s3::Answer::error(S3Error::SlowDown, busy)))
        });
        let desk = &mut self.desk;
        // Requests of a log are no series: each asks for something of its own.
        let is_series = request.own.is_none();
        let remembered = if is_series {
            desk.remembered(&self.world, load, &path.way, signing_region)
        } else {
            None
        };
        let (reply, effect) = match (refused, remembered.map(Reply::from)) {
            (Some(refused), _) => (refused, None),
            (None, Some(reply)) if cfg!(not(debug_assertions)) => (reply, None),
            (None, remembered) => {
                let what = request.asked(self.plan);
                let asked = s3::Request {
                    call: &what.call,
                    number: what.keys.number(request.number),
                    principal: what.signer(&self.world),
                    way: &path.way,
                    region,
                    signing_region,
                    is_secure: self.targets.target(it.target).scheme == Scheme::Https,
                    now: self.calendar.at(self.now),
                };
                let answer = if is_series {
                    desk.answer_in_series(&self.world, load, &path.way, &asked)
                } else {
                    desk.answer(&self.world, &asked)
                };
                let reply = Reply::from(&answer);
                debug_assert!(remembered.is_none_or(|it| it == reply), "{asked:?}");
                (reply, answer.effect)
            }
        };
        let thinking = thinking(&self.world.settings, source, request, &reply);
        // SIMPLIFIED: behind the global endpoint only the first byte feels how far the bucket is;
        // bodies flow as fast as to the Region in which they enter AWS.
        let thinking = thinking + path.way.beyond(region);
        let one_way = path.way.round_trip.divided_by(2);
        exchange.answer(self.now, one_way, thinking, reply);
        match exchange.following(manner.read_timeout) {
            Following::AnswerBegins(at) => self.await_answer(connection, at),
            Following::TimesOut(at) => self.expect(connection, at, Event::ReadTimedOut),
        }
        if let Some(effect) = effect {
            let client = self.connections[connection].client;
            self.take_effect(client, effect);
        }
    }

    /// S3 begins to send its answer.
    pub(super) fn send_answer(&mut self, connection: Id<Connection>) {
        if let Stage::Busy { exchange, .. } = &mut self.connections[connection].stage {
            let body = exchange.begin_answer();
            self.carry(connection, Heading::Down, body);
        }
    }

    /// The answer is complete: the connection serves whoever waits, and the request goes on.
    pub(super) fn take_answer(&mut self, connection: Id<Connection>) {
        let Stage::Busy { exchange, .. } = &mut self.connections[connection].stage else {
            return;
        };
        let Some(reply) = exchange.complete() else {
            return;
        };
        let request = self.end_attempt(connection, reply.outcome, reply.reason);
        self.rest(connection);
        if let Some(request) = request {
            self.proceed(request, reply.outcome, reply.redirect_to);
        }
    }

    /// A connection carries nothing any more: it serves whoever waits, or lies idle until the
    /// client or S3 closes it, whoever is less patient (TCP-09).
    fn rest(&mut self, connection: Id<Connection>) {
        let it = &mut self.connections[connection];
        it.stage = Stage::Idle(self.now);
        it.served += 1;
        let (client, target, opened, served) = (it.client, it.target, it.opened, it.served);
        let round_trip = it
            .path
            .as_ref()
            .map_or(Duration::ZERO, |path| path.way.round_trip);
        let settings = self.manners.manner(it.manner);
        let (keep_alive, lifetime) = (settings.keep_alive, settings.connection_lifetime);
        let is_spent = settings
            .connection_requests
            .is_some_and(|most| served >= most);
        let s3_patience = self.world.settings.s3_idle_timeout;
        let closes = self.now + keep_alive.min(s3_patience);
        let is_closed_by_s3 = s3_patience < keep_alive;
        let risky = if is_closed_by_s3 {
            self.now + s3_patience.less(round_trip)
        } else {
            closes
        };
        let free = Idle {
            connection,
            target,
            closes,
            risky,
            worn: match lifetime {
                _ if is_spent => self.now,
                Some(lifetime) => opened + lifetime,
                None => Instant::NEVER,
            },
        };
        let requests = &self.requests;
        let pool = &mut self.programs[client.index()].pool;
        match pool.give_back(free, self.now, |waiting| requests[waiting].target) {
            Freed::Kept => {}
            Freed::Surplus => self.close(connection),
            Freed::Next(next, turn) => self.take_turn(next, turn),
        }
    }

    /// A reset has come instead of an answer; what was under way is lost (TCP-12).
    pub(super) fn take_reset(&mut self, connection: Id<Connection>) {
        let reason = self.connections[connection].fault().map(Fault::reason);
        self.fail(connection, Outcome::Reset, reason);
    }

    /// No byte has come for too long.
    pub(super) fn give_up_reading(&mut self, connection: Id<Connection>) {
        let it = &mut self.connections[connection];
        let (fault, cut_by) = (it.fault(), it.cut_by.take());
        let reason = fault.map_or(Reason::bare(Code::ClientReadTimeout), Fault::reason);
        if cut_by.is_some() {
            self.tell_break(connection, reason, cut_by);
        }
        let outcome = if reason.code == Code::PathMtuBlackHole {
            Outcome::MtuBlackHole
        } else {
            Outcome::Stall
        };
        self.fail(connection, outcome, Some(reason));
    }
}

/// What S3 answers in place of serving, when it does so to an attempt with this luck.
fn server_error(fault: ServerFault, region: Region, luck: Draw) -> Option<Reply> {
    let (error, code) = match fault {
        ServerFault::Unavailable => (S3Error::ServiceUnavailable, Code::S3Unavailable),
        ServerFault::Errors(share) if luck.uniform_below(WHOLE.into()) < share.into() => {
            (S3Error::InternalError, Code::S3InternalError)
        }
        ServerFault::Errors(_) => return None,
    };
    Some(Reply {
        outcome: Outcome::Error(error),
        reason: Some(Reason::new(code, About::Region(region))),
        received: Bytes(0),
        redirect_to: None,
    })
}
