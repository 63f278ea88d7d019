//! One request before S3: which gates it must pass, and what is then done with it.

use super::answer::Answer;
use super::desk::{Check, Scratch};
use super::gate;
use super::keys::{Asked, Keys, Owner};
use super::layers::Asks;
use super::region_check;
use super::request::Request;
use crate::aws::account::AccountId;
use crate::aws::s3_operation::{Operation, Subject};
use crate::policy::{self, Context, PrincipalKind, Query};
use crate::trace::{Code, Reason, S3Error};
use crate::world::bucket::{Bucket, Objects};
use crate::world::call::{BucketRef, KeyPattern};
use crate::world::iam::Principal;
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
    /// The object that is asked for, when it is there (COND-22, ACL-05).
    pub(super) object: Option<&'a Objects>,
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
            // INVARIANT: nobody sends the two other operations by themselves; what an upload
            // brings is judged as they are.
            (
                Operation::PutObject | Operation::PutObjectAcl | Operation::PutObjectTagging,
                Some(id),
            ) => self.put_object(id),
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
            (Operation::PutBucketAcl, Some(id)) => self.put_bucket_acl(id),
            (Operation::PutPublicAccessBlock, Some(id)) => self.put_access_block(id),
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
            object: None,
        };
        self.take_up(call.key.as_ref());
        if let (Operation::GetObject | Operation::HeadObject, Some(id)) = (call.operation, id) {
            on.object = self.world.buckets[id].object(&self.scratch.key);
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
            object: None,
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

    /// Writes the keys of one check.
    fn put_keys(&mut self, operation: Operation, on: On<'_>) {
        let world = self.world;
        let copy_source =
            (operation == Operation::CopyObject).then_some(self.scratch.copy_source.as_str());
        let owner = self
            .owner(on.bucket)
            .map(|account| Owner::of(world, account));
        self.keys.put(
            self.request,
            Asked {
                operation,
                owner,
                tags: on.object.map_or(&[], |object| &object.tags),
                copy_source,
            },
        );
    }

    /// Who signed.
    pub(super) fn caller(&self) -> Option<&'a Principal> {
        let world = self.world;
        self.request.principal.map(|id| &world.principals[id])
    }

    /// Who owns what is asked for: the bucket's account, or the caller's own when there is no
    /// bucket yet; nobody for strangers and services.
    fn owner(&self, bucket: Option<Id<Bucket>>) -> Option<AccountId> {
        match bucket {
            Some(id) => Some(self.world.buckets[id].account),
            None => self.caller()?.account,
        }
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
        let world = self.world;
        let caller = self.caller();
        let is_past_bucket_policy = is_past_bucket_policy(world, caller, operation, on.bucket);
        self.scratch.address(operation, on.name);
        self.put_keys(operation, on);
        let owner = self.owner(on.bucket);
        let asks = Asks {
            caller,
            endpoint: self.request.way.endpoint,
            bucket: on.bucket,
            object: on.object,
            owner,
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
        let closed = match &mut self.checks {
            None => policy::closed_gate(&stack, &query),
            Some(checks) => {
                let mut check = Check::of(world, operation, &stack, &query);
                check.is_past_bucket_policy = is_past_bucket_policy;
                let all = check.decision.blocked_by.iter();
                let reasons = all.filter_map(|one| gate::reason(*one, self.request, on.bucket));
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
    let owner = world.buckets[bucket].account;
    caller.is_some_and(|caller| caller.account == Some(owner))
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
}
