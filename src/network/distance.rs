//! How far it is: round trips added up along the way.

use crate::aws::region::Region;
use crate::time::Duration;
use crate::world::on_premises::OnPremises;
use crate::world::vpc::NetworkInterface;
use crate::world::{Id, Settings, World};

/// Where a packet has come to and how long the round trip to there is (LAT-02).
///
/// SIMPLIFIED: the answer is taken to be as long under way as the packet, also where it takes
/// other gateways.
#[derive(Debug, Clone, Copy)]
pub(super) struct Distance<'w> {
    settings: &'w Settings,
    standing: Standing<'w>,
    total: Duration,
}

/// Where a packet stands, as far as distances go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing<'w> {
    /// In a zone of a Region.
    Zone(Region, &'w str),
    /// Anywhere on the internet.
    Internet,
    /// On premises, so far from the Region it is nearest to.
    Premises(Duration, Region),
}

impl<'w> Standing<'w> {
    /// In the zone of an interface.
    pub(super) fn at(world: &'w World, interface: Id<NetworkInterface>) -> Self {
        let subnet = &world.subnets[world.interfaces[interface].subnet];
        Self::Zone(world.vpcs[subnet.vpc].region, &subnet.availability_zone)
    }

    /// In a network on premises.
    pub(super) fn on_premises(world: &World, id: Id<OnPremises>) -> Self {
        let premises = &world.on_premises[id];
        Self::Premises(premises.round_trip, premises.nearest)
    }
}

impl<'w> Distance<'w> {
    /// From somewhere.
    pub(super) fn from(world: &'w World, standing: Standing<'w>) -> Self {
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
    pub(super) fn reach_interface(&mut self, world: &'w World, interface: Id<NetworkInterface>) {
        let there = Standing::at(world, interface);
        self.total += self.between(there);
        self.standing = there;
    }

    /// Through a NAT gateway, perhaps in another zone.
    pub(super) fn through_nat(&mut self, world: &'w World, interface: Id<NetworkInterface>) {
        let there = Standing::at(world, interface);
        self.total += self.settings.rtt_nat_gateway;
        if self.standing != Standing::Internet {
            self.total += self.between(there).less(self.settings.rtt_same_zone);
        }
        self.standing = there;
    }

    /// Through an interface endpoint, perhaps in another zone or Region (IFE-20).
    pub(super) fn through_endpoint(&mut self, world: &'w World, interface: Id<NetworkInterface>) {
        self.reach_interface(world, interface);
        self.total += self.settings.rtt_interface_endpoint;
    }

    /// On to S3, which stands in every zone of its Region.
    pub(super) fn reach_s3(&mut self, region: Region) {
        self.total += match self.standing {
            Standing::Zone(here, _) => here.round_trip_to(region) + self.settings.rtt_same_zone,
            Standing::Internet => self.across_internet(region),
            Standing::Premises(away, nearest) => {
                away + nearest.round_trip_to(region) + self.settings.rtt_same_zone
            }
        };
    }

    /// On to a host on the internet, or onto the internet itself.
    pub(super) fn reach_internet(&mut self) {
        self.total += match self.standing {
            Standing::Zone(here, _) => self.across_internet(here),
            Standing::Internet | Standing::Premises(..) => self.settings.rtt_internet,
        };
        self.standing = Standing::Internet;
    }

    /// Out of a network on premises by its own internet access.
    pub(super) fn leave_for_internet(&mut self) {
        self.standing = Standing::Internet;
    }

    /// On to a network on premises.
    pub(super) fn reach_premises(&mut self, world: &'w World, id: Id<OnPremises>) {
        let there = Standing::on_premises(world, id);
        self.total += self.between(there);
        self.standing = there;
    }

    fn between(&self, there: Standing<'_>) -> Duration {
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
            (Internet, Zone(region, _)) | (Zone(region, _), Internet) => {
                self.across_internet(region)
            }
            (Premises(away, nearest), Zone(region, _))
            | (Zone(region, _), Premises(away, nearest)) => {
                away + nearest.round_trip_to(region) + settings.rtt_same_zone
            }
            (Premises(a, here), Premises(b, there)) => a + here.round_trip_to(there) + b,
            (Internet, Internet | Premises(..)) | (Premises(..), Internet) => settings.rtt_internet,
        }
    }

    /// SIMPLIFIED: hosts on the internet stand near us-east-1; nobody says where they are.
    fn across_internet(&self, region: Region) -> Duration {
        self.settings.rtt_internet + Region::US_EAST_1.round_trip_to(region)
    }
}
