//! What a scenario asks of a world: the requests to make, the changes to apply and the probes to
//! send, with names resolved.

use super::call::Call;
use super::change::Change;
use super::client::Client;
use super::iam::Principal;
use super::probe::Probe;
use super::{Id, World};
use crate::diagnostic::Span;
use crate::time::{Duration, Instant};

/// The workload and the timeline of a scenario.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Sources of requests, in the order they are written.
    pub loads: Vec<Load>,
    /// Changes, ordered by time, then as written.
    pub changes: Vec<PlannedChange>,
    /// Reachability questions, in the order they are written.
    pub probes: Vec<Probe>,
}

/// One source of requests.
#[derive(Debug, Clone)]
pub struct Load {
    /// Its name, unique in the scenario.
    pub id: String,
    /// Who makes the requests.
    pub client: Id<Client>,
    /// What is asked.
    pub call: Call,
    /// When the first may come.
    pub start: Instant,
    /// How they are spaced.
    pub spacing: Spacing,
    /// How many there are.
    pub count: u64,
}

impl Load {
    /// Whose credentials sign its requests: the client's, or those of a presigned URL's maker.
    pub fn signer(&self, world: &World) -> Option<Id<Principal>> {
        if self.call.is_unsigned {
            return None;
        }
        let client = world.clients[self.client].principal;
        self.call.presigned_by.or(client)
    }
}

/// How the requests of one source are spaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spacing {
    /// Independent arrivals, this far apart on average.
    Poisson(Duration),
    /// Evenly.
    Constant(Duration),
}

/// A change and when it is asked for.
#[derive(Debug, Clone)]
pub struct PlannedChange {
    /// When it is asked for.
    pub at: Instant,
    /// What is asked for.
    pub change: Change,
    /// Where it stands in the scenario.
    pub span: Span,
}
