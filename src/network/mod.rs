//! Where does this packet go? It is walked from place to place, there and back, as a world stands
//! now.
//!
//! [`round_trip`] tells every hop, every rule and every reason; [`way`] tells only what a
//! connection remembers. Both are one walk: a `Witness` writes down what the walk passes, and the
//! witness of the short form writes nothing.
//!
//! # The map
//!
//! A walk is a row of *stages*: a place, and which way the packet faces there. Each kind of place
//! has one file, which takes a packet at one of its stages and says what the next stage is:
//!
//! | file | place | decides |
//! | --- | --- | --- |
//! | `host` | a host and its interface | security groups, open ports |
//! | `subnet` | a subnet | network ACL and route table |
//! | `nat_gateway` | a NAT gateway | many private addresses behind one |
//! | `load_balancer` | a network load balancer | a listener, then a target |
//! | `internet_gateway` | an internet gateway | one public address for one private one |
//! | `endpoint_interface` | an interface or resolver endpoint | S3, or a resolver, at a private address |
//! | `vpc_endpoint` | a gateway endpoint | S3 without the internet |
//! | `vpn_gateway` | a virtual private gateway | the way to networks on premises |
//! | `egress_only` | an egress-only internet gateway | IPv6 out, answers in |
//! | `vpc_peering` | a VPC peering connection | two VPCs, nothing beyond |
//! | `transit_gateway` | a Transit Gateway | the attachment's own route table |
//! | `direct_connect` | a Direct Connect gateway | which VPC, which virtual interface |
//! | `line` | a virtual interface or VPN connection | whether it carries, and how much |
//! | `on_premises` | a network on premises | its router and its internet access |
//! | `internet` | all that is reached by public addresses | who has an address |
//! | `s3` | S3 in one Region | answers |
//!
//! # Invariants
//!
//! - A filter that drops a packet does not end an explained walk: the walk goes on as if it had
//!   passed, so that every reason is listed, the deciding one first. Only where there is no way on
//!   does a walk end.
//! - What was found out after the deciding reason never reaches the [`Way`].
//! - A walk ends: it passes at most `STAGES_MAX` stages.

mod stage;
mod phase;
mod witness;
mod memory;
mod distance;
mod traveller;
mod security_group;
mod host;
mod subnet;
mod nat_gateway;
mod load_balancer;
mod internet_gateway;
mod vpc_endpoint;
mod endpoint_interface;
mod vpn_gateway;
mod egress_only;
mod vpc_peering;
mod transit_gateway;
mod direct_connect;
mod line;
mod on_premises;
mod internet;
mod s3;
mod backbone;
mod ways;

pub use backbone::is_on_aws_network;
pub use phase::Phase;
pub use ways::Ways;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::scenario::quantity::Protocol;
use crate::trace::way::End;
use crate::trace::{Packet, RoundTrip, Verdict, Walk, Way};
use crate::world::host::{Host, Location};
use crate::world::vpc::NetworkInterface;
use crate::world::{Id, World};
use traveller::{Leg, Sender, Traveller};
use witness::{Nobody, Observer, Witness};

/// The source port of packets that nobody chose one for.
///
/// It lies in the range Linux takes, 32768 to 60999, and NAT gateways rewrite it to one below, so
/// that a network ACL which opens only the range of the wrong one is found out (NACL-02).
pub const EPHEMERAL_PORT: u16 = 50_000;

/// The first packet of a connection from a host; ICMP has no ports.
pub fn first_packet(world: &World, from: Id<Host>, protocol: Protocol, to: SocketAddr) -> Packet {
    let (source_port, destination_port) = match protocol {
        Protocol::Tcp | Protocol::Udp => (EPHEMERAL_PORT, to.port()),
        Protocol::Icmp | Protocol::All => echo(to.ip()),
    };
    Packet {
        protocol,
        source: address_of(world, from, to.ip()).unwrap_or(unspecified(to.ip())),
        source_port,
        destination: to.ip(),
        destination_port,
    }
}

/// A host's own address of the family of `towards`: that of the interface by which packets for
/// `towards` leave, its public one on the internet, its private one on premises. None when it has no address of that family.
pub fn address_of(world: &World, host: Id<Host>, towards: IpAddr) -> Option<IpAddr> {
    match world.hosts[host].location {
        Location::Vpc(first) => {
            let interface = world.interface_towards(host, towards).unwrap_or(first);
            world.interfaces[interface].address_towards(towards)
        }
        Location::Internet(address) | Location::OnPremises(_, address) => {
            Some(address).filter(|own| own.is_ipv4() == towards.is_ipv4())
        }
    }
}

