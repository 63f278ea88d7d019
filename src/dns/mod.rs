//! Which address has this name? S3's names, as the resolver a host asks answers them.

mod pool;

pub use pool::Pool;

use std::net::IpAddr;

use crate::aws::prefix_list::s3_ranges_v6;
use crate::aws::region::Region;
use crate::aws::s3_host::{Endpoint, S3Host};
use crate::time::Duration;
use crate::trace::{About, Code, Outcome, Reason};
use crate::world::bucket::Bucket;
use crate::world::host::{Host, Location};
use crate::world::vpc::Vpc;
use crate::world::{Id, World};

/// Which kind of address is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// IPv4: the record type A.
    V4,
    /// IPv6: the record type AAAA.
    V6,
}

/// An answer, who gave it, and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// The answer.
    pub answer: Answer,
    /// How long it may be kept (DNS-19).
    pub ttl: Duration,
    /// Who was asked.
    pub source: Source,
    /// How the name led to a Region; none when it led nowhere.
    pub found: Option<Found>,
    /// Why there is no address.
    pub reason: Option<Reason>,
}

impl Resolution {
    /// The address that lookup `number` is given.
    pub fn address(&self, number: u64) -> Option<IpAddr> {
        match &self.answer {
            Answer::Addresses(pool) => Some(pool.pick(number)),
            Answer::NxDomain | Answer::NoData | Answer::Timeout => None,
        }
    }

    /// How a request ends that gets no address; none when it gets one.
    pub fn failure(&self) -> Option<Outcome> {
        match &self.answer {
            Answer::Addresses(_) => None,
            Answer::NxDomain => Some(Outcome::NxDomain),
            Answer::NoData => Some(Outcome::NoData),
            Answer::Timeout => Some(Outcome::DnsTimeout),
        }
    }
}

/// What a resolver says.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// One of these addresses.
    Addresses(Pool),
    /// No such name.
    NxDomain,
    /// The name has no address of this family.
    NoData,
    /// Nothing.
    Timeout,
}

/// Which resolver was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The resolver of the host's VPC (DNS-01).
    VpcResolver(Id<Vpc>),
    /// A resolver on the internet.
    PublicDns,
}

/// The Region whose addresses a name has, and why that one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The Region.
    pub region: Region,
    /// Why that one.
    pub because: Because,
}

/// Why a name has the addresses of its Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// The name says the Region.
    NameSaysSo,
    /// The name is global, and this bucket lives there (S3R-06).
    BucketLivesThere(Id<Bucket>),
    /// The name is global, and the bucket is so new that it still has us-east-1's addresses: S3
    /// will answer with a redirect (S3R-06).
    BucketIsNew(Id<Bucket>),
    /// The name is global, and this bucket lives in a Region the global name does not lead to: S3
    /// in us-east-1 will answer with an error (S3R-07).
    RegionIsNotGlobal(Id<Bucket>),
    /// The name is global, and no bucket that exists stands in it: us-east-1 (DNS-17).
    NoBucketKnown,
}

/// What `from` learns when it asks for the addresses of one of S3's names.
///
/// A name has an answer whether its bucket exists or not: that is for S3 to say (DNS-17).
///
/// ```
/// use vpcsim::aws::s3_host::S3Host;
/// use vpcsim::dns::{self, Answer, Family};
/// use vpcsim::{scenario::Scenario, world};
/// let text = r#"Scenario(hosts: { "laptop": Host(internet: "203.0.113.9") })"#;
/// let world = world::build(&Scenario::parse(text).scenario).world;
/// let laptop = world.hosts.find("laptop").unwrap();
/// let name = S3Host::parse("no-such-bucket.s3.us-west-2.amazonaws.com").unwrap();
/// let resolution = dns::resolve(&world, laptop, &name, Family::V4);
/// let Answer::Addresses(pool) = resolution.answer else { panic!() };
/// assert_eq!(world.s3_region_at(pool.pick(7)).unwrap().name(), "us-west-2");
/// ```
pub fn resolve(world: &World, from: Id<Host>, host: &S3Host, family: Family) -> Resolution {
    let source = resolver_of(world, from);
    if let Source::VpcResolver(vpc) = source
        && !world.vpcs[vpc].enable_dns_support
    {
        return Resolution {
            answer: Answer::Timeout,
            ttl: Duration::ZERO,
            source,
            found: None,
            reason: Some(Reason::new(Code::DnsResolverDisabled, About::Vpc(vpc))),
        };
    }
    let found = if is_a_name(host) {
        region_of(world, host)
    } else {
        None
    };
    let (answer, code) = match found {
        Some(found) => addresses(world, found.region, host.endpoint, family),
        None => (Answer::NxDomain, Some(Code::DnsNameUnknown)),
    };
    Resolution {
        answer,
        ttl: world.settings.s3_dns_ttl,
        source,
        found,
        reason: code.map(Reason::bare),
    }
}

/// Hosts in a VPC ask its resolver, all others public DNS.
fn resolver_of(world: &World, from: Id<Host>) -> Source {
    match world.hosts[from].location {
        Location::Vpc(interface) => {
            Source::VpcResolver(world.vpc_of(world.interfaces[interface].subnet))
        }
        Location::Internet(_) => Source::PublicDns,
    }
}

/// Whether DNS can carry the name: labels of 1 to 63 characters, 253 in all.
fn is_a_name(host: &S3Host) -> bool {
    let bucket = host.bucket.as_deref();
    bucket.is_none_or(|bucket| {
        bucket
            .split('.')
            .all(|label| (1..=63).contains(&label.len()))
    }) && host.to_string().len() <= 253
}

/// The Region whose addresses the name has; none when S3 has no such name (S3R-02).
fn region_of(world: &World, host: &S3Host) -> Option<Found> {
    match host.endpoint {
        Endpoint::DashRegion(region) if !region.has_dash_name() => None,
        // Access points' names and the control endpoint's lie in the same ranges (GWE-23).
        Endpoint::Regional(region)
        | Endpoint::DashRegion(region)
        | Endpoint::DualStack(region)
        | Endpoint::AccessPoint(region)
        | Endpoint::DualStackAccessPoint(region)
        | Endpoint::Control(region) => Some(Found {
            region,
            because: Because::NameSaysSo,
        }),
        Endpoint::LegacyGlobal => Some(global(world, host.bucket.as_deref())),
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
fn addresses(
    world: &World,
    region: Region,
    endpoint: Endpoint,
    family: Family,
) -> (Answer, Option<Code>) {
    let list = world.s3_prefix_lists.get(&region);
    let listed = list.map_or(&[][..], |list| &world.prefix_lists[*list].ranges);
    let mut pool = Pool::new(listed, family);
    if family == Family::V6 {
        if !endpoint.is_dual_stack() {
            return (Answer::NoData, Some(Code::DnsNoData));
        }
        if pool.is_empty() {
            pool = Pool::new(&s3_ranges_v6(region), family);
        }
    }
    if pool.is_empty() {
        (Answer::NoData, Some(Code::DnsNoData))
    } else {
        (Answer::Addresses(pool), None)
    }
}
