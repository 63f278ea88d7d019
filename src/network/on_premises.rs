//! A network on premises: its router, the lines it knows, and its own way to the internet.

use std::net::IpAddr;

use super::memory::Translation;
use super::stage::{Next, Stage};
use super::traveller::{MTU_INTERNET, Traveller};
use super::witness::Witness;
use crate::trace::{About, Code, Step};
use crate::world::direct_connect::InterfaceEnd;
use crate::world::learnt::Rank;
use crate::world::on_premises::{OnPremises, Uplink};
use crate::world::{Id, Place, World};

/// A packet of a host on premises meets the router.
pub(super) fn leave<W: Witness>(traveller: &mut Traveller<'_, W>, id: Id<OnPremises>) -> Next {
    let world = traveller.world;
    let to = traveller.packet.destination;
    let premises = &world.on_premises[id];
    let place = Place::OnPremises(id);
    if premises.cidr_blocks.iter().any(|range| range.contains(&to)) {
        return match premises.addresses.get(&to) {
            Some(host) => Next::Continue(Stage::HostReceives(*host)),
            None => traveller.stop(Code::NoPossibleDestination, About::Place(place)),
        };
    }
    traveller.count_down();
    let learnt = premises.routes.route_for(to).filter(|route| {
        // AWS: a default route that somebody wrote beats one that is learnt.
        route.range.prefix_len() > 0 || route.rank == Rank::Static || premises.internet.is_none()
    });
    if let Some(route) = learnt {
        traveller.witness.see(Step::Learnt {
            range: route.range,
            by: route.to.place(),
        });
        return enter_line(traveller, route.to);
    }
    let public_line = premises.public_line.filter(|_| is_public_aws(world, to));
    if let Some(line) = public_line {
        return enter_line(traveller, Uplink::VirtualInterface(line));
    }
    match premises.internet {
        Some(own) if !super::internet_gateway::is_private(to) => {
            translate(traveller, place, own)?;
            if let Some((way, distance)) = traveller.on_the_way() {
                way.mtu = way.mtu.min(MTU_INTERNET);
                distance.leave_for_internet();
            }
            Next::Continue(Stage::Internet)
        }
        Some(_) | None => traveller.stop(Code::PremisesNoRoute, About::Place(place)),
    }
}

/// Whether a public address is one of AWS's: S3's anywhere, or one of a VPC (DX-03).
fn is_public_aws(world: &World, to: IpAddr) -> bool {
    world.s3_region_at(to).is_some()
        || world.is_s3_global(to)
        || world.public_addresses.contains_key(&to)
}

/// Sends a packet into a line; into a public virtual interface under the customer's own public
/// address (DX-03).
fn enter_line<W: Witness>(traveller: &mut Traveller<'_, W>, line: Uplink) -> Next {
    if let Uplink::VirtualInterface(id) = line
        && let InterfaceEnd::Public(own) = traveller.world.virtual_interfaces[id].to
    {
        translate(traveller, line.place(), own)?;
    }
    Next::Continue(Stage::LineIn(line))
}

/// Puts a public address in place of the source's, and remembers it for the answers.
fn translate<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    at: Place,
    own: IpAddr,
) -> std::ops::ControlFlow<super::stage::Ending> {
    let packet = traveller.packet;
    let translation = Translation {
        at,
        inside: (packet.source, packet.source_port),
        outside: (own, packet.source_port),
    };
    if !traveller.memory.remember(translation) {
        return traveller.stop(Code::PremisesNoConnection, About::Place(at));
    }
    traveller.witness.see(Step::SourceTranslated {
        from: packet.source,
        to: own,
    });
    traveller.packet.source = own;
    if let Some((way, _)) = traveller.on_the_way() {
        way.source_seen = own;
    }
    std::ops::ControlFlow::Continue(())
}

/// A packet comes to a network on premises by a line.
pub(super) fn enter<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    id: Id<OnPremises>,
    by: Uplink,
) -> Next {
    if let Uplink::VirtualInterface(line) = by
        && let InterfaceEnd::Public(_) = traveller.world.virtual_interfaces[line].to
    {
        return reveal(traveller, id, by.place());
    }
    receive(traveller, id)
}

/// A packet comes to a network on premises from the internet: only answers get in.
pub(super) fn enter_from_internet<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    id: Id<OnPremises>,
) -> Next {
    reveal(traveller, id, Place::OnPremises(id))
}

fn reveal<W: Witness>(traveller: &mut Traveller<'_, W>, id: Id<OnPremises>, at: Place) -> Next {
    let packet = traveller.packet;
    let outside = (packet.destination, packet.destination_port);
    let Some(entry) = traveller.memory.known(at, outside) else {
        return traveller.stop(Code::PremisesNoConnection, About::Place(at));
    };
    traveller.witness.see(Step::DestinationTranslated {
        from: packet.destination,
        to: entry.inside.0,
    });
    traveller.packet.destination = entry.inside.0;
    receive(traveller, id)
}

/// The router gives a packet to the host that has the address.
fn receive<W: Witness>(traveller: &mut Traveller<'_, W>, id: Id<OnPremises>) -> Next {
    let to = traveller.packet.destination;
    traveller.count_down();
    if let Some(host) = traveller.world.on_premises[id].addresses.get(&to) {
        Next::Continue(Stage::HostReceives(*host))
    } else {
        let place = About::Place(Place::OnPremises(id));
        traveller.stop(Code::NoPossibleDestination, place)
    }
}
