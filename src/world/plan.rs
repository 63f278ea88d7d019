//! What a scenario asks of a world: the requests to make, the changes to apply and the probes to
//! send, with names resolved.

use std::sync::Arc;

use super::call::Call;
use super::change::Change;
use super::client::Client;
use super::iam::Principal;
use super::keys::Keys;
use super::mix::Mix;
use super::probe::Probe;
use super::replay::Replay;
use super::transfer::Transfer;
use super::{Id, World};
use crate::diagnostic::Span;
use crate::time::{Duration, Instant};

/// The workload and the timeline of a scenario.
///
/// Which keys are asked for and which calls of a mix are made is drawn here already, by the
/// scenario's seed: whoever runs it with another seed builds it with that seed.
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

impl Plan {
    /// The load of transfers whose requests count for the load at `position`, if it is one of theirs.
    pub fn transfers_of(&self, position: usize) -> Option<&Load> {
        let load = self.loads.get(position)?;
        if load.transfer.is_some() {
            return Some(load);
        }
        let Spacing::Led(leader) = load.spacing else {
            return None;
        };
        let leader = self.loads.get(leader as usize)?;
        let further = leader.transfer.as_ref()?.course.further();
        let is_theirs = further.iter().any(|further| *further as usize == position);
        is_theirs.then_some(leader)
    }
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
    /// What `{n}` stands for in their keys.
    pub keys: Keys,
    /// Which of several loads each request of this one's spacing belongs to.
    pub mix: Option<Mix>,
    /// What is done for each of its transfers, when they go through a transfer manager.
    pub transfer: Option<Box<Transfer>>,
    /// Where its call stands in the scenario, when somebody wrote it.
    pub at: Option<Span>,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spacing {
    /// Independent arrivals, this far apart on average.
    Poisson(Duration),
    /// Evenly.
    Constant(Duration),
    /// So many at once, again after this time.
    Bursts(u64, Duration),
    /// So long after the start, each.
    Trace(Arc<[Duration]>),
    /// So many users, each of whom thinks between an answer and the next request.
    ClosedLoop(u32, ThinkTime),
    /// They come when those of another load do, by position in the plan: the first of a mix, or the
    /// parts of a transfer.
    Led(u32),
}

/// How long users think.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThinkTime {
    /// Always so long.
    Constant(Duration),
    /// So long on average.
    Exponential(Duration),
    /// Mostly so long, but one time in so many another time, a pause.
    Pauses(Duration, u64, Duration),
}

impl ThinkTime {
    /// How long on average.
    pub fn mean(self) -> Duration {
        match self {
            Self::Constant(time) | Self::Exponential(time) => time,
            Self::Pauses(usual, one_in, pause) => usual + pause.divided_by(one_in.max(1)),
        }
    }
}

impl Load {
    /// How many requests or transfers come by its spacing, those of a whole mix included.
    pub fn arrivals(&self) -> u64 {
        let transfers = self.transfer.as_ref().map(|transfer| transfer.count);
        let own = transfers.unwrap_or(self.count);
        self.mix.as_ref().map_or(own, |mix| mix.total)
    }

    /// About how long after the start the last request is made, as far as that can be said
    /// beforehand.
    pub fn length(&self) -> Duration {
        let steps = self.arrivals().saturating_sub(1);
        match &self.spacing {
            Spacing::Poisson(apart) | Spacing::Constant(apart) => apart.times(steps),
            Spacing::Bursts(size, every) => every.times(steps / size.max(&1)),
            Spacing::Trace(moments) => moments.last().copied().unwrap_or_default(),
            Spacing::ClosedLoop(users, think) => {
                think.mean().times(steps / u64::from(*users).max(1))
            }
            Spacing::Led(_) => Duration::MAX,
        }
    }
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
