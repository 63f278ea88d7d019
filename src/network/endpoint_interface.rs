//! A network interface of an interface endpoint or a resolver endpoint: a service at a private
//! address.

use std::ops::ControlFlow;

use super::security_group;
use super::stage::{Ending, Next, Stage};
use super::traveller::{Heading, Sender, Traveller};
use super::witness::Witness;
use crate::aws::service::EndpointService;
use crate::scenario::quantity::Protocol;
use crate::scenario::timeline::Direction;
use crate::trace::{About, Code};
use crate::world::gateway::VpcEndpoint;
use crate::world::name_service::ResolverEndpoint;
use crate::world::vpc::{InterfaceOwner, NetworkInterface};
use crate::world::{Id, Place, World};

/// The largest packet an interface endpoint carries, in bytes; it clamps the MSS of TCP, so that
/// larger ones never come (IFE-24).
const MTU: u16 = 8500;
/// The port resolvers answer on (DNS-09).
const DNS_PORT: u16 = 53;

/// The place of an endpoint's interface; of another one, the owner's.
pub(super) fn place(world: &World, interface: Id<NetworkInterface>) -> Place {
    match world.interfaces[interface].owner {
        InterfaceOwner::VpcEndpoint(endpoint) => Place::VpcEndpoint(endpoint),
        InterfaceOwner::ResolverEndpoint(endpoint) => Place::ResolverEndpoint(endpoint),
        InterfaceOwner::NatGateway(nat) => Place::NatGateway(nat),
        InterfaceOwner::Host(host) => Place::Host(host),
        InterfaceOwner::LoadBalancer(id) => Place::LoadBalancer(id),
        InterfaceOwner::TransitGateway(attachment) => {
            Place::TransitGateway(world.transit_gateway_attachments[attachment].gateway)
        }
    }
}

/// A packet comes in at an endpoint's interface, past its security groups (SG-04).
///
/// AWS: interface endpoints never begin connections (IFE-22), so an answer to one is nobody's; those
/// of outbound resolver endpoints get the answers to their queries.
pub(super) fn receive<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    interface: Id<NetworkInterface>,
) -> Next {
    let about = About::Place(place(traveller.world, interface));
    if traveller.heading == Heading::Back {
        if traveller.is_home(Sender::Interface(interface)) {
            security_group::ask(traveller, interface, Direction::Inbound)?;
            return traveller.deliver(place(traveller.world, interface));
        }
        return traveller.stop(Code::AsymmetricAnswer, about);
    }
    ask_interface(traveller, interface)?;
    security_group::ask(traveller, interface, Direction::Inbound)?;
    traveller.memory.interface = Some(interface);
    match traveller.world.interfaces[interface].owner {
        InterfaceOwner::VpcEndpoint(endpoint) => enter(traveller, endpoint, interface),
        InterfaceOwner::ResolverEndpoint(endpoint) => query(traveller, endpoint, interface),
        InterfaceOwner::Host(_)
        | InterfaceOwner::NatGateway(_)
        | InterfaceOwner::TransitGateway(_)
        | InterfaceOwner::LoadBalancer(_) => traveller.stop(Code::NoPossibleDestination, about),
    }
}

/// Whether the interface itself is out of order.
fn ask_interface<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    interface: Id<NetworkInterface>,
) -> ControlFlow<Ending> {
    if traveller.world.faults.swallows_in(interface) {
        let about = About::Place(place(traveller.world, interface));
        return traveller.stop(Code::Outage, about);
    }
    ControlFlow::Continue(())
}

/// On to the service behind an interface endpoint, by Amazon's own network (IFE-01).
fn enter<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    endpoint: Id<VpcEndpoint>,
    interface: Id<NetworkInterface>,
) -> Next {
    let world = traveller.world;
    let place = Place::VpcEndpoint(endpoint);
    let packet = traveller.packet;
    // AWS: endpoints carry TCP only; they answer no echo requests.
    if packet.protocol != Protocol::Tcp {
        return traveller.stop(Code::TargetPortRestriction, About::Place(place));
    }
    traveller.memory.endpoint = Some(endpoint);
    if let Some((way, distance)) = traveller.on_the_way() {
        way.endpoint = Some(endpoint);
        way.endpoint_interface = Some(interface);
        way.source_seen = packet.source;
        way.mtu = way.mtu.min(MTU);
        distance.through_endpoint(world, interface);
    }
    match world.vpc_endpoints[endpoint].service {
        EndpointService::S3(region) => Next::Continue(Stage::S3Receives(region)),
        EndpointService::S3Global => Next::Continue(Stage::S3GlobalReceives),
        EndpointService::DynamoDb(_) => {
            traveller.stop(Code::UnknownDestination, About::Place(place))
        }
    }
}

/// A query, or something else, comes to a resolver endpoint: only inbound ones take queries
/// (DNS-09).
fn query<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    endpoint: Id<ResolverEndpoint>,
    interface: Id<NetworkInterface>,
) -> Next {
    let world = traveller.world;
    let place = Place::ResolverEndpoint(endpoint);
    let packet = traveller.packet;
    if let Some((_, distance)) = traveller.on_the_way() {
        distance.reach_interface(world, interface);
    }
    let is_dns = matches!(packet.protocol, Protocol::Tcp | Protocol::Udp)
        && packet.destination_port == DNS_PORT;
    if is_dns && world.resolver_endpoints[endpoint].takes_queries() {
        traveller.deliver(place)
    } else {
        traveller.stop(Code::TargetPortRestriction, About::Place(place))
    }
}

/// An answer leaves by the interface its question came to, and by that subnet's own routes: the
/// endpoint's subnet needs a way back to whoever asked (RTE-16). A query leaves the same way.
pub(super) fn send<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    interface: Id<NetworkInterface>,
) -> Next {
    ask_interface(traveller, interface)?;
    security_group::ask(traveller, interface, Direction::Outbound)?;
    Next::Continue(Stage::SubnetLeft(interface))
}
