//! Where a packet is and which way it faces there.

use std::ops::ControlFlow;

use super::memory::Memory;
use super::traveller::Traveller;
use super::witness::Witness;
use super::{
    direct_connect, egress_only, endpoint_interface, host, internet, internet_gateway, line,
    nat_gateway, on_premises, s3, subnet, transit_gateway, vpc_endpoint, vpc_peering, vpn_gateway,
};
use crate::aws::region::Region;
use crate::trace::Reason;
use crate::world::direct_connect::DirectConnectGateway;
use crate::world::gateway::{
    EgressOnlyInternetGateway, InternetGateway, NatGateway, VpcEndpoint, VpnGateway,
};
use crate::world::host::Host;
use crate::world::on_premises::{OnPremises, Uplink};
use crate::world::peering::VpcPeeringConnection;
use crate::world::transit_gateway::TransitGatewayAttachment;
use crate::world::vpc::{InterfaceOwner, NetworkInterface, Vpc};
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
    /// It comes into a VPC by its virtual private gateway.
    VpnGatewayIn(Id<VpnGateway>),
    /// It leaves a VPC by its egress-only internet gateway.
    EgressOnlyOut(Id<EgressOnlyInternetGateway>),
    /// It comes back by an egress-only internet gateway.
    EgressOnlyIn(Id<EgressOnlyInternetGateway>),
    /// It leaves this VPC by a peering connection.
    VpcPeering(Id<VpcPeeringConnection>, Id<Vpc>),
    /// It comes to this attachment's interface in the sender's VPC.
    TransitInterface(Id<TransitGatewayAttachment>, Id<NetworkInterface>),
    /// It is at a Transit Gateway, come from this attachment, perhaps by this interface.
    TransitGateway(Id<TransitGatewayAttachment>, Option<Id<NetworkInterface>>),
    /// It leaves AWS by a Direct Connect gateway.
    DirectConnectGatewayOut(Id<DirectConnectGateway>),
    /// It comes to AWS by a Direct Connect gateway.
    DirectConnectGatewayIn(Id<DirectConnectGateway>),
    /// It goes on premises by this line.
    LineOut(Uplink),
    /// It comes from on premises by this line.
    LineIn(Uplink),
    /// It comes to a network on premises by a line.
    PremisesIn(Id<OnPremises>, Uplink),
    /// It comes to a network on premises from the internet.
    PremisesFromInternet(Id<OnPremises>),
    /// A host on premises gives it to its router.
    PremisesOut(Id<OnPremises>),
    /// It is among public addresses.
    Internet,
    /// It comes in at S3.
    S3Receives(Region),
    /// S3 sends it.
    S3Answers(Region),
    /// It comes in at the global endpoint.
    S3GlobalReceives,
    /// The global endpoint sends it.
    S3GlobalAnswers,
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
            // SIMPLIFIED: a packet to the address of a Transit Gateway's own interface is looked
            // up like any other that comes from its VPC.
            InterfaceOwner::TransitGateway(attachment) => {
                Self::TransitGateway(attachment, Some(interface))
            }
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
            Place::S3Global => Some(Self::S3GlobalAnswers),
            Place::ResolverEndpoint(_) => memory.interface.map(Self::EndpointAnswers),
            Place::Subnet(_)
            | Place::InternetGateway(_)
            | Place::NatGateway(_)
            | Place::VpnGateway(_)
            | Place::VpcEndpoint(_)
            | Place::Internet
            | Place::EgressOnlyInternetGateway(_)
            | Place::VpcPeeringConnection(_)
            | Place::TransitGateway(_)
            | Place::DirectConnectGateway(_)
            | Place::VirtualInterface(_)
            | Place::VpnConnection(_)
            | Place::OnPremises(_) => None,
        }
    }

    /// The place.
    pub(super) fn place(self, world: &World) -> Place {
        match self {
            Self::HostSends(host) | Self::HostReceives(host) => Place::Host(host),
            Self::SubnetLeft(interface)
            | Self::SubnetEntered(interface)
            | Self::TransitInterface(_, interface) => {
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
            Self::VpnGatewayOut(gateway) | Self::VpnGatewayIn(gateway) => {
                Place::VpnGateway(gateway)
            }
            Self::EgressOnlyOut(gateway) | Self::EgressOnlyIn(gateway) => {
                Place::EgressOnlyInternetGateway(gateway)
            }
            Self::VpcPeering(peering, _) => Place::VpcPeeringConnection(peering),
            Self::TransitGateway(attachment, _) => {
                Place::TransitGateway(world.transit_gateway_attachments[attachment].gateway)
            }
            Self::DirectConnectGatewayOut(gateway) | Self::DirectConnectGatewayIn(gateway) => {
                Place::DirectConnectGateway(gateway)
            }
            Self::LineOut(line) | Self::LineIn(line) => line.place(),
            Self::PremisesIn(premises, _)
            | Self::PremisesFromInternet(premises)
            | Self::PremisesOut(premises) => Place::OnPremises(premises),
            Self::Internet => Place::Internet,
            Self::S3Receives(region) | Self::S3Answers(region) => Place::S3(region),
            Self::S3GlobalReceives | Self::S3GlobalAnswers => Place::S3Global,
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
            Self::VpnGatewayIn(gateway) => vpn_gateway::enter(traveller, gateway),
            Self::EgressOnlyOut(gateway) => egress_only::leave(traveller, gateway),
            Self::EgressOnlyIn(gateway) => egress_only::enter(traveller, gateway),
            Self::VpcPeering(peering, from) => vpc_peering::cross(traveller, peering, from),
            Self::TransitInterface(attachment, interface) => {
                transit_gateway::arrive(traveller, attachment, interface)
            }
            Self::TransitGateway(attachment, interface) => {
                transit_gateway::route(traveller, attachment, interface)
            }
            Self::DirectConnectGatewayOut(gateway) => direct_connect::leave(traveller, gateway),
            Self::DirectConnectGatewayIn(gateway) => direct_connect::enter(traveller, gateway),
            Self::LineOut(line) => line::go_out(traveller, line),
            Self::LineIn(line) => line::come_in(traveller, line),
            Self::PremisesIn(premises, by) => on_premises::enter(traveller, premises, by),
            Self::PremisesFromInternet(premises) => {
                on_premises::enter_from_internet(traveller, premises)
            }
            Self::PremisesOut(premises) => on_premises::leave(traveller, premises),
            Self::Internet => internet::cross(traveller),
            Self::S3Receives(region) => s3::receive(traveller, region),
            Self::S3Answers(_) | Self::S3GlobalAnswers => s3::answer(traveller),
            Self::S3GlobalReceives => s3::receive_globally(traveller),
        }
    }
}
