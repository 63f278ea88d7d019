//! Whether a way stays on Amazon's own network.

use crate::trace::Way;
use crate::world::host::Location;
use crate::world::{Place, World};

/// Whether a way stays on Amazon's own network.
///
/// It does between VPCs and S3, by an endpoint (VPC-04) and also by public addresses through an
/// internet or NAT gateway (VPC-03); it does not when an end is on the internet or unknown.
pub fn is_on_aws_network(world: &World, way: &Way) -> bool {
    let is_inside = |place: &Place| match place {
        Place::Host(host) => match world.hosts[*host].location {
            Location::Vpc(_) => true,
            Location::Internet(_) | Location::OnPremises(..) => false,
        },
        // An internet gateway's far side is Amazon's own network until something leaves it.
        Place::Internet => way.places.last() != Some(place),
        Place::Subnet(_)
        | Place::InternetGateway(_)
        | Place::NatGateway(_)
        | Place::VpnGateway(_)
        | Place::VpcEndpoint(_)
        | Place::ResolverEndpoint(_)
        | Place::S3(_)
        | Place::S3Global
        | Place::EgressOnlyInternetGateway(_)
        | Place::VpcPeeringConnection(_)
        | Place::TransitGateway(_)
        | Place::DirectConnectGateway(_)
        | Place::VirtualInterface(_) => true,
        // A VPN's tunnels lie on the internet.
        Place::VpnConnection(_) | Place::OnPremises(_) => false,
    };
    way.places.iter().all(is_inside)
}
