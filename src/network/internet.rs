//! Public addresses: S3's, those of VPCs, those of hosts on the internet, and nobody's.

use super::stage::{Next, Stage};
use super::traveller::Traveller;
use super::witness::Witness;
use crate::trace::{About, Code};
use crate::world::gateway::EgressOnlyInternetGateway;
use crate::world::on_premises::Uplink;
use crate::world::vpc::Vpc;
use crate::world::{Id, Place};

/// A packet is among public addresses and looks for its destination's owner.
pub(super) fn cross<W: Witness>(traveller: &mut Traveller<'_, W>) -> Next {
    let world = traveller.world;
    let to = traveller.packet.destination;
    if let Some(region) = world.s3_region_at(to) {
        return Next::Continue(Stage::S3Receives(region));
    }
    if world.is_s3_global(to) {
        return Next::Continue(Stage::S3GlobalReceives);
    }
    if let Some(interface) = world.public_addresses.get(&to) {
        let vpc = world.vpc_of(world.interfaces[*interface].subnet);
        if to.is_ipv6()
            && let Some(gateway) = egress_only(traveller, vpc)
        {
            return Next::Continue(Stage::EgressOnlyIn(gateway));
        }
        return match world.vpcs[vpc].internet_gateway {
            Some(gateway) => Next::Continue(Stage::InternetGatewayIn(gateway)),
            None => traveller.stop(Code::IgwPrivateIpAssociationForIngress, About::Vpc(vpc)),
        };
    }
    if let Some(line) = world.public_lines.get(&to)
        && world.virtual_interfaces[*line].tells_routes()
    {
        let line = Uplink::VirtualInterface(*line);
        return Next::Continue(Stage::LineOut(line));
    }
    if let Some(premises) = world.premises_addresses.get(&to) {
        return Next::Continue(Stage::PremisesFromInternet(*premises));
    }
    match world.internet_hosts.get(&to) {
        Some(host) => Next::Continue(Stage::HostReceives(*host)),
        None => traveller.stop(Code::UnknownDestination, About::Place(Place::Internet)),
    }
}

/// The egress-only internet gateway by which an IPv6 packet comes into a VPC: the one its
/// connection left by, or the only gateway there is.
fn egress_only<W>(
    traveller: &Traveller<'_, W>,
    vpc: Id<Vpc>,
) -> Option<Id<EgressOnlyInternetGateway>> {
    let vpc = &traveller.world.vpcs[vpc];
    let own = vpc.egress_only_gateway;
    own.filter(|_| traveller.memory.egress_only == own || vpc.internet_gateway.is_none())
}
