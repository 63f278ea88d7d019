//! A subnet: its network ACL in both directions, and its route table.

use std::ops::ControlFlow;

use super::stage::{Ending, Next, Stage};
use super::transit_gateway;
use super::traveller::{Heading, MTU_INTERNET, Traveller};
use super::witness::Witness;
use crate::scenario::timeline::Direction;
use crate::trace::{About, Code, Reason, Step};
use crate::world::filter::NetworkAcl;
use crate::world::route::{Origin, Target};
use crate::world::vpc::{InterfaceOwner, NetworkInterface, Subnet};
use crate::world::{Id, Place};

/// A packet leaves an interface: within the subnet it is nobody's business (NACL-03), beyond it
/// the network ACL is asked, then the route table.
pub(super) fn leave<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    interface: Id<NetworkInterface>,
) -> Next {
    let world = traveller.world;
    let id = world.interfaces[interface].subnet;
    let subnet = &world.subnets[id];
    ask_zone(traveller, id)?;
    if let Some(node) = balanced_answer(traveller) {
        ask_acl(traveller, id, Direction::Outbound)?;
        return Next::Continue(Stage::SubnetEntered(node));
    }
    let to = traveller.packet.destination;
    if subnet.contains(to) {
        traveller.witness.see(Step::WithinSubnet(id));
        return match world.vpcs[subnet.vpc].addresses.get(&to) {
            Some(found) => Next::Continue(Stage::at_owner(world, *found)),
            None => traveller.stop(Code::NoPossibleDestination, About::Place(Place::Subnet(id))),
        };
    }
    ask_acl(traveller, id, Direction::Outbound)?;
    route(traveller, interface)
}

/// The node to which a target's answer goes, whatever its subnet's routes say, when the target saw
/// the client's own address.
fn balanced_answer<W: Witness>(traveller: &Traveller<'_, W>) -> Option<Id<NetworkInterface>> {
    let balanced = traveller.memory.balanced?;
    let is_seen = balanced.source == balanced.client;
    let is_answer =
        traveller.heading == Heading::Back && traveller.packet.source == balanced.target.0;
    (is_seen && is_answer).then_some(balanced.node)
}

/// A packet comes into the subnet of the interface it is meant for.
pub(super) fn enter<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    interface: Id<NetworkInterface>,
) -> Next {
    let world = traveller.world;
    let id = world.interfaces[interface].subnet;
    ask_zone(traveller, id)?;
    ask_acl(traveller, id, Direction::Inbound)?;
    Next::Continue(Stage::at_owner(world, interface))
}

fn route<W: Witness>(traveller: &mut Traveller<'_, W>, from: Id<NetworkInterface>) -> Next {
    let world = traveller.world;
    let id = world.interfaces[from].subnet;
    let to = traveller.packet.destination;
    let table_id = world.route_table_of(id);
    let table = &world.route_tables[table_id];
    traveller.witness.look_up(table_id, table, to);
    let Some(route) = table.route_for(to) else {
        return traveller.stop(Code::NoRouteToDestination, About::RouteTable(table_id));
    };
    let stage = match route.target {
        Target::Local => {
            let Some(found) = world.vpcs[table.vpc].addresses.get(&to) else {
                let about = About::Route(table_id, route.line);
                return traveller.stop(Code::NoPossibleDestination, about);
            };
            Stage::SubnetEntered(*found)
        }
        Target::NatGateway(nat) => {
            let interface = world.nat_gateways[nat].interface;
            if world.interfaces[interface].subnet == id {
                Stage::NatGateway(nat)
            } else {
                Stage::SubnetEntered(interface)
            }
        }
        Target::VpcEndpoint(endpoint) if !world.is_usable(endpoint) => {
            let about = About::Route(table_id, route.line);
            return traveller.stop(Code::BadStateRoute, about);
        }
        Target::InternetGateway(gateway) => Stage::InternetGatewayOut(gateway),
        Target::VpcEndpoint(endpoint) => Stage::VpcEndpointOut(endpoint),
        Target::VpnGateway(gateway) => {
            // Jumbo frames are for routes that are learnt, not for written ones (DX-08).
            let is_learnt = route.origin == Origin::Propagated;
            if let (false, Some((way, _))) = (is_learnt, traveller.on_the_way()) {
                way.mtu = way.mtu.min(MTU_INTERNET);
            }
            Stage::VpnGatewayOut(gateway)
        }
        Target::VpcPeeringConnection(peering) => Stage::VpcPeering(peering, table.vpc),
        Target::TransitGateway(gateway) => {
            let about = About::Route(table_id, route.line);
            if let InterfaceOwner::TransitGateway(_) = world.interfaces[from].owner {
                // What a Transit Gateway brought is not passed on to one (RTE-15).
                return traveller.stop(Code::GatewayRejectsSpoofedTraffic, about);
            }
            return transit_gateway::enter(traveller, gateway, from, about);
        }
        Target::EgressOnlyInternetGateway(gateway) => Stage::EgressOnlyOut(gateway),
        Target::NetworkInterface(to) if world.interfaces[to].subnet == id => {
            Stage::at_owner(world, to)
        }
        Target::NetworkInterface(to) => Stage::SubnetEntered(to),
        Target::Blackhole => {
            let about = About::Route(table_id, route.line);
            return traveller.stop(Code::BadStateRoute, about);
        }
        Target::Beyond => {
            let about = About::Route(table_id, route.line);
            return traveller.stop(Code::RouteLeavesScenario, about);
        }
    };
    Next::Continue(stage)
}

/// Asks a subnet's inbound rules about a packet that comes to an interface of a Transit Gateway.
pub(super) fn ask_inbound<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    subnet: Id<Subnet>,
) -> ControlFlow<Ending> {
    ask_acl(traveller, subnet, Direction::Inbound)
}

/// Nothing in a failed zone sends or receives (IFE-21, NAT-08).
fn ask_zone<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    subnet: Id<Subnet>,
) -> ControlFlow<Ending> {
    let world = traveller.world;
    if world.zones[world.subnets[subnet].zone].is_down {
        return traveller.stop(Code::ZoneDown, About::Place(Place::Subnet(subnet)));
    }
    ControlFlow::Continue(())
}

/// Asks the subnet's network ACL, which keeps no state: open connections and answers are judged
/// like any packet (NACL-02, NACL-05).
fn ask_acl<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    subnet: Id<Subnet>,
    direction: Direction,
) -> ControlFlow<Ending> {
    let world = traveller.world;
    let packet = traveller.packet;
    let acl = world.network_acl_of(subnet);
    let (rules, other) = match direction {
        Direction::Inbound => (&world.network_acls[acl].inbound, packet.source),
        Direction::Outbound => (&world.network_acls[acl].outbound, packet.destination),
    };
    let port = packet.destination_port;
    let decided = NetworkAcl::rule_for(rules, packet.protocol, other, port);
    let (rule, passes) = decided.map_or((None, false), |rule| (Some(rule.number), rule.allows));
    traveller.witness.see(Step::NetworkAcl {
        acl,
        direction,
        rule,
        passes,
    });
    if passes {
        return ControlFlow::Continue(());
    }
    let about = About::NetworkAcl(acl, direction, rule);
    traveller.block(Reason::new(Code::SubnetAclRestriction, about))
}
