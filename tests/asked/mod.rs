//! A packet from a host, asked for in both forms of the question.

use std::net::SocketAddr;

use vpcsim::network::{Phase, first_packet, round_trip, way};
use vpcsim::scenario::quantity::Protocol;
use vpcsim::trace::RoundTrip;
use vpcsim::world::World;

/// Asks both forms, which must agree.
pub(crate) fn ask(world: &World, from: &str, protocol: Protocol, to: &str) -> RoundTrip {
    let host = world.hosts.find(from).unwrap();
    let to: SocketAddr = to.parse().unwrap();
    let packet = first_packet(world, host, protocol, to);
    let trip = round_trip(world, host, packet, Phase::Opening);
    assert_eq!(trip.way, way(world, host, packet, Phase::Opening));
    trip
}
