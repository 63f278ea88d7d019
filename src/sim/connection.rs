//! One connection of a client, from the look-up of its name until it is closed.

use std::net::SocketAddr;
use std::sync::Arc;

use super::exchange::Exchange;
use super::fate::Fault;
use super::links::{Course, Heading};
use super::losing;
use super::manner::Manner;
use super::request::Request;
use super::tables::Entries;
use super::target::Target;
use super::tcp::{Mss, Sender};
use crate::time::{Duration, Instant};
use crate::trace::{Code, Reason, Way};
use crate::units::{BitsPerSecond, Bytes};
use crate::world::Id;
use crate::world::client::Client;

/// One connection of a client.
#[derive(Debug)]
#[repr(C)]
pub(super) struct Connection {
    /// Which event it waits for; events with another number come too late.
    pub(super) turn: u32,
    /// Whose it is.
    pub(super) client: Id<Client>,
    /// What it leads to.
    pub(super) target: Id<Target>,
    /// How its client behaves.
    pub(super) manner: Id<Manner>,
    /// How many requests it has served.
    pub(super) served: u32,
    /// What the next packet meets since this moment, when its way is no longer its own.
    pub(super) broken: Option<(Instant, Fault)>,
    /// How far it is.
    pub(super) stage: Stage,
    /// Where it goes, once the name is resolved.
    pub(super) path: Option<Path>,
    /// When it opened; never as long as it has not.
    pub(super) opened: Instant,
    /// The change that cut the line under it, as long as TCP waits for another way.
    pub(super) cut_by: Option<u32>,
    /// Its places in tables of limited size on its way.
    pub(super) entries: Entries,
}

/// Where a connection goes; decided once, and again only when packets take other ways.
#[derive(Debug, Clone)]
#[repr(C)]
pub(super) struct Path {
    /// The way there.
    pub(super) way: Arc<Way>,
    /// The most its flow may have, however idle its links are (BW-01).
    pub(super) rate: BitsPerSecond,
    /// Whether security groups kept state for it when it opened (SG-10).
    pub(super) was_tracked: bool,
    /// Whether its packets go another way than when its links were found.
    pub(super) is_stale: bool,
    /// What TCP gets over a way that loses so much of it.
    lossy: BitsPerSecond,
    up: Flow,
    down: Flow,
    /// The address and port.
    pub(super) to: SocketAddr,
}

/// One direction of a connection.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// The links it shares with others.
    pub(super) course: Course,
    /// What its sending end has learnt.
    pub(super) sender: Sender,
}

impl Path {
    /// The way of a connection whose last SYN leaves `now`, and its links up and down.
    pub(super) fn new(
        now: Instant,
        to: SocketAddr,
        way: Arc<Way>,
        ([up, down], links_rate): ([Course; 2], BitsPerSecond),
    ) -> Self {
        let fresh = Sender::new(Mss::for_mtu(way.mtu.into()));
        let (half, whole) = (way.round_trip.divided_by(2), way.round_trip);
        let lossy = losing::rate_under(way.loss, fresh.mss(), whole);
        Self {
            to,
            was_tracked: way.is_tracked,
            rate: way.rate.min(links_rate),
            lossy,
            up: Flow {
                course: up,
                sender: fresh.after_handshake(now, now + whole),
            },
            down: Flow {
                course: down,
                sender: fresh.after_handshake(now + half, now + half + whole),
            },
            is_stale: false,
            way,
        }
    }

    /// The most a body gets on it.
    pub(super) fn rate_max(&self) -> BitsPerSecond {
        self.rate.min(self.lossy)
    }

    /// One of its directions.
    pub(super) fn flow(&mut self, heading: Heading) -> &mut Flow {
        match heading {
            Heading::Up => &mut self.up,
            Heading::Down => &mut self.down,
        }
    }
}

/// How far a connection is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stage {
    /// The name is being looked up for this request.
    Resolving {
        /// Who wants the connection.
        request: Id<Request>,
        /// When the question was first asked.
        asked: Instant,
        /// How often it was asked.
        questions: u32,
        /// Why the last question got no answer, if it got none and somebody knows why (DNS-20).
        silence: Option<Reason>,
    },
    /// SYNs are sent for this request.
    Connecting {
        /// Who wants the connection.
        request: Id<Request>,
        /// When the first was sent.
        began: Instant,
        /// How many were sent.
        syns: u32,
        /// How long this address may take.
        patience: Duration,
    },
    /// It carries this request or its answer.
    Busy {
        /// What it carries.
        request: Id<Request>,
        /// How far that is.
        exchange: Exchange,
    },
    /// It carries nothing, since this moment.
    Idle(Instant),
    /// It is no more.
    Closed,
}

impl Connection {
    /// After how long without traffic NAT gateways and interface endpoints forget a connection
    /// (NAT-03, IFE-25).
    pub(super) const IDLE_MEMORY: Duration = Duration::from_secs(350);

