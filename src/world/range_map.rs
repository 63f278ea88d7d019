//! Values for address ranges that may lie inside one another; the narrowest range counts.

use std::net::IpAddr;

use ipnet::IpNet;

/// Values for address ranges: an address has the value of the narrowest range that holds it.
///
/// Ranges of the form `a.b.c.d/n` are nested or apart, never half over one another, so they can be
/// cut once into stretches without overlap; a question is then one binary search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeMap<V> {
    v4: Vec<(u32, Option<V>)>,
    v6: Vec<(u128, Option<V>)>,
}

impl<V> Default for RangeMap<V> {
    fn default() -> Self {
        Self {
            v4: Vec::new(),
            v6: Vec::new(),
        }
    }
}

impl<V: Copy> RangeMap<V> {
    /// A map of these ranges; of two equal ranges the first counts.
    ///
    /// ```
    /// use vpcsim::world::RangeMap;
    /// let wide = "10.0.0.0/8".parse().unwrap();
    /// let narrow = "10.1.0.0/16".parse().unwrap();
    /// let map = RangeMap::new([(wide, "wide"), (narrow, "narrow"), (wide, "late")]);
    /// for (address, value) in [
    ///     ("9.255.255.255", None),
    ///     ("10.0.255.255", Some("wide")),
    ///     ("10.1.0.0", Some("narrow")),
    ///     ("10.2.0.0", Some("wide")),
    ///     ("11.0.0.0", None),
    /// ] {
    ///     assert_eq!(map.at(address.parse().unwrap()), value, "{address}");
    /// }
    /// ```
    pub fn new(ranges: impl IntoIterator<Item = (IpNet, V)>) -> Self {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for (range, value) in ranges {
            match range {
                IpNet::V4(range) => v4.push(Stretch {
                    first: range.network().to_bits(),
                    last: range.broadcast().to_bits(),
                    value,
                }),
                IpNet::V6(range) => v6.push(Stretch {
                    first: range.network().to_bits(),
                    last: range.broadcast().to_bits(),
                    value,
                }),
            }
        }
        Self {
            v4: without_overlap(v4, |key| key.checked_add(1)),
            v6: without_overlap(v6, |key| key.checked_add(1)),
        }
    }

    /// The value of the narrowest range that holds `address`.
    pub fn at(&self, address: IpAddr) -> Option<V> {
        match address {
            IpAddr::V4(address) => value_at(&self.v4, address.to_bits()),
            IpAddr::V6(address) => value_at(&self.v6, address.to_bits()),
        }
    }
}

/// One range by its first and last address.
struct Stretch<K, V> {
    first: K,
    last: K,
    value: V,
}

/// Cuts nested ranges into stretches, each from its first address to the next one's.
fn without_overlap<K: Copy + Ord, V: Copy>(
    mut ranges: Vec<Stretch<K, V>>,
    next: fn(K) -> Option<K>,
) -> Vec<(K, Option<V>)> {
    // The sort is stable, so of equal ranges the first one named stays in front.
    ranges.sort_by(|a, b| a.first.cmp(&b.first).then(b.last.cmp(&a.last)));
    let mut cut: Vec<(K, Option<V>)> = Vec::with_capacity(ranges.len() * 2);
    let mut open: Vec<Stretch<K, V>> = Vec::new();
    for range in ranges {
        while open.last().is_some_and(|outer| outer.last < range.first) {
            close(&mut open, &mut cut, next);
        }
        let is_known = open
            .last()
            .is_some_and(|o| o.first == range.first && o.last == range.last);
        if !is_known {
            begin(&mut cut, range.first, Some(range.value));
            open.push(range);
        }
    }
    while !open.is_empty() {
        close(&mut open, &mut cut, next);
    }
    cut
}

/// Ends the innermost open range: from its end on, the one around it counts again.
fn close<K: Copy + Ord, V: Copy>(
    open: &mut Vec<Stretch<K, V>>,
    cut: &mut Vec<(K, Option<V>)>,
    next: fn(K) -> Option<K>,
) {
    let after = open.pop().and_then(|ended| next(ended.last));
    if let Some(after) = after {
        begin(cut, after, open.last().map(|outer| outer.value));
    }
}

/// Begins a stretch; one that would be empty is written over.
fn begin<K: Copy + Ord, V: Copy>(cut: &mut Vec<(K, Option<V>)>, key: K, value: Option<V>) {
    match cut.last_mut() {
        Some((start, held)) if *start == key => *held = value,
        _ => cut.push((key, value)),
    }
}

fn value_at<K: Copy + Ord, V: Copy>(cut: &[(K, Option<V>)], key: K) -> Option<V> {
    let after = cut.partition_point(|(start, _)| *start <= key);
    cut.get(after.checked_sub(1)?)?.1
}

#[cfg(test)]
mod tests {
    use super::RangeMap;
    use ipnet::IpNet;
    use proptest::prelude::*;

    fn range() -> impl Strategy<Value = IpNet> {
        // Few distinct bits, so that ranges often lie inside one another and touch.
        (0u32..256, 0u8..=8).prop_map(|(bits, len)| {
            IpNet::new(std::net::Ipv4Addr::from(bits << 24).into(), len)
                .unwrap()
                .trunc()
        })
    }

    proptest! {
        #[test]
        fn the_narrowest_range_counts_and_the_first_of_equals(
            ranges in prop::collection::vec(range(), 0..12), bits in any::<u32>()
        ) {
            let address = std::net::IpAddr::from(std::net::Ipv4Addr::from(bits));
            let map = RangeMap::new(ranges.iter().copied().zip(0usize..));
            let scanned = ranges
                .iter()
                .enumerate()
                .filter(|(_, range)| range.contains(&address))
                .min_by_key(|(position, range)| (u8::MAX - range.prefix_len(), *position))
                .map(|(position, _)| position);
            prop_assert_eq!(map.at(address), scanned);
        }
    }

    #[test]
    fn both_families_and_the_last_address_are_kept_apart() {
        let map = RangeMap::new([
            ("0.0.0.0/0".parse().unwrap(), 4),
            ("ffff::/16".parse().unwrap(), 6),
        ]);
        for (address, value) in [
            ("255.255.255.255", Some(4)),
            ("ffff:ffff::1", Some(6)),
            ("::1", None),
        ] {
            assert_eq!(map.at(address.parse().unwrap()), value, "{address}");
        }
    }
}
