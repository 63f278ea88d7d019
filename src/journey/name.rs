//! A name looked up by way of the network: queries to resolver endpoints are packets like others.

use std::net::SocketAddr;

use crate::aws::sdk::Families;
use crate::dns::{self, Family, LostQuery, Name, Query, Resolution, Sender};
use crate::network::{self, Phase};
use crate::scenario::quantity::Protocol;
use crate::trace::Reason;
use crate::trace::way::End;
use crate::world::host::Host;
use crate::world::{Id, World};

/// The port resolvers answer on.
const DNS_PORT: u16 = 53;

/// What `from` learns when it asks for a name: the resolvers say where queries go, the network
/// whether they get there and back (DNS-09). A query that does not is lost, and whoever else can be
/// asked is.
///
/// SIMPLIFIED: queries to resolvers that are not simulated always get there.
pub fn resolve(world: &World, from: Id<Host>, name: &Name) -> Resolution {
    resolve_in(world, from, name, &[Family::V6, Family::V4])
}

/// The families of addresses in the order in which a client asks for them.
pub fn families_of(families: Families) -> [Family; 2] {
    match families {
        Families::Race(_) | Families::Ipv6First | Families::Ipv6For(_) | Families::Ipv6Only => {
            [Family::V6, Family::V4]
        }
        Families::Ipv4First => [Family::V4, Family::V6],
    }
}

/// As [`resolve`], for addresses of the first of these families that the name has.
///
/// SIMPLIFIED: who asks without a clock follows the address that is tried first; whether a program
/// turns to the other family is for a run to tell.
pub fn resolve_in(world: &World, from: Id<Host>, name: &Name, families: &[Family]) -> Resolution {
    let mut lost: Vec<LostQuery> = Vec::new();
    loop {
        let found = dns::resolve_without(world, from, name, families, &lost);
        let is_new = |query: &&Query| lost.iter().all(|known| known.query != **query);
        let mut new = found.queries.iter().filter(is_new);
        let next = new.find_map(|query| {
            let reason = refusal(world, *query)?;
            Some(LostQuery {
                query: *query,
                reason,
            })
        });
        match next {
            Some(next) => lost.push(next),
            None => return found,
        }
    }
}

/// Why a query does not get to its resolver endpoint and its answer back, or `None` when both do.
fn refusal(world: &World, query: Query) -> Option<Reason> {
    let to = SocketAddr::new(world.interfaces[query.to].private_ip, DNS_PORT);
    let way = match query.from {
        Sender::Host(host) => {
            let packet = network::first_packet(world, host, Protocol::Udp, to);
            network::way(world, host, packet, Phase::Opening)
        }
        Sender::Interface(interface) => network::way_between(world, interface, to),
    };
    match way.end {
        End::Connected => None,
        End::Silent(reason) | End::Refused(reason) => Some(reason),
    }
}
