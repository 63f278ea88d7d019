//! Every link that connections share: which one counts for a way, and what it carries.

use std::ops::{Index, IndexMut};

use indexmap::IndexMap;

use super::link::Link;
use crate::trace::Way;
use crate::units::BitsPerSecond;
use crate::world::gateway::NatGateway;
use crate::world::host::Host;
use crate::world::{Id, Place, World};

/// What a NAT gateway carries in each direction (NAT-05).
///
/// SIMPLIFIED: A NAT gateway carries its 100 Gbps from the first moment; AWS lets it grow from
/// 5 Gbps as it is used, and bounds its packets per second too.
const NAT_GATEWAY_RATE: BitsPerSecond = BitsPerSecond(100_000_000_000);

/// The links in use, two for each place that is shared: one up, one down.
///
/// SIMPLIFIED: A transfer waits at the narrowest shared link of its way only: its host, or the
/// NAT gateway or the line on premises when that is narrower. Full NAT gateways behind narrower hosts, VPC endpoints, the
/// lower bound of a small host through its internet gateway (BW-01) and S3's own side are left
/// out.
#[derive(Debug, Default)]
pub(super) struct Links {
    known: IndexMap<Shared, Id<Link>>,
    links: Vec<Link>,
}

/// What is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Shared {
    Host(Id<Host>),
    NatGateway(Id<NatGateway>),
    /// A virtual interface or VPN connection.
    Line(Place),
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
    /// The narrowest shared link of the way of `host`, upwards and downwards.
    pub(super) fn of(&mut self, world: &World, host: Id<Host>, way: &Way) -> [Id<Link>; 2] {
        let host_rate = world.settings.host_rate;
        let nat = way
            .nat_gateway
            .map(|nat| (Shared::NatGateway(nat), NAT_GATEWAY_RATE));
        let line = way.places.iter().find_map(|place| {
            let rate = world.line_rate(*place)?;
            Some((Shared::Line(*place), rate))
        });
        let narrower = [nat, line].into_iter().flatten();
        let own = (Shared::Host(host), host_rate);
        let (shared, rate) = narrower.fold(own, |narrowest, other| {
            if other.1 < narrowest.1 {
                other
            } else {
                narrowest
            }
        });
        let links = &mut self.links;
        let up = *self.known.entry(shared).or_insert_with(|| {
            links.extend([Link::new(rate), Link::new(rate)]);
            Id::at(links.len() - 2)
        });
        [up, Id::at(up.index() + 1)]
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
