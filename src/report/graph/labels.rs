//! The words in the boxes: what a place is called, and what else is worth knowing of it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::standing::is_gateway;
use crate::network;
use crate::world::direct_connect::InterfaceEnd;
use crate::world::gateway::EndpointState;
use crate::world::host::Host;
use crate::world::multi_region_access_point::State;
use crate::world::name_service::ResolverEndpoint;
use crate::world::peering::PeeringState;
use crate::world::route::Target;
use crate::world::vpc::{NetworkInterface, Subnet};
use crate::world::{Id, Place, World};

/// What a box is called.
pub(super) fn title(world: &World, place: Place) -> String {
    match place {
        Place::S3(_) => "S3".to_owned(),
        Place::S3Global => "S3 global".to_owned(),
        Place::Host(_)
        | Place::Subnet(_)
        | Place::InternetGateway(_)
        | Place::NatGateway(_)
        | Place::VpnGateway(_)
        | Place::VpcEndpoint(_)
        | Place::ResolverEndpoint(_)
        | Place::Internet
        | Place::EgressOnlyInternetGateway(_)
        | Place::VpcPeeringConnection(_)
        | Place::TransitGateway(_)
        | Place::DirectConnectGateway(_)
        | Place::VirtualInterface(_)
        | Place::VpnConnection(_)
        | Place::OnPremises(_) => world.place_name(place),
    }
}

/// What else is worth knowing, a line each.
pub(super) fn notes(world: &World, place: Place) -> Vec<String> {
    match place {
        Place::Host(host) => vec![address(world, host)],
        Place::Subnet(id) => {
            let subnet = &world.subnets[id];
            vec![format!(
                "{} · {}",
                subnet.cidr_block, subnet.availability_zone
            )]
        }
        Place::InternetGateway(_) => vec!["internet gateway".to_owned()],
        Place::NatGateway(nat) => vec![nat_note(world, world.nat_gateways[nat].interface)],
        Place::VpnGateway(_) => vec!["virtual private gateway".to_owned()],
        Place::VpcEndpoint(id) => {
            let endpoint = &world.vpc_endpoints[id];
            let kind = if is_gateway(endpoint) {
                "gateway endpoint"
            } else {
                "interface endpoint"
            };
            let state = match endpoint.state {
                EndpointState::Planned | EndpointState::Pending => ", to come",
                EndpointState::Available | EndpointState::Deleted => "",
            };
            vec![format!("{kind}{state}")]
        }
        Place::Internet => Vec::new(),
        Place::S3(region) => vec![region.name().to_owned()],
        Place::S3Global => multi_region_notes(world),
        Place::ResolverEndpoint(id) => vec![resolver_note(world, id)],
        Place::EgressOnlyInternetGateway(_) => vec!["egress-only gateway".to_owned()],
        Place::VpcPeeringConnection(id) => {
            let state = match world.vpc_peering_connections[id].state {
                PeeringState::Active => "",
                state => &format!(", {}", state.name()),
            };
            vec![format!("peering connection{state}")]
        }
        Place::TransitGateway(id) => {
            let region = world.transit_gateways[id].region;
            vec!["Transit Gateway".to_owned(), region.name().to_owned()]
        }
        Place::DirectConnectGateway(_) => vec!["Direct Connect gateway".to_owned()],
        Place::VirtualInterface(id) => {
            let kind = match world.virtual_interfaces[id].to {
                InterfaceEnd::VpnGateway(_) | InterfaceEnd::DirectConnectGateway(_) => {
                    "Direct Connect"
                }
                InterfaceEnd::Public(_) => "public virtual interface",
            };
            vec![kind.to_owned()]
        }
        Place::VpnConnection(_) => vec!["VPN connection".to_owned()],
        Place::OnPremises(id) => {
            let ranges = world.on_premises[id].cidr_blocks.iter();
            let ranges: Vec<String> = ranges.map(ToString::to_string).collect();
            vec!["on premises".to_owned(), ranges.join(" ")]
        }
    }
}

fn nat_note(world: &World, interface: Id<NetworkInterface>) -> String {
    match world.interfaces[interface].public_ip {
        Some(address) => format!("NAT gateway {address}"),
        None => "private NAT gateway".to_owned(),
    }
}

/// A host's own address, IPv4 where it has one.
fn address(world: &World, host: Id<Host>) -> String {
    let families = [
        IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    ];
    let mut own = families
        .into_iter()
        .filter_map(|family| network::address_of(world, host, family));
    own.next()
        .map_or_else(String::new, |address| address.to_string())
}

fn resolver_note(world: &World, id: Id<ResolverEndpoint>) -> String {
    if world.resolver_endpoints[id].takes_queries() {
        "inbound resolver".to_owned()
    } else {
        "outbound resolver".to_owned()
    }
}

/// How a kind of place is drawn: the name of its style.
pub(super) fn style(world: &World, place: Place) -> &'static str {
    match place {
        Place::Host(_) => "host",
        Place::Subnet(subnet) if is_public(world, subnet) => "public",
        Place::Subnet(_) => "private",
        Place::NatGateway(_) => "nat",
        Place::InternetGateway(_)
        | Place::VpnGateway(_)
        | Place::EgressOnlyInternetGateway(_)
        | Place::VpcPeeringConnection(_)
        | Place::TransitGateway(_)
        | Place::DirectConnectGateway(_) => "gateway",
        Place::VpcEndpoint(_) | Place::ResolverEndpoint(_) => "endpoint",
        Place::VirtualInterface(_) | Place::VpnConnection(_) => "wire",
        Place::OnPremises(_) => "premises",
        Place::Internet => "internet",
        Place::S3(_) | Place::S3Global => "s3",
    }
}

/// The Multi-Region Access Points that route requests.
fn multi_region_notes(world: &World) -> Vec<String> {
    let points = world.multi_region_access_points.iter();
    let ready = points.filter(|(_, point)| point.state == State::Ready);
    ready.map(|(_, point)| point.name.clone()).collect()
}

/// Whether a subnet's route table names an internet gateway.
fn is_public(world: &World, subnet: Id<Subnet>) -> bool {
    let table = &world.route_tables[world.route_table_of(subnet)];
    table
        .lines
        .iter()
        .any(|line| matches!(line.target, Target::InternetGateway(_)))
}
