//! The answer to one request with all it rests on.

use super::address::{host_for, target};
use super::answer::Answer;
use super::desk::{ACCESS_DENIED, Check, Desk};
use super::gate;
use super::multi_region::{Routing, routing};
use super::region_check::existing;
use super::request::Request;
use crate::aws::region::Region;
use crate::aws::s3_host::S3Host;
use crate::aws::s3_operation::Operation;
use crate::policy::{Context, Fix};
use crate::trace::{About, Code, Outcome, Reason, S3Error};
use crate::world::access_point::AccessPoint;
use crate::world::bucket::Bucket;
use crate::world::change::Rejection;
use crate::world::{AccessRefusal, Id, World};

/// The answer to one request with all it rests on.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The answer.
    pub answer: Answer,
    /// The name the request was addressed to.
    pub host: S3Host,
    /// The HTTP method.
    pub method: &'static str,
    /// Path and query (S3R-01).
    pub target: String,
    /// The headers of the answer that matter, in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// What `GetBucketLocation` tells: nothing for us-east-1, `EU` for the oldest buckets in
    /// eu-west-1 (S3R-03).
    pub location_constraint: Option<&'static str>,
    /// The access point that `GetAccessPoint` tells of.
    pub access_point: Option<Id<AccessPoint>>,
    /// What is wrong with the policy or ACL that was put, when S3 does not take it (CFG-01,
    /// BPA-03, BPA-05, ACL-02).
    pub rejection: Option<Rejection>,
    /// Which bucket a Multi-Region Access Point chose, and among which (MRAP-20).
    pub routing: Option<Routing>,
    /// Every question to the policy engine, in the order they were asked.
    pub checks: Vec<Check>,
    /// The text AWS prints with a refusal, as far as it tells this caller anything (POL-36).
    pub message: Option<String>,
    /// For a denial, the smallest edits of policies that open what was closed, each tried out
    /// with the policy engine; one for each check that failed, in the order of `checks`.
    pub fixes: Vec<ProposedFix>,
    /// The condition keys of the request.
    pub context: Context,
}

/// Edits of policies that together turn one denied check into an allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedFix {
    /// The IAM action they open.
    pub action: &'static str,
    /// The ARN they open it on.
    pub resource: String,
    /// The edits; every one of them is needed.
    pub fix: Fix,
}

impl Explanation {
    /// Every reason against the request, the deciding one first and each once.
    pub fn reasons(&self) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = self.answer.reason.into_iter().collect();
        for reason in self.checks.iter().flat_map(|check| &check.reasons) {
            if !self.answer.outcome.is_served() && !reasons.contains(reason) {
                reasons.push(*reason);
            }
        }
        reasons
    }
}

/// Answers `request` and tells why, with the same code as [`answer`](super::answer()).
pub fn explain(world: &World, request: &Request<'_>) -> Explanation {
    let mut checks = Vec::new();
    let mut desk = Desk::default();
    let answer = desk.open(world, request, Some(&mut checks)).answer();
    Explanation {
        host: host_for(request.call, request.signing_region),
        method: request.call.operation.http().0,
        target: target(request.call, request.number),
        headers: headers(world, request, &answer),
        location_constraint: location_constraint(world, request, &answer),
        access_point: told_access_point(world, request, &answer),
        rejection: rejection(world, request, &answer),
        routing: routing(world, request),
        message: message(world, request, &answer, &checks),
        fixes: fixes(&answer, &checks),
        context: context(world, request),
        answer,
        checks,
    }
}

/// The condition keys of the request, as its own operation is judged by them.
///
/// They follow from the way it came, from who signed it, and from what it asks; nobody types
/// them in (COND-01 to COND-08, COND-16, COND-21 to COND-28, COND-31).
pub fn context(world: &World, request: &Request<'_>) -> Context {
    Desk::default().open(world, request, None).context()
}

/// The bucket addressed, when it exists.
fn bucket<'a>(world: &'a World, request: &Request<'_>) -> Option<&'a Bucket> {
    let named = request.call.bucket.as_ref()?;
    existing(world, request, named).map(|id| &world.buckets[id])
}

fn headers(world: &World, request: &Request<'_>, answer: &Answer) -> Vec<(&'static str, String)> {
    let mut headers = Vec::new();
    let Some(bucket) = bucket(world, request) else {
        return headers;
    };
    // AWS: besides redirects, HeadBucket and listings tell the Region too (S3 API reference).
    let operation = request.call.operation;
    let is_temporary = answer.outcome == Outcome::Error(S3Error::TemporaryRedirect);
    let is_redirect = is_temporary || answer.outcome == Outcome::Error(S3Error::PermanentRedirect);
    let tells_region =
        is_redirect || matches!(operation, Operation::HeadBucket | Operation::ListObjectsV2);
    if tells_region {
        headers.push(("x-amz-bucket-region", bucket.region.name().to_owned()));
    }
    if is_temporary {
        let host = host_for(request.call, bucket.region);
        let scheme = if request.is_secure { "https" } else { "http" };
        let target = target(request.call, request.number);
        headers.push(("location", format!("{scheme}://{host}{target}")));
    }
    headers
}

