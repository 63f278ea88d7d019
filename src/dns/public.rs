//! Public DNS: S3's names everywhere, and those of interface endpoints.

use super::lookup::Reply;
use super::{Because, Family, Found, Name, Pool, endpoint_addresses};
use crate::aws::prefix_list::MRAP_ANYCAST;
use crate::aws::region::Region;
use crate::aws::s3_host::{Endpoint, S3Host};
use crate::trace::Code;
use crate::world::World;

/// What public DNS says about `name`.
///
/// SIMPLIFIED: of all public names only S3's are known.
pub(super) fn reply(world: &World, name: &Name, family: Family) -> Reply {
    let ttl = world.settings.s3_dns_ttl;
    let Some(host) = name.s3().filter(|_| name.is_possible()) else {
        return Reply::no_such_name(Code::DnsNameUnknown);
    };
    match &host.endpoint {
        Endpoint::Interface(own) => endpoint_addresses::of_name(world, own, family),
        // AWS: Multi-Region Access Points have IPv4 addresses only (MRAP-30).
        Endpoint::MultiRegion => {
            let anycast = MRAP_ANYCAST.parse().into_iter().collect::<Vec<_>>();
            Reply::of(Pool::new(&anycast, family), ttl, None)
        }
        // SIMPLIFIED: edge locations are not simulated, so accelerate names have no address.
        Endpoint::Accelerate | Endpoint::DualStackAccelerate => Reply::no_data(Code::DnsNoData),
        Endpoint::Regional(_)
        | Endpoint::DashRegion(_)
        | Endpoint::LegacyGlobal
        | Endpoint::DualStack(_)
        | Endpoint::Fips(_)
        | Endpoint::DualStackFips(_)
        | Endpoint::FipsAccessPoint(_)
        | Endpoint::DualStackFipsAccessPoint(_)
        | Endpoint::Website(_)
        | Endpoint::AccessPoint(_)
        | Endpoint::DualStackAccessPoint(_)
        | Endpoint::Control(_) => match region_of(world, host) {
            Some(found) => {
                let pool = addresses(world, found.region, &host.endpoint, family);
                Reply::of(pool, ttl, Some(found))
            }
            None => Reply::no_such_name(Code::DnsNameUnknown),
        },
    }
}

/// The Region whose addresses the name has; none when S3 has no such name (S3R-02).
fn region_of(world: &World, host: &S3Host) -> Option<Found> {
    let says_so = |region: Region| Found {
        region,
        because: Because::NameSaysSo,
    };
    match &host.endpoint {
        Endpoint::DashRegion(region) => region.has_dash_name().then(|| says_so(*region)),
        Endpoint::Fips(region)
        | Endpoint::DualStackFips(region)
        | Endpoint::FipsAccessPoint(region)
        | Endpoint::DualStackFipsAccessPoint(region) => {
            region.has_fips_name().then(|| says_so(*region))
        }
        Endpoint::LegacyGlobal => Some(global(world, host.bucket.as_deref())),
        Endpoint::Regional(_)
        | Endpoint::DualStack(_)
        | Endpoint::Website(_)
        | Endpoint::AccessPoint(_)
        | Endpoint::DualStackAccessPoint(_)
        | Endpoint::Control(_)
        | Endpoint::Accelerate
        | Endpoint::DualStackAccelerate
        | Endpoint::MultiRegion
        | Endpoint::Interface(_) => host.endpoint.region().map(says_so),
    }
}

/// What the global name stands for: the bucket's own Region, once a day has passed (S3R-06).
fn global(world: &World, bucket: Option<&str>) -> Found {
    let known = bucket
        .and_then(|name| world.buckets.find(name))
        .filter(|id| world.buckets[*id].exists);
    let Some(id) = known else {
        return Found {
            region: Region::US_EAST_1,
            because: Because::NoBucketKnown,
        };
    };
    let bucket = &world.buckets[id];
    let (region, because) = if bucket.region.is_launched_after_redirects_ended() {
        (Region::US_EAST_1, Because::RegionIsNotGlobal(id))
    } else if bucket.is_fresh(world.day) && bucket.region != Region::US_EAST_1 {
        (Region::US_EAST_1, Because::BucketIsNew(id))
    } else {
        (bucket.region, Because::BucketLivesThere(id))
    };
    Found { region, because }
}

/// The addresses of S3 in a Region; IPv6 only for names that say dual-stack (DNS-21).
fn addresses(world: &World, region: Region, endpoint: &Endpoint, family: Family) -> Pool {
    let list = match family {
        Family::V4 => world.s3_prefix_lists.get(&region),
        Family::V6 => world.s3_prefix_lists_v6.get(&region),
    };
    let listed = list.map_or(&[][..], |list| &world.prefix_lists[*list].ranges);
    if family == Family::V6 && !endpoint.is_dual_stack() {
        return Pool::new(&[], family);
    }
    Pool::new(listed, family)
}
