//! Multi-Region Access Points: what they are, which bucket they route to, and how they change.

use jiff::civil::Date;

use super::bucket::Bucket;
use super::change::Rejection;
use super::iam::AttachedPolicy;
use super::{AccessRefusal, Id, World};
use crate::aws::account::AccountId;
use crate::aws::multi_region::{PER_ACCOUNT_MAX, is_supported};
use crate::aws::region::Region;
use crate::policy::{BlockPublicAccess, Policy};

/// One name in front of a bucket in each of several Regions (MRAP-34).
#[derive(Debug, Clone)]
pub struct MultiRegionAccessPoint {
    /// Its name, unique in its account (MRAP-35).
    pub name: String,
    /// The owner, who need not own all the buckets since 2023-03 (MRAP-07).
    pub account: AccountId,
    /// Its buckets, one a Region, in the order of their Regions.
    pub members: Vec<Member>,
    /// Its policy.
    pub policy: Option<AttachedPolicy>,
    /// Its Block Public Access, which never changes (MRAP-37).
    pub block_public_access: BlockPublicAccess,
    /// Its ARN, which holds the alias and no Region (MRAP-10).
    pub arn: String,
    /// Its alias (MRAP-35).
    pub alias: String,
    /// The day it was created.
    pub created: Date,
    /// How far it has come.
    pub state: State,
    /// Whether submitted routes are under way still: meanwhile others are refused (MRAP-25).
    pub is_rerouting: bool,
}

/// One bucket of a Multi-Region Access Point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The bucket.
    pub bucket: Id<Bucket>,
    /// Its Region.
    pub region: Region,
    /// Whether it takes requests (MRAP-23).
    pub is_active: bool,
}

/// How far a Multi-Region Access Point has come (MRAP-26).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody has asked for it yet.
    Planned,
    /// It was asked for.
    Creating,
    /// It routes requests.
    Ready,
    /// It is no more; its alias is never used again (MRAP-35).
    Deleted,
}

/// One edit of a Multi-Region Access Point.
#[derive(Debug, Clone)]
pub enum Edit {
    /// A planned one is made.
    Create,
    /// It goes; its buckets stay.
    Delete,
    /// Its policy is replaced (MRAP-18).
    SetPolicy(AttachedPolicy),
    /// These Regions take requests from now on, or do not (MRAP-23).
    SubmitRoutes(Vec<(Region, bool)>),
}

impl MultiRegionAccessPoint {
    /// The bucket that answers a request which enters AWS at `entry`: the active one with the
    /// shortest round trip from there, whatever it holds (MRAP-20).
    ///
    /// Of two that are equally near, the one whose Region comes first; AWS does not say.
    pub fn routed(&self, entry: Region) -> Option<Member> {
        let active = self.members.iter().filter(|member| member.is_active);
        active
            .min_by_key(|member| (entry.round_trip_to(member.region), member.region))
            .copied()
    }

    /// The bucket in a Region.
    pub fn member_in(&self, region: Region) -> Option<Member> {
        let mut members = self.members.iter();
        members.find(|member| member.region == region).copied()
    }
}

impl World {
    /// Block Public Access as it holds for requests through a Multi-Region Access Point that were
    /// routed to `bucket`: whatever is on for either, or for one of their owners (MRAP-37).
    pub fn access_block_of_multi_region(
        &self,
        id: Id<MultiRegionAccessPoint>,
        bucket: Option<Id<Bucket>>,
    ) -> BlockPublicAccess {
        let point = &self.multi_region_access_points[id];
        let account = self.account(point.account);
        let of_account = account.map(|account| account.block_public_access);
        let of_bucket = bucket.map(|bucket| self.access_block_of(bucket));
        point
            .block_public_access
            .or(of_account.unwrap_or_default())
            .or(of_bucket.unwrap_or_default())
    }

