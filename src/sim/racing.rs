//! Names with addresses of both families: IPv6 and IPv4 in turn, or in a race (RFC 8305).

use std::net::{IpAddr, SocketAddr};

use super::connection::{Connection, Stage};
use super::event::Event;
use super::opening::tls_of;
use super::request::Request;
use super::simulation::Simulation;
use super::transfer;
use crate::aws::sdk::Families;
use crate::dns::{self, Family};
use crate::journey;
use crate::time::Duration;
use crate::trace::Recorder;
use crate::world::Id;
use crate::world::client::Client;

/// One of two connections for the same request that try each a family.
#[derive(Debug, Clone, Copy)]
pub(super) struct Race {
    /// The other one.
    other: Id<Connection>,
    /// Where the second one will go, known before it sets out.
    second_to: IpAddr,
}

impl<R: Recorder> Simulation<'_, R> {
    /// How long a connection to `address` may take before its client turns to the other family, or
    /// gives up.
    pub(super) fn patience_for(&mut self, connection: Id<Connection>, address: IpAddr) -> Duration {
        let client = self.connections[connection].client;
        let settings = &self.world.clients[client];
        let whole = settings.connect_timeout;
        let Families::Ipv6For(time) = settings.families else {
            return whole;
        };
        match self.other_address(connection, address) {
            Some(_) => time.min(whole),
            None => whole,
        }
    }

    /// The first SYN to `address` goes out: a client that races sends one to the other family after
    /// its delay.
    pub(super) fn prepare_race(&mut self, first: Id<Connection>, address: IpAddr) {
        let it = &self.connections[first];
        let (client, manner, target) = (it.client, it.manner, it.target);
        let Families::Race(delay) = self.world.clients[client].families else {
            return;
        };
        let (Some(request), Some(second_to)) = (it.request(), self.other_address(first, address))
        else {
            return;
        };
        let fresh = Connection::new((client, manner), target, request, self.now);
        let second = self.connections.put(fresh);
        for (one, other) in [(first, second), (second, first)] {
            self.races.insert(one, Race { other, second_to });
        }
        self.expect(second, self.now + delay, Event::FallbackDue);
    }

    /// The delay is over, and the first address has not answered.
    pub(super) fn begin_second(&mut self, second: Id<Connection>) {
        let Some(race) = self.races.get(&second).copied() else {
            return;
        };
        let first = &self.connections[race.other].stage;
        let spent = if let Stage::Connecting { began, .. } = first {
            self.now.since(*began)
        } else {
            Duration::ZERO
        };
        self.set_out(second, race.second_to, spent);
    }

    /// Knocks at the second address; `spent` is gone of the time for both.
    fn set_out(&mut self, second: Id<Connection>, to: IpAddr, spent: Duration) {
        let it = &mut self.connections[second];
        let Some(request) = it.request() else {
            return;
        };
        let patience = self.world.clients[it.client].connect_timeout.less(spent);
        let port = self.targets.target(it.target).port;
        it.stage = Stage::Connecting {
            request,
            began: self.now,
            syns: 0,
            patience,
        };
        self.knock(second, SocketAddr::new(to, port));
    }

    /// Whether a connection is one of two that race.
    pub(super) fn is_racing(&self, connection: Id<Connection>) -> bool {
        !self.races.is_empty() && self.races.contains_key(&connection)
    }

    /// The first SYN-ACK has come: this connection is the one, the other is closed.
    pub(super) fn win_race(&mut self, winner: Id<Connection>) {
        self.drop_rival(winner);
        let it = &self.connections[winner];
        let (client, target) = (it.client, it.target);
        let (Some(request), Some(path)) = (it.request(), &it.path) else {
            return;
        };
        let offered = self.world.clients[client].tls;
        let tls = tls_of(offered, self.targets.target(target).scheme, &path.way);
        let whole = transfer::handshake(path.way.round_trip, path.rate, tls);
        let opens = self.now + whole.less(path.way.round_trip);
        self.requests[request].connection = Some(winner);
        self.expect(winner, opens, Event::ConnectionOpened);
    }

    /// Ends the race of a connection, and the other one with it.
    pub(super) fn drop_rival(&mut self, connection: Id<Connection>) {
        if self.races.is_empty() {
            return;
        }
        if let Some(race) = self.races.remove(&connection) {
            self.races.remove(&race.other);
            self.close(race.other);
        }
    }

    /// A connection will not come about: whether its request goes on with the other family.
    pub(super) fn turn_to_other_family(&mut self, connection: Id<Connection>) -> bool {
        let Some(request) = self.connections[connection].request() else {
            return false;
        };
        match self.races.remove(&connection) {
            Some(race) => self.leave_race(connection, request, race),
            None => self.try_in_turn(connection, request),
        }
    }

    /// The other one goes on alone; it sets out now if it has not yet.
    fn leave_race(&mut self, loser: Id<Connection>, request: Id<Request>, race: Race) -> bool {
        let other = race.other;
        self.races.remove(&other);
        let spent = if let Stage::Connecting { began, .. } = self.connections[loser].stage {
            self.now.since(began)
        } else {
            Duration::ZERO
        };
        self.close(loser);
        self.requests[request].connection = Some(other);
        match self.connections[other].stage {
            Stage::Resolving { .. } => self.set_out(other, race.second_to, spent),
            Stage::Connecting { .. } | Stage::Busy { .. } | Stage::Idle(_) | Stage::Closed => {}
        }
        true
    }

    /// Clients that try one family after the other give each their whole time.
    fn try_in_turn(&mut self, connection: Id<Connection>, request: Id<Request>) -> bool {
        let it = &self.connections[connection];
        let Some(tried) = it.path.as_ref().map(|path| path.to.ip()) else {
            return false;
        };
        let Some(other) = self.other_address(connection, tried) else {
            return false;
        };
        let it = &mut self.connections[connection];
        self.tables.release(&mut it.entries);
        (it.path, it.broken, it.cut_by) = (None, None, None);
        let whole = self.world.clients[it.client].connect_timeout;
        let port = self.targets.target(it.target).port;
        it.stage = Stage::Connecting {
            request,
            began: self.now,
            syns: 0,
            patience: whole,
        };
        self.knock(connection, SocketAddr::new(other, port));
        true
    }

    /// The address of the other family, when `address` is of the one that is tried first and the
    /// host and the name have both.
    ///
    /// SIMPLIFIED: A connection tries one address of each family, found in DNS when it is tried;
    /// programs that take all in turn would try up to eight of the first one's.
    fn other_address(&mut self, connection: Id<Connection>, address: IpAddr) -> Option<IpAddr> {
        let it = &self.connections[connection];
        let (client, target) = (it.client, it.target);
        let settings = &self.world.clients[client];
        let [first, second] = journey::families_of(settings.families);
        let is_first = address.is_ipv6() == (first == Family::V6);
        let target = self.targets.target(target);
        if !is_first || settings.families == Families::Ipv6Only || target.address.is_some() {
            return None;
        }
        if !self.world.has_both_families(settings.host) {
            return None;
        }
        let found = journey::resolve_in(&self.world, settings.host, &target.name, &[second]);
        match found.answer {
            dns::Answer::Addresses(pool) => {
                let luck = self.programs[client.index()].pick();
                Some(pool.pick(luck.bits()))
            }
            dns::Answer::NxDomain | dns::Answer::NoData | dns::Answer::Timeout => None,
        }
    }

    /// In which order a client asks for addresses.
    pub(super) fn families_of(&self, client: Id<Client>) -> [Family; 2] {
        journey::families_of(self.world.clients[client].families)
    }
}
