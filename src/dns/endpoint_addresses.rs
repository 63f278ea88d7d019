//! The addresses behind the names of interface endpoints.

use ipnet::IpNet;

use super::lookup::Reply;
use super::{Because, Family, Found, Pool};
use crate::aws::interface_name::InterfaceName;
use crate::trace::{About, Code, Reason};
use crate::world::gateway::{EndpointState, InterfaceParts, VpcEndpoint};
use crate::world::vpc::Subnet;
use crate::world::{Id, Place, World};

/// What public DNS says about one of an endpoint's own names (DNS-07).
///
/// AWS: an endpoint to another Region has no zonal names (IFE-30).
pub(super) fn of_name(world: &World, name: &InterfaceName, family: Family) -> Reply {
    let unknown = || Reply::no_such_name(Code::DnsNameUnknown);
    let Some(id) = world.endpoint_labels.get(&name.endpoint).copied() else {
        return unknown();
    };
    let endpoint = &world.vpc_endpoints[id];
    let is_named_right = endpoint.service.region() == name.region;
    let is_cross_region = name
        .region
        .is_some_and(|region| region != world.vpcs[endpoint.vpc].region);
    if !is_named_right || (is_cross_region && name.zone.is_some()) {
        return unknown();
    }
    let reply = of_endpoint(world, id, name.zone.as_deref(), family);
    match (&reply.answer, &name.zone) {
        // A zone without an interface has no name at all.
        (super::Answer::NoData, Some(zone)) if !has_zone(world, endpoint, zone) => unknown(),
        _ => reply,
    }
}

/// The addresses of an endpoint: of one zone, or of all but those that DNS knows to be down
/// (DNS-08, IFE-21). A zonal name keeps its address, dead or alive.
pub(super) fn of_endpoint(
    world: &World,
    id: Id<VpcEndpoint>,
    zone: Option<&str>,
    family: Family,
) -> Reply {
    let endpoint = &world.vpc_endpoints[id];
    let Some(parts) = endpoint
        .interface_parts()
        .filter(|_| endpoint.state == EndpointState::Available)
    else {
        let about = About::Place(Place::VpcEndpoint(id));
        let reason = Reason::new(Code::DnsEndpointNotAvailable, about);
        return Reply {
            reason: Some(reason),
            ..Reply::no_such_name(Code::DnsEndpointNotAvailable)
        };
    };
    let of_zone = |wanted: &dyn Fn(&Subnet) -> bool| addresses(world, parts, wanted);
    let chosen = match zone {
        Some(zone) => of_zone(&|own| own.availability_zone == zone),
        None => of_zone(&|own| !world.zones[own.zone].is_avoided),
    };
    let chosen = if chosen.is_empty() && zone.is_none() {
        of_zone(&|_| true)
    } else {
        chosen
    };
    let found = endpoint.service.region().map(|region| Found {
        region,
        because: Because::EndpointLeadsThere(id),
    });
    Reply::of(
        Pool::new(&chosen, family),
        world.settings.vpce_dns_ttl,
        found,
    )
}

fn addresses(
    world: &World,
    parts: &InterfaceParts,
    is_wanted: &dyn Fn(&Subnet) -> bool,
) -> Vec<IpNet> {
    let interfaces = parts.interfaces.iter().map(|id| &world.interfaces[*id]);
    let wanted = interfaces.filter(|interface| is_wanted(&world.subnets[interface.subnet]));
    let addresses = wanted.flat_map(|interface| parts.addresses_of(interface));
    addresses.map(IpNet::from).collect()
}

fn has_zone(world: &World, endpoint: &VpcEndpoint, zone: &str) -> bool {
    let is_there = |own: &Subnet| own.availability_zone == zone;
    endpoint
        .interface_parts()
        .is_some_and(|parts| !addresses(world, parts, &is_there).is_empty())
}
