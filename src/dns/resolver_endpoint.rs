//! Resolver endpoints: who gets a query in, and who gets one out (DNS-09).
//!
//! Its security groups and its zone are asked here; routes and network ACLs on the way are for the
//! network to ask, which tells what it finds as queries that are lost.

use std::net::IpAddr;

use super::lookup::{Asker, Door, Lookup, Reply};
use super::{LostQuery, Name, Query, Sender, Source, Step};
use crate::scenario::quantity::Protocol;
use crate::scenario::timeline::Direction;
use crate::trace::{About, Code, Reason};
use crate::world::filter::is_covered;
use crate::world::name_service::ResolverEndpoint;
use crate::world::vpc::{InterfaceOwner, NetworkInterface, Vpc};
use crate::world::{Id, Place, World};

/// The port resolvers answer on.
const DNS_PORT: u16 = 53;

/// The resolver endpoint with this address: one of the asker's own VPC, else any.
pub(super) fn at(
    world: &World,
    near: Option<Id<Vpc>>,
    address: IpAddr,
) -> Option<Id<NetworkInterface>> {
    let all = world.resolver_endpoints.iter();
    let interfaces = all.flat_map(|(_, endpoint)| {
        let own = endpoint.interfaces.iter();
        own.map(move |interface| (endpoint.vpc, *interface))
    });
    let mut there = interfaces.filter(|(_, id)| world.interfaces[*id].private_ip == address);
    let first = there.next()?;
    let is_near = |(vpc, _): &(Id<Vpc>, Id<NetworkInterface>)| Some(*vpc) == near;
    let nearest = if is_near(&first) {
        None
    } else {
        there.find(is_near)
    };
    Some(nearest.unwrap_or(first).1)
}

/// The interface of an outbound endpoint that sends a query to `target`, or why none can.
pub(super) fn way_out(
    lookup: &Lookup<'_>,
    endpoint: Id<ResolverEndpoint>,
    target: IpAddr,
) -> Result<Asker, Reason> {
    let world = lookup.world;
    let endpoint_of = &world.resolver_endpoints[endpoint];
    let about = About::Place(Place::ResolverEndpoint(endpoint));
    let mut last = Reason::new(Code::DnsNoResolverThere, about);
    for interface in &endpoint_of.interfaces {
        let sender = Sender::Interface(*interface);
        let is_lost = |lost: &&LostQuery| {
            lost.query.from == sender && world.interfaces[lost.query.to].private_ip == target
        };
        let known = lookup.lost.iter().find(is_lost).map(|lost| lost.reason);
        match known.or_else(|| refusal(world, *interface, Direction::Outbound, target)) {
            None => {
                return Ok(Asker {
                    sender,
                    address: world.interfaces[*interface].private_ip,
                    vpc: Some(endpoint_of.vpc),
                });
            }
            Some(reason) => last = reason,
        }
    }
    Err(last)
}

impl Lookup<'_> {
    /// Asks an inbound endpoint, which asks the resolver of its VPC.
    pub(super) fn ask_inbound(
        &mut self,
        interface: Id<NetworkInterface>,
        asker: Asker,
        name: &Name,
    ) -> Reply {
        let world = self.world;
        let InterfaceOwner::ResolverEndpoint(id) = world.interfaces[interface].owner else {
            return Reply::silence(Code::DnsNoResolverThere, About::Nothing);
        };
        self.steps.push(Step::Asked(Source::ResolverEndpoint(id)));
        let endpoint = &world.resolver_endpoints[id];
        if !endpoint.takes_queries() {
            let about = About::Place(Place::ResolverEndpoint(id));
            return Reply::silence(Code::DnsNoResolverThere, about);
        }
        let query = Query {
            from: asker.sender,
            to: interface,
        };
        self.queries.push(query);
        let lost = self.lost.iter().find(|lost| lost.query == query);
        let lost = lost.map(|lost| lost.reason);
        match lost.or_else(|| refusal(world, interface, Direction::Inbound, asker.address)) {
            Some(reason) => Reply::without(super::Answer::Timeout, reason),
            None => self.ask_vpc(endpoint.vpc, Door::Inbound, name),
        }
    }
}

/// Why an interface lets no query through, or `None` when it does: port 53 must be open (DNS-09).
fn refusal(
    world: &World,
    interface: Id<NetworkInterface>,
    direction: Direction,
    other: IpAddr,
) -> Option<Reason> {
    let what = &world.interfaces[interface];
    if world.zones[world.subnets[what.subnet].zone].is_down {
        let about = About::Place(Place::Subnet(what.subnet));
        return Some(Reason::new(Code::ZoneDown, about));
    }
    let vpc = world.vpc_of(what.subnet);
    let groups = what.security_groups.iter();
    let mut rules = groups.flat_map(|group| {
        let group = &world.security_groups[*group];
        match direction {
            Direction::Inbound => &group.inbound,
            Direction::Outbound => &group.outbound,
        }
    });
    let is_open = rules.any(|rule| {
        is_covered(rule.protocol, &rule.ports, Protocol::Udp, DNS_PORT)
            && world.is_peer((vpc, direction), rule.peer, other)
    });
    let about = About::SecurityGroups(interface, direction);
    (!is_open).then(|| Reason::new(Code::EniSgRulesMismatch, about))
}