/// The types of an echo reply and an echo request, in place of ports: a packet's answer swaps them.
fn echo(towards: IpAddr) -> (u16, u16) {
    match towards {
        IpAddr::V4(_) => (0, 8),
        IpAddr::V6(_) => (129, 128),
    }
}

/// No address, of the family of `towards`.
fn unspecified(towards: IpAddr) -> IpAddr {
    match towards {
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    }
}

/// The way of a packet and of its answer, hop by hop, with every reason that stops either.
///
/// The packet leaves with the host's own address, whatever its header says.
///
/// ```
/// use vpcsim::scenario::{Scenario, quantity::Protocol};
/// use vpcsim::{network, trace::Code, world};
/// let text = r#"Scenario(
///     accounts: { "111122223333": Account() },
///     vpcs: { "vpc-1": Vpc(
///         account: "111122223333", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"],
///         subnets: { "iso-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.2.0/24") },
///     ) },
///     hosts: { "web": Host(subnet: "iso-a") },
/// )"#;
/// let world = world::build(&Scenario::parse(text).scenario).world;
/// let web = world.hosts.find("web").unwrap();
/// let s3 = "52.216.0.10:443".parse().unwrap();
/// let packet = network::first_packet(&world, web, Protocol::Tcp, s3);
/// let trip = network::round_trip(&world, web, packet, network::Phase::Opening);
/// assert_eq!(trip.forward.blockers[0].code, Code::NoRouteToDestination); // (RTE-10)
/// assert_eq!(trip.way, network::way(&world, web, packet, network::Phase::Opening));
/// ```
pub fn round_trip(world: &World, from: Id<Host>, packet: Packet, phase: Phase) -> RoundTrip {
    let trip = travel::<Observer>(world, Sender::Host(from), packet, phase);
    RoundTrip {
        forward: walk_of(trip.there),
        back: trip.back.map(walk_of),
        way: trip.way,
    }
}

/// The short form of [`round_trip`]: what a connection remembers of its way.
pub fn way(world: &World, from: Id<Host>, packet: Packet, phase: Phase) -> Way {
    travel::<Nobody>(world, Sender::Host(from), packet, phase).way
}

/// The way of a DNS query that a network interface of an outbound resolver endpoint sends.
pub fn way_between(world: &World, from: Id<NetworkInterface>, to: SocketAddr) -> Way {
    let packet = Packet {
        protocol: Protocol::Udp,
        source: world.interfaces[from].private_ip,
        source_port: EPHEMERAL_PORT,
        destination: to.ip(),
        destination_port: to.port(),
    };
    travel::<Nobody>(world, Sender::Interface(from), packet, Phase::Opening).way
}

/// Both legs as a witness saw them, and the way.
struct Trip<W> {
    there: Leg<W>,
    back: Option<Leg<W>>,
    way: Way,
}

fn travel<W: Witness>(world: &World, from: Sender, packet: Packet, phase: Phase) -> Trip<W> {
    let mut traveller = Traveller::<W>::new(world, from, packet, phase);
    let there = traveller.go();
    let back = traveller.answer(&there);
    let end = end_of(there.verdict, back.as_ref().map(|leg| leg.verdict));
    Trip {
        there,
        back,
        way: traveller.into_way(end),
    }
}

fn walk_of(leg: Leg<Observer>) -> Walk {
    Walk {
        hops: leg.witness.hops,
        verdict: leg.verdict,
        blockers: leg.witness.blockers,
        ttl_lost: leg.ttl_lost,
    }
}

/// How an attempt ends: a reset, too, must find its way back to be heard (TCP-01).
fn end_of(there: Verdict, back: Option<Verdict>) -> End {
    let lost = match back {
        Some(Verdict::Dropped(reason)) => Some(reason),
        Some(Verdict::Delivered(_) | Verdict::Refused(_)) | None => None,
    };
    match (there, lost) {
        (Verdict::Dropped(reason), _)
        | (Verdict::Delivered(_) | Verdict::Refused(_), Some(reason)) => End::Silent(reason),
        (Verdict::Refused(reason), None) => End::Refused(reason),
        (Verdict::Delivered(_), None) => End::Connected,
    }
}
