//! How far it is: round trips added up along the way.

use crate::aws::region::Region;
use crate::time::Duration;
use crate::world::on_premises::OnPremises;
use crate::world::vpc::NetworkInterface;
use crate::world::{Id, Settings, World, Zone};

/// Where a packet has come to and how long the round trip to there is (LAT-02).
///
/// SIMPLIFIED: the answer is taken to be as long under way as the packet, also where it takes
/// other gateways.
#[derive(Debug, Clone, Copy)]
pub(super) struct Distance<'w> {
    settings: &'w Settings,
    standing: Standing,
    total: Duration,
}

/// Where a packet stands, as far as distances go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// In a zone of a Region.
    Zone(Region, Id<Zone>),
    /// On the internet, nearest to this Region.
    Internet(Region),
    /// On premises, so far from the Region it is nearest to.
    Premises(Duration, Region),
}

impl Standing {
    /// In the zone of an interface.
    pub(super) fn at(world: &World, interface: Id<NetworkInterface>) -> Self {
        let subnet = &world.subnets[world.interfaces[interface].subnet];
        Self::Zone(world.vpcs[subnet.vpc].region, subnet.zone)
    }

    /// In a network on premises.
    pub(super) fn on_premises(world: &World, id: Id<OnPremises>) -> Self {
        let premises = &world.on_premises[id];
        Self::Premises(premises.round_trip, premises.nearest)
    }
}

impl<'w> Distance<'w> {
    /// From somewhere.
    pub(super) fn from(world: &'w World, standing: Standing) -> Self {
        Self {
            settings: &world.settings,
            standing,
            total: Duration::ZERO,
        }
    }

    /// The round trip so far.
    pub(super) fn total(&self) -> Duration {
        self.total
    }

    /// So much longer, for whatever reason.
    pub(super) fn add(&mut self, delay: Duration) {
        self.total += delay;
    }

    /// On to an interface at which the way ends.
    pub(super) fn reach_interface(&mut self, world: &World, interface: Id<NetworkInterface>) {
        let there = Standing::at(world, interface);
        self.total += self.between(there);
        self.standing = there;
    }

    /// Through a NAT gateway, perhaps in another zone.
    pub(super) fn through_nat(&mut self, world: &World, interface: Id<NetworkInterface>) {
        let there = Standing::at(world, interface);
        self.total += self.settings.rtt_nat_gateway;
        if !matches!(self.standing, Standing::Internet(_)) {
            self.total += self.between(there).less(self.settings.rtt_same_zone);
        }
        self.standing = there;
    }

    /// Through an interface endpoint, perhaps in another zone or Region (IFE-20).
    pub(super) fn through_endpoint(&mut self, world: &World, interface: Id<NetworkInterface>) {
        self.reach_interface(world, interface);
        self.total += self.settings.rtt_interface_endpoint;
    }

    /// On to S3, which stands in every zone of its Region.
    pub(super) fn reach_s3(&mut self, region: Region) {
        self.total += match self.standing {
            Standing::Zone(here, _) => here.round_trip_to(region) + self.settings.rtt_same_zone,
            Standing::Internet(near) => self.across_internet(near, region),
            Standing::Premises(away, nearest) => {
                away + nearest.round_trip_to(region) + self.settings.rtt_same_zone
            }
        };
    }

    /// Onto Amazon's own network by the global endpoint, whose addresses lead to the nearest way in
    /// from everywhere; gives the Region that is nearest to it (MRAP-20).
    ///
    /// SIMPLIFIED: what enters AWS outside a VPC does so at the Region it is nearest to; edge
    /// locations are not simulated.
    pub(super) fn enter_aws(&mut self) -> Region {
        let (entry, away) = match self.standing {
            Standing::Zone(here, _) => (here, self.settings.rtt_same_zone),
            Standing::Internet(near) => (near, self.settings.rtt_internet),
            Standing::Premises(away, nearest) => (nearest, away + self.settings.rtt_same_zone),
        };
        self.total += away;
        entry
    }

    /// On to a host on the internet that is nearest to a Region.
    pub(super) fn reach_internet(&mut self, near: Region) {
        let there = Standing::Internet(near);
        self.total += self.between(there);
        self.standing = there;
    }

    /// Out of a network on premises by its own internet access.
    pub(super) fn leave_for_internet(&mut self) {
        if let Standing::Premises(_, nearest) = self.standing {
            self.standing = Standing::Internet(nearest);
        }
    }

    /// On to a network on premises.
    pub(super) fn reach_premises(&mut self, world: &World, id: Id<OnPremises>) {
        let there = Standing::on_premises(world, id);
        self.total += self.between(there);
        self.standing = there;
    }

    fn between(&self, there: Standing) -> Duration {
        use Standing::{Internet, Premises, Zone};
        let settings = self.settings;
        match (self.standing, there) {
            (Zone(a, here), Zone(b, there)) if a == b => {
                if here == there {
                    settings.rtt_same_zone
                } else {
                    settings.rtt_cross_zone
                }
            }
            (Zone(a, _), Zone(b, _)) => a.round_trip_to(b) + settings.rtt_same_zone,
            (Internet(near), Zone(region, _)) | (Zone(region, _), Internet(near)) => {
                self.across_internet(near, region)
            }
            (Premises(away, nearest), Zone(region, _))
            | (Zone(region, _), Premises(away, nearest)) => {
                away + nearest.round_trip_to(region) + settings.rtt_same_zone
            }
            (Premises(a, here), Premises(b, there)) => a + here.round_trip_to(there) + b,
            (Internet(a), Internet(b) | Premises(_, b)) | (Premises(_, a), Internet(b)) => {
                self.across_internet(a, b)
            }
        }
    }

    /// From what is nearest to one Region to another Region, or to what is nearest to that.
    fn across_internet(&self, near: Region, region: Region) -> Duration {
        self.settings.rtt_internet + near.round_trip_to(region)
    }
}
