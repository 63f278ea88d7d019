//! Addresses nobody wrote down: the next free one of a subnet, and stable made-up public ones.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

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

/// The next address of `subnet` that is not taken.
pub(super) fn next_free(subnet: IpNet, is_taken: impl Fn(&IpAddr) -> bool) -> Option<IpAddr> {
    let usable = subnet.hosts().skip(reserved_hosts(subnet));
    usable
        .take_while(|address| *address != subnet.broadcast())
        .find(|address| !is_taken(address))
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