    /// Why S3 does not take `policy` for a Multi-Region Access Point: it is public (MRAP-15).
    pub fn multi_region_policy_refusal(
        &self,
        id: Id<MultiRegionAccessPoint>,
        policy: &Policy,
    ) -> Option<AccessRefusal> {
        let block = self.access_block_of_multi_region(id, None);
        block
            .refusal_of_policy(policy)
            .map(AccessRefusal::PublicPolicy)
    }

    /// Whether a Multi-Region Access Point of the bucket's own account holds it, which keeps it
    /// from being deleted (MRAP-34).
    pub fn has_multi_region_access_points(&self, bucket: Id<Bucket>) -> bool {
        let owner = self.buckets[bucket].account;
        let mut points = self.multi_region_access_points.iter();
        points.any(|(_, point)| {
            matches!(point.state, State::Creating | State::Ready)
                && point.account == owner
                && point.members.iter().any(|member| member.bucket == bucket)
        })
    }

    /// Why S3 does not make this Multi-Region Access Point now (MRAP-07, MRAP-34, MRAP-35).
    ///
    /// SIMPLIFIED: what AWS tells later, to whoever asks how an asynchronous call came out, is
    /// told at once.
    pub fn multi_region_refusal(&self, id: Id<MultiRegionAccessPoint>) -> Option<Rejection> {
        let wanted = &self.multi_region_access_points[id];
        for member in &wanted.members {
            if let Some(refusal) = self.member_refusal(wanted, *member) {
                return Some(refusal);
            }
        }
        let points = self.multi_region_access_points.iter();
        let own = points.filter(|(other, point)| {
            *other != id
                && matches!(point.state, State::Creating | State::Ready)
                && point.account == wanted.account
        });
        let own: Vec<&str> = own.map(|(_, point)| point.name.as_str()).collect();
        if own.len() >= PER_ACCOUNT_MAX {
            let message = "the account has 100 Multi-Region Access Points already";
            let code = "TooManyMultiRegionAccessPoints";
            return Some(Rejection::new(code, "LIM-12", message));
        }
        own.contains(&wanted.name.as_str()).then(|| {
            let code = "MultiRegionAccessPointAlreadyOwnedByYou";
            let message = "the account has a Multi-Region Access Point of this name already";
            Rejection::new(code, "MRAP-35", message)
        })
    }

    fn member_refusal(&self, of: &MultiRegionAccessPoint, member: Member) -> Option<Rejection> {
        let bucket = &self.buckets[member.bucket];
        let name = self.buckets.name(member.bucket);
        if !bucket.exists {
            let message = format!("`{name}` does not exist");
            return Some(Rejection::new("NoSuchBucket", "S3R-09", message));
        }
        if bucket.account != of.account && !self.features.cross_account_mrap {
            let message = format!("`{name}` is another account's, which S3 takes since 2023-03");
            return Some(Rejection::new("AccessDenied", "MRAP-07", message));
        }
        if !is_supported(bucket.region, self.features.mrap_copies) {
            let message = format!("{} is not supported", bucket.region);
            let code = "MultiRegionAccessPointUnsupportedRegion";
            return Some(Rejection::new(code, "LIM-12", message));
        }
        let mut twins = of
            .members
            .iter()
            .filter(|other| other.region == bucket.region);
        twins.nth(1).map(|_| {
            let code = "MultiRegionAccessPointSameBucketRegion";
            let message = format!("two of its buckets are in {}", bucket.region);
            Rejection::new(code, "MRAP-34", message)
        })
    }

