//! Every link that connections share: which of them a way passes, and what they carry.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::confluence::Confluence;
use super::joint::{Joint, Route};
use super::link::{Growth, Link};
use super::sharing::{Afloat, Pool};
use crate::time::Instant;
use crate::trace::Way;
use crate::units::BitsPerSecond;
use crate::world::gateway::NatGateway;
use crate::world::host::{Host, Location};
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

/// What one zone's interface of a VPC's attachment to a Transit Gateway carries (TGW-15).
const TRANSIT_INTERFACE: BitsPerSecond = BitsPerSecond(100_000_000_000);

/// What a host with less than 32 virtual CPUs carries to and from places outside its Region; a larger
/// one carries half of what it has (BW-01). Source: Amazon EC2 user guide, "Amazon EC2 instance network
/// bandwidth", read 2026-11.
const OUTSIDE_REGION: BitsPerSecond = BitsPerSecond(5_000_000_000);

/// The links in use, two for each place that is shared: one up, one down; the ways that pass several
/// of them, and what is under way there.
///
/// AWS: VPC peering connections are no bottleneck, so they are not shared (PEER-01).
///
/// SIMPLIFIED: S3's own side is left out; a Transit Gateway's attachments to anything but VPCs are as
/// wide as what they lead to.
#[derive(Debug, Default)]
pub(super) struct Links {
    known: IndexMap<Shared, Id<Link>>,
    ways: IndexMap<Vec<Id<Link>>, [Id<Route>; 2]>,
    pub(super) all: Vec<Link>,
    pub(super) routes: Vec<Route>,
    /// Bodies on links that several ways pass, by the numbers of their connections.
    pub(super) afloat: BTreeMap<u32, Afloat>,
    /// When those of them that have room to themselves leave their links.
    pub(super) departures: BTreeSet<(Instant, u32)>,
    /// Where bodies flow that may be held up at several links; numbers are not used again.
    pub(super) confluences: BTreeMap<u32, Confluence>,
    pub(super) made: u32,
    /// Bodies of which nobody knows any more when they arrive, until somebody takes note.
    pub(super) joined: Vec<u32>,
    /// Links that carry more than before, until somebody [tells the others](Links::notice_growth) when
    /// all have been looked at.
    pub(super) grown: Vec<Id<Link>>,
    /// What must be looked at again, until somebody takes note.
    pub(super) touched: Vec<Pool>,
}

/// What is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Shared {
    Host(Id<Host>),
    /// What of a host's link leads out of its Region.
    Outside(Id<Host>),
    NatGateway(Id<NatGateway>),
    /// One zone's network interface of an interface endpoint.
    Endpoint(Id<NetworkInterface>),
    /// A virtual interface or VPN connection.
    Line(Place),
    /// One zone's network interface of a VPC's attachment to a Transit Gateway.
    Transit(Id<NetworkInterface>),
}

