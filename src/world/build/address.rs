//! Addresses nobody wrote down: the next free one of a subnet, and stable made-up public ones.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpAddrRange, IpNet, Ipv4AddrRange, Ipv6AddrRange};

/// AWS keeps the first four addresses and the last one of each subnet for itself.
const RESERVED_FIRST: usize = 4;

/// Why an address cannot be used in a subnet, or `None` when it can.
pub(super) fn refusal(address: IpAddr, subnet: IpNet) -> Option<&'static str> {
    if !subnet.contains(&address) {
        return Some("lies outside its subnet's range");
    }
    if subnet
        .hosts()
        .take(reserved_hosts(subnet))
        .any(|reserved| reserved == address)
        || address == subnet.network()
        || address == subnet.broadcast()
    {
        return Some("is kept by AWS for itself (the first four and the last of a subnet)");
    }
    None
}

/// How many of a subnet's hosts are AWS's own; of IPv6 ranges the first address counts as a host.
fn reserved_hosts(subnet: IpNet) -> usize {
    match subnet {
        IpNet::V4(_) => RESERVED_FIRST - 1,
        IpNet::V6(_) => RESERVED_FIRST,
    }
}

/// The next address of `subnet` that is not taken: behind `after`, where everything up to there is
/// known to be.
pub(super) fn next_free(
    subnet: IpNet,
    after: Option<IpAddr>,
    is_taken: impl Fn(&IpAddr) -> bool,
) -> Option<IpAddr> {
    let first = match after {
        Some(IpAddr::V4(after)) => IpAddr::V4(Ipv4Addr::from(u32::from(after).checked_add(1)?)),
        Some(IpAddr::V6(after)) => IpAddr::V6(Ipv6Addr::from(u128::from(after).checked_add(1)?)),
        None => subnet.hosts().nth(reserved_hosts(subnet))?,
    };
    let usable = match (first, subnet.broadcast()) {
        (IpAddr::V4(first), IpAddr::V4(last)) => IpAddrRange::from(Ipv4AddrRange::new(first, last)),
        (IpAddr::V6(first), IpAddr::V6(last)) => IpAddrRange::from(Ipv6AddrRange::new(first, last)),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return None,
    };
    let mut usable = usable.take_while(|address| *address != subnet.broadcast());
    usable.find(|address| !is_taken(address))
}

/// A public address made from `name` alone, so that adding another host moves nobody.
///
/// SIMPLIFIED: made-up public addresses come from 198.18.0.0/15, a block no network announces.
pub(super) fn made_up_public(name: &str, taken: &BTreeSet<IpAddr>) -> Option<IpAddr> {
    let mut hash: u32 = 0x811c_9dc5;
    for byte in name.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    let base = u32::from(Ipv4Addr::new(198, 18, 0, 0));
    (0..1 << 17)
        .map(|probe| IpAddr::V4(Ipv4Addr::from(base + (hash.wrapping_add(probe) & 0x1_ffff))))
        .find(|address| !taken.contains(address))
}

#[cfg(test)]
mod tests {
    use super::next_free;
    use ipnet::IpNet;
    use std::net::IpAddr;

    #[test]
    fn the_next_free_address_is_behind_the_last_one_and_never_one_of_awss() {
        let taken: [IpAddr; 2] = ["10.0.0.5".parse().unwrap(), "fd00::5".parse().unwrap()];
        for (subnet, after, found) in [
            ("10.0.0.0/28", None, Some("10.0.0.4")),
            ("10.0.0.0/28", Some("10.0.0.4"), Some("10.0.0.6")),
            ("10.0.0.0/28", Some("10.0.0.13"), Some("10.0.0.14")),
            ("10.0.0.0/28", Some("10.0.0.14"), None),
            ("fd00::/124", None, Some("fd00::4")),
            ("fd00::/124", Some("fd00::4"), Some("fd00::6")),
            ("fd00::/124", Some("fd00::e"), None),
        ] {
            let range: IpNet = subnet.parse().unwrap();
            let address = |text: &str| text.parse::<IpAddr>().unwrap();
            let next = next_free(range, after.map(address), |ip| taken.contains(ip));
            assert_eq!(next, found.map(address), "{subnet} after {after:?}");
        }
    }
}
