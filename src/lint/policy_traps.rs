//! Rules `policy-…`: traps in the text of one policy, found by the policy engine itself, each
//! shown where the policy was written.

use super::design::Design;
use super::findings::Findings;
use super::rule::Rule;
use super::written_policy::{Holder, WrittenPolicy};
use crate::aws::region::Region;
use crate::aws::service::EndpointService;
use crate::diagnostic::Diagnostic;
use crate::policy::{self, Effect, Key, KnownKey, Lint, LintCode, Operator, WrittenStatement};
use crate::world::bucket::Bucket;
use crate::world::door::Door;
use crate::world::{Id, World};

/// Keys that only requests through an endpoint have (COND-05 to COND-08).
const ENDPOINT_KEYS: [KnownKey; 5] = [
    KnownKey::SourceVpc,
    KnownKey::SourceVpce,
    KnownKey::SourceVpcArn,
    KnownKey::VpcSourceIp,
    KnownKey::VpceAccount,
];

/// Keys that only requests through an access point have (COND-18).
const ACCESS_POINT_KEYS: [KnownKey; 3] = [
    KnownKey::DataAccessPointAccount,
    KnownKey::DataAccessPointArn,
    KnownKey::AccessPointNetworkOrigin,
];

pub(super) fn find(design: &Design<'_>, findings: &mut Findings) {
    for written in &design.policies {
        let document = written.policy.document();
        for lint in policy::lint(document, &absent(design, written)) {
            let rule = Rule::of(lint.code, document.kind);
            let statement = document
                .statements
                .iter()
                .find(|one| one.place.contains(&lint.place.start));
            let is_told = match rule {
                // Asked about the whole design by rules of their own.
                Rule::PolicyLocksOwnerOut | Rule::DenyOnlyEndpointPolicy => false,
                Rule::Policy(LintCode::KeyNeverPresent) => statement.is_some_and(|statement| {
                    let place = written.place(&statement.place);
                    matters(statement, &lint) && !findings.has(Rule::PolicyLocksOwnerOut, place)
                }),
                // The same words, told once.
                Rule::Policy(LintCode::ArnForId) => {
                    let place = written.place(&lint.place);
                    !findings.has(Rule::PolicyLocksOwnerOut, place)
                }
                Rule::SourceIpBehindEndpoint
                | Rule::CrossRegionBehindGateway
                | Rule::EndpointStarvesService
                | Rule::EndpointPrincipalIgnored
                | Rule::RouteShadowsEndpoint
                | Rule::SecurityGroupForgetsS3
                | Rule::AclForgetsAnswers
                | Rule::Policy(_) => true,
            };
            if is_told {
                let place = written.place(&lint.place);
                let finding = Diagnostic::warning(rule.name(), lint.message, place);
                findings.add(finding.help(lint.help));
            }
        }
    }
}

/// The keys that no request judged by a policy can have, whatever the workload: those of
/// endpoints where none leads there, those of a later day, those of access points where there are
/// none.
fn absent(design: &Design<'_>, written: &WrittenPolicy<'_>) -> Vec<KnownKey> {
    let world = design.world;
    let mut absent = Vec::new();
    if !has_doors(world, written.holder) {
        absent.extend(ACCESS_POINT_KEYS);
    }
    let has_endpoint = match written.holder {
        Holder::Endpoint(_) => {
            absent.push(KnownKey::SourceIp);
            true
        }
        Holder::Bucket(bucket) => {
            has_endpoint_to(world, Some(world.buckets[bucket].region))
                || is_member(world, bucket) && has_endpoint_to(world, None)
        }
        Holder::Door(Door::AccessPoint(point)) => {
            has_endpoint_to(world, Some(world.access_points[point].region))
        }
        Holder::Door(Door::MultiRegion(_)) => has_endpoint_to(world, None),
        Holder::Caller => world
            .vpc_endpoints
            .iter()
            .any(|(_, it)| leads_to_s3(it.service)),
    };
    if !has_endpoint {
        absent.extend(ENDPOINT_KEYS);
    }
    for (exists, key) in [
        (world.features.vpc_source_ip_key, KnownKey::VpcSourceIp),
        (world.features.source_vpc_arn_key, KnownKey::SourceVpcArn),
        (world.features.vpce_keys, KnownKey::VpceAccount),
    ] {
        if !exists {
            absent.push(key);
        }
    }
    absent
}

/// Whether requests that a policy of `holder` judges may come through an access point, of one
/// Region or of many.
fn has_doors(world: &World, holder: Holder) -> bool {
    match holder {
        Holder::Door(_) => true,
        Holder::Bucket(bucket) => {
            let mut points = world.access_points.iter();
            points.any(|(_, point)| point.bucket == bucket) || is_member(world, bucket)
        }
        Holder::Caller | Holder::Endpoint(_) => {
            !world.access_points.is_empty() || !world.multi_region_access_points.is_empty()
        }
    }
}

/// Whether a Multi-Region Access Point holds the bucket, or will.
fn is_member(world: &World, bucket: Id<Bucket>) -> bool {
    let mut points = world.multi_region_access_points.iter();
    points.any(|(_, point)| point.members.iter().any(|member| member.bucket == bucket))
}

/// Whether some endpoint leads to S3 in `region`, or, without one, to Multi-Region Access Points.
fn has_endpoint_to(world: &World, region: Option<Region>) -> bool {
    let wanted = region.map_or(EndpointService::S3Global, EndpointService::S3);
    let mut endpoints = world.vpc_endpoints.iter();
    endpoints.any(|(_, endpoint)| endpoint.service == wanted)
}

fn leads_to_s3(service: EndpointService) -> bool {
    match service {
        EndpointService::S3(_) | EndpointService::S3Global => true,
        EndpointService::DynamoDb(_) => false,
    }
}

/// Whether the absence of a key does harm: what is granted or forbidden to access points that do
/// not exist is sound, a Deny of all that does not come through one is not (COND-18, COND-19).
fn matters(statement: &WrittenStatement, lint: &Lint) -> bool {
    let of_lint = |condition: &&crate::policy::WrittenCondition| condition.key.place == lint.place;
    let Some(condition) = statement.conditions.iter().find(of_lint) else {
        return false;
    };
    let key = Key::named(&condition.key.text);
    let is_access_point = ACCESS_POINT_KEYS
        .into_iter()
        .any(|known| key == Key::Known(known));
    let is_met = Operator::parse(&condition.operator.text).is_some_and(Operator::met_when_missing);
    !is_access_point || (statement.effect == Effect::Deny && is_met)
}
