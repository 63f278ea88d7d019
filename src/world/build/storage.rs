//! Buckets, those of the timeline included.

use super::Builder;
use super::iam::tags;
use super::vpc::taken;
use crate::aws::account::AccountId;
use crate::aws::bucket_name;
use crate::aws::s3_operation::Operation;
use crate::diagnostic::Diagnostic;
use crate::policy::{ObjectOwnership, PolicyKind};
use crate::scenario::Said;
use crate::scenario::acl::Acl;
use crate::scenario::bucket as written;
use crate::scenario::call::Call as WrittenCall;
use crate::scenario::timeline::Change as WrittenChange;
use crate::world::Id;
use crate::world::bucket::{Bucket, Objects};
use crate::world::change::Change;
use crate::world::door::Through;
use crate::world::organization::Account;
use crate::world::plan::Plan;
use crate::world::stored::Stored;

impl Builder<'_> {
    /// Buckets that exist from the start, and a place for each one that may come to be.
    pub(super) fn buckets(&mut self) {
        let scenario = self.scenario;
        for (name, bucket) in &scenario.buckets {
            if let Some(built) = self.bucket(name, bucket, true) {
                self.world.buckets.add(name.value.clone(), built);
            }
        }
        for (_, change) in scenario.changes() {
            if let WrittenChange::CreateBucket(name, bucket) = &change.value {
                if self.world.buckets.find(name).is_some() {
                    self.fault(taken("bucket", name));
                } else if let Some(built) = self.bucket(name, bucket, false) {
                    self.world.buckets.add(name.value.clone(), built);
                }
            }
        }
        for load in &scenario.workload {
            for call in load.calls() {
                if let WrittenCall::CreateBucket(create) = call.value.meant()
                    && let Some(client) = load.client()
                {
                    self.bucket_to_come(&create.bucket, client);
                }
            }
        }
    }

    fn bucket(
        &mut self,
        name: &Said<String>,
        bucket: &written::Bucket,
        exists: bool,
    ) -> Option<Bucket> {
        if let Some(why) = bucket_name::refusal(name) {
            let message = format!("`{}` is no bucket name: {why}", name.value);
            let help = "3 to 63 of lower-case letters, digits, dots and hyphens (S3R-22)";
            self.fault(Diagnostic::error("InvalidBucketName", message, name.at).help(help));
        }
        let (account, region) = (self.account(&bucket.account), self.region(&bucket.region));
        let (account, region) = (account?, region?);
        let owner = format!("arn:aws:s3:::{}", name.value);
        let policy = bucket
            .policy
            .as_ref()
            .and_then(|text| self.policy_of(text, PolicyKind::Bucket, &owner));
        self.check_ownership(name, bucket);
        let objects = bucket
            .objects
            .iter()
            .map(|object| Objects {
                pattern: object.key.value.clone(),
                size: object.size.0,
                part_size: object.part_size.map(|size| size.0),
                tags: tags(&object.tags),
                owner: self.object_owner(object, account),
                acl: self.grants(&object.acl, account),
            })
            .collect();
        Some(Bucket {
            account,
            region,
            policy,
            block_public_access: self.bucket_access_block(bucket.block_public_access.as_ref()),
            ownership: self.ownership(bucket.object_ownership),
            acl: self.grants(&bucket.acl, account),
            objects,
            stored: Stored::default(),
            replication: Vec::new(),
            created: bucket.created.as_ref().map(|day| day.0),
            exists,
            requester_pays: bucket.request_payer == written::Payer::Requester,
            partitioned_prefixes: bucket.partitioned_prefixes.clone(),
        })
    }

    /// The account that owns an object, when it is not the bucket's own.
    fn object_owner(&mut self, object: &written::Object, bucket: AccountId) -> Option<Id<Account>> {
        let owner = self.account(object.owner.as_ref()?)?;
        self.world.account_id(owner).filter(|_| owner != bucket)
    }

    /// ACLs can be turned off only where the bucket's own grants nothing to others.
    fn check_ownership(&mut self, name: &Said<String>, bucket: &written::Bucket) {
        let is_off =
            self.ownership(bucket.object_ownership) == ObjectOwnership::BucketOwnerEnforced;
        let is_private = match &bucket.acl {
            Acl::Private => true,
            Acl::Grants(grants) => grants.is_empty(),
            Acl::PublicRead
            | Acl::PublicReadWrite
            | Acl::AuthenticatedRead
            | Acl::BucketOwnerRead
            | Acl::BucketOwnerFullControl
            | Acl::LogDeliveryWrite => false,
        };
        if is_off && !is_private {
            let code = "InvalidBucketAclWithObjectOwnership";
            let message = format!("`{}` has an ACL although its ACLs are off", name.value);
            let help = "ACLs are off unless `object_ownership` is `ObjectWriter` or \
                        `BucketOwnerPreferred`; buckets before 2023-04 had them on (ACL-02)";
            self.fault(Diagnostic::error(code, message, name.at).help(help));
        }
    }

    /// Lets those buckets remember what is stored in them that some request asks about.
    pub(super) fn remember_what_is_read(&mut self, plan: &Plan) {
        for load in &plan.loads {
            let asks = match load.call.operation {
                Operation::GetObject
                | Operation::HeadObject
                | Operation::ListObjectsV2
                | Operation::DeleteBucket => load.call.bucket.as_ref(),
                Operation::CopyObject | Operation::UploadPartCopy => {
                    load.call.source.as_ref().map(|(bucket, _)| bucket)
                }
                Operation::PutObject
                | Operation::PutObjectAcl
                | Operation::PutObjectTagging
                | Operation::DeleteObject
                | Operation::CreateMultipartUpload
                | Operation::UploadPart
                | Operation::CompleteMultipartUpload
                | Operation::AbortMultipartUpload
                | Operation::ListParts
                | Operation::HeadBucket
                | Operation::CreateBucket
                | Operation::GetBucketLocation
                | Operation::GetBucketPolicy
                | Operation::PutBucketPolicy
                | Operation::DeleteBucketPolicy
                | Operation::PutBucketAcl
                | Operation::PutPublicAccessBlock
                | Operation::CreateAccessPoint
                | Operation::GetAccessPoint
                | Operation::DeleteAccessPoint
                | Operation::PutAccessPointPolicy
                | Operation::ListBuckets => None,
            };
            let Some(asks) = asks else { continue };
            let behind = asks.through.iter().flat_map(|door| self.behind(door));
            let buckets: Vec<_> = asks.id.into_iter().chain(behind).collect();
            for id in buckets {
                self.world.buckets[id].stored.is_remembered = true;
            }
        }
        self.remember_what_is_copied(plan);
    }

    /// Every bucket that a door may ever lead to.
    fn behind(&self, door: &Through) -> Vec<Id<Bucket>> {
        let world = &self.world;
        match door {
            Through::Point(point) => {
                let points = point.ids.iter();
                points.map(|id| world.access_points[*id].bucket).collect()
            }
            Through::MultiRegion(named) => {
                let point = named.id.map(|id| &world.multi_region_access_points[id]);
                let members = point.into_iter().flat_map(|point| &point.members);
                members.map(|member| member.bucket).collect()
            }
        }
    }

    /// Lets those buckets remember too whose objects are copied to buckets that do.
    fn remember_what_is_copied(&mut self, plan: &Plan) {
        let buckets = self.world.buckets.iter();
        let standing = buckets.map(|(id, bucket)| (id, bucket.replication.clone()));
        let later = plan.changes.iter().filter_map(|planned| {
            let Change::SetReplication(id, rules) = &planned.change else {
                return None;
            };
            Some((*id, rules.clone()))
        });
        let all: Vec<_> = standing.chain(later).collect();
        for (from, rules) in all {
            let mut rules = rules.iter();
            let is_read = rules.any(|rule| self.world.buckets[rule.to].stored.is_remembered);
            self.world.buckets[from].stored.is_remembered |= is_read;
        }
    }

    /// A place for a bucket that a request may create; its owner is the caller's account.
    fn bucket_to_come(&mut self, name: &Said<String>, client: &Said<String>) {
        let Some(client) = self.scenario.clients.get(client) else {
            return;
        };
        if self.world.buckets.find(name).is_some() || bucket_name::refusal(name).is_some() {
            return;
        }
        let credentials = client.credentials.clone().or_else(|| {
            self.scenario
                .hosts
                .get(&client.host)
                .and_then(|host| host.role.clone())
        });
        let Some(principal) = credentials.and_then(|name| self.principal_quietly(&name)) else {
            return;
        };
        let Some(account) = self.world.principals[principal].account else {
            return;
        };
        let built = Bucket {
            account,
            region: crate::aws::region::Region::US_EAST_1,
            policy: None,
            block_public_access: self.bucket_access_block(None),
            ownership: self.ownership(None),
            acl: Vec::new(),
            objects: Vec::new(),
            stored: Stored::default(),
            replication: Vec::new(),
            created: None,
            exists: false,
            requester_pays: false,
            partitioned_prefixes: Vec::new(),
        };
        self.world.buckets.add(name.value.clone(), built);
    }
}
