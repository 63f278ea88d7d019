//! One leg of a journey: one name asked, one address tried, one answer.

use std::net::{IpAddr, SocketAddr};

use crate::aws::region::Region;
use crate::aws::s3_host::S3Host;
use crate::dns;
use crate::network;
use crate::s3;
use crate::scenario::client::{Scheme, TlsVersion};
use crate::scenario::quantity::Protocol;
use crate::time::Instant;
use crate::trace::way::End;
use crate::trace::{Outcome, Packet, Reason, RoundTrip};
use crate::world::call::Call;
use crate::world::host::Host;
use crate::world::iam::Principal;
use crate::world::{Calendar, Id, World};

/// One leg of a journey: from a name to an answer, or to what prevented one.
#[derive(Debug, Clone)]
pub struct Leg {
    /// The name that was asked for.
    pub host: S3Host,
    /// What the resolver said.
    pub resolution: dns::Resolution,
    /// The address that was used; none when the name gave none.
    pub address: Option<IpAddr>,
    /// The first packet that was sent.
    pub packet: Option<Packet>,
    /// Its way there and back.
    pub trip: Option<RoundTrip>,
    /// What S3 said and why, when it was asked.
    pub answer: Option<s3::Explanation>,
    /// How the leg ended.
    pub outcome: Outcome,
    /// Everything that stopped it, the deciding reason first.
    pub reasons: Vec<Reason>,
}

impl Leg {
    /// The Region S3 sends the client to.
    pub fn redirect_to(&self) -> Option<Region> {
        self.answer
            .as_ref()
            .and_then(|explained| explained.answer.redirect_to)
    }
}

/// What is asked, by whom, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asking<'a> {
    /// The host that asks.
    pub(super) host: Id<Host>,
    /// Who signs; none is anonymous.
    pub(super) principal: Option<Id<Principal>>,
    /// What is asked.
    pub(super) call: &'a Call,
    /// The Region it is sent to and signed for.
    pub(super) region: Region,
    /// Its number in its series, from 1.
    pub(super) number: u64,
    /// The version of TLS that is offered.
    pub(super) tls: TlsVersion,
    /// The families of addresses, in the order in which they are asked for.
    pub(super) families: [dns::Family; 2],
    /// When.
    pub(super) at: Instant,
    /// Addresses that the request is known to have gone to, the last first.
    pub(super) seen: &'a [IpAddr],
}

/// Follows one request to one Region's name.
pub(super) fn travel(world: &World, asking: &Asking<'_>) -> Leg {
    let host = s3::host_for(asking.call, asking.region);
    let name = dns::Name::from(&host);
    let resolution = super::resolve_in(world, asking.host, &name, &asking.families);
    let written = asking.call.address.resolve_to;
    let address = written.or_else(|| address_of(&resolution, asking));
    let leg = Leg {
        host,
        address,
        packet: None,
        trip: None,
        answer: None,
        outcome: resolution.failure().unwrap_or(Outcome::ConnectTimeout),
        reasons: resolution.reason.into_iter().collect(),
        resolution,
    };
    if let Some(refusal) = s3::client_refusal(asking.call) {
        return Leg {
            address: None,
            outcome: Outcome::ClientError,
            reasons: vec![refusal],
            ..leg
        };
    }
    match address {
        Some(address) => connect(world, asking, leg, address),
        None => leg,
    }
}

/// The address a request goes to: the one it was seen to go to, which its client may have remembered
/// from an earlier answer (DNS-18), or else one of the resolver's.
fn address_of(resolution: &dns::Resolution, asking: &Asking<'_>) -> Option<IpAddr> {
    let mut seen = asking.seen.iter().copied();
    let known = match &resolution.answer {
        dns::Answer::Addresses(pool) => seen.clone().find(|address| pool.contains(*address)),
        dns::Answer::NxDomain | dns::Answer::NoData | dns::Answer::Timeout => None,
    };
    known
        .or_else(|| seen.next())
        .or_else(|| resolution.address(asking.number))
}

fn connect(world: &World, asking: &Asking<'_>, mut leg: Leg, address: IpAddr) -> Leg {
    let to = SocketAddr::new(address, asking.call.address.port());
    let packet = network::first_packet(world, asking.host, Protocol::Tcp, to);
    let trip = network::round_trip(world, asking.host, packet, network::Phase::Opening);
    leg.packet = Some(packet);
    leg.reasons = trip.blockers().copied().collect();
    leg.outcome = match trip.way.end {
        End::Silent(_) => Outcome::ConnectTimeout,
        End::Refused(_) => Outcome::Reset,
        End::Connected => ask(world, asking, &mut leg, &trip),
    };
    leg.trip = Some(trip);
    leg
}

/// Asks S3, once connected, and returns how it ends.
fn ask(world: &World, asking: &Asking<'_>, leg: &mut Leg, trip: &RoundTrip) -> Outcome {
    let scheme = asking.call.address.scheme;
    let refusal = s3::tls_version_refusal(world, (scheme, asking.tls), &trip.way)
        .or_else(|| s3::tls_refusal(&leg.host, scheme));
    if let Some(refusal) = refusal {
        leg.reasons.push(refusal);
        return Outcome::TlsFailure;
    }
    if let Some(refusal) = s3::front_refusal(&leg.host, &trip.way) {
        leg.reasons.push(refusal);
        return s3::outcome_elsewhere(scheme);
    }
    let Some(region) = s3::region_reached(world, asking.call, &trip.way) else {
        return s3::outcome_elsewhere(scheme);
    };
    if let Some(hole) = trip.way.swallows(asking.call.size) {
        leg.reasons.push(hole);
        return Outcome::MtuBlackHole;
    }
    let explained = s3::explain(
        world,
        &s3::Request {
            call: asking.call,
            number: asking.number,
            principal: asking.principal,
            way: &trip.way,
            region,
            signing_region: asking.region,
            is_secure: scheme == Scheme::Https,
            now: Calendar::of(world.day).at(asking.at),
        },
    );
    let outcome = explained.answer.outcome;
    leg.reasons.extend(explained.reasons());
    leg.answer = Some(explained);
    outcome
}
