//! Which address has this name? The resolver a host is set up with is asked, and whoever that one
//! asks.
//!
//! ```text
//! host ──► VPC resolver ──► rule ──► outbound endpoint ──► inbound endpoint, or elsewhere
//!            │  ▲             zone ──► records, or nothing (DNS-04)
//!            │  └ inbound     private DNS ──► an interface endpoint
//!            └──────────────► public DNS: S3's names, names of endpoints
//! ```
//!
//! [`Resolution::steps`] tells the way a look-up took; S3's names are one family of names among
//! others.

mod name;
mod pool;
mod lookup;
mod vpc_resolver;
mod hosted_zone;
mod resolver_endpoint;
mod query;
mod premises;
mod endpoint_addresses;
mod public;

pub use name::Name;
pub use pool::Pool;
pub use query::{LostQuery, Query, Sender};

use std::net::IpAddr;

use crate::aws::region::Region;
use crate::time::Duration;
use crate::trace::{Outcome, Reason};
use crate::world::bucket::Bucket;
use crate::world::gateway::VpcEndpoint;
use crate::world::host::Host;
use crate::world::name_service::{HostedZone, ResolverEndpoint, ResolverRule};
use crate::world::vpc::Vpc;
use crate::world::{Id, World};
use lookup::Lookup;

/// What `from` learns when it asks for a name as most programs do: IPv6 addresses where it has IPv6
/// and the name has them, IPv4 ones otherwise (DNS-21).
pub fn resolve_preferred(world: &World, from: Id<Host>, name: &Name) -> Resolution {
    resolve_without(world, from, name, &[Family::V6, Family::V4], &[])
}

/// What `from` learns of a name's addresses of the first of these families that it has some of, when
/// these queries get no answer; where there are none, what is said of the last IPv4 question.
pub fn resolve_without(
    world: &World,
    from: Id<Host>,
    name: &Name,
    families: &[Family],
    lost: &[LostQuery],
) -> Resolution {
    let mut none: Option<Resolution> = None;
    for family in families {
        if *family == Family::V6 && !world.has_ipv6(from) {
            continue;
        }
        let found = look_up(Lookup::new(world, *family, lost), from, name);
        if matches!(found.answer, Answer::Addresses(_)) {
            return found;
        }
        if none.is_none() || *family == Family::V4 {
            none = Some(found);
        }
    }
    none.unwrap_or_else(|| look_up(Lookup::new(world, Family::V4, lost), from, name))
}

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
    /// Every resolver that was asked, and why the name went the way it did, in order.
    pub steps: Vec<Step>,
    /// The queries that crossed the network to a resolver endpoint, in order.
    pub queries: Vec<Query>,
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
    /// An inbound endpoint (DNS-09).
    ResolverEndpoint(Id<ResolverEndpoint>),
    /// A resolver that is not simulated, which answers as public DNS does (DNS-23).
    Server(IpAddr),
}

/// One step of a look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// This resolver was asked.
    Asked(Source),
    /// A rule sent the query on (DNS-05).
    Forwarded(Id<ResolverRule>),
    /// A private zone answers, and nobody else (DNS-04).
    Zone(Id<HostedZone>),
    /// The zone's record leads to an interface endpoint (DNS-03).
    Alias(Id<VpcEndpoint>),
    /// The zone's record leads to another name.
    Cname(Name),
    /// Private DNS of an interface endpoint answers (DNS-10).
    PrivateDns(Id<VpcEndpoint>),
    /// Private DNS is passed by: it is for inbound endpoints, and the query came from inside
    /// (DNS-12).
    PrivateDnsInboundOnly(Id<VpcEndpoint>),
    /// Private zones and private DNS are passed by: the VPC has them turned off (DNS-02).
    PrivateNamesOff(Id<Vpc>),
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
    /// The addresses are an interface endpoint's, which leads there (IFE-01).
    EndpointLeadsThere(Id<VpcEndpoint>),
    /// The name is global, and no bucket that exists stands in it: us-east-1 (DNS-17).
    NoBucketKnown,
}

/// What `from` learns when it asks for the addresses of a name.
///
/// A name of S3 has an answer whether its bucket exists or not: that is for S3 to say (DNS-17).
///
/// ```
/// use vpcsim::dns::{self, Answer, Family, Name};
/// use vpcsim::{scenario::Scenario, world};
/// let text = r#"Scenario(hosts: { "laptop": Host(internet: "203.0.113.9") })"#;
/// let world = world::build(&Scenario::parse(text).scenario).world;
/// let laptop = world.hosts.find("laptop").unwrap();
/// let name = Name::parse("no-such-bucket.s3.us-west-2.amazonaws.com");
/// let resolution = dns::resolve(&world, laptop, &name, Family::V4);
/// let Answer::Addresses(pool) = resolution.answer else { panic!() };
/// assert_eq!(world.s3_region_at(pool.pick(7)).unwrap().name(), "us-west-2");
/// ```
pub fn resolve(world: &World, from: Id<Host>, name: &Name, family: Family) -> Resolution {
    look_up(Lookup::new(world, family, &[]), from, name)
}

fn look_up(mut lookup: Lookup<'_>, from: Id<Host>, name: &Name) -> Resolution {
    let reply = lookup.begin(from, name);
    let (steps, queries) = (lookup.steps, lookup.queries);
    let source = steps.iter().find_map(|step| match step {
        Step::Asked(source) => Some(*source),
        Step::Forwarded(_)
        | Step::Zone(_)
        | Step::Alias(_)
        | Step::Cname(_)
        | Step::PrivateDns(_)
        | Step::PrivateDnsInboundOnly(_)
        | Step::PrivateNamesOff(_) => None,
    });
    Resolution {
        answer: reply.answer,
        ttl: reply.ttl,
        source: source.unwrap_or(Source::PublicDns),
        found: reply.found,
        reason: reply.reason,
        steps,
        queries,
    }
}
