//! What costs by the hour: everything that stands, from its beginning to its end.

use indexmap::IndexMap;

use crate::aws::price::Item;
use crate::time::Instant;
use crate::units::BitsPerSecond;
use crate::world::gateway::EndpointState;
use crate::world::vpc::{InterfaceOwner, NetworkInterface};
use crate::world::{Place, World};

/// One hour, in nanoseconds.
const HOUR_NS: u64 = 3_600_000_000_000;

/// Everything that stands, and for how long.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing {
    lives: IndexMap<Rented, Life>,
}

/// One thing that is paid by the hour: its kind, whose it is, and which of those it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Rented {
    item: Item,
    owner: String,
    number: u32,
}

/// How long a thing stood.
#[derive(Debug, Clone, Copy, Default)]
struct Life {
    /// Since when it stands, when it does.
    since: Option<Instant>,
    /// Hours of earlier lives.
    hours: u64,
}

/// Everything of one kind that belongs to one owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rent {
    pub(super) item: Item,
    pub(super) owner: String,
    /// Hours that have begun, of all together.
    pub(super) hours: u64,
    /// How many stand at the end.
    pub(super) left: u64,
}

impl Standing {
    /// Looks at what stands in `world` at `at`.
    pub(super) fn observe(&mut self, at: Instant, world: &World) {
        let mut now: IndexMap<Rented, ()> = IndexMap::new();
        rented(world, &mut |item, owner, number| {
            let thing = Rented {
                item,
                owner,
                number,
            };
            now.insert(thing, ());
        });
        for (thing, life) in &mut self.lives {
            if !now.contains_key(thing) {
                life.end(at);
            }
        }
        for (thing, ()) in now {
            self.lives.entry(thing).or_default().since.get_or_insert(at);
        }
    }

    /// The hours until `at`, by kind and owner in the order of their first appearance.
    ///
    /// SIMPLIFIED: Every hour that has begun is paid whole; AWS charges public addresses by the
    /// second.
    pub(super) fn hours(&self, at: Instant) -> Vec<Rent> {
        let mut sums: IndexMap<(&str, Item), (u64, u64)> = IndexMap::new();
        for (thing, life) in &self.lives {
            let (hours, left) = sums.entry((&thing.owner, thing.item)).or_default();
            let mut life = *life;
            *left += u64::from(life.since.is_some());
            life.end(at);
            *hours += life.hours;
        }
        let sums = sums.into_iter();
        sums.map(|((owner, item), (hours, left))| Rent {
            item,
            owner: owner.to_owned(),
            hours,
            left,
        })
        .collect()
    }
}

impl Life {
    fn end(&mut self, at: Instant) {
        if let Some(since) = self.since.take() {
            self.hours += at.since(since).nanos().div_ceil(HOUR_NS).max(1);
        }
    }
}

/// Names everything in `world` that is paid by the hour.
fn rented(world: &World, tell: &mut impl FnMut(Item, String, u32)) {
    for (id, interface) in world.interfaces.iter() {
        if let Some((item, owner)) = interface_rent(world, interface) {
            tell(item, owner, id.number());
        }
        let is_public = interface.public_ip.is_some_and(|address| address.is_ipv4());
        if is_public {
            let owner = owner_name(world, interface);
            tell(Item::PublicIpv4Hour, owner, id.number());
        }
    }
    for (id, attachment) in world.transit_gateway_attachments.iter() {
        let gateway = Place::TransitGateway(attachment.gateway);
        tell(
            Item::TransitGatewayHour,
            world.place_name(gateway),
            id.number(),
        );
    }
    for (id, _) in world.vpn_connections.iter() {
        let name = world.place_name(Place::VpnConnection(id));
        tell(Item::VpnHour, name, id.number());
    }
    for (id, interface) in world.virtual_interfaces.iter() {
        let name = world.place_name(Place::VirtualInterface(id));
        tell(port(interface.bandwidth), name, id.number());
    }
}

/// What an interface costs by itself, and whose it is.
fn interface_rent(world: &World, interface: &NetworkInterface) -> Option<(Item, String)> {
    let item = match interface.owner {
        InterfaceOwner::NatGateway(_) => Item::NatGatewayHour,
        InterfaceOwner::VpcEndpoint(endpoint) => {
            if world.vpc_endpoints[endpoint].state != EndpointState::Available {
                return None;
            }
            Item::InterfaceEndpointHour
        }
        InterfaceOwner::ResolverEndpoint(_) => Item::ResolverHour,
        // SIMPLIFIED: What a load balancer costs is left out of bills.
        InterfaceOwner::Host(_)
        | InterfaceOwner::TransitGateway(_)
        | InterfaceOwner::LoadBalancer(_) => return None,
    };
    Some((item, owner_name(world, interface)))
}

fn owner_name(world: &World, interface: &NetworkInterface) -> String {
    world.place_name(match interface.owner {
        InterfaceOwner::Host(host) => Place::Host(host),
        InterfaceOwner::NatGateway(nat) => Place::NatGateway(nat),
        InterfaceOwner::TransitGateway(attachment) => {
            let attachment = &world.transit_gateway_attachments[attachment];
            Place::TransitGateway(attachment.gateway)
        }
        InterfaceOwner::LoadBalancer(balancer) => Place::LoadBalancer(balancer),
        InterfaceOwner::VpcEndpoint(endpoint) => Place::VpcEndpoint(endpoint),
        InterfaceOwner::ResolverEndpoint(endpoint) => Place::ResolverEndpoint(endpoint),
    })
}

/// The port that carries so much (COST-10).
///
/// SIMPLIFIED: Each virtual interface has a dedicated port of its own, of the next speed that AWS
/// offers.
fn port(speed: BitsPerSecond) -> Item {
    const GIGABIT: u64 = 1_000_000_000;
    match speed.0 {
        speed if speed <= GIGABIT => Item::DirectConnectHour1G,
        speed if speed <= 10 * GIGABIT => Item::DirectConnectHour10G,
        _ => Item::DirectConnectHour100G,
    }
}

#[cfg(test)]
mod tests {
    use super::{HOUR_NS, Life};
    use crate::time::Instant;

    #[test]
    fn hours_that_have_begun_count_and_lives_add_up() {
        for (ns, hours) in [(0, 1), (1, 1), (HOUR_NS, 1), (HOUR_NS + 1, 2)] {
            let mut life = Life {
                since: Some(Instant::ZERO),
                hours: 3,
            };
            life.end(Instant::from_nanos(ns));
            assert_eq!(life.hours, 3 + hours, "{ns}");
        }
    }
}
