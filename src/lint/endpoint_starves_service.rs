//! Rule `endpoint-starves-service`: an endpoint policy keeps AWS's own services from the buckets
//! they fetch from and write to (SVC-01 to SVC-12).

use std::collections::BTreeMap;

use super::design::Design;
use super::findings::Findings;
use super::question::Question;
use super::rule::Rule;
use super::written_policy::{Holder, WrittenPolicy};
use crate::aws::account::AWS_OWNED;
use crate::aws::dependent_service::{
    DEPENDENT_SERVICES, DependentService, Needs, Owner, ServiceCall, starved,
};
use crate::aws::service::EndpointService;
use crate::diagnostic::{Diagnostic, Severity};
use crate::policy::{Context, Effect, Key, KnownKey, MissedElement, Policy, Principal};
use crate::world::gateway::VpcEndpoint;
use crate::world::{Id, World};

/// The first year without the services that AWS has shut down.
const RETIRED_SINCE: i16 = 2025;

pub(super) fn find(design: &Design<'_>, findings: &mut Findings) {
    for written in &design.policies {
        let Holder::Endpoint(endpoint) = written.holder else {
            continue;
        };
        let statements = &written.policy.document().statements;
        // Without any Allow everything starves, which is another rule's finding.
        if statements.iter().any(|one| one.effect == Effect::Allow) {
            if let Some(finding) = told(design, written, endpoint) {
                findings.add(finding);
            }
        }
    }
}

fn told(
    design: &Design<'_>,
    written: &WrittenPolicy<'_>,
    endpoint: Id<VpcEndpoint>,
) -> Option<Diagnostic> {
    let world = design.world;
    let hungry = hungry(world, endpoint, &written.policy)?;
    let known = DEPENDENT_SERVICES.iter().filter(|one| counts(world, one));
    let is_thought_of = known.count() > hungry.len();
    let name = world.vpc_endpoints.name(endpoint);
    let message = format!("the policy of `{name}` starves services of AWS that live on S3");
    let statements = written.policy.document().statements.iter();
    let mut allows = statements.filter(|one| one.effect == Effect::Allow);
    let first = allows.next()?;
    let whole = written.place(&first.place);
    let place = first
        .resource
        .as_ref()
        .map_or(whole, |element| written.place(&element.place));
    let mut finding = Diagnostic::warning(Rule::EndpointStarvesService.name(), message, place)
        .label("nothing here lets them pass:");
    if is_thought_of {
        finding.severity = Severity::Note;
    }
    for (service, buckets) in hungry.values() {
        let more = match buckets.len() {
            0 | 1 => String::new(),
            many => format!(" and {} more", many - 1),
        };
        let first = buckets.first().map_or("", String::as_str);
        let line = format!("{}: `{first}`{more}: {}", service.name, service.symptom);
        finding = finding.related(place, line);
    }
    Some(finding.help(
        "allow the buckets of those you use, or keep their subnets off the endpoint \
         (SVC-12, GWE-11)",
    ))
}

/// Services by rule, each with the buckets it does not get.
type Hungry = BTreeMap<&'static str, (&'static DependentService, Vec<String>)>;

/// The services that need buckets of known names and do not get all of them; `None` when there
/// are none.
fn hungry(world: &World, endpoint: Id<VpcEndpoint>, policy: &Policy) -> Option<Hungry> {
    let EndpointService::S3(region) = world.vpc_endpoints[endpoint].service else {
        return None;
    };
    let account = world.vpcs[world.vpc_endpoints[endpoint].vpc]
        .account
        .to_string();
    let refused = starved(region, &account, |call| {
        passes(world, (endpoint, policy), &account, call)
    });
    let mut hungry = Hungry::new();
    for call in refused
        .into_iter()
        .filter(|call| counts(world, call.service))
    {
        let bucket = call.resource.trim_start_matches("arn:aws:s3:::");
        let bucket = bucket.split('/').next().unwrap_or(bucket).to_owned();
        let (_, buckets) = hungry
            .entry(call.service.rule)
            .or_insert_with(|| (call.service, Vec::new()));
        if !buckets.contains(&bucket) {
            buckets.push(bucket);
        }
    }
    (!hungry.is_empty()).then_some(hungry)
}

/// Whether a service is looked at: full access is no policy's to give but the default one's, and
/// what is shut down needs nothing.
fn counts(world: &World, service: &DependentService) -> bool {
    let is_alive = !service.is_retired || world.day.year() < RETIRED_SINCE;
    is_alive && matches!(service.needs, Needs::Buckets(_))
}

/// Whether a service's call passes the policy. An Allow that asks for what cannot be known here,
/// such as an organization's id, is taken to let it pass.
fn passes(
    world: &World,
    (endpoint, policy): (Id<VpcEndpoint>, &Policy),
    account: &str,
    call: &ServiceCall,
) -> bool {
    let vpc = world.vpc_endpoints[endpoint].vpc;
    let principal = Principal::session(account, "/", "any-role", "any-session");
    let mut context = Context::of(&principal);
    let aws = AWS_OWNED.to_string();
    let owner = match call.owner {
        Owner::Aws => aws.as_str(),
        Owner::Customer => account,
    };
    for (key, value) in [
        (KnownKey::SourceVpc, world.vpcs.name(vpc)),
        (KnownKey::SourceVpce, world.vpc_endpoints.name(endpoint)),
        (KnownKey::VpceAccount, account),
        (KnownKey::ResourceAccount, owner),
        (KnownKey::S3ResourceAccount, owner),
        (KnownKey::SecureTransport, "true"),
        (KnownKey::ViaAwsService, "false"),
    ] {
        context.set(key, value);
    }
    let question = Question {
        principal: &principal,
        action: call.action,
        resource: &call.resource,
        owner,
        context: &context,
    };
    question.passes_endpoint(policy)
        || question.put_to(policy).iter().any(|finding| {
            let unmet = || finding.conditions.iter().filter(|one| !one.met);
            finding.statement.effect == Effect::Allow
                && finding.missed == Some(MissedElement::Condition)
                && unmet().all(|one| {
                    Key::named(&one.key) != Key::Known(KnownKey::SourceIp) && one.found.is_none()
                })
        })
}
