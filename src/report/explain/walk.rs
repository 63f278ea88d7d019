//! A packet's walk, place by place, with every rule that was asked.

use super::outline::Outline;
use crate::report::paint::Tone;
use crate::report::{reason, rule};
use crate::scenario::timeline::Direction;
use crate::trace::{Hop, Step, Walk};
use crate::world::filter::{NetworkAcl, SecurityGroup};
use crate::world::route::RouteTable;
use crate::world::vpc::NetworkInterface;
use crate::world::{Id, Place, World};

/// What a step says: its words, how they look, and the rule they rest on.
pub(super) struct Said {
    pub(super) words: String,
    pub(super) tone: Tone,
    pub(super) rule: &'static str,
}

/// Adds the lines of `walk` under `title`.
pub(in crate::report) fn add(title: &str, world: &World, walk: &Walk, outline: &mut Outline) {
    match walk.hops.first() {
        Some(hop) => outline.heading(format!("{title}: {}", hop.packet)),
        None => outline.heading(title),
    }
    let mut place: Option<Place> = None;
    for hop in &walk.hops {
        // A place that is passed in two stages, such as a subnet and its filters, is named once.
        if place != Some(hop.place) {
            outline.add(1, world.place_name(hop.place), Tone::Strong);
        }
        place = Some(hop.place);
        for step in &hop.steps {
            let said = words(world, hop, step);
            outline.add(2, said.words, said.tone);
            outline.rule(said.rule);
        }
    }
}

/// What one step says.
#[expect(
    clippy::too_many_lines,
    reason = "a table: one arm for each of a closed list"
)]
pub(super) fn words(world: &World, hop: &Hop, step: &Step) -> Said {
    let said = |words: String, tone, rule| Said { words, tone, rule };
    let translated = |what: &str, from: &str, to: &str| {
        let words = format!("{what} translated: {from} → {to}");
        said(words, Tone::Notable, translation_rule(hop.place))
    };
    match step {
        Step::SecurityGroups {
            interface,
            direction,
            rule,
            is_tracked,
        } => security_groups(world, *interface, *direction, (*rule, *is_tracked)),
        Step::NetworkAcl {
            acl,
            direction,
            rule,
            passes,
        } => network_acl(world, *acl, *direction, (*rule, *passes)),
        Step::WithinSubnet(_) => said(
            "stays in the subnet: no network ACL, no route".to_owned(),
            Tone::Plain,
            "NACL-03",
        ),
        Step::Routed { table, line, range } => {
            let words = format!("route {}", line_words(world, *table, *line, range));
            said(words, Tone::Good, "RTE-01")
        }
        Step::Beaten { table, line, range } => {
            let words = format!("beats {}", line_words(world, *table, *line, range));
            said(words, Tone::Faint, "")
        }
        Step::Unrouted { table } => {
            let table = world.route_tables.name(*table);
            said(format!("no line of {table} matches"), Tone::Bad, "RTE-10")
        }
        Step::TransitEntered(attachment) => {
            let name = world.transit_gateway_attachments.name(*attachment);
            said(format!("into {name}"), Tone::Good, "TGW-05")
        }
        Step::TransitRouted { table, line } => {
            let route = rule::transit_route(world, *table, *line);
            said(format!("route {route}"), Tone::Good, "TGW-02")
        }
        Step::TransitBeaten { table, line } => {
            let route = rule::transit_route(world, *table, *line);
            said(format!("beats {route}"), Tone::Faint, "")
        }
        Step::TransitUnrouted { table } => {
            let table = world.transit_gateway_route_tables.name(*table);
            said(format!("no route of {table} matches"), Tone::Bad, "TGW-01")
        }
        Step::Learnt { range, by } => {
            let by = world.place_name(*by);
            said(format!("route {range} → {by}"), Tone::Good, "RTE-03")
        }
        Step::SourceTranslated { from, to } => {
            translated("source", &from.to_string(), &to.to_string())
        }
        Step::SourcePortTranslated { from, to } => {
            translated("source port", &from.to_string(), &to.to_string())
        }
        Step::DestinationTranslated { from, to } => {
            translated("destination", &from.to_string(), &to.to_string())
        }
        Step::DestinationPortTranslated { from, to } => {
            translated("destination port", &from.to_string(), &to.to_string())
        }
        Step::Dropped(why) => stopped("dropped here", world, why),
        Step::Refused(why) => stopped("refused with a reset", world, why),
        Step::Delivered => said("arrives".to_owned(), Tone::Good, ""),
    }
}

