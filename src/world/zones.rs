//! Availability Zones: which of them fail and recover, and when DNS learns of it.

use super::{Id, World};

/// An Availability Zone, by its id: accounts may call it by different names (VPC-07).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Zone {
    /// Whether everything in it is dead (IFE-21, NAT-08).
    pub is_down: bool,
    /// Whether Regional names of endpoints leave its addresses out: DNS has noticed (IFE-21).
    pub is_avoided: bool,
}

impl World {
    /// What a zone is called where it is used: by its name when all accounts agree, else by its id.
    pub fn zone_name(&self, zone: Id<Zone>) -> &str {
        let subnets = self
            .subnets
            .iter()
            .filter(|(_, subnet)| subnet.zone == zone);
        let mut names = subnets.map(|(_, subnet)| subnet.availability_zone.as_str());
        match names.next() {
            Some(first) if names.all(|other| other == first) => first,
            Some(_) | None => self.zones.name(zone),
        }
    }
}
