//! S3 in one Region, and the global endpoint, as packets meet them: they answer HTTP, HTTPS and
//! echo requests.

use super::stage::{Next, Stage};
use super::traveller::Traveller;
use super::witness::Witness;
use crate::aws::region::Region;
use crate::scenario::quantity::Protocol;
use crate::trace::{About, Code};
use crate::world::Place;
use crate::world::on_premises::Uplink;

/// The ports S3 answers on (S3R-20).
const PORTS: [u16; 2] = [80, 443];

/// A packet comes in at S3; what S3 answers to the request in it is another question.
///
/// AWS: S3 answers echo requests, also through gateway endpoints, and says nothing on other ports;
/// both were measured.
pub(super) fn receive<W: Witness>(traveller: &mut Traveller<'_, W>, region: Region) -> Next {
    if let Some((way, distance)) = traveller.on_the_way() {
        way.s3_region = Some(region);
        distance.reach_s3(region);
    }
    knock(traveller, Place::S3(region))
}

/// A packet comes in at the global endpoint, in the Region that is nearest; which bucket then
/// answers is for the Multi-Region Access Point to say (MRAP-20).
pub(super) fn receive_globally<W: Witness>(traveller: &mut Traveller<'_, W>) -> Next {
    if let Some((way, distance)) = traveller.on_the_way() {
        way.s3_region = Some(distance.enter_aws());
        way.is_s3_global = true;
    }
    knock(traveller, Place::S3Global)
}

/// S3 answers on its own ports only.
fn knock<W: Witness>(traveller: &mut Traveller<'_, W>, place: Place) -> Next {
    let packet = traveller.packet;
    let is_open = match packet.protocol {
        Protocol::Tcp => PORTS.contains(&packet.destination_port),
        Protocol::Icmp | Protocol::All => true,
        Protocol::Udp => false,
    };
    if is_open {
        traveller.deliver(place)
    } else {
        traveller.stop(Code::TargetPortRestriction, About::Place(place))
    }
}

/// S3 answers by the way the question came: through the endpoint, by a customer's public virtual
/// interface, or among public addresses.
pub(super) fn answer<W: Witness>(traveller: &mut Traveller<'_, W>) -> Next {
    if let Some(interface) = traveller.memory.interface {
        return Next::Continue(Stage::EndpointAnswers(interface));
    }
    if let Some(endpoint) = traveller.memory.endpoint {
        return Next::Continue(Stage::VpcEndpointIn(endpoint));
    }
    let world = traveller.world;
    let line = world.public_lines.get(&traveller.packet.destination);
    let line = line.filter(|line| world.virtual_interfaces[**line].tells_routes());
    Next::Continue(match line {
        Some(line) => Stage::LineOut(Uplink::VirtualInterface(*line)),
        None => Stage::Internet,
    })
}
