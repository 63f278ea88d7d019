//! An internet gateway: one public address stands for one private one, both ways.

use super::stage::{Next, Stage};
use super::traveller::{Heading, MTU_INTERNET, Traveller};
use super::witness::Witness;
use crate::trace::{About, Code, Step};
use crate::units::BitsPerSecond;
use crate::world::gateway::InternetGateway;
use crate::world::vpc::{InterfaceOwner, NetworkInterface};
use crate::world::{Id, Place, World};
use std::net::IpAddr;

/// What one flow gets through an internet gateway (BW-01).
const RATE_MAX: BitsPerSecond = BitsPerSecond(5_000_000_000);

/// A packet leaves a VPC: its source becomes the public address of the interface (VPC-02).
pub(super) fn leave<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    gateway: Id<InternetGateway>,
) -> Next {
    let world = traveller.world;
    let packet = traveller.packet;
    let place = About::Place(Place::InternetGateway(gateway));
    if is_private(packet.destination) {
        return traveller.stop(Code::IgwDestinationPrivate, place);
    }
    let vpc = world.internet_gateways[gateway].vpc;
    let interface = world.vpcs[vpc].addresses.get(&packet.source).copied();
    if let Some(interface) = interface {
        traveller.ask_vpc_block(interface, traveller.heading == Heading::There, place)?;
    }
    let Some(public) =
        interface.and_then(|found| world.interfaces[found].public_for(packet.source))
    else {
        return traveller.stop(missing_address(world, interface), place);
    };
    if public != packet.source {
        traveller.witness.see(Step::SourceTranslated {
            from: packet.source,
            to: public,
        });
    }
    traveller.packet.source = public;
    traveller.count_down();
    if let Some((way, _)) = traveller.on_the_way() {
        way.source_seen = public;
        way.mtu = way.mtu.min(MTU_INTERNET);
        way.rate = way.rate.min(RATE_MAX);
    }
    let is_turned_round = world
        .public_addresses
        .get(&packet.destination)
        .is_some_and(|found| world.vpc_of(world.interfaces[*found].subnet) == vpc);
    Next::Continue(if is_turned_round {
        Stage::InternetGatewayIn(gateway)
    } else {
        Stage::Internet
    })
}

/// A packet comes into a VPC: its destination becomes the private address of the interface.
pub(super) fn enter<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    gateway: Id<InternetGateway>,
) -> Next {
    let world = traveller.world;
    let public = traveller.packet.destination;
    let Some(found) = world.public_addresses.get(&public) else {
        let place = About::Place(Place::InternetGateway(gateway));
        return traveller.stop(Code::IgwPrivateIpAssociationForIngress, place);
    };
    let place = About::Place(Place::InternetGateway(gateway));
    traveller.ask_vpc_block(*found, traveller.heading == Heading::Back, place)?;
    let private = world.interfaces[*found].private_for(public);
    if private != public {
        traveller.witness.see(Step::DestinationTranslated {
            from: public,
            to: private,
        });
    }
    traveller.packet.destination = private;
    if let Some((way, _)) = traveller.on_the_way() {
        way.destination = private;
        way.mtu = way.mtu.min(MTU_INTERNET);
        way.rate = way.rate.min(RATE_MAX);
    }
    Next::Continue(Stage::SubnetEntered(*found))
}

/// Why there is no public address: a private NAT gateway never has one (NAT-10).
fn missing_address(world: &World, interface: Option<Id<NetworkInterface>>) -> Code {
    match interface.map(|found| world.interfaces[found].owner) {
        Some(InterfaceOwner::NatGateway(_)) => Code::NgwHasNoPublicIp,
        Some(
            InterfaceOwner::Host(_)
            | InterfaceOwner::TransitGateway(_)
            | InterfaceOwner::VpcEndpoint(_)
            | InterfaceOwner::ResolverEndpoint(_)
            | InterfaceOwner::LoadBalancer(_),
        )
        | None => Code::IgwPublicIpAssociationForEgress,
    }
}

/// Whether an address means something only within a network of one's own.
pub(super) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    }
}
