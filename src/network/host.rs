//! A host: its security groups on the way out and in, and the ports it listens on.

use super::security_group;
use super::stage::{Ending, Next, Stage};
use super::traveller::{Heading, Sender, Traveller};
use super::witness::Witness;
use super::{Phase, address_of};
use crate::scenario::host::Answers;
use crate::scenario::quantity::Protocol;
use crate::scenario::timeline::Direction;
use crate::trace::{About, Code, Reason, Step};
use crate::world::host::{Host, Location};
use crate::world::vpc::NetworkInterface;
use crate::world::{Id, Place};
use std::ops::ControlFlow;

/// A packet leaves a host.
pub(super) fn send<W: Witness>(traveller: &mut Traveller<'_, W>, host: Id<Host>) -> Next {
    let to = traveller.packet.destination;
    let Some(own) = address_of(traveller.world, host, to) else {
        let place = About::Place(Place::Host(host));
        return traveller.stop(Code::EniNoAddressOfFamily, place);
    };
    if to == own || traveller.world.interface_with(host, to).is_some() {
        // What a host sends to itself never leaves it, and meets no filter.
        return arrive(traveller, host);
    }
    match traveller.world.hosts[host].location {
        Location::Vpc(first) => {
            let interface = sending(traveller, host).unwrap_or(first);
            check_source(traveller, host, interface)?;
            security_group::ask(traveller, interface, Direction::Outbound)?;
            Next::Continue(Stage::SubnetLeft(interface))
        }
        Location::Internet(_) => Next::Continue(Stage::Internet),
        Location::OnPremises(at, _) => Next::Continue(Stage::PremisesOut(at)),
    }
}

/// The interface by which a host in a VPC sends a packet: an answer by the one that was asked,
/// where policy routing says so; all else as the destination wants it.
fn sending<W: Witness>(
    traveller: &Traveller<'_, W>,
    host: Id<Host>,
) -> Option<Id<NetworkInterface>> {
    let world = traveller.world;
    let asked = match traveller.heading {
        Heading::Back if world.hosts[host].policy_routing => {
            world.interface_with(host, traveller.packet.source)
        }
        Heading::Back | Heading::There => None,
    };
    asked.or_else(|| world.interface_towards(host, traveller.packet.destination))
}

/// An interface sends nothing under an address that is not its own, unless its check is off.
fn check_source<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    host: Id<Host>,
    interface: Id<NetworkInterface>,
) -> ControlFlow<Ending> {
    let it = &traveller.world.interfaces[interface];
    if !it.source_dest_check || it.has(traveller.packet.source) {
        return ControlFlow::Continue(());
    }
    let about = About::Place(Place::Host(host));
    traveller.block(Reason::new(Code::EniSourceDestCheckRestriction, about))
}

/// A packet for somebody else comes in at a host, because a route leads there.
fn pass_on<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    host: Id<Host>,
    interface: Id<NetworkInterface>,
) -> Next {
    let about = About::Place(Place::Host(host));
    if traveller.world.interfaces[interface].source_dest_check {
        return traveller.stop(Code::EniSourceDestCheckRestriction, about);
    }
    security_group::ask(traveller, interface, Direction::Inbound)?;
    // SIMPLIFIED: what an appliance does with packets that are not for itself is its own affair.
    traveller.stop(Code::ApplianceUnknown, about)
}

/// A packet comes in at a host, in a VPC by one of its interfaces.
pub(super) fn receive<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    host: Id<Host>,
    by: Option<Id<NetworkInterface>>,
) -> Next {
    let world = traveller.world;
    match world.hosts[host].location {
        Location::Vpc(first) => {
            let interface = by.unwrap_or(first);
            if !world.interfaces[interface].has(traveller.packet.destination) {
                return pass_on(traveller, host, interface);
            }
            security_group::ask(traveller, interface, Direction::Inbound)?;
            if let Some((_, distance)) = traveller.on_the_way() {
                distance.reach_interface(world, interface);
            }
        }
        Location::Internet(_) => {
            if let Some((way, distance)) = traveller.on_the_way() {
                distance.reach_internet(world.hosts[host].near);
                way.mtu = way.mtu.min(super::traveller::MTU_INTERNET);
            }
        }
        Location::OnPremises(at, _) => {
            if let Some((_, distance)) = traveller.on_the_way() {
                distance.reach_premises(world, at);
            }
        }
    }
    arrive(traveller, host)
}

fn arrive<W: Witness>(traveller: &mut Traveller<'_, W>, host: Id<Host>) -> Next {
    let place = Place::Host(host);
    match traveller.heading {
        Heading::There if listens(traveller, host) => traveller.deliver(place),
        Heading::There => {
            if let Some(code) = silence(traveller, host) {
                return traveller.stop(code, About::Place(place));
            }
            let reason = Reason::new(Code::TcpPortClosed, About::Place(place));
            traveller.witness.see(Step::Refused(reason));
            ControlFlow::Break(Ending::Refused(place, reason))
        }
        Heading::Back if traveller.is_home(Sender::Host(host)) => traveller.deliver(place),
        Heading::Back => traveller.stop(Code::AsymmetricAnswer, About::Place(place)),
    }
}

/// Why a host says nothing to a packet that nobody listens for, if it does not.
fn silence<W: Witness>(traveller: &Traveller<'_, W>, host: Id<Host>) -> Option<Code> {
    match traveller.world.hosts[host].answers {
        Answers::Everything => None,
        Answers::Listeners => Some(Code::TargetPortRestriction),
        Answers::Nothing => Some(Code::HostDoesNotAnswer),
        Answers::Unknown => Some(Code::AnswerUnknown),
    }
}

/// Whether the host takes the packet: an open connection had a listener once, and echo requests
/// need none.
fn listens<W: Witness>(traveller: &Traveller<'_, W>, host: Id<Host>) -> bool {
    let packet = traveller.packet;
    let host = &traveller.world.hosts[host];
    let is_alive = host.answers != Answers::Nothing;
    match (traveller.phase, packet.protocol) {
        (Phase::Established { .. }, _) => is_alive,
        (Phase::Opening, Protocol::Icmp | Protocol::All) => host.answers == Answers::Everything,
        (Phase::Opening, Protocol::Tcp | Protocol::Udp) => {
            is_alive && host.listens.contains(packet.destination_port)
        }
    }
}
