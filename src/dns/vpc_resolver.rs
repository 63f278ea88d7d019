//! The resolver of a VPC: rules, private zones and private DNS before public DNS.

use super::hosted_zone::{Held, held};
use super::lookup::{Door, Lookup, Reply};
use super::{Answer, Family, Name, Pool, Source, Step, endpoint_addresses};
use crate::aws::s3_host::{Endpoint, S3Host};
use crate::aws::service::EndpointService;
use crate::scenario::endpoint::{IpAddressType, PrivateDns};
use crate::trace::{About, Code, Reason};
use crate::world::gateway::{EndpointState, VpcEndpoint};
use crate::world::name_service::{HostedZone, Record, RecordData, ResolverRule, is_within};
use crate::world::vpc::Vpc;
use crate::world::{Id, World};

/// Who answers for a name in a VPC before public DNS does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Rule(Id<ResolverRule>),
    Zone(Id<HostedZone>),
    PrivateDns(Id<VpcEndpoint>),
}

impl Lookup<'_> {
    /// Asks the resolver of a VPC: the most specific of its rules, zones and private DNS decides,
    /// a rule before a zone of the same domain (DNS-05); nobody else is asked after it (DNS-04).
    pub(super) fn ask_vpc(&mut self, vpc: Id<Vpc>, door: Door, name: &Name) -> Reply {
        let world = self.world;
        self.steps.push(Step::Asked(Source::VpcResolver(vpc)));
        if !world.vpcs[vpc].enable_dns_support {
            return Reply::silence(Code::DnsResolverDisabled, About::Vpc(vpc));
        }
        if world.faults.silences_dns(vpc) {
            return Reply::silence(Code::DnsOutage, About::Vpc(vpc));
        }
        if self.is_too_far() {
            return Reply::silence(Code::DnsLoop, About::Vpc(vpc));
        }
        match self.owner(vpc, door, name) {
            Some(Owner::Rule(rule)) => self.forward(rule, name),
            Some(Owner::Zone(zone)) => self.ask_zone(vpc, door, zone, name),
            Some(Owner::PrivateDns(endpoint)) => {
                self.steps.push(Step::PrivateDns(endpoint));
                endpoint_addresses::of_endpoint(world, endpoint, None, self.family)
            }
            None => self.ask_public(name),
        }
    }

    fn owner(&mut self, vpc: Id<Vpc>, door: Door, name: &Name) -> Option<Owner> {
        let world = self.world;
        let rule = rule_for(world, vpc, name);
        let zone = zone_for(world, vpc, name);
        let endpoint = private_dns_for(world, vpc, name);
        let home = &world.vpcs[vpc];
        let is_private = home.enable_dns_support && home.enable_dns_hostnames;
        if !is_private && (zone.is_some() || endpoint.is_some()) {
            self.steps.push(Step::PrivateNamesOff(vpc));
        }
        let (zone, endpoint) = (zone.filter(|_| is_private), endpoint.filter(|_| is_private));
        let endpoint = endpoint.filter(|(id, _)| {
            let is_open = door == Door::Inbound || world.private_dns_of(*id) == PrivateDns::On;
            if !is_open {
                self.steps.push(Step::PrivateDnsInboundOnly(*id));
            }
            is_open
        });
        let candidates = [
            rule.map(|(id, length)| (Owner::Rule(id), length)),
            zone.map(|(id, length)| (Owner::Zone(id), length)),
            endpoint.map(|(id, length)| (Owner::PrivateDns(id), length)),
        ];
        let mut chosen: Option<(Owner, usize)> = None;
        for candidate in candidates.into_iter().flatten() {
            if chosen.is_none_or(|(_, length)| candidate.1 > length) {
                chosen = Some(candidate);
            }
        }
        chosen.map(|(owner, _)| owner)
    }

    /// What a private zone says about a name in it, and nobody after it (DNS-04).
    fn ask_zone(&mut self, vpc: Id<Vpc>, door: Door, id: Id<HostedZone>, name: &Name) -> Reply {
        let zone = &self.world.hosted_zones[id];
        self.steps.push(Step::Zone(id));
        let hidden = Reason::new(Code::DnsHiddenByPrivateZone, About::HostedZone(id));
        let records = match held(zone, name.as_str()) {
            Held::Records(records) => records,
            Held::Nothing => return Reply::without(Answer::NoData, hidden),
            Held::NoName => return Reply::without(Answer::NxDomain, hidden),
        };
        for record in &records {
            match &record.data {
                RecordData::Cname(to) => {
                    let to = Name::parse(to);
                    self.steps.push(Step::Cname(to.clone()));
                    return self.ask_vpc(vpc, door, &to);
                }
                RecordData::Alias(endpoint) => {
                    self.steps.push(Step::Alias(*endpoint));
                    return endpoint_addresses::of_endpoint(
                        self.world,
                        *endpoint,
                        None,
                        self.family,
                    );
                }
                RecordData::Addresses(..) => {}
            }
        }
        written_addresses(&records, self.family)
            .unwrap_or_else(|| Reply::without(Answer::NoData, hidden))
    }
}

