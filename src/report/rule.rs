//! Rules and routes in words: `tcp 443 to 0.0.0.0/0`, `10.0.0.0/16 → local`.

use std::fmt::Write as _;

use crate::scenario::quantity::{Ports, Protocol};
use crate::scenario::timeline::Direction;
use crate::world::filter::{AclRule, Peer, SecurityGroupRule};
use crate::world::route::{Destination, Line, Target};
use crate::world::transit_gateway::TransitGatewayRouteTable;
use crate::world::{Id, World};

/// `inbound` or `outbound`.
pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
    }
}

/// A rule of a security group: `tcp 443 to pl-68a54001`.
pub(super) fn security_group(world: &World, way: Direction, rule: &SecurityGroupRule) -> String {
    let peer = match rule.peer {
        Peer::Range(range) => range.to_string(),
        Peer::PrefixList(list) => world.prefix_lists.name(list).to_owned(),
        Peer::Group(group) => world.security_groups.name(group).to_owned(),
    };
    format!(
        "{} {} {peer}",
        traffic(rule.protocol, &rule.ports),
        preposition(way)
    )
}

/// A rule of a network ACL: `100: allow tcp 443 from 0.0.0.0/0`.
pub(super) fn network_acl(way: Direction, rule: &AclRule) -> String {
    let verb = if rule.allows { "allow" } else { "deny" };
    format!(
        "{}: {verb} {} {} {}",
        rule.number,
        traffic(rule.protocol, &rule.ports),
        preposition(way),
        rule.range
    )
}

/// A line of a route table: `0.0.0.0/0 → igw-1`.
pub(super) fn route(world: &World, line: &Line) -> String {
    format!(
        "{} → {}",
        destination(world, line.destination),
        target(world, line.target)
    )
}

/// The destination of a line.
pub(super) fn destination(world: &World, destination: Destination) -> String {
    match destination {
        Destination::Range(range) => range.to_string(),
        Destination::PrefixList(list) => world.prefix_lists.name(list).to_owned(),
    }
}

/// The target of a line.
pub(super) fn target(world: &World, target: Target) -> &str {
    match target {
        Target::Local => "local",
        Target::InternetGateway(gateway) => world.internet_gateways.name(gateway),
        Target::NatGateway(gateway) => world.nat_gateways.name(gateway),
        Target::VpcEndpoint(endpoint) => world.vpc_endpoints.name(endpoint),
        Target::VpnGateway(gateway) => world.vpn_gateways.name(gateway),
        Target::VpcPeeringConnection(peering) => world.vpc_peering_connections.name(peering),
        Target::TransitGateway(gateway) => world.transit_gateways.name(gateway),
        Target::EgressOnlyInternetGateway(gateway) => world.egress_only_gateways.name(gateway),
        Target::NetworkInterface(interface) => world.interfaces.name(interface),
        Target::Blackhole => "blackhole",
        Target::Beyond => "beyond this scenario",
    }
}

/// A route of a Transit Gateway: `10.1.0.0/16 → tgw-attach-1 in tgw-rtb-1`.
pub(super) fn transit_route(
    world: &World,
    table: Id<TransitGatewayRouteTable>,
    line: usize,
) -> String {
    let name = world.transit_gateway_route_tables.name(table);
    let routes = world.transit_gateway_route_tables[table].routes.routes();
    match routes.get(line) {
        Some(route) => {
            let to = route
                .to
                .map_or("blackhole", |to| world.transit_gateway_attachments.name(to));
            format!("{} → {to} in {name}", route.range)
        }
        None => name.to_owned(),
    }
}

fn preposition(way: Direction) -> &'static str {
    match way {
        Direction::Inbound => "from",
        Direction::Outbound => "to",
    }
}

fn traffic(protocol: Protocol, ports: &Ports) -> String {
    let name = match protocol {
        Protocol::All => return "all traffic".to_owned(),
        Protocol::Icmp if ports.is_all() => return "icmp".to_owned(),
        Protocol::Icmp => "icmp type",
        Protocol::Tcp => "tcp",
        Protocol::Udp => "udp",
    };
    let mut text = name.to_owned();
    if ports.is_all() {
        text.push_str(" all ports");
        return text;
    }
    for (position, (first, last)) in ports.ranges().iter().enumerate() {
        text.push(if position == 0 { ' ' } else { ',' });
        let _ = if first == last {
            write!(text, "{first}")
        } else {
            write!(text, "{first}-{last}")
        };
    }
    text
}
