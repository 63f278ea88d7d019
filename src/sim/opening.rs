//! From a request without a connection to an open one: the name, the SYNs, the handshake.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::connection::{Connection, Path, Stage};
use super::event::Event;
use super::knocking::{self, Knock};
use super::losing;
use super::names;
use super::request::Request;
use super::simulation::Simulation;
use super::transfer;
use crate::dns;
use crate::journey;
use crate::network::Phase;
use crate::s3;
use crate::scenario::client::{Scheme, TlsVersion};
use crate::time::Duration;
use crate::trace::way::End;
use crate::trace::{Code, Outcome, Reason, Recorder, Way};
use crate::world::host::Location;
use crate::world::{Id, fault};

/// How long the VPC resolver takes to answer.
///
/// SIMPLIFIED: Every look-up takes one millisecond, wherever the name lives.
const LOOKUP: Duration = Duration::from_millis(1);

/// How long a host waits before it asks again (the default of resolv.conf).
const LOOKUP_PATIENCE: Duration = Duration::from_secs(5);

/// How often a host asks in all (the default of resolv.conf).
const QUESTIONS_MAX: u32 = 2;

impl<R: Recorder> Simulation<'_, R> {
    /// A request needs a new connection: its name is looked up, unless the client remembers it.
    pub(super) fn look_up(&mut self, request: Id<Request>) {
        let client = self.client_of(request);
        let target = self.requests[request].target;
        let manner = self.programs[client.index()].manner;
        let fresh = Connection::new((client, manner), target, request, self.now);
        let connection = self.connections.put(fresh);
        self.requests[request].connection = Some(connection);
        let written = self.targets.target(target).address;
        let names = &self.programs[client.index()].names;
        match written.or_else(|| names.address(target, self.now)) {
            Some(address) => self.connect(connection, request, address),
            None => self.expect(connection, self.now + LOOKUP, Event::NameAsked),
        }
    }

    /// The resolver has the question, and answers as the world is now.
    pub(super) fn resolve(&mut self, connection: Id<Connection>) {
        let found = self.resolution(connection);
        if !self.reaches_resolver(connection, found.source) {
            let dropped = Reason::bare(Code::LinklocalAllowanceExceeded);
            return self.ask_name_again(connection, Some(dropped));
        }
        match found.answer {
            dns::Answer::Addresses(pool) => self.learn(connection, &pool, found.ttl),
            dns::Answer::NxDomain => self.fail(connection, Outcome::NxDomain, found.reason),
            dns::Answer::NoData => self.fail(connection, Outcome::NoData, found.reason),
            dns::Answer::Timeout => self.ask_name_again(connection, found.reason),
        }
    }

    /// Whether the question gets through to its resolver: that of a VPC takes so many a second from
    /// each network interface, one for each kind of address (DNS-20).
    fn reaches_resolver(&mut self, connection: Id<Connection>, asked: dns::Source) -> bool {
        let host = self.world.clients[self.connections[connection].client].host;
        match (self.world.hosts[host].location, asked) {
            (Location::Vpc(interface), dns::Source::VpcResolver(_)) => {
                let packets = 1 + u32::from(self.world.has_ipv6(host));
                self.queries.pass(interface, self.now, packets)
            }
            _ => true,
        }
    }

    fn resolution(&self, connection: Id<Connection>) -> dns::Resolution {
        let it = &self.connections[connection];
        let host = self.world.clients[it.client].host;
        let name = &self.targets.target(it.target).name;
        journey::resolve_in(&self.world, host, name, &self.families_of(it.client))
    }

    fn learn(&mut self, connection: Id<Connection>, pool: &dns::Pool, ttl: Duration) {
        let it = &self.connections[connection];
        let (client, target, request) = (it.client, it.target, it.request());
        let cache = self.world.clients[client].dns_cache;
        let program = &mut self.programs[client.index()];
        let address = pool.pick(program.pick().bits());
        if let Some(until) = names::trusted_until(cache, self.now, ttl) {
            program.names.learn(target, address, until);
        }
        if let Some(request) = request {
            self.connect(connection, request, address);
        }
    }

    fn ask_name_again(&mut self, connection: Id<Connection>, reason: Option<Reason>) {
        let Stage::Resolving {
            asked,
            questions,
            silence,
            ..
        } = &mut self.connections[connection].stage
        else {
            return;
        };
        *questions += 1;
        *silence = reason;
        let next = *asked + LOOKUP_PATIENCE.times(u64::from(*questions));
        if *questions < QUESTIONS_MAX {
            self.expect(connection, next + LOOKUP, Event::NameAsked);
        } else {
            self.expect(connection, next, Event::LookupTimedOut);
        }
    }

    /// Nobody answers the question for the name.
    pub(super) fn give_up_lookup(&mut self, connection: Id<Connection>) {
        let reason = match self.connections[connection].stage {
            Stage::Resolving { silence, .. } => silence,
            Stage::Connecting { .. } | Stage::Busy { .. } | Stage::Idle(_) | Stage::Closed => None,
        };
        self.fail(connection, Outcome::DnsTimeout, reason);
    }

    fn connect(&mut self, connection: Id<Connection>, request: Id<Request>, address: IpAddr) {
        let port = self
            .targets
            .target(self.connections[connection].target)
            .port;
        let to = SocketAddr::new(address, port);
        let stage = Stage::Connecting {
            request,
            began: self.now,
            syns: 0,
            patience: self.patience_for(connection, address),
        };
        self.connections[connection].stage = stage;
        self.prepare_race(connection, address);
        self.knock(connection, to);
    }

    /// A SYN found no answer and is sent once more, by the way as it is now.
    pub(super) fn knock_again(&mut self, connection: Id<Connection>) {
        if let Some(path) = &self.connections[connection].path {
            self.knock(connection, path.to);
        }
    }

    /// The way of a connection that is being opened, which ends at the first table without room.
    fn way_of_new(&mut self, connection: Id<Connection>, to: SocketAddr) -> Arc<Way> {
        let host = self.world.clients[self.connections[connection].client].host;
        let way = self.ways.way(&self.world, host, to, Phase::Opening);
        let way = way.clone();
        if !way.connects() {
            return way;
        }
        match self.enter_tables(connection, &way, to) {
            Ok(()) => way,
            Err(full) => Arc::new(Way {
                end: End::Silent(full),
                ..Way::clone(&way)
            }),
        }
    }

    pub(super) fn knock(&mut self, connection: Id<Connection>, to: SocketAddr) {
        let way = self.way_of_new(connection, to);
        let is_racing = self.is_racing(connection);
        let it = &mut self.connections[connection];
        let target = self.targets.target(it.target);
        let client = &self.world.clients[it.client];
        let Stage::Connecting {
            began,
            syns,
            patience,
            ..
        } = &mut it.stage
        else {
            return;
        };
        let links = self.links.of(&self.world, self.now, client.host, &way);
        let path = Path::new(self.now, to, way, links);
        let (way, rate) = (&path.way, path.rate);
        *syns += 1;
        let gives_up = *began + *patience;
        let answer = self.now + way.round_trip;
        let is_lost = way.loss > 0 && {
            let luck = self.programs[it.client.index()].fortune();
            losing::delay_under(fault::both(way.loss, way.loss), luck) > Duration::ZERO
        };
        let repeated = || match knocking::after(*began, *syns, *patience) {
            Knock::Again(at) => (at, Event::SynRepeated as fn(_) -> _),
            Knock::GiveUp(at) => (at, Event::ConnectTimedOut as fn(_) -> _),
        };
        let (at, event): (_, fn(_) -> _) = match way.end {
            End::Connected | End::Refused(_) if is_lost => repeated(),
            End::Connected | End::Refused(_) if answer > gives_up => {
                (gives_up, Event::ConnectTimedOut)
            }
            End::Connected if is_racing => (answer, Event::SynAnswered),
            End::Connected => {
                let tls = tls_of(client.tls, target.scheme, way);
                (
                    self.now + transfer::handshake(way.round_trip, rate, tls),
                    Event::ConnectionOpened,
                )
            }
            End::Refused(_) => (answer, Event::ConnectionRefused),
            End::Silent(_) => repeated(),
        };
        it.path = Some(path);
        self.expect(connection, at, event);
    }

    /// Nobody answers the SYNs.
    pub(super) fn give_up_connecting(&mut self, connection: Id<Connection>) {
        let reason = self.end_of_way(connection);
        if !self.turn_to_other_family(connection) {
            self.fail(connection, Outcome::ConnectTimeout, reason);
        }
    }

    /// The far end answers a SYN with a reset.
    pub(super) fn take_refusal(&mut self, connection: Id<Connection>) {
        let reason = self.end_of_way(connection);
        if !self.turn_to_other_family(connection) {
            self.fail(connection, Outcome::Reset, reason);
        }
    }

    fn end_of_way(&self, connection: Id<Connection>) -> Option<Reason> {
        let it = &self.connections[connection];
        if let Some(fault) = it.fault() {
            return Some(fault.reason());
        }
        let way = &it.path.as_ref()?.way;
        match way.end {
            End::Connected => (way.loss > 0).then(|| Reason::bare(Code::PacketLoss)),
            End::Silent(reason) | End::Refused(reason) => Some(reason),
        }
    }

    /// The handshake is done, and the request that wanted the connection is sent; unless the
    /// certificate is for another name.
    pub(super) fn open(&mut self, connection: Id<Connection>) {
        let it = &self.connections[connection];
        let target = self.targets.target(it.target);
        let offered = (target.scheme, self.world.clients[it.client].tls);
        let way = it.path.as_ref().map(|path| &path.way);
        let refusal = way
            .and_then(|way| s3::tls_version_refusal(&self.world, offered, way))
            .or_else(|| s3::tls_refusal(&target.host, target.scheme));
        if let Some(reason) = refusal {
            self.fail(connection, Outcome::TlsFailure, Some(reason));
            return;
        }
        let way = it.path.as_ref().map(|path| &path.way);
        let refusal = way.and_then(|way| s3::front_refusal(&target.host, way));
        if refusal.is_some() || way.is_some_and(|way| way.s3_region.is_none()) {
            let outcome = s3::outcome_elsewhere(target.scheme);
            self.fail(connection, outcome, refusal);
            return;
        }
        let (client, request) = (it.client, it.request());
        self.connections[connection].opened = self.now;
        self.recorder.connection_opened(self.now, client);
        if let Some(request) = request {
            self.send(connection, request);
        }
    }
}

/// The TLS version of a connection, when it has one.
pub(super) fn tls_of(offered: TlsVersion, scheme: Scheme, way: &Way) -> Option<TlsVersion> {
    match scheme {
        Scheme::Https => Some(agreed(offered, way)),
        Scheme::Http => None,
    }
}

/// The TLS version that client and S3 agree on.
///
/// AWS: interface endpoints of S3 do not take TLS 1.3; clients that offer it offer 1.2 too
/// (IFE-18).
fn agreed(offered: TlsVersion, way: &Way) -> TlsVersion {
    match (offered, way.endpoint_interface) {
        (TlsVersion::Tls13, None) => TlsVersion::Tls13,
        (TlsVersion::Tls13, Some(_)) | (TlsVersion::Tls12, _) => TlsVersion::Tls12,
        (old @ (TlsVersion::Tls10 | TlsVersion::Tls11), _) => old,
    }
}
