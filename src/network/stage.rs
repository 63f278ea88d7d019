//! Where a packet is and which way it faces there.

use std::ops::ControlFlow;

use super::memory::Memory;
use super::traveller::Traveller;
use super::witness::Witness;
use super::{
    endpoint_interface, host, internet, internet_gateway, nat_gateway, s3, subnet, vpc_endpoint,
    vpn_gateway,
};
use crate::aws::region::Region;
use crate::trace::Reason;
use crate::world::gateway::{InternetGateway, NatGateway, VpcEndpoint, VpnGateway};
use crate::world::host::Host;
use crate::world::vpc::{InterfaceOwner, NetworkInterface};
use crate::world::{Id, Place, World};

/// Where a packet is and which way it faces there; a walk turns one stage into the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// A host sends it.
    HostSends(Id<Host>),
    /// It comes in at a host.
    HostReceives(Id<Host>),
    /// It leaves this interface and asks its subnet for the way.
    SubnetLeft(Id<NetworkInterface>),
    /// It comes into the subnet of this interface, for which it is meant.
    SubnetEntered(Id<NetworkInterface>),
    /// It is at a NAT gateway.
    NatGateway(Id<NatGateway>),
    /// It leaves a VPC by its internet gateway.
    InternetGatewayOut(Id<InternetGateway>),
    /// It comes into a VPC by its internet gateway.
    InternetGatewayIn(Id<InternetGateway>),
    /// It comes in at a network interface of an endpoint.
    EndpointReceives(Id<NetworkInterface>),
    /// It leaves a network interface of an endpoint, as an answer.
    EndpointAnswers(Id<NetworkInterface>),
    /// It leaves a VPC by a gateway endpoint.
    VpcEndpointOut(Id<VpcEndpoint>),
    /// It comes back by a gateway endpoint.
    VpcEndpointIn(Id<VpcEndpoint>),
    /// It leaves a VPC by its virtual private gateway.
    VpnGatewayOut(Id<VpnGateway>),
    /// It is among public addresses.
    Internet,
    /// It comes in at S3.
    S3Receives(Region),
    /// S3 sends it.
    S3Answers(Region),
}

/// How a leg of a walk ended, before anyone asks what else would have stopped it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// It arrived.
    Delivered(Place),
    /// It arrived where nobody listens.
    Refused(Place, Reason),
    /// There was no way on.
    Dropped(Reason),
}

/// The next stage, or the end.
pub(super) type Next = ControlFlow<Ending, Stage>;

impl Stage {
    /// The stage at which a packet comes in at the owner of an interface.
    pub(super) fn at_owner(world: &World, interface: Id<NetworkInterface>) -> Self {
        match world.interfaces[interface].owner {
            InterfaceOwner::Host(host) => Self::HostReceives(host),
            InterfaceOwner::NatGateway(nat) => Self::NatGateway(nat),
            InterfaceOwner::VpcEndpoint(_) | InterfaceOwner::ResolverEndpoint(_) => {
                Self::EndpointReceives(interface)
            }
        }
    }

    /// The stage at which the answer sets out from where a packet arrived.
    pub(super) fn answering(ending: Ending, memory: &Memory) -> Option<Self> {
        let (Ending::Delivered(place) | Ending::Refused(place, _)) = ending else {
            return None;
        };
        match place {
            Place::Host(host) => Some(Self::HostSends(host)),
            Place::S3(region) => Some(Self::S3Answers(region)),
            Place::ResolverEndpoint(_) => memory.interface.map(Self::EndpointAnswers),
            Place::Subnet(_)
            | Place::InternetGateway(_)
            | Place::NatGateway(_)
            | Place::VpnGateway(_)
            | Place::VpcEndpoint(_)
            | Place::Internet => None,
        }
    }

    /// The place.
    pub(super) fn place(self, world: &World) -> Place {
        match self {
            Self::HostSends(host) | Self::HostReceives(host) => Place::Host(host),
            Self::SubnetLeft(interface) | Self::SubnetEntered(interface) => {
                Place::Subnet(world.interfaces[interface].subnet)
            }
            Self::NatGateway(nat) => Place::NatGateway(nat),
            Self::InternetGatewayOut(gateway) | Self::InternetGatewayIn(gateway) => {
                Place::InternetGateway(gateway)
            }
            Self::EndpointReceives(interface) | Self::EndpointAnswers(interface) => {
                endpoint_interface::place(world, interface)
            }
            Self::VpcEndpointOut(endpoint) | Self::VpcEndpointIn(endpoint) => {
                Place::VpcEndpoint(endpoint)
            }
            Self::VpnGatewayOut(gateway) => Place::VpnGateway(gateway),
            Self::Internet => Place::Internet,
            Self::S3Receives(region) | Self::S3Answers(region) => Place::S3(region),
        }
    }

    /// Takes the packet through this stage.
    pub(super) fn pass<W: Witness>(self, traveller: &mut Traveller<'_, W>) -> Next {
        match self {
            Self::HostSends(host) => host::send(traveller, host),
            Self::HostReceives(host) => host::receive(traveller, host),
            Self::SubnetLeft(interface) => subnet::leave(traveller, interface),
            Self::SubnetEntered(interface) => subnet::enter(traveller, interface),
            Self::NatGateway(nat) => nat_gateway::translate(traveller, nat),
            Self::InternetGatewayOut(gateway) => internet_gateway::leave(traveller, gateway),
            Self::InternetGatewayIn(gateway) => internet_gateway::enter(traveller, gateway),
            Self::EndpointReceives(interface) => endpoint_interface::receive(traveller, interface),
            Self::EndpointAnswers(interface) => endpoint_interface::answer(traveller, interface),
            Self::VpcEndpointOut(endpoint) => vpc_endpoint::leave(traveller, endpoint),
            Self::VpcEndpointIn(endpoint) => vpc_endpoint::enter(traveller, endpoint),
            Self::VpnGatewayOut(gateway) => vpn_gateway::leave(traveller, gateway),
            Self::Internet => internet::cross(traveller),
            Self::S3Receives(region) => s3::receive(traveller, region),
            Self::S3Answers(region) => s3::answer(traveller, region),
        }
    }
}
