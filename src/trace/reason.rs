//! A reason: the code, and the very thing it rests on, by id.

use super::code::Code;
use crate::aws::region::Region;
use crate::scenario::timeline::Direction;
use crate::world::access_point::AccessPoint;
use crate::world::bucket::Bucket;
use crate::world::filter::NetworkAcl;
use crate::world::iam::Principal;
use crate::world::multi_region_access_point::MultiRegionAccessPoint;
use crate::world::name_service::HostedZone;
use crate::world::route::RouteTable;
use crate::world::transit_gateway::{TransitGatewayAttachment, TransitGatewayRouteTable};
use crate::world::vpc::{NetworkInterface, Vpc};
use crate::world::{Id, Place};

/// Why something was stopped, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// Which kind of reason.
    pub code: Code,
    /// The thing it rests on.
    pub about: About,
}

/// The thing a reason rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Nothing that has an id.
    Nothing,
    /// A place.
    Place(Place),
    /// A private hosted zone.
    HostedZone(Id<HostedZone>),
    /// A VPC.
    Vpc(Id<Vpc>),
    /// A route table as a whole.
    RouteTable(Id<RouteTable>),
    /// A line of a route table.
    Route(Id<RouteTable>, usize),
    /// A route table of a Transit Gateway as a whole.
    TransitGatewayRouteTable(Id<TransitGatewayRouteTable>),
    /// A route of a Transit Gateway's table.
    TransitGatewayRoute(Id<TransitGatewayRouteTable>, usize),
    /// What is attached to a Transit Gateway.
    TransitGatewayAttachment(Id<TransitGatewayAttachment>),
    /// The security groups of an interface.
    SecurityGroups(Id<NetworkInterface>, Direction),
    /// A rule of a network ACL; none is the implicit deny `*`.
    NetworkAcl(Id<NetworkAcl>, Direction, Option<u32>),
    /// A bucket, or its policy.
    Bucket(Id<Bucket>),
    /// An access point, or its policy.
    AccessPoint(Id<AccessPoint>),
    /// A Multi-Region Access Point, or its policy.
    MultiRegion(Id<MultiRegionAccessPoint>),
    /// A principal, or the policies attached to it.
    Principal(Id<Principal>),
    /// The Region that would have been right.
    Region(Region),
}

impl Reason {
    /// `code`, resting on `about`.
    pub fn new(code: Code, about: About) -> Self {
        Self { code, about }
    }

    /// `code`, resting on nothing that has an id.
    pub fn bare(code: Code) -> Self {
        Self {
            code,
            about: About::Nothing,
        }
    }
}
