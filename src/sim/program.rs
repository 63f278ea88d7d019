//! A client while it runs: its connections, the addresses it remembers, and its luck.

use super::names::Names;
use super::pool::Pool;
use crate::engine::{Chance, Draw, Purpose, Stream};
use crate::world::client::Client;

/// A client while it runs.
#[derive(Debug)]
pub(super) struct Program {
    /// Its connections.
    pub(super) pool: Pool,
    /// The addresses it remembers.
    pub(super) names: Names,
    picks: Stream,
    lookups: u64,
}

impl Program {
    /// The client called `name`, before its first request.
    pub(super) fn new(name: &str, client: &Client, chance: Chance) -> Self {
        Self {
            pool: Pool::new(client.connections_max),
            names: Names::default(),
            picks: chance.stream(name, Purpose::DnsPick),
            lookups: 0,
        }
    }

    /// The luck that picks one of a name's addresses, new for each look-up.
    pub(super) fn pick(&mut self) -> Draw {
        self.lookups += 1;
        self.picks.draw(self.lookups)
    }
}
