//! A gateway endpoint: S3's public addresses without the internet, by the sender's private one.

use super::stage::{Next, Stage};
use super::traveller::Traveller;
use super::witness::Witness;
use crate::aws::service::EndpointService;
use crate::trace::{About, Code};
use crate::world::gateway::VpcEndpoint;
use crate::world::{Id, Place};

/// The largest packet a VPC endpoint carries, in bytes (TCP-20).
const MTU: u16 = 8500;

/// A packet leaves a VPC by a gateway endpoint; its source stays private (GWE-01, GWE-03).
pub(super) fn leave<W: Witness>(traveller: &mut Traveller<'_, W>, id: Id<VpcEndpoint>) -> Next {
    let world = traveller.world;
    let place = About::Place(Place::VpcEndpoint(id));
    let region = match world.vpc_endpoints[id].service {
        EndpointService::S3(region) => region,
        // SIMPLIFIED: nothing stands behind the gateway endpoints of other services.
        EndpointService::DynamoDb(_) | EndpointService::S3Global => {
            return traveller.stop(Code::UnknownDestination, place);
        }
    };
    if world.s3_region_at(traveller.packet.destination) != Some(region) {
        return traveller.stop(Code::VpceGatewayDestination, place);
    }
    let vpc = &world.vpcs[world.vpc_endpoints[id].vpc];
    if !vpc.addresses.contains_key(&traveller.packet.source) {
        // What came in from another network is not carried on (GWE-15, TGW-11).
        let code = Code::VpceGatewayEgressSourceAddressRestriction;
        return traveller.stop(code, place);
    }
    traveller.memory.endpoint = Some(id);
    if let Some((way, _)) = traveller.on_the_way() {
        way.endpoint = Some(id);
        way.mtu = way.mtu.min(MTU);
    }
    Next::Continue(Stage::S3Receives(region))
}

/// An answer comes back by the endpoint that carried the question: into the subnet of whoever
/// asked, past that subnet's network ACL and no other (NACL-07).
pub(super) fn enter<W: Witness>(traveller: &mut Traveller<'_, W>, id: Id<VpcEndpoint>) -> Next {
    let world = traveller.world;
    let vpc = world.vpc_endpoints[id].vpc;
    let Some(found) = world.vpcs[vpc].addresses.get(&traveller.packet.destination) else {
        let place = About::Place(Place::VpcEndpoint(id));
        return traveller.stop(Code::NoPossibleDestination, place);
    };
    Next::Continue(Stage::SubnetEntered(*found))
}
