//! A host: its security groups on the way out and in, and the ports it listens on.

use super::security_group;
use super::stage::{Ending, Next, Stage};
use super::traveller::{Heading, Traveller};
use super::witness::Witness;
use super::{Phase, address_of};
use crate::scenario::quantity::Protocol;
use crate::scenario::timeline::Direction;
use crate::trace::{About, Code, Reason, Step};
use crate::world::host::{Host, Location};
use crate::world::{Id, Place};
use std::ops::ControlFlow;

/// A packet leaves a host.
pub(super) fn send<W: Witness>(traveller: &mut Traveller<'_, W>, host: Id<Host>) -> Next {
    let to = traveller.packet.destination;
    let Some(own) = address_of(traveller.world, host, to) else {
        let place = About::Place(Place::Host(host));
        return traveller.stop(Code::EniNoAddressOfFamily, place);
    };
    if to == own {
        // What a host sends to itself never leaves it, and meets no filter.
        return arrive(traveller, host);
    }
    match traveller.world.hosts[host].location {
        Location::Vpc(interface) => {
            security_group::ask(traveller, interface, Direction::Outbound)?;
            Next::Continue(Stage::SubnetLeft(interface))
        }
        Location::Internet(_) => Next::Continue(Stage::Internet),
        Location::OnPremises(at, _) => Next::Continue(Stage::PremisesOut(at)),
    }
}

/// A packet comes in at a host.
pub(super) fn receive<W: Witness>(traveller: &mut Traveller<'_, W>, host: Id<Host>) -> Next {
    let world = traveller.world;
    match world.hosts[host].location {
        Location::Vpc(interface) => {
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
            let reason = Reason::new(Code::TcpPortClosed, About::Place(place));
            traveller.witness.see(Step::Refused(reason));
            ControlFlow::Break(Ending::Refused(place, reason))
        }
        Heading::Back if traveller.is_home(host) => traveller.deliver(place),
        Heading::Back => traveller.stop(Code::AsymmetricAnswer, About::Place(place)),
    }
}

/// Whether the host takes the packet: an open connection had a listener once, and echo requests
/// need none.
fn listens<W: Witness>(traveller: &Traveller<'_, W>, host: Id<Host>) -> bool {
    let packet = traveller.packet;
    match (traveller.phase, packet.protocol) {
        (Phase::Established { .. }, _) | (Phase::Opening, Protocol::Icmp | Protocol::All) => true,
        (Phase::Opening, Protocol::Tcp | Protocol::Udp) => traveller.world.hosts[host]
            .listens
            .contains(packet.destination_port),
    }
}
