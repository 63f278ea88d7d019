//! How many questions a network interface may put to its VPC's resolver (DNS-20).

use indexmap::IndexMap;

use crate::time::Instant;
use crate::world::Id;
use crate::world::vpc::NetworkInterface;

/// The most packets that one network interface gets through to the resolver in a second.
const PACKETS_MAX: u32 = 1_024;

/// What network interfaces have asked the resolvers of their VPCs.
#[derive(Debug, Default)]
pub(super) struct Queries {
    known: IndexMap<Id<NetworkInterface>, Second>,
}

/// The packets of one second.
#[derive(Debug, Default)]
struct Second {
    second: u64,
    packets: u32,
}

impl Queries {
    /// Whether so many more packets get through `now`; those that do not are dropped and count for
    /// nothing.
    ///
    /// SIMPLIFIED: packets to the resolver are counted by whole seconds of the run, and only look-ups
    /// count; AWS counts those to the metadata and time services with them.
    pub(super) fn pass(
        &mut self,
        interface: Id<NetworkInterface>,
        now: Instant,
        more: u32,
    ) -> bool {
        let second = now.nanos() / 1_000_000_000;
        let known = self.known.entry(interface).or_default();
        if known.second != second {
            *known = Second { second, packets: 0 };
        }
        let passes = known.packets + more <= PACKETS_MAX;
        known.packets += if passes { more } else { 0 };
        passes
    }
}

#[cfg(test)]
mod tests {
    use super::Queries;
    use crate::time::{Duration, Instant};
    use crate::world::Id;

    #[test]
    fn each_interface_has_1024_packets_a_second() {
        let at = |ms| Instant::ZERO + Duration::from_millis(ms);
        let (one, other) = (Id::at(0), Id::at(1));
        let mut queries = Queries::default();
        let passed = (0..3_000).filter(|n| queries.pass(one, at(1_000 + n / 3), 1));
        assert_eq!(passed.count(), 1_024, "DNS-20");
        assert!(!queries.pass(one, at(1_999), 1), "DNS-20");
        assert!(
            queries.pass(other, at(1_999), 1),
            "DNS-20: each has its own"
        );
        assert!(queries.pass(one, at(2_000), 1), "DNS-20: the next second");
        assert!(
            !queries.pass(one, at(2_000), 1_024),
            "DNS-20: both families"
        );
        assert!(
            queries.pass(one, at(2_000), 1_023),
            "DNS-20: what is dropped does not count"
        );
    }
}
