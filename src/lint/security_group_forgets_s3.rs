//! Rule `security-group-forgets-s3`: the security groups of a host behind an endpoint let nothing
//! out to S3's public addresses, which it still asks for (SG-03).

use super::design::Design;
use super::epoch::{Epoch, Seen};
use super::findings::Findings;
use super::rule::Rule;
use crate::aws::region::Region;
use crate::diagnostic::Diagnostic;
use crate::scenario::timeline::Direction;
use crate::trace::About;
use crate::world::gateway::VpcEndpoint;
use crate::world::vpc::NetworkInterface;
use crate::world::{Id, Place};

pub(super) fn find(design: &Design<'_>, epoch: &Epoch, findings: &mut Findings) {
    for seen in epoch.seen.iter().filter(|seen| seen.is_made) {
        let Some((interface, endpoint, region)) = stopped(seen) else {
            continue;
        };
        let world = &epoch.world;
        let groups = &world.interfaces[interface].security_groups;
        let place = groups
            .iter()
            .find_map(|group| design.security_group_place(*group));
        let (Some(place), Some(group)) = (place, groups.first()) else {
            continue;
        };
        let load = &design.plan.loads[seen.load];
        let port = load.call.address.port();
        let message = format!(
            "`{}` lets no tcp {port} out to S3, so requests `{}` never reach `{}`{}",
            world.security_groups.name(*group),
            load.id,
            world.vpc_endpoints.name(endpoint),
            epoch.since()
        );
        let list = world.s3_prefix_lists.get(&region);
        let list = list.map_or("0.0.0.0/0", |list| world.prefix_lists.name(*list));
        let help = format!(
            "add `Allow(protocol: \"tcp\", ports: \"{port}\", to: \"{list}\")` to its outbound \
             rules: behind an endpoint S3 keeps its public addresses (SG-03, GWE-01)"
        );
        let finding = Diagnostic::warning(Rule::SecurityGroupForgetsS3.name(), message, place);
        let mut finding = finding.help(help);
        if let Some(place) = design.call_place(seen.load) {
            finding = finding.related(place, "times out");
        }
        findings.add(finding);
    }
}

/// The interface whose security groups stop a request that would go through an endpoint, the
/// endpoint, and the Region it leads to.
fn stopped(seen: &Seen) -> Option<(Id<NetworkInterface>, Id<VpcEndpoint>, Region)> {
    seen.journey.legs.iter().find_map(|leg| {
        let walk = &leg.trip.as_ref()?.forward;
        let interface = walk.blockers.iter().find_map(|reason| {
            let About::SecurityGroups(interface, Direction::Outbound) = reason.about else {
                return None;
            };
            Some(interface)
        })?;
        let mut places = walk.hops.iter().map(|hop| hop.place);
        let endpoint = places.find_map(|place| {
            let Place::VpcEndpoint(endpoint) = place else {
                return None;
            };
            Some(endpoint)
        })?;
        let region = places.find_map(|place| {
            let Place::S3(region) = place else {
                return None;
            };
            Some(region)
        })?;
        Some((interface, endpoint, region))
    })
}
