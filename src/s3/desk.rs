//! Where requests are answered: what is remembered between them so that answering allocates
//! nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::answer::Answer;
use super::case::Case;
use super::door;
use super::keys::{Flow, Keys};
use super::passes::Pass;
use super::request::Request;
use super::series::{Known, Steady};
use super::shelf::{LevelShelf, Shelf};
use crate::aws::s3_operation::Operation;
use crate::policy::{self, Action, Decision, Fix, Principal, Query, Stack};
use crate::trace::Reason;
use crate::world::World;

/// The most flows whose keys are remembered; when there are more, all are worked out anew.
const FLOWS_MAX: usize = 1 << 10;

/// Answers many requests to one world.
///
/// Requests that come the same way from the same caller share the keys that follow from it, until
/// a change bumps the world's epoch. One desk serves one world; another world needs another desk.
#[derive(Debug)]
pub struct Desk {
    epoch: u32,
    flows: BTreeMap<Flow, Keys>,
    /// What is known of each series of requests.
    pub(super) series: Vec<Option<Known>>,
    /// The answer that was last found to be that of a whole series.
    pub(super) last_steady: Option<Arc<Steady>>,
    scratch: Scratch,
}

/// Memory that is used again for each check.
#[derive(Debug)]
pub(super) struct Scratch {
    /// The action of each operation, by its position in [`Operation::ALL`].
    pub(super) actions: Vec<Action>,
    pub(super) anonymous: Principal,
    pub(super) resource: String,
    pub(super) key: String,
    pub(super) copy_source: String,
    pub(super) identity: Shelf,
    pub(super) boundary: Shelf,
    pub(super) session: Shelf,
    pub(super) endpoint: Shelf,
    pub(super) scp: LevelShelf,
    pub(super) rcp: LevelShelf,
}

/// One question to the policy engine and its answer, with all it rests on.
#[derive(Debug, Clone)]
pub struct Check {
    /// The IAM action that was judged (POL-33).
    pub action: &'static str,
    /// The ARN it was judged on (POL-34).
    pub resource: String,
    /// Whether the bucket policy was left aside because the root user of the owning account asks
    /// for the policy itself (POL-16).
    pub is_past_bucket_policy: bool,
    /// Which half of a request through an access point was judged; none for requests that go to a
    /// bucket itself (POL-18).
    pub pass: Option<Pass>,
    /// What was decided, gate by gate.
    pub decision: Decision,
    /// Every closed gate as a reason, in the order of [`Decision::blocked_by`].
    pub reasons: Vec<Reason>,
    /// The smallest edits of policies that are seen to turn this denial into an allow.
    pub fix: Option<Fix>,
}

impl Check {
    /// Judges one question with all it rests on.
    pub(super) fn of(
        world: &World,
        operation: Operation,
        stack: &Stack<'_>,
        query: &Query<'_>,
    ) -> Self {
        let mut decision = policy::explain(stack, query);
        if !decision.is_allowed() && !world.features.enriched_denials {
            ACCESS_DENIED.clone_into(&mut decision.message);
        }
        Self {
            action: operation.action(),
            resource: query.resource.to_owned(),
            is_past_bucket_policy: false,
            pass: None,
            fix: policy::fix(stack, query),
            decision,
            reasons: Vec::new(),
        }
    }
}

/// What S3 printed with every denial before it told why (POL-36).
pub(super) const ACCESS_DENIED: &str = "Access Denied";

impl Default for Desk {
    fn default() -> Self {
        Self {
            epoch: 0,
            flows: BTreeMap::new(),
            series: Vec::new(),
            last_steady: None,
            scratch: Scratch {
                actions: Operation::ALL
                    .iter()
                    .map(|one| Action::new(one.action()))
                    .collect(),
                anonymous: Principal::anonymous(),
                resource: String::new(),
                key: String::new(),
                copy_source: String::new(),
                identity: Shelf::default(),
                boundary: Shelf::default(),
                session: Shelf::default(),
                endpoint: Shelf::default(),
                scp: LevelShelf::default(),
                rcp: LevelShelf::default(),
            },
        }
    }
}

impl Desk {
    /// What S3 answers to `request`.
    pub fn answer(&mut self, world: &World, request: &Request<'_>) -> Answer {
        self.open(world, request, None).answer()
    }

    /// Takes up one request; its checks are written into `checks` when somebody wants to know.
    pub(super) fn open<'a>(
        &'a mut self,
        world: &'a World,
        request: &'a Request<'a>,
        checks: Option<&'a mut Vec<Check>>,
    ) -> Case<'a> {
        if self.epoch != world.epoch {
            self.flows.clear();
            self.epoch = world.epoch;
        }
        if self.flows.len() >= FLOWS_MAX {
            self.flows.clear();
        }
        let flow = Flow::of(request);
        let keys = self.flows.entry(flow).or_insert_with(|| flow.keys(world));
        let scratch = &mut self.scratch;
        Case {
            world,
            request,
            keys,
            scratch,
            door: door::door_of(world, request.call.bucket.as_ref()),
            checks,
        }
    }
}
