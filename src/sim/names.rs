//! The addresses a client remembers, and for how long it trusts them.

use std::net::IpAddr;

use super::target::Target;
use crate::scenario::client::DnsCache;
use crate::time::{Duration, Instant};
use crate::world::Id;

/// The addresses one client remembers (DNS-18).
#[derive(Debug, Default)]
pub(super) struct Names {
    known: Vec<Known>,
}

#[derive(Debug)]
struct Known {
    target: Id<Target>,
    address: IpAddr,
    until: Instant,
}

impl Names {
    /// The address that is still trusted for `target`.
    pub(super) fn address(&self, target: Id<Target>, now: Instant) -> Option<IpAddr> {
        self.known
            .iter()
            .find(|known| known.target == target && now < known.until)
            .map(|known| known.address)
    }

    /// Remembers an address until then, instead of the one known before.
    pub(super) fn learn(&mut self, target: Id<Target>, address: IpAddr, until: Instant) {
        if let Some(known) = self.known.iter_mut().find(|known| known.target == target) {
            (known.address, known.until) = (address, until);
            return;
        }
        if self.known.is_empty() {
            // Most clients ask for one name only.
            self.known.reserve_exact(1);
        }
        self.known.push(Known {
            target,
            address,
            until,
        });
    }
}

/// Until when `cache` trusts an answer that came `now` with this `ttl`; not at all when it keeps
/// none (DNS-19).
pub(super) fn trusted_until(cache: DnsCache, now: Instant, ttl: Duration) -> Option<Instant> {
    match cache {
        DnsCache::Ttl => Some(now + ttl),
        DnsCache::Forever => Some(Instant::NEVER),
        DnsCache::For(time) => Some(now + time.0),
        DnsCache::Off => None,
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::{Names, trusted_until};
    use crate::scenario::client::DnsCache;
    use crate::time::{Duration, Instant};
    use crate::world::Id;

    #[test]
    fn an_address_is_trusted_as_the_client_is_made() {
        let old = IpAddr::V4(Ipv4Addr::new(52, 216, 0, 1));
        let new = IpAddr::V4(Ipv4Addr::new(52, 216, 0, 2));
        let at = |s| Instant::ZERO + Duration::from_secs(s);
        let ttl = Duration::from_secs(5);
        for (cache, asked_s, expected, rule) in [
            (DnsCache::Ttl, 14, Some(old), "DNS-19"),
            (DnsCache::Ttl, 15, None, "DNS-19"),
            (DnsCache::Forever, 1_000_000, Some(old), "DNS-18"),
            (DnsCache::Off, 10, None, "DNS-18"),
        ] {
            let mut names = Names::default();
            if let Some(until) = trusted_until(cache, at(10), ttl) {
                names.learn(Id::at(3), old, until);
            }
            assert_eq!(
                names.address(Id::at(3), at(asked_s)),
                expected,
                "{rule}: {cache:?}"
            );
            assert_eq!(names.address(Id::at(4), at(10)), None, "another name");
        }
        let mut names = Names::default();
        names.learn(Id::at(3), old, at(5));
        names.learn(Id::at(3), new, at(11));
        assert_eq!(names.address(Id::at(3), at(7)), Some(new));
    }
}
