//! A request under way: what was tried, and where it is addressed now.

use std::sync::Arc;

use super::connection::Connection;
use super::parts::Transfer;
use super::retry::Tries;
use super::target::Target;
use crate::aws::region::Region;
use crate::time::Instant;
use crate::trace::Attempt;
use crate::world::Id;
use crate::world::client::Client;
use crate::world::plan::{Load, Plan};

/// A request between its arrival and its end.
#[derive(Debug)]
pub(super) struct Request {
    /// Who makes it.
    pub(super) client: Id<Client>,
    /// The load it belongs to, by position in the plan.
    pub(super) load: u32,
    /// Its number within the load, from 1.
    pub(super) number: u64,
    /// When it was wanted.
    pub(super) arrived: Instant,
    /// When the attempt under way began.
    pub(super) attempt_began: Instant,
    /// Whether the attempt under way uses a connection that was open before.
    pub(super) is_reused: bool,
    /// The Region it is signed for: the client's, or the bucket's own after a redirect (S3R-05).
    pub(super) signing_region: Region,
    /// The Region whose S3 the attempt was sent to, once it was sent.
    pub(super) region: Option<Region>,
    /// What its connection must lead to.
    pub(super) target: Id<Target>,
    /// What is asked, when that is its own and not its load's: a request of a log or of a transfer.
    pub(super) own: Option<Arc<Load>>,
    /// The transfer it is a part of.
    pub(super) transfer: Option<Id<Transfer>>,
    /// What it is called while it lasts; zero when it has ended.
    pub(super) serial: u32,
    /// Which step of its way it is at; what was scheduled at an earlier one is void.
    pub(super) turn: u32,
    /// The connection it has been given for the attempt under way.
    pub(super) connection: Option<Id<Connection>>,
    /// Whether nothing is tried again, whatever comes.
    pub(super) is_over: bool,
    /// What its last retry cost.
    pub(super) paid: u32,
    /// What was tried so far.
    pub(super) tries: Tries,
    /// The attempts that have ended.
    pub(super) attempts: Vec<Attempt>,
}

impl Request {
    /// What is asked, and by whom.
    pub(super) fn asked<'a>(&'a self, plan: &'a Plan) -> &'a Load {
        match &self.own {
            Some(own) => own,
            None => &plan.loads[self.load as usize],
        }
    }
}
