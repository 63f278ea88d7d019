//! A client's connections: how many it may have, which idle one serves again, and who waits.

use std::collections::VecDeque;

use super::connection::Connection;
use super::request::Request;
use super::target::Target;
use crate::time::Instant;
use crate::world::Id;

/// The connections of one client, at most so many at once.
#[derive(Debug)]
pub(super) struct Pool {
    /// The most connections, busy and idle together; at least one.
    most: u32,
    /// How many there are, the ones being opened included.
    held: u32,
    /// The most connections that nobody uses.
    idle_most: u32,
    /// The idle ones, the longest idle first.
    idle: VecDeque<Idle>,
    /// Who waits for a connection, first come first served.
    ///
    /// INVARIANT: While anybody waits, `held` is `most` and nothing is idle.
    waiting: VecDeque<Id<Request>>,
}

/// A connection nobody uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Idle {
    /// Which.
    pub(super) connection: Id<Connection>,
    /// What it leads to.
    pub(super) target: Id<Target>,
    /// When the client closes it or learns that S3 has.
    pub(super) closes: Instant,
    /// From when on a request on it would cross S3's FIN; never before `closes` when the client
    /// is the one that closes.
    pub(super) risky: Instant,
    /// From when on it serves no further request.
    pub(super) worn: Instant,
}

/// What becomes of a connection that is free again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Freed {
    /// It lies idle.
    Kept,
    /// It is closed: there are idle ones enough, or it has served long enough.
    Surplus,
    /// The request that waited longest is next, in this way.
    Next(Id<Request>, Turn),
}

/// How a request comes to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Over this one, which is open.
    Reuse(Id<Connection>),
    /// Over a new one.
    Open,
    /// Over a new one, for which this one, idle for another name, is closed.
    OpenInsteadOf(Id<Connection>),
    /// Over a new one, because S3 is just closing this one.
    OpenAfterRace(Id<Connection>),
    /// Later: all are in use.
    Wait,
}

impl Pool {
    /// A pool of at most `most` connections, of which it keeps `idle_most` that nobody uses.
    pub(super) fn new(most: u32, idle_most: u32) -> Self {
        Self {
            most: most.max(1),
            idle_most,
            held: 0,
            idle: VecDeque::new(),
            waiting: VecDeque::new(),
        }
    }

    /// The idle connection that would serve next.
    pub(super) fn next_idle(&self) -> Option<Id<Connection>> {
        self.idle.back().map(|idle| idle.connection)
    }

    /// Lets go of an idle connection whose time has come; ask until there is none.
    pub(super) fn expire(&mut self, now: Instant) -> Option<Idle> {
        let longest = self.idle.front()?;
        if longest.closes > now {
            return None;
        }
        self.held -= 1;
        self.idle.pop_front()
    }

    /// How `request` comes to a connection to `target`.
    ///
    /// The connection idle for the shortest time is taken. Expired ones must have been let go of.
    pub(super) fn ask(&mut self, request: Id<Request>, target: Id<Target>, now: Instant) -> Turn {
        if let Some(place) = self.idle.iter().rposition(|idle| idle.target == target) {
            return match self.idle.remove(place) {
                Some(idle) if idle.risky <= now => Turn::OpenAfterRace(idle.connection),
                Some(idle) if idle.worn <= now => Turn::OpenInsteadOf(idle.connection),
                Some(idle) => Turn::Reuse(idle.connection),
                None => Turn::Open,
            };
        }
        if self.held < self.most {
            self.held += 1;
            return Turn::Open;
        }
        if let Some(idle) = self.idle.pop_front() {
            return Turn::OpenInsteadOf(idle.connection);
        }
        self.waiting.push_back(request);
        Turn::Wait
    }

    /// A connection has become free `now`; the request that waited longest is next, and `wanted`
    /// says what it wants.
    pub(super) fn give_back(
        &mut self,
        free: Idle,
        now: Instant,
        wanted: impl FnOnce(Id<Request>) -> Id<Target>,
    ) -> Freed {
        let is_worn = free.worn <= now;
        let Some(next) = self.waiting.pop_front() else {
            if is_worn || self.idle.len() >= self.idle_most as usize {
                self.held -= 1;
                return Freed::Surplus;
            }
            if self.idle.capacity() == 0 {
                // Thousands of clients have one connection each.
                self.idle.reserve_exact(1);
            }
            self.idle.push_back(free);
            return Freed::Kept;
        };
        if wanted(next) == free.target && !is_worn {
            Freed::Next(next, Turn::Reuse(free.connection))
        } else {
            Freed::Next(next, Turn::OpenInsteadOf(free.connection))
        }
    }

    /// A request waits no longer.
    pub(super) fn forget(&mut self, request: Id<Request>) {
        self.waiting.retain(|waiting| *waiting != request);
    }

