//! The addresses behind a name, of which each answer gives one.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::Family;

/// The golden ratio's share of 2^64: steps of it fall evenly between one another.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The addresses behind a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    ranges: Vec<IpNet>,
    size: u64,
}

impl Pool {
    /// The host addresses of these ranges, as far as they are of one family.
    pub fn new(ranges: &[IpNet], family: Family) -> Self {
        let ranges: Vec<IpNet> = ranges
            .iter()
            .filter(|range| match range {
                IpNet::V4(_) => family == Family::V4,
                IpNet::V6(_) => family == Family::V6,
            })
            .copied()
            .collect();
        let size = ranges.iter().copied().map(host_count).sum();
        Self { ranges, size }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// How many addresses there are.
    pub fn len(&self) -> u64 {
        self.size
    }

    /// Whether an address is one of them.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.ranges.iter().any(|range| range.contains(&address))
    }

    /// One of the addresses: numbers in a row spread evenly over all of them, each range by its
    /// size, and so do random ones. An empty pool gives `0.0.0.0`.
    ///
    /// ```
    /// use vpcsim::dns::{Family, Pool};
    /// let (large, small) = ("10.0.0.0/25".parse().unwrap(), "10.9.0.0/26".parse().unwrap());
    /// let pool = Pool::new(&[large, small], Family::V4);
    /// let from_large = (0..3_000).filter(|n| large.contains(&pool.pick(*n))).count();
    /// assert!((1_990..=2_050).contains(&from_large), "{from_large} of about 2019");
    /// assert_ne!(pool.pick(0), pool.pick(1));
    /// ```
    pub fn pick(&self, number: u64) -> IpAddr {
        let turn = u128::from(number.wrapping_mul(GOLDEN)) * u128::from(self.size);
        let mut position = (turn >> 64) as u64;
        for range in &self.ranges {
            let count = host_count(*range);
            if position < count {
                return host_at(*range, position);
            }
            position -= count;
        }
        IpAddr::V4(Ipv4Addr::UNSPECIFIED)
    }
}

/// How many hosts a range can hold; the first and the last address of an IPv4 range are none.
///
/// SIMPLIFIED: of an IPv6 range the first 2^48 addresses stand for all.
fn host_count(range: IpNet) -> u64 {
    match range {
        IpNet::V4(range) if range.prefix_len() <= 30 => (1 << (32 - range.prefix_len())) - 2,
        IpNet::V4(range) => 1 << (32 - range.prefix_len()),
        IpNet::V6(range) => 1 << (128 - range.prefix_len()).min(48),
    }
}

fn host_at(range: IpNet, position: u64) -> IpAddr {
    match range {
        IpNet::V4(range) => {
            let first = u64::from(range.network().to_bits()) + u64::from(range.prefix_len() <= 30);
            let bits = u32::try_from(first + position).unwrap_or(u32::MAX);
            IpAddr::V4(Ipv4Addr::from_bits(bits))
        }
        IpNet::V6(range) => IpAddr::V6(Ipv6Addr::from_bits(
            range.network().to_bits() + u128::from(position),
        )),
    }
}
