//! A VPC peering connection: two VPCs and nothing beyond either.

use super::stage::{Next, Stage};
use super::traveller::Traveller;
use super::witness::Witness;
use crate::trace::{About, Code};
use crate::world::peering::{PeeringState, VpcPeeringConnection};
use crate::world::vpc::Vpc;
use crate::world::{Id, Place};

/// The largest packet between Regions, in bytes, before and since jumbo frames (PEER-07).
const MTU_BETWEEN_REGIONS: [u16; 2] = [1500, 8500];

/// A packet goes from `from` to the VPC on the other side. Both its ends must lie in the two
/// VPCs: nothing is passed on, and no gateway of either is lent to the other (PEER-04, PEER-05).
pub(super) fn cross<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    id: Id<VpcPeeringConnection>,
    from: Id<Vpc>,
) -> Next {
    let world = traveller.world;
    let packet = traveller.packet;
    let peering = &world.vpc_peering_connections[id];
    let place = About::Place(Place::VpcPeeringConnection(id));
    if peering.state != PeeringState::Active {
        return traveller.stop(Code::BadStateRoute, place);
    }
    let (here, there) = (&world.vpcs[from], &world.vpcs[peering.other(from)]);
    if !there.contains(packet.destination) || !here.contains(packet.source) {
        return traveller.stop(Code::PcxRequiresAddressInVpcCidr, place);
    }
    let Some(found) = there.addresses.get(&packet.destination).copied() else {
        return traveller.stop(Code::NoPossibleDestination, place);
    };
    if let Some((way, _)) = traveller.on_the_way()
        && here.region != there.region
    {
        let is_jumbo = usize::from(world.features.jumbo_inter_region_peering);
        way.mtu = way.mtu.min(MTU_BETWEEN_REGIONS[is_jumbo]);
    }
    Next::Continue(Stage::SubnetEntered(found))
}
