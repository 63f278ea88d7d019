//! A reason in words: what it rests on.

use super::rule;
use crate::trace::{About, Reason};
use crate::world::World;

/// What `reason` rests on: `rule 100 of acl-1 (outbound)`; empty when it rests on nothing that has
/// a name.
pub(super) fn rests_on(world: &World, reason: &Reason) -> String {
    match reason.about {
        About::Nothing => String::new(),
        About::Place(place) => world.place_name(place),
        About::RouteTable(table) => world.route_tables.name(table).to_owned(),
        About::Route(table, line) => {
            let name = world.route_tables.name(table);
            match world.route_tables[table].lines.get(line) {
                Some(line) => format!("{} in {name}", rule::route(world, line)),
                None => name.to_owned(),
            }
        }
        About::TransitGatewayRouteTable(table) => {
            world.transit_gateway_route_tables.name(table).to_owned()
        }
        About::TransitGatewayRoute(table, line) => rule::transit_route(world, table, line),
        About::TransitGatewayAttachment(attachment) => world
            .transit_gateway_attachments
            .name(attachment)
            .to_owned(),
        About::SecurityGroups(interface, way) => {
            let groups = &world.interfaces[interface].security_groups;
            let names: Vec<&str> = groups
                .iter()
                .map(|group| world.security_groups.name(*group))
                .collect();
            format!("{} ({})", names.join(", "), rule::direction(way))
        }
        About::NetworkAcl(acl, way, number) => {
            let number = number.map_or_else(|| "*".to_owned(), |number| number.to_string());
            let name = world.network_acls.name(acl);
            format!("rule {number} of {name} ({})", rule::direction(way))
        }
        About::HostedZone(zone) => world.hosted_zones.name(zone).to_owned(),
        About::Vpc(vpc) => world.vpcs.name(vpc).to_owned(),
        About::Bucket(bucket) => world.buckets.name(bucket).to_owned(),
        About::AccessPoint(point) => world.access_points.name(point).to_owned(),
        About::MultiRegion(point) => world.multi_region_access_points.name(point).to_owned(),
        About::Principal(principal) => world.principals.name(principal).to_owned(),
        About::Region(region) => region.name().to_owned(),
    }
}
