//! The ways of connections, worked out once and remembered until the world changes.

use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use indexmap::IndexMap;

use super::{Phase, first_packet, way};
use crate::scenario::quantity::Protocol;
use crate::trace::Way;
use crate::world::host::Host;
use crate::world::{Id, World};

/// The most ways remembered; when there are more, all are worked out anew.
///
/// Enough for each of 20,000 hosts to meet its way again. S3 has so many addresses that connections
/// opened far apart seldom meet one they know: what a longer memory finds again does not pay for the
/// room it takes.
const WAYS_MAX: usize = 1 << 15;

/// The ways of TCP connections by where they begin and end.
///
/// INVARIANT: one of these serves one world from its beginning on: it tells that world's states
/// apart by their [epoch](World::epoch) alone.
#[derive(Debug, Default)]
pub struct Ways {
    epoch: u32,
    known: IndexMap<Asked, Arc<Way>, BuildHasherDefault<Fold>>,
}

impl Ways {
    /// The way the packets of a connection from `host` go now.
    ///
    /// ```
    /// use vpcsim::network::{Phase, Ways};
    /// use vpcsim::{scenario::Scenario, world};
    /// let text = r#"Scenario(hosts: { "laptop": Host(internet: "203.0.113.9") })"#;
    /// let world = world::build(&Scenario::parse(text).scenario).world;
    /// let laptop = world.hosts.find("laptop").unwrap();
    /// let s3 = "52.216.0.10:443".parse().unwrap();
    /// assert!(Ways::default().way(&world, laptop, s3, Phase::Opening).connects());
    /// ```
    pub fn way(
        &mut self,
        world: &World,
        host: Id<Host>,
        to: SocketAddr,
        phase: Phase,
    ) -> &Arc<Way> {
        if self.epoch != world.epoch || self.known.len() >= WAYS_MAX {
            self.epoch = world.epoch;
            self.known.clear();
        }
        self.known
            .entry(Asked::new(host, to, phase))
            .or_insert_with(|| {
                // SIMPLIFIED: Every connection leaves from one ephemeral port, so a network ACL
                // that lets only some of them back treats all connections alike (NACL-02).
                let packet = first_packet(world, host, Protocol::Tcp, to);
                let mut way = way(world, host, packet, phase);
                way.places.shrink_to_fit();
                Arc::new(way)
            })
    }
}

/// A question that was asked, in two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Asked {
    address: u128,
    /// Host, port, family and phase.
    rest: u64,
}

impl Asked {
    fn new(host: Id<Host>, to: SocketAddr, phase: Phase) -> Self {
        let (address, family) = match to.ip() {
            IpAddr::V4(address) => (u128::from(address.to_bits()), 0),
            IpAddr::V6(address) => (address.to_bits(), 1),
        };
        let phase: u64 = match phase {
            Phase::Opening => 0,
            Phase::Established { was_tracked } => 1 + u64::from(was_tracked),
        };
        let host = u64::from(host.number());
        Self {
            address,
            rest: host << 32 | u64::from(to.port()) << 16 | family << 8 | phase,
        }
    }
}

impl Hash for Asked {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u128(self.address);
        state.write_u64(self.rest);
    }
}

/// A quick hash of a few words; nobody can choose them to do harm.
#[derive(Debug, Clone, Copy, Default)]
struct Fold(u64);

impl Fold {
    fn add(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 29);
    }
}

impl Hasher for Fold {
    fn finish(&self) -> u64 {
        self.0.wrapping_mul(0xd6e8_feb8_6659_fd93)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.add(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.add(word);
    }

    fn write_u128(&mut self, word: u128) {
        let [low, high] = [0, 64].map(|shift| (word >> shift) & u128::from(u64::MAX));
        for half in [low, high] {
            self.add(u64::try_from(half).unwrap_or(0));
        }
    }
}
