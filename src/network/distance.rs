//! How far it is: round trips added up along the way.

use crate::aws::region::Region;
use crate::time::Duration;
use crate::world::vpc::NetworkInterface;
use crate::world::{Id, Settings, World};

/// Where a packet has come to and how long the round trip to there is (LAT-02).
///
/// SIMPLIFIED: the answer is taken to be as long under way as the packet, also where it takes
/// other gateways.
#[derive(Debug, Clone, Copy)]
pub(super) struct Distance<'w> {
    settings: &'w Settings,
    standing: Option<Standing<'w>>,
    total: Duration,
}

/// A zone of a Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing<'w> {
    region: Region,
    zone: &'w str,
}

impl<'w> Distance<'w> {
    /// From an interface in a subnet, or from somewhere on the internet.
    pub(super) fn from(world: &'w World, interface: Option<Id<NetworkInterface>>) -> Self {
        Self {
            settings: &world.settings,
            standing: interface.map(|interface| standing_of(world, interface)),
            total: Duration::ZERO,
        }
    }

    /// The round trip so far.
    pub(super) fn total(&self) -> Duration {
        self.total
    }

    /// On to an interface at which the way ends.
    pub(super) fn reach_interface(&mut self, world: &'w World, interface: Id<NetworkInterface>) {
        let there = standing_of(world, interface);
        self.total += match self.standing {
            Some(here) if here.region == there.region => self.between_zones(here, there),
            Some(here) => here.region.round_trip_to(there.region) + self.settings.rtt_same_zone,
            None => self.across_internet(there.region),
        };
        self.standing = Some(there);
    }

    /// Through a NAT gateway, perhaps in another zone.
    pub(super) fn through_nat(&mut self, world: &'w World, interface: Id<NetworkInterface>) {
        let there = standing_of(world, interface);
        self.total += self.settings.rtt_nat_gateway;
        if let Some(here) = self.standing {
            let detour = self.between_zones(here, there);
            self.total += detour.less(self.settings.rtt_same_zone);
        }
        self.standing = Some(there);
    }

    /// On to S3, which stands in every zone of its Region.
    pub(super) fn reach_s3(&mut self, region: Region) {
        self.total += match self.standing {
            Some(here) => here.region.round_trip_to(region) + self.settings.rtt_same_zone,
            None => self.across_internet(region),
        };
    }

    /// On to a host on the internet.
    pub(super) fn reach_internet(&mut self) {
        self.total += match self.standing {
            Some(here) => self.across_internet(here.region),
            None => self.settings.rtt_internet,
        };
    }

    /// SIMPLIFIED: hosts on the internet stand near us-east-1; nobody says where they are.
    fn across_internet(&self, region: Region) -> Duration {
        self.settings.rtt_internet + Region::US_EAST_1.round_trip_to(region)
    }

    fn between_zones(&self, here: Standing<'_>, there: Standing<'_>) -> Duration {
        if here.zone == there.zone {
            self.settings.rtt_same_zone
        } else {
            self.settings.rtt_cross_zone
        }
    }
}

fn standing_of(world: &World, interface: Id<NetworkInterface>) -> Standing<'_> {
    let subnet = &world.subnets[world.interfaces[interface].subnet];
    Standing {
        region: world.vpcs[subnet.vpc].region,
        zone: &subnet.availability_zone,
    }
}
