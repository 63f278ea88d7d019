//! One probe: a packet to an address or a name, and what comes back.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::dns::{Name, Resolution};
use crate::network::{self, Phase};
use crate::scenario::quantity::Protocol;
use crate::trace::way::End;
use crate::trace::{Code, Packet, Reason, RoundTrip};
use crate::world::host::Host;
use crate::world::probe::{Finding, Goal, Probe};
use crate::world::{Id, World};

/// The time to live of a packet when it sets out.
///
/// SIMPLIFIED: every answer sets out with a time to live of 255, whatever its sender runs.
const TTL_AT_FIRST: u8 = 255;

/// What came of a probe.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What comes out.
    pub finding: Finding,
    /// What the resolver said, when a name was asked for.
    pub resolution: Option<Resolution>,
    /// The first packet; none when there was no address to send it to.
    pub packet: Option<Packet>,
    /// Its way there and back.
    pub trip: Option<RoundTrip>,
    /// The time to live of the answer as it arrives; every router of AWS that counts takes one.
    pub ttl: Option<u8>,
    /// Everything that stops it, the deciding reason first.
    pub reasons: Vec<Reason>,
}

/// Sends one probe through `world`.
///
/// ```
/// use vpcsim::{journey::probe, scenario::Scenario, world};
/// let text = r#"Scenario(
///     accounts: { "111122223333": Account() },
///     vpcs: { "vpc-1": Vpc(
///         account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"],
///         subnets: { "a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.1.0/24") },
///     ) },
///     hosts: { "web": Host(subnet: "a"), "db": Host(subnet: "a", listens: "5432") },
///     probes: [
///         Probe(from: "web", to: "db", port: 5432),
///         Probe(from: "web", to: "db", port: 22),
///         Probe(from: "web", to: "s3.us-east-1.amazonaws.com", protocol: "icmp"),
///     ],
/// )"#;
/// let built = world::build(&Scenario::parse(text).scenario);
/// let found = built.plan.probes.iter().map(|one| probe::ask(&built.world, one).finding.name());
/// assert_eq!(found.collect::<Vec<_>>(), ["open", "closed", "no reply"]);
/// ```
pub fn ask(world: &World, probe: &Probe) -> Answer {
    match &probe.to {
        Goal::Address(address) => send(world, probe, *address, None),
        Goal::Host(host) => match own_address(world, *host) {
            Some(address) => send(world, probe, address, None),
            None => unresolved(None),
        },
        Goal::Name(name) => {
            let resolution = super::resolve(world, probe.from, &Name::parse(name));
            match resolution.address(1) {
                Some(address) => send(world, probe, address, Some(resolution)),
                None => unresolved(Some(resolution)),
            }
        }
    }
}

/// A host's own address, IPv4 before IPv6.
fn own_address(world: &World, host: Id<Host>) -> Option<IpAddr> {
    let families = [
        IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    ];
    let mut own = families
        .into_iter()
        .filter_map(|family| network::address_of(world, host, family));
    own.next()
}

fn unresolved(resolution: Option<Resolution>) -> Answer {
    let reason = match &resolution {
        Some(resolution) => resolution.reason,
        None => Some(Reason::bare(Code::DnsNoData)),
    };
    Answer {
        finding: Finding::NoAddress,
        resolution,
        packet: None,
        trip: None,
        ttl: None,
        reasons: reason.into_iter().collect(),
    }
}

fn send(world: &World, probe: &Probe, to: IpAddr, resolution: Option<Resolution>) -> Answer {
    let to = SocketAddr::new(to, probe.port);
    let packet = network::first_packet(world, probe.from, probe.protocol, to);
    let trip = network::round_trip(world, probe.from, packet, Phase::Opening);
    let finding = finding_of(probe.protocol, trip.way.end);
    let back = trip.back.as_ref().filter(|_| finding.is_answered());
    Answer {
        finding,
        resolution,
        packet: Some(packet),
        ttl: back.map(|walk| TTL_AT_FIRST.saturating_sub(walk.ttl_lost)),
        reasons: trip.blockers().copied().collect(),
        trip: Some(trip),
    }
}

pub(super) fn finding_of(protocol: Protocol, end: End) -> Finding {
    match (protocol, end) {
        (Protocol::Tcp | Protocol::Udp, End::Connected) => Finding::Open,
        (Protocol::Tcp | Protocol::Udp, End::Refused(_)) => Finding::Closed,
        (Protocol::Tcp | Protocol::Udp, End::Silent(_)) => Finding::Filtered,
        (Protocol::Icmp | Protocol::All, End::Connected | End::Refused(_)) => Finding::Reply,
        (Protocol::Icmp | Protocol::All, End::Silent(_)) => Finding::NoReply,
    }
}
