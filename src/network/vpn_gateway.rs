//! A virtual private gateway: the way between one VPC and networks on premises.

use super::stage::{Next, Stage};
use super::traveller::Traveller;
use super::witness::Witness;
use crate::trace::{About, Code, Step};
use crate::world::gateway::VpnGateway;
use crate::world::on_premises::Uplink;
use crate::world::{Id, Place};

/// A packet leaves a VPC by its virtual private gateway, by the line that its longest and best
/// route names (RTE-03, DX-11). It carries only what the VPC's own addresses send (VPN-05).
pub(super) fn leave<W: Witness>(traveller: &mut Traveller<'_, W>, gateway: Id<VpnGateway>) -> Next {
    let world = traveller.world;
    let packet = traveller.packet;
    let place = About::Place(Place::VpnGateway(gateway));
    let it = &world.vpn_gateways[gateway];
    if !world.vpcs[it.vpc].contains(packet.source) {
        return traveller.stop(Code::VgwPrivateIpAssociationForEgress, place);
    }
    let Some(route) = it.routes.route_for(packet.destination) else {
        return traveller.stop(Code::VgwNoRouteOnPremises, place);
    };
    traveller.witness.see(Step::Learnt {
        range: route.range,
        by: route.to,
    });
    match route.to {
        Place::DirectConnectGateway(to) => Next::Continue(Stage::DirectConnectGatewayOut(to)),
        Place::VirtualInterface(line) => {
            Next::Continue(Stage::LineOut(Uplink::VirtualInterface(line)))
        }
        Place::VpnConnection(line) => Next::Continue(Stage::LineOut(Uplink::Vpn(line))),
        // INVARIANT: a virtual private gateway learns by lines and Direct Connect gateways only.
        Place::Host(_)
        | Place::Subnet(_)
        | Place::InternetGateway(_)
        | Place::NatGateway(_)
        | Place::VpnGateway(_)
        | Place::VpcEndpoint(_)
        | Place::ResolverEndpoint(_)
        | Place::Internet
        | Place::S3(_)
        | Place::S3Global
        | Place::EgressOnlyInternetGateway(_)
        | Place::VpcPeeringConnection(_)
        | Place::TransitGateway(_)
        | Place::OnPremises(_) => traveller.stop(Code::VgwNoRouteOnPremises, place),
    }
}

/// A packet from on premises comes into a VPC: only what is meant for an address of the VPC gets
/// anywhere; its internet and NAT gateways, its gateway endpoints and its resolver are out of reach
/// (DX-01, VPN-05, NAT-06, RTE-15).
pub(super) fn enter<W: Witness>(traveller: &mut Traveller<'_, W>, gateway: Id<VpnGateway>) -> Next {
    let world = traveller.world;
    let to = traveller.packet.destination;
    let vpc = &world.vpcs[world.vpn_gateways[gateway].vpc];
    if let Some(found) = vpc.addresses.get(&to) {
        return Next::Continue(Stage::SubnetEntered(*found));
    }
    let code = if vpc.contains(to) {
        Code::NoPossibleDestination
    } else {
        Code::VgwPrivateIpAssociationForIngress
    };
    traveller.stop(code, About::Place(Place::VpnGateway(gateway)))
}
