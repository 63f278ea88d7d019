//! A network load balancer: a listener takes a connection, a target gets it, and its answers come
//! back through the same node.

use std::net::IpAddr;

use super::memory::Balanced;
use super::security_group;
use super::stage::{Next, Stage};
use super::traveller::{Heading, Traveller};
use super::witness::Witness;
use crate::scenario::quantity::Protocol;
use crate::scenario::timeline::Direction;
use crate::trace::{About, Code, Packet, Step};
use crate::world::load_balancer::{Listener, LoadBalancer, Target};
use crate::world::vpc::NetworkInterface;
use crate::world::{Id, Place};

/// A packet comes in at a node of a load balancer.
pub(super) fn receive<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    id: Id<LoadBalancer>,
    node: Id<NetworkInterface>,
) -> Next {
    match traveller.heading {
        Heading::There => send_on(traveller, id, node),
        Heading::Back => send_back(traveller, id, node),
    }
}

/// Only what a listener is for is taken; all else, echo requests too, is met with silence.
///
/// AWS: measured: neither another port nor ICMP is answered.
fn send_on<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    id: Id<LoadBalancer>,
    node: Id<NetworkInterface>,
) -> Next {
    let world = traveller.world;
    let about = About::Place(Place::LoadBalancer(id));
    if !world.interfaces[node].security_groups.is_empty() {
        security_group::ask(traveller, node, Direction::Inbound)?;
    }
    let packet = traveller.packet;
    let listeners = &world.load_balancers[id].listeners;
    let Some(listener) = listeners.iter().find(|it| is_for(it, packet)) else {
        return traveller.stop(Code::Elbv2ListenersMismatch, about);
    };
    let Some(target) = chosen(&world.targets_of(node, listener), packet) else {
        return traveller.stop(Code::Elbv2NoTargetsInAz, about);
    };
    let own = world.interfaces[node].private_ip;
    let source = if target.sees_client {
        (packet.source, packet.source_port)
    } else {
        (own, packet.source_port)
    };
    if source.0 == target.address {
        return traveller.stop(Code::Elbv2SourceAddressPreservation, about);
    }
    let balanced = Balanced {
        node,
        client: (packet.source, packet.source_port),
        front: (packet.destination, packet.destination_port),
        target: (target.address, target.port),
        source,
    };
    if traveller.memory.balanced.replace(balanced).is_some() {
        return traveller.stop(Code::RoutingLoop, about);
    }
    traveller.memory.is_always_tracked = true;
    see(
        traveller,
        (source.0, target.address),
        (packet.source, packet.destination),
    );
    traveller.packet = Packet {
        source: source.0,
        source_port: source.1,
        destination: target.address,
        destination_port: target.port,
        ..packet
    };
    if let Some((way, distance)) = traveller.on_the_way() {
        way.source_seen = source.0;
        way.destination = target.address;
        distance.reach_interface(world, node);
    }
    Next::Continue(Stage::SubnetLeft(node))
}

/// An answer of a target leaves under the address that was asked, by the routes of the node's own
/// subnet (RTE-16).
fn send_back<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    id: Id<LoadBalancer>,
    node: Id<NetworkInterface>,
) -> Next {
    let packet = traveller.packet;
    let known = traveller.memory.balanced.filter(|it| {
        it.node == node
            && (packet.source, packet.source_port) == it.target
            && (packet.destination, packet.destination_port) == it.source
    });
    let Some(known) = known else {
        let about = About::Place(Place::LoadBalancer(id));
        return traveller.stop(Code::AsymmetricAnswer, about);
    };
    see(
        traveller,
        (known.front.0, known.client.0),
        (packet.source, packet.destination),
    );
    traveller.packet = Packet {
        source: known.front.0,
        source_port: known.front.1,
        destination: known.client.0,
        destination_port: known.client.1,
        ..packet
    };
    traveller.memory.balanced = None;
    Next::Continue(Stage::SubnetLeft(node))
}

fn see<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    (source, destination): (IpAddr, IpAddr),
    was: (IpAddr, IpAddr),
) {
    if source != was.0 {
        let from = was.0;
        traveller
            .witness
            .see(Step::SourceTranslated { from, to: source });
    }
    if destination != was.1 {
        let from = was.1;
        traveller.witness.see(Step::DestinationTranslated {
            from,
            to: destination,
        });
    }
}

fn is_for(listener: &Listener, packet: Packet) -> bool {
    let is_protocol = match listener.protocol {
        Protocol::All => matches!(packet.protocol, Protocol::Tcp | Protocol::Udp),
        Protocol::Tcp | Protocol::Udp => listener.protocol == packet.protocol,
        Protocol::Icmp => false,
    };
    is_protocol && listener.port == packet.destination_port
}

/// The target of a connection: the same one for the same addresses and ports.
///
/// SIMPLIFIED: AWS's own choice is not published; a hash of the four stands for it.
fn chosen(targets: &[Target], packet: Packet) -> Option<Target> {
    let bits = |address: IpAddr| match address {
        IpAddr::V4(it) => u128::from(it.to_bits()),
        IpAddr::V6(it) => it.to_bits(),
    };
    let ports = u128::from(packet.source_port) << 16 | u128::from(packet.destination_port);
    let mixed = (bits(packet.source) ^ bits(packet.destination).rotate_left(48) ^ ports)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let spread = usize::try_from(mixed >> 80).unwrap_or(0);
    targets.get(spread.checked_rem(targets.len())?).copied()
}
