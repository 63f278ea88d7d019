//! Security groups: which rule lets a packet pass, and which connections are tracked.

use std::ops::ControlFlow;

use super::phase::Phase;
use super::stage::Ending;
use super::traveller::{Heading, Traveller};
use super::witness::Witness;
use crate::scenario::quantity::Protocol;
use crate::scenario::timeline::Direction;
use crate::trace::{About, Code, Packet, Reason, Step};
use crate::world::filter::{Peer, SecurityGroup, SecurityGroupRule, is_covered};
use crate::world::vpc::{NetworkInterface, Vpc};
use crate::world::{Id, World};

/// Asks the security groups of an interface about the packet (SG-01).
pub(super) fn ask<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    interface: Id<NetworkInterface>,
    direction: Direction,
) -> ControlFlow<Ending> {
    let is_near = (traveller.heading == Heading::There) == (direction == Direction::Outbound);
    let is_tracked = is_known(traveller, is_near);
    let world = traveller.world;
    let groups = &world.interfaces[interface].security_groups;
    let rule = if is_tracked {
        None
    } else {
        let vpc = world.vpc_of(world.interfaces[interface].subnet);
        rule_for(world, vpc, groups, direction, traveller.packet)
    };
    traveller.witness.see(Step::SecurityGroups {
        interface,
        direction,
        rule,
        is_tracked,
    });
    if is_tracked {
        return ControlFlow::Continue(());
    }
    if rule.is_none() {
        let has_rules = groups
            .iter()
            .any(|group| !rules(world, *group, direction).is_empty());
        let code = if has_rules {
            Code::EniSgRulesMismatch
        } else {
            Code::SgHasNoRules
        };
        return traveller.block(Reason::new(
            code,
            About::SecurityGroups(interface, direction),
        ));
    }
    if traveller.heading == Heading::There {
        let is_kept = !is_open(world, groups, direction, traveller.packet);
        let tracked = if is_near {
            &mut traveller.memory.is_tracked_near
        } else {
            &mut traveller.memory.is_tracked_far
        };
        *tracked = is_kept;
    }
    ControlFlow::Continue(())
}

/// Whether the packet passes by remembered state alone: it answers a tracked connection, or
/// belongs to one (SG-10).
fn is_known<W: Witness>(traveller: &Traveller<'_, W>, is_near: bool) -> bool {
    match (traveller.phase, traveller.heading) {
        (Phase::Established { was_tracked }, _) => was_tracked,
        (Phase::Opening, Heading::There) => false,
        (Phase::Opening, Heading::Back) if is_near => traveller.is_tracked_near(),
        (Phase::Opening, Heading::Back) => traveller.is_tracked_far(),
    }
}

fn rules(world: &World, group: Id<SecurityGroup>, direction: Direction) -> &[SecurityGroupRule] {
    let group = &world.security_groups[group];
    match direction {
        Direction::Inbound => &group.inbound,
        Direction::Outbound => &group.outbound,
    }
}

/// A rule that lets the packet pass, by group and position; the rules of all groups are one set.
fn rule_for(
    world: &World,
    vpc: Id<Vpc>,
    groups: &[Id<SecurityGroup>],
    direction: Direction,
    packet: Packet,
) -> Option<(Id<SecurityGroup>, usize)> {
    groups.iter().find_map(|group| {
        let found = rules(world, *group, direction)
            .iter()
            .position(|rule| admits(world, vpc, rule, direction, packet))?;
        Some((*group, found))
    })
}

fn admits(
    world: &World,
    vpc: Id<Vpc>,
    rule: &SecurityGroupRule,
    direction: Direction,
    packet: Packet,
) -> bool {
    let other = match direction {
        Direction::Inbound => packet.source,
        Direction::Outbound => packet.destination,
    };
    is_covered(
        rule.protocol,
        &rule.ports,
        packet.protocol,
        packet.destination_port,
    ) && world.is_peer((vpc, direction), rule.peer, other)
}

/// Whether the rules are so open that no state is kept for the packet's connection: TCP or UDP,
/// a rule for everyone that admits it, and one for everyone and every port for the answers.
fn is_open(
    world: &World,
    groups: &[Id<SecurityGroup>],
    direction: Direction,
    packet: Packet,
) -> bool {
    let is_v4 = packet.destination.is_ipv4();
    let is_everyone = |rule: &SecurityGroupRule| match rule.peer {
        Peer::Range(range) => range.prefix_len() == 0 && range.addr().is_ipv4() == is_v4,
        Peer::PrefixList(_) | Peer::Group(_) => false,
    };
    let answers = match direction {
        Direction::Inbound => Direction::Outbound,
        Direction::Outbound => Direction::Inbound,
    };
    let any = |way: Direction, admits: &dyn Fn(&SecurityGroupRule) -> bool| {
        groups
            .iter()
            .flat_map(|group| rules(world, *group, way))
            .any(|rule| is_everyone(rule) && admits(rule))
    };
    matches!(packet.protocol, Protocol::Tcp | Protocol::Udp)
        && any(answers, &|rule| is_every_port(rule, packet.protocol))
        && any(direction, &|rule| {
            is_covered(
                rule.protocol,
                &rule.ports,
                packet.protocol,
                packet.destination_port,
            )
        })
}

fn is_every_port(rule: &SecurityGroupRule, protocol: Protocol) -> bool {
    match rule.protocol {
        Protocol::All => true,
        Protocol::Tcp | Protocol::Udp => {
            rule.protocol == protocol && rule.ports.ranges().contains(&(0, u16::MAX))
        }
        Protocol::Icmp => false,
    }
}
