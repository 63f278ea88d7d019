//! The doors to buckets other than their own names: access points of one Region and of many.

use super::access_point::AccessPoint;
use super::bucket::Bucket;
use super::call::PointRef;
use super::iam::AttachedPolicy;
use super::multi_region_access_point::{MultiRegionAccessPoint, State};
use super::{Id, World};
use crate::aws::account::AccountId;
use crate::aws::region::Region;
use crate::policy::BlockPublicAccess;

/// A door that stands open now: each has a policy and settings of its own (POL-18).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// An access point of one Region.
    AccessPoint(Id<AccessPoint>),
    /// A Multi-Region Access Point.
    MultiRegion(Id<MultiRegionAccessPoint>),
}

/// A door as a request names it, in a bucket's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Through {
    /// An access point of one Region, by ARN or alias (AP-17).
    Point(PointRef),
    /// A Multi-Region Access Point, by ARN (MRAP-31).
    MultiRegion(MultiRegionRef),
}

/// A Multi-Region Access Point as a request names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MultiRegionRef {
    /// The alias in the ARN, which is the first part of the host name.
    pub alias: String,
    /// The one that has it, has had it, or will; no two ever share one (MRAP-35).
    pub id: Option<Id<MultiRegionAccessPoint>>,
}

impl Through {
    /// The access point of one Region that is named.
    pub fn point(&self) -> Option<&PointRef> {
        match self {
            Self::Point(point) => Some(point),
            Self::MultiRegion(_) => None,
        }
    }

    /// The Multi-Region Access Point that is named.
    pub fn multi_region(&self) -> Option<&MultiRegionRef> {
        match self {
            Self::Point(_) => None,
            Self::MultiRegion(named) => Some(named),
        }
    }

    /// Whether it is named by ARN, as all but aliases are.
    pub fn is_by_arn(&self) -> bool {
        match self {
            Self::Point(point) => point.arn.is_some(),
            Self::MultiRegion(_) => true,
        }
    }
}

impl World {
    /// The door that is named, if it is there now.
    pub fn door(&self, named: &Through) -> Option<Door> {
        match named {
            Through::Point(point) => self.access_point(point).map(Door::AccessPoint),
            Through::MultiRegion(named) => self.multi_region(named).map(Door::MultiRegion),
        }
    }

    /// The Multi-Region Access Point that is named, if it routes requests now.
    pub fn multi_region(&self, named: &MultiRegionRef) -> Option<Id<MultiRegionAccessPoint>> {
        named
            .id
            .filter(|id| self.multi_region_access_points[*id].state == State::Ready)
    }

    /// The bucket behind a door; of a Multi-Region Access Point the one in `region`, which the
    /// request was routed to.
    pub fn bucket_behind(&self, door: Door, region: Region) -> Option<Id<Bucket>> {
        match door {
            Door::AccessPoint(point) => Some(self.access_points[point].bucket),
            Door::MultiRegion(point) => self.multi_region_access_points[point]
                .member_in(region)
                .map(|member| member.bucket),
        }
    }

    /// The ARN of a door, which the first pass is judged on (AP-09, MRAP-10).
    pub fn door_arn(&self, door: Door) -> &str {
        match door {
            Door::AccessPoint(point) => &self.access_points[point].arn,
            Door::MultiRegion(point) => &self.multi_region_access_points[point].arn,
        }
    }

    /// Who owns a door.
    pub fn door_owner(&self, door: Door) -> AccountId {
        match door {
            Door::AccessPoint(point) => self.access_points[point].account,
            Door::MultiRegion(point) => self.multi_region_access_points[point].account,
        }
    }

    /// The policy of a door.
    pub fn door_policy(&self, door: Door) -> Option<&AttachedPolicy> {
        match door {
            Door::AccessPoint(point) => self.access_points[point].policy.as_ref(),
            Door::MultiRegion(point) => self.multi_region_access_points[point].policy.as_ref(),
        }
    }

    /// Where requests may come from, as `s3:AccessPointNetworkOrigin` has it (AP-01, COND-20).
    ///
    /// AWS: which value Multi-Region Access Points have is not documented; nobody confines them to
    /// a VPC but their policies (MRAP-41).
    pub fn network_origin(&self, door: Door) -> &'static str {
        match door {
            Door::AccessPoint(point) => self.access_points[point].network_origin(),
            Door::MultiRegion(_) => "Internet",
        }
    }

    /// Block Public Access as it holds for requests that come through a door to a bucket (BPA-02,
    /// MRAP-37).
    pub fn access_block_through(
        &self,
        door: Door,
        bucket: Option<Id<Bucket>>,
    ) -> BlockPublicAccess {
        match door {
            Door::AccessPoint(point) => self.access_block_of_point(point),
            Door::MultiRegion(point) => self.access_block_of_multi_region(point, bucket),
        }
    }
}
