//! Which ways between places are worth a line, and in which direction routes lead.

use std::collections::BTreeSet;

use petgraph::graphmap::DiGraphMap;

use crate::world::route::Target;
use crate::world::transit_gateway::TransitGateway;
use crate::world::vpc::{Subnet, Vpc};
use crate::world::{Id, Link, Place, World};

/// A way that is worth a line: from where to where, and what it stands for.
pub(super) type Edge = (Place, Place, Link);

/// The ways of `graph` that are drawn, each once: not the `local` ones within a VPC, and of those
/// by which a gateway enters every subnet only the ones of VPCs that it is not joined to otherwise.
pub(super) fn drawn(world: &World, graph: &DiGraphMap<Place, Link>) -> Vec<Edge> {
    let directed = graph.all_edges().map(|(a, b, link)| {
        let (from, to) = directed(a, b);
        (from, to, link_of(world, from, to, *link))
    });
    let mut all: Vec<Edge> = directed.collect();
    all.sort_unstable_by_key(|(from, to, link)| (*link == Link::Local, *from, *to));
    all.dedup();
    let mut joined: BTreeSet<(Place, Id<Vpc>)> = BTreeSet::new();
    all.retain(|(from, to, link)| {
        let Place::Subnet(subnet) = from else {
            return !is_public_reach(*from, *to) && !is_public_reach(*to, *from);
        };
        if matches!(to, Place::Subnet(_)) {
            return false;
        }
        let vpc = world.vpc_of(*subnet);
        if *link == Link::Local {
            return !joined.contains(&(*to, vpc));
        }
        joined.insert((*to, vpc));
        true
    });
    all
}

/// A public virtual interface leads to every public address of AWS; of these S3's are drawn.
fn is_public_reach(from: Place, to: Place) -> bool {
    matches!(from, Place::VirtualInterface(_))
        && matches!(to, Place::InternetGateway(_) | Place::Internet)
}

/// What a way stands for: an interface of a Transit Gateway in a subnet whose routes lead to it is
/// told as a route.
fn link_of(world: &World, from: Place, to: Place, link: Link) -> Link {
    if let (Place::Subnet(subnet), Place::TransitGateway(gateway)) = (from, to)
        && leads_to(world, subnet, gateway)
    {
        return Link::Routed;
    }
    link
}

fn leads_to(world: &World, subnet: Id<Subnet>, gateway: Id<TransitGateway>) -> bool {
    let table = &world.route_tables[world.route_table_of(subnet)];
    let mut lines = table.lines.iter();
    lines.any(|line| line.target == Target::TransitGateway(gateway))
}

/// Two places in the direction in which routes lead.
fn directed(a: Place, b: Place) -> (Place, Place) {
    match (has_routes(a), has_routes(b)) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        (true, true) | (false, false) => (a.min(b), a.max(b)),
    }
}

/// Whether a place has routes that lead to gateways, rather than being led to.
fn has_routes(place: Place) -> bool {
    match place {
        Place::Subnet(_) | Place::OnPremises(_) => true,
        Place::Host(_)
        | Place::InternetGateway(_)
        | Place::NatGateway(_)
        | Place::VpnGateway(_)
        | Place::VpcEndpoint(_)
        | Place::ResolverEndpoint(_)
        | Place::Internet
        | Place::S3(_)
        | Place::S3Global
        | Place::EgressOnlyInternetGateway(_)
        | Place::VpcPeeringConnection(_)
        | Place::TransitGateway(_)
        | Place::DirectConnectGateway(_)
        | Place::VirtualInterface(_)
        | Place::VpnConnection(_) => false,
    }
}
