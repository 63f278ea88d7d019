//! Access points: what they are, how they come and go, and what S3 refuses of them.

use jiff::civil::Date;

use super::bucket::Bucket;
use super::call::PointRef;
use super::change::Rejection;
use super::iam::AttachedPolicy;
use super::vpc::Vpc;
use super::{AccessRefusal, Id, World};
use crate::aws::account::AccountId;
use crate::aws::region::Region;
use crate::policy::{BlockPublicAccess, Policy};

/// An access point of one bucket (AP-13).
#[derive(Debug, Clone)]
pub struct AccessPoint {
    /// Its name, unique in its account and Region only (AP-20).
    pub name: String,
    /// The owner, who need not own the bucket (AP-36).
    pub account: AccountId,
    /// Its Region, which is the bucket's.
    pub region: Region,
    /// The bucket it leads to.
    pub bucket: Id<Bucket>,
    /// The only VPC that may use it; none means from anywhere (AP-01).
    pub vpc: Option<Id<Vpc>>,
    /// Its policy.
    pub policy: Option<AttachedPolicy>,
    /// Its Block Public Access, which never changes (BPA-02).
    pub block_public_access: BlockPublicAccess,
    /// Its ARN.
    pub arn: String,
    /// Its alias (AP-18).
    pub alias: String,
    /// The day it was created.
    pub created: Date,
    /// Whether it exists yet, or still.
    pub exists: bool,
}

impl AccessPoint {
    /// Where requests may come from, as `s3:AccessPointNetworkOrigin` has it (AP-01).
    pub fn network_origin(&self) -> &'static str {
        match self.vpc {
            Some(_) => "VPC",
            None => "Internet",
        }
    }
}

/// Why S3 refuses to make an access point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreationRefusal {
    /// Its bucket does not exist.
    NoSuchBucket,
    /// Another one of that name exists in the account and Region (AP-20).
    AlreadyOwned,
    /// The bucket is another account's, which S3 allows since 2022-11 only (AP-36).
    ForeignBucket,
}

impl CreationRefusal {
    /// The refusal in AWS's words.
    pub fn rejection(self) -> Rejection {
        let (code, rule, message) = match self {
            Self::NoSuchBucket => (
                "NoSuchBucket",
                "S3R-09",
                "the specified bucket does not exist",
            ),
            Self::AlreadyOwned => (
                "AccessPointAlreadyOwnedByYou",
                "AP-20",
                "the account has an access point of this name in the Region already",
            ),
            Self::ForeignBucket => (
                "AccessDenied",
                "AP-36",
                "access points of other accounts' buckets came in November 2022",
            ),
        };
        Rejection::new(code, rule, message)
    }
}

impl World {
    /// The access point a request names, if it exists now.
    pub fn access_point(&self, named: &PointRef) -> Option<Id<AccessPoint>> {
        let mut ids = named.ids.iter().copied();
        ids.find(|id| self.access_points[*id].exists)
    }

    /// Block Public Access as it holds for requests through an access point: whatever is on for
    /// it, for its bucket, or for one of the accounts that own them (BPA-02, AP-15).
    pub fn access_block_of_point(&self, point: Id<AccessPoint>) -> BlockPublicAccess {
        let point = &self.access_points[point];
        let of_account = self
            .account(point.account)
            .map(|account| account.block_public_access);
        point
            .block_public_access
            .or(of_account.unwrap_or_default())
            .or(self.access_block_of(point.bucket))
    }

    /// Why S3 does not take `policy` for an access point: it is public, unless only a VPC may use
    /// the access point anyway (BPA-05, BPA-10).
    pub fn point_policy_refusal(
        &self,
        point: Id<AccessPoint>,
        policy: &Policy,
    ) -> Option<AccessRefusal> {
        if self.access_points[point].vpc.is_some() {
            return None;
        }
        let why = self
            .access_block_of_point(point)
            .refusal_of_policy(policy)?;
        Some(AccessRefusal::PublicPolicy(why))
    }

    /// Whether any access point leads to the bucket (S3R-18, AP-42).
    ///
    /// AWS: those of the bucket's own account count; the user guide names no others.
    pub fn has_access_points(&self, bucket: Id<Bucket>) -> bool {
        let owner = self.buckets[bucket].account;
        let mut points = self.access_points.iter();
        points.any(|(_, point)| point.exists && point.bucket == bucket && point.account == owner)
    }

    /// Why S3 does not make this access point now (AP-20, AP-36).
    pub fn creation_refusal(&self, id: Id<AccessPoint>) -> Option<CreationRefusal> {
        let wanted = &self.access_points[id];
        let bucket = &self.buckets[wanted.bucket];
        let mut points = self.access_points.iter();
        if !bucket.exists {
            Some(CreationRefusal::NoSuchBucket)
        } else if bucket.account != wanted.account && !self.features.cross_account_access_points {
            Some(CreationRefusal::ForeignBucket)
        } else if points.any(|(_, point)| point.exists && point.arn == wanted.arn) {
            Some(CreationRefusal::AlreadyOwned)
        } else {
            None
        }
    }

    /// Makes an access point that was planned until now.
    pub(super) fn create_access_point(&mut self, id: Id<AccessPoint>) -> Result<(), Rejection> {
        if let Some(refusal) = self.creation_refusal(id) {
            return Err(refusal.rejection());
        }
        let policy = self.access_points[id].policy.as_ref();
        let public = policy.and_then(|policy| self.point_policy_refusal(id, policy));
        if let Some(refusal) = public {
            return Err(refusal.rejection());
        }
        self.access_points[id].exists = true;
        Ok(())
    }

    /// Deletes an access point; its bucket stays as it is (AP-33).
    pub(super) fn delete_access_point(&mut self, id: Id<AccessPoint>) -> Result<(), Rejection> {
        self.existing_point(id)?;
        self.access_points[id].exists = false;
        Ok(())
    }

    /// Replaces an access point's policy or takes it away (CFG-12, BPA-05).
    pub(super) fn set_point_policy(
        &mut self,
        id: Id<AccessPoint>,
        policy: Option<&AttachedPolicy>,
    ) -> Result<(), Rejection> {
        self.existing_point(id)?;
        let refusal = policy.and_then(|policy| self.point_policy_refusal(id, policy));
        if let Some(refusal) = refusal {
            return Err(refusal.rejection());
        }
        self.access_points[id].policy = policy.cloned();
        Ok(())
    }

    fn existing_point(&self, id: Id<AccessPoint>) -> Result<(), Rejection> {
        let message = "the specified access point does not exist";
        let is_there = self.access_points[id].exists;
        is_there
            .then_some(())
            .ok_or_else(|| Rejection::new("NoSuchAccessPoint", "AP-38", message))
    }
}
