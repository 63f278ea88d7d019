//! What a run reports while it runs, and who listens.

use std::sync::Arc;

use super::outcome::Outcome;
use super::reason::Reason;
use super::tally::Tally;
use super::way::Way;
use crate::aws::region::Region;
use crate::time::Instant;
use crate::units::Bytes;
use crate::world::change::Rejection;
use crate::world::client::Client;
use crate::world::plan::{Load, Plan};
use crate::world::{Id, World};

/// One request from its arrival to its end.
#[derive(Debug, Clone)]
pub struct RequestRecord {
    /// The source of requests it belongs to, by position in the plan.
    pub load: u32,
    /// Its number within that source, from 1.
    pub number: u64,
    /// Who made it.
    pub client: Id<Client>,
    /// When it was wanted.
    pub arrived: Instant,
    /// When it ended.
    pub finished: Instant,
    /// How it ended.
    pub outcome: Outcome,
    /// Every attempt, in order; at least one.
    pub attempts: Vec<Attempt>,
    /// What was asked, when that is its own and not its load's: a request of a log or of a transfer.
    pub own: Option<Arc<Load>>,
    /// The number of the transfer it was a part of, within the load that transfer belongs to.
    pub transfer: Option<u64>,
}

impl RequestRecord {
    /// What was asked, and by whom; none when the request is not of this `plan`.
    pub fn asked<'a>(&'a self, plan: &'a Plan) -> Option<&'a Load> {
        self.own
            .as_deref()
            .or_else(|| plan.loads.get(self.load as usize))
    }
}

/// One upload or download through a transfer manager, from its arrival to its end.
#[derive(Debug, Clone)]
pub struct TransferRecord {
    /// The source of transfers it belongs to, by position in the plan.
    pub load: u32,
    /// Its number within that source, from 1.
    pub number: u64,
    /// Who made it.
    pub client: Id<Client>,
    /// When it was wanted.
    pub arrived: Instant,
    /// When it ended.
    pub finished: Instant,
    /// How it ended: as its last request, or as the first that failed for good.
    pub outcome: Outcome,
    /// Why it did not succeed, when the network or S3 says.
    pub reason: Option<Reason>,
    /// How many requests it made.
    pub requests: u64,
    /// The most of them that were under way at once.
    pub at_once: u32,
    /// How much of the object went through the client in requests that were served.
    pub moved: Bytes,
}

/// One attempt at a request.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// When it began.
    pub started: Instant,
    /// When it ended.
    pub finished: Instant,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it did not succeed, when the network or S3 says.
    pub reason: Option<Reason>,
    /// The way its connection went; none when no address was found.
    pub way: Option<Arc<Way>>,
    /// The Region whose S3 it was sent to; of a Multi-Region Access Point, that of the bucket it
    /// was routed to (MRAP-22). None when it was not sent.
    pub region: Option<Region>,
    /// Whether it went over a connection that was already open.
    pub is_reused: bool,
    /// What was sent of the request's body.
    pub sent: Bytes,
    /// What was received of the answer's body.
    pub received: Bytes,
}

/// An open connection that broke.
#[derive(Debug, Clone)]
pub struct Break {
    /// When.
    pub at: Instant,
    /// Whose connection.
    pub client: Id<Client>,
    /// Why.
    pub reason: Reason,
    /// The change of the timeline that caused it, by position in the plan.
    pub change: Option<usize>,
    /// Whether a request was under way on it.
    pub was_busy: bool,
}

/// Listens to a run. Everything is told once, when it is complete, in the order of its end.
pub trait Recorder {
    /// A request ended.
    fn request_ended(&mut self, world: &World, plan: &Plan, request: &RequestRecord);

    /// A transfer ended; all its requests have been told of.
    fn transfer_ended(&mut self, _world: &World, _plan: &Plan, _transfer: &TransferRecord) {}

    /// A connection was opened.
    fn connection_opened(&mut self, at: Instant, client: Id<Client>);

    /// An open connection was closed at `at`, which may be a while ago: nobody looks at idle ones
    /// before they are needed.
    fn connection_closed(&mut self, _at: Instant, _client: Id<Client>) {}

    /// An open connection broke.
    fn connection_broken(&mut self, broken: &Break);

    /// A change of the plan was accepted, or refused as AWS would.
    fn change_asked(&mut self, at: Instant, change: usize, refused: Option<&Rejection>);

    /// A change of the plan, accepted before, took effect; `world` is as it is now.
    fn change_applied(&mut self, at: Instant, change: usize, world: &World);

    /// A log of the plan, by position, has been replayed to its end.
    fn log_replayed(&mut self, _replay: usize, _tally: &Tally) {}

    /// The run is over.
    fn run_ended(&mut self, at: Instant, events: u64, fingerprint: u64);
}
