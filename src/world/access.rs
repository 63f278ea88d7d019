//! Public access: what holds of Block Public Access and ACLs for a bucket, and what S3 refuses to
//! set because of them.

use super::bucket::Bucket;
use super::change::Rejection;
use super::iam::AttachedPolicy;
use super::organization::{Account, Membership, PolicyLevel};
use super::{Id, World};
use crate::aws::account::AccountId;
use crate::policy::{AclGrant, AclGrantee, AclPermission};
use crate::policy::{BlockPublicAccess, ObjectOwnership, Policy};

/// Why S3 does not take a policy or an ACL that is well-formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessRefusal {
    /// The policy is public, and public policies are blocked (BPA-05).
    PublicPolicy(&'static str),
    /// The ACL is public, and public ACLs are blocked (BPA-03).
    PublicAcl(&'static str),
    /// ACLs are off (ACL-02).
    AclsDisabled,
}

impl AccessRefusal {
    /// The refusal in AWS's words.
    pub fn rejection(self) -> Rejection {
        let (code, rule, message) = match self {
            Self::PublicPolicy(why) => ("AccessDenied", "BPA-05", why),
            Self::PublicAcl(why) => ("AccessDenied", "BPA-03", why),
            Self::AclsDisabled => (
                "AccessControlListNotSupported",
                "ACL-02",
                "The bucket does not allow ACLs",
            ),
        };
        Rejection::new(code, rule, message)
    }
}

impl World {
    /// Block Public Access as it holds for a bucket: whatever is on for the bucket or for the
    /// whole account that owns it (BPA-02).
    pub fn access_block_of(&self, bucket: Id<Bucket>) -> BlockPublicAccess {
        let bucket = &self.buckets[bucket];
        let of_account = self
            .account(bucket.account)
            .map(|account| account.block_public_access);
        bucket
            .block_public_access
            .or(of_account.unwrap_or_default())
    }

    /// Whether a bucket takes no ACL at all: its owner owns every object (ACL-02).
    pub fn has_acls_disabled(&self, bucket: Id<Bucket>) -> bool {
        self.buckets[bucket].ownership == ObjectOwnership::BucketOwnerEnforced
    }

    /// Whether `acl`, sent with a request to `bucket`, gives full control to the bucket's owner
    /// and nothing else, which S3 takes even where ACLs are disabled (ACL-02).
    fn is_owners_own(&self, bucket: Id<Bucket>, acl: &[AclGrant]) -> bool {
        let [only] = acl else {
            return false;
        };
        let owner = self.buckets[bucket].account;
        let is_owner = match &only.grantee {
            AclGrantee::Account(account) => account.parse() == Ok(owner),
            AclGrantee::AllUsers | AclGrantee::AuthenticatedUsers | AclGrantee::LogDelivery => {
                false
            }
        };
        is_owner && only.permission == AclPermission::FullControl
    }

    /// The place of an account in its organization, if it is in one.
    pub fn membership(&self, account: AccountId) -> Option<&Membership> {
        self.account(account)?.membership.as_ref()
    }

    /// The levels whose service or resource control policies bind an account: none outside an
    /// organization, and none for its management account (SCP-01, RCP-02).
    pub fn control_levels(
        &self,
        account: AccountId,
    ) -> Option<impl Iterator<Item = (&str, &PolicyLevel)>> {
        let membership = self.membership(account)?;
        let levels = &self.policy_levels;
        (!membership.is_management).then(|| {
            let ids = membership.levels.iter();
            ids.map(|id| (levels.name(*id), &levels[*id]))
        })
    }

    /// What a bucket made on the scenario's day begins with: since 2023-04 everything public is
    /// blocked and ACLs are off (BPA-12, ACL-02).
    pub(super) fn new_bucket_defaults(&self) -> (BlockPublicAccess, ObjectOwnership) {
        if self.features.closed_new_buckets {
            (BlockPublicAccess::ALL, ObjectOwnership::BucketOwnerEnforced)
        } else {
            (BlockPublicAccess::default(), ObjectOwnership::ObjectWriter)
        }
    }

    /// Why S3 does not take `policy` for a bucket (BPA-05).
    pub fn policy_refusal(&self, bucket: Id<Bucket>, policy: &Policy) -> Option<AccessRefusal> {
        let why = self.access_block_of(bucket).refusal_of_policy(policy)?;
        Some(AccessRefusal::PublicPolicy(why))
    }

    /// Why S3 does not take `acl` for a bucket or for an object in it (ACL-02, BPA-03).
    pub fn acl_refusal(&self, bucket: Id<Bucket>, acl: &[AclGrant]) -> Option<AccessRefusal> {
        if self.has_acls_disabled(bucket) {
            return (!self.is_owners_own(bucket, acl)).then_some(AccessRefusal::AclsDisabled);
        }
        let why = self.access_block_of(bucket).refusal_of_acl(acl)?;
        Some(AccessRefusal::PublicAcl(why))
    }

    /// Replaces a bucket's policy or takes it away, unless S3 refuses (CFG-05, BPA-05).
    pub(super) fn set_bucket_policy(
        &mut self,
        bucket: Id<Bucket>,
        policy: Option<&AttachedPolicy>,
    ) -> Result<(), Rejection> {
        let refusal = policy.and_then(|policy| self.policy_refusal(bucket, policy));
        if let Some(refusal) = refusal {
            return Err(refusal.rejection());
        }
        self.buckets[bucket].policy = policy.cloned();
        Ok(())
    }

    /// Replaces a bucket's ACL, unless S3 refuses (ACL-02, BPA-03).
    pub(super) fn set_bucket_acl(
        &mut self,
        bucket: Id<Bucket>,
        acl: &[AclGrant],
    ) -> Result<(), Rejection> {
        if let Some(refusal) = self.acl_refusal(bucket, acl) {
            return Err(refusal.rejection());
        }
        self.buckets[bucket].acl = acl.to_vec();
        Ok(())
    }

    /// The account's number as text, which lives as long as the world.
    pub fn account_name(&self, number: AccountId) -> Option<&str> {
        self.account_id(number).map(|id| self.accounts.name(id))
    }

    /// The account of this number, by id.
    pub fn account_id(&self, number: AccountId) -> Option<Id<Account>> {
        self.accounts_by_number.get(&number).copied()
    }
}