/// What one direction of a connection passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Course {
    /// The narrowest link.
    pub(super) link: Id<Link>,
    /// The way, when it passes others too.
    pub(super) route: Option<Id<Route>>,
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
    /// What the way of `host` passes from `now` on, upwards and downwards, and the most that one flow can get there.
    pub(super) fn of(
        &mut self,
        world: &World,
        now: Instant,
        host: Id<Host>,
        way: &Way,
    ) -> ([Course; 2], BitsPerSecond) {
        let lines = way.places.iter().copied();
        let lines = lines.filter(|place| world.line_rate(*place).is_some());
        let transits = way.transit_interfaces.iter().copied();
        let remote = lines
            .map(Shared::Line)
            .chain(way.nat_gateway.map(Shared::NatGateway))
            .chain(way.endpoint_interface.map(Shared::Endpoint))
            .chain(transits.map(Shared::Transit));
        let outside = leaves_region(world, host, way).then_some(Shared::Outside(host));
        let remote = outside.into_iter().chain(remote);
        let own = self.link_of(world, Shared::Host(host));
        let mut up = None;
        for shared in remote {
            let link = self.link_of(world, shared);
            let up: &mut Vec<Id<Link>> = up.get_or_insert_with(|| vec![own]);
            if !up.contains(&link) {
                up.push(link);
            }
        }
        let courses = match up {
            None => [own, down(own)].map(|link| Course { link, route: None }),
            Some(up) => self.courses(now, up),
        };
        (courses, self.most_on(courses[0]))
    }

    /// The upward link of a shared place, the downward one being the next.
    fn link_of(&mut self, world: &World, shared: Shared) -> Id<Link> {
        let links = &mut self.all;
        *self.known.entry(shared).or_insert_with(|| {
            links.extend([shared.link(world), shared.link(world)]);
            Id::at(links.len() - 2)
        })
    }

    /// A way over these upward links, and back over those beside them.
    pub(super) fn courses(&mut self, now: Instant, up: Vec<Id<Link>>) -> [Course; 2] {
        let narrowest = up.iter().copied();
        let narrowest = narrowest.min_by_key(|link| {
            let link = &self.all[link.index()];
            (link.rate(), link.seat())
        });
        let link = narrowest.unwrap_or(Id::at(0));
        let known = self.ways.get(&up).copied();
        let [there, back] = known.unwrap_or_else(|| {
            let back: Vec<Id<Link>> = up.iter().copied().map(down).collect();
            let routes = [self.lay(now, &up), self.lay(now, &back)];
            self.ways.insert(up, routes);
            routes
        });
        [(link, there), (down(link), back)].map(|(link, route)| Course {
            link,
            route: Some(route),
        })
    }

    /// Makes a way over several links known to each of them.
    fn lay(&mut self, now: Instant, links: &[Id<Link>]) -> Id<Route> {
        for link in links {
            self.join_up(now, *link);
        }
        let id = Id::at(self.routes.len());
        for link in links {
            if let Some(joint) = &mut self.all[link.index()].joint {
                joint.routes.push(id);
            }
        }
        let steps = links.iter().map(|link| (*link, Joint::SOLO));
        self.routes.push(Route::new(steps.collect()));
        self.group(id);
        id
    }

    /// Finds out by which narrower link flows of a way come to each of its links.
    ///
    /// INVARIANT: A link relies on narrower ones only, so no two rely on each other. Wider ones are
    /// of no help: what they let through may be too much already.
    pub(super) fn group(&mut self, route: Id<Route>) {
        let width = |link: &Link| (link.rate(), link.seat());
        let mut steps = self.routes[route.index()].steps.clone();
        for (link, group) in &mut steps {
            let links = self.routes[route.index()].links();
            let own = width(&self.all[link.index()]);
            let narrower = links.filter(|other| width(&self.all[other.index()]) < own);
            let by = narrower.min_by_key(|other| width(&self.all[other.index()]));
            let by = by.map(|by| (by, self.all[by.index()].rate()));
            if let Some(joint) = &mut self.all[link.index()].joint {
                *group = by.map_or(Joint::SOLO, |(by, carries)| joint.group(by, carries));
            }
        }
        self.routes[route.index()].steps = steps;
    }

    /// Ways of several links pass this one from now on.
    fn join_up(&mut self, now: Instant, id: Id<Link>) {
        if self.all[id.index()].joint.is_none() {
            let solo = Id::at(self.routes.len());
            self.routes.push(Route::new(vec![(id, Joint::SOLO)]));
            self.all[id.index()].joint = Some(Box::new(Joint::new(solo)));
            self.take_aboard(now, id);
        }
    }

    /// The way that is taken; none as long as it has a link to itself.
    pub(super) fn route_of(&self, course: Course) -> Option<Id<Route>> {
        let solo = || Some(self.all[course.link.index()].joint.as_ref()?.solo);
        course.route.or_else(solo)
    }

    /// The most that one flow can get on a way now.
    pub(super) fn rate_on(&self, route: Id<Route>) -> BitsPerSecond {
        let links = self.routes[route.index()].links();
        let rates = links.map(|link| self.all[link.index()].rate());
        rates.min().unwrap_or_default()
    }

    /// The most that one flow can ever get on a way.
    fn most_on(&self, course: Course) -> BitsPerSecond {
        let Some(route) = course.route else {
            return self.all[course.link.index()].most();
        };
        let links = self.routes[route.index()].links();
        let rates = links.map(|link| self.all[link.index()].most());
        rates.min().unwrap_or_default()
    }
}

