//! Where a place stands in the picture: in which column, and inside of what.

use crate::world::gateway::{EndpointKind, VpcEndpoint};
use crate::world::host::{Host, Location};
use crate::world::vpc::Vpc;
use crate::world::{Id, Place, World};

/// The columns of the picture, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Column {
    /// The left edges of VPCs: what leads to other networks.
    Near,
    /// Subnets.
    Subnets,
    /// The right edges of VPCs: what leads out.
    Far,
    /// The internet and S3.
    Outside,
}

impl Column {
    /// The columns outside of VPCs, in the order in which their boxes find their places.
    pub(super) const BESIDE_VPCS: [Self; 1] = [Self::Outside];

    /// Whether boxes of this column stand in the frames of VPCs.
    pub(super) fn is_in_vpc(self) -> bool {
        match self {
            Self::Near | Self::Subnets | Self::Far => true,
            Self::Outside => false,
        }
    }
}

/// Where a place stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// By itself in a column, within the frame of a VPC where it belongs to one.
    Apart(Column, Option<Id<Vpc>>),
    /// As a line of the box of another place.
    Inside(Place),
}

/// Where `place` stands.
pub(super) fn standing(world: &World, place: Place) -> Standing {
    match place {
        Place::Host(host) => Standing::Inside(home(world, host)),
        Place::Subnet(subnet) => Standing::Apart(Column::Subnets, Some(world.vpc_of(subnet))),
        Place::NatGateway(nat) => {
            let interface = world.nat_gateways[nat].interface;
            Standing::Inside(Place::Subnet(world.interfaces[interface].subnet))
        }
        Place::InternetGateway(gateway) => {
            Standing::Apart(Column::Far, Some(world.internet_gateways[gateway].vpc))
        }
        Place::VpnGateway(gateway) => {
            Standing::Apart(Column::Near, Some(world.vpn_gateways[gateway].vpc))
        }
        Place::VpcEndpoint(endpoint) => {
            Standing::Apart(Column::Far, Some(world.vpc_endpoints[endpoint].vpc))
        }
        Place::Internet | Place::S3(_) => Standing::Apart(Column::Outside, None),
    }
}

/// What a host stands in.
fn home(world: &World, host: Id<Host>) -> Place {
    match world.hosts[host].location {
        Location::Vpc(interface) => Place::Subnet(world.interfaces[interface].subnet),
        Location::Internet(_) => Place::Internet,
    }
}

/// Whether an endpoint is a route target rather than a set of interfaces.
pub(super) fn is_gateway(endpoint: &VpcEndpoint) -> bool {
    match endpoint.kind {
        EndpointKind::Gateway { .. } => true,
    }
}
