//! Where a place stands in the picture: in which column, and inside of what.

use crate::world::gateway::{EndpointKind, VpcEndpoint};
use crate::world::host::{Host, Location};
use crate::world::vpc::Vpc;
use crate::world::{Id, Place, World};

/// The columns of the picture, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Column {
    /// Networks on premises.
    OnPremises,
    /// Virtual interfaces and VPN connections.
    Lines,
    /// Direct Connect gateways.
    DirectConnect,
    /// Transit Gateways and peering connections.
    Hubs,
    /// Subnets, and below them what takes packets from other networks.
    Subnets,
    /// The right edges of VPCs: what leads out.
    Far,
    /// The internet and S3.
    Outside,
}

impl Column {
    /// The columns outside of VPCs, in the order in which their boxes find their places.
    pub(super) const BESIDE_VPCS: [Self; 5] = [
        Self::Hubs,
        Self::DirectConnect,
        Self::Lines,
        Self::OnPremises,
        Self::Outside,
    ];

    /// Whether boxes of this column stand in the frames of VPCs.
    pub(super) fn is_in_vpc(self) -> bool {
        match self {
            Self::Subnets | Self::Far => true,
            Self::OnPremises | Self::Lines | Self::DirectConnect | Self::Hubs | Self::Outside => {
                false
            }
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
            Standing::Apart(Column::Subnets, Some(world.vpn_gateways[gateway].vpc))
        }
        Place::VpcEndpoint(endpoint) => {
            Standing::Apart(Column::Far, Some(world.vpc_endpoints[endpoint].vpc))
        }
        Place::EgressOnlyInternetGateway(gateway) => {
            Standing::Apart(Column::Far, Some(world.egress_only_gateways[gateway].vpc))
        }
        Place::ResolverEndpoint(endpoint) => Standing::Apart(
            Column::Subnets,
            Some(world.resolver_endpoints[endpoint].vpc),
        ),
        Place::VpcPeeringConnection(_) | Place::TransitGateway(_) => {
            Standing::Apart(Column::Hubs, None)
        }
        Place::DirectConnectGateway(_) => Standing::Apart(Column::DirectConnect, None),
        Place::VirtualInterface(_) | Place::VpnConnection(_) => {
            Standing::Apart(Column::Lines, None)
        }
        Place::OnPremises(_) => Standing::Apart(Column::OnPremises, None),
        Place::Internet | Place::S3(_) | Place::S3Global => Standing::Apart(Column::Outside, None),
    }
}

/// What a host stands in.
fn home(world: &World, host: Id<Host>) -> Place {
    match world.hosts[host].location {
        Location::Vpc(interface) => Place::Subnet(world.interfaces[interface].subnet),
        Location::Internet(_) => Place::Internet,
        Location::OnPremises(premises, _) => Place::OnPremises(premises),
    }
}

/// Whether an endpoint is a route target rather than a set of interfaces.
pub(super) fn is_gateway(endpoint: &VpcEndpoint) -> bool {
    match endpoint.kind {
        EndpointKind::Gateway { .. } => true,
        EndpointKind::Interface(_) => false,
    }
}
