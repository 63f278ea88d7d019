//! The ways of connections, worked out once and remembered while packets go the same ways.

use std::net::SocketAddr;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::network::{self, Phase};
use crate::scenario::quantity::Protocol;
use crate::trace::Way;
use crate::world::host::Host;
use crate::world::{Id, World};

/// The most ways remembered; when there are more, all are worked out anew.
const WAYS_MAX: usize = 1 << 16;

/// The ways of connections by where they begin and end.
#[derive(Debug, Default)]
pub(super) struct Ways {
    known: IndexMap<Asked, Arc<Way>>,
}

/// A question that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Asked {
    host: Id<Host>,
    to: SocketAddr,
    /// For an open connection: whether security groups kept state for it when it opened.
    was_tracked: Option<bool>,
}

impl Ways {
    /// The way of a connection that `host` opens now.
    pub(super) fn opening(&mut self, world: &World, host: Id<Host>, to: SocketAddr) -> Arc<Way> {
        self.way(
            world,
            Asked {
                host,
                to,
                was_tracked: None,
            },
        )
    }

    /// The way the packets of an open connection go now; `was_tracked` says whether security
    /// groups kept state for it when it opened (SG-10).
    pub(super) fn established(
        &mut self,
        world: &World,
        host: Id<Host>,
        to: SocketAddr,
        was_tracked: bool,
    ) -> Arc<Way> {
        self.way(
            world,
            Asked {
                host,
                to,
                was_tracked: Some(was_tracked),
            },
        )
    }

    /// Forgets everything, because packets may go other ways.
    pub(super) fn forget(&mut self) {
        self.known.clear();
    }

    fn way(&mut self, world: &World, asked: Asked) -> Arc<Way> {
        if let Some(known) = self.known.get(&asked) {
            return known.clone();
        }
        // SIMPLIFIED: Every connection leaves from one ephemeral port, so a network ACL that lets
        // only some of them back treats all connections alike (NACL-02).
        let packet = network::first_packet(world, asked.host, Protocol::Tcp, asked.to);
        let phase = match asked.was_tracked {
            None => Phase::Opening,
            Some(was_tracked) => Phase::Established { was_tracked },
        };
        let way = Arc::new(network::way(world, asked.host, packet, phase));
        if self.known.len() >= WAYS_MAX {
            self.known.clear();
        }
        self.known.insert(asked, way.clone());
        way
    }
}
