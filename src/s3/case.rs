//! One request before S3: which gates it must pass, and what is then done with it.

use super::answer::Answer;
use super::desk::{Check, Scratch};
use super::gate;
use super::keys::{Asked, Keys};
use super::region_check;
use super::request::Request;
use crate::aws::s3_operation::{Operation, Subject};
use crate::policy::{
    self, Context, Endpoint, Policy, PrincipalKind, Query, Stack, Target, TargetKind,
};
use crate::trace::{Code, Reason, S3Error};
use crate::world::bucket::Bucket;
use crate::world::call::{BucketRef, KeyPattern};
use crate::world::gateway::EndpointKind;
use crate::world::iam::{AttachedPolicy, Principal};
use crate::world::{Id, World};

/// One request before S3.
pub(super) struct Case<'a> {
    pub(super) world: &'a World,
    pub(super) request: &'a Request<'a>,
    pub(super) keys: &'a mut Keys,
    pub(super) scratch: &'a mut Scratch,
    /// Where checks are written down, when somebody wants to know.
    pub(super) checks: Option<&'a mut Vec<Check>>,
}

/// What an action is judged on; the key of an object stands in the scratch memory.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct On<'a> {
    /// The bucket's name.
    pub(super) name: &'a str,
    /// The bucket, when it exists.
    pub(super) bucket: Option<Id<Bucket>>,
    /// The tags of the object that is read (COND-22).
    pub(super) tags: &'a [(String, String)],
}

impl<'a> Case<'a> {
    /// What S3 answers: the order of table 2.
    pub(super) fn answer(&mut self) -> Answer {
        if let Some(refusal) = region_check::refusal(self.world, self.request) {
            return refusal;
        }
        let call = self.request.call;
        let named = call.bucket.as_ref();
        let bucket = named.and_then(|name| region_check::existing(self.world, name));
        match (call.operation, bucket) {
            (Operation::ListBuckets, _) => self.list_buckets(),
            (Operation::CreateBucket, _) => self.create_bucket(),
            (_, None) => {
                let reason = Reason::bare(Code::S3NoSuchBucket);
                Answer::error(S3Error::NoSuchBucket, reason)
            }
            (Operation::GetObject | Operation::HeadObject, Some(id)) => self.read_object(id),
            (Operation::PutObject, Some(id)) => self.put_object(id),
            (Operation::DeleteObject, Some(id)) => self.delete_object(id),
            (Operation::CopyObject, Some(id)) => self.copy_object(id),
            (Operation::ListObjectsV2, Some(id)) => self.list_objects(id),
            (Operation::HeadBucket | Operation::GetBucketLocation, Some(id)) => {
                self.look_at_bucket(id)
            }
            (Operation::DeleteBucket, Some(id)) => self.delete_bucket(id),
            (Operation::GetBucketPolicy, Some(id)) => self.bucket_policy(id),
            (Operation::PutBucketPolicy, Some(id)) => self.put_bucket_policy(id),
            (Operation::DeleteBucketPolicy, Some(id)) => self.delete_bucket_policy(id),
        }
    }

    /// The keys by which the request's own operation is judged.
    pub(super) fn context(&mut self) -> Context {
        let call = self.request.call;
        let bucket = call.bucket.as_ref();
        let id = bucket.and_then(|bucket| region_check::existing(self.world, bucket));
        let mut on = On {
            name: "",
            bucket: id,
            tags: &[],
        };
        self.take_up(call.key.as_ref());
        if let (Operation::GetObject | Operation::HeadObject, Some(id)) = (call.operation, id) {
            let object = self.world.buckets[id].object(&self.scratch.key);
            on.tags = object.map_or(&[], |object| &object.tags);
        }
        if let Some((from, key)) = &call.source {
            self.take_up_source(from, key);
        }
        self.put_keys(call.operation, on);
        self.keys.context.clone()
    }

