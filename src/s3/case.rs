//! One request before S3: which gates it must pass, and what is then done with it.

use super::answer::Answer;
use super::desk::{Check, Scratch};
use super::door;
use super::gate;
use super::keys::{Asked, Keys, Owner};
use super::passes::Pass;
use super::region_check;
use super::request::Request;
use crate::aws::account::AccountId;
use crate::aws::s3_operation::Operation;
use crate::policy::Context;
use crate::trace::{Code, Reason, S3Error};
use crate::world::bucket::{Bucket, Objects};
use crate::world::call::{BucketRef, KeyPattern};
use crate::world::door::{Door, Through};
use crate::world::iam::Principal;
use crate::world::{Id, World};

/// One request before S3.
pub(super) struct Case<'a> {
    pub(super) world: &'a World,
    pub(super) request: &'a Request<'a>,
    pub(super) keys: &'a mut Keys,
    pub(super) scratch: &'a mut Scratch,
    /// The access point that the next checks go through; none goes to the bucket itself.
    pub(super) door: Option<Door>,
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
        let (world, request) = (self.world, self.request);
        let refusal = door::refusal(world, request)
            .or_else(|| region_check::refusal(world, request))
            .or_else(|| door::origin_refusal(world, request));
        if let Some(refusal) = refusal {
            return refusal;
        }
        let call = self.request.call;
        let named = call.bucket.as_ref();
        let bucket = named.and_then(|name| region_check::existing(self.world, request, name));
        match (call.operation, bucket) {
            (Operation::ListBuckets, _) => self.list_buckets(),
            (Operation::CreateBucket, _) => self.create_bucket(),
            (Operation::CreateAccessPoint, _) => self.create_access_point(),
            (Operation::GetAccessPoint, _) => self.look_at_access_point(),
            (Operation::DeleteAccessPoint, _) => self.delete_access_point(),
            (Operation::PutAccessPointPolicy, _) => self.put_access_point_policy(),
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
        if let Some(named) = &call.point {
            let planned = call.new_point.or(named.ids.first().copied());
            let point = self.world.access_point(named).or(planned);
            self.door = point.map(Door::AccessPoint);
        }
        let bucket = call.bucket.as_ref();
        let id = bucket.and_then(|it| region_check::existing(self.world, self.request, it));
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
        let pass = self.door.map_or(Pass::Bucket, Pass::at);
        self.put_keys(call.operation, on, pass);
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
        let is_by_arn = bucket.through.as_ref().is_some_and(Through::is_by_arn);
        let between = if is_by_arn { "/object/" } else { "/" };
        for part in [bucket.name.as_str(), between, &scratch.key] {
            scratch.copy_source.push_str(part);
        }
    }

    /// Writes the keys of one check.
    pub(super) fn put_keys(&mut self, operation: Operation, on: On<'_>, pass: Pass) {
        let world = self.world;
        let copy_source =
            (operation == Operation::CopyObject).then_some(self.scratch.copy_source.as_str());
        let owner = self
            .owner(on.bucket, pass)
            .map(|account| Owner::of(world, account));
        self.keys.put(
            world,
            self.request,
            Asked {
                operation,
                owner,
                tags: on.object.map_or(&[], |object| &object.tags),
                copy_source,
                door: self.door,
            },
        );
    }

    /// Who signed.
    pub(super) fn caller(&self) -> Option<&'a Principal> {
        let world = self.world;
        self.request.principal.map(|id| &world.principals[id])
    }

    /// What reasons may rest on.
    pub(super) fn asked(&self, bucket: Option<Id<Bucket>>) -> gate::Asked {
        gate::Asked {
            bucket,
            door: self.door,
        }
    }

    /// Who owns what is asked for: the access point's account or the bucket's, or the caller's own
    /// when there is no bucket yet; nobody for strangers and services.
    pub(super) fn owner(&self, bucket: Option<Id<Bucket>>, pass: Pass) -> Option<AccountId> {
        match (pass.door(), bucket) {
            (Some(door), _) => Some(self.world.door_owner(door)),
            (None, Some(id)) => Some(self.world.buckets[id].account),
            (None, None) => self.caller()?.account,
        }
    }

    /// S3's refusal when `operation` may not be done on `on`; `None` when every gate is open.
    pub(super) fn refusal(&mut self, operation: Operation, on: On<'_>) -> Option<Answer> {
        let closed = self.closed_gate(operation, on)?;
        let mut answer = Answer::of(gate::outcome(closed));
        answer.reason = Some(gate::reason(closed, self.request, self.asked(on.bucket)));
        Some(answer)
    }
}

/// Whether the caller belongs to the account that owns the bucket.
pub(super) fn is_owner(world: &World, caller: Option<&Principal>, bucket: Id<Bucket>) -> bool {
    let owner = world.buckets[bucket].account;
    caller.is_some_and(|caller| caller.account == Some(owner))
}