    /// A connection is gone; the request that waited longest may open a new one.
    pub(super) fn lose(&mut self) -> Option<Id<Request>> {
        let next = self.waiting.pop_front();
        if next.is_none() {
            self.held -= 1;
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::{Freed, Idle, Pool, Turn};
    use crate::time::Instant;
    use crate::world::Id;

    fn idle(connection: usize, target: usize, closes: u64) -> Idle {
        Idle {
            connection: Id::at(connection),
            target: Id::at(target),
            closes: Instant::from_nanos(closes),
            risky: Instant::from_nanos(closes - 1),
            worn: Instant::NEVER,
        }
    }

    #[test]
    fn a_full_pool_serves_first_come_first_served() {
        let now = Instant::ZERO;
        let (a, b) = (Id::at(0), Id::at(1));
        let mut pool = Pool::new(2, 2);
        assert_eq!(pool.ask(Id::at(1), a, now), Turn::Open);
        assert_eq!(pool.ask(Id::at(2), a, now), Turn::Open);
        for late in 3..6 {
            assert_eq!(
                pool.ask(Id::at(late), if late == 4 { b } else { a }, now),
                Turn::Wait
            );
        }
        let wanted = |request: Id<_>| if request == Id::at(4) { b } else { a };
        let served = pool.give_back(idle(10, 0, 99), now, wanted);
        assert_eq!(served, Freed::Next(Id::at(3), Turn::Reuse(Id::at(10))));
        let served = pool.give_back(idle(11, 0, 99), now, wanted);
        assert_eq!(
            served,
            Freed::Next(Id::at(4), Turn::OpenInsteadOf(Id::at(11))),
            "another name"
        );
        assert_eq!(pool.lose(), Some(Id::at(5)), "a lost connection makes room");
        assert_eq!(pool.lose(), None);
        assert_eq!(pool.ask(Id::at(6), a, now), Turn::Open);
    }

    #[test]
    fn the_shortest_idle_connection_of_the_name_is_reused() {
        let now = Instant::ZERO;
        let mut pool = Pool::new(3, 3);
        for request in 0..3 {
            assert_eq!(pool.ask(Id::at(request), Id::at(0), now), Turn::Open);
        }
        for (connection, target) in [(0, 0), (1, 1), (2, 0)] {
            assert_eq!(
                pool.give_back(idle(connection, target, 99), now, |_| Id::at(0)),
                Freed::Kept
            );
        }
        assert_eq!(pool.ask(Id::at(3), Id::at(0), now), Turn::Reuse(Id::at(2)));
        assert_eq!(
            pool.ask(Id::at(4), Id::at(2), now),
            Turn::OpenInsteadOf(Id::at(0))
        );
        assert_eq!(pool.ask(Id::at(5), Id::at(1), now), Turn::Reuse(Id::at(1)));
    }

    #[test]
    fn idle_connections_close_in_their_time() {
        let at = Instant::from_nanos;
        for (now, expired, turn, rule) in [
            (8, None, Turn::Reuse(Id::at(0)), "TCP-09: still open"),
            (
                9,
                None,
                Turn::OpenAfterRace(Id::at(0)),
                "TCP-09: S3's FIN is on its way",
            ),
            (10, Some(Id::at(0)), Turn::Open, "TCP-09: closed"),
        ] {
            let mut pool = Pool::new(1, 1);
            pool.ask(Id::at(0), Id::at(0), at(0));
            pool.give_back(idle(0, 0, 10), at(0), |_| Id::at(0));
            let closed = pool.expire(at(now)).map(|idle| idle.connection);
            assert_eq!(closed, expired, "{rule}");
            assert_eq!(pool.ask(Id::at(1), Id::at(0), at(now)), turn, "{rule}");
            assert_eq!(
                pool.ask(Id::at(2), Id::at(0), at(now)),
                Turn::Wait,
                "{rule}"
            );
        }
    }

    #[test]
    fn idle_connections_are_few_and_no_connection_serves_for_ever() {
        let at = Instant::from_nanos;
        let mut pool = Pool::new(9, 1);
        for request in 0..3 {
            pool.ask(Id::at(request), Id::at(0), at(0));
        }
        let old = Idle {
            worn: at(20),
            ..idle(0, 0, 99)
        };
        assert_eq!(pool.give_back(old, at(5), |_| Id::at(0)), Freed::Kept);
        let free = pool.give_back(idle(1, 0, 99), at(5), |_| Id::at(0));
        assert_eq!(free, Freed::Surplus, "one idle connection is enough");
        let turn = pool.ask(Id::at(3), Id::at(0), at(20));
        assert_eq!(turn, Turn::OpenInsteadOf(Id::at(0)), "its life is over");
        let worn = Idle {
            worn: at(30),
            ..idle(2, 0, 99)
        };
        let free = pool.give_back(worn, at(30), |_| Id::at(0));
        assert_eq!(free, Freed::Surplus, "its life is over");
    }

    #[test]
    fn who_gives_up_waiting_is_not_served() {
        let now = Instant::ZERO;
        let mut pool = Pool::new(1, 1);
        for request in 0..3 {
            pool.ask(Id::at(request), Id::at(0), now);
        }
        pool.forget(Id::at(1));
        let free = pool.give_back(idle(0, 0, 99), now, |_| Id::at(0));
        assert_eq!(free, Freed::Next(Id::at(2), Turn::Reuse(Id::at(0))));
    }
}
