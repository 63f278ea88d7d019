//! Whether the simulator agrees with a measurement.
//!
//! What cannot be known from a configuration is never guessed. Whether a reached machine listens on
//! a port does not count, as a reset is an answer too. Whether something answers that nobody
//! describes only the measurement can tell: where it was answered, the way there and back is what
//! is compared; where it was not, and the way is open, the measurement is not modelled.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::Case;
use crate::aws::region::Region;
use crate::diagnostic::Span;
use crate::import::measured::Measured;
use crate::journey::probe::{Answer, ask};
use crate::scenario::host::Answers;
use crate::scenario::quantity::Protocol;
use crate::trace::{About, Code, Reason};
use crate::world::host::{Host, Location};
use crate::world::probe::{Goal, Probe};
use crate::world::transit_gateway::{Attached, TransitGatewayRouteTable};
use crate::world::{Id, Place, World};

/// What is said of one measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Whether both reach what was asked, or neither does.
    pub reached: Judgement,
    /// Whether the answer came with the same time to live, where it was noted and came.
    pub ttl: Option<Judgement>,
    /// Whether it is only by the measurement known that the far end answers.
    pub is_end_unknown: bool,
}

/// Whether simulator and measurement agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// They do.
    Agrees,
    /// They do not.
    Disagrees,
    /// The configuration does not decide.
    NotModelled(Unmodelled),
}

/// Why a measurement is not modelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unmodelled {
    /// Nobody describes the machine that asked.
    UnknownAsker,
    /// Several machines have the address that asked, each in a network of its own.
    AmbiguousAsker,
    /// Nobody describes what stands at the address.
    OutsideAddress,
    /// Something described is reached, of which nobody knows what it answers.
    OpaqueEnd,
    /// An appliance is reached, of which nobody knows what it passes on.
    Appliance,
    /// The way leads to something that is not described.
    OutsideNetwork,
    /// The way leads to a network on premises, of which at most the lines to it are described.
    OnPremises,
    /// No known route leads on, but the table also learns routes that are not described.
    UnknownRoutes,
    /// The far end's own time to live is not known.
    OwnTtl,
    /// How many routers the internet has on the way is not known.
    InternetTtl,
}

impl Unmodelled {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::UnknownAsker => "the machine that asked is not described",
            Self::AmbiguousAsker => "several machines have the address that asked",
            Self::OutsideAddress => "what answers at an address outside the snapshot is not known",
            Self::OpaqueEnd => "what a service's own interface answers is not known",
            Self::Appliance => "what an appliance passes on is not known",
            Self::OutsideNetwork => "the way leads to something that is not described",
            Self::OnPremises => "what stands in a network on premises is not known",
            Self::UnknownRoutes => "a Transit Gateway's table learns routes that are not described",
            Self::OwnTtl => "the time to live a service's answers begin with is not known",
            Self::InternetTtl => "how many routers of the internet are on the way is not known",
        }
    }
}

/// Judges every measurement of a network.
pub fn judge(world: &World, measured: Vec<Measured>) -> Vec<Case> {
    let mut askers: BTreeMap<IpAddr, Vec<Id<Host>>> = BTreeMap::new();
    for (host, _) in world.hosts.iter() {
        for interface in world.interfaces_of(host) {
            let it = &world.interfaces[interface];
            let own = it.secondary_ips.iter().map(|(own, _)| *own);
            for address in own.chain([it.private_ip]).chain(it.ipv6_address) {
                askers.entry(address).or_default().push(host);
            }
        }
    }
    for (address, host) in &world.internet_hosts {
        askers.entry(*address).or_default().push(*host);
    }
    let open = all_answering(world);
    let cases = measured.into_iter().map(|measured| {
        let found = asker(world, &askers, &measured);
        let (answer, verdict) = match found {
            Ok(host) => {
                let answer = ask(&open, &probe(host, &measured));
                let verdict = verdict(world, &measured, &answer);
                (Some(answer), verdict)
            }
            Err(why) => (None, Verdict::not_modelled(why)),
        };
        Case {
            measured,
            answer,
            verdict,
        }
    });
    cases.collect()
}

/// The same world, in which everything answers of which nobody knows whether it does.
fn all_answering(world: &World) -> World {
    let mut open = world.clone();
    for host in world.hosts.ids() {
        if world.hosts[host].answers == Answers::Unknown {
            open.hosts[host].answers = Answers::Everything;
        }
    }
    open
}

/// The machine that asked: by its id, else by its address.
fn asker(
    world: &World,
    askers: &BTreeMap<IpAddr, Vec<Id<Host>>>,
    measured: &Measured,
) -> Result<Id<Host>, Unmodelled> {
    let named = measured.instance.as_deref();
    if let Some(host) = named.and_then(|name| world.hosts.find(name)) {
        return Ok(host);
    }
    match askers.get(&measured.from).map_or(&[][..], Vec::as_slice) {
        [] => Err(Unmodelled::UnknownAsker),
        [host] => Ok(*host),
        [..] => Err(Unmodelled::AmbiguousAsker),
    }
}

fn probe(from: Id<Host>, measured: &Measured) -> Probe {
    Probe {
        id: measured.id.clone(),
        from,
        to: Goal::Address(measured.to),
        protocol: measured.protocol,
        port: measured.port,
        expect: None,
        span: Span::default(),
    }
}

impl Verdict {
    fn not_modelled(why: Unmodelled) -> Self {
        Self {
            reached: Judgement::NotModelled(why),
            ttl: None,
            is_end_unknown: false,
        }
    }
}

