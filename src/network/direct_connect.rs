//! A Direct Connect gateway: many VPCs or Transit Gateways behind one or more virtual interfaces.

use std::net::IpAddr;

use super::stage::{Next, Stage};
use super::traveller::Traveller;
use super::witness::Witness;
use crate::trace::{About, Code, Step};
use crate::world::direct_connect::{Associated, Association, DirectConnectGateway};
use crate::world::on_premises::Uplink;
use crate::world::{Id, Place, World};

/// A packet from AWS goes on premises, by the virtual interface that its longest and best route
/// names (DX-11).
///
/// What is associated with one gateway does not talk to its neighbours, except where a network on
/// premises announces a range that covers them both (DX-06).
pub(super) fn leave<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    id: Id<DirectConnectGateway>,
) -> Next {
    let world = traveller.world;
    let to = traveller.packet.destination;
    let place = About::Place(Place::DirectConnectGateway(id));
    let gateway = &world.direct_connect_gateways[id];
    let Some(route) = gateway.routes.route_for(to) else {
        return traveller.stop(Code::DxgwNoRoute, place);
    };
    traveller.witness.see(Step::Learnt {
        range: route.range,
        by: Place::VirtualInterface(route.to),
    });
    let neighbour = gateway
        .associations
        .iter()
        .find(|association| leads_to(world, association, to));
    match neighbour.map(|association| association.gateway) {
        Some(Associated::VpnGateway(neighbour)) => {
            if world.features.direct_connect_neighbours {
                Next::Continue(Stage::VpnGatewayIn(neighbour))
            } else {
                traveller.stop(Code::DxgwNoRoute, place)
            }
        }
        Some(Associated::TransitGateway(_)) | None => {
            Next::Continue(Stage::LineOut(Uplink::VirtualInterface(route.to)))
        }
    }
}

/// A packet from on premises goes to whichever gateway was announced for its destination (DX-05).
pub(super) fn enter<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    id: Id<DirectConnectGateway>,
) -> Next {
    let world = traveller.world;
    let to = traveller.packet.destination;
    let associations = world.direct_connect_gateways[id].associations.iter();
    let found = associations
        .filter(|association| leads_to(world, association, to))
        .max_by_key(|association| length(association, to));
    match found.map(|association| association.gateway) {
        Some(Associated::VpnGateway(gateway)) => Next::Continue(Stage::VpnGatewayIn(gateway)),
        Some(Associated::TransitGateway(attachment)) => {
            Next::Continue(Stage::TransitGateway(attachment, None))
        }
        None => {
            let place = About::Place(Place::DirectConnectGateway(id));
            traveller.stop(Code::DxgwNoRoute, place)
        }
    }
}

/// Whether an association is the way to an address: a VPC whose range is let through, or a Transit
/// Gateway for whatever is announced of it (DX-05).
fn leads_to(world: &World, association: &Association, to: IpAddr) -> bool {
    let allowed = association.allowed_prefixes.as_ref();
    match association.gateway {
        Associated::VpnGateway(gateway) => {
            let mut ranges = world.vpcs[world.vpn_gateways[gateway].vpc]
                .cidr_blocks
                .iter();
            ranges.any(|range| {
                range.contains(&to)
                    && allowed.is_none_or(|all| all.iter().any(|it| it.contains(range)))
            })
        }
        Associated::TransitGateway(_) => {
            allowed.is_none_or(|all| all.iter().any(|range| range.contains(&to)))
        }
    }
}

/// How long the announced prefix is that holds an address; the longest of several wins.
fn length(association: &Association, to: IpAddr) -> u8 {
    let allowed = association.allowed_prefixes.iter().flatten();
    let lengths = allowed
        .filter(|range| range.contains(&to))
        .map(ipnet::IpNet::prefix_len);
    lengths.max().unwrap_or(0)
}
