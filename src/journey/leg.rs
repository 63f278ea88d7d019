//! One leg of a journey: one name asked, one address tried, one answer.

use std::net::{IpAddr, SocketAddr};

use crate::aws::region::Region;
use crate::aws::s3_host::S3Host;
use crate::dns;
use crate::network;
use crate::s3;
use crate::scenario::quantity::Protocol;
use crate::time::Instant;
use crate::trace::way::End;
use crate::trace::{Outcome, Packet, Reason, RoundTrip};
use crate::world::World;
use crate::world::plan::Load;

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

/// Follows one request to one Region's name.
pub(super) fn travel(world: &World, load: &Load, region: Region, number: u64, at: Instant) -> Leg {
    let client = &world.clients[load.client];
    let host = s3::host_for(&load.call, region);
    let resolution = dns::resolve_preferred(world, client.host, &dns::Name::from(&host));
    let address = load
        .call
        .address
        .resolve_to
        .or_else(|| resolution.address(number));
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
    if let Some(refusal) = s3::client_refusal(&load.call) {
        return Leg {
            address: None,
            outcome: Outcome::ClientError,
            reasons: vec![refusal],
            ..leg
        };
    }
    match address {
        Some(address) => connect(world, load, leg, address, &Asking { region, number, at }),
        None => leg,
    }
}

/// What is asked: the Region it is signed for, which request of its load, and when.
struct Asking {
    region: Region,
    number: u64,
    at: Instant,
}

fn connect(world: &World, load: &Load, mut leg: Leg, address: IpAddr, asking: &Asking) -> Leg {
    let client = &world.clients[load.client];
    let to = SocketAddr::new(address, load.call.address.port());
    let packet = network::first_packet(world, client.host, Protocol::Tcp, to);
    let trip = network::round_trip(world, client.host, packet, network::Phase::Opening);
    leg.packet = Some(packet);
    leg.reasons = trip.blockers().copied().collect();
    leg.outcome = match trip.way.end {
        End::Silent(_) => Outcome::ConnectTimeout,
        End::Refused(_) => Outcome::Reset,
        End::Connected => ask(world, load, &mut leg, &trip, asking),
    };
    leg.trip = Some(trip);
    leg
}

/// Asks S3, once connected, and returns how it ends.
fn ask(world: &World, load: &Load, leg: &mut Leg, trip: &RoundTrip, asking: &Asking) -> Outcome {
    if let Some(refusal) = s3::tls_refusal(&leg.host, load.call.address.scheme) {
        leg.reasons.push(refusal);
        return Outcome::TlsFailure;
    }
    let Some(request) = s3::Request::of(
        world,
        (load, asking.number),
        &trip.way,
        asking.region,
        asking.at,
    ) else {
        return s3::outcome_elsewhere(load.call.address.scheme);
    };
    let explained = s3::explain(world, &request);
    let outcome = explained.answer.outcome;
    leg.reasons.extend(explained.reasons());
    leg.answer = Some(explained);
    outcome
}
