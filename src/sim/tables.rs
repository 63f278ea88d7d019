//! Tables of limited size on the way of connections: the ports of NAT gateways, and what the
//! security groups of a host remember. Who finds a full one does not connect.

use std::net::SocketAddr;

use indexmap::IndexMap;

use super::connection::{Connection, Stage};
use super::simulation::Simulation;
use crate::time::{Duration, Instant};
use crate::trace::{About, Code, Reason, Recorder, Way};
use crate::world::gateway::NatGateway;
use crate::world::host::Host;
use crate::world::{Id, Place, World};

/// A table that is full when so many connections are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Table {
    /// A NAT gateway's ports to one address and port (NAT-02).
    Ports(Id<NatGateway>, SocketAddr),
    /// The connections that the security groups of a host track (SG-15).
    Tracked(Id<Host>),
}

/// How full a table is.
#[derive(Debug, Default)]
pub(super) struct Held {
    count: u32,
    /// No entry falls out of it before, but by being closed.
    unchanged_until: Instant,
}

/// Every table that was ever asked for room.
#[derive(Debug, Default)]
pub(super) struct Tables {
    known: IndexMap<Table, Held>,
}

/// What a connection holds in tables: one entry each at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Entries {
    ports: Option<Id<Held>>,
    tracked: Option<Id<Held>>,
}

impl Table {
    /// How many connections it holds; none is no limit.
    fn most(self, world: &World) -> Option<u32> {
        match self {
            Self::Ports(nat, _) => Some(world.nat_gateways[nat].connections_max()),
            Self::Tracked(host) => world.hosts[host].tracking.connections_max,
        }
    }

    /// After how long idle an entry falls out of it (NAT-03, SG-12).
    fn idle_timeout(self, world: &World) -> Duration {
        match self {
            Self::Ports(..) => Connection::IDLE_MEMORY,
            Self::Tracked(host) => world.hosts[host].tracking.idle_timeout,
        }
    }

    /// Why a connection finds no room in it.
    fn refusal(self) -> Reason {
        match self {
            Self::Ports(nat, _) => {
                let about = About::Place(Place::NatGateway(nat));
                Reason::new(Code::NgwErrorPortAllocation, about)
            }
            Self::Tracked(host) => {
                let about = About::Place(Place::Host(host));
                Reason::new(Code::ConntrackAllowanceExceeded, about)
            }
        }
    }

    /// The entry of a connection in this table.
    fn entry_of(self, connection: &mut Connection) -> &mut Option<Id<Held>> {
        match self {
            Self::Ports(..) => &mut connection.entries.ports,
            Self::Tracked(_) => &mut connection.entries.tracked,
        }
    }
}

impl Tables {
    fn slot(&mut self, table: Table) -> Id<Held> {
        let entry = self.known.entry(table);
        let place = entry.index();
        entry.or_default();
        Id::at(place)
    }

    fn held(&mut self, id: Id<Held>) -> Option<&mut Held> {
        self.known.get_index_mut(id.index()).map(|(_, held)| held)
    }

    /// Gives everything back that a connection holds.
    pub(super) fn release(&mut self, entries: &mut Entries) {
        for entry in [entries.ports.take(), entries.tracked.take()] {
            if let Some(held) = entry.and_then(|id| self.held(id)) {
                held.count -= 1;
            }
        }
    }
}

impl<R: Recorder> Simulation<'_, R> {
    /// The first table on the way of a new connection that has no room for it, if any; otherwise
    /// the connection is in all of them from now on.
    ///
    /// SIMPLIFIED: of several NAT gateways in a row only the first runs out of ports, attempts that
    /// nobody answers hold none, and a port is free again the moment its connection is closed.
    pub(super) fn enter_tables(
        &mut self,
        id: Id<Connection>,
        way: &Way,
        to: SocketAddr,
    ) -> Result<(), Reason> {
        let host = self.world.clients[self.connections[id].client].host;
        let is_limited = self.world.hosts[host].tracking.connections_max.is_some();
        let ports = way.nat_gateway.map(|nat| Table::Ports(nat, to));
        let tracked = Some(Table::Tracked(host)).filter(|_| is_limited && way.is_tracked);
        for table in [ports, tracked].into_iter().flatten() {
            if !self.enter_table(id, table) {
                return Err(table.refusal());
            }
        }
        Ok(())
    }

    fn enter_table(&mut self, id: Id<Connection>, table: Table) -> bool {
        if table.entry_of(&mut self.connections[id]).is_some() {
            return true;
        }
        let slot = self.tables.slot(table);
        let most = table.most(&self.world).unwrap_or(u32::MAX);
        let is_full = |tables: &mut Tables| tables.held(slot).is_some_and(|it| it.count >= most);
        if is_full(&mut self.tables) {
            self.forget_idle(table, slot);
        }
        if is_full(&mut self.tables) {
            return false;
        }
        if let Some(held) = self.tables.held(slot) {
            held.count += 1;
        }
        *table.entry_of(&mut self.connections[id]) = Some(slot);
        true
    }

    /// Takes connections out of a full table that were closed in the meantime or have been idle
    /// for too long.
    fn forget_idle(&mut self, table: Table, slot: Id<Held>) {
        for client in self.world.clients.ids() {
            self.expire_idle(client);
        }
        let now = self.now;
        if self
            .tables
            .held(slot)
            .is_some_and(|it| now < it.unchanged_until)
        {
            return;
        }
        let patience = table.idle_timeout(&self.world);
        // Whoever is busy now may be idle from now on.
        let mut unchanged_until = now + patience;
        for position in 0..self.connections.len() {
            let it = &mut self.connections[Id::at(position)];
            let Stage::Idle(since) = it.stage else {
                continue;
            };
            let keepalive = self.world.clients[it.client].tcp_keepalive;
            let is_refreshed = keepalive.is_some_and(|every| every < patience);
            if *table.entry_of(it) != Some(slot) || is_refreshed {
                continue;
            }
            if now.since(since) < patience {
                unchanged_until = unchanged_until.min(since + patience);
                continue;
            }
            *table.entry_of(it) = None;
            if let Some(held) = self.tables.held(slot) {
                held.count -= 1;
            }
        }
        if let Some(held) = self.tables.held(slot) {
            held.unchanged_until = unchanged_until;
        }
    }
}
