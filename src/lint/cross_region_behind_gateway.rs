//! Rule `cross-region-behind-gateway`: a client behind a gateway endpoint asks for a bucket of
//! another Region, which the endpoint does not lead to (GWE-07, S3R-23).

use super::design::Design;
use super::epoch::{Epoch, Seen};
use super::findings::Findings;
use super::rule::Rule;
use crate::aws::region::Region;
use crate::aws::service::EndpointService;
use crate::diagnostic::{Diagnostic, Severity};
use crate::trace::{Code, Outcome};
use crate::world::bucket::Bucket;
use crate::world::gateway::VpcEndpoint;
use crate::world::host::Location;
use crate::world::route::Target;
use crate::world::{Id, World};

pub(super) fn find(design: &Design<'_>, epoch: &Epoch, findings: &mut Findings) {
    for seen in epoch.seen.iter().filter(|seen| seen.is_made) {
        let load = &design.plan.loads[seen.load];
        let Some((endpoint, near)) = endpoint_before(&epoch.world, load.client) else {
            continue;
        };
        let call = &load.call;
        let source = call.source.as_ref().map(|(bucket, _)| bucket);
        let far = call.bucket.iter().chain(source).find_map(|named| {
            let id = named.id.filter(|id| epoch.world.buckets[*id].exists)?;
            (epoch.world.buckets[id].region != near).then_some(id)
        });
        let Some(place) = far.and(design.call_place(seen.load)) else {
            continue;
        };
        let Some(fate) = far.and_then(|far| Fate::of(&epoch.world, seen, far)) else {
            continue;
        };
        let bucket = far.map_or("", |far| epoch.world.buckets.name(far));
        let name = epoch.world.vpc_endpoints.name(endpoint);
        let message = format!(
            "requests `{}` ask for `{bucket}` in {} behind `{name}`{}: {}",
            load.id,
            fate.far,
            epoch.since(),
            fate.words(&epoch.world, near)
        );
        let finding = Diagnostic::warning(Rule::CrossRegionBehindGateway.name(), message, place);
        let mut finding = Diagnostic {
            severity: fate.severity(),
            ..finding.help(fate.help(near))
        };
        if let Some(place) = design.endpoint_place(endpoint) {
            finding = finding.related(place, format!("leads to S3 in {near} only"));
        }
        if let Some(place) = far.and_then(|far| design.bucket_place(far)) {
            finding = finding.related(place, format!("lives in {}", fate.far));
        }
        findings.add(finding);
    }
}

/// The gateway endpoint for S3 in the route table of a client's subnet, and its Region.
pub(super) fn endpoint_before(
    world: &World,
    client: Id<crate::world::client::Client>,
) -> Option<(Id<VpcEndpoint>, Region)> {
    let Location::Vpc(interface) = world.hosts[world.clients[client].host].location else {
        return None;
    };
    let table = world.route_table_of(world.interfaces[interface].subnet);
    world.route_tables[table].lines.iter().find_map(|line| {
        let Target::VpcEndpoint(endpoint) = line.target else {
            return None;
        };
        let EndpointService::S3(region) = world.vpc_endpoints[endpoint].service else {
            return None;
        };
        world.is_usable(endpoint).then_some((endpoint, region))
    })
}

/// What becomes of a request to another Region.
struct Fate {
    far: Region,
    /// Whether S3 of the near Region was asked first and pointed to the far one.
    is_redirected: bool,
    end: End,
}

/// How it ends.
enum End {
    /// No way leads there.
    NoWay,
    /// The near Region's S3 refuses it, with this outcome.
    Refused(Outcome),
    /// The near Region's S3 refuses to copy from or to another one, with this outcome.
    CopyRefused(Outcome),
    /// It leaves by these gateways, with this outcome.
    Leaves(String, Outcome),
}

impl Fate {
    /// `None` when the endpoint serves the request all the same.
    fn of(world: &World, seen: &Seen, bucket: Id<Bucket>) -> Option<Self> {
        let journey = &seen.journey;
        let last = journey.legs.last()?;
        let trip = last.trip.as_ref()?;
        let is_copy = last
            .reasons
            .iter()
            .any(|reason| reason.code == Code::S3CrossRegionViaEndpoint);
        let redirects = journey.legs.iter().any(|leg| leg.redirect_to().is_some());
        let end = match (trip.way.connects(), trip.way.endpoint) {
            (false, _) if trip.forward.blockers.iter().any(is_lack_of_way) => End::NoWay,
            (true, Some(_)) if is_copy => End::CopyRefused(journey.outcome),
            (true, Some(_)) if redirects => End::Refused(journey.outcome),
            // Other rules tell why, or it is served all the same.
            (false, _) | (true, Some(_)) => return None,
            (true, None) => {
                let gateways = trip.way.gateways();
                let names: Vec<String> = gateways
                    .map(|place| format!("`{}`", world.place_name(place)))
                    .collect();
                let by = format!("{} as {}", names.join(" and "), trip.way.source_seen);
                End::Leaves(by, journey.outcome)
            }
        };
        Some(Self {
            far: world.buckets[bucket].region,
            is_redirected: redirects && journey.legs.len() > 1,
            end,
        })
    }

    /// What works is worth knowing; what fails, or works by a detour, is a warning.
    fn severity(&self) -> Severity {
        match self.end {
            End::Leaves(_, outcome) if outcome.is_served() && !self.is_redirected => Severity::Note,
            End::Leaves(..) | End::NoWay | End::Refused(_) | End::CopyRefused(_) => {
                Severity::Warning
            }
        }
    }

    fn words(&self, world: &World, near: Region) -> String {
        let first = if self.is_redirected {
            format!("S3 in {near} answers 301, and the second try goes another way: ")
        } else {
            String::new()
        };
        let end = match &self.end {
            End::NoWay => format!("no route leads to S3 in {}, they time out", self.far),
            End::Refused(outcome) | End::CopyRefused(outcome) => {
                format!("S3 in {near} answers {outcome}")
            }
            End::Leaves(by, outcome) => {
                let keys = if world.features.vpc_source_ip_key {
                    "`aws:SourceVpce` and `aws:VpcSourceIp`"
                } else {
                    "`aws:SourceVpce` and `aws:SourceVpc`"
                };
                let end = if outcome.is_served() {
                    String::new()
                } else {
                    format!(", and end with {outcome}")
                };
                format!("they leave by {by}, without {keys}{end}")
            }
        };
        format!("{first}{end}")
    }

    fn help(&self, near: Region) -> String {
        let far = self.far;
        match (&self.end, self.is_redirected) {
            (End::NoWay, _) => format!(
                "keep a copy of the data in {near}, or give the subnet a default route (GWE-07)"
            ),
            (End::CopyRefused(_), _) => {
                "endpoints carry no copies between Regions: download and upload instead, or copy \
                 from a host without the endpoint (S3R-14)"
                    .to_owned()
            }
            (End::Refused(_), _) | (End::Leaves(..), true) => format!(
                "give the client `region: \"{far}\"` and a way there, or keep a copy of the data \
                 in {near} (S3R-23, S3R-04)"
            ),
            (End::Leaves(..), false) => format!(
                "keep a copy of the data in {near} where policies or costs count on the endpoint \
                 (GWE-07, RTE-06)"
            ),
        }
    }
}

fn is_lack_of_way(reason: &crate::trace::Reason) -> bool {
    matches!(
        reason.code,
        Code::NoRouteToDestination
            | Code::IgwPublicIpAssociationForEgress
            | Code::NgwHasNoPublicIp
            | Code::NoPossibleDestination
            | Code::UnknownDestination
            | Code::VpceGatewayDestination
    )
}