    /// Why AWS does not take these routes (MRAP-23, MRAP-25).
    ///
    /// AWS: with which code it refuses to make every Region passive is not documented.
    pub fn routes_refusal(
        &self,
        id: Id<MultiRegionAccessPoint>,
        routes: &[(Region, bool)],
    ) -> Option<Rejection> {
        let point = &self.multi_region_access_points[id];
        let refuse = |code, rule, message: &str| Some(Rejection::new(code, rule, message));
        if !self.features.mrap_failover {
            return refuse(
                "MethodNotAllowed",
                "MRAP-23",
                "failover controls exist since November 2022",
            );
        }
        if point.members.len() < 2 {
            return refuse("MethodNotAllowed", "MRAP-25", "it has one Region only");
        }
        for (region, _) in routes {
            if point.member_in(*region).is_none() {
                let message = format!("it has no bucket in {region}");
                return refuse("InvalidRequest", "MRAP-25", &message);
            }
        }
        let mut members = point.members.iter();
        let stays = |member: &Member| {
            let mut new = routes.iter().rev();
            let route = new.find(|(region, _)| *region == member.region);
            route.map_or(member.is_active, |(_, is_active)| *is_active)
        };
        if !members.any(stays) {
            return refuse(
                "InvalidRequest",
                "MRAP-23",
                "one Region at least stays active",
            );
        }
        None
    }

    /// Notes that an edit was accepted which takes effect later (MRAP-26), or refuses a second one
    /// that comes too early (MRAP-25).
    pub(super) fn begin_multi_region_edit(
        &mut self,
        id: Id<MultiRegionAccessPoint>,
        edit: &Edit,
    ) -> Result<(), Rejection> {
        let point = &mut self.multi_region_access_points[id];
        match edit {
            Edit::Create => point.state = State::Creating,
            Edit::SubmitRoutes(_) if point.is_rerouting => {
                let message = "other routes are taking effect still";
                return Err(Rejection::new("Conflict", "MRAP-25", message));
            }
            Edit::SubmitRoutes(_) => point.is_rerouting = true,
            Edit::Delete | Edit::SetPolicy(_) => {}
        }
        Ok(())
    }

    /// Edits a Multi-Region Access Point, unless S3 refuses.
    pub(super) fn edit_multi_region(
        &mut self,
        id: Id<MultiRegionAccessPoint>,
        edit: &Edit,
    ) -> Result<(), Rejection> {
        if let Edit::Create = edit {
            if let Some(refusal) = self.multi_region_refusal(id) {
                return Err(refusal);
            }
            let policy = self.multi_region_access_points[id].policy.as_ref();
            let public = policy.and_then(|policy| self.multi_region_policy_refusal(id, policy));
            if let Some(refusal) = public {
                return Err(refusal.rejection());
            }
            self.multi_region_access_points[id].state = State::Ready;
            return Ok(());
        }
        self.check_ready(id)?;
        match edit {
            Edit::Create => {}
            Edit::Delete => self.multi_region_access_points[id].state = State::Deleted,
            Edit::SetPolicy(policy) => {
                if let Some(refusal) = self.multi_region_policy_refusal(id, policy) {
                    return Err(refusal.rejection());
                }
                self.multi_region_access_points[id].policy = Some(policy.clone());
            }
            Edit::SubmitRoutes(routes) => {
                if let Some(refusal) = self.routes_refusal(id, routes) {
                    return Err(refusal);
                }
                self.reroute(id, routes);
            }
        }
        Ok(())
    }

    fn reroute(&mut self, id: Id<MultiRegionAccessPoint>, routes: &[(Region, bool)]) {
        let point = &mut self.multi_region_access_points[id];
        point.is_rerouting = false;
        for (region, is_active) in routes {
            for member in &mut point.members {
                if member.region == *region {
                    member.is_active = *is_active;
                }
            }
        }
    }

    fn check_ready(&self, id: Id<MultiRegionAccessPoint>) -> Result<(), Rejection> {
        match self.multi_region_access_points[id].state {
            State::Ready => Ok(()),
            State::Creating => {
                let message = "the Multi-Region Access Point is being created still";
                let code = "MultiRegionAccessPointNotReady";
                Err(Rejection::new(code, "MRAP-26", message))
            }
            State::Planned | State::Deleted => {
                let message = "there is no such Multi-Region Access Point";
                let code = "NoSuchMultiRegionAccessPoint";
                Err(Rejection::new(code, "MRAP-35", message))
            }
        }
    }
}
