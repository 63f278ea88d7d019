//! One look-up on its way from resolver to resolver, with every one that was asked and why.

use std::net::IpAddr;

use super::{
    Answer, Family, Found, LostQuery, Name, Pool, Query, Sender, Source, Step, public,
    resolver_endpoint,
};
use crate::time::Duration;
use crate::trace::{About, Code, Reason};
use crate::world::host::{Host, Location};
use crate::world::name_service::ResolverRule;
use crate::world::vpc::Vpc;
use crate::world::{Id, World};

/// How often a look-up may be sent on, to another resolver or another name.
const HOPS_MAX: u8 = 8;

/// One look-up under way.
pub(super) struct Lookup<'w> {
    pub(super) world: &'w World,
    pub(super) family: Family,
    pub(super) steps: Vec<Step>,
    pub(super) queries: Vec<Query>,
    /// Queries that get no answer.
    pub(super) lost: &'w [LostQuery],
    hops: u8,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reply {
    pub(super) answer: Answer,
    pub(super) ttl: Duration,
    pub(super) found: Option<Found>,
    pub(super) reason: Option<Reason>,
}

/// How a query comes to the resolver of a VPC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// From a host of the VPC.
    Inside,
    /// By an inbound endpoint (DNS-12).
    Inbound,
}

/// Who sends a query on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asker {
    /// Who that is.
    pub(super) sender: Sender,
    /// Its own address.
    pub(super) address: IpAddr,
    /// The VPC it stands in, if it does.
    pub(super) vpc: Option<Id<Vpc>>,
}

impl Reply {
    /// These addresses, or none of this kind.
    pub(super) fn of(pool: Pool, ttl: Duration, found: Option<Found>) -> Self {
        if pool.is_empty() {
            return Self {
                found,
                ..Self::no_data(Code::DnsNoData)
            };
        }
        Self {
            answer: Answer::Addresses(pool),
            ttl,
            found,
            reason: None,
        }
    }

    /// The name has nothing of this kind.
    pub(super) fn no_data(code: Code) -> Self {
        Self::without(Answer::NoData, Reason::bare(code))
    }

    /// There is no such name.
    pub(super) fn no_such_name(code: Code) -> Self {
        Self::without(Answer::NxDomain, Reason::bare(code))
    }

    /// Nobody answers.
    pub(super) fn silence(code: Code, about: About) -> Self {
        Self::without(Answer::Timeout, Reason::new(code, about))
    }

    /// No address, and why.
    pub(super) fn without(answer: Answer, reason: Reason) -> Self {
        Self {
            answer,
            ttl: Duration::ZERO,
            found: None,
            reason: Some(reason),
        }
    }
}

impl<'w> Lookup<'w> {
    /// A look-up that nobody has been asked for yet.
    pub(super) fn new(world: &'w World, family: Family, lost: &'w [LostQuery]) -> Self {
        Self {
            world,
            family,
            steps: Vec::new(),
            queries: Vec::new(),
            lost,
            hops: 0,
        }
    }

    /// Asks the resolver that `from` is set up with: the VPC's own, those of its DHCP options
    /// (DNS-23), or public DNS.
    pub(super) fn begin(&mut self, from: Id<Host>, name: &Name) -> Reply {
        let interface = match self.world.hosts[from].location {
            Location::Vpc(interface) => interface,
            Location::Internet(_) => return self.ask_public(name),
            Location::OnPremises(id, address) => {
                let asker = Asker {
                    sender: Sender::Host(from),
                    address,
                    vpc: None,
                };
                return self.ask_on_premises(id, asker, name);
            }
        };
        let interface = &self.world.interfaces[interface];
        let vpc = self.world.vpc_of(interface.subnet);
        let servers = &self.world.vpcs[vpc].domain_name_servers;
        if servers.is_empty() {
            return self.ask_vpc(vpc, Door::Inside, name);
        }
        let asker = Asker {
            sender: Sender::Host(from),
            address: interface.private_ip,
            vpc: Some(vpc),
        };
        self.ask_first_that_answers(servers, asker, name)
    }

    /// Asks one address after the other until one answers.
    pub(super) fn ask_first_that_answers(
        &mut self,
        servers: &[IpAddr],
        asker: Asker,
        name: &Name,
    ) -> Reply {
        let mut last = Reply::silence(Code::DnsNoResolverThere, About::Nothing);
        for server in servers {
            last = self.ask_address(*server, asker, name);
            if last.answer != Answer::Timeout {
                break;
            }
        }
        last
    }

    /// Asks public DNS.
    pub(super) fn ask_public(&mut self, name: &Name) -> Reply {
        self.steps.push(Step::Asked(Source::PublicDns));
        public::reply(self.world, name, self.family)
    }

    /// Asks whoever answers queries at an address: the asker's own VPC and no other (PEER-09), an
    /// inbound endpoint, or a resolver that is not simulated, which answers as public DNS does.
    fn ask_address(&mut self, server: IpAddr, asker: Asker, name: &Name) -> Reply {
        if self.is_too_far() {
            return Reply::silence(Code::DnsLoop, About::Nothing);
        }
        if let Some(vpc) = asker
            .vpc
            .filter(|vpc| is_own_resolver(self.world, *vpc, server))
        {
            return self.ask_vpc(vpc, Door::Inside, name);
        }
        let mut vpcs = self.world.vpcs.ids();
        if let Some(other) = vpcs.find(|vpc| is_own_resolver(self.world, *vpc, server)) {
            // A VPC's resolver answers its own VPC only, neither peers nor networks on premises.
            return Reply::silence(Code::DnsNoResolverThere, About::Vpc(other));
        }
        if let Some(found) = resolver_endpoint::at(self.world, asker.vpc, server) {
            return self.ask_inbound(found, asker, name);
        }
        self.steps.push(Step::Asked(Source::Server(server)));
        public::reply(self.world, name, self.family)
    }

    /// Sends a query out by the outbound endpoint of a rule (DNS-05).
    pub(super) fn forward(&mut self, rule: Id<ResolverRule>, name: &Name) -> Reply {
        self.steps.push(Step::Forwarded(rule));
        let rule = &self.world.resolver_rules[rule];
        let mut last = Reply::silence(Code::DnsNoResolverThere, About::Nothing);
        for target in &rule.targets {
            last = match resolver_endpoint::way_out(self, rule.outbound_endpoint, *target) {
                Ok(asker) => self.ask_address(*target, asker, name),
                Err(reason) => Reply::without(Answer::Timeout, reason),
            };
            if last.answer != Answer::Timeout {
                break;
            }
        }
        last
    }

    /// Whether the look-up goes in circles; counts one hop.
    pub(super) fn is_too_far(&mut self) -> bool {
        self.hops += 1;
        self.hops > HOPS_MAX
    }
}

/// Whether a VPC's own resolver answers at `server`: at the base of its range plus two, and at a
/// link-local address (DNS-01).
fn is_own_resolver(world: &World, vpc: Id<Vpc>, server: IpAddr) -> bool {
    let base = world.vpcs[vpc].cidr_blocks.first();
    let plus_two = base.and_then(|range| match range.network() {
        IpAddr::V4(base) => Some(IpAddr::from((base.to_bits() + 2).to_be_bytes())),
        IpAddr::V6(_) => None,
    });
    Some(server) == plus_two || server == IpAddr::from([169, 254, 169, 253])
}
