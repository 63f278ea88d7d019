//! Which gate stays closed: a request through an access point is judged twice, on the access point
//! and on its bucket.

use super::case::{Case, On, is_owner};
use super::desk::{Check, Scratch};
use super::gate;
use super::layers::Asks;
use crate::aws::s3_operation::{Operation, Subject};
use crate::policy::{self, Layer, PrincipalKind, Query};
use crate::world::access_point::AccessPoint;
use crate::world::bucket::Bucket;
use crate::world::door::Door;
use crate::world::iam::Principal;
use crate::world::multi_region_access_point::MultiRegionAccessPoint;
use crate::world::{Id, World};

/// Which of its two judgements a request undergoes (POL-18).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// On the ARN of the access point, with its policy.
    AccessPoint(Id<AccessPoint>),
    /// On the ARN of the Multi-Region Access Point, with its policy.
    MultiRegion(Id<MultiRegionAccessPoint>),
    /// On the ARN of the bucket, with the bucket policy; the only pass of direct requests.
    Bucket,
}

impl Pass {
    /// The first pass of requests through `door`.
    pub(super) fn at(door: Door) -> Self {
        match door {
            Door::AccessPoint(point) => Self::AccessPoint(point),
            Door::MultiRegion(point) => Self::MultiRegion(point),
        }
    }

    /// The door it is about; none is the bucket itself.
    pub(super) fn door(self) -> Option<Door> {
        match self {
            Self::AccessPoint(point) => Some(Door::AccessPoint(point)),
            Self::MultiRegion(point) => Some(Door::MultiRegion(point)),
            Self::Bucket => None,
        }
    }
}

impl Case<'_> {
    /// The closed gate AWS would name when the action of `operation` is asked on `on`.
    ///
    /// Through an access point both passes must find every gate open; the first that does not is
    /// reported (POL-18).
    pub(super) fn closed_gate(&mut self, operation: Operation, on: On<'_>) -> Option<policy::Gate> {
        let Some(door) = self.door else {
            return self.closed_in(operation, on, Pass::Bucket);
        };
        let first = self.closed_in(operation, on, Pass::at(door));
        if first.is_some() && self.checks.is_none() {
            return first;
        }
        let second = self.closed_in(operation, on, Pass::Bucket);
        first.or(second)
    }

    /// The closed gate of one pass.
    pub(super) fn closed_in(
        &mut self,
        operation: Operation,
        on: On<'_>,
        pass: Pass,
    ) -> Option<policy::Gate> {
        let world = self.world;
        let caller = self.caller();
        let is_past_bucket_policy = match pass {
            Pass::AccessPoint(_) | Pass::MultiRegion(_) => false,
            Pass::Bucket => is_past_bucket_policy(world, caller, operation, on.bucket),
        };
        self.scratch.address(world, operation, on, pass);
        self.put_keys(operation, on, pass);
        let owner = self.owner(on.bucket, pass);
        let asks = Asks {
            caller,
            endpoint: self.request.way.endpoint,
            bucket: on.bucket,
            object: on.object,
            owner,
            through: self.door,
            pass,
        };
        let mut stack = self.scratch.stack(world, &asks);
        if is_past_bucket_policy {
            stack.resource.policy = None;
        }
        let query = Query {
            principal: caller.map_or(&self.scratch.anonymous, |caller| &caller.identity),
            action: &self.scratch.actions[operation as usize],
            resource: &self.scratch.resource,
            resource_account: owner.and_then(|account| world.account_name(account)),
            context: &self.keys.context,
        };
        let is_bucket_half = self.door.is_some() && pass == Pass::Bucket;
        let asked = self.asked(on.bucket);
        let closed = match &mut self.checks {
            None => policy::closed_gate(&stack, &query).map(|closed| {
                let is_own = caller.and_then(|caller| caller.account) == owner;
                bucket_side(closed, is_bucket_half && is_own)
            }),
            Some(checks) => {
                let mut check = Check::of(world, operation, &stack, &query);
                check.is_past_bucket_policy = is_past_bucket_policy;
                check.pass = self.door.map(|_| pass);
                if is_bucket_half && check.decision.is_same_account {
                    name_bucket_side(&mut check);
                }
                let all = check.decision.blocked_by.iter();
                let reasons = all.map(|one| gate::reason(*one, self.request, asked));
                check.reasons = reasons.collect();
                let closed = check.decision.named();
                checks.push(check);
                closed
            }
        };
        self.scratch.put_back(stack);
        closed
    }
}

/// The gate that is named when nothing at all grants the bucket's half of a request: the bucket's,
/// where a delegation to the access point is what is missing (POL-19).
fn bucket_side(closed: policy::Gate, is_own_half: bool) -> policy::Gate {
    if is_own_half && closed.layer == Layer::Identity && !closed.is_explicit {
        return policy::Gate {
            layer: Layer::Bucket,
            ..closed
        };
    }
    closed
}

/// The same for a decision with all it rests on: the bucket's gate is named before the others.
fn name_bucket_side(check: &mut Check) {
    let decision = &mut check.decision;
    let Some(named) = decision.named() else {
        return;
    };
    let instead = bucket_side(named, true);
    if instead != named {
        decision.blocked_by.insert(0, instead);
        let ours = ("no identity-based policy", "no resource-based policy");
        decision.message = decision.message.replace(ours.0, ours.1);
    }
}

/// Whether the bucket policy does not count: the root user of the owning account may always read,
/// replace and delete it, so that nobody locks himself out for good (POL-16).
///
/// AWS: only endpoint policies and policies of the organization can keep it from that (S3 API
/// reference, `GetBucketPolicy`, `PutBucketPolicy`, `DeleteBucketPolicy`).
fn is_past_bucket_policy(
    world: &World,
    caller: Option<&Principal>,
    operation: Operation,
    bucket: Option<Id<Bucket>>,
) -> bool {
    let is_about_policy = matches!(
        operation,
        Operation::GetBucketPolicy | Operation::PutBucketPolicy | Operation::DeleteBucketPolicy
    );
    is_about_policy
        && caller.is_some_and(|caller| caller.identity.kind() == PrincipalKind::Root)
        && bucket.is_some_and(|id| is_owner(world, caller, id))
}

impl Scratch {
    /// Writes the ARN the action of `operation` is judged on (POL-34, AP-09).
    ///
    /// AWS: `ListAllMyBuckets` is judged on `arn:aws:s3:::*`: IAM's own examples allow it on that
    /// ARN as well as on `*`.
    fn address(&mut self, world: &World, operation: Operation, on: On<'_>, pass: Pass) {
        self.resource.clear();
        let between = match (pass.door(), operation.subject()) {
            (_, Subject::Service) => {
                self.resource.push_str("arn:aws:s3:::*");
                return;
            }
            (Some(door), Subject::Bucket | Subject::Object | Subject::AccessPoint) => {
                self.resource.push_str(world.door_arn(door));
                "/object/"
            }
            (None, Subject::Bucket | Subject::Object | Subject::AccessPoint) => {
                self.resource.push_str("arn:aws:s3:::");
                self.resource.push_str(on.name);
                "/"
            }
        };
        if operation.subject() == Subject::Object {
            self.resource.push_str(between);
            self.resource.push_str(&self.key);
        }
    }
}