/// Judges an answer that was found with every unknown end answering.
fn verdict(world: &World, measured: &Measured, answer: &Answer) -> Verdict {
    let is_reached = answer.finding.is_answered();
    let is_observed = measured.observed.is_answered();
    let unknown_end = unknown_end(world, answer).filter(|_| is_reached);
    let unknown = if is_reached {
        unknown_end.filter(|_| !is_observed)
    } else {
        answer.reasons.first().and_then(|why| unknown(world, why))
    };
    if let Some(why) = unknown {
        return Verdict::not_modelled(why);
    }
    let ttl = measured.ttl.filter(|_| is_reached).map(|ttl| {
        unknown_ttl(world, answer).map_or_else(
            || agreement(answer.ttl == Some(ttl)),
            Judgement::NotModelled,
        )
    });
    Verdict {
        reached: agreement(is_reached == is_observed),
        ttl,
        is_end_unknown: unknown_end.is_some(),
    }
}

/// Why it cannot be known whether the far end answers, if so.
fn unknown_end(world: &World, answer: &Answer) -> Option<Unmodelled> {
    let trip = answer.trip.as_ref()?;
    let &Place::Host(host) = trip.way.places.last()? else {
        return None;
    };
    let it = &world.hosts[host];
    let is_known = answer.packet.is_some_and(|packet| match packet.protocol {
        Protocol::Tcp | Protocol::Udp => it.listens.contains(packet.destination_port),
        Protocol::Icmp | Protocol::All => false,
    });
    if it.answers != Answers::Unknown || is_known {
        return None;
    }
    Some(match it.location {
        Location::Internet(_) => Unmodelled::OutsideAddress,
        Location::Vpc(_) | Location::OnPremises(..) => Unmodelled::OpaqueEnd,
    })
}

fn agreement(is_same: bool) -> Judgement {
    if is_same {
        Judgement::Agrees
    } else {
        Judgement::Disagrees
    }
}

/// Reasons that only say how far the description of a network goes.
const UNKNOWN: [(Code, Unmodelled); 6] = [
    (Code::ApplianceUnknown, Unmodelled::Appliance),
    (Code::UnknownDestination, Unmodelled::OutsideAddress),
    (Code::RouteLeavesScenario, Unmodelled::OutsideNetwork),
    (Code::VgwNoRouteOnPremises, Unmodelled::OnPremises),
    (Code::DxgwNoRoute, Unmodelled::OnPremises),
    (Code::PremisesNoRoute, Unmodelled::OnPremises),
];

/// Why the reason that decides is none that can be known, if so.
fn unknown(world: &World, reason: &Reason) -> Option<Unmodelled> {
    let found = UNKNOWN.iter().find(|(code, _)| *code == reason.code);
    found.map(|(_, why)| *why).or(match reason.about {
        About::Place(
            Place::OnPremises(_) | Place::VpnConnection(_) | Place::VirtualInterface(_),
        ) => Some(Unmodelled::OnPremises),
        About::TransitGatewayRouteTable(table) => {
            learns_unknown(world, table).then_some(Unmodelled::UnknownRoutes)
        }
        About::Nothing
        | About::Place(_)
        | About::HostedZone(_)
        | About::Vpc(_)
        | About::RouteTable(_)
        | About::Route(..)
        | About::TransitGatewayRoute(..)
        | About::TransitGatewayAttachment(_)
        | About::SecurityGroups(..)
        | About::NetworkAcl(..)
        | About::Bucket(_)
        | About::AccessPoint(_)
        | About::MultiRegion(_)
        | About::Principal(_)
        | About::Region(_) => None,
    })
}

/// Whether a Transit Gateway's table learns routes that the description of a network does not
/// tell: those of something beyond it, and those a line learns by BGP.
fn learns_unknown(world: &World, table: Id<TransitGatewayRouteTable>) -> bool {
    let mut from = world.transit_gateway_route_tables[table]
        .propagations
        .iter();
    from.any(|id| match &world.transit_gateway_attachments[*id].to {
        Attached::Vpc(_) | Attached::Peering { .. } => false,
        Attached::DirectConnectGateway(_) | Attached::Beyond => true,
        Attached::Vpn(vpn) => world.vpn_connections[*vpn].static_routes.is_none(),
    })
}

/// Why the time to live of an answer cannot be known, if so.
fn unknown_ttl(world: &World, answer: &Answer) -> Option<Unmodelled> {
    let way = &answer.trip.as_ref()?.way;
    let ends = [way.places.first(), way.places.last()];
    let mut regions: Vec<Option<Region>> = Vec::new();
    for end in ends.into_iter().flatten() {
        let Place::Host(host) = end else {
            return Some(Unmodelled::OwnTtl);
        };
        regions.push(region_of(world, *host));
    }
    let is_public = way.places.contains(&Place::Internet);
    let is_local = matches!(regions.as_slice(), [Some(a), Some(b)] if a == b);
    let is_outside = regions.contains(&None);
    (is_outside || (is_public && !is_local)).then_some(Unmodelled::InternetTtl)
}

fn region_of(world: &World, host: Id<Host>) -> Option<Region> {
    match world.hosts[host].location {
        Location::Vpc(interface) => {
            let vpc = world.vpc_of(world.interfaces[interface].subnet);
            Some(world.vpcs[vpc].region)
        }
        Location::Internet(_) | Location::OnPremises(..) => None,
    }
}
