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
use crate::aws::region::Region;
use crate::aws::service::EndpointService;
use crate::diagnostic::{Diagnostic, Severity};
use crate::policy::{
    Context, Effect, EndpointKind, Key, KnownKey, MissedElement, Policy, Principal,
    StatementFinding,
};
use crate::scenario::endpoint::PrivateDns;
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
            findings.extend(told(design, written, endpoint));
        }
    }
}

fn told(
    design: &Design<'_>,
    written: &WrittenPolicy<'_>,
    endpoint: Id<VpcEndpoint>,
) -> Option<Diagnostic> {
    let door = Door::of(design.world, endpoint, &written.policy)?;
    let (hungry, statement) = door.hungry();
    let mut known = DEPENDENT_SERVICES.iter().filter(|one| door.counts(one));
    // Whoever lets one of AWS's services pass has chosen among them.
    let is_chosen = known.any(|one| is_fed_by_aws(one) && !hungry.contains_key(one.rule));
    let statement = written.policy.document().statements.get(statement?)?;
    let place = match &statement.sid {
        Some(sid) => written.place(&sid.place),
        None => written.place(&statement.place),
    };
    let name = design.world.vpc_endpoints.name(endpoint);
    let message = format!("the policy of `{name}` starves services of AWS that live on S3");
    let rule = Rule::EndpointStarvesService.name();
    let mut finding = Diagnostic::warning(rule, message, place).label(match statement.effect {
        Effect::Allow => "lets none of these pass:",
        Effect::Deny => "hits all of these:",
    });
    if is_chosen {
        finding.severity = Severity::Note;
    }
    for (service, buckets) in hungry.values() {
        let more = match buckets.len() {
            0 | 1 => String::new(),
            many => format!(" and {} more", many - 1),
        };
        let first = buckets.first().map_or("", String::as_str);
        let line = format!("{}, `{first}`{more}: {}", service.name, service.symptom);
        finding = finding.related(place, line);
    }
    Some(finding.help(
        "allow the buckets of those you use, or keep their subnets off the endpoint \
         (SVC-12, GWE-11)",
    ))
}

/// Services by rule, each with the buckets it does not get.
type Hungry = BTreeMap<&'static str, (&'static DependentService, Vec<String>)>;

/// Whether AWS owns a bucket that the service needs.
fn is_fed_by_aws(service: &DependentService) -> bool {
    match service.needs {
        Needs::FullAccess => false,
        Needs::Buckets(buckets) => buckets.iter().any(|bucket| bucket.owner == Owner::Aws),
    }
}

/// An endpoint's policy before which services stand.
struct Door<'a> {
    world: &'a World,
    policy: &'a Policy,
    kind: EndpointKind,
    region: Region,
    account: String,
    /// The keys that every call of the account's services has.
    context: Context,
    principal: Principal,
}

impl<'a> Door<'a> {
    /// `None` when the endpoint does not lead to S3, or leads there by names of its own only.
    fn of(world: &'a World, id: Id<VpcEndpoint>, policy: &'a Policy) -> Option<Self> {
        let endpoint = &world.vpc_endpoints[id];
        let EndpointService::S3(region) = endpoint.service else {
            return None;
        };
        if endpoint.interface_parts().is_some() && world.private_dns_of(id) != PrivateDns::On {
            return None;
        }
        let account = world.vpcs[endpoint.vpc].account.to_string();
        let principal = Principal::session(&account, "/", "any-role", "any-session");
        let mut context = Context::of(&principal);
        for (key, value) in [
            (KnownKey::SourceVpc, world.vpcs.name(endpoint.vpc)),
            (KnownKey::SourceVpce, world.vpc_endpoints.name(id)),
            (KnownKey::VpceAccount, &account),
            (KnownKey::SecureTransport, "true"),
            (KnownKey::ViaAwsService, "false"),
        ] {
            context.set(key, value);
        }
        Some(Self {
            world,
            policy,
            kind: endpoint.policy_kind(),
            region,
            account,
            context,
            principal,
        })
    }

    /// The services that do not get all their buckets, and the statement that is in the way of
    /// the first.
    fn hungry(&self) -> (Hungry, Option<usize>) {
        let mut statement = None;
        let refused = starved(self.region, &self.account, |call| {
            let blocker = self.blocker(call);
            statement = statement.or(blocker.filter(|_| self.counts(call.service)));
            blocker.is_none()
        });
        let mut hungry = Hungry::new();
        for call in refused.iter().filter(|call| self.counts(call.service)) {
            let object = call.resource.trim_start_matches("arn:aws:s3:::");
            let bucket = object.split('/').next().unwrap_or(object).to_owned();
            let entry = hungry.entry(call.service.rule);
            let (_, buckets) = entry.or_insert_with(|| (call.service, Vec::new()));
            if !buckets.contains(&bucket) {
                buckets.push(bucket);
            }
        }
        (hungry, statement)
    }

    /// Whether a service is looked at: full access is no policy's to give but the default one's,
    /// and what is shut down needs nothing.
    fn counts(&self, service: &DependentService) -> bool {
        let is_alive = !service.is_retired || self.world.day.year() < RETIRED_SINCE;
        is_alive && matches!(service.needs, Needs::Buckets(_))
    }

    /// The statement that keeps a call from passing: a Deny that hits it, or else the first Allow
    /// that might have let it pass. What asks for keys that cannot be known here, such as an
    /// organization's id, is taken to let it pass.
    fn blocker(&self, call: &ServiceCall) -> Option<usize> {
        let aws = AWS_OWNED.to_string();
        let owner = match call.owner {
            Owner::Aws => aws.as_str(),
            Owner::Customer => self.account.as_str(),
        };
        let mut context = self.context.clone();
        context.set(KnownKey::ResourceAccount, owner);
        context.set(KnownKey::S3ResourceAccount, owner);
        let question = Question {
            endpoint: self.kind,
            principal: &self.principal,
            action: call.action,
            resource: &call.resource,
            owner,
            context: &context,
        };
        let found = question.put_to(self.policy);
        let deny = found.iter().find(|one| denies(one));
        if let Some(deny) = deny {
            return Some(deny.statement.index);
        }
        if found.iter().any(may_allow) {
            return None;
        }
        let allows = found
            .iter()
            .filter(|one| one.statement.effect == Effect::Allow);
        allows.map(|one| one.statement.index).min()
    }
}

fn denies(finding: &StatementFinding) -> bool {
    let mut conditions = finding.conditions.iter();
    finding.statement.effect == Effect::Deny
        && finding.missed.is_none()
        && conditions.all(|one| one.found.is_some() || !is_unknown(&one.key))
}

fn may_allow(finding: &StatementFinding) -> bool {
    let mut unmet = finding.conditions.iter().filter(|one| !one.met);
    finding.statement.effect == Effect::Allow
        && match finding.missed {
            Some(MissedElement::Condition) => {
                unmet.all(|one| one.found.is_none() && is_unknown(&one.key))
            }
            // Whom it does not name is another rule's question.
            None | Some(MissedElement::Principal) => true,
            Some(MissedElement::Action | MissedElement::Resource) => false,
        }
}

/// Whether a missing key is merely not known; behind an endpoint there surely is no public address.
fn is_unknown(key: &str) -> bool {
    Key::named(key) != Key::Known(KnownKey::SourceIp)
}