fn stopped(how: &str, world: &World, why: &crate::trace::Reason) -> Said {
    let rests_on = reason::rests_on(world, why);
    let words = if rests_on.is_empty() {
        how.to_owned()
    } else {
        format!("{how}: {rests_on}")
    };
    Said {
        words,
        tone: Tone::Bad,
        rule: why.code.name(),
    }
}

fn translation_rule(place: Place) -> &'static str {
    match place {
        Place::InternetGateway(_) => "VPC-02",
        Place::NatGateway(_) => "NAT-01",
        Place::OnPremises(_) | Place::VirtualInterface(_) => "DX-03",
        Place::Host(_)
        | Place::Subnet(_)
        | Place::VpnGateway(_)
        | Place::VpcEndpoint(_)
        | Place::ResolverEndpoint(_)
        | Place::Internet
        | Place::S3(_)
        | Place::S3Global
        | Place::EgressOnlyInternetGateway(_)
        | Place::VpcPeeringConnection(_)
        | Place::TransitGateway(_)
        | Place::DirectConnectGateway(_)
        | Place::VpnConnection(_) => "",
    }
}

fn security_groups(
    world: &World,
    interface: Id<NetworkInterface>,
    way: Direction,
    (found, is_tracked): (Option<(Id<SecurityGroup>, usize)>, bool),
) -> Said {
    let direction = rule::direction(way);
    if is_tracked {
        let words = format!("security groups, {direction}: answers a tracked connection");
        return Said {
            words,
            tone: Tone::Good,
            rule: "SG-01",
        };
    }
    let Some((group, position)) = found else {
        let groups = &world.interfaces[interface].security_groups;
        let names: Vec<&str> = groups
            .iter()
            .map(|id| world.security_groups.name(*id))
            .collect();
        let names = names.join(", ");
        let words = format!("security group {names}: no {direction} rule allows it");
        return Said {
            words,
            tone: Tone::Bad,
            rule: "SG-01",
        };
    };
    let rules = match way {
        Direction::Inbound => &world.security_groups[group].inbound,
        Direction::Outbound => &world.security_groups[group].outbound,
    };
    let name = world.security_groups.name(group);
    let text = rules
        .get(position)
        .map(|found| rule::security_group(world, way, found));
    let text = text.unwrap_or_default();
    let words = format!(
        "security group {name}, {direction} rule {}: {text}",
        position + 1
    );
    Said {
        words,
        tone: Tone::Good,
        rule: "SG-01",
    }
}

fn network_acl(
    world: &World,
    acl: Id<NetworkAcl>,
    way: Direction,
    (number, passes): (Option<u32>, bool),
) -> Said {
    let rules = match way {
        Direction::Inbound => &world.network_acls[acl].inbound,
        Direction::Outbound => &world.network_acls[acl].outbound,
    };
    let name = world.network_acls.name(acl);
    let found = rules.iter().find(|rule| Some(rule.number) == number);
    let text = match found {
        Some(found) => rule::network_acl(way, found),
        None => "*: deny, no rule matches".to_owned(),
    };
    Said {
        words: format!("network ACL {name}, {} rule {text}", rule::direction(way)),
        tone: if passes { Tone::Good } else { Tone::Bad },
        rule: "NACL-01",
    }
}

/// `pl-68a54001 → vpce-1 in rtb-1`; of a prefix list, the range that matched is told too.
fn line_words(
    world: &World,
    table: Id<RouteTable>,
    position: usize,
    range: &ipnet::IpNet,
) -> String {
    let name = world.route_tables.name(table);
    let Some(line) = world.route_tables[table].lines.get(position) else {
        return name.to_owned();
    };
    let destination = rule::destination(world, line.destination);
    let exact = range.to_string();
    let part = if exact == destination {
        String::new()
    } else {
        format!(" ({exact})")
    };
    format!(
        "{destination}{part} → {} in {name}",
        rule::target(world, line.target)
    )
}
