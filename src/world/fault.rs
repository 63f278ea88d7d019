//! What is out of order at a moment of a run.

use super::place::Place;
use super::vpc::{NetworkInterface, Vpc};
use super::{Id, World};
use crate::aws::region::Region;
use crate::time::Duration;

/// The whole, of which the shares of faults are parts: a million.
pub const WHOLE: u32 = 1_000_000;

/// One thing that is out of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A place swallows every packet.
    Outage(Place),
    /// One network interface of an endpoint swallows every packet.
    InterfaceOutage(Id<NetworkInterface>),
    /// A place loses so many packets of a million.
    Loss(Place, u32),
    /// Every round trip through a place takes so much longer.
    Delay(Place, Duration),
    /// S3 of a Region cannot answer for the moment.
    S3Unavailable(Region),
    /// Something fails inside S3 of a Region, for so many requests of a million.
    S3Errors(Region, u32),
    /// The resolver of a VPC says nothing.
    DnsOutage(Id<Vpc>),
    /// Calls of the control plane take effect so much later.
    SlowControlPlane(Duration),
}

/// Everything that is out of order now; the same fault twice ends when both have ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    active: Vec<Fault>,
}

/// What S3 answers in place of serving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerFault {
    /// `503 ServiceUnavailable`, to everybody.
    Unavailable,
    /// `500 InternalError`, to so many requests of a million.
    Errors(u32),
}

impl Fault {
    /// Whether it can change the way of packets.
    pub const fn moves_packets(self) -> bool {
        match self {
            Self::Outage(_) | Self::InterfaceOutage(_) | Self::Loss(..) | Self::Delay(..) => true,
            Self::S3Unavailable(_)
            | Self::S3Errors(..)
            | Self::DnsOutage(_)
            | Self::SlowControlPlane(_) => false,
        }
    }
}

impl Faults {
    /// Whether everything works.
    pub fn is_none(&self) -> bool {
        self.active.is_empty()
    }

    /// Whether a place swallows every packet.
    pub fn swallows_at(&self, place: Place) -> bool {
        self.active.contains(&Fault::Outage(place))
    }

    /// Whether an endpoint's interface swallows every packet.
    pub fn swallows_in(&self, interface: Id<NetworkInterface>) -> bool {
        self.active.contains(&Fault::InterfaceOutage(interface))
    }

    /// How many of a million packets a place loses.
    pub fn loss_at(&self, place: Place) -> u32 {
        let losses = self.active.iter().filter_map(|fault| {
            let Fault::Loss(at, share) = fault else {
                return None;
            };
            (*at == place).then_some(*share)
        });
        losses.fold(0, both)
    }

    /// How much longer a round trip through a place takes.
    pub fn delay_at(&self, place: Place) -> Duration {
        let delays = self.active.iter().filter_map(|fault| {
            let Fault::Delay(at, delay) = fault else {
                return None;
            };
            (*at == place).then_some(*delay)
        });
        delays.fold(Duration::ZERO, |sum, delay| sum + delay)
    }

    /// What S3 of a Region answers in place of serving, if it does.
    pub fn server_fault(&self, region: Region) -> Option<ServerFault> {
        if self.active.contains(&Fault::S3Unavailable(region)) {
            return Some(ServerFault::Unavailable);
        }
        let shares = self.active.iter().filter_map(|fault| {
            let Fault::S3Errors(at, share) = fault else {
                return None;
            };
            (*at == region).then_some(*share)
        });
        let share = shares.fold(0, both);
        (share > 0).then_some(ServerFault::Errors(share))
    }

    /// Whether the resolver of a VPC says nothing.
    pub fn silences_dns(&self, vpc: Id<Vpc>) -> bool {
        self.active.contains(&Fault::DnsOutage(vpc))
    }

    /// How much later calls of the control plane take effect.
    pub fn control_plane_delay(&self) -> Duration {
        let delays = self.active.iter().filter_map(|fault| {
            let Fault::SlowControlPlane(delay) = fault else {
                return None;
            };
            Some(*delay)
        });
        delays.fold(Duration::ZERO, |sum, delay| sum + delay)
    }
}

/// The share of those that one of two independent causes meets, in millionths.
pub fn both(one: u32, other: u32) -> u32 {
    let left = u64::from(WHOLE - one.min(WHOLE)) * u64::from(WHOLE - other.min(WHOLE));
    WHOLE - u32::try_from(left / u64::from(WHOLE)).unwrap_or(WHOLE)
}

impl World {
    /// A fault begins, or ends.
    pub(super) fn set_fault(&mut self, fault: Fault, begins: bool) {
        let active = &mut self.faults.active;
        if begins {
            active.push(fault);
        } else if let Some(place) = active.iter().position(|known| *known == fault) {
            active.remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Faults, ServerFault, both};
    use crate::aws::region::Region;
    use crate::time::Duration;
    use crate::world::Place;

    #[test]
    fn faults_of_one_place_add_up() {
        let here = Place::S3(Region::US_EAST_1);
        let faults = Faults {
            active: vec![
                Fault::Loss(here, 500_000),
                Fault::Loss(here, 500_000),
                Fault::Loss(Place::Internet, 1),
                Fault::Delay(here, Duration::from_millis(2)),
                Fault::Delay(here, Duration::from_millis(3)),
                Fault::S3Errors(Region::US_EAST_1, 100_000),
            ],
        };
        assert_eq!(faults.loss_at(here), 750_000);
        assert_eq!(faults.delay_at(here), Duration::from_millis(5));
        let fault = faults.server_fault(Region::US_EAST_1);
        assert_eq!(fault, Some(ServerFault::Errors(100_000)));
        assert!(!faults.swallows_at(here));
        for (one, other, sum) in [(0, 7, 7), (1_000_000, 5, 1_000_000), (100_000, 0, 100_000)] {
            assert_eq!(both(one, other), sum);
        }
    }
}
