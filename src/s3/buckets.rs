//! Operations on buckets and their policies.

use super::answer::Answer;
use super::case::{Case, On, is_owner};
use super::gate;
use super::region_check::{existing, wanted_location};
use crate::aws::bucket_name;
use crate::aws::region::Region;
use crate::aws::s3_operation::Operation;
use crate::policy::AclGrant;
use crate::trace::{About, Code, Reason, S3Error};
use crate::world::bucket::{Bucket, Founding};
use crate::world::{Change, Id};

impl Case<'_> {
    /// `ListBuckets`.
    pub(super) fn list_buckets(&mut self) -> Answer {
        let refusal = self.refusal(Operation::ListBuckets, On::default());
        refusal.unwrap_or_else(|| Answer::served(200))
    }

    /// `HeadBucket` and `GetBucketLocation`.
    pub(super) fn look_at_bucket(&mut self, bucket: Id<Bucket>) -> Answer {
        let on = self.on(bucket);
        let refusal = self.refusal(self.request.call.operation, on);
        refusal.unwrap_or_else(|| Answer::served(200))
    }

    /// `CreateBucket`: names are one space for all accounts (S3R-22).
    pub(super) fn create_bucket(&mut self) -> Answer {
        let world = self.world;
        let Some(bucket) = self.request.call.bucket.as_ref() else {
            return invalid_name();
        };
        if is_invalid_for_new_bucket(&bucket.name) {
            return invalid_name();
        }
        let on = On {
            name: &bucket.name,
            ..On::default()
        };
        if let Some(refusal) = self.refusal(Operation::CreateBucket, on) {
            return refusal;
        }
        let caller = self.request.principal.map(|id| &world.principals[id]);
        let Some(id) = existing(world, self.request, bucket) else {
            let account = caller.and_then(|caller| caller.account);
            let founding = account.map(|account| Founding {
                account,
                region: wanted_location(self.request),
            });
            let answer = Answer::served(200);
            return match bucket.id {
                Some(bucket) => answer.with_effect(Change::CreateBucket { bucket, founding }),
                None => answer,
            };
        };
        let error = if !is_owner(world, caller, id) {
            S3Error::BucketAlreadyExists
        } else if [world.buckets[id].region, self.request.region] == [Region::US_EAST_1; 2] {
            // AWS: in us-east-1 making one's own bucket again succeeds, for the sake of old
            // programs (S3 API reference, `CreateBucket`).
            return Answer::served(200);
        } else {
            S3Error::BucketAlreadyOwnedByYou
        };
        Answer::error(
            error,
            Reason::new(Code::S3BucketAlreadyExists, About::Bucket(id)),
        )
    }

    /// `DeleteBucket`.
    pub(super) fn delete_bucket(&mut self, bucket: Id<Bucket>) -> Answer {
        let on = self.on(bucket);
        if let Some(refusal) = self.refusal(Operation::DeleteBucket, on) {
            return refusal;
        }
        if !self.world.buckets[bucket].is_empty() {
            let reason = Reason::new(Code::S3BucketNotEmpty, About::Bucket(bucket));
            return Answer::error(S3Error::BucketNotEmpty, reason);
        }
        if self.world.has_multi_region_access_points(bucket) {
            let reason = Reason::new(Code::S3BucketInMrap, About::Bucket(bucket));
            return Answer::error(S3Error::BucketHasAccessPointsAttached, reason);
        }
        if self.world.has_access_points(bucket) {
            let reason = Reason::new(Code::S3BucketHasAccessPoints, About::Bucket(bucket));
            return Answer::error(S3Error::BucketHasAccessPointsAttached, reason);
        }
        Answer::served(204).with_effect(Change::DeleteBucket(bucket))
    }

    /// `GetBucketPolicy`.
    pub(super) fn bucket_policy(&mut self, bucket: Id<Bucket>) -> Answer {
        if let Some(refusal) = self.policy_refusal(bucket) {
            return refusal;
        }
        if self.world.buckets[bucket].policy.is_some() {
            return Answer::served(200);
        }
        let reason = Reason::new(Code::S3NoSuchBucketPolicy, About::Bucket(bucket));
        Answer::error(S3Error::NoSuchBucketPolicy, reason)
    }

    /// `PutBucketPolicy`: the new policy replaces the old one whole (CFG-05).
    pub(super) fn put_bucket_policy(&mut self, bucket: Id<Bucket>) -> Answer {
        if let Some(refusal) = self.policy_refusal(bucket) {
            return refusal;
        }
        let Some(Ok(policy)) = &self.request.call.policy else {
            let reason = Reason::new(Code::S3MalformedPolicy, About::Bucket(bucket));
            return Answer::error(S3Error::MalformedPolicy, reason);
        };
        if let Some(refusal) = self.world.policy_refusal(bucket, policy) {
            return gate::refused(refusal, About::Bucket(bucket));
        }
        let change = Change::SetBucketPolicy(bucket, Some(policy.clone()));
        Answer::served(204).with_effect(change)
    }

    /// `DeleteBucketPolicy`; a policy that is not there is deleted just as well.
    pub(super) fn delete_bucket_policy(&mut self, bucket: Id<Bucket>) -> Answer {
        let gone = Change::SetBucketPolicy(bucket, None);
        let refusal = self.policy_refusal(bucket);
        refusal.unwrap_or_else(|| Answer::served(204).with_effect(gone))
    }

    /// `PutBucketAcl`: the new ACL replaces the old one whole (ACL-02, BPA-03).
    pub(super) fn put_bucket_acl(&mut self, bucket: Id<Bucket>) -> Answer {
        let on = self.on(bucket);
        if let Some(refusal) = self.refusal(Operation::PutBucketAcl, on) {
            return refusal;
        }
        let sent = self.request.call.acl.as_ref();
        let grants = sent.map_or::<&[AclGrant], _>(&[], |acl| &acl.grants);
        match self.world.acl_refusal(bucket, grants) {
            Some(refusal) => gate::refused(refusal, About::Bucket(bucket)),
            None => Answer::served(200).with_effect(Change::SetBucketAcl(bucket, grants.to_vec())),
        }
    }

    /// `PutPublicAccessBlock`.
    pub(super) fn put_access_block(&mut self, bucket: Id<Bucket>) -> Answer {
        let on = self.on(bucket);
        if let Some(refusal) = self.refusal(Operation::PutPublicAccessBlock, on) {
            return refusal;
        }
        let settings = self.request.call.access_block.unwrap_or_default();
        Answer::served(200).with_effect(Change::SetBucketAccessBlock(bucket, settings))
    }

    /// Why the caller may not deal with the bucket's policy.
    ///
    /// AWS: whatever policies say, only principals of the owning account may; others get `405`
    /// where they would have been allowed (S3 API reference).
    fn policy_refusal(&mut self, bucket: Id<Bucket>) -> Option<Answer> {
        let on = self.on(bucket);
        if let Some(refusal) = self.refusal(self.request.call.operation, on) {
            return Some(refusal);
        }
        let caller = self.request.principal.map(|id| &self.world.principals[id]);
        (!is_owner(self.world, caller, bucket)).then(|| {
            let reason = Reason::new(Code::S3PolicyOfOtherAccount, About::Bucket(bucket));
            Answer::error(S3Error::MethodNotAllowed, reason)
        })
    }
}

fn invalid_name() -> Answer {
    Answer::error(
        S3Error::InvalidBucketName,
        Reason::bare(Code::S3InvalidBucketName),
    )
}

/// Whether S3 refuses the name for a new bucket; old ones may hold underscores (S3R-22).
fn is_invalid_for_new_bucket(name: &str) -> bool {
    bucket_name::refusal(name).is_some() || name.contains('_')
}
