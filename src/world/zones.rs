//! Availability Zones that fail and recover, and when DNS learns of it.

use std::collections::BTreeSet;

/// Availability Zones that do not work, by name (IFE-21, NAT-08).
///
/// SIMPLIFIED: zones are told apart by name, as if every account had the same names for them
/// (VPC-07).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Zones {
    down: BTreeSet<String>,
    avoided: BTreeSet<String>,
}

impl Zones {
    /// Whether everything in the zone is dead.
    pub fn is_down(&self, zone: &str) -> bool {
        !self.down.is_empty() && self.down.contains(zone)
    }

    /// Whether Regional names of endpoints leave the zone's addresses out (IFE-21).
    pub fn is_avoided(&self, zone: &str) -> bool {
        self.avoided.contains(zone)
    }

    /// The zone fails, or works again.
    pub(super) fn set_down(&mut self, zone: &str, is_down: bool) {
        set(&mut self.down, zone, is_down);
    }

    /// DNS has noticed how the zone does now.
    pub(super) fn notice(&mut self, zone: &str) {
        let is_down = self.is_down(zone);
        set(&mut self.avoided, zone, is_down);
    }
}

fn set(zones: &mut BTreeSet<String>, zone: &str, is_in: bool) {
    if is_in {
        zones.insert(zone.to_owned());
    } else {
        zones.remove(zone);
    }
}