    /// The bucket `id`, as what an action is judged on.
    pub(super) fn on(&self, id: Id<Bucket>) -> On<'a> {
        On {
            name: self.world.buckets.name(id),
            bucket: Some(id),
            tags: &[],
        }
    }

    /// Makes `key` the object that the next checks speak of.
    pub(super) fn take_up(&mut self, key: Option<&KeyPattern>) {
        self.scratch.key.clear();
        if let Some(key) = key {
            key.append_to(&mut self.scratch.key, self.request.number);
        }
    }

    /// Makes `key` of `bucket` the source of a copy, and the object the next checks speak of.
    pub(super) fn take_up_source(&mut self, bucket: &BucketRef, key: &KeyPattern) {
        self.take_up(Some(key));
        let scratch = &mut *self.scratch;
        scratch.copy_source.clear();
        for part in [bucket.name.as_str(), "/", &scratch.key] {
            scratch.copy_source.push_str(part);
        }
    }

    /// Writes the keys of one check; false when nobody owns what is asked for.
    fn put_keys(&mut self, operation: Operation, on: On<'_>) -> bool {
        let (world, request) = (self.world, self.request);
        let caller = request.principal.map(|id| &world.principals[id]);
        let has_owner = self.scratch.own(world, caller, on.bucket);
        let owner = has_owner.then_some(self.scratch.owner.as_str());
        let copy_source =
            (operation == Operation::CopyObject).then_some(self.scratch.copy_source.as_str());
        self.keys.put(
            request,
            Asked {
                operation,
                owner,
                tags: on.tags,
                copy_source,
            },
        );
        has_owner
    }

    /// S3's refusal when `operation` may not be done on `on`; `None` when every gate is open.
    pub(super) fn refusal(&mut self, operation: Operation, on: On<'_>) -> Option<Answer> {
        let closed = self.closed_gate(operation, on)?;
        let mut answer = Answer::of(gate::outcome(closed));
        answer.reason = gate::reason(closed, self.request, on.bucket);
        Some(answer)
    }

    /// The closed gate AWS would name when the action of `operation` is asked on `on`.
    pub(super) fn closed_gate(&mut self, operation: Operation, on: On<'_>) -> Option<policy::Gate> {
        let (world, request) = (self.world, self.request);
        let caller = request.principal.map(|id| &world.principals[id]);
        let is_past_bucket_policy = is_past_bucket_policy(world, caller, operation, on.bucket);
        self.scratch.address(operation, on.name);
        let has_owner = self.put_keys(operation, on);
        let bucket = on.bucket.filter(|_| !is_past_bucket_policy);
        let stack = self.scratch.stack(world, request, bucket);
        let query = Query {
            principal: caller.map_or(&self.scratch.anonymous, |caller| &caller.identity),
            action: &self.scratch.actions[operation as usize],
            resource: &self.scratch.resource,
            resource_account: has_owner.then_some(self.scratch.owner.as_str()),
            context: &self.keys.context,
        };
        let closed = match &mut self.checks {
            None => policy::closed_gate(&stack, &query),
            Some(checks) => {
                let decision = policy::explain(&stack, &query);
                let closed = decision.named();
                let all = decision.blocked_by.iter();
                let reasons = all.filter_map(|one| gate::reason(*one, self.request, on.bucket));
                checks.push(Check {
                    reasons: reasons.collect(),
                    action: operation.action(),
                    resource: self.scratch.resource.clone(),
                    is_past_bucket_policy,
                    decision,
                });
                closed
            }
        };
        self.scratch.put_back(stack);
        closed
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

/// Whether the caller belongs to the account that owns the bucket.
pub(super) fn is_owner(world: &World, caller: Option<&Principal>, bucket: Id<Bucket>) -> bool {
    caller.is_some_and(|caller| caller.account == world.buckets[bucket].account)
}

impl Scratch {
    /// Writes the ARN the action of `operation` is judged on (POL-34).
    ///
    /// AWS: `ListAllMyBuckets` is judged on `arn:aws:s3:::*`: IAM's own examples allow it on that
    /// ARN as well as on `*`.
    fn address(&mut self, operation: Operation, bucket: &str) {
        self.resource.clear();
        self.resource.push_str("arn:aws:s3:::");
        match operation.subject() {
            Subject::Service => self.resource.push('*'),
            Subject::Bucket => self.resource.push_str(bucket),
            Subject::Object => {
                self.resource.push_str(bucket);
                self.resource.push('/');
                self.resource.push_str(&self.key);
            }
        }
    }

    /// Writes who owns what is asked for: the bucket's account, or the caller's own when there is
    /// no bucket yet. False when nobody does.
    fn own(
        &mut self,
        world: &World,
        caller: Option<&Principal>,
        bucket: Option<Id<Bucket>>,
    ) -> bool {
        use std::fmt::Write as _;
        let account = bucket
            .map(|id| world.buckets[id].account)
            .or_else(|| caller.map(|caller| caller.account));
        self.owner.clear();
        let Some(account) = account else {
            return false;
        };
        // Writing to a String cannot fail.
        let _ = write!(self.owner, "{account}");
        true
    }

    /// Every policy that speaks of the request, layer by layer.
    ///
    /// SIMPLIFIED: worlds hold no organizations, access points, ACLs and Block Public Access
    /// settings yet; their layers stay empty, as of a bucket with ACLs off in an account of its own.
    fn stack<'a>(
        &mut self,
        world: &'a World,
        request: &Request<'_>,
        bucket: Option<Id<Bucket>>,
    ) -> Stack<'a> {
        let mut stack = Stack {
            identity: self.identity.take(),
            boundary: self.boundary.take(),
            session: self.session.take(),
            ..Stack::default()
        };
        if let Some(caller) = request.principal.map(|id| &world.principals[id]) {
            stack.identity.extend(each(&caller.policies));
            stack.boundary.extend(each(&caller.boundary));
            stack.session.extend(each(&caller.session));
        }
        if let Some(endpoint) = request.way.endpoint.map(|id| &world.vpc_endpoints[id]) {
            let mut policies = self.endpoint.take();
            policies.extend(each(&endpoint.policy));
            let kind = match endpoint.kind {
                EndpointKind::Gateway { .. } => policy::EndpointKind::Gateway,
            };
            stack.endpoint = Some(Endpoint { kind, policies });
        }
        stack.resource = Target {
            kind: TargetKind::Bucket,
            policy: bucket.and_then(|id| world.buckets[id].policy.as_deref()),
            is_vpc_only: false,
        };
        stack
    }

    fn put_back(&mut self, stack: Stack<'_>) {
        self.identity.put_back(stack.identity);
        self.boundary.put_back(stack.boundary);
        self.session.put_back(stack.session);
        if let Some(endpoint) = stack.endpoint {
            self.endpoint.put_back(endpoint.policies);
        }
    }
}

fn each<'a>(
    policies: impl IntoIterator<Item = &'a AttachedPolicy>,
) -> impl Iterator<Item = &'a Policy> {
    policies.into_iter().map(|policy| &**policy)
}