/// Whether a host in a VPC sends to another Region.
fn leaves_region(world: &World, host: Id<Host>, way: &Way) -> bool {
    let Location::Vpc(interface) = world.hosts[host].location else {
        return false;
    };
    let vpc = world.vpc_of(world.interfaces[interface].subnet);
    way.s3_region
        .is_some_and(|there| there != world.vpcs[vpc].region)
}

/// The link that goes the other way.
fn down(up: Id<Link>) -> Id<Link> {
    Id::at(up.index() + 1)
}

impl Shared {
    /// What it carries at first, and at most.
    fn rates(self, world: &World) -> [BitsPerSecond; 2] {
        match self {
            Self::Host(_) => [world.settings.host_rate; 2],
            Self::Outside(_) => {
                let own = world.settings.host_rate;
                [BitsPerSecond(own.0 / 2).max(OUTSIDE_REGION).min(own); 2]
            }
            Self::NatGateway(_) => NAT_GATEWAY,
            Self::Endpoint(_) if world.features.s3_private_dns => ENDPOINT,
            Self::Endpoint(_) => [ENDPOINT[0], ENDPOINT_MAX_EARLY],
            Self::Line(place) => [world.line_rate(place).unwrap_or_default(); 2],
            Self::Transit(_) => [TRANSIT_INTERFACE; 2],
        }
    }

    fn link(self, world: &World) -> Link {
        let [first, most] = self.rates(world);
        let delay = world.settings.gateway_scaling_delay;
        Link::new(first, self.seat()).growing(Growth::new(delay, most))
    }

    /// Which of two links of one rate counts as the narrower, whichever was used first.
    fn seat(self) -> u64 {
        let (kind, number) = match self {
            Self::Line(Place::VpnConnection(id)) => (0, id.number()),
            Self::Line(Place::VirtualInterface(id)) => (1, id.number()),
            Self::Line(_) => (2, 0),
            Self::NatGateway(id) => (3, id.number()),
            Self::Endpoint(id) => (4, id.number()),
            Self::Transit(id) => (5, id.number()),
            Self::Outside(id) => (6, id.number()),
            Self::Host(id) => (7, id.number()),
        };
        kind << 32 | u64::from(number)
    }
}

#[cfg(test)]
mod tests {
    use super::Links;
    use crate::sim::sample::{asking, way};
    use crate::time::Instant;
    use crate::trace::Way;
    use crate::units::BitsPerSecond;
    use crate::world::Id;

    #[test]
    fn a_way_passes_every_place_that_is_shared() {
        let world = asking(r#"Managed("AmazonS3FullAccess")"#, "", 1).world;
        let gigabits = |n: u64| BitsPerSecond(n * 1_000_000_000);
        let (own, nat, endpoint) = (way(), Some(Id::at(0)), Some(Id::at(0)));
        let far = own
            .s3_region
            .and(crate::aws::region::Region::parse("eu-west-1"));
        let by_nat = Way {
            nat_gateway: nat,
            ..way()
        };
        let by_hub = Way {
            transit_interfaces: vec![Id::at(4), Id::at(5)],
            endpoint_interface: endpoint,
            ..way()
        };
        let outside = Way {
            s3_region: far,
            ..way()
        };
        for (way, shared, narrowest, most, rule) in [
            (own, 1, 10, 10, "BW-01"),
            (by_nat, 2, 5, 10, "NAT-05"),
            (by_hub, 4, 10, 10, "TGW-15, IFE-23"),
            (outside, 2, 5, 5, "BW-01: out of the Region"),
        ] {
            let mut links = Links::default();
            let ([up, down], rate) = links.of(&world, Instant::ZERO, Id::at(0), &way);
            assert_eq!(links.all.len(), 2 * shared, "{rule}");
            assert_eq!(
                links.all[up.link.index()].rate(),
                gigabits(narrowest),
                "{rule}"
            );
            assert_eq!(down.link.index(), up.link.index() + 1, "{rule}");
            assert_eq!(up.route.is_some(), shared > 1, "{rule}");
            assert_eq!(rate, gigabits(most), "{rule}: once all have grown");
            assert_eq!(
                links.of(&world, Instant::ZERO, Id::at(0), &way),
                ([up, down], rate),
                "{rule}: known already"
            );
        }
    }
}
