//! An egress-only internet gateway: IPv6 goes out, and only answers come back in.

use super::stage::{Next, Stage};
use super::traveller::{Heading, MTU_INTERNET, Traveller};
use super::witness::Witness;
use crate::trace::{About, Code};
use crate::world::gateway::EgressOnlyInternetGateway;
use crate::world::{Id, Place};

/// An IPv6 packet leaves a VPC under its own address (VPC-05, GWE-10).
pub(super) fn leave<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    id: Id<EgressOnlyInternetGateway>,
) -> Next {
    let world = traveller.world;
    let packet = traveller.packet;
    let place = About::Place(Place::EgressOnlyInternetGateway(id));
    if packet.destination.is_ipv4() {
        return traveller.stop(Code::ProtocolRestriction, place);
    }
    let vpc = &world.vpcs[world.egress_only_gateways[id].vpc];
    let Some(interface) = vpc.addresses.get(&packet.source).copied() else {
        return traveller.stop(Code::GatewayRejectsSpoofedTraffic, place);
    };
    match traveller.heading {
        Heading::There => traveller.memory.egress_only = Some(id),
        Heading::Back if traveller.memory.egress_only == Some(id) => {}
        Heading::Back => return traveller.stop(Code::EigwNoConnection, place),
    }
    traveller.ask_vpc_block(interface, true, place)?;
    traveller.memory.is_always_tracked = true;
    traveller.count_down();
    if let Some((way, _)) = traveller.on_the_way() {
        way.mtu = way.mtu.min(MTU_INTERNET);
    }
    Next::Continue(Stage::Internet)
}

/// An IPv6 packet comes to a VPC: only as an answer to one that left this way.
pub(super) fn enter<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    id: Id<EgressOnlyInternetGateway>,
) -> Next {
    let world = traveller.world;
    let vpc = &world.vpcs[world.egress_only_gateways[id].vpc];
    let found = vpc.addresses.get(&traveller.packet.destination).copied();
    if let Some(interface) = found.filter(|_| traveller.memory.egress_only == Some(id)) {
        Next::Continue(Stage::SubnetEntered(interface))
    } else {
        let place = About::Place(Place::EgressOnlyInternetGateway(id));
        traveller.stop(Code::EigwNoConnection, place)
    }
}
