//! Rule `route-shadows-endpoint`: a route as narrow as S3's own ranges, or narrower, takes their
//! addresses away from an endpoint (RTE-05, RTE-07).

use ipnet::IpNet;

use super::design::Design;
use super::epoch::Epoch;
use super::findings::Findings;
use super::rule::Rule;
use crate::diagnostic::{Diagnostic, Span};
use crate::scenario::Said;
use crate::scenario::timeline::Change;
use crate::scenario::vpc::Route;
use crate::world::filter::PrefixList;
use crate::world::gateway::VpcEndpoint;
use crate::world::route::{Destination, Line, Origin, RouteTable, Target};
use crate::world::{Id, World};

pub(super) fn find(design: &Design<'_>, epoch: &Epoch, findings: &mut Findings) {
    let world = &epoch.world;
    for (id, table) in world.route_tables.iter() {
        let Some((endpoint, list)) = endpoint_of(world, table) else {
            continue;
        };
        for (position, line) in table.lines.iter().enumerate() {
            let is_other = matches!(line.origin, Origin::Static | Origin::Propagated);
            let taken = ranges(world, line)
                .find(|range| is_other && takes(world, table, list, (position, *range)));
            let (Some(taken), Some(place)) = (taken, place_of(design, id, line)) else {
                continue;
            };
            let name = world.vpc_endpoints.name(endpoint);
            let message = format!(
                "the route to `{taken}` takes addresses of S3 away from `{name}`{}",
                epoch.since()
            );
            let rule = if line.origin == Origin::Static {
                "RTE-05"
            } else {
                "RTE-07"
            };
            let help = format!(
                "drop the route or make it wider than S3's ranges: the narrowest range wins, and \
                 the endpoint's route is {} ({rule})",
                world.prefix_lists.name(list)
            );
            let mut finding =
                Diagnostic::warning(Rule::RouteShadowsEndpoint.name(), message, place)
                    .label(format!("goes to `{}` instead", target(world, line.target)))
                    .help(help);
            if let Some(place) = design.endpoint_place(endpoint) {
                finding = finding.related(place, "bypassed for these addresses");
            }
            findings.add(finding);
        }
    }
}

/// The usable endpoint whose route a table holds, and the prefix list of that route.
fn endpoint_of(world: &World, table: &RouteTable) -> Option<(Id<VpcEndpoint>, Id<PrefixList>)> {
    table.lines.iter().find_map(|line| {
        let Target::VpcEndpoint(endpoint) = line.target else {
            return None;
        };
        let Destination::PrefixList(list) = line.destination else {
            return None;
        };
        world.is_usable(endpoint).then_some((endpoint, list))
    })
}

fn ranges<'w>(world: &'w World, line: &Line) -> impl Iterator<Item = IpNet> + use<'w> {
    let (one, list) = match line.destination {
        Destination::Range(range) => (Some(range), None),
        Destination::PrefixList(list) => (None, Some(list)),
    };
    let listed = list
        .into_iter()
        .flat_map(|list| &world.prefix_lists[list].ranges);
    one.into_iter().chain(listed.copied())
}

/// Whether `range` of the line at `position` lies within S3's ranges and wins there.
fn takes(
    world: &World,
    table: &RouteTable,
    s3: Id<PrefixList>,
    (position, range): (usize, IpNet),
) -> bool {
    let is_inside = world.prefix_lists[s3]
        .ranges
        .iter()
        .any(|own| own.contains(&range));
    let winner = table.route_for(range.network());
    is_inside && winner.is_some_and(|winner| winner.line == position)
}

fn target(world: &World, target: Target) -> String {
    use crate::world::Place;
    match target {
        Target::Local => "local".to_owned(),
        Target::InternetGateway(id) => world.place_name(Place::InternetGateway(id)),
        Target::NatGateway(id) => world.place_name(Place::NatGateway(id)),
        Target::VpcEndpoint(id) => world.place_name(Place::VpcEndpoint(id)),
        Target::VpnGateway(id) => world.place_name(Place::VpnGateway(id)),
        Target::VpcPeeringConnection(id) => world.place_name(Place::VpcPeeringConnection(id)),
        Target::TransitGateway(id) => world.place_name(Place::TransitGateway(id)),
        Target::EgressOnlyInternetGateway(id) => {
            world.place_name(Place::EgressOnlyInternetGateway(id))
        }
        Target::NetworkInterface(id) => world.interfaces.name(id).to_owned(),
        Target::Blackhole => "nothing".to_owned(),
        Target::Beyond => "something beyond this scenario".to_owned(),
    }
}

/// Where a line was written: in its table, or on the timeline.
fn place_of(design: &Design<'_>, table: Id<RouteTable>, line: &Line) -> Option<Span> {
    let name = design.world.route_tables.name(table);
    let is_this = |said: &Said<String>| match line.destination {
        Destination::Range(range) => said.parse::<IpNet>().is_ok_and(|one| one.trunc() == range),
        Destination::PrefixList(list) => said.value == design.world.prefix_lists.name(list),
    };
    let mut vpcs = design.scenario.vpcs.values();
    let written = vpcs
        .find_map(|vpc| vpc.route_tables.get(name))
        .and_then(|routes| {
            routes.iter().find_map(|route| match route {
                Route::Route(to, _)
                | Route::Propagated(to, _)
                | Route::Blackhole(to)
                | Route::Beyond(to, _) => is_this(to).then_some(to.at),
                Route::PropagateFrom(_) => None,
            })
        });
    written.or_else(|| {
        design.on_timeline(|change| {
            let Change::CreateRoute(at, to, _) = change else {
                return None;
            };
            (at.value == name && is_this(to)).then_some(to.at)
        })
    })
}
