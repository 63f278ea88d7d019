//! A NAT gateway: many private addresses go out behind one, and only answers come back.

use super::memory::Translation;
use super::stage::{Next, Stage};
use super::traveller::{Heading, Traveller};
use super::witness::Witness;
use crate::scenario::quantity::Protocol;
use crate::trace::{About, Code, Step};
use crate::world::gateway::NatGateway;
use crate::world::vpc::NetworkInterface;
use crate::world::{Id, Place};

/// The first port a NAT gateway gives to a connection; the last is 65535 (NACL-02).
const PORT_FIRST: u32 = 1024;
/// How many ports it has.
const PORTS: u32 = 65_536 - PORT_FIRST;
/// What spreads source ports over them, no two onto one.
///
/// INVARIANT: it has no divisor in common with `PORTS`.
const PORT_SPREAD: u32 = 39_989;
/// The largest packet a NAT gateway carries, in bytes (TCP-20).
const MTU: u16 = 8500;

/// A packet comes to a NAT gateway; it leaves again by the gateway's subnet, whose network ACL
/// and route table hold for it (NAT-01, NAT-07, NAT-09).
pub(super) fn translate<W: Witness>(traveller: &mut Traveller<'_, W>, nat: Id<NatGateway>) -> Next {
    let interface = traveller.world.nat_gateways[nat].interface;
    match traveller.heading {
        Heading::There => hide(traveller, nat, interface),
        Heading::Back => reveal(traveller, nat, interface),
    }
}

/// Puts the gateway's own address and a port of its own in place of the source's.
fn hide<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    nat: Id<NatGateway>,
    interface: Id<NetworkInterface>,
) -> Next {
    let world = traveller.world;
    let packet = traveller.packet;
    let place = About::Place(Place::NatGateway(nat));
    let own = world.interfaces[interface].private_ip;
    if packet.destination.is_ipv6() {
        // SIMPLIFIED: NAT64 is left out: a NAT gateway carries IPv4 only (NAT-11).
        return traveller.stop(Code::ProtocolRestriction, place);
    }
    if packet.destination == own {
        return traveller.stop(Code::NgwNoConnection, place);
    }
    let port = match packet.protocol {
        Protocol::Tcp | Protocol::Udp => port_for(packet.source_port),
        Protocol::Icmp | Protocol::All => packet.source_port,
    };
    let translation = Translation {
        at: Place::NatGateway(nat),
        inside: (packet.source, packet.source_port),
        outside: (own, port),
    };
    if !traveller.memory.remember(translation) {
        return traveller.stop(Code::RoutingLoop, place);
    }
    traveller.witness.see(Step::SourceTranslated {
        from: packet.source,
        to: own,
    });
    if port != packet.source_port {
        let from = packet.source_port;
        traveller
            .witness
            .see(Step::SourcePortTranslated { from, to: port });
    }
    traveller.packet.source = own;
    traveller.packet.source_port = port;
    traveller.count_down();
    if let Some((way, distance)) = traveller.on_the_way() {
        way.source_seen = own;
        way.nat_gateway.get_or_insert(nat);
        way.mtu = way.mtu.min(MTU);
        distance.through_nat(world, interface);
    }
    Next::Continue(Stage::SubnetLeft(interface))
}

/// Puts the inside's address and port back, when the packet answers a connection that is known.
fn reveal<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    nat: Id<NatGateway>,
    interface: Id<NetworkInterface>,
) -> Next {
    let packet = traveller.packet;
    let outside = (packet.destination, packet.destination_port);
    let Some(entry) = traveller.memory.known(Place::NatGateway(nat), outside) else {
        return traveller.stop(Code::NgwNoConnection, About::Place(Place::NatGateway(nat)));
    };
    let (to, port) = entry.inside;
    traveller.witness.see(Step::DestinationTranslated {
        from: packet.destination,
        to,
    });
    if port != packet.destination_port {
        let from = packet.destination_port;
        traveller
            .witness
            .see(Step::DestinationPortTranslated { from, to: port });
    }
    traveller.packet.destination = to;
    traveller.packet.destination_port = port;
    traveller.count_down();
    Next::Continue(Stage::SubnetLeft(interface))
}

/// The gateway's port for a connection from `source_port`.
///
/// SIMPLIFIED: the port follows from the source port alone, where AWS takes a free one; two hosts
/// may share one, which never shows, as no two of them are ever mixed up.
fn port_for(source_port: u16) -> u16 {
    let port = PORT_FIRST + (u32::from(source_port) * PORT_SPREAD) % PORTS;
    u16::try_from(port).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::{PORT_FIRST, port_for};
    use crate::network::EPHEMERAL_PORT;

    #[test]
    fn no_two_source_ports_share_one() {
        let mut seen = vec![false; 1 << 16];
        for source_port in 1024..=u16::MAX {
            let port = port_for(source_port);
            assert!(u32::from(port) >= PORT_FIRST, "{source_port} became {port}");
            assert!(
                !std::mem::replace(&mut seen[usize::from(port)], true),
                "{port} twice"
            );
        }
    }

    #[test]
    fn the_usual_port_leaves_the_range_linux_takes() {
        assert!((32_768..=60_999).contains(&EPHEMERAL_PORT));
        assert!(
            port_for(EPHEMERAL_PORT) < 32_768,
            "{}",
            port_for(EPHEMERAL_PORT)
        );
    }
}
