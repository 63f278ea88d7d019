//! Public addresses: S3's, those of VPCs, those of hosts on the internet, and nobody's.

use super::stage::{Next, Stage};
use super::traveller::Traveller;
use super::witness::Witness;
use crate::trace::{About, Code};
use crate::world::Place;

/// A packet is among public addresses and looks for its destination's owner.
pub(super) fn cross<W: Witness>(traveller: &mut Traveller<'_, W>) -> Next {
    let world = traveller.world;
    let to = traveller.packet.destination;
    if let Some(region) = world.s3_region_at(to) {
        return Next::Continue(Stage::S3Receives(region));
    }
    if let Some(interface) = world.public_addresses.get(&to) {
        let vpc = world.vpc_of(world.interfaces[*interface].subnet);
        return match world.vpcs[vpc].internet_gateway {
            Some(gateway) => Next::Continue(Stage::InternetGatewayIn(gateway)),
            None => traveller.stop(Code::IgwPrivateIpAssociationForIngress, About::Vpc(vpc)),
        };
    }
    match world.internet_hosts.get(&to) {
        Some(host) => Next::Continue(Stage::HostReceives(*host)),
        None => traveller.stop(Code::UnknownDestination, About::Place(Place::Internet)),
    }
}
