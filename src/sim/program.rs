//! A client while it runs: its connections, the addresses it remembers, and its luck.

use super::manner::Manner;
use super::names::Names;
use super::pace::Pace;
use super::pool::Pool;
use super::purse::Purse;
use crate::engine::{Chance, Draw, Purpose, Stream};
use crate::world::Id;
use crate::world::client::Client;

/// A client while it runs.
#[derive(Debug)]
pub(super) struct Program {
    /// How it behaves.
    pub(super) manner: Id<Manner>,
    /// Its connections.
    pub(super) pool: Pool,
    /// The addresses it remembers.
    pub(super) names: Names,
    /// What it pays for retries.
    pub(super) purse: Purse,
    /// How fast it sends, when its retry mode cares.
    pub(super) pace: Option<Box<Pace>>,
    picks: Stream,
    lookups: u64,
    losses: Stream,
    packets: u64,
}

impl Program {
    /// The client called `name`, before its first request.
    pub(super) fn new(name: &str, (client, manner): (&Client, Id<Manner>), chance: Chance) -> Self {
        Self {
            manner,
            pool: Pool::new(client.connections_max, client.idle_max),
            purse: Purse::new(client.retries.rules.quota),
            pace: client.retries.is_adaptive.then(|| Box::new(Pace::new())),
            names: Names::default(),
            picks: chance.stream(name, Purpose::DnsPick),
            lookups: 0,
            losses: chance.stream(name, Purpose::Loss),
            packets: 0,
        }
    }

    /// The luck that picks one of a name's addresses, new for each look-up.
    pub(super) fn pick(&mut self) -> Draw {
        self.lookups += 1;
        self.picks.draw(self.lookups)
    }

    /// The luck of a single packet on a way that loses some, new for each.
    pub(super) fn fortune(&mut self) -> Draw {
        self.packets += 1;
        self.losses.draw(self.packets)
    }
}