    /// Nobody on any way forgets a connection sooner.
    pub(super) const SHORTEST_MEMORY: Duration = Duration::from_secs(60);

    /// A connection that begins with the look-up of its name.
    pub(super) fn new(
        (client, manner): (Id<Client>, Id<Manner>),
        target: Id<Target>,
        request: Id<Request>,
        now: Instant,
    ) -> Self {
        let stage = Stage::Resolving {
            request,
            asked: now,
            questions: 0,
            silence: None,
        };
        Self {
            client,
            target,
            manner,
            turn: 0,
            served: 0,
            stage,
            opened: Instant::NEVER,
            path: None,
            broken: None,
            cut_by: None,
            entries: Entries::default(),
        }
    }

    /// The request it serves.
    pub(super) fn request(&self) -> Option<Id<Request>> {
        match self.stage {
            Stage::Resolving { request, .. }
            | Stage::Connecting { request, .. }
            | Stage::Busy { request, .. } => Some(request),
            Stage::Idle(_) | Stage::Closed => None,
        }
    }

    /// What the next packet meets, when its way is no longer its own.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.broken.map(|(_, fault)| fault)
    }

    /// What of the request's and of the answer's body has got through.
    pub(super) fn carried(&self) -> (Bytes, Bytes) {
        match &self.stage {
            Stage::Busy { exchange, .. } => exchange.carried(),
            Stage::Resolving { .. } | Stage::Connecting { .. } | Stage::Idle(_) | Stage::Closed => {
                (Bytes(0), Bytes(0))
            }
        }
    }

    /// Since when nothing has passed on it, if it is idle.
    pub(super) fn idle_since(&self) -> Option<Instant> {
        match self.stage {
            Stage::Idle(since) => Some(since),
            Stage::Resolving { .. }
            | Stage::Connecting { .. }
            | Stage::Busy { .. }
            | Stage::Closed => None,
        }
    }

    /// Why it is forgotten on its way after so much silence: by a NAT gateway (NAT-03), or by an
    /// interface endpoint (IFE-25). Keep-alives that are sent often enough prevent it (TCP-08).
    ///
    /// AWS: 350 seconds are documented for NAT gateways and Network Load Balancers; interface
    /// endpoints are taken to do as the latter.
    pub(super) fn forgotten_after(
        &self,
        silence: Duration,
        keepalive: Option<Duration>,
    ) -> Option<Code> {
        let path = self.path.as_ref()?;
        if silence.min(keepalive.unwrap_or(silence)) < Self::IDLE_MEMORY {
            None
        } else if path.way.nat_gateway.is_some() {
            Some(Code::NatIdleTimeout)
        } else if path.way.endpoint_interface.is_some() {
            Some(Code::VpceIdleTimeout)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::sync::Arc;

    use super::{Connection, Path};
    use crate::sim::links::Course;
    use crate::sim::sample::way;
    use crate::time::{Duration, Instant};
    use crate::trace::Code;
    use crate::world::Id;

    #[test]
    fn idle_connections_are_forgotten_after_350_seconds() {
        let at = |s| Instant::ZERO + Duration::from_secs(s);
        let (nat, vpce) = (Some(Code::NatIdleTimeout), Some(Code::VpceIdleTimeout));
        let no_timeout = "TCP-06: a gateway endpoint has no time-out";
        for (passes, idle_s, keepalive_s, forgotten, rule) in [
            (nat, 349, None, None, "NAT-03"),
            (nat, 350, None, nat, "NAT-03"),
            (vpce, 349, None, None, "IFE-25"),
            (vpce, 350, None, vpce, "IFE-25, TCP-05"),
            (None, 9_999, None, None, no_timeout),
            (nat, 9_999, Some(349), None, "TCP-08"),
            (nat, 9_999, Some(350), nat, "TCP-08"),
            (vpce, 9_999, Some(120), None, "TCP-08"),
            (nat, 9_999, Some(7_200), nat, "TCP-08: Linux's default"),
        ] {
            let mut way = way();
            way.nat_gateway = (passes == nat).then(|| Id::at(0));
            way.endpoint_interface = (passes == vpce).then(|| Id::at(0));
            let mut connection =
                Connection::new((Id::at(0), Id::at(0)), Id::at(0), Id::at(0), at(0));
            let to = SocketAddr::new(way.destination, 443);
            let course = Course {
                link: Id::at(0),
                route: None,
            };
            let links = ([course; 2], way.rate);
            connection.path = Some(Path::new(at(0), to, Arc::new(way), links));
            let keepalive = keepalive_s.map(Duration::from_secs);
            let idle = Duration::from_secs(idle_s);
            assert_eq!(
                connection.forgotten_after(idle, keepalive),
                forgotten,
                "{rule}"
            );
        }
    }
}
