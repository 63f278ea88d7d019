//! The words in the boxes: what a place is called, and what else is worth knowing of it.

use super::standing::is_gateway;
use crate::network;
use crate::world::gateway::EndpointState;
use crate::world::route::Target;
use crate::world::vpc::{NetworkInterface, Subnet};
use crate::world::{Id, Place, World};

/// What a box is called.
pub(super) fn title(world: &World, place: Place) -> String {
    match place {
        Place::S3(_) => "S3".to_owned(),
        Place::Host(_)
        | Place::Subnet(_)
        | Place::InternetGateway(_)
        | Place::NatGateway(_)
        | Place::VpnGateway(_)
        | Place::VpcEndpoint(_)
        | Place::Internet => world.place_name(place),
    }
}

/// What else is worth knowing, a line each.
pub(super) fn notes(world: &World, place: Place) -> Vec<String> {
    match place {
        Place::Host(host) => vec![network::address_of(world, host).to_string()],
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
                EndpointState::Planned => ", to come",
                EndpointState::Available | EndpointState::Deleted => "",
            };
            vec![format!("{kind}{state}")]
        }
        Place::Internet => Vec::new(),
        Place::S3(region) => vec![region.name().to_owned()],
    }
}

fn nat_note(world: &World, interface: Id<NetworkInterface>) -> String {
    match world.interfaces[interface].public_ip {
        Some(address) => format!("NAT gateway {address}"),
        None => "private NAT gateway".to_owned(),
    }
}

/// How a kind of place is drawn: the name of its style.
pub(super) fn style(world: &World, place: Place) -> &'static str {
    match place {
        Place::Host(_) => "host",
        Place::Subnet(subnet) if is_public(world, subnet) => "public",
        Place::Subnet(_) => "private",
        Place::NatGateway(_) => "nat",
        Place::InternetGateway(_) | Place::VpnGateway(_) => "gateway",
        Place::VpcEndpoint(_) => "endpoint",
        Place::Internet => "internet",
        Place::S3(_) => "s3",
    }
}

/// Whether a subnet's route table names an internet gateway.
fn is_public(world: &World, subnet: Id<Subnet>) -> bool {
    let table = &world.route_tables[world.route_table_of(subnet)];
    table
        .lines
        .iter()
        .any(|line| matches!(line.target, Target::InternetGateway(_)))
}
