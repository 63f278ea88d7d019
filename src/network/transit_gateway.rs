//! A Transit Gateway: the attachment a packet comes from says which table is asked.

use std::net::IpAddr;

use super::stage::{Next, Stage};
use super::traveller::{Heading, Traveller};
use super::witness::Witness;
use crate::trace::{About, Code, Step};
use crate::world::on_premises::Uplink;
use crate::world::transit_gateway::{Attached, TransitGatewayAttachment, VpcAttachment};
use crate::world::vpc::NetworkInterface;
use crate::world::{Id, World};

/// The largest packet a Transit Gateway carries, in bytes (TGW-09).
const MTU: u16 = 8500;

/// A packet comes from an attachment; `entry` is the interface by which it left a VPC.
pub(super) fn route<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    from: Id<TransitGatewayAttachment>,
    entry: Option<Id<NetworkInterface>>,
) -> Next {
    let world = traveller.world;
    let to = traveller.packet.destination;
    traveller.count_down();
    traveller.memory.is_always_tracked = true;
    if let Some((way, _)) = traveller.on_the_way() {
        way.mtu = way.mtu.min(MTU);
    }
    let Some(table) = world.transit_gateway_attachments[from].route_table else {
        let about = About::TransitGatewayAttachment(from);
        return traveller.stop(Code::TgwAttachMissingTgwRtbAssociation, about);
    };
    let routes = &world.transit_gateway_route_tables[table].routes;
    traveller.witness.look_up_transit(table, routes, to);
    let Some(position) = routes.position_for(to) else {
        let about = About::TransitGatewayRouteTable(table);
        return traveller.stop(Code::TgwRtbNoRouteToTgwAttachment, about);
    };
    let Some(next) = routes.routes()[position].to else {
        let about = About::TransitGatewayRoute(table, position);
        return traveller.stop(Code::TgwRtbBadStateRoute, about);
    };
    Next::Continue(match &world.transit_gateway_attachments[next].to {
        Attached::Vpc(at) => {
            let Some(interface) = interface_for(world, at, entry, (traveller.packet.source, to))
            else {
                let about = About::TransitGatewayAttachment(next);
                return traveller.stop(Code::TgwAttachVpcAzRestriction, about);
            };
            note_passed(traveller, interface);
            Stage::SubnetLeft(interface)
        }
        Attached::Peering { other, is_accepted } => {
            if !is_accepted {
                let about = About::TransitGatewayAttachment(next);
                return traveller.stop(Code::BadStateAttachment, about);
            }
            Stage::TransitGateway(*other, None)
        }
        Attached::DirectConnectGateway(gateway) => Stage::DirectConnectGatewayOut(*gateway),
        Attached::Vpn(vpn) => Stage::LineOut(Uplink::Vpn(*vpn)),
        Attached::Beyond => {
            let about = About::TransitGatewayAttachment(next);
            return traveller.stop(Code::RouteLeavesScenario, about);
        }
    })
}

/// A connection's first packet passes an attachment's interface in a VPC (TGW-15).
///
/// SIMPLIFIED: answers count for the interfaces that the way there passes, even where they come by
/// those of other zones (TGW-06).
fn note_passed<W: Witness>(traveller: &mut Traveller<'_, W>, interface: Id<NetworkInterface>) {
    if traveller.heading == Heading::There
        && let Some((way, _)) = traveller.on_the_way()
    {
        way.transit_interfaces.push(interface);
    }
}

/// The interface by which a packet enters a VPC: the one in the zone it comes from, if there is
/// one, so that traffic keeps to its zone; in appliance mode, and where the zone is of no help, the
/// one its two addresses choose, whichever way it goes (TGW-06).
fn interface_for(
    world: &World,
    at: &VpcAttachment,
    entry: Option<Id<NetworkInterface>>,
    ends: (IpAddr, IpAddr),
) -> Option<Id<NetworkInterface>> {
    let zone = entry.map(|entry| {
        let subnet = world.interfaces[entry].subnet;
        world.subnets[subnet].zone
    });
    let kept = zone
        .filter(|_| !at.is_appliance_mode)
        .and_then(|zone| world.transit_interface(at, zone));
    kept.or_else(|| {
        let mixed = bits(ends.0) ^ bits(ends.1);
        let spread = (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize;
        let chosen = spread.checked_rem(at.interfaces.len())?;
        at.interfaces.get(chosen).copied()
    })
}

fn bits(address: IpAddr) -> u64 {
    match address {
        IpAddr::V4(address) => u64::from(address.to_bits()),
        IpAddr::V6(address) => {
            let segments = address.segments().map(u64::from);
            segments
                .iter()
                .fold(0, |mix: u64, part| mix.rotate_left(16) ^ part)
        }
    }
}

/// A packet leaves a subnet for a Transit Gateway: only from zones that have an attachment there
/// (TGW-05), and past the network ACL of the attachment's own subnet (TGW-14).
pub(super) fn enter<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    gateway: Id<crate::world::transit_gateway::TransitGateway>,
    interface: Id<NetworkInterface>,
    about: About,
) -> Next {
    let world = traveller.world;
    let subnet = world.interfaces[interface].subnet;
    let vpc = world.vpc_of(subnet);
    let Some(attachment) = world.transit_gateways[gateway].vpcs.get(&vpc).copied() else {
        return traveller.stop(Code::BadStateRoute, about);
    };
    let Attached::Vpc(at) = &world.transit_gateway_attachments[attachment].to else {
        return traveller.stop(Code::BadStateRoute, about);
    };
    let zone = world.subnets[subnet].zone;
    let Some(entry) = world.transit_interface(at, zone) else {
        return traveller.stop(Code::TgwRouteAzRestriction, about);
    };
    Next::Continue(Stage::TransitInterface(attachment, entry))
}

/// A packet comes in at an attachment's interface in a subnet of the sender's VPC. That subnet's
/// inbound rules are asked even when it is the sender's own subnet; its outbound rules are for what
/// comes the other way (TGW-14).
pub(super) fn arrive<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    attachment: Id<TransitGatewayAttachment>,
    entry: Id<NetworkInterface>,
) -> Next {
    traveller.witness.see(Step::TransitEntered(attachment));
    super::subnet::ask_inbound(traveller, traveller.world.interfaces[entry].subnet)?;
    note_passed(traveller, entry);
    Next::Continue(Stage::TransitGateway(attachment, Some(entry)))
}