/// The addresses of one kind that records hold.
fn written_addresses(records: &[&Record], family: Family) -> Option<Reply> {
    let mut ranges = Vec::new();
    let mut ttl = None;
    for record in records {
        if let RecordData::Addresses(values, kept) = &record.data {
            ranges.extend(values.iter().map(|value| ipnet::IpNet::from(*value)));
            ttl.get_or_insert(*kept);
        }
    }
    let pool = Pool::new(&ranges, family);
    (!pool.is_empty()).then(|| Reply::of(pool, ttl.unwrap_or_default(), None))
}

/// The most specific rule of a VPC for a name, and how specific it is.
fn rule_for(world: &World, vpc: Id<Vpc>, name: &Name) -> Option<(Id<ResolverRule>, usize)> {
    let rules = world.resolver_rules.iter();
    rules
        .filter(|(_, rule)| rule.vpcs.contains(&vpc) && is_within(name.as_str(), &rule.domain))
        .map(|(id, rule)| (id, rule.domain.len()))
        .max_by_key(|(_, length)| *length)
}

/// The most specific private zone of a VPC for a name (DNS-05, DNS-06).
fn zone_for(world: &World, vpc: Id<Vpc>, name: &Name) -> Option<(Id<HostedZone>, usize)> {
    let zones = world.hosted_zones.iter();
    zones
        .filter(|(_, zone)| zone.vpcs.contains(&vpc) && is_within(name.as_str(), &zone.name))
        .map(|(id, zone)| (id, zone.name.len()))
        .max_by_key(|(_, length)| *length)
}

/// The interface endpoint of a VPC whose private DNS covers a name (DNS-10, DNS-11, DNS-16).
fn private_dns_for(world: &World, vpc: Id<Vpc>, name: &Name) -> Option<(Id<VpcEndpoint>, usize)> {
    let host = name.s3().filter(|_| name.is_possible())?;
    let (id, _) = world.vpc_endpoints.iter().find(|(id, endpoint)| {
        endpoint.vpc == vpc
            && endpoint.state == EndpointState::Available
            && world.private_dns_of(*id) != PrivateDns::Off
            && covers(endpoint, host)
    })?;
    Some((id, host.endpoint.to_string().len()))
}

/// Whether private DNS of an endpoint covers a name: Regional names of its service's Region, and
/// dual-stack ones when it is dual-stack itself (IFE-32).
fn covers(endpoint: &VpcEndpoint, host: &S3Host) -> bool {
    let is_dual_stack = endpoint
        .interface_parts()
        .is_some_and(|parts| parts.ip_address_type == IpAddressType::Dualstack);
    match (&host.endpoint, endpoint.service) {
        (
            Endpoint::Regional(region) | Endpoint::AccessPoint(region) | Endpoint::Control(region),
            EndpointService::S3(own),
        ) => *region == own,
        (
            Endpoint::DualStack(region) | Endpoint::DualStackAccessPoint(region),
            EndpointService::S3(own),
        ) => is_dual_stack && *region == own,
        (Endpoint::MultiRegion, EndpointService::S3Global) => true,
        (
            Endpoint::Regional(_)
            | Endpoint::AccessPoint(_)
            | Endpoint::Control(_)
            | Endpoint::DualStack(_)
            | Endpoint::DualStackAccessPoint(_)
            | Endpoint::MultiRegion
            | Endpoint::DashRegion(_)
            | Endpoint::LegacyGlobal
            | Endpoint::Fips(_)
            | Endpoint::DualStackFips(_)
            | Endpoint::DualStackAccelerate
            | Endpoint::FipsAccessPoint(_)
            | Endpoint::DualStackFipsAccessPoint(_)
            | Endpoint::Website(_)
            | Endpoint::Accelerate
            | Endpoint::Interface(_),
            EndpointService::S3(_) | EndpointService::S3Global | EndpointService::DynamoDb(_),
        ) => false,
    }
}
