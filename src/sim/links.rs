//! Every link that connections share: which one counts for a way, and what it carries.

use std::ops::{Index, IndexMut};

use indexmap::{IndexMap, IndexSet};

use super::link::{Growth, Link};
use crate::trace::Way;
use crate::units::BitsPerSecond;
use crate::world::gateway::NatGateway;
use crate::world::host::Host;
use crate::world::vpc::NetworkInterface;
use crate::world::{Id, Place, World};

/// What a NAT gateway carries in each direction at first, and when it has scaled up (NAT-05).
///
/// SIMPLIFIED: a NAT gateway's packets per second have no bound.
const NAT_GATEWAY: [BitsPerSecond; 2] =
    [BitsPerSecond(5_000_000_000), BitsPerSecond(100_000_000_000)];
/// What a zone of an interface endpoint carries at first, and when it has scaled up (IFE-23).
const ENDPOINT: [BitsPerSecond; 2] = [
    BitsPerSecond(10_000_000_000),
    BitsPerSecond(100_000_000_000),
];
/// What it carried at most before 2023 (IFE-23).
const ENDPOINT_MAX_EARLY: BitsPerSecond = BitsPerSecond(40_000_000_000);

/// The links in use, two for each place that is shared: one up, one down.
///
/// SIMPLIFIED: A transfer waits at one shared link of its way only: at the line on premises, NAT
/// gateway or interface endpoint that carries least, unless its host carries less than its share of that.
/// The lower bound of a small host through its internet gateway (BW-01) and S3's own side are left
/// out.
#[derive(Debug, Default)]
pub(super) struct Links {
    known: IndexMap<Shared, Known>,
    links: Vec<Link>,
}

/// What is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Shared {
    Host(Id<Host>),
    NatGateway(Id<NatGateway>),
    /// One zone's network interface of an interface endpoint.
    Endpoint(Id<NetworkInterface>),
    /// A virtual interface or VPN connection.
    Line(Place),
}

/// The links of a shared place, and the hosts that have used them.
#[derive(Debug)]
struct Known {
    up: Id<Link>,
    hosts: IndexSet<Id<Host>>,
}

/// The two directions of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    /// From the client to S3.
    Up,
    /// From S3 to the client.
    Down,
}

impl Links {
    /// The shared link that counts for the way of `host`, upwards and downwards.
    pub(super) fn of(&mut self, world: &World, host: Id<Host>, way: &Way) -> [Id<Link>; 2] {
        let host_rate = world.settings.host_rate;
        let line = way.places.iter().copied();
        let line = line.filter(|place| world.line_rate(*place).is_some());
        let nat = way.nat_gateway.map(Shared::NatGateway);
        let endpoint = way.endpoint_interface.map(Shared::Endpoint);
        let remote = line.map(Shared::Line).chain(nat).chain(endpoint);
        let mut narrowest: Option<(BitsPerSecond, Id<Link>)> = None;
        for shared in remote {
            let (up, hosts) = self.links_of(world, shared, host);
            let rate = self.links[up.index()].rate();
            let most = BitsPerSecond(host_rate.0.saturating_mul(hosts));
            if rate <= most && narrowest.is_none_or(|(least, _)| rate < least) {
                narrowest = Some((rate, up));
            }
        }
        let up = match narrowest {
            Some((_, up)) => up,
            None => self.links_of(world, Shared::Host(host), host).0,
        };
        [up, Id::at(up.index() + 1)]
    }

    /// The upward link of a shared place, the downward one being the next; and how many hosts have
    /// used it, this one included. It grows no further than they all can fill it.
    fn links_of(&mut self, world: &World, shared: Shared, host: Id<Host>) -> (Id<Link>, u64) {
        let links = &mut self.links;
        let known = self.known.entry(shared).or_insert_with(|| {
            links.extend([shared.link(world), shared.link(world)]);
            Known {
                up: Id::at(links.len() - 2),
                hosts: IndexSet::new(),
            }
        });
        let is_new = known.hosts.insert(host);
        let hosts = known.hosts.len() as u64;
        if is_new {
            let all = BitsPerSecond(world.settings.host_rate.0.saturating_mul(hosts));
            let most = shared.rates(world)[1].min(all);
            let first = known.up.index();
            links[first..=first + 1]
                .iter_mut()
                .for_each(|link| link.grow_to(most));
        }
        (known.up, hosts)
    }
}

impl Shared {
    /// What it carries at first, and at most.
    fn rates(self, world: &World) -> [BitsPerSecond; 2] {
        match self {
            Self::Host(_) => [world.settings.host_rate; 2],
            Self::NatGateway(_) => NAT_GATEWAY,
            Self::Endpoint(_) if world.features.s3_private_dns => ENDPOINT,
            Self::Endpoint(_) => [ENDPOINT[0], ENDPOINT_MAX_EARLY],
            Self::Line(place) => [world.line_rate(place).unwrap_or_default(); 2],
        }
    }

    fn link(self, world: &World) -> Link {
        let [first, most] = self.rates(world);
        let delay = world.settings.gateway_scaling_delay;
        Link::new(first).growing(Growth::new(delay, most))
    }
}

impl Index<Id<Link>> for Links {
    type Output = Link;
    fn index(&self, id: Id<Link>) -> &Link {
        &self.links[id.index()]
    }
}

impl IndexMut<Id<Link>> for Links {
    fn index_mut(&mut self, id: Id<Link>) -> &mut Link {
        &mut self.links[id.index()]
    }
}
