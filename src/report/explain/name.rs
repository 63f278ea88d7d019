//! The name a client asks for, who answers, and the address it uses.

use std::net::IpAddr;

use super::outline::Outline;
use crate::aws::service::EndpointService;
use crate::dns::{Answer, Because, Source, Step};
use crate::journey::Leg;
use crate::report::paint::Tone;
use crate::world::World;
use crate::world::plan::Load;

/// Adds the lines about the name of `leg`.
pub(super) fn add(world: &World, load: &Load, leg: &Leg, outline: &mut Outline) {
    outline.heading("The name");
    outline.add(1, leg.host.to_string(), Tone::Strong);
    if let Some(address) = load.call.address.resolve_to {
        outline.add(
            2,
            format!("is not asked for: {address} is given"),
            Tone::Plain,
        );
        return;
    }
    for step in &leg.resolution.steps {
        let (words, rule) = step_words(world, step);
        outline.add(2, words, Tone::Plain);
        outline.rule(rule);
    }
    if let Some(found) = leg.resolution.found {
        let (why, rule) = because(world, found.because);
        outline.add(
            2,
            format!("stands for S3 in {}: {why}", found.region),
            Tone::Plain,
        );
        outline.rule(rule);
    }
    let (said, tone, rule) = match &leg.resolution.answer {
        Answer::Addresses(pool) => {
            let own = leg.address.filter(|address| pool.contains(*address));
            let said = own.unwrap_or(pool.pick(0));
            (format!("answer: {said}"), Tone::Good, "")
        }
        Answer::NxDomain => ("no such name".to_owned(), Tone::Bad, "DNS-04"),
        Answer::NoData => ("no address of this kind".to_owned(), Tone::Bad, "DNS-21"),
        Answer::Timeout => ("no answer".to_owned(), Tone::Bad, "DNS-01"),
    };
    outline.add(2, said, tone);
    let code = leg.resolution.reason.map(|reason| reason.code.name());
    outline.rule(code.unwrap_or(rule));
    if let Some(address) = remembered(leg) {
        let (words, rule) = if is_of_other_family(leg, address) {
            let words = format!("the client turned to {address}, of the other family");
            (words, "DNS-21")
        } else {
            let words = format!("the client remembers {address} from before");
            (words, "DNS-18")
        };
        outline.add(2, words, Tone::Plain);
        outline.rule(rule);
    }
}

/// Whether the resolver's addresses are of the other family.
fn is_of_other_family(leg: &Leg, address: IpAddr) -> bool {
    match &leg.resolution.answer {
        Answer::Addresses(pool) => pool.pick(0).is_ipv6() != address.is_ipv6(),
        Answer::NxDomain | Answer::NoData | Answer::Timeout => false,
    }
}

/// The address a client uses although its resolver says otherwise now.
fn remembered(leg: &Leg) -> Option<IpAddr> {
    let address = leg.address?;
    match &leg.resolution.answer {
        Answer::Addresses(pool) => Some(address).filter(|address| !pool.contains(*address)),
        Answer::NxDomain | Answer::NoData | Answer::Timeout => Some(address),
    }
}

/// Who is asked, and the rule that says so.
pub(super) fn resolver(world: &World, source: Source) -> (String, &'static str) {
    match source {
        Source::VpcResolver(vpc) => (
            format!("the resolver of {}", world.vpcs.name(vpc)),
            "DNS-01",
        ),
        Source::PublicDns => ("public DNS".to_owned(), ""),
        Source::ResolverEndpoint(endpoint) => (
            format!(
                "the resolver endpoint {}",
                world.resolver_endpoints.name(endpoint)
            ),
            "DNS-09",
        ),
        Source::Server(address) => (
            format!("the resolver at {address}, which answers as public DNS does"),
            "DNS-23",
        ),
    }
}

/// One step of a look-up, and the rule it rests on.
pub(super) fn step_words(world: &World, step: &Step) -> (String, &'static str) {
    let endpoint = |id| world.vpc_endpoints.name(id);
    match step {
        Step::Asked(source) => {
            let (who, rule) = resolver(world, *source);
            (format!("asked of {who}"), rule)
        }
        Step::Forwarded(rule) => {
            let name = world.resolver_rules.name(*rule);
            let rule = &world.resolver_rules[*rule];
            let by = world.resolver_endpoints.name(rule.outbound_endpoint);
            (format!("sent on by rule {name}, by {by}"), "DNS-05")
        }
        Step::Zone(zone) => {
            let domain = &world.hosted_zones[*zone].name;
            let zone = world.hosted_zones.name(*zone);
            (format!("{zone} answers for {domain}, alone"), "DNS-04")
        }
        Step::Alias(to) => (format!("an alias of {}", endpoint(*to)), "DNS-03"),
        Step::Cname(to) => (format!("another name for {to}"), ""),
        Step::PrivateDns(of) => (
            format!("private DNS of {} answers", endpoint(*of)),
            match world.vpc_endpoints[*of].service {
                EndpointService::S3Global => "DNS-16",
                EndpointService::S3(_) | EndpointService::DynamoDb(_) => "DNS-10",
            },
        ),
        Step::PrivateDnsInboundOnly(of) => (
            format!(
                "private DNS of {} is only for inbound resolver endpoints",
                endpoint(*of)
            ),
            "DNS-12",
        ),
        Step::PrivateNamesOff(vpc) => (
            format!(
                "{} does not answer privately: enableDnsHostnames is off",
                world.vpcs.name(*vpc)
            ),
            "DNS-02",
        ),
    }
}

/// Why a name stands for its Region, and the rule that says so.
pub(super) fn because(world: &World, because: Because) -> (String, &'static str) {
    match because {
        Because::NameSaysSo => ("the name says so".to_owned(), "S3R-01"),
        Because::BucketLivesThere(bucket) => (
            format!("{} lives there", world.buckets.name(bucket)),
            "S3R-06",
        ),
        Because::BucketIsNew(bucket) => (
            format!(
                "{} is too new for DNS to know it",
                world.buckets.name(bucket)
            ),
            "S3R-06",
        ),
        Because::RegionIsNotGlobal(bucket) => {
            let (name, region) = (world.buckets.name(bucket), world.buckets[bucket].region);
            (
                format!("the global name does not lead to {name} in {region}"),
                "S3R-07",
            )
        }
        Because::EndpointLeadsThere(endpoint) => (
            format!("{} leads there", world.vpc_endpoints.name(endpoint)),
            "IFE-01",
        ),
        Because::NoBucketKnown => ("no bucket of this name is known".to_owned(), "DNS-17"),
    }
}
