//! What a scenario asks of a world: the requests to make, the changes to apply and the probes to
//! send, with names resolved.

use super::call::Call;
use super::change::Change;
use super::client::Client;
use super::iam::Principal;
use super::probe::Probe;
use super::replay::Replay;
use super::{Id, World};
use crate::diagnostic::Span;
use crate::time::{Duration, Instant};

/// The workload and the timeline of a scenario.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Sources of requests, in the order they are written.
    pub loads: Vec<Load>,
    /// Logs whose requests are made again.
    pub replays: Vec<Replay>,
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
    /// The replay whose requests count for it, by position in the plan; these bring what they ask
    /// themselves, and `count` is 0.
    pub replay: Option<u32>,
    /// Who signs them.
    pub signed_by: SignedBy,
}

/// Who signs the requests of a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedBy {
    /// The client, with its own credentials.
    Client,
    /// Somebody else, as a log says; none is nobody.
    Other(Option<Id<Principal>>),
}

impl Load {
    /// Whose credentials sign its requests: the client's, or those of a presigned URL's maker.
    pub fn signer(&self, world: &World) -> Option<Id<Principal>> {
        if self.call.is_unsigned {
            return None;
        }
        let signer = match self.signed_by {
            SignedBy::Client => world.clients[self.client].principal,
            SignedBy::Other(signer) => signer,
        };
        self.call.presigned_by.or(signer)
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