/// What would open the checks that failed. A key that is missing is not found by any policy, so
/// nothing is proposed against its disguise (S3R-09).
fn fixes(answer: &Answer, checks: &[Check]) -> Vec<ProposedFix> {
    let is_disguise = answer
        .reason
        .is_some_and(|reason| reason.code == Code::S3KeyDisguised);
    if answer.outcome.is_served() || is_disguise {
        return Vec::new();
    }
    let proposed = checks.iter().filter_map(|check| {
        Some(ProposedFix {
            action: check.action,
            resource: check.resource.clone(),
            fix: check.fix.clone()?,
        })
    });
    proposed.collect()
}

/// What AWS prints: the text of the check that failed, or what it says against what was to be set.
fn message(
    world: &World,
    request: &Request<'_>,
    answer: &Answer,
    checks: &[Check],
) -> Option<String> {
    if let Some(point) = shut_point(answer) {
        return Some(origin_message(world, request, point));
    }
    let Some(refusal) = refusal(world, request, answer) else {
        let is_denied = matches!(answer.outcome, Outcome::Denied { .. });
        let failed = checks.iter().find(|check| !check.decision.is_allowed());
        return failed
            .filter(|_| is_denied)
            .map(|check| check.decision.message.clone());
    };
    let why = refusal.rejection().message;
    if refusal == AccessRefusal::AclsDisabled {
        return Some(why);
    }
    let check = checks.last()?;
    let is_told = check.decision.is_same_account && world.features.enriched_denials;
    let Some(caller) = request.principal.filter(|_| is_told) else {
        return Some(ACCESS_DENIED.to_owned());
    };
    let caller = world.principals[caller].identity.arn();
    Some(format!(
        "User: {caller} is not authorized to perform: {} on resource: \"{}\" {why}",
        check.action, check.resource
    ))
}

/// The access point whose network origin the request does not meet.
fn shut_point(answer: &Answer) -> Option<Id<AccessPoint>> {
    let reason = answer.reason?;
    match reason.about {
        About::AccessPoint(point) if reason.code == Code::ApOriginMismatch => Some(point),
        _ => None,
    }
}

/// What AWS prints where the network origin does not fit: as if a policy denied it (AP-05).
fn origin_message(world: &World, request: &Request<'_>, point: Id<AccessPoint>) -> String {
    let point = &world.access_points[point];
    let caller = request.principal.map(|id| &world.principals[id]);
    let is_told = world.features.enriched_denials;
    let Some(caller) = caller.filter(|caller| is_told && caller.account == Some(point.account))
    else {
        return ACCESS_DENIED.to_owned();
    };
    let key = request.call.key.as_ref().map(|key| key.key(request.number));
    let object = key.map_or_else(String::new, |key| format!("/object/{key}"));
    format!(
        "User: {} is not authorized to perform: {} on resource: \"{}{object}\" with an explicit \
         deny in a resource-based policy",
        caller.identity.arn(),
        request.call.operation.action(),
        point.arn
    )
}

/// Why what was to be set was not taken, though the caller may set it.
fn refusal(world: &World, request: &Request<'_>, answer: &Answer) -> Option<AccessRefusal> {
    let about = answer.reason?.about;
    let call = request.call;
    let found = match (about, &call.policy, &call.acl) {
        (About::Bucket(bucket), Some(Ok(policy)), _) => world.policy_refusal(bucket, policy),
        (About::AccessPoint(point), Some(Ok(policy)), _) => {
            world.point_policy_refusal(point, policy)
        }
        (About::Bucket(bucket), _, Some(acl)) => world.acl_refusal(bucket, &acl.grants),
        _ => None,
    }?;
    // The same request may have been stopped by another gate before it came so far.
    (gate::refused(found, about).reason == answer.reason).then_some(found)
}

fn rejection(world: &World, request: &Request<'_>, answer: &Answer) -> Option<Rejection> {
    if let Some(refusal) = refusal(world, request, answer) {
        return Some(refusal.rejection());
    }
    let is_malformed = answer.outcome == Outcome::Error(S3Error::MalformedPolicy);
    let refused = request
        .call
        .policy
        .as_ref()
        .and_then(|put| put.as_ref().err());
    refused.filter(|_| is_malformed).cloned()
}

fn told_access_point(
    world: &World,
    request: &Request<'_>,
    answer: &Answer,
) -> Option<Id<AccessPoint>> {
    let asks = request.call.operation == Operation::GetAccessPoint;
    let named = request.call.point.as_ref()?;
    world
        .access_point(named)
        .filter(|_| asks && answer.outcome.is_served())
}

/// SIMPLIFIED: buckets in eu-west-1 count as created with the constraint `EU` when the scenario
/// says they were created before 2014.
fn location_constraint(
    world: &World,
    request: &Request<'_>,
    answer: &Answer,
) -> Option<&'static str> {
    let asks = request.call.operation == Operation::GetBucketLocation;
    if !asks || !answer.outcome.is_served() {
        return None;
    }
    let bucket = bucket(world, request)?;
    let is_old = bucket.created.is_some_and(|day| day.year() < 2014);
    Some(match bucket.region.name() {
        _ if bucket.region == Region::US_EAST_1 => "",
        "eu-west-1" if is_old => "EU",
        name => name,
    })
}
